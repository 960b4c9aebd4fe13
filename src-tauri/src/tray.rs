//! The tray: how things stand, and the few things to do about it.

mod host;
mod picture;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::command::{Command, PauseSyncing, ResumeSyncing, SyncNow};
use contract::setup::CompanyRequest;
use contract::window::PauseRequest;
use tauri::image::Image;
use tauri::menu::{IsMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Runtime, Theme, include_image};

pub use self::picture::Picture;
use self::picture::{Offer, Shape};
use crate::companion::Companion;
use crate::{quit, window};

/// Names the icon in the system's tray.
const ID: &str = "companion";
/// A panel that has not come by then is not expected any more.
const PANEL_TIME: Duration = Duration::from_secs(10);
/// *Pause for 1 hour*.
const PAUSE_MINUTES: u32 = 60;

/// The status line and its rule come first.
const BELOW_LINE: usize = 2;

const SYNC_NOW: &str = "sync_now";
const PAUSE_HOUR: &str = "pause_hour";
const PAUSE: &str = "pause";
const RESUME: &str = "resume";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The tray, where the system has one.
pub struct Tray<R: Runtime>(Mutex<State<R>>);

struct State<R: Runtime> {
    picture: Option<Picture>,
    shown: Option<Shown<R>>,
    finishing: bool,
}

struct Shown<R: Runtime> {
    icon: TrayIcon<R>,
    menu: Menu<R>,
    line: MenuItem<R>,
    /// What stands below the status line now, and the rule that parts it from the rest.
    offered: Vec<MenuItem<R>>,
    rule: PredefinedMenuItem<R>,
    offer: Offer,
    shape: Shape,
}

impl<R: Runtime> Default for Tray<R> {
    fn default() -> Self {
        Self(Mutex::new(State { picture: None, shown: None, finishing: false }))
    }
}

impl<R: Runtime> Tray<R> {
    /// Whether a person can see it, and so find a hidden window again.
    pub fn is_there(&self) -> bool {
        self.state().shown.is_some()
    }

    /// Shows another picture.
    pub fn show(&self, app: &AppHandle<R>, picture: Picture) {
        {
            let mut state = self.state();
            if state.finishing || state.picture.as_ref() == Some(&picture) {
                return;
            }
            state.picture = Some(picture);
        }
        Self::draw(app);
    }

    /// The program ends, and nothing can be asked of it any more.
    pub fn say_finishing(&self, app: &AppHandle<R>) {
        {
            let mut state = self.state();
            state.finishing = true;
            let mut picture = state.picture.take().unwrap_or_else(Picture::nothing);
            "Finishing the current write".clone_into(&mut picture.line);
            picture.offer = Offer::Nothing;
            state.picture = Some(picture);
        }
        Self::draw(app);
    }

    /// Another theme asks for another ink.
    pub fn redraw(&self, app: &AppHandle<R>) {
        if let Some(shown) = &self.state().shown {
            ink_icon(app, &shown.icon, shown.shape);
        }
    }

    /// Menus and icons belong to the main thread.
    fn draw(app: &AppHandle<R>) {
        let handle = app.clone();
        let _is_ending = app.run_on_main_thread(move || {
            let tray = handle.state::<Self>();
            let mut state = tray.state();
            let picture = state.picture.clone().unwrap_or_else(Picture::nothing);
            if let Some(shown) = &mut state.shown
                && let Err(error) = shown.draw(&handle, &picture)
            {
                tracing::warn!(%error, "tray_not_drawn");
            }
        });
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State<R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts the icon into the tray, now or as soon as the desktop has a tray.
pub fn begin<R: Runtime>(app: &AppHandle<R>) {
    host::follow(app, |app, there| {
        let tray = app.state::<Tray<R>>();
        if !there {
            tray.state().shown = None;
            miss(app);
            return;
        }
        let picture = tray.state().picture.clone().unwrap_or_else(Picture::nothing);
        // The Linux library panics where its shared library is missing.
        let made = catch_unwind(AssertUnwindSafe(|| make(app, &picture)));
        match made {
            Ok(Ok(shown)) => tray.state().shown = Some(shown),
            Ok(Err(error)) => tracing::warn!(%error, "no_tray"),
            Err(_) => tracing::warn!(error = "its library is missing", "no_tray"),
        }
    });
}

/// Without a tray nobody could find a hidden window again, so it comes up. A panel that starts with the computer or
/// starts anew is given some time first.
pub fn miss<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        pause(PANEL_TIME).await;
        if !app.state::<Tray<R>>().is_there() {
            let handle = app.clone();
            let _is_ending = app.run_on_main_thread(move || window::show_hidden(&handle));
        }
    });
}

#[expect(clippy::disallowed_methods, reason = "nothing tells that a panel will not come")]
async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

