//! Signing in with Intuit: where to send the browser, turning its code into tokens, and keeping them fresh
//! (reference 2; rules N2 to N5).

mod discovery;
mod grant;
mod person;
mod tokens;

pub use discovery::{Discovery, SCOPES, authorize_url, discover};
pub use grant::{App, NewTokens, exchange_code, refresh, revoke};
#[cfg(test)]
pub(crate) use person::read as read_person;
pub use person::{Person, userinfo};
pub use tokens::Tokens;
