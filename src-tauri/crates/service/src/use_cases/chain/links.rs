//! Entries as links of a chain, in words.

use std::collections::BTreeMap;

use contract::Problem;
use contract::table::{ChainLink, Method, PaidBy, Stage};
use engine::happened::Happened;
use engine::journal::{Entry, EntryKind};
use engine::record::{Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::alternative::{Payment, PaymentStatus};
use ledger::{CompanyId, Currency};

use crate::details::{Details, Evidence, Write};
use crate::host::Host;
use crate::typed;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::rows::MirrorReader;
use crate::use_cases::statement::paid_by;
use crate::words::{self, in_sentence, with_signs};

/// How payments were made, by id.
pub(super) async fn methods(
    host: &Host,
    company: &CompanyId,
    entries: &[Entry],
) -> Result<BTreeMap<String, String>, Problem> {
    let payments = entries.iter().filter_map(|entry| match &entry.draft.subject {
        Some(Subject::Payment(id)) => Some(RecordRef::alternative_payment(id)),
        _ => None,
    });
    let payments = MirrorReader { host, company }.records(&payments.collect::<Vec<_>>()).await?;
    let words = |payment: &Payment| Some((payment.id.to_string(), method_words(paid_by(payment)?)));
    Ok(payments
        .values()
        .filter_map(|read| match &read.record {
            Record::AlternativePayment(payment) => words(payment),
            _ => None,
        })
        .collect())
}

/// The links, oldest first.
pub(super) fn links(
    context: &ActivityContext,
    methods: &BTreeMap<String, String>,
    entries: &[Entry],
) -> Vec<ChainLink> {
    let mut links = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let answered =
            entries[at + 1..].iter().any(|later| Details::of(later).slot == Details::of(entry).slot);
        let link = |stage, text, id| ChainLink { at: entry.draft.at, stage, text, id };
        let record = entry.draft.record.as_ref().map(|record| record.id.clone());
        match entry.draft.kind {
            EntryKind::Read => links.push(link(Stage::Read, read_words(context, methods, entry), record)),
            EntryKind::Decided => links.push(link(Stage::Decided, decided_words(context, entry), None)),
            // An attempt that was answered is told by its answer.
            EntryKind::Attempt if answered => {}
            EntryKind::Attempt => {
                let text = format!("{}: sent, no response yet.", told(entry));
                links.push(link(Stage::Written, text, request(entry)));
            }
            EntryKind::Written => {
                let attempts = entries[..at].iter().rev();
                let request = attempts.filter(|it| it.draft.kind == EntryKind::Attempt).find_map(request);
                let id = request.clone().or_else(|| written_id(entry));
                links.push(link(Stage::Written, sentence(&written_words(context, entry)), id));
                links.extend(
                    checked(entry, request.is_some()).map(|text| {
                        link(Stage::Checked, text, written_id(entry).filter(|_| request.is_some()))
                    }),
                );
            }
            EntryKind::Found => {
                links.push(link(Stage::Checked, sentence(&own_words(context, entry)), written_id(entry)));
            }
            EntryKind::Failed => links.push(link(Stage::Failed, failed_words(entry), trace(entry))),
            EntryKind::Held => links.push(link(Stage::Held, held_words(entry), None)),
            EntryKind::UserAction => links.push(link(Stage::Person, sentence(&told(entry)), None)),
            EntryKind::Withdrawn | EntryKind::Connection | EntryKind::Drift => {
                links.push(link(Stage::Read, sentence(&told(entry)), record));
            }
        }
    }
    links
}

/// An entry's own words, with the number or name of its record where they hold its id.
fn own_words(context: &ActivityContext, entry: &Entry) -> String {
    let text = told(entry);
    let (kind, id) = match &entry.draft.subject {
        Some(Subject::Invoice(id)) => ("invoice", id.as_str()),
        Some(Subject::Customer(id)) => ("customer", id.as_str()),
        _ => return text,
    };
    let name = entry.draft.subject.as_ref().and_then(|subject| context.name(subject));
    let Some(name) = name else { return text };
    let capital = if kind == "invoice" { "Invoice" } else { "Customer" };
    let by_id = |word: &str| format!("{word} {id} ");
    let named = |word: &str| format!("{word} {name} ");
    text.replace(&by_id(kind), &named(kind)).replace(&by_id(capital), &named(capital))
}

/// With signs before its amounts, and a full stop.
fn sentence(text: &str) -> String {
    let text = with_signs(text);
    if text.ends_with(['.', '?', '!']) { text } else { format!("{text}.") }
}

/// An entry's own words.
fn told(entry: &Entry) -> String {
    words::journal::entry(&typed::happened(&entry.draft.happened))
}

