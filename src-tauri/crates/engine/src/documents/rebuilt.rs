//! What people decided, collected again from where it was kept beside the documents: on links, on the holds that were
//! decided, in the journal. What is collected was decided; what is missing is asked again, and never recorded unasked.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::{CompanyId, books};

use super::Matched;
use super::repair::{PAGE, every_payment};
use crate::choice::ChoiceId;
use crate::decide::Argument;
use crate::hold::{Decision, Hold, HoldState};
use crate::journal::EntryKind;
use crate::link::{Link, PartState};
use crate::plan::{EarlierChoice, EarlierLedger};
use crate::ports::{HoldQuery, JournalQuery, Store, StoreFault};
use crate::reason::HoldReason;
use crate::subject::Subject;

/// P5: the Payments that people matched. A decision names the Payment on the link and decides the hold in one
/// transaction, so it is found on one of them, whatever was written about the link afterwards.
pub(super) async fn matched(store: &dyn Store, company: &CompanyId) -> Result<Matched, StoreFault> {
    let mut matched = BTreeSet::new();
    for some in every_payment(store, company).await?.chunks(PAGE as usize) {
        for (_, link) in store.links(company, some).await? {
            let Link::Payment(link) = link else { continue };
            matched.extend(link.parts.into_iter().filter_map(|part| match part.state {
                PartState::Recorded { payment, ours: false, .. } => Some(payment),
                _ => None,
            }));
        }
        let holds = store.holds(company, &HoldQuery::Subjects(some.to_vec())).await?;
        matched.extend(holds.iter().filter_map(matched_by));
    }
    Ok(Matched(matched))
}

fn matched_by(hold: &Hold) -> Option<books::PaymentId> {
    let decision = decision(hold)?;
    let links = matches!(decision.choice, ChoiceId::AlreadyRecorded | ChoiceId::ItIsThatOne);
    let named = decision.arguments.get(Argument::Payment.name()).map(|id| books::PaymentId::new(id.as_str()));
    named.or_else(|| found(&hold.draft.reason)).filter(|_| links)
}

/// The Payment that a hold was about.
fn found(reason: &HoldReason) -> Option<books::PaymentId> {
    match reason {
        HoldReason::BalanceTooSmall { look_alike, .. } => look_alike.clone(),
        HoldReason::LookAlike { payment, .. } => Some(payment.clone()),
        HoldReason::Unworded { details, .. } => {
            details.get("quickbooks_payment").map(|id| books::PaymentId::new(id.as_str()))
        }
        _ => None,
    }
}

/// The payments and payouts that a hold listed, as `kind:id`.
fn listed(reason: &HoldReason) -> Vec<String> {
    match reason {
        HoldReason::BeforeStart { earlier } => earlier.iter().map(|one| one.subject.to_string()).collect(),
        HoldReason::Unworded { details, .. } => details.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// P17: what was said about payments and payouts from before the start, the latest word last. Who still waits is found by
/// planning.
pub(super) async fn earlier(store: &dyn Store, company: &CompanyId) -> Result<EarlierLedger, StoreFault> {
    let mut answers = ticked_at_the_start(store, company).await?;
    for hold in store.holds(company, &HoldQuery::Subjects(vec![Subject::BeforeStart])).await? {
        let Some(decision) = decision(&hold) else { continue };
        let listed = listed(&hold.draft.reason).into_iter();
        let answered: Vec<_> = match decision.choice {
            ChoiceId::Post => {
                let named = decision.arguments.get(Argument::Payments.name()).map_or("", String::as_str);
                let named: BTreeSet<_> = named.split(',').map(str::trim).collect();
                let is_named = |key: &String| {
                    let id = key.split_once(':').map_or(key.as_str(), |(_, id)| id);
                    named.contains("all") || named.contains(key.as_str()) || named.contains(id)
                };
                listed.filter(is_named).map(|key| (key, EarlierChoice::Post)).collect()
            }
            ChoiceId::Leave => listed.map(|key| (key, EarlierChoice::Leave)).collect(),
            _ => continue,
        };
        answers.push((decision.at, answered));
    }
    answers.sort_by_key(|(at, _)| *at);
    let answered = answers.into_iter().flat_map(|(_, answered)| answered).collect();
    Ok(EarlierLedger { answered, ..EarlierLedger::default() })
}

/// A journal entry whose details cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("entry {seq}: {error}")]
struct BrokenEntry {
    seq: u64,
    error: serde_json::Error,
}

type Answers = Vec<(Timestamp, Vec<(String, EarlierChoice)>)>;

/// What was ticked in the preview is told by the entry of the start alone.
async fn ticked_at_the_start(store: &dyn Store, company: &CompanyId) -> Result<Answers, StoreFault> {
    let mut answers = Vec::new();
    let mut after = 0;
    loop {
        let query = JournalQuery { after: Some(after), limit: PAGE, ..JournalQuery::default() };
        let entries = store.journal(company, &query).await?;
        for entry in entries.iter().filter(|entry| entry.draft.kind == EntryKind::UserAction) {
            let Some(ticked) = entry.draft.details.get("ticked") else { continue };
            let ticked: Vec<Subject> = serde_json::from_value(ticked.clone())
                .map_err(|error| StoreFault::Damaged(BrokenEntry { seq: entry.seq, error }.to_string()))?;
            let posted = ticked.iter().map(|subject| (subject.to_string(), EarlierChoice::Post));
            answers.push((entry.draft.at, posted.collect()));
        }
        match entries.last() {
            Some(last) => after = last.seq,
            None => return Ok(answers),
        }
    }
}

fn decision(hold: &Hold) -> Option<&Decision> {
    match &hold.state {
        HoldState::Decided(decision) => Some(decision),
        HoldState::Open | HoldState::Withdrawn { .. } => None,
    }
}
