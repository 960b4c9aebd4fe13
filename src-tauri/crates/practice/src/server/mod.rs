//! The asynchronous frame: reads a request, locks the world, handles, saves, answers.

mod answers;
mod delivery;
mod door;
mod practice;
mod serving;
mod time;

pub use door::{BODY_BYTES_MAX, Cut, Door};
pub use practice::{OpenError, Practice};
