//! Results as calm, aligned text.

pub mod amount;
pub mod rows;
pub mod status;
pub mod table;
