//! The company's documents: small values that are kept under a name, each with its type, its stored form and what is done
//! when that form cannot be read.
//!
//! They are read with [`read`], and written by an [`Edit`] that the store applies to the document as it is stored by then,
//! or with [`change`] by whoever reads, changes and keeps one. Nobody else knows their names.

mod edit;
#[cfg(test)]
mod forms;
mod rebuilt;
mod repair;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use ledger::{CompanyId, books};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::books_clock::BooksClock;
use crate::comparing::Comparisons;
use crate::connect::ConnectState;
use crate::importing::Import;
use crate::plan::{ArchiveLedger, EarlierLedger, ForeignLedger};
use crate::ports::{Change, ChangeSet, Entity, Store, StoreFault};
use crate::record::RecordRef;
use crate::said::Said;

pub use edit::{Edit, Kept, NotRead};
pub use repair::repair;
pub(crate) use repair::{every_document, every_invoice, in_order};

/// The longest pause before a record is read again.
const PAUSE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// A record that is not known for so long is told to a person (rule F8).
const TOLD_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How often a document that others keep changing is read and changed anew.
const TRIES: u32 = 20;

/// A value kept under a name; the name and the form are part of the file format. One that is as at the beginning
/// (`Default`) is not stored.
pub trait Document: Default + PartialEq + Serialize + DeserializeOwned {
    /// Its kind, which fixes its name in the database.
    const KIND: DocumentKind;
    /// The name under which it is kept: that of its kind.
    const NAME: &'static str = Self::KIND.name();
    /// What is done when it cannot be read.
    const REPAIR: Repair;

    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    fn parsed(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The form in which it is stored.
    ///
    /// # Errors
    ///
    /// It has no such form.
    fn form(&self) -> Result<String, StoreFault> {
        serde_json::to_string(self).map_err(|error| StoreFault::Other(error.to_string()))
    }
}

/// Every document there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Records that are still to be read.
    Wanted,
    /// Payments that were matched by hand.
    Matched,
    /// What could not be read yet.
    Aside,
    /// Entities whose change data is refused.
    Blind,
    /// Payments and payouts from before the start.
    Earlier,
    /// Archives that the brake counts.
    Archives,
    /// Invoices in currencies that are not sent.
    Foreign,
    /// Where reading everything stands.
    Import,
    /// The time of the last complete look at QuickBooks.
    GoodPoint,
    /// Where Alternative's events go on.
    Feed,
    /// Where the sign-in to QuickBooks stands.
    SignIn,
    /// Where the setup stands; kept by the program around the engine.
    Walk,
    /// How the last sync ended; kept by the program around the engine.
    Pass,
    /// The comparisons of both sides.
    Comparison,
    /// How QuickBooks' clock goes beside ours.
    Clock,
}

impl DocumentKind {
    /// The name under which it is kept; part of the file format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Matched => "matched_payments",
            Self::Aside => "aside",
            Self::Blind => "blind",
            Self::Earlier => "earlier",
            Self::Archives => "archives",
            Self::Foreign => "other_currencies",
            Self::Import => "import",
            Self::GoodPoint => "good_point",
            Self::Feed => "feed",
            Self::SignIn => "sign_in",
            Self::Walk => "walk",
            Self::Pass => "pass",
            Self::Comparison => "comparison",
            Self::Clock => "clock",
        }
    }
}

/// What is done about a document that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// What it told is found by reading everything again.
    Compare,
    /// The same, and everything is planned afresh, because planning asked for what it listed.
    CompareAndPlan,
    /// The read begins again.
    BeginAgain,
    /// What people matched by hand is collected from their decisions (rule P5).
    Matched,
    /// What people said about the time before the start is collected from their decisions (rule P17).
    Earlier,
    /// It only helped what was under way, which begins anew.
    Redo,
}

