//! Is everything the companion stands on in order?

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the companion can do about a finding, once the user says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Make a new database in place of a damaged one.
    Rebuild,
    /// Remove from the keychain what an earlier installation left there.
    ForgetEarlier,
}

/// Which remedy, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemedyRequest {
    /// The company's id.
    pub company: String,
    /// What to do.
    pub remedy: Remedy,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// `keychain`, `earlier`, `database`, `journal`, `quickbooks` or `alternative`.
    pub name: String,
    /// In order.
    pub ok: bool,
    /// What was found, in one sentence.
    pub text: String,
    /// What to do, when it is not in order.
    pub hint: Option<String>,
    /// What the companion can do about it.
    pub remedy: Option<Remedy>,
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
