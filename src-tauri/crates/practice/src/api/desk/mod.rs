//! The practice desk: a page for a person who plays the payer, the bookkeeper, Alternative, and fate.
//!
//! `GET /practice` (also `/practice/desk`) is the page; its style and script are files of their own. It reads
//! `GET /practice/desk/view` every few seconds and acts by the control API. Every request it can send is written
//! down in the page as attributes of forms and buttons, where the tests read them too: `data-path` and
//! `data-method`, `data-send` (the body, with fields in place of values) and `data-done` (what is said afterwards).

mod books;
mod list;
mod platform;
mod session;
mod view;
mod words;

use http::Method;

pub use crate::state::desk::Session;
pub use list::ROWS_MAX;
pub use session::admit;
pub use view::view;
pub use words::money;

use crate::http::{Reply, Request};
use crate::world::World;

/// The page, for tests that walk its forms.
pub const PAGE: &str =
    concat!(include_str!("desk.html"), include_str!("bookkeeper.html"), include_str!("watch.html"));
const STYLE: &str = include_str!("desk.css");
const SCRIPT: &str = include_str!("desk.js");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The address of what the page reads again and again; such requests are not written into the log.
pub const VIEW_PATH: &str = "/practice/desk/view";

/// The page and its files; nothing for other addresses.
pub fn page(world: &mut World, request: &Request) -> Option<Reply> {
    let reply: fn(&mut World) -> Reply = match request.path.as_str() {
        "/practice" | "/practice/" | "/practice/desk" => desk,
        "/practice/desk.css" => |_| file("text/css; charset=utf-8", STYLE),
        "/practice/desk.js" => |_| file("text/javascript; charset=utf-8", SCRIPT),
        _ => return None,
    };
    if request.method != Method::GET {
        return Some(Reply::text(405, "This address is only read.").with("allow", "GET"));
    }
    if !session::host_is_ours(&world.options, request) {
        return Some(Reply::text(403, "The practice desk answers to loopback names only."));
    }
    Some(
        reply(world)
            .with("content-security-policy", POLICY)
            .with("x-content-type-options", "nosniff")
            .with("referrer-policy", "no-referrer")
            .with("cross-origin-resource-policy", "same-origin")
            .with("cache-control", "no-store"),
    )
}

fn desk(world: &mut World) -> Reply {
    let name = session::cookie_name(&world.options);
    match world.desk.value() {
        Ok(value) => {
            let cookie = format!("{name}={value}; Path=/practice; HttpOnly; SameSite=Strict");
            Reply::html(200, PAGE.to_owned()).with("set-cookie", cookie)
        }
        Err(error) => Reply::text(500, &format!("This computer gives no random numbers: {error}")),
    }
}

fn file(content_type: &str, text: &str) -> Reply {
    Reply::bytes(200, content_type, text.as_bytes().to_vec())
}