/// A document that cannot be read. It is never taken for an empty one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} cannot be read: {why}", .kind.name())]
pub struct Damage {
    /// The document that cannot be read.
    pub kind: DocumentKind,
    /// What is done about it.
    pub repair: Repair,
    /// Why it cannot be read.
    pub why: String,
    /// What is stored.
    pub text: String,
}

/// Records that planning still needs read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Wanted(pub(crate) BTreeSet<RecordRef>);

/// External Payments that stand for one of Alternative, so that none of them is another one's look-alike (rule P5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Matched(pub(crate) BTreeSet<books::PaymentId>);

/// What could not be read yet, of either side; everything else goes on without it (rule F8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Asides(pub(crate) Vec<Aside>);

/// Entities whose change data QuickBooks refuses, and when what was deleted of them was looked for by id (rule F8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Blind(pub(crate) BTreeMap<Entity, Timestamp>);

/// A record that could not be read yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Kind and id of the record.
    pub reference: RecordRef,
    /// When the payout was paid, if that is what the feed told.
    pub paid_at: Option<Timestamp>,
    /// What happened when it was read; none where its turn has not come yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
}

/// Why a record is not known, and when it is read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Since when.
    pub since: Timestamp,
    /// How often it was read in vain.
    pub tries: u32,
    /// Not before this instant.
    pub not_before: Timestamp,
    /// What the service or its answer said.
    pub said: Said,
    /// It lasts so long that a person is asked.
    #[serde(default)]
    pub is_long: bool,
}

impl Trouble {
    /// Its own pause grows with each try: a minute at first, half an hour at last.
    fn next(before: Option<&Self>, now: Timestamp, said: Said, definite: bool) -> Self {
        let tries = before.map_or(1, |before| before.tries.saturating_add(1));
        let pause = SignedDuration::from_mins(1 << tries.saturating_sub(1).min(5)).min(PAUSE_MAX);
        let not_before = now.checked_add(pause).unwrap_or(Timestamp::MAX);
        let since = before.map_or(now, |before| before.since);
        Self { since, tries, not_before, said, is_long: definite || now.duration_since(since) >= TOLD_AFTER }
    }
}

impl Aside {
    /// Whether it is its turn.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.trouble.as_ref().is_none_or(|trouble| trouble.not_before <= now)
    }
}

impl Asides {
    /// When the next of them is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(|aside| Some(aside.trouble.as_ref()?.not_before)).min()
    }

    /// The trouble with a record, if there is any.
    pub(crate) fn trouble(&self, reference: &RecordRef) -> Option<&Trouble> {
        self.0.iter().find(|aside| aside.reference == *reference)?.trouble.as_ref()
    }
}

/// QuickBooks' time up to which everything is known (rule F3); none before everything was read for the first time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GoodPoint(pub Option<Timestamp>);

/// Alternative's word for where its event feed goes on (rule F1); none stands for its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedPoint(pub Option<String>);

impl Document for Wanted {
    const KIND: DocumentKind = DocumentKind::Wanted;
    const REPAIR: Repair = Repair::CompareAndPlan;
}

impl Document for Matched {
    const KIND: DocumentKind = DocumentKind::Matched;
    const REPAIR: Repair = Repair::Matched;
}

impl Document for Asides {
    const KIND: DocumentKind = DocumentKind::Aside;
    const REPAIR: Repair = Repair::Compare;
}

impl Document for Blind {
    const KIND: DocumentKind = DocumentKind::Blind;
    const REPAIR: Repair = Repair::Redo;
}

impl Document for EarlierLedger {
    const KIND: DocumentKind = DocumentKind::Earlier;
    const REPAIR: Repair = Repair::Earlier;
}

/// Planning lists again what is planned, and a person is asked once more.
impl Document for ArchiveLedger {
    const KIND: DocumentKind = DocumentKind::Archives;
    const REPAIR: Repair = Repair::CompareAndPlan;
}

