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

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::{CompanyId, books};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::connect::ConnectState;
use crate::importing::Import;
use crate::plan::EarlierLedger;
use crate::ports::{Change, ChangeSet, Store, StoreFault};
use crate::record::RecordRef;

pub use edit::{Edit, Kept};
pub use repair::repair;
pub(crate) use repair::{every_document, every_invoice, in_order};

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
    /// What Alternative could not show yet.
    Aside,
    /// Payments and payouts from before the start.
    Earlier,
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
}

impl DocumentKind {
    /// The name under which it is kept; part of the file format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Matched => "matched_payments",
            Self::Aside => "aside",
            Self::Earlier => "earlier",
            Self::Import => "import",
            Self::GoodPoint => "good_point",
            Self::Feed => "feed",
            Self::SignIn => "sign_in",
            Self::Walk => "walk",
            Self::Pass => "pass",
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

/// What the feed named and could not be read yet; the feed itself goes on without it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Asides(pub(crate) Vec<Aside>);

/// A record that the feed named and that could not be read yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Aside {
    /// Kind and id of the record.
    pub reference: RecordRef,
    /// When the payout was paid, if that is what the feed told.
    pub paid_at: Option<Timestamp>,
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

impl Document for EarlierLedger {
    const KIND: DocumentKind = DocumentKind::Earlier;
    const REPAIR: Repair = Repair::Earlier;
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
