//! Whether the desktop has a tray at all.

use tauri::{AppHandle, Runtime};

/// Tells, on the main thread, that there is a tray and that there is none any more. macOS and Windows always have one.
#[cfg(not(target_os = "linux"))]
pub fn follow<R: Runtime>(app: &AppHandle<R>, told: fn(&AppHandle<R>, bool)) {
    told(app, true);
}

/// Tells, on the main thread, that there is a tray and that there is none any more.
///
/// Trays on Linux are programs of their own (a panel, an extension of the shell), which own this name on the session
/// bus; they may come after us and go before us. Without one an icon would be shown nowhere.
#[cfg(target_os = "linux")]
pub fn follow<R: Runtime>(app: &AppHandle<R>, told: fn(&AppHandle<R>, bool)) {
    let app = app.clone();
    let watch = move || {
        if let Err(error) = watch(&app, told) {
            tracing::warn!(%error, "no_tray");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("tray host".to_owned()).spawn(watch) {
        tracing::warn!(%error, "no_tray");
    }
}

#[cfg(target_os = "linux")]
fn watch<R: Runtime>(app: &AppHandle<R>, told: fn(&AppHandle<R>, bool)) -> zbus::Result<()> {
    use zbus::blocking::{Connection, fdo::DBusProxy};

    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    let bus = DBusProxy::new(&Connection::session()?)?;
    // Asked for before the first look, so that no change falls between.
    let changes = bus.receive_name_owner_changed_with_args(&[(0, WATCHER)])?;
    let tell = |there: bool| {
        let handle = app.clone();
        app.run_on_main_thread(move || told(&handle, there)).is_ok()
    };
    let mut there = bus.name_has_owner(WATCHER.try_into()?)?;
    if there && !tell(true) {
        return Ok(());
    }
    for change in changes {
        let now = change.args()?.new_owner().is_some();
        if now != there && !tell(now) {
            return Ok(());
        }
        there = now;
    }
    Ok(())
}
