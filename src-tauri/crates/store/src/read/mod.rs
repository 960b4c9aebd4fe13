//! Reads. Every statement finds the company by its id first and goes through an index from there; lists of names are
//! bound as one JSON array, so that a statement stays the same, and prepared, whatever their number.

mod journal;
pub(crate) mod marks;
mod numbers;
mod outbox;
mod records;
