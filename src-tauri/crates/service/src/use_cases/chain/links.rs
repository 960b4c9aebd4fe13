//! Entries as links of a chain.

use std::collections::BTreeMap;

use contract::Problem;
use contract::happened::{Happened, Noun};
use contract::table::{ChainLink, LinkFacts, PaidBy, Stage, WriteReason};
use engine::journal::{Entry, EntryKind};
use engine::record::{Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::{CompanyId, Currency};

use crate::details::{Details, Evidence, Write};
use crate::host::Host;
use crate::typed;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::rows::MirrorReader;
use crate::use_cases::statement::paid_by;

/// How payments were made, by id.
pub(super) async fn methods(
    host: &Host,
    company: &CompanyId,
    entries: &[Entry],
) -> Result<BTreeMap<String, PaidBy>, Problem> {
    let payments = entries.iter().filter_map(|entry| match &entry.draft.subject {
        Some(Subject::Payment(id)) => Some(RecordRef::alternative_payment(id)),
        _ => None,
    });
    let payments = MirrorReader { host, company }.records(&payments.collect::<Vec<_>>()).await?;
    Ok(payments
        .values()
        .filter_map(|read| match &read.record {
            Record::AlternativePayment(payment) => Some((payment.id.to_string(), paid_by(payment)?)),
            _ => None,
        })
        .collect())
}

/// The links, oldest first.
pub(super) fn links(
    context: &ActivityContext,
    methods: &BTreeMap<String, PaidBy>,
    entries: &[Entry],
) -> Vec<ChainLink> {
    let mut links = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let answered =
            entries[at + 1..].iter().any(|later| Details::of(later).slot == Details::of(entry).slot);
        let link = |stage, told, id| ChainLink { at: entry.draft.at, stage, told, id };
        let record = entry.draft.record.as_ref().map(|record| record.id.clone());
        let happened = named(context, entry);
        match entry.draft.kind {
            EntryKind::Read => {
                let told = paid(context, methods, entry).unwrap_or(LinkFacts::Entry { happened });
                links.push(link(Stage::Read, told, record));
            }
            EntryKind::Decided => {
                let why = why(entry);
                links.push(link(Stage::Decided, LinkFacts::Wanted { happened, why }, None));
            }
            // An attempt that was answered is told by its answer.
            EntryKind::Attempt if answered => {}
            EntryKind::Attempt => {
                links.push(link(Stage::Written, LinkFacts::Unanswered { happened }, request(entry)));
            }
            EntryKind::Written => {
                let attempts = entries[..at].iter().rev();
                let request = attempts.filter(|it| it.draft.kind == EntryKind::Attempt).find_map(request);
                let checked = checked(entry).filter(|_| request.is_some());
                let told = recorded(entry).unwrap_or(LinkFacts::Entry { happened });
                links.push(link(Stage::Written, told, request.or_else(|| written_id(entry))));
                links.extend(checked.map(|told| link(Stage::Checked, told, written_id(entry))));
            }
            EntryKind::Found => {
                links.push(link(Stage::Checked, LinkFacts::Entry { happened }, written_id(entry)));
            }
            EntryKind::Failed => {
                let said = evidence(entry).and_then(|evidence| evidence.message);
                links.push(link(Stage::Failed, LinkFacts::NotDone { happened, said }, trace(entry)));
            }
            EntryKind::Held => {
                let cause = Details::of(entry).cause.as_deref().map(typed::kept_sentence);
                links.push(link(Stage::Held, LinkFacts::Held { happened, cause }, None));
            }
            EntryKind::UserAction => {
                links.push(link(Stage::Person, LinkFacts::Entry { happened }, None));
            }
            EntryKind::Withdrawn | EntryKind::Connection | EntryKind::Drift => {
                links.push(link(Stage::Read, LinkFacts::Entry { happened }, record));
            }
        }
    }
    links
}

/// What an entry reports, with the number or name of its subject where it has the subject's id.
fn named(context: &ActivityContext, entry: &Entry) -> Happened {
    let mut happened = typed::happened(&entry.draft.happened);
    let id = match &entry.draft.subject {
        Some(Subject::Invoice(id)) => id.as_str(),
        Some(Subject::Customer(id)) => id.as_str(),
        _ => return happened,
    };
    let name = entry.draft.subject.as_ref().and_then(|subject| context.name(subject));
    let of_subject = typed::subject_of(&mut happened).filter(|of| of.as_str() == id);
    if let (Some(of_subject), Some(name)) = (of_subject, name) {
        *of_subject = name;
    }
    happened
}

fn request(entry: &Entry) -> Option<String> {
    Details::of(entry).request_id
}

/// The id of what was made.
fn written_id(entry: &Entry) -> Option<String> {
    let details = Details::of(entry);
    details.quickbooks_payment.or(details.quickbooks_deposit)
}

/// A payment that is in QuickBooks under our reference.
fn recorded(entry: &Entry) -> Option<LinkFacts> {
    let details = Details::of(entry);
    let (payment, reference) = details.quickbooks_payment.zip(details.reference)?;
    Some(LinkFacts::Recorded { payment, reference })
}

/// How a write into the books was checked: it counts once it was read back (rule P6).
fn checked(entry: &Entry) -> Option<LinkFacts> {
    let details = Details::of(entry);
    let gone = matches!(details.write(), Some(Write::RemovePayment | Write::RemoveDeposit));
    let (record, id) = match (details.quickbooks_payment, details.quickbooks_deposit) {
        (Some(id), _) => (Noun::Payment, id),
        (None, Some(id)) => (Noun::Deposit, id),
        (None, None) => return None,
    };
    Some(LinkFacts::ReadAgain { record, id, gone })
}

/// A payment that was read, in full.
fn paid(context: &ActivityContext, methods: &BTreeMap<String, PaidBy>, entry: &Entry) -> Option<LinkFacts> {
    let payment = entry.draft.record.as_ref()?;
    if payment.kind != RecordKind::AlternativePayment {
        return None;
    }
    let (_, after) = Details::of(entry).records();
    let currency = context.invoices_of(&payment.id).first().map_or(Currency::USD, |invoice| invoice.currency);
    Some(LinkFacts::Paid {
        amount: after.sub_total_minor?.of(currency),
        customer: context.payer(&payment.id).map(str::to_owned),
        by: methods.get(&payment.id).cloned(),
        invoices: context.numbers_of(&payment.id),
        standing: after.status.and_then(typed::payment_standing),
    })
}

/// Why a write was decided: by its rule, or as version 0.1.0 kept it.
fn why(entry: &Entry) -> Option<WriteReason> {
    let details = Details::of(entry);
    let by_rule = details.rule.as_deref().and_then(typed::write_reason);
    by_rule.or_else(|| {
        let said = typed::kept_reason(details.reason.as_deref()?);
        Some(WriteReason::Sentence { said })
    })
}

fn evidence(entry: &Entry) -> Option<Evidence> {
    Some(Details::of(entry).fault?.evidence)
}

fn trace(entry: &Entry) -> Option<String> {
    let evidence = evidence(entry)?;
    evidence.trace.or(evidence.request)
}
