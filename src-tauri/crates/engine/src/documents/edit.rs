//! Changes of documents, each for the document as it is stored by then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::books;

use super::{Aside, Asides, Document, Matched, Trouble, Wanted, kept, parsed};
use crate::comparing::{Asked, Comparisons, Walk};
use crate::connect::ConnectState;
use crate::importing::{Import, ImportMode, Stage};
use crate::plan::{
    ArchiveKind, ArchiveLedger, Earlier, EarlierChoice, EarlierLedger, Foreign, ForeignLedger, Vanished,
};
use crate::ports::StoreFault;
use crate::record::RecordRef;
use crate::said::Said;
use crate::subject::Subject;

/// A change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Planning needs these read.
    Want(BTreeSet<RecordRef>),
    /// These were read.
    Came(BTreeSet<RecordRef>),
    /// This external Payment stands for one of Alternative (rule P5).
    Match(books::PaymentId),
    /// These could not be read, at that time (rule F8).
    SetAside(Timestamp, Vec<NotRead>),
    /// These are known by now.
    Known(BTreeSet<RecordRef>),
    /// These are read again at once: a person asks for it.
    TryNow(BTreeSet<RecordRef>),
    /// What came before the start and waits for a tick mark, or no longer does, by subject (rule P17).
    Earlier(BTreeMap<Subject, Option<Earlier>>),
    /// What was said about these (rule P17).
    Answer(BTreeSet<Subject>, EarlierChoice),
    /// The currencies of these invoices are not sent, or that is asked about no more (rule I17).
    Foreign(BTreeMap<books::InvoiceId, Option<Foreign>>),
    /// The archives of these are planned, or no longer are (rule I16).
    Archives(BTreeMap<Subject, Option<Vanished>>),
    /// It was archived, at that time.
    Archived(Subject, Timestamp),
    /// A person let the archives of these through.
    LetThrough(BTreeSet<Subject>),
    /// The brake is on, or no longer is.
    Brake(ArchiveKind, bool),
    /// A page of the read of everything was taken in. Counts only while the read stands where that page was asked for:
    /// somebody may have sent it back meanwhile.
    Walked {
        /// Where it stood.
        from: Option<Box<Import>>,
        /// Where it goes on.
        to: Box<Import>,
    },
    /// A first read that has not ended begins again.
    ReadAgain(Timestamp),
    /// Invoices that were left out so far are to be read too (rule I14): a first read that has not ended goes back to them.
    ReadMore(Timestamp),
    /// Both sides are to be compared (rule F5).
    Compare(Asked),
    /// A page of a comparison was taken in. Counts only while the comparison stands where that page was asked for.
    Compared {
        /// Where it stood; `None` before it began.
        from: Option<Box<Walk>>,
        /// Where it goes on.
        to: Box<Walk>,
        /// When.
        at: Timestamp,
    },
    /// The first read has ended, which is the first comparison.
    ReadWhole {
        /// When it began.
        began_at: Timestamp,
        /// When it ended.
        ended_at: Timestamp,
    },
    /// The place in Alternative's feed was lost, or was found again.
    FeedLost(bool),
    /// A sign-in got from one state to another. That it came to nothing counts only while nobody else is signing in.
    SignIn {
        /// Where this sign-in stood.
        from: Box<ConnectState>,
        /// Where it is.
        to: Box<ConnectState>,
    },
    /// The whole document, whatever was there.
    Keep(Kept),
    /// The whole document, for the text that is stored: another one is [`StoreFault::Moved`].
    Replace {
        /// The document's name.
        name: &'static str,
        /// What was read.
        before: Option<String>,
        /// What is kept.
        after: Option<String>,
    },
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// Kind and id of the record.
    pub reference: RecordRef,
    /// When the payout was paid, if that is what the feed told.
    pub paid_at: Option<Timestamp>,
    /// What the service or its answer said; nothing where its turn did not come.
    pub said: Option<Said>,
    /// Reading it again brings the same, so that a person is asked at once.
    pub definite: bool,
}

