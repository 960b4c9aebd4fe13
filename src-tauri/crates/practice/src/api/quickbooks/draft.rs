//! What a write is made of: who writes, what the operation knows, and a change of one record read from a body.

use jiff::Timestamp;
use jiff::civil::Date;

use super::fields::Fields;
use crate::state::books::place::Place;
use crate::switches::{Switch, Switches};

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An app with a token.
    App,
    /// A person at the screen of the books.
    Person(String),
}

/// What an operation needs to know besides the books and the body.
#[derive(Debug, Clone)]
pub struct Context {
    pub now: Timestamp,
    /// The company's date, which transactions without one get.
    pub today: Date,
    pub switches: Switches,
    pub actor: Actor,
    /// The consent by which the app asks; nothing for people.
    pub consent: Option<u64>,
    /// The values of `include=` in lower case.
    pub include: Vec<String>,
    /// The address that own links start with, without a slash at the end.
    pub base: String,
    /// What addresses of files are sealed with.
    pub seal: String,
    /// Put in on purpose: each page of a query is the first one again.
    pub loops: bool,
}

impl Context {
    /// Whether `include=` has this word.
    pub fn includes(&self, word: &str) -> bool {
        self.include.iter().any(|sent| sent == word)
    }

    /// Whether a page that is asked for too many rows gets as many as there may be.
    pub fn clamps_pages(&self) -> bool {
        self.switches.is(Switch::MaxresultsOver1000, "clamp")
    }
}

/// A change of one record, read from a body.
pub struct Draft<'a, T> {
    pub id: u64,
    pub fields: Fields<'a>,
    /// The record as it stands; `None` on create.
    pub old: Option<&'a T>,
    /// The record whose values stay where nothing was sent: only in a sparse update.
    pub keep: Option<&'a T>,
    pub context: &'a Context,
}

impl<'a, T> Draft<'a, T> {
    /// What was sent, else what stays.
    pub fn sent_or<V>(&self, sent: Option<V>, kept: impl FnOnce(&'a T) -> Option<V>) -> Option<V> {
        sent.or_else(|| self.keep.and_then(kept))
    }
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub place: Place,
    pub created: bool,
    /// Properties that a full update lost by leaving them out.
    pub lost: Vec<String>,
}
