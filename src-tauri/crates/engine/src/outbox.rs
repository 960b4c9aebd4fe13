//! Intents written down before they are sent, and what became of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::awaited::PutOff;
use crate::intent::{Intent, Slot};

/// Where an intent in the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// May be sent.
    Ready,
    /// Was sent, or may have been: it is looked for before it is tried again.
    Sent,
    /// Waits for something that comes by itself (rule I11).
    Waiting,
    /// An archive that the brake has not let go (rule I16).
    Held,
    /// Not wanted at present, but an attempt of this generation may still be under way: the generation stays.
    Shelved,
    /// Done, or refused for good; kept so that the next intent in this slot gets a new generation.
    Done,
}

impl OutboxState {
    /// Stable text for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Sent => "sent",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Shelved => "shelved",
            Self::Done => "done",
        }
    }

    /// From the stored text.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Ready, Self::Sent, Self::Waiting, Self::Held, Self::Shelved, Self::Done]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// An intent in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// Its place.
    pub slot: Slot,
    /// What is to be done.
    pub intent: Intent,
    /// Fingerprint of the action: a changed body raises the generation, but for a payment whose outcome is unknown.
    pub fingerprint: String,
    /// Part of the idempotency key (rule P6).
    pub generation: u32,
    /// Where it stands.
    pub state: OutboxState,
    /// Attempts of this generation.
    pub attempts: u32,
    /// Not before.
    pub not_before: Timestamp,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// How often the facts moved, or could not be read, just before it was sent, since it was last done.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub replans: u32,
    /// Why it was put off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_off: Option<PutOff>,
}
