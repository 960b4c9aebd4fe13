//! The engine's documents: small values of a company that are kept under a name, and changed as they are stored by then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::{CompanyId, books};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::plan::{Earlier, EarlierChoice, EarlierLedger};
use crate::ports::{Store, StoreFault};
use crate::record::RecordRef;
use crate::subject::Subject;

/// A value kept under a name; the name and the form are part of the file format.
pub(crate) trait Document: Default + PartialEq + Serialize + DeserializeOwned {
    /// The name.
    const NAME: &'static str;
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
    /// Which.
    pub reference: RecordRef,
    /// When the payout was paid, if that is what the feed told.
    pub paid_at: Option<Timestamp>,
}

impl Document for Wanted {
    const NAME: &'static str = "wanted";
}

impl Document for Matched {
    const NAME: &'static str = "matched_payments";
}

impl Document for Asides {
    const NAME: &'static str = "aside";
}

impl Document for EarlierLedger {
    const NAME: &'static str = "earlier";
}

/// A change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Planning needs these read.
    Want(BTreeSet<RecordRef>),
    /// These were read.
    Came(BTreeSet<RecordRef>),
    /// This external Payment stands for one of Alternative (rule P5).
    Match(books::PaymentId),
    /// Of what the feed named, the first were tried, and the second could not be read yet.
    Aside(BTreeSet<RecordRef>, Vec<Aside>),
    /// What came before the start and waits for a tick mark, or no longer does, by subject (rule P17).
    Earlier(BTreeMap<Subject, Option<Earlier>>),
    /// What was said about these (rule P17).
    Answer(BTreeSet<Subject>, EarlierChoice),
}

impl Edit {
    /// The name of the document that it changes.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Want(_) | Self::Came(_) => Wanted::NAME,
            Self::Match(_) => Matched::NAME,
            Self::Aside(..) => Asides::NAME,
            Self::Earlier(_) | Self::Answer(..) => EarlierLedger::NAME,
        }
    }

    /// The document as it is after this; `now` is the document as it is stored.
    ///
    /// # Errors
    ///
    /// The stored document is damaged.
    pub fn applied_to(self, now: Option<&str>) -> Result<Option<String>, StoreFault> {
        match self {
            Self::Want(more) => edited(now, |wanted: &mut Wanted| wanted.0.extend(more)),
            Self::Came(read) => {
                edited(now, |wanted: &mut Wanted| wanted.0.retain(|reference| !read.contains(reference)))
            }
            Self::Match(payment) => edited(now, |matched: &mut Matched| {
                matched.0.insert(payment);
            }),
            Self::Aside(tried, left) => edited(now, |asides: &mut Asides| {
                asides.0.retain(|aside| !tried.contains(&aside.reference));
                asides.0.extend(left);
                asides.0.sort();
                asides.0.dedup_by(|one, other| one.reference == other.reference);
            }),
            Self::Earlier(found) => edited(now, |ledger: &mut EarlierLedger| {
                for (subject, earlier) in found {
                    match earlier {
                        Some(earlier) => ledger.waiting.insert(subject.to_string(), earlier),
                        None => ledger.waiting.remove(&subject.to_string()),
                    };
                }
            }),
            Self::Answer(subjects, choice) => edited(now, |ledger: &mut EarlierLedger| {
                for subject in subjects {
                    ledger.waiting.remove(&subject.to_string());
                    ledger.answered.insert(subject.to_string(), choice);
                }
            }),
        }
    }
}

fn edited<D: Document>(now: Option<&str>, edit: impl FnOnce(&mut D)) -> Result<Option<String>, StoreFault> {
    let mut document: D = parsed(now)?;
    edit(&mut document);
    if document == D::default() {
        return Ok(None);
    }
    serde_json::to_string(&document).map(Some).map_err(|error| StoreFault::Other(error.to_string()))
}

fn parsed<D: Document>(text: Option<&str>) -> Result<D, StoreFault> {
    let Some(text) = text else { return Ok(D::default()) };
    serde_json::from_str(text).map_err(|error| StoreFault::Damaged(format!("{}: {error}", D::NAME)))
}

/// A document as it is stored.
pub(crate) async fn read<D: Document>(store: &dyn Store, company: &CompanyId) -> Result<D, StoreFault> {
    parsed(store.cursor(company, D::NAME).await?.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(ids: &[&str]) -> BTreeSet<RecordRef> {
        ids.iter().map(|id| RecordRef::books_payment(&books::PaymentId::new(*id))).collect()
    }

    #[test]
    fn f2_what_came_leaves_what_was_wanted_meanwhile() {
        let wanted = Edit::Want(references(&["1", "2"])).applied_to(None).unwrap();
        let wanted = Edit::Want(references(&["3"])).applied_to(wanted.as_deref()).unwrap();
        let wanted = Edit::Came(references(&["1", "2"])).applied_to(wanted.as_deref()).unwrap();
        assert_eq!(parsed::<Wanted>(wanted.as_deref()).unwrap().0, references(&["3"]));
        assert_eq!(Edit::Came(references(&["3"])).applied_to(wanted.as_deref()), Ok(None));
    }

    #[test]
    fn a_damaged_document_is_never_taken_for_an_empty_one() {
        let edit = Edit::Want(references(&["1"]));
        assert!(matches!(edit.applied_to(Some("[{]")), Err(StoreFault::Damaged(_))));
    }

    #[test]
    fn documents_keep_the_form_in_which_they_are_stored() {
        let edit = |edit: Edit| edit.applied_to(None).unwrap().unwrap();
        let paid_at = Some("2026-08-04T17:12:08Z".parse().unwrap());
        let reference = RecordRef::alternative_payout(&"po1".into());
        let stored = [
            edit(Edit::Want(references(&["7"]))),
            edit(Edit::Match("7".into())),
            edit(Edit::Aside(BTreeSet::new(), vec![Aside { reference, paid_at }])),
            edit(Edit::Answer(BTreeSet::from([Subject::Payment("p1".into())]), EarlierChoice::Leave)),
        ];
        insta::assert_snapshot!(stored.join("\n"));
    }
}
