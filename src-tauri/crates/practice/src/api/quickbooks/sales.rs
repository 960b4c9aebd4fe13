//! Sales forms: lines, totals, numbers, voids.

use jiff::ToSpan;
use jiff::civil::Date;
use ledger::MinorUnits;

use super::draft::{Actor, Context, Draft};
use super::fault::Fault;
use super::fields::Fields;
use super::references::{active_customer, same_family};
use super::wire::Object;
use super::{currency, payment, sale_lines, single};
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::place::Place;
use crate::state::books::record::{Meta, NOBODY, Record, Sale, SaleDetail, SaleLine, Settlement};
use crate::state::books::voids::zeroed_sale;
use crate::state::books::{Books, totals};
use crate::switches::Switch;

const TAXABLE_LINES_MAX: usize = 750;
const NUMBER_CHARACTERS_MAX: usize = 21;
const NOTE_CHARACTERS_MAX: usize = 4_000;

/// Reads an invoice, a credit memo, an estimate or the form within a receipt from a draft.
pub fn build(books: &mut Books, draft: &Draft<'_, Sale>, entity: Entity) -> Result<Sale, Fault> {
    let fields = draft.fields;
    let customer = customer(books, draft, entity)?;
    let date = draft.sent_or(fields.date("TxnDate")?, |old| Some(old.date)).unwrap_or(draft.context.today);
    let term = term(books, draft)?;
    let sent_lines = fields.list("Line")?;
    let lines = match (&sent_lines, draft.keep) {
        (None, Some(old)) => old.lines.clone(),
        (None, None) => return Err(Fault::missing("Line")),
        (Some(sent), _) => sale_lines::read(books, draft, sent)?,
    };
    let (tax, tax_detail) = tax(draft)?;
    check_line_count(&lines, tax)?;
    let total = totals::total(&lines) + if tax_is_within(draft) { MinorUnits::ZERO } else { tax };
    if total.is_negative() {
        return Err(Fault::business("Transaction amount must be 0 or greater."));
    }
    let note = draft.sent_or(fields.text_up_to("PrivateNote", NOTE_CHARACTERS_MAX)?, |old| old.note.clone());
    let mut kept = Kept::take(entity.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    let before = draft.old.map(|old| &old.kept);
    let party = Some((Entity::Customer, customer));
    currency::of_transaction(books, draft.context, fields, party, before, &mut kept)?;
    let email = email(draft)?;
    check_statuses(draft, entity, email.is_some())?;
    fill_addresses(books, customer, &mut kept);
    let deposit = paid_down(draft, entity, total)?;
    let number = number(books, draft, entity)?;
    let due = match entity {
        Entity::Invoice => Some(due_date(books, draft, date, term)?),
        _ => None,
    };
    Ok(Sale {
        meta: Meta::default(),
        customer,
        number,
        date,
        due,
        term,
        email,
        note,
        voided: draft.old.is_some_and(|old| old.voided) && total.is_zero(),
        lines,
        tax,
        tax_detail,
        total,
        deposit,
        settled: draft.old.map(|old| old.settled.clone()).unwrap_or_default(),
        kept,
    })
}

fn customer(books: &Books, draft: &Draft<'_, Sale>, entity: Entity) -> Result<u64, Fault> {
    let sent = draft.fields.reference("CustomerRef")?;
    let before = draft.old.map(|old| old.customer);
    if let Some(id) = sent {
        return active_customer(books, &id, before);
    }
    let kept = draft.keep.map(|old| old.customer);
    let nobody = matches!(entity, Entity::SalesReceipt | Entity::RefundReceipt).then_some(NOBODY);
    kept.or(nobody).ok_or_else(|| Fault::missing("CustomerRef"))
}

fn term(books: &Books, draft: &Draft<'_, Sale>) -> Result<Option<u64>, Fault> {
    let Some(id) = draft.fields.reference("SalesTermRef")? else {
        return Ok(draft.keep.and_then(|old| old.term));
    };
    let known = id.parse().ok().filter(|id| books.record((Entity::Term, *id)).is_some());
    known.map(Some).ok_or_else(|| Fault::reference("SalesTermRef", &id))
}

fn due_date(books: &Books, draft: &Draft<'_, Sale>, date: Date, term: Option<u64>) -> Result<Date, Fault> {
    let fields = draft.fields;
    if let Some(due) = fields.date("DueDate")? {
        return Ok(due);
    }
    let moved = fields.has("TxnDate") || fields.has("SalesTermRef");
    if let Some(due) = draft.keep.and_then(|old| old.due).filter(|_| !moved) {
        return Ok(due);
    }
    let days = match term.and_then(|id| books.record((Entity::Term, id))).map(|record| &**record) {
        Some(Record::Term(term)) => term.due_days.unwrap_or(0),
        _ => 0,
    };
    Ok(date.saturating_add(i64::from(days).days()))
}

fn tax(draft: &Draft<'_, Sale>) -> Result<(MinorUnits, Option<Box<str>>), Fault> {
    match draft.fields.inner("TxnTaxDetail")? {
        Some(detail) => {
            let total = Fields::of(detail, "TxnTaxDetail.").amount("TotalTax")?;
            let mut rest: Object = detail.clone();
            rest.remove("TotalTax");
            let rest =
                (!rest.is_empty()).then(|| serde_json::Value::Object(rest).to_string().into_boxed_str());
            let total = total.or_else(|| draft.keep.map(|old| old.tax));
            Ok((total.unwrap_or_default(), rest))
        }
        None => Ok(draft.keep.map_or((MinorUnits::ZERO, None), |old| (old.tax, old.tax_detail.clone()))),
    }
}

/// Whether the line amounts of a form hold its tax.
fn tax_is_within(draft: &Draft<'_, Sale>) -> bool {
    let name = "GlobalTaxCalculation";
    let sent = draft.fields.object().get(name).cloned();
    let told = sent.or_else(|| draft.keep.and_then(|old| old.kept.value(name)));
    told.is_some_and(|told| told == "TaxInclusive")
        && draft.context.switches.is(Switch::TaxInclusiveLines, "gross")
}

/// `Deposit` of an invoice: what was paid down when it was made.
fn paid_down(draft: &Draft<'_, Sale>, entity: Entity, total: MinorUnits) -> Result<MinorUnits, Fault> {
    if entity != Entity::Invoice || draft.context.switches.is(Switch::InvoiceDeposit, "ignored") {
        return Ok(MinorUnits::ZERO);
    }
    let sent = draft.sent_or(draft.fields.amount("Deposit")?, |old| Some(old.deposit)).unwrap_or_default();
    if sent.is_negative() || sent > total {
        return Err(Fault::business("The deposit must be between 0 and the amount of the invoice."));
    }
    Ok(sent)
}

fn email(draft: &Draft<'_, Sale>) -> Result<Option<Box<str>>, Fault> {
    let sent = match draft.fields.inner("BillEmail")? {
        Some(inner) => Fields::of(inner, "BillEmail.").text_up_to("Address", 100)?,
        None => None,
    };
    Ok(draft.sent_or(sent, |old| old.email.clone()))
}

/// A taxable form has at most 750 lines (the vendor's page on limits).
fn check_line_count(lines: &[SaleLine], tax: MinorUnits) -> Result<(), Fault> {
    let taxed = |line: &SaleLine| matches!(line.detail, SaleDetail::Sale { taxed: true, .. });
    if lines.len() > TAXABLE_LINES_MAX && (!tax.is_zero() || lines.iter().any(taxed)) {
        return Err(Fault::business(format!("A taxable transaction has at most {TAXABLE_LINES_MAX} lines.")));
    }
    Ok(())
}

fn check_statuses(draft: &Draft<'_, Sale>, entity: Entity, has_email: bool) -> Result<(), Fault> {
    let allowed: &[(&str, &[&str])] = &[
        ("EmailStatus", &["NotSet", "NeedToSend", "EmailSent"]),
        ("PrintStatus", &["NotSet", "NeedToPrint", "PrintComplete"]),
        ("TxnStatus", &["Pending", "Accepted", "Closed", "Rejected", "Converted"]),
        ("PaymentType", &["Cash", "Check", "CreditCard", "Other"]),
    ];
    for (name, values) in allowed.iter().filter(|(name, _)| entity.writes(name)) {
        if let Some(sent) = draft.fields.text(name)? {
            if !values.contains(&sent.as_str()) {
                return Err(Fault::enumeration(name, &sent));
            }
            if sent == "NeedToSend" && !has_email {
                return Err(Fault::missing("BillEmail"));
            }
        }
    }
    for name in ["ExpirationDate", "AcceptedDate", "ShipDate"] {
        draft.fields.date(name)?;
    }
    Ok(())
}

/// Missing addresses are filled from the customer.
fn fill_addresses(books: &Books, customer: u64, kept: &mut Kept) {
    for name in ["BillAddr", "ShipAddr"] {
        if kept.text(name).is_none()
            && let Some(address) = books.customer(customer).and_then(|customer| customer.kept.value(name))
        {
            kept.set(name, &address);
        }
    }
}

/// The document number: the server's when it numbers, else the client's, unique unless told otherwise.
fn number(books: &mut Books, draft: &Draft<'_, Sale>, entity: Entity) -> Result<Option<Box<str>>, Fault> {
    let custom = single::custom_numbers(books);
    let sent = draft.fields.text_up_to("DocNumber", NUMBER_CHARACTERS_MAX)?;
    let sent = sent.filter(|_| custom || draft.context.switches.is(Switch::DocNumberSent, "kept"));
    let before = draft.old.and_then(|old| old.number.clone());
    let Some(number) = sent else {
        if custom {
            return Ok(draft.keep.and_then(|old| old.number.clone()));
        }
        return Ok(Some(match before {
            Some(number) => number,
            None => books.next_number().to_string().into(),
        }));
    };
    if custom && !draft.context.includes("allowduplicatedocnum") && before.as_deref() != Some(&*number) {
        let taken = books.numbered(entity, &number).find(|id| *id != draft.id);
        if let Some(id) = taken {
            return Err(Fault::duplicate_number(&number, entity.name(), id));
        }
    }
    books.number_used(&number);
    Ok(Some(number))
}

/// The same sale with all amounts zero. The payments of a paid invoice give back what they paid; whether an app may
/// do that is a switch. A used credit memo cannot be voided.
pub fn voided(sale: &Sale, entity: Entity, context: &Context) -> Result<Sale, Fault> {
    let may_unapply = context.actor != Actor::App || context.switches.is(Switch::VoidPaidInvoice, "unapply");
    let unapplies = entity == Entity::Invoice && may_unapply;
    if !sale.settled.is_empty() && !unapplies {
        let refusal = Fault::business("You cannot void this transaction because a payment is applied to it.");
        let other = context.switches.is(Switch::VoidPaidInvoice, "6540");
        return Err(if other { refusal.with_code("6540") } else { refusal });
    }
    Ok(zeroed_sale(sale))
}

/// After an edit below what was settled (or to another customer), payments give back what no longer fits:
/// it becomes the payer's credit.
pub fn shrink_settlements(books: &mut Books, context: &Context, place: Place) -> Result<(), Fault> {
    if !matches!(place.0, Entity::Invoice) {
        return check_credit_still_fits(books, place);
    }
    let Some(sale) = books.sale(place).cloned() else { return Ok(()) };
    let mut room = sale.total - sale.deposit;
    for part in &sale.settled {
        let payer = books.payment(part.payment).map_or(sale.customer, |payment| payment.customer);
        let fits =
            if same_family(books, payer, sale.customer) { part.amount.min(room) } else { MinorUnits::ZERO };
        room -= fits;
        if fits != part.amount {
            payment::lower_line(books, context, part.payment, place, fits);
        }
        if line_customer(books, part.payment, place).is_some_and(|customer| customer != sale.customer) {
            payment::move_line(books, part.payment, place, sale.customer);
        }
    }
    let settled: Vec<_> = sale
        .settled
        .iter()
        .filter_map(|part| {
            let amount = payment::line_amount(books, part.payment, place)?;
            Some(Settlement { amount, ..*part })
        })
        .collect();
    if settled != sale.settled
        && let Some(record) = books.record(place).cloned()
    {
        let mut record = (*record).clone();
        if let Record::Invoice(sale) = &mut record {
            sale.settled = settled;
        }
        books.put(place, record);
    }
    Ok(())
}

fn line_customer(books: &Books, payment: u64, place: Place) -> Option<u64> {
    let lines = &books.payment(payment)?.lines;
    lines.iter().find(|line| (line.entity, line.id) == place).map(|line| line.customer)
}

fn check_credit_still_fits(books: &Books, place: Place) -> Result<(), Fault> {
    match books.sale(place) {
        Some(sale) if sale.open().is_negative() => Err(Fault::business(
            "The amount of this credit cannot be less than what has been applied from it.",
        )),
        _ => Ok(()),
    }
}

/// Deleting an invoice gives its payments back as credit; a used credit memo or journal entry is refused.
pub fn before_delete(books: &mut Books, context: &Context, place: Place) -> Result<(), Fault> {
    let settled = match books.record(place).map(|record| &**record) {
        Some(Record::Invoice(sale) | Record::CreditMemo(sale)) => sale.settled.clone(),
        Some(Record::JournalEntry(entry)) => entry.settled.clone(),
        _ => return Ok(()),
    };
    if place.0 != Entity::Invoice && !settled.is_empty() {
        return Err(Fault::business("This transaction is linked to a payment. Remove the link first."));
    }
    for part in settled {
        payment::lower_line(books, context, part.payment, place, MinorUnits::ZERO);
    }
    Ok(())
}