impl Asides {
    fn set_aside(&mut self, at: Timestamp, one: NotRead) {
        let known = self.0.iter().position(|aside| aside.reference == one.reference);
        let before = known.map(|place| self.0.swap_remove(place));
        if before.is_none() && self.0.len() >= ASIDE_MAX {
            return;
        }
        let (paid_at, trouble) = before.map_or((None, None), |aside| (aside.paid_at, aside.trouble));
        let trouble = match (one.said, trouble) {
            // Met once more before its turn: a look that overlaps shows it again.
            (Some(_), Some(known)) if known.not_before > at => Some(known),
            (Some(said), known) => Some(Trouble::next(known.as_ref(), at, said, one.definite)),
            (None, known) => known,
        };
        self.0.push(Aside { reference: one.reference, paid_at: paid_at.or(one.paid_at), trouble });
        self.0.sort_by(|one, other| one.reference.cmp(&other.reference));
    }
}

/// Records that are listed as not known; what comes beyond is found by the next comparison.
const ASIDE_MAX: usize = 2_000;

/// A document in its stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    name: String,
    text: Option<String>,
}

impl Kept {
    /// The form of a document.
    ///
    /// # Errors
    ///
    /// It has no such form.
    pub fn of<D: Document>(document: &D) -> Result<Self, StoreFault> {
        Ok(Self { name: D::NAME.to_owned(), text: kept(document)? })
    }

    /// Nothing: the document is as at the beginning.
    pub fn nothing<D: Document>() -> Self {
        Self { name: D::NAME.to_owned(), text: None }
    }

    /// Any text under any name: for fixtures, and for tests of damage.
    pub fn fixture(name: impl Into<String>, text: Option<String>) -> Self {
        Self { name: name.into(), text }
    }
}

impl Edit {
    /// The name of the document that it changes.
    pub fn name(&self) -> &str {
        match self {
            Self::Want(_) | Self::Came(_) => Wanted::NAME,
            Self::Match(_) => Matched::NAME,
            Self::SetAside(..) | Self::Known(_) | Self::TryNow(_) => Asides::NAME,
            Self::Earlier(_) | Self::Answer(..) => EarlierLedger::NAME,
            Self::Foreign(_) => ForeignLedger::NAME,
            Self::Archives(_) | Self::Archived(..) | Self::LetThrough(_) | Self::Brake(..) => {
                ArchiveLedger::NAME
            }
            Self::Walked { .. } | Self::ReadAgain(_) | Self::ReadMore(_) => Option::<Import>::NAME,
            Self::Compare(_) | Self::Compared { .. } | Self::ReadWhole { .. } | Self::FeedLost(_) => {
                Comparisons::NAME
            }
            Self::SignIn { .. } => ConnectState::NAME,
            Self::Keep(kept) => &kept.name,
            Self::Replace { name, .. } => name,
        }
    }

    /// What it changes of the archives that are counted (rule I16).
    fn of_archives(self, ledger: &mut ArchiveLedger) {
        match self {
            Self::Archives(planned) => {
                for (subject, vanished) in planned {
                    ledger.plan(subject, vanished);
                }
            }
            Self::Archived(subject, at) => ledger.done(subject, at),
            Self::LetThrough(listed) => {
                // One that came back meanwhile has nothing to be let through.
                let still: Vec<_> =
                    listed.into_iter().filter(|subject| ledger.planned.contains_key(subject)).collect();
                ledger.let_through.extend(still);
            }
            Self::Brake(kind, true) => _ = ledger.on.insert(kind),
            Self::Brake(kind, false) => _ = ledger.on.remove(&kind),
            _ => {}
        }
    }