fn request(entry: &Entry) -> Option<String> {
    Details::of(entry).request_id
}

/// The id of what was made.
fn written_id(entry: &Entry) -> Option<String> {
    let details = Details::of(entry);
    details.quickbooks_payment.or(details.quickbooks_deposit)
}

fn written_words(context: &ActivityContext, entry: &Entry) -> String {
    let details = Details::of(entry);
    match (details.quickbooks_payment, details.reference) {
        (Some(payment), Some(reference)) => format!("QuickBooks payment {payment}, reference {reference}"),
        _ => own_words(context, entry),
    }
}

/// How the write was checked: what goes into the books counts once it was read back alive (rule P6).
fn checked(entry: &Entry, into_books: bool) -> Option<String> {
    if !into_books {
        return None;
    }
    let details = Details::of(entry);
    let removed = details.write() == Some(Write::RemovePayment);
    let what = match (details.quickbooks_payment, details.quickbooks_deposit) {
        (Some(id), _) => format!("payment {id}"),
        (None, Some(id)) => format!("deposit {id}"),
        (None, None) => return None,
    };
    let is = if removed { "is no longer there" } else { "is there, as it was sent" };
    Some(format!("Read again in QuickBooks: {what} {is}."))
}

/// What was read; a payment in full.
fn read_words(context: &ActivityContext, methods: &BTreeMap<String, String>, entry: &Entry) -> String {
    let payment = entry.draft.record.as_ref().filter(|record| record.kind == RecordKind::AlternativePayment);
    let Some(payment) = payment else { return sentence(&told(entry)) };
    let (_, after) = Details::of(entry).records();
    let Some(minor) = after.sub_total_minor else { return sentence(&told(entry)) };
    let invoices = context.invoices_of(&payment.id);
    let currency = invoices.first().map_or(Currency::USD, |invoice| invoice.currency);
    let who = context.payer(&payment.id).unwrap_or("A customer");
    let how = methods.get(&payment.id).map(|how| format!(" by {how}")).unwrap_or_default();
    let label = if invoices.len() > 1 { "invoices" } else { "invoice" };
    let numbers = context.numbers(&payment.id);
    let what = if numbers.is_empty() { String::new() } else { format!(" for {label} {numbers}") };
    let stands = after.status.map(stands).unwrap_or_default();
    format!("Alternative: {who} paid {}{how}{what}.{stands}", in_sentence(minor.of(currency)))
}

fn method_words(by: PaidBy) -> String {
    let words = match by.method {
        Method::BankDebit => "bank debit".to_owned(),
        Method::Card => "card".to_owned(),
        Method::Other { said } => said.replace('_', " "),
    };
    if by.fee_passed_on { format!("{words}, fee passed on") } else { words }
}

fn stands(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Processing => " Clearing.",
        PaymentStatus::Succeeded => " Captured.",
        PaymentStatus::Failed => " It failed.",
        PaymentStatus::Refunded => " It was refunded.",
        PaymentStatus::ChargedBack => " It was charged back.",
        PaymentStatus::Unknown => "",
    }
}

/// What was decided, and why; the rule's id stays in the journal.
fn decided_words(context: &ActivityContext, entry: &Entry) -> String {
    let what = sentence(&own_words(context, entry));
    let details = Details::of(entry);
    if let Some(because) = details.rule.as_deref().and_then(words::journal::because) {
        return format!("{what} {because}.");
    }
    let Some(reason) = details.reason.as_deref() else { return what };
    let is_rule =
        |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || ", ".contains(letter));
    let reason = match reason.split_once(": ") {
        Some((rule, why)) if rule.len() <= 12 && is_rule(rule) => why,
        _ => reason,
    };
    let mut letters = reason.chars();
    let reason: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    format!("{what} {}", sentence(&reason))
}

fn evidence(entry: &Entry) -> Option<Evidence> {
    Some(Details::of(entry).fault?.evidence)
}

fn trace(entry: &Entry) -> Option<String> {
    let evidence = evidence(entry)?;
    evidence.trace.or(evidence.request)
}

fn failed_words(entry: &Entry) -> String {
    let what = sentence(&told(entry));
    match evidence(entry).and_then(|evidence| evidence.message) {
        Some(said) => format!("{what} The response was: {}", sentence(&said)),
        None => what,
    }
}

fn held_words(entry: &Entry) -> String {
    let cause = match &entry.draft.happened {
        Happened::Held(question) => words::journal::words(&typed::question(question)).cause,
        _ => Details::of(entry).cause.as_deref().map(sentence).unwrap_or_default(),
    };
    format!("Not written. {} {cause}", sentence(&told(entry))).trim_end().to_owned()
}
