//! Records that cannot be read: not known is a state of that record, and of no other (rule F8).

use ledger::Money;

use crate::awaited::Awaited;
use crate::documents::Trouble;
use crate::hold::HoldDraft;
use crate::plan::{Plan, PlanContext};
use crate::reason::HoldReason;
use crate::record::{Record, RecordRef};
use crate::reference::fingerprint;
use crate::said::Said;
use crate::subject::Subject;

/// What planning such a record looks at.
#[derive(Debug, Clone)]
pub struct UnreadView {
    /// Its name.
    pub reference: RecordRef,
    /// What it was when it was read last.
    pub known: Option<Record>,
    /// Why it is not known now.
    pub trouble: Trouble,
}

/// It waits at first, and after an hour a person is asked.
pub fn plan_unread(context: &PlanContext<'_>, view: &UnreadView) -> Plan {
    let mut plan = Plan::default();
    let kind = view.reference.kind;
    let label = view.known.as_ref().map_or_else(|| view.reference.id.clone(), Record::label);
    let label = Said::new(label);
    let amount = view.known.as_ref().and_then(|record| money(context, record));
    let Trouble { since, said, .. } = view.trouble.clone();
    if view.trouble.is_long {
        plan.holds.push(HoldDraft {
            subject: Subject::Unread(view.reference.clone()),
            part: None,
            fingerprint: fingerprint(&since),
            amount,
            reason: HoldReason::NotReadable { kind, label, since, said },
        });
    } else {
        plan.wait(Awaited::Readable { kind, label, since }, amount);
    }
    plan
}

/// The money that it was about when it was read last.
fn money(context: &PlanContext<'_>, record: &Record) -> Option<Money> {
    let home = context.settings.home_currency();
    match record {
        Record::BooksInvoice(invoice) => Some(invoice.balance.of(invoice.currency)),
        Record::BooksPayment(payment) => Some(payment.total.of(payment.currency)),
        Record::BooksDeposit(deposit) => Some(deposit.total.of(home)),
        Record::AlternativeInvoice(invoice) => Some(invoice.outstanding?.of(invoice.currency)),
        Record::AlternativePayment(payment) => Some(payment.sub_total.of(home)),
        Record::AlternativePayout(payout) => Some(payout.total.of(payout.currency)),
        Record::BooksCustomer(_) | Record::BooksAccount(_) | Record::AlternativeCustomer(_) => None,
    }
}