/// Planning lists them again; what people left out is on the links.
impl Document for ForeignLedger {
    const KIND: DocumentKind = DocumentKind::Foreign;
    const REPAIR: Repair = Repair::CompareAndPlan;
}

/// Where the read of everything stands; none before it began.
impl Document for Option<Import> {
    const KIND: DocumentKind = DocumentKind::Import;
    const REPAIR: Repair = Repair::BeginAgain;
}

impl Document for GoodPoint {
    const KIND: DocumentKind = DocumentKind::GoodPoint;
    const REPAIR: Repair = Repair::Compare;

    fn parsed(text: &str) -> Result<Self, String> {
        text.parse().map(|point| Self(Some(point))).map_err(|error: jiff::Error| error.to_string())
    }

    fn form(&self) -> Result<String, StoreFault> {
        Ok(self.0.map(|point| point.to_string()).unwrap_or_default())
    }
}

impl Document for FeedPoint {
    const KIND: DocumentKind = DocumentKind::Feed;
    const REPAIR: Repair = Repair::Compare;

    /// Only Alternative can read it, but there is nothing in it that a line of text does not hold.
    fn parsed(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.chars().any(|letter| letter.is_control() || letter == '\u{fffd}') {
            return Err(NotALine.to_string());
        }
        Ok(Self(Some(text.to_owned())))
    }

    fn form(&self) -> Result<String, StoreFault> {
        Ok(self.0.clone().unwrap_or_default())
    }
}

/// A place in the feed that holds more than a line of text.
#[derive(Debug, thiserror::Error)]
#[error("it is not a line of text")]
struct NotALine;

/// When everything is compared is not lost with it: it begins again.
impl Document for Comparisons {
    const KIND: DocumentKind = DocumentKind::Comparison;
    const REPAIR: Repair = Repair::BeginAgain;
}

impl Document for BooksClock {
    const KIND: DocumentKind = DocumentKind::Clock;
    const REPAIR: Repair = Repair::Redo;
}

impl Document for ConnectState {
    const KIND: DocumentKind = DocumentKind::SignIn;
    const REPAIR: Repair = Repair::Redo;
}

/// A document as it is stored.
///
/// # Errors
///
/// [`StoreFault::Document`] for one that cannot be read, and whatever the store says.
pub async fn read<D: Document>(store: &dyn Store, company: &CompanyId) -> Result<D, StoreFault> {
    parsed(store.cursor(company, D::NAME).await?.as_deref())
}

/// Reads a document, changes it and keeps it; when somebody else kept it meanwhile, it is read and changed anew.
///
/// # Errors
///
/// As [`read`]; [`StoreFault::Moved`] when others never stop changing it.
pub async fn change<D: Document>(
    store: &dyn Store,
    company: &CompanyId,
    change: impl Fn(&mut D) + Send + Sync,
) -> Result<(), StoreFault> {
    let mut tries = 0;
    loop {
        let before = store.cursor(company, D::NAME).await?;
        let mut document: D = parsed(before.as_deref())?;
        change(&mut document);
        let after = kept(&document)?;
        if after == before {
            return Ok(());
        }
        let edit = Edit::Replace { name: D::NAME, before, after };
        tries += 1;
        match store.write(company, ChangeSet::from([Change::edit(edit)])).await {
            Err(StoreFault::Moved) if tries < TRIES => {}
            written => return written,
        }
    }
}

fn parsed<D: Document>(text: Option<&str>) -> Result<D, StoreFault> {
    let Some(text) = text else { return Ok(D::default()) };
    D::parsed(text).map_err(|why| {
        let text = text.to_owned();
        let damage = Damage { kind: D::KIND, repair: D::REPAIR, why, text };
        StoreFault::Document(Box::new(damage))
    })
}

/// The text to keep; none for a document that is as at the beginning.
fn kept<D: Document>(document: &D) -> Result<Option<String>, StoreFault> {
    if *document == D::default() { Ok(None) } else { document.form().map(Some) }
}