    /// The document as it is after this; `now` is the document as it is stored.
    ///
    /// # Errors
    ///
    /// The stored document cannot be read, or was changed meanwhile.
    pub fn applied_to(self, now: Option<&str>) -> Result<Option<String>, StoreFault> {
        match self {
            Self::Want(more) => edited(now, |wanted: &mut Wanted| wanted.0.extend(more)),
            Self::Came(read) => {
                edited(now, |wanted: &mut Wanted| wanted.0.retain(|reference| !read.contains(reference)))
            }
            Self::Match(payment) => edited(now, |matched: &mut Matched| {
                matched.0.insert(payment);
            }),
            Self::SetAside(at, more) => edited(now, |asides: &mut Asides| {
                for one in more {
                    asides.set_aside(at, one);
                }
            }),
            Self::Known(read) => {
                edited(now, |asides: &mut Asides| asides.0.retain(|aside| !read.contains(&aside.reference)))
            }
            Self::TryNow(asked) => edited(now, |asides: &mut Asides| {
                let asked = asides.0.iter_mut().filter(|aside| asked.contains(&aside.reference));
                asked
                    .filter_map(|aside| aside.trouble.as_mut())
                    .for_each(|it| it.not_before = Timestamp::MIN);
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
            Self::Foreign(found) => edited(now, |ledger: &mut ForeignLedger| ledger.take(found)),
            Self::Archives(_) | Self::Archived(..) | Self::LetThrough(_) | Self::Brake(..) => {
                edited(now, |ledger: &mut ArchiveLedger| self.of_archives(ledger))
            }
            Self::Walked { from, to } => edited(now, |import: &mut Option<Import>| {
                if import.as_ref() == from.as_deref() {
                    *import = Some(*to);
                }
            }),
            Self::ReadAgain(at) => edited(now, |import: &mut Option<Import>| again(import, at)),
            Self::ReadMore(at) => edited(now, |import: &mut Option<Import>| more(import, at)),
            Self::Compare(asked) => edited(now, |comparisons: &mut Comparisons| comparisons.ask(asked)),
            Self::Compared { from, to, at } => edited(now, |comparisons: &mut Comparisons| {
                if comparisons.walk.as_ref() == from.as_deref() {
                    comparisons.walked(*to, at);
                }
            }),
            Self::ReadWhole { began_at, ended_at } => {
                edited(now, |comparisons: &mut Comparisons| comparisons.read_whole(began_at, ended_at))
            }
            Self::FeedLost(lost) => edited(now, |comparisons: &mut Comparisons| comparisons.feed_lost = lost),
            Self::SignIn { from, to } => signed_in(now, &from, &to),
            Self::Keep(kept) => Ok(kept.text),
            Self::Replace { before, after, .. } if before.as_deref() == now => Ok(after),
            Self::Replace { .. } => Err(StoreFault::Moved),
        }
    }
}

fn edited<D: Document>(now: Option<&str>, edit: impl FnOnce(&mut D)) -> Result<Option<String>, StoreFault> {
    let mut document: D = parsed(now)?;
    edit(&mut document);
    kept(&document)
}

fn again(import: &mut Option<Import>, at: Timestamp) {
    if let Some(now) = import.as_mut().filter(|import| !import.has_ended()) {
        *now = Import::begin(ImportMode::First, at);
    }
}

fn more(import: &mut Option<Import>, at: Timestamp) {
    // Before them it comes to them with the new date.
    if let Some(now) = import.as_mut().filter(|it| !it.has_ended() && it.stage >= Stage::History) {
        now.back_to_history(at);
    }
}

fn signed_in(
    now: Option<&str>,
    from: &ConnectState,
    to: &ConnectState,
) -> Result<Option<String>, StoreFault> {
    let came_to_nothing = matches!(to, ConnectState::Idle | ConnectState::Ended(_));
    // One that cannot be read is another one's too; whoever reads it says so.
    let is_ours = || parsed::<ConnectState>(now).is_ok_and(|state| state == *from);
    if came_to_nothing && !is_ours() { Ok(now.map(str::to_owned)) } else { kept(to) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparing::Scope;

    fn references(ids: &[&str]) -> BTreeSet<RecordRef> {
        ids.iter().map(|id| RecordRef::books_payment(&books::PaymentId::new(*id))).collect()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn import(mode: ImportMode, stage: Stage) -> Import {
        Import { stage, read: 12, ..Import::begin(mode, at(10)) }
    }

    fn import_after(stored: &Import, edits: Vec<Edit>) -> Import {
        let mut text = Some(serde_json::to_string(stored).unwrap());
        for edit in edits {
            text = edit.applied_to(text.as_deref()).unwrap();
        }
        serde_json::from_str(&text.unwrap()).unwrap()
    }

    fn walked(from: &Import, to: Stage) -> Edit {
        let to = Box::new(Import { stage: to, ..from.clone() });
        Edit::Walked { from: Some(Box::new(from.clone())), to }
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
    fn i14_a_first_read_that_is_past_the_invoices_goes_back_for_older_ones() {
        for stage in [Stage::History, Stage::OurPayments, Stage::AlternativeOnly] {
            let stored = import(ImportMode::First, stage);
            let sent_back = import_after(&stored, vec![Edit::ReadMore(at(20))]);
            assert_eq!((sent_back.mode, sent_back.stage), (ImportMode::First, Stage::History), "{stage:?}");
            // The page that was asked for with the old date is no step forward.
            let after = import_after(&stored, vec![Edit::ReadMore(at(20)), walked(&stored, Stage::Done)]);
            assert_eq!(after, sent_back, "{stage:?}");
        }
        let early = import(ImportMode::First, Stage::Customers);
        assert_eq!(import_after(&early, vec![Edit::ReadMore(at(20))]), early);
    }

    #[test]
    fn i14_a_first_read_that_has_ended_stays_as_it_is_for_older_invoices_which_a_comparison_reads() {
        for mode in [ImportMode::First, ImportMode::Compare] {
            let done = import(mode, Stage::Done);
            assert_eq!(import_after(&done, vec![Edit::ReadMore(at(20))]), done);
        }
        let compared = Edit::Compare(Asked::MORE).applied_to(None).unwrap();
        let compared: Comparisons = parsed(compared.as_deref()).unwrap();
        assert_eq!(compared.due(at(20)).unwrap().scope, Scope::Whole);
    }

    #[test]
    fn a_first_read_that_is_not_done_begins_again_and_one_that_is_does_not() {
        let again = |mode, stage| import_after(&import(mode, stage), vec![Edit::ReadAgain(at(20))]);
        assert_eq!(again(ImportMode::First, Stage::History), Import::begin(ImportMode::First, at(20)));
        assert_eq!(again(ImportMode::First, Stage::Done), import(ImportMode::First, Stage::Done));
        assert_eq!(Edit::ReadAgain(at(20)).applied_to(None), Ok(None), "it begins by itself");
    }

    #[test]
    fn f5_a_page_of_a_comparison_counts_only_where_the_comparison_stands() {
        let mut text = Edit::Compare(Asked::WHOLE).applied_to(None).unwrap();
        let begun = parsed::<Comparisons>(text.as_deref()).unwrap().due(at(0)).unwrap();
        let [first, second] = [1, 2].map(|read| Box::new(Walk { read, ..begun.clone() }));
        let walked = |from, to: &Walk| Edit::Compared { from, to: Box::new(to.clone()), at: at(1) };
        for (edit, stands) in [
            (walked(None, &first), &first),
            (walked(None, &second), &first),
            (walked(Some(second.clone()), &second), &first),
            (walked(Some(first.clone()), &second), &second),
        ] {
            text = edit.applied_to(text.as_deref()).unwrap();
            assert_eq!(parsed::<Comparisons>(text.as_deref()).unwrap().walk.as_ref(), Some(&**stands));
        }
    }

    #[test]
    fn n2_a_sign_in_that_times_out_leaves_the_one_that_came_after_it() {
        let state = |edit: Edit, now: &ConnectState| {
            let now = serde_json::to_string(now).unwrap();
            parsed::<ConnectState>(edit.applied_to(Some(&now)).unwrap().as_deref()).unwrap()
        };
        let [ours, theirs, over] = ["9341", "9342", ""].map(|realm| match realm {
            "" => ConnectState::Ended(crate::connect::Ending::TimedOut),
            realm => ConnectState::Exchanging { realm: realm.into() },
        });
        let step = |from: &ConnectState, to: &ConnectState| Edit::SignIn {
            from: Box::new(from.clone()),
            to: Box::new(to.clone()),
        };
        assert_eq!(state(step(&ours, &over), &ours), over);
        assert_eq!(state(step(&ours, &over), &theirs), theirs);
        assert_eq!(state(step(&over, &ours), &theirs), ours, "what got further counts");
    }

    #[test]
    fn a_document_that_somebody_else_kept_meanwhile_is_not_replaced() {
        let replace = |before: &str| Edit::Replace {
            name: "walk",
            before: Some(before.to_owned()),
            after: Some("2".to_owned()),
        };
        assert_eq!(replace("1").applied_to(Some("1")), Ok(Some("2".to_owned())));
        assert_eq!(replace("1").applied_to(Some("3")), Err(StoreFault::Moved));
        assert_eq!(replace("1").applied_to(None), Err(StoreFault::Moved));
    }
}
