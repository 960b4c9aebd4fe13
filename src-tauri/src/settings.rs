//! The window's settings, carried out: start at login, closing to the tray, notifications.

use std::sync::{Mutex, PoisonError};

use contract::window::WindowSettings;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_autostart::ManagerExt as _;

/// The settings as the shell knows them; nothing before they were read.
#[derive(Default)]
pub struct Behavior(Mutex<Option<WindowSettings>>);

impl Behavior {
    /// As they are now; the defaults before they were read.
    pub fn now(&self) -> WindowSettings {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }

    fn replace(&self, settings: WindowSettings) -> Option<WindowSettings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(settings)
    }
}

/// Takes new settings over. The system's autostart is touched only when a person changed the setting while the program
/// ran: whoever removed the entry by the system's own means is not overruled at every start.
pub fn apply<R: Runtime>(app: &AppHandle<R>, settings: WindowSettings) {
    let wanted = settings.start_at_login;
    let before = app.state::<Behavior>().replace(settings);
    if before.is_none_or(|before| before.start_at_login == wanted) {
        return;
    }
    let autostart = app.autolaunch();
    let done = match (wanted, autostart.is_enabled().unwrap_or(!wanted)) {
        (true, false) => autostart.enable(),
        (false, true) => autostart.disable(),
        _ => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "start_at_login_not_changed");
    }
}
