//! The Needs-you inbox, and decisions.

use std::collections::BTreeMap;

use contract::hold::{Ask, Candidate, Decided, HoldCard};
use contract::preview::PlannedHold;
use contract::problem::Step;
use contract::{Code, Problem};
use engine::choice::ChoiceId;
use engine::decide::{Argument, DecideFault};
use engine::hold::{Hold, HoldDraft};
use engine::ports::{HoldQuery, Store};
use engine::reason::HoldReason;
use engine::record::{Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::{CompanyId, Money, books};

use crate::host::Host;
use crate::typed;
use crate::use_cases::rows::MirrorReader;
use crate::words;

/// Questions for which such payments are looked for at once; the others get theirs when these are answered.
const LOOKED_THROUGH_MAX: usize = 100;
/// Payments of a customer that are looked through for one that a person may mean.
const PAYMENTS_MAX: usize = 200;

/// Open questions, oldest first.
pub async fn holds(host: &Host, company: &CompanyId) -> Result<Vec<HoldCard>, Problem> {
    let settings = host.settings(company).await?;
    let from_store = |fault| words::from_store(&fault);
    host.user_actions(company).word(host.now()).await.map_err(from_store)?;
    let open = host.store.holds(company, &HoldQuery::Open).await.map_err(from_store)?;
    let mirror = MirrorReader { host, company };
    let customers = customers(&mirror, open.iter().map(|hold| &hold.draft)).await?;
    let mut cards = Vec::with_capacity(open.len());
    for (place, hold) in open.into_iter().enumerate() {
        let customer = customers.get(&hold.id).cloned();
        let mut candidates =
            if place < LOOKED_THROUGH_MAX { might_be(&mirror, &hold.draft).await? } else { Vec::new() };
        if let HoldReason::BeforeStart { earlier } = &hold.draft.reason {
            candidates.extend(earlier.iter().map(|one| Candidate {
                record: one.subject.to_string(),
                amount: one.amount,
                day: settings.day_of(one.at),
            }));
        }
        cards.push(card(hold, customer, candidates));
    }
    Ok(cards)
}

/// Whose record each question is about, by the question's id.
pub(crate) async fn customers(
    mirror: &MirrorReader<'_>,
    drafts: impl Iterator<Item = &HoldDraft> + Clone,
) -> Result<BTreeMap<String, String>, Problem> {
    let invoices = drafts.clone().filter_map(|draft| match &draft.subject {
        Subject::Invoice(id) => Some(RecordRef::books_invoice(id)),
        _ => None,
    });
    let invoices = mirror.records(&invoices.collect::<Vec<_>>()).await?;
    let of = |draft: &HoldDraft| match &draft.subject {
        Subject::Customer(id) => Some(RecordRef::books_customer(id)),
        Subject::Invoice(id) => match &invoices.get(&RecordRef::books_invoice(id))?.record {
            Record::BooksInvoice(invoice) => Some(RecordRef::books_customer(&invoice.customer)),
            _ => None,
        },
        // A payment asks once a customer.
        Subject::Payment(_) => draft.part.as_ref().map(RecordRef::books_customer),
        Subject::Payout(_)
        | Subject::BeforeStart
        | Subject::Brake(_)
        | Subject::Currencies
        | Subject::Account(_)
        | Subject::Unread(_) => None,
    };
    let labels = mirror.customer_names(drafts.clone().filter_map(of)).await?;
    let named = drafts.filter_map(|draft| Some((draft.key(), labels.get(&of(draft)?.id)?.clone())));
    Ok(named.collect())
}

/// Payments in QuickBooks that *Already recorded* might mean, where no look-alike was found: those of the customer.
async fn might_be(mirror: &MirrorReader<'_>, draft: &HoldDraft) -> Result<Vec<Candidate>, Problem> {
    let asks = typed::choices(draft).iter().any(|choice| choice.asks == Some(Ask::Payment));
    let Some(customer) = draft.part.as_ref().filter(|_| asks) else { return Ok(Vec::new()) };
    let customer = [RecordRef::books_customer(customer)];
    let payments = mirror.host.store.naming(mirror.company, &customer, RecordKind::BooksPayment).await;
    let mut payments = payments.map_err(|fault| words::from_store(&fault))?;
    payments.truncate(PAYMENTS_MAX);
    let known = mirror.records(&payments).await?;
    let offered = known.into_values().filter(|read| read.gone_at.is_none());
    let offered = offered.filter_map(|read| match read.record {
        Record::BooksPayment(payment) if !payment.voided => Some(candidate(&payment)),
        _ => None,
    });
    Ok(offered.collect())
}

fn candidate(payment: &books::Payment) -> Candidate {
    Candidate {
        record: format!("payment:{}", payment.id),
        amount: payment.total.of(payment.currency),
        day: payment.date,
    }
}

fn card(hold: Hold, customer: Option<String>, candidates: Vec<Candidate>) -> HoldCard {
    let draft = hold.draft;
    let reason = typed::reason(&draft.reason);
    let words = words::holds::hold(&reason, draft.amount, customer.as_deref());
    HoldCard {
        id: hold.id,
        rule: typed::rule(draft.rule()),
        title: words.title,
        cause: words.cause,
        consequence: words.consequence,
        amount: draft.amount,
        record: draft.subject.to_string(),
        customer,
        choices: typed::choices(&draft),
        candidates,
        raised_at: hold.raised_at,
        details: typed::details(&draft),
        reason,
    }
}

/// A question that would be asked.
pub(crate) fn planned(draft: &HoldDraft, customer: Option<String>) -> PlannedHold {
    let reason = typed::reason(&draft.reason);
    let words = words::holds::hold(&reason, draft.amount, customer.as_deref());
    PlannedHold {
        rule: typed::rule(draft.rule()),
        record: draft.subject.to_string(),
        customer,
        title: words.title,
        cause: words.cause,
        consequence: words.consequence,
        choices: typed::choices(draft),
        amount: draft.amount,
        reason,
    }
}

/// What a question says first.
pub(crate) fn title(draft: &HoldDraft) -> String {
    words::holds::hold(&typed::reason(&draft.reason), draft.amount, None).title
}

/// Takes a decision; the next pass carries it out.
pub async fn decide(
    host: &Host,
    company: &CompanyId,
    hold: &str,
    choice: &str,
    arguments: &BTreeMap<String, String>,
) -> Result<Decided, Problem> {
    host.settings(company).await?;
    let decided = host.user_actions(company).decide(host.now(), hold, choice, arguments).await;
    let decided = decided.map_err(|fault| refused(&fault))?;
    let draft = &decided.draft;
    let taken = typed::choices(draft).into_iter().zip(draft.choices());
    let taken = taken.map(|(choice, offered)| (choice.label, offered.id()));
    let taken = taken.into_iter().find(|(_, id)| id.as_str() == choice);
    let still_open = taken.as_ref().is_some_and(|(_, id)| id.shows());
    let shown = if still_open { typed::details(draft) } else { BTreeMap::new() };
    let listed = if still_open { listed(&draft.reason) } else { Vec::new() };
    let shown = shown.iter().map(|(name, value)| format!("{}: {value}", typed::detail_name(*name)));
    Ok(Decided {
        hold: decided.id.clone(),
        title: title(draft),
        choice: taken.map_or_else(|| choice.to_owned(), |(label, _)| label),
        still_open,
        show: shown.chain(listed).collect(),
    })
}

/// What *Show them* shows.
fn listed(reason: &HoldReason) -> Vec<String> {
    let with_amount = |what: String, amount: Option<Money>| match amount {
        Some(amount) => format!("{what}: {}", words::in_sentence(amount)),
        None => what,
    };
    match reason {
        HoldReason::BeforeStart { earlier } => {
            earlier.iter().map(|one| with_amount(one.subject.to_string(), Some(one.amount))).collect()
        }
        HoldReason::ManyArchives { archives, .. } => {
            let named = archives.iter().map(|one| (format!("{} ({})", one.vanished.label, one.subject), one));
            named.map(|(name, one)| with_amount(name, one.vanished.amount)).collect()
        }
        _ => Vec::new(),
    }
}

fn refused(fault: &DecideFault) -> Problem {
    let missing = |hint: &str| {
        Problem::new(Code::Usage, "This choice needs more information, so nothing was decided.").hint(hint)
    };
    match fault {
        DecideFault::Unknown(id) => Problem::new(Code::Usage, format!("There is no open decision {id}."))
            .hint("It may have been made already, or its facts may have changed.")
            .step(Step::Holds),
        DecideFault::NotOffered { choice, offered } => {
            let offered: Vec<_> = offered.iter().map(ChoiceId::to_string).collect();
            Problem::new(Code::Usage, format!("This decision does not offer `{choice}`."))
                .hint(format!("It offers: {}", offered.join(", ")))
        }
        DecideFault::Missing(Argument::Account) => missing("Add the account: account=ID"),
        DecideFault::Missing(Argument::Payment) => missing("Add the QuickBooks payment: payment=ID"),
        DecideFault::Missing(Argument::Payments) => {
            missing("Add what to record: payments=ID,ID or payments=all")
        }
        DecideFault::Missing(Argument::Date) => missing("Add the day as date=YYYY-MM-DD"),
        DecideFault::NoneNamed => missing("None of the listed payments and payouts has that ID."),
        DecideFault::Taken(payment) => Problem::new(
            Code::Usage,
            format!(
                "QuickBooks payment {payment} already stands for another payment, so nothing was decided."
            ),
        )
        .hint("It isn't known to be large enough for both. Name another one (payment=ID), or make another choice.")
        .step(Step::Holds),
        DecideFault::Unusable(account) => Problem::new(
            Code::Usage,
            format!("Account {account} can't be used for this, so nothing was decided."),
        )
        .hint("Name an active account of the right type by its ID.")
        .step(Step::Accounts),
        DecideFault::Store(fault) => words::from_store(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_cases::status::held_row;
    use engine::category::SyncCategory;
    use engine::plan::{AccountPurpose, ArchiveKind};
    use engine::record::RecordKind;
    use engine::rule::Rule;

    #[test]
    fn every_rule_has_its_row_of_the_board() {
        let payment = Subject::Payment("p".into());
        let payout = Subject::Payout("o".into());
        for rule in Rule::ALL {
            let (subject, row) = match rule {
                Rule::C1 | Rule::C4 | Rule::C7 => (Subject::Customer("c".into()), SyncCategory::Customers),
                Rule::I1 | Rule::I10 | Rule::I12 => {
                    (Subject::Invoice("i".into()), SyncCategory::InvoiceDetails)
                }
                Rule::I3 => (Subject::Invoice("i".into()), SyncCategory::LineItems),
                Rule::P1 | Rule::P4 | Rule::P5 | Rule::P11 | Rule::D7 => {
                    (payment.clone(), SyncCategory::Payments)
                }
                Rule::P8 | Rule::P9 => (payment.clone(), SyncCategory::DeletedPayments),
                Rule::I17 => (Subject::Currencies, SyncCategory::InvoiceDetails),
                Rule::P17 => (Subject::BeforeStart, SyncCategory::Payments),
                Rule::I16 => (Subject::Brake(ArchiveKind::Customers), SyncCategory::ArchivedCustomers),
                Rule::F8 => {
                    let record = RecordRef::new(RecordKind::BooksInvoice, "i");
                    (Subject::Unread(record), SyncCategory::InvoiceDetails)
                }
                Rule::D9 => (Subject::Account(AccountPurpose::Fees), SyncCategory::Deposits),
                Rule::D3 | Rule::D4 | Rule::D5 | Rule::D13 | Rule::D14 => {
                    (payout.clone(), SyncCategory::Deposits)
                }
            };
            assert_eq!(held_row(rule, &subject), row, "{rule}");
        }
    }
}
