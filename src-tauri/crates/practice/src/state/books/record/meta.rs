//! Version and times of a record.

use serde::{Deserialize, Serialize};

/// What every record has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// `SyncToken`.
    pub version: u32,
    /// `MetaData.CreateTime` in milliseconds since 1970.
    pub created: i64,
    /// `MetaData.LastUpdatedTime` in milliseconds since 1970.
    pub updated: i64,
}
