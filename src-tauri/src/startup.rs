//! Starts the companion beside the window, which is there at once and shows how the start ended.

use std::path::{Path, PathBuf};

use contract::{Code, Problem};
use service::app::{App, AppParts};
use service::paths;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_opener::OpenerExt as _;

use crate::companion::Companion;
use crate::events;
use crate::focus;
use crate::pages::{self, Target};
use crate::tray::{Picture, Tray};

/// The companion of this program; begun right away, and listened to from its start on.
pub fn begin<R: Runtime>(app: &AppHandle<R>) {
    let handle = app.clone();
    app.manage(Companion::new(move || Box::pin(start(handle.clone()))));
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // What kept it from starting was said; the window is told when it asks.
        let _said = app.state::<Companion>().app().await;
    });
}

async fn start<R: Runtime>(app: AppHandle<R>) -> Result<App, Problem> {
    let started = match parts(&app) {
        Ok(parts) => App::start(parts).await,
        Err(problem) => Err(problem),
    };
    match &started {
        Ok(running) => {
            events::listen(&app, running);
            focus::follow(&app);
        }
        Err(problem) => {
            tracing::error!(code = ?problem.code, error = %problem, "start_failed");
            app.state::<Tray<R>>().show(&app, Picture::stopped(&problem.message));
        }
    }
    started
}

fn parts<R: Runtime>(app: &AppHandle<R>) -> Result<AppParts, Problem> {
    let directory = |practice| {
        paths::data_directory(practice)
            .ok_or_else(|| Problem::new(Code::Failed, "This system has no standard data directory."))
    };
    let (data, practice_data) = (directory(false)?, directory(true)?);
    let folders = [data.clone(), practice_data.clone()];
    let handle = app.clone();
    Ok(AppParts {
        has_desktop: true,
        open_page: Some(Box::new(move |address| open(&handle, address, &folders))),
        ..AppParts::shipped(data, practice_data, practice_program())?
    })
}

/// The practice services are a program beside this one, in a package and in the build directory alike.
fn practice_program() -> Option<PathBuf> {
    let here = std::env::current_exe().ok()?;
    let name = format!("practice{}", std::env::consts::EXE_SUFFIX);
    Some(here.parent()?.join(name)).filter(|program| program.is_file())
}

/// Opens a page in the system browser, or a folder of ours. Whether it could.
fn open<R: Runtime>(app: &AppHandle<R>, address: &str, folders: &[PathBuf]) -> bool {
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    let opened = match pages::target(address, &folders) {
        None => {
            // Neither a service's nor ours.
            tracing::warn!("address_refused");
            return false;
        }
        // A sign-in's address has its state in it.
        Some(Target::Page(page)) if page.query().is_some() => {
            service::open_privately(&page, |file| app.opener().open_path(file, None::<&str>).is_ok())
        }
        Some(Target::Page(page)) => app.opener().open_url(page, None::<&str>).is_ok(),
        Some(Target::Folder(folder)) => {
            app.opener().open_path(folder.to_string_lossy(), None::<&str>).is_ok()
        }
    };
    if !opened {
        // The error repeats the address, and that of a sign-in holds its state.
        tracing::warn!("page_not_opened");
    }
    opened
}
