//! Sign-ins on their way, and the codes they end in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    SignIn,
    Phone,
    Company,
    Consent,
}

impl Step {
    /// The step's place under `/connect/`.
    pub fn path(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Consent => "consent",
        }
    }
}

/// A sign-in that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub redirect: String,
    pub state: Option<String>,
    pub scope: String,
    pub step: Step,
    /// The code sent to the phone, shown on the page as the practice hint.
    pub phone_code: String,
    pub phone_verified: bool,
    pub realm: Option<String>,
    pub started: Timestamp,
}

/// An authorization code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub redirect: String,
    pub scope: String,
    pub realm: Option<String>,
    pub phone_verified: bool,
    pub expires: Timestamp,
    pub used: bool,
}

impl Flow {
    /// Whether a company is to be chosen: OpenID scopes alone need none.
    pub fn wants_company(&self) -> bool {
        self.scope.split(' ').any(|scope| scope.starts_with("com.intuit.quickbooks"))
    }
}
