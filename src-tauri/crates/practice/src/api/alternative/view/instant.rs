//! Instants as they are sent.

use jiff::Timestamp;

/// An instant as it is sent: UTC with milliseconds.
pub fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}
