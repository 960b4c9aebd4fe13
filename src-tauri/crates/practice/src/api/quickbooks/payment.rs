//! Payments: what they settle, and how that moves when they change.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::MinorUnits;

use super::currency;
use super::draft::{Context, Draft};
use super::fault::Fault;
use super::fields::Fields;
use super::references::{active_account, active_customer, same_family};
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::place::Place;
use crate::state::books::record::{JournalEntry, Meta, Payment, PaymentLine, Record, Settlement};
use crate::state::books::voids::void_note;

/// The longest `PaymentRefNum`.
pub const REFERENCE_CHARACTERS_MAX: usize = 21;
const NOTE_CHARACTERS_MAX: usize = 4_000;

/// Reads a payment from a draft.
pub fn build(books: &Books, draft: &Draft<'_, Payment>) -> Result<Payment, Fault> {
    let fields = draft.fields;
    if let Some(old) = draft.old {
        refuse_frozen(old)?;
    }
    let customer = match fields.reference("CustomerRef")? {
        Some(id) => active_customer(books, &id, draft.old.map(|old| old.customer))?,
        None => draft.keep.map(|old| old.customer).ok_or_else(|| Fault::missing("CustomerRef"))?,
    };
    let total = draft
        .sent_or(fields.amount("TotalAmt")?, |old| Some(old.total))
        .ok_or_else(|| Fault::business("You must set a transaction amount"))?;
    if total.is_negative() {
        return Err(Fault::business("Transaction amount must be 0 or greater."));
    }
    let account = match fields.reference("DepositToAccountRef")? {
        Some(id) => deposit_account(books, &id)?,
        None => draft.keep.map_or(books.fixed().undeposited, |old| old.account),
    };
    let lines = match fields.list("Line")? {
        Some(sent) => read_lines(books, draft, customer, &sent)?,
        None => draft.keep.map(|old| old.lines.clone()).unwrap_or_default(),
    };
    let mut kept = Kept::take(Entity::Payment.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    let before = draft.old.map(|old| &old.kept);
    let party = Some((Entity::Customer, customer));
    currency::of_transaction(books, draft.context, fields, party, before, &mut kept)?;
    let payment = Payment {
        meta: Meta::default(),
        customer,
        date: draft.sent_or(fields.date("TxnDate")?, |old| Some(old.date)).unwrap_or(draft.context.today),
        total,
        account,
        method: method(books, fields, draft.keep.and_then(|old| old.method))?,
        reference: draft.sent_or(fields.text_up_to("PaymentRefNum", REFERENCE_CHARACTERS_MAX)?, |old| {
            old.reference.clone()
        }),
        note: draft.sent_or(fields.text_up_to("PrivateNote", NOTE_CHARACTERS_MAX)?, |old| old.note.clone()),
        lines,
        deposit: None,
        voided: false,
        kept,
    };
    if payment.applied() > total {
        return Err(Fault::business("The amount applied is more than the amount of the payment."));
    }
    Ok(payment)
}

/// A deposited payment is frozen; a voided one only waits to be deleted.
fn refuse_frozen(payment: &Payment) -> Result<(), Fault> {
    if payment.deposit.is_some() {
        Err(Fault::deposited())
    } else if payment.voided {
        Err(Fault::business("A voided transaction cannot be changed."))
    } else {
        Ok(())
    }
}

/// Money is received into a bank account or another current asset.
pub fn deposit_account(books: &Books, id: &str) -> Result<u64, Fault> {
    let number = active_account(books, "DepositToAccountRef", id)?;
    match books.account(number).map(|account| account.kind) {
        Some(AccountKind::Bank | AccountKind::OtherCurrentAsset) => Ok(number),
        _ => Err(Fault::business("Select a bank account for this deposit")),
    }
}

/// `PaymentMethodRef`, else what stays.
pub fn method(books: &Books, fields: Fields<'_>, kept: Option<u64>) -> Result<Option<u64>, Fault> {
    let Some(id) = fields.reference("PaymentMethodRef")? else { return Ok(kept) };
    let known = id.parse().ok().filter(|id| books.record((Entity::PaymentMethod, *id)).is_some());
    known.map(Some).ok_or_else(|| Fault::reference("PaymentMethodRef", &id))
}

fn read_lines(
    books: &Books,
    draft: &Draft<'_, Payment>,
    payer: u64,
    sent: &[&Object],
) -> Result<Vec<PaymentLine>, Fault> {
    let mut lines: Vec<PaymentLine> = Vec::with_capacity(sent.len());
    for object in sent {
        let fields = Fields::of(object, "Line.");
        let amount = fields.amount("Amount")?.ok_or_else(|| Fault::missing("Line.Amount"))?;
        if amount.is_negative() {
            return Err(Fault::business("The amount of a line must be 0 or greater."));
        }
        let targets = fields.list("LinkedTxn")?.unwrap_or_default();
        let [link] = targets.as_slice() else { return Err(Fault::missing("Line.LinkedTxn")) };
        let place = target(Fields::of(link, "Line.LinkedTxn."))?;
        let already = draft.old.and_then(|old| old.lines.iter().find(|line| (line.entity, line.id) == place));
        let debt = debt(books, place, payer)?;
        if !same_family(books, debt.customer, payer) {
            return Err(Fault::business("The transaction to be paid belongs to another customer."));
        }
        if currency::of_customer(books, debt.customer) != currency::of_customer(books, payer) {
            return Err(Fault::business("The transaction to be paid is in another currency."));
        }
        let used: MinorUnits =
            lines.iter().filter(|line| (line.entity, line.id) == place).map(|line| line.amount).sum();
        let open = debt.open + already.map_or(MinorUnits::ZERO, |line| line.amount) - used;
        if amount.is_positive() && !open.is_positive() {
            return Err(Fault::business(format!(
                "{} {} has no open balance to apply to.",
                place.0.name(),
                place.1
            )));
        }
        // More than is open is taken as an overpayment: the rest stays with the payment as credit.
        let amount = amount.min(open);
        if amount.is_zero() {
            continue;
        }
        let (entity, id) = place;
        match lines.iter_mut().find(|line| (line.entity, line.id) == place) {
            Some(known) => known.amount += amount,
            None => {
                lines.push(PaymentLine { entity, id, customer: debt.customer, amount, credit: debt.credit });
            }
        }
    }
    Ok(lines)
}

fn target(link: Fields<'_>) -> Result<Place, Fault> {
    let id = link.text("TxnId")?.ok_or_else(|| Fault::missing("Line.LinkedTxn.TxnId"))?;
    let kind = link.text("TxnType")?.ok_or_else(|| Fault::missing("Line.LinkedTxn.TxnType"))?;
    let entity = match kind.as_str() {
        "Invoice" => Entity::Invoice,
        "CreditMemo" => Entity::CreditMemo,
        "JournalEntry" => Entity::JournalEntry,
        // Real types of which these books hold no transactions.
        "Expense" | "Check" | "CreditCardCredit" => return Err(Fault::deleted()),
        other => return Err(Fault::enumeration("Line.LinkedTxn.TxnType", other)),
    };
    id.trim().parse().map(|id| (entity, id)).map_err(|_| Fault::deleted())
}

/// What can be settled of a transaction.
struct Debt {
    customer: u64,
    open: MinorUnits,
    credit: bool,
}

fn debt(books: &Books, place: Place, payer: u64) -> Result<Debt, Fault> {
    match books.record(place).map(|record| &**record) {
        Some(Record::Invoice(sale)) => Ok(Debt { customer: sale.customer, open: sale.open(), credit: false }),
        Some(Record::CreditMemo(sale)) => {
            Ok(Debt { customer: sale.customer, open: sale.open(), credit: true })
        }
        Some(Record::JournalEntry(entry)) => journal_debt(books, place, entry, payer),
        _ => Err(Fault::deleted()),
    }
}

fn journal_debt(books: &Books, place: Place, entry: &JournalEntry, payer: u64) -> Result<Debt, Fault> {
    let receivable = books.fixed().receivable;
    let net: MinorUnits = entry
        .lines
        .iter()
        .filter(|line| line.account == receivable && line.party.is_some_and(|party| party.id == payer))
        .map(|line| line.debit)
        .sum();
    if net.is_zero() {
        return Err(Fault::business("The journal entry has no receivable of this customer."));
    }
    let settled: MinorUnits =
        entry.settled.iter().filter_map(|part| own_line(books, part.payment, place, payer)).sum();
    Ok(Debt { customer: payer, open: net.abs() - settled, credit: net.is_negative() })
}

fn own_line(books: &Books, payment: u64, place: Place, customer: u64) -> Option<MinorUnits> {
    let lines = &books.payment(payment)?.lines;
    lines
        .iter()
        .find(|line| (line.entity, line.id) == place && line.customer == customer)
        .map(|line| line.amount)
}

/// Brings the settled transactions in line with a payment that was just put in or taken out: each one whose
/// part changed gets a new version.
pub fn settle(books: &mut Books, context: &Context, id: u64, old: Option<&Record>) {
    let amounts = |lines: &[PaymentLine]| -> BTreeMap<Place, MinorUnits> {
        lines.iter().map(|line| ((line.entity, line.id), line.amount)).collect()
    };
    let before = match old {
        Some(Record::Payment(payment)) => amounts(&payment.lines),
        _ => BTreeMap::new(),
    };
    let after = books.payment(id).map(|payment| amounts(&payment.lines)).unwrap_or_default();
    for place in before.keys().chain(after.keys().filter(|place| !before.contains_key(*place))) {
        if before.get(place) != after.get(place) {
            set_settlement(books, context.now, *place, id, after.get(place).copied());
        }
    }
}

fn set_settlement(books: &mut Books, now: Timestamp, place: Place, payment: u64, amount: Option<MinorUnits>) {
    books.bump(place, now, |record| {
        let settled = match record {
            Record::Invoice(sale) | Record::CreditMemo(sale) => &mut sale.settled,
            Record::JournalEntry(entry) => &mut entry.settled,
            _ => return,
        };
        match (settled.iter_mut().find(|part| part.payment == payment), amount) {
            (Some(part), Some(amount)) => part.amount = amount,
            (None, Some(amount)) => settled.push(Settlement { payment, amount }),
            (_, None) => settled.retain(|part| part.payment != payment),
        }
    });
}

/// A voided payment: nothing received, nothing settled.
pub fn voided(payment: &Payment) -> Result<Payment, Fault> {
    refuse_frozen(payment)?;
    Ok(Payment {
        total: MinorUnits::ZERO,
        lines: Vec::new(),
        note: Some(void_note(payment.note.as_deref())),
        voided: true,
        ..payment.clone()
    })
}

/// What a payment that goes away settled is open again.
pub fn before_delete(books: &mut Books, context: &Context, id: u64) {
    let lines = books.payment(id).map(|payment| payment.lines.clone()).unwrap_or_default();
    for line in lines {
        set_settlement(books, context.now, (line.entity, line.id), id, None);
    }
}

/// Lowers what a payment applies to a transaction; 0 takes the line away. The rest becomes the payer's credit.
pub fn lower_line(books: &mut Books, context: &Context, id: u64, place: Place, amount: MinorUnits) {
    books.bump((Entity::Payment, id), context.now, |record| {
        if let Record::Payment(payment) = record {
            for line in payment.lines.iter_mut().filter(|line| (line.entity, line.id) == place) {
                line.amount = amount;
            }
            payment.lines.retain(|line| !line.amount.is_zero());
        }
    });
}

/// A settled transaction went to another customer of the same family: the payment's line follows.
pub fn move_line(books: &mut Books, id: u64, place: Place, customer: u64) {
    let Some(mut payment) = books.payment(id).cloned() else { return };
    for line in payment.lines.iter_mut().filter(|line| (line.entity, line.id) == place) {
        line.customer = customer;
    }
    books.put((Entity::Payment, id), Record::Payment(payment));
}

/// What a payment applies to a transaction.
pub fn line_amount(books: &Books, id: u64, place: Place) -> Option<MinorUnits> {
    let lines = &books.payment(id)?.lines;
    lines.iter().find(|line| (line.entity, line.id) == place).map(|line| line.amount)
}
