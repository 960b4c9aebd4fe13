//! A window that can be seen is looked at: both services are asked more often then than in the tray.

use std::sync::{Mutex, PoisonError};

use service::app::Looking;
use tauri::{AppHandle, Manager, Runtime};

use crate::companion::Companion;
use crate::window;

/// Kept while the window can be seen.
#[derive(Default)]
pub struct Looks(Mutex<Option<Looking>>);

impl Looks {
    /// Takes up or lays down the look; one that goes on is left alone.
    fn set(&self, seen: bool, begin: impl FnOnce() -> Looking) {
        let mut look = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*look, seen) {
            (None, true) => *look = Some(begin()),
            (Some(_), false) => *look = None,
            _ => {}
        }
    }
}

/// The window came, went, or the companion has just started.
pub fn follow<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(running) = app.state::<Companion>().app_if_running().await {
            app.state::<Looks>().set(window::is_seen(&app), || running.look());
        }
    });
}
