//! Bills of vendors.

use jiff::ToSpan;
use ledger::MinorUnits;

use super::currency;
use super::draft::Draft;
use super::fault::Fault;
use super::fields::Fields;
use super::references::{active_account, find_party};
use super::sale_lines::check_product;
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::properties::BILL_LINE_KEPT;
use crate::state::books::record::{Bill, BillDetail, BillLine, Meta, Record};

/// Reads a bill from a draft.
pub fn build(books: &Books, draft: &Draft<'_, Bill>) -> Result<Bill, Fault> {
    let fields = draft.fields;
    let vendor = match fields.reference("VendorRef")? {
        Some(id) => vendor(books, &id, draft.old.map(|old| old.vendor))?,
        None => draft.keep.map(|old| old.vendor).ok_or_else(|| Fault::missing("VendorRef"))?,
    };
    let lines = match (fields.list("Line")?, draft.keep) {
        (Some(sent), _) if !sent.is_empty() => read_lines(books, draft, &sent)?,
        (None, Some(old)) => old.lines.clone(),
        _ => return Err(Fault::missing("Line")),
    };
    let term = match fields.reference("SalesTermRef")? {
        Some(id) => {
            let known = id.parse().ok().filter(|id| books.record((Entity::Term, *id)).is_some());
            Some(known.ok_or_else(|| Fault::reference("SalesTermRef", &id))?)
        }
        None => draft.keep.and_then(|old| old.term),
    };
    let date = draft.sent_or(fields.date("TxnDate")?, |old| Some(old.date)).unwrap_or(draft.context.today);
    let days = match term.and_then(|id| books.record((Entity::Term, id))).map(|record| &**record) {
        Some(Record::Term(term)) => term.due_days.unwrap_or(0),
        _ => 0,
    };
    let due = draft.sent_or(fields.date("DueDate")?, |old| Some(old.due));
    let mut kept = Kept::take(Entity::Bill.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    let party = Some((Entity::Vendor, vendor));
    let before = draft.old.map(|old| &old.kept);
    currency::of_transaction(books, draft.context, fields, party, before, &mut kept)?;
    let bill = Bill {
        meta: Meta::default(),
        vendor,
        date,
        due: due.unwrap_or_else(|| date.saturating_add(i64::from(days).days())),
        number: draft.sent_or(fields.text_up_to("DocNumber", 21)?, |old| old.number.clone()),
        term,
        note: draft.sent_or(fields.text_up_to("PrivateNote", 4_000)?, |old| old.note.clone()),
        account: payable(books, fields, draft.keep.map(|old| old.account))?,
        lines,
        kept,
    };
    if bill.total().is_negative() {
        return Err(Fault::business("Transaction amount must be 0 or greater."));
    }
    Ok(bill)
}

fn vendor(books: &Books, id: &str, before: Option<u64>) -> Result<u64, Fault> {
    match find_party(books, Entity::Vendor, id) {
        Ok(party) => Ok(party.id),
        Err(fault) => id.trim().parse().ok().filter(|id| Some(*id) == before).ok_or(fault),
    }
}

fn payable(books: &Books, fields: Fields<'_>, kept: Option<u64>) -> Result<u64, Fault> {
    let Some(id) = fields.reference("APAccountRef")? else {
        return Ok(kept.unwrap_or(books.fixed().payable));
    };
    let account = active_account(books, "APAccountRef", &id)?;
    match books.account(account).map(|account| account.kind) {
        Some(AccountKind::AccountsPayable) => Ok(account),
        _ => Err(Fault::business("Select an Accounts Payable account for this bill.")),
    }
}

fn read_lines(books: &Books, draft: &Draft<'_, Bill>, sent: &[&Object]) -> Result<Vec<BillLine>, Fault> {
    let before = draft.old.map(|old| old.lines.as_slice()).unwrap_or_default();
    let mut next = before.iter().map(|line| line.id).max().unwrap_or(0);
    let mut lines: Vec<BillLine> = Vec::with_capacity(sent.len());
    for object in sent {
        let fields = Fields::of(object, "Line.");
        let sent_id = fields.text("Id")?.and_then(|id| id.parse::<u32>().ok());
        let known = sent_id.filter(|id| before.iter().any(|line| line.id == *id));
        let known = known.filter(|id| lines.iter().all(|line| line.id != *id));
        let id = known.unwrap_or_else(|| {
            next += 1;
            next
        });
        lines.push(read_line(books, fields, id)?);
    }
    Ok(lines)
}

fn read_line(books: &Books, fields: Fields<'_>, id: u32) -> Result<BillLine, Fault> {
    let kind = fields.text("DetailType")?.ok_or_else(|| Fault::missing("Line.DetailType"))?;
    let amount = fields.amount("Amount")?.ok_or_else(|| Fault::missing("Line.Amount"))?;
    let empty = Object::new();
    let (account, detail, object) = match kind.as_str() {
        "AccountBasedExpenseLineDetail" => {
            let inner = fields.inner(&kind)?.unwrap_or(&empty);
            let element = "Line.AccountBasedExpenseLineDetail.AccountRef";
            let sent = Fields::of(inner, "Line.AccountBasedExpenseLineDetail.").reference("AccountRef")?;
            let sent = sent.ok_or_else(|| Fault::missing(element))?;
            (active_account(books, element, &sent)?, BillDetail::Account, inner)
        }
        "ItemBasedExpenseLineDetail" => {
            let inner = fields.inner(&kind)?.unwrap_or(&empty);
            let (account, detail) =
                item(books, Fields::of(inner, "Line.ItemBasedExpenseLineDetail."), amount)?;
            (account, detail, inner)
        }
        other => return Err(Fault::enumeration("Line.DetailType", other)),
    };
    Ok(BillLine {
        id,
        amount,
        description: fields.text_up_to("Description", 4_000)?,
        account,
        detail,
        kept: Kept::take(BILL_LINE_KEPT, object, None),
    })
}

fn item(books: &Books, fields: Fields<'_>, amount: MinorUnits) -> Result<(u64, BillDetail), Fault> {
    let id = fields
        .reference("ItemRef")?
        .ok_or_else(|| Fault::missing("Line.ItemBasedExpenseLineDetail.ItemRef"))?;
    let number: u64 = id.trim().parse().map_err(|_| Fault::reference("ItemRef", &id))?;
    let known = books.item(number).ok_or_else(|| Fault::reference("ItemRef", &id))?;
    if !known.active {
        return Err(Fault::inactive());
    }
    let account = known
        .asset
        .or(known.expense)
        .ok_or_else(|| Fault::business(format!("Item {id} has no expense account and cannot be bought.")))?;
    let (quantity, price) = (fields.decimal("Qty")?, fields.decimal("UnitPrice")?);
    check_product(quantity, price, amount)?;
    Ok((account, BillDetail::Item { item: number, quantity, price }))
}
