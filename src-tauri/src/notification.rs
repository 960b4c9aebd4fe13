//! Shows a notification; a click opens its page where the platform tells of clicks.

use tauri::{AppHandle, Runtime};

use crate::notify::Notice;

/// Shows it. Failing is no trouble for the books: tray and window say the same.
#[cfg(target_os = "linux")]
pub fn show<R: Runtime>(app: &AppHandle<R>, notice: Notice) {
    let app = app.clone();
    let clicks = move || {
        let mut notification = notify_rust::Notification::new();
        notification.appname("Alternative Companion").summary(&notice.title).body(&notice.body);
        notification.icon("companion").action("default", "Open");
        let shown = match notification.show() {
            Ok(shown) => shown,
            Err(error) => {
                tracing::warn!(%error, "notification_not_shown");
                return;
            }
        };
        // Waits until it is clicked or closed, hence a thread of its own.
        shown.wait_for_action(|action| {
            if action == "default" {
                let page = notice.page.clone();
                let opener = app.clone();
                let _is_ending = app.run_on_main_thread(move || crate::window::open(&opener, Some(page)));
            }
        });
    };
    if let Err(error) = std::thread::Builder::new().name("notification".to_owned()).spawn(clicks) {
        tracing::warn!(%error, "notification_not_shown");
    }
}

/// Shows it. Failing is no trouble for the books: tray and window say the same.
#[cfg(not(target_os = "linux"))]
pub fn show<R: Runtime>(app: &AppHandle<R>, notice: Notice) {
    use tauri_plugin_notification::NotificationExt as _;

    let shown = app.notification().builder().title(notice.title).body(notice.body).show();
    if let Err(error) = shown {
        tracing::warn!(%error, "notification_not_shown");
    }
}
