//! The brake: many archives at once are asked about before the first of them is sent (rule I16).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use ledger::{MinorUnits, Money};
use serde::{Deserialize, Serialize};

use crate::hold::HoldDraft;
use crate::reason::HoldReason;
use crate::reference::fingerprint;
use crate::said::Said;
use crate::subject::Subject;

/// So many archives are never asked about.
const FEW: usize = 10;
/// Nor is this share of what is not archived: one in twenty.
const SHARE: u64 = 20;
/// How long an archive counts.
const COUNTS_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What is archived; each has a brake of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveKind {
    /// Invoices.
    Invoices,
    /// Customers.
    Customers,
}

impl ArchiveKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Invoices, Self::Customers];

    /// Of what a subject is, where it is archived at all.
    pub fn of(subject: &Subject) -> Option<Self> {
        match subject {
            Subject::Invoice(_) => Some(Self::Invoices),
            Subject::Customer(_) => Some(Self::Customers),
            _ => None,
        }
    }
}

impl fmt::Display for ArchiveKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invoices => "invoices",
            Self::Customers => "customers",
        })
    }
}

impl FromStr for ArchiveKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.to_string() == text).ok_or(())
    }
}

/// A record that would be archived, as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vanished {
    /// Its number or name.
    pub label: Said,
    /// What Alternative still asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// One of those that are asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The subject.
    pub subject: Subject,
    /// What it is.
    #[serde(flatten)]
    pub vanished: Vanished,
}

/// Archives that count; kept as one value in the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveLedger {
    /// Planned and not yet done.
    pub planned: BTreeMap<Subject, Vanished>,
    /// Done in the last 24 hours, and nobody let them through.
    pub archived: BTreeMap<Subject, Timestamp>,
    /// A person let these through.
    pub let_through: BTreeSet<Subject>,
    /// Whose brake is on.
    pub on: BTreeSet<ArchiveKind>,
}

impl ArchiveLedger {
    /// Whether the archive of this one waits for a person.
    pub fn waits(&self, subject: &Subject) -> Option<ArchiveKind> {
        self.would_wait(subject).filter(|_| self.planned.contains_key(subject))
    }

    /// Whether its archive waits for a person as soon as it is planned.
    pub fn would_wait(&self, subject: &Subject) -> Option<ArchiveKind> {
        ArchiveKind::of(subject).filter(|kind| self.on.contains(kind) && !self.let_through.contains(subject))
    }

    /// Planned, not done, and let through by nobody.
    pub fn waiting(&self, kind: ArchiveKind) -> impl Iterator<Item = (&Subject, &Vanished)> {
        let planned = self.planned.iter().filter(move |(subject, _)| ArchiveKind::of(subject) == Some(kind));
        planned.filter(|(subject, _)| !self.let_through.contains(subject))
    }

    /// Done a short while ago, and let through by nobody.
    pub fn recent(&self, kind: ArchiveKind, now: Timestamp) -> usize {
        let recent = self.archived.iter().filter(|(subject, _)| ArchiveKind::of(subject) == Some(kind));
        recent.filter(|(_, at)| counts(**at, now)).count()
    }

    pub(crate) fn plan(&mut self, subject: Subject, vanished: Option<Vanished>) {
        if let Some(vanished) = vanished {
            self.planned.insert(subject, vanished);
        } else {
            self.planned.remove(&subject);
            self.let_through.remove(&subject);
        }
    }

    pub(crate) fn done(&mut self, subject: Subject, now: Timestamp) {
        self.archived.retain(|_, at| counts(*at, now));
        let counted = self.planned.remove(&subject).is_some();
        if !self.let_through.remove(&subject) && counted {
            self.archived.insert(subject, now);
        }
    }
}

/// A clock that was set back makes nothing older.
fn counts(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < COUNTS_FOR
}

/// The one question about all that wait, where they are many. `unarchived` is what stands in Alternative besides those that
/// are planned or were archived lately, which stood there before.
pub fn plan_brake(
    kind: ArchiveKind,
    ledger: &ArchiveLedger,
    now: Timestamp,
    unarchived: u64,
) -> Option<HoldDraft> {
    let archives: Vec<_> = ledger
        .waiting(kind)
        .map(|(subject, vanished)| Listed { subject: subject.clone(), vanished: vanished.clone() })
        .collect();
    let counted = archives.len() + ledger.recent(kind, now);
    let of = unarchived.saturating_add(counted as u64);
    if archives.is_empty() || counted <= FEW || (counted as u64).saturating_mul(SHARE) <= of {
        return None;
    }
    let currency = archives.iter().find_map(|one| Some(one.vanished.amount?.currency));
    let sum: MinorUnits =
        archives.iter().filter_map(|one| one.vanished.amount).map(|money| money.minor).sum();
    Some(HoldDraft {
        subject: Subject::Brake(kind),
        part: None,
        fingerprint: fingerprint(&archives.iter().map(|one| &one.subject).collect::<Vec<_>>()),
        amount: currency.map(|currency| sum.of(currency)),
        reason: HoldReason::ManyArchives { kind, of, archives },
    })
}

/// Whether there are so many that it matters how many others there are.
pub(crate) fn may_be_many(kind: ArchiveKind, ledger: &ArchiveLedger, now: Timestamp) -> bool {
    ledger.waiting(kind).count() + ledger.recent(kind, now) > FEW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap()
    }

    fn invoice(number: usize) -> Subject {
        Subject::Invoice(number.to_string().as_str().into())
    }

    fn planned(count: usize) -> ArchiveLedger {
        let vanished = Vanished { label: Said::new("1"), amount: None };
        let planned = (0..count).map(|number| (invoice(number), vanished.clone())).collect();
        ArchiveLedger { planned, ..ArchiveLedger::default() }
    }

    fn asks(ledger: &ArchiveLedger, now: Timestamp, others: u64) -> bool {
        plan_brake(ArchiveKind::Invoices, ledger, now, others).is_some()
    }

    #[test]
    fn i16_more_than_ten_and_more_than_one_in_twenty() {
        assert!(!asks(&planned(10), at(0), 0));
        assert!(asks(&planned(11), at(0), 208), "11 of 219");
        assert!(!asks(&planned(11), at(0), 209), "11 of 220 are 5 %");
        assert_eq!(plan_brake(ArchiveKind::Customers, &planned(11), at(0), 0), None, "each by itself");
    }

    #[test]
    fn i16_what_was_archived_counts_for_a_day_unless_it_was_let_through() {
        let mut ledger = planned(11);
        ledger.let_through.extend([invoice(9), invoice(10)]);
        for number in 0..8 {
            ledger.done(invoice(number), at(1));
        }
        ledger.done(invoice(9), at(1));
        ledger.done(invoice(500), at(1));
        assert_eq!(ledger.recent(ArchiveKind::Invoices, at(2)), 8, "what never counted does not count now");
        for number in 20..22 {
            ledger.plan(invoice(number), Some(Vanished { label: Said::new("1"), amount: None }));
        }
        assert!(asks(&ledger, at(2), 0), "8 and 8, 20, 21");
        assert!(!asks(&ledger, at(25), 0));
    }
}
