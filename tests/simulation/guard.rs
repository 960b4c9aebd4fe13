//! The guards that a run can be made without, so that the simulation proves that it would notice.

use std::fmt;
use std::str::FromStr;

/// What stands between the companion and wrong books. Each is taken away from outside, at the engine's ports: the engine
/// is the same in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Repeated writes carry the same `requestid` (rule P6). Without: a new one each time.
    RequestId,
    /// What is to be written is looked for first (rules P5, P6). Without: the look finds nothing of the kind.
    LookBeforeWrite,
    /// A failed read is no evidence. Without: it looks like a record that is gone.
    FailedReadIsNoEvidence,
    /// Nothing is written on or before the closing date (rule D7). Without: the closing date cannot be seen.
    ClosingDate,
    /// A record is read again before it is changed or deleted (rule F4). Without: it is as it was when first seen.
    SyncTokenReread,
    /// The invoice's new version goes before the link `recorded` (rule P15). Without: it arrives after it.
    LinkOrder,
    /// An answer that names another record than was asked for is not taken (rule F8). Without: it names the one asked for.
    IdsCompared,
    /// Many archives at once are asked about first (rule I16). Without: the store says that ten thousand times as many stand
    /// beside them, of which they are no share that matters.
    Brake,
    /// Both sides are compared every day (rule F5). Without: the store says that they just were.
    DailyComparison,
}

impl Guard {
    /// All of them, by the name the command line knows them by.
    pub const ALL: [(&'static str, Self); 9] = [
        ("requestid", Self::RequestId),
        ("look-before-write", Self::LookBeforeWrite),
        ("failed-read", Self::FailedReadIsNoEvidence),
        ("closing-date", Self::ClosingDate),
        ("sync-token", Self::SyncTokenReread),
        ("link-order", Self::LinkOrder),
        ("ids-compared", Self::IdsCompared),
        ("brake", Self::Brake),
        ("daily-comparison", Self::DailyComparison),
    ];
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, guard)| guard == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

impl FromStr for Guard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, guard)| *guard);
        found.ok_or_else(|| format!("no guard is called {text}"))
    }
}
