//! The browser's way back from QuickBooks' sign-in: an address on this computer, and the page that it shows.

mod page;
mod server;

pub use page::answer;
pub use server::REDIRECT;
pub(crate) use server::{Callback, LateCallbackPage, Loopback};
