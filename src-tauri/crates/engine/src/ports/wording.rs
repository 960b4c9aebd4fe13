//! Sentences for people, where one leaves with a write.

use crate::happened::Reported;

/// Makes the sentence that Alternative's dashboard shows about a payment or payout (rule P15).
pub trait Wording: Send + Sync {
    /// One sentence, or nothing.
    fn reported(&self, why: &Reported) -> Option<String>;
}

/// Says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unworded;

impl Wording for Unworded {
    fn reported(&self, _why: &Reported) -> Option<String> {
        None
    }
}