fn make<R: Runtime>(app: &AppHandle<R>, picture: &Picture) -> tauri::Result<Shown<R>> {
    let line = MenuItem::with_id(app, "line", text(&picture.line), false, None::<&str>)?;
    let open = MenuItem::with_id(app, OPEN, "Open", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let (above, rule) = (PredefinedMenuItem::separator(app)?, PredefinedMenuItem::separator(app)?);
    let menu = Menu::with_items(app, &[&line as &dyn IsMenuItem<R>, &above, &open, &quit])?;
    let icon = TrayIconBuilder::with_id(ID)
        .icon(image(app, picture.shape))
        .icon_as_template(true)
        .tooltip(&picture.line)
        .menu(&menu)
        // A click opens the window, as people expect of Windows; elsewhere it opens the menu.
        .show_menu_on_left_click(cfg!(not(windows)))
        .on_menu_event(|app, event| choose(app, &event))
        .on_tray_icon_event(|icon, event| {
            let left = matches!(
                event,
                TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
            );
            if cfg!(windows) && left {
                window::show(icon.app_handle());
            }
        })
        .build(app)?;
    let offer = Offer::Nothing;
    let mut shown = Shown { icon, menu, line, offered: Vec::new(), rule, offer, shape: picture.shape };
    shown.draw(app, picture)?;
    Ok(shown)
}

impl<R: Runtime> Shown<R> {
    /// Changes only what is different: a menu that is open stays open.
    fn draw(&mut self, app: &AppHandle<R>, picture: &Picture) -> tauri::Result<()> {
        self.line.set_text(text(&picture.line))?;
        self.icon.set_tooltip(Some(&picture.line))?;
        if self.shape != picture.shape {
            self.shape = picture.shape;
            ink_icon(app, &self.icon, picture.shape);
        }
        if self.offer != picture.offer {
            self.offer = picture.offer;
            self.change_offered(app)?;
        }
        Ok(())
    }

    fn change_offered(&mut self, app: &AppHandle<R>) -> tauri::Result<()> {
        if !self.offered.is_empty() {
            self.menu.remove(&self.rule)?;
        }
        for item in self.offered.drain(..) {
            self.menu.remove(&item)?;
        }
        for (id, label) in offered(self.offer) {
            let item = MenuItem::with_id(app, *id, label, true, None::<&str>)?;
            self.menu.insert(&item, BELOW_LINE + self.offered.len())?;
            self.offered.push(item);
        }
        if !self.offered.is_empty() {
            self.menu.insert(&self.rule, BELOW_LINE + self.offered.len())?;
        }
        Ok(())
    }
}

fn offered(offer: Offer) -> &'static [(&'static str, &'static str)] {
    match offer {
        Offer::Nothing => &[],
        Offer::Pause => {
            &[(SYNC_NOW, "Sync now"), (PAUSE_HOUR, "Pause for 1 hour"), (PAUSE, "Pause until I resume")]
        }
        Offer::Resume => &[(RESUME, "Resume")],
    }
}

/// `&` marks the letter for the keyboard in menus.
fn text(line: &str) -> String {
    line.replace('&', "&&")
}

fn choose<R: Runtime>(app: &AppHandle<R>, event: &MenuEvent) {
    match event.id().as_ref() {
        SYNC_NOW => for_each_company::<SyncNow, R>(app, |company| CompanyRequest { company }),
        PAUSE_HOUR => for_each_company::<PauseSyncing, R>(app, |company| PauseRequest {
            company,
            minutes: Some(PAUSE_MINUTES),
        }),
        PAUSE => {
            for_each_company::<PauseSyncing, R>(app, |company| PauseRequest { company, minutes: None });
        }
        RESUME => for_each_company::<ResumeSyncing, R>(app, |company| CompanyRequest { company }),
        OPEN => window::show(app),
        QUIT => quit::quit(app),
        _ => {}
    }
}

fn for_each_company<C: Command, R: Runtime>(app: &AppHandle<R>, request: fn(String) -> C::Request)
where
    C::Request: Send + Sync,
    C::Response: Send,
{
    let app = app.clone();
    let companies =
        app.state::<Tray<R>>().state().picture.clone().map_or_else(Vec::new, |shown| shown.companies);
    tauri::async_runtime::spawn(async move {
        for company in companies {
            let asked = app.state::<Companion>().ask::<C>(&request(company)).await;
            if let Err(problem) = asked {
                tracing::warn!(command = C::NAME, code = ?problem.code, "tray_command_failed");
            }
        }
    });
}

fn ink_icon<R: Runtime>(app: &AppHandle<R>, icon: &TrayIcon<R>, shape: Shape) {
    let changed = icon.set_icon_with_as_template(Some(image(app, shape)), true);
    if let Err(error) = changed {
        tracing::warn!(%error, "tray_icon_not_drawn");
    }
}

/// The shape in the ink that the tray's background asks for; macOS inks a template by itself.
fn image<R: Runtime>(app: &AppHandle<R>, shape: Shape) -> Image<'static> {
    let drawn: Image<'static> = match shape {
        Shape::Done => include_image!("../icons/tray/done.png"),
        Shape::Working => include_image!("../icons/tray/working.png"),
        Shape::Waiting => include_image!("../icons/tray/waiting.png"),
        Shape::NeedsYou => include_image!("../icons/tray/needs-you.png"),
        Shape::Paused => include_image!("../icons/tray/paused.png"),
    };
    if cfg!(target_os = "macos") || !is_dark(app) {
        return drawn;
    }
    let mut pixels = drawn.rgba().to_vec();
    for pixel in pixels.chunks_exact_mut(4) {
        pixel[..3].fill(0xFF);
    }
    Image::new_owned(pixels, drawn.width(), drawn.height())
}

/// Whether the tray's background is dark. GNOME's bar is dark in both themes.
fn is_dark<R: Runtime>(app: &AppHandle<R>) -> bool {
    let gnome = cfg!(target_os = "linux")
        && std::env::var_os("XDG_CURRENT_DESKTOP")
            .is_some_and(|desktop| desktop.to_string_lossy().to_ascii_uppercase().contains("GNOME"));
    let theme = app.get_webview_window(window::MAIN).and_then(|window| window.theme().ok());
    gnome || theme == Some(Theme::Dark)
}
