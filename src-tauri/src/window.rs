//! The one window: made once, hidden and shown, led to pages.

use std::sync::Mutex;

use contract::tag::Event;
use tauri::utils::config::Color;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Emitter, Manager, Runtime, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::deep_link::Page;
use crate::focus;

/// Its label in `tauri.conf.json` and in the capabilities.
pub const MAIN: &str = "main";
/// The event that carries [`Event`].
pub const EVENT: &str = "companion";
/// What it is called while nothing else is to be said.
const TITLE: &str = "Alternative Companion";

/// Color of the page before the pages are there (`page` in the design's tokens).
const PAPER_LIGHT: Color = Color(0xFC, 0xFB, 0xF9, 0xFF);
const PAPER_DARK: Color = Color(0x19, 0x18, 0x16, 0xFF);

/// Whether the pages are loaded, and which one was asked for before they were.
#[derive(Default)]
pub struct Arrival(Mutex<Arriving>);

#[derive(Default)]
struct Arriving {
    loaded: bool,
    page: Option<Page>,
}

impl Arrival {
    /// Keeps a page for later; gives it back where the pages are there.
    fn keep(&self, page: Page) -> Option<Page> {
        let mut arriving = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if arriving.loaded {
            return Some(page);
        }
        arriving.page = Some(page);
        None
    }

    /// The pages are there; gives the page that was kept.
    fn loaded(&self) -> Option<Page> {
        let mut arriving = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        arriving.loaded = true;
        arriving.page.take()
    }
}

/// Makes the window, hidden, at its remembered place. A page that the program was started with is in its address, so
/// that it is the first one shown.
pub fn create<R: Runtime>(app: &AppHandle<R>, page: Option<&Page>) -> tauri::Result<()> {
    let Some(mut config) = app.config().app.windows.iter().find(|window| window.label == MAIN).cloned()
    else {
        return Err(tauri::Error::WindowNotFound);
    };
    if let Some(page) = page {
        config.url = WebviewUrl::App(format!("index.html#/{}", page.address()).into());
    }
    let window = WebviewWindowBuilder::from_config(app, &config)?
        // What the web view keeps stays apart from the books, whose directory is private.
        .data_directory(app.path().app_config_dir()?.join("window"))
        // The pages stay in the window, whatever a link in them says.
        .on_navigation(is_ours)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished
                && let Some(page) = window.state::<Arrival>().loaded()
            {
                tell(window.app_handle(), &page);
            }
        })
        .build()?;
    let paper = if window.theme().is_ok_and(|theme| theme == Theme::Dark) { PAPER_DARK } else { PAPER_LIGHT };
    window.set_background_color(Some(paper))
}

/// Our own pages: `tauri://localhost` or, on Windows, `http://tauri.localhost`; Vite's server in a build for it.
fn is_ours(address: &url::Url) -> bool {
    match (address.scheme(), address.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        ("http", Some("localhost")) => cfg!(not(feature = "custom-protocol")),
        _ => false,
    }
}

/// Brings the window up.
pub fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = main(app) else { return };
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::warn!(%error, "window_not_shown");
        }
    }
    focus::follow(app);
}

/// Brings the window up where it is hidden, and leaves it alone where it is not.
pub fn show_hidden<R: Runtime>(app: &AppHandle<R>) {
    if main(app).is_some_and(|window| !window.is_visible().unwrap_or(true)) {
        show(app);
    }
}

/// Brings the window up and leads it to a page.
pub fn open<R: Runtime>(app: &AppHandle<R>, page: Option<Page>) {
    show(app);
    if let Some(page) = page.and_then(|page| app.state::<Arrival>().keep(page)) {
        tell(app, &page);
    }
}

fn tell<R: Runtime>(app: &AppHandle<R>, page: &Page) {
    let company = page.company().map(str::to_owned);
    send(app, &Event::Open { company, page: page.as_str().to_owned() });
}

/// Tells the window something.
pub fn send<R: Runtime>(app: &AppHandle<R>, event: &Event) {
    if let Err(error) = app.emit_to(MAIN, EVENT, event) {
        tracing::warn!(%error, "window_not_told");
    }
}

/// Whether it can be seen, in front or not.
pub fn is_seen<R: Runtime>(app: &AppHandle<R>) -> bool {
    main(app)
        .is_some_and(|window| window.is_visible().unwrap_or(false) && !window.is_minimized().unwrap_or(false))
}

/// Whether a person is looking at it.
pub fn is_in_front<R: Runtime>(app: &AppHandle<R>) -> bool {
    main(app)
        .is_some_and(|window| window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false))
}

/// Hides it; syncing goes on.
pub fn hide<R: Runtime>(app: &AppHandle<R>) {
    if let Some(Err(error)) = main(app).map(|window| window.hide()) {
        tracing::warn!(%error, "window_not_hidden");
    }
    focus::follow(app);
}

/// Says in its title that the program ends.
pub fn say_finishing<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = main(app) {
        let _is_gone = window.set_title(&format!("{TITLE} \u{2013} finishing the current write"));
    }
}

fn main<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    app.get_webview_window(MAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asked_for_while_loading_is_shown_afterwards() {
        let arrival = Arrival::default();
        assert_eq!(arrival.keep(Page::integrations("main")), None);
        assert_eq!(arrival.keep(Page::needs_you("main", None)), None);
        assert_eq!(arrival.loaded(), Some(Page::needs_you("main", None)), "the last one counts");
        assert_eq!(arrival.loaded(), None);
        assert_eq!(arrival.keep(Page::integrations("main")), Some(Page::integrations("main")));
    }

    #[test]
    fn the_window_never_leaves_its_pages() {
        let ours = |address: &str| is_ours(&address.parse().unwrap());
        assert!(ours("tauri://localhost/index.html#/overview"));
        assert!(ours("http://tauri.localhost/"));
        for elsewhere in [
            "https://app.qbo.intuit.com/",
            "http://localhost.evil.example/",
            "http://127.0.0.1:1/",
            "file:///etc/passwd",
        ] {
            assert!(!ours(elsewhere), "{elsewhere}");
        }
    }
}
