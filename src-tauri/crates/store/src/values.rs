//! Values as columns hold them.

use data_encoding::HEXLOWER;
use engine::ports::StoreFault;
use jiff::Timestamp;

/// An instant in epoch milliseconds.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// An instant out of epoch milliseconds.
pub(crate) fn instant(millis: i64) -> Result<Timestamp, StoreFault> {
    Timestamp::from_millisecond(millis)
        .map_err(|_| StoreFault::Damaged(format!("{millis} is not an instant in milliseconds")))
}

/// A count for a column; one too large for it stays at the largest.
pub(crate) fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count out of a column.
pub(crate) fn counted(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}

/// A hash in hexadecimal as bytes; the empty text is no bytes.
pub(crate) fn hash_bytes(hash: &str) -> Result<Vec<u8>, StoreFault> {
    HEXLOWER.decode(hash.as_bytes()).map_err(|_| StoreFault::Damaged(format!("`{hash}` is not a hash")))
}

/// A hash out of its bytes.
pub(crate) fn hash_text(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// The value of a stored code, or what is wrong with it.
pub(crate) fn from_code<T>(code: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreFault> {
    read(code).ok_or_else(|| StoreFault::Damaged(format!("`{code}` is no code this version knows")))
}

const HOUR_MILLIS: i64 = 60 * 60 * 1000;

/// The start of the hour that an instant falls in, both in epoch milliseconds.
pub(crate) fn hour_of(at: i64) -> i64 {
    at - at.rem_euclid(HOUR_MILLIS)
}
