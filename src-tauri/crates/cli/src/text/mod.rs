//! Results as calm, aligned text.

pub mod amount;
pub mod status;
pub mod table;
