//! The desktop shell: a window, a tray, notifications, links. Everything it shows and does is asked of
//! `service::app::App` by name; nothing is decided here.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(test)]
mod capabilities_test;
mod companion;
mod deep_link;
mod events;
mod focus;
mod launch;
mod notification;
mod notify;
mod pages;
mod quit;
#[cfg(test)]
mod sample;
mod settings;
mod startup;
mod throttle;
mod tray;
mod window;

use std::process::ExitCode;

use contract::Problem;
use serde_json::Value;
use service::log::{Filter, Log, Verbosity};
use service::paths;
use tauri::{AppHandle, Manager, RunEvent, Runtime, State, WindowEvent};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tauri_plugin_window_state::StateFlags;

use crate::companion::Companion;
use crate::focus::Looks;
use crate::launch::Launch;
use crate::quit::Quitting;
use crate::settings::Behavior;
use crate::tray::Tray;
use crate::window::Arrival;

fn main() -> ExitCode {
    transport::install_crypto();
    let data = paths::data_directory(false);
    Log::shipped(data.as_deref(), Filter::Usually(Verbosity::Warnings)).begin();
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let launch = Launch::read(arguments);
    let built = builder(launch).build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(on_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("companion cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The one question the window can ask: a command of `contract`, by name.
#[tauri::command]
async fn rpc(companion: State<'_, Companion>, name: String, request: Value) -> Result<Value, Problem> {
    companion.rpc(&name, request).await
}

fn builder(launch: Launch) -> tauri::Builder<tauri::Wry> {
    let builder = tauri::Builder::default()
        // First of all: a second program ends here, before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _folder| {
            let launch = Launch::read(arguments);
            if !launch.background {
                let handle = app.clone();
                let _is_ending = app.run_on_main_thread(move || window::open(&handle, launch.page));
            }
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_autostart::Builder::new().arg(launch::BACKGROUND).build())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_deep_link::init());
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    builder
        .manage(Quitting::default())
        .manage(Behavior::default())
        .manage(Arrival::default())
        .manage(Looks::default())
        .manage(Tray::<tauri::Wry>::default())
        .invoke_handler(tauri::generate_handler![rpc])
        .setup(move |app| {
            set_up(app.handle(), &launch)?;
            Ok(())
        })
}

fn set_up(app: &AppHandle, launch: &Launch) -> tauri::Result<()> {
    // Before the window, whose pages ask it at once.
    startup::begin(app);
    window::create(app, launch.page.as_ref())?;
    if launch.background {
        tray::miss(app);
    } else {
        window::show(app);
    }
    quit::on_signals(app);
    follow_links(app);
    tray::begin(app);
    Ok(())
}

/// Links come as arguments on Linux and Windows, and as an event of the system on macOS.
fn follow_links(app: &AppHandle) {
    if cfg!(target_os = "macos") {
        let handle = app.clone();
        app.deep_link().on_open_url(move |event| {
            let page = event.urls().first().and_then(|link| launch::follow(link.as_str()));
            window::open(&handle, page);
        });
    } else {
        // It runs programs of the desktop, and the window does not wait for them.
        let handle = app.clone();
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = handle.deep_link().register_all() {
                // An installed companion is registered by its package; without either, links open nothing and all else
                // works.
                tracing::warn!(%error, "links_not_registered");
            }
        });
    }
}

fn on_event<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            api.prevent_close();
            if app.state::<Behavior>().now().keep_running && app.state::<Tray<R>>().is_there() {
                window::hide(app);
            } else {
                quit::quit(app);
            }
        }
        // A window that is minimized changes its size, on some systems only its focus.
        RunEvent::WindowEvent { event: WindowEvent::Focused(_) | WindowEvent::Resized(_), .. } => {
            focus::follow(app);
        }
        RunEvent::WindowEvent { event: WindowEvent::ThemeChanged(_), .. } => {
            app.state::<Tray<R>>().redraw(app);
        }
        // Without a code somebody else ends the program; then what is being written is written first.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            quit::quit(app);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        _ => {}
    }
}
