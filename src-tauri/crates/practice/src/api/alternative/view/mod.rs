//! The records as they are sent. Field names are written down here once more on purpose: no client shares them.

mod instant;
mod invoicing;
mod money;
mod state;

pub(crate) use instant::instant;
pub(crate) use money::{FeeLines, payment_link, payout_link};
