//! The lists that forms of the desk choose from.

/// Rows of one list.
pub const ROWS_MAX: usize = 50;
