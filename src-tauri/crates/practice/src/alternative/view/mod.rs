//! The records as they are sent. Field names are written down here once more on purpose: no client shares them.

mod invoicing;
mod money;
mod state;

use jiff::Timestamp;

pub(super) use money::{payment_link, payout_link};

/// An instant as it is sent: UTC with milliseconds.
pub(super) fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}
