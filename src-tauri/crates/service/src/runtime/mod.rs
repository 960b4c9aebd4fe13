//! The running companion: the sync loop, the preview that reads as a first pass does, and the program behind a window.

pub mod app;
pub(crate) mod preview;
pub(crate) mod sync;

pub use preview::plan;
pub use sync::{Progress, compare_now, sync_once, watch};
