//! Is everything the companion stands on in order?

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// `keychain`, `database`, `journal`, `quickbooks` or `alternative`.
    pub name: String,
    /// In order.
    pub ok: bool,
    /// What was found, in one sentence.
    pub text: String,
    /// What to do, when it is not in order.
    pub hint: Option<String>,
}

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Report {
    /// Version of the companion.
    pub version: String,
    /// Operating system and processor.
    pub system: String,
    /// Where everything but secrets is kept.
    pub data: String,
    /// Everything is in order.
    pub ok: bool,
    /// What was checked.
    pub checks: Vec<Check>,
    /// The support bundle, where one was written.
    pub bundle: Option<String>,
}
