//! Is everything the companion stands on in order?

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::problem::{Code, Problem};
use crate::side::Side;

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

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The system keychain.
    Keychain,
    /// What an earlier installation left in the keychain.
    Earlier,
    /// The database.
    Database,
    /// A company's journal.
    Journal,
    /// The way to QuickBooks.
    Quickbooks,
    /// The way to Alternative.
    Alternative,
    /// The database was made anew, because that was asked for.
    Rebuild,
}

/// A kind of secret that the keychain keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// The sign-in to QuickBooks.
    QuickbooksSignIn,
    /// The API key of Alternative.
    AlternativeKey,
    /// The development keys of a QuickBooks app.
    DevelopmentKeys,
}

/// What the keychain keeps of a company that is none here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EarlierSecrets {
    /// The company's id in the installation that it belongs to.
    pub company: String,
    /// Its secrets.
    pub secrets: Vec<SecretKind>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Finding {
    /// The keychain keeps secrets.
    KeychainWorks,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain is not there, or does not answer.
    KeychainMissing {
        /// What the system reports.
        said: String,
    },
    /// The keychain holds sign-ins that no company here uses.
    EarlierLeft {
        /// Which.
        left: Vec<EarlierSecrets>,
    },
    /// They were removed, because that was asked for.
    EarlierRemoved {
        /// Which; none where there were none.
        removed: Vec<EarlierSecrets>,
    },
    /// The database is sound.
    DatabaseSound {
        /// Its size, in KiB.
        kib: u64,
    },
    /// The database is not in order.
    DatabaseTrouble {
        /// Why.
        problem: Box<Problem>,
    },
    /// A journal is complete.
    JournalComplete {
        /// Whose.
        company: String,
    },
    /// A journal was changed or cut.
    JournalChanged {
        /// Whose.
        company: String,
        /// At this entry.
        entry: u64,
    },
    /// A journal cannot be read.
    JournalUnreadable {
        /// Whose.
        company: String,
        /// Why.
        problem: Box<Problem>,
    },
    /// A service responds.
    Responds {
        /// Which.
        side: Side,
    },
    /// The address of a service is none.
    AddressInvalid {
        /// Which.
        side: Side,
    },
    /// A service cannot be reached.
    Unreachable {
        /// Which.
        side: Side,
        /// Why, as the network says it.
        said: String,
    },
    /// The certificate of a service is not trusted on this computer.
    Untrusted {
        /// Which.
        side: Side,
        /// Why, as the network says it.
        said: String,
    },
    /// A new database was made.
    Rebuilt {
        /// Where the damaged one is kept.
        kept: String,
        /// The connections could still be read.
        connected: bool,
    },
}

impl Finding {
    /// What was checked.
    pub fn name(&self) -> CheckName {
        match self {
            Self::KeychainWorks | Self::KeychainLocked | Self::KeychainMissing { .. } => CheckName::Keychain,
            Self::EarlierLeft { .. } | Self::EarlierRemoved { .. } => CheckName::Earlier,
            Self::DatabaseSound { .. } | Self::DatabaseTrouble { .. } => CheckName::Database,
            Self::JournalComplete { .. } | Self::JournalChanged { .. } | Self::JournalUnreadable { .. } => {
                CheckName::Journal
            }
            Self::Responds { side }
            | Self::AddressInvalid { side }
            | Self::Unreachable { side, .. }
            | Self::Untrusted { side, .. } => match side {
                Side::Quickbooks => CheckName::Quickbooks,
                Side::Alternative => CheckName::Alternative,
            },
            Self::Rebuilt { .. } => CheckName::Rebuild,
        }
    }

    /// In order.
    pub fn ok(&self) -> bool {
        match self {
            Self::KeychainWorks
            | Self::EarlierLeft { .. }
            | Self::EarlierRemoved { .. }
            | Self::DatabaseSound { .. }
            | Self::JournalComplete { .. }
            | Self::Responds { .. }
            | Self::Rebuilt { .. } => true,
            Self::KeychainLocked
            | Self::KeychainMissing { .. }
            | Self::DatabaseTrouble { .. }
            | Self::JournalChanged { .. }
            | Self::JournalUnreadable { .. }
            | Self::AddressInvalid { .. }
            | Self::Unreachable { .. }
            | Self::Untrusted { .. } => false,
        }
    }

    /// What the companion can do about it.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::EarlierLeft { .. } => Some(Remedy::ForgetEarlier),
            Self::DatabaseTrouble { problem } => (problem.code == Code::Damaged).then_some(Remedy::Rebuild),
            _ => None,
        }
    }
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// What.
    pub name: CheckName,
    /// In order.
    pub ok: bool,
    /// What was found.
    pub found: Finding,
    /// The same in one sentence, for readers without a catalogue of their own.
    #[ts(skip)]
    pub text: String,
    /// What to do, when it is not in order, for the same readers.
    #[ts(skip)]
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
