//! Quitting waits for the write in flight: a payment is never left half recorded.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, Manager, Runtime};

use crate::companion::Companion;
use crate::tray::Tray;
use crate::window;

/// Whether the program is ending.
#[derive(Default)]
pub struct Quitting(AtomicBool);

/// Ends the program once what is being written is written. Asked again meanwhile, it goes on waiting.
pub fn quit<R: Runtime>(app: &AppHandle<R>) {
    if app.state::<Quitting>().0.swap(true, Ordering::SeqCst) {
        return;
    }
    window::say_finishing(app);
    app.state::<Tray<R>>().say_finishing(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(companion) = app.state::<Companion>().app_if_running().await {
            companion.quit().await;
        }
        app.exit(0);
    });
}

/// Quits as orderly when the system ends the session or a person presses Ctrl-C.
pub fn on_signals<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        while signal().await {
            quit(&app);
        }
    });
}

#[cfg(unix)]
async fn signal() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut ended), Ok(mut interrupted)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return false;
    };
    tokio::select! {
        asked = ended.recv() => asked.is_some(),
        asked = interrupted.recv() => asked.is_some(),
    }
}

#[cfg(not(unix))]
async fn signal() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
