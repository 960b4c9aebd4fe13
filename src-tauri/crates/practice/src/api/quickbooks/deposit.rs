//! Deposits: payments out of Undeposited Funds and other money, into a bank account.

use std::collections::BTreeSet;

use ledger::MinorUnits;

use super::currency;
use super::draft::{Context, Draft};
use super::fault::Fault;
use super::fields::Fields;
use super::references::{active_account, find_party};
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::place::Place;
use crate::state::books::posting::Fixed;
use crate::state::books::properties::SALES_LINE_KEPT;
use crate::state::books::record::{CashBack, Deposit, DepositLine, Meta, Party, Record};
use crate::switches::Switch;

const NO_BANK: &str = "Select a bank account for this deposit";

/// Reads a deposit from a draft.
pub fn build(books: &Books, draft: &Draft<'_, Deposit>) -> Result<Deposit, Fault> {
    let fields = draft.fields;
    let account = match fields.reference("DepositToAccountRef")? {
        Some(id) => {
            let account = active_account(books, "DepositToAccountRef", &id)?;
            match books.account(account).map(|account| account.kind) {
                Some(AccountKind::Bank | AccountKind::OtherCurrentAsset) => account,
                _ => return Err(Fault::business(NO_BANK)),
            }
        }
        None => draft.keep.map(|old| old.account).ok_or_else(|| Fault::missing("DepositToAccountRef"))?,
    };
    if account == books.fixed().undeposited {
        return Err(Fault::business(NO_BANK));
    }
    let lines = match fields.list("Line")? {
        Some(sent) => read_lines(books, draft, &sent)?,
        None => draft.keep.map(|old| old.lines.clone()).unwrap_or_default(),
    };
    if lines.is_empty() {
        return Err(Fault::missing("Line"));
    }
    let cash_back = match fields.inner("CashBack")? {
        Some(inner) => Some(cash_back(books, Fields::of(inner, "CashBack."))?),
        None => draft.keep.and_then(|old| old.cash_back.clone()),
    };
    let mut kept = Kept::take(Entity::Deposit.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    currency::of_deposit(books, draft, account, &lines, &mut kept)?;
    let deposit = Deposit {
        meta: Meta::default(),
        date: draft.sent_or(fields.date("TxnDate")?, |old| Some(old.date)).unwrap_or(draft.context.today),
        account,
        number: draft.sent_or(fields.text_up_to("DocNumber", 21)?, |old| old.number.clone()),
        note: draft.sent_or(fields.text_up_to("PrivateNote", 4_000)?, |old| old.note.clone()),
        lines,
        cash_back,
        kept,
    };
    if deposit.total().is_negative() {
        return Err(Fault::business("Transaction amount must be 0 or greater."));
    }
    Ok(deposit)
}

fn cash_back(books: &Books, fields: Fields<'_>) -> Result<CashBack, Fault> {
    let id = fields.reference("AccountRef")?.ok_or_else(|| Fault::missing("CashBack.AccountRef"))?;
    let account = active_account(books, "CashBack.AccountRef", &id)?;
    if books.account(account).is_none_or(|account| account.kind.classification() != "Asset") {
        return Err(Fault::business("Cash back goes to an asset account."));
    }
    let amount = fields.amount("Amount")?.ok_or_else(|| Fault::missing("CashBack.Amount"))?;
    if amount.is_negative() {
        return Err(Fault::business("The cash back amount must be 0 or greater."));
    }
    Ok(CashBack { account, amount, memo: fields.text_up_to("Memo", 4_000)? })
}

fn read_lines(
    books: &Books,
    draft: &Draft<'_, Deposit>,
    sent: &[&Object],
) -> Result<Vec<DepositLine>, Fault> {
    let before = draft.old.map(|old| old.lines.as_slice()).unwrap_or_default();
    let known: BTreeSet<u32> = before
        .iter()
        .filter_map(|line| match line {
            DepositLine::Direct { id, .. } => Some(*id),
            DepositLine::Linked { .. } => None,
        })
        .collect();
    let mut next = known.last().copied().unwrap_or(0);
    let mut used = BTreeSet::new();
    let mut taken = BTreeSet::new();
    let mut lines = Vec::with_capacity(sent.len());
    for object in sent {
        let fields = Fields::of(object, "Line.");
        let targets = fields.list("LinkedTxn")?.unwrap_or_default();
        if let [link] = targets.as_slice() {
            let line = linked(books, draft, fields, Fields::of(link, "Line.LinkedTxn."))?;
            if let DepositLine::Linked { entity, id, .. } = line
                && !taken.insert((entity, id))
            {
                return Err(Fault::business(format!("{} {id} is on this deposit twice.", entity.name())));
            }
            lines.push(line);
        } else if targets.is_empty() {
            let sent_id = fields.text("Id")?.and_then(|id| id.parse().ok());
            let id = sent_id.filter(|id| known.contains(id) && used.insert(*id)).unwrap_or_else(|| {
                next += 1;
                next
            });
            lines.push(direct(books, draft.context, fields, id)?);
        } else {
            return Err(Fault::business("A deposit line is linked to one transaction."));
        }
    }
    Ok(lines)
}

/// What of a transaction rests in Undeposited Funds; a refund out of them is negative.
pub fn resting(record: &Record, fixed: &Fixed) -> Option<MinorUnits> {
    let at = fixed.undeposited;
    match record {
        Record::Payment(payment) => (payment.account == at).then_some(payment.total),
        Record::SalesReceipt(receipt) => (receipt.account == at).then_some(receipt.sale.total),
        Record::RefundReceipt(receipt) => (receipt.account == at).then_some(-receipt.sale.total),
        Record::Transfer(transfer) if transfer.to == at => Some(transfer.amount),
        Record::Transfer(transfer) if transfer.from == at => Some(-transfer.amount),
        Record::JournalEntry(entry) => {
            let lines = || entry.lines.iter().filter(|line| line.account == at);
            lines().next().map(|_| lines().map(|line| line.debit).sum())
        }
        _ => None,
    }
}

/// Kind A: a transaction out of Undeposited Funds. No detail of its own.
fn linked(
    books: &Books,
    draft: &Draft<'_, Deposit>,
    fields: Fields<'_>,
    link: Fields<'_>,
) -> Result<DepositLine, Fault> {
    if fields.has("DetailType") || fields.has("DepositLineDetail") {
        let account = match fields.inner("DepositLineDetail")? {
            Some(detail) => Fields::of(detail, "Line.DepositLineDetail.").reference("AccountRef")?,
            None => None,
        };
        return Err(match account {
            None => Fault::missing("Line.DepositLineDetail.AccountRef"),
            Some(_) => Fault::business(NO_BANK),
        });
    }
    let amount = fields.amount("Amount")?.ok_or_else(|| Fault::missing("Line.Amount"))?;
    let id = link.text("TxnId")?.ok_or_else(|| Fault::missing("Line.LinkedTxn.TxnId"))?;
    let kind = link.text("TxnType")?.ok_or_else(|| Fault::missing("Line.LinkedTxn.TxnType"))?;
    let part = link.text("TxnLineId")?.ok_or_else(|| Fault::missing("Line.LinkedTxn.TxnLineId"))?;
    let entity = match kind.as_str() {
        "Payment" => Entity::Payment,
        "SalesReceipt" => Entity::SalesReceipt,
        "RefundReceipt" => Entity::RefundReceipt,
        "Transfer" => Entity::Transfer,
        "JournalEntry" => Entity::JournalEntry,
        other => return Err(Fault::enumeration("Line.LinkedTxn.TxnType", other)),
    };
    if part.trim() != "0" {
        return Err(Fault::business(format!("{kind} {id} has no line {part}.")));
    }
    let id: u64 = id.trim().parse().map_err(|_| Fault::deleted())?;
    let whole = free(books, draft, (entity, id))?;
    let partly = entity == Entity::Payment
        && amount.is_positive()
        && amount < whole
        && draft.context.switches.is(Switch::DepositPart, "accept");
    if amount != whole && !partly {
        return Err(Fault::business(format!(
            "The amount of a linked line must be the full amount of {kind} {id}."
        )));
    }
    Ok(DepositLine::Linked { entity, id, amount })
}

/// The amount of a transaction that may be put on this deposit.
fn free(books: &Books, draft: &Draft<'_, Deposit>, place: Place) -> Result<MinorUnits, Fault> {
    let (entity, id) = (place.0.name(), place.1);
    let record = books.record(place).ok_or_else(Fault::deleted)?;
    if record.deposit().is_some_and(|deposit| deposit != draft.id) {
        let refusal = Fault::business(format!("{entity} {id} is on another deposit already."));
        let frozen = draft.context.switches.is(Switch::DepositTwice, "6540");
        return Err(if frozen { refusal.with_code("6540") } else { refusal });
    }
    let amount = resting(record, books.fixed()).ok_or_else(|| {
        Fault::business(
            "This transaction is not in Undeposited Funds: select Undeposited Funds on the existing transaction to make it available.",
        )
    })?;
    if amount.is_zero() {
        return Err(Fault::business(format!("{entity} {id} has no amount to deposit.")));
    }
    Ok(amount)
}

/// Kind B: money straight from an account; negative for fees.
fn direct(books: &Books, context: &Context, fields: Fields<'_>, id: u32) -> Result<DepositLine, Fault> {
    let kind = fields.text("DetailType")?.ok_or_else(|| Fault::missing("Line.DetailType"))?;
    if kind != "DepositLineDetail" {
        return Err(Fault::enumeration("Line.DetailType", &kind));
    }
    let amount = fields.amount("Amount")?.ok_or_else(|| Fault::missing("Line.Amount"))?;
    let empty = Object::new();
    let detail = Fields::of(fields.inner("DepositLineDetail")?.unwrap_or(&empty), "Line.DepositLineDetail.");
    let sent =
        detail.reference("AccountRef")?.ok_or_else(|| Fault::missing("Line.DepositLineDetail.AccountRef"))?;
    let account = active_account(books, "Line.DepositLineDetail.AccountRef", &sent)?;
    let fits = match books.account(account).map(|account| account.kind) {
        Some(
            AccountKind::Income
            | AccountKind::OtherIncome
            | AccountKind::Expense
            | AccountKind::OtherExpense
            | AccountKind::OtherCurrentAsset
            | AccountKind::Equity
            | AccountKind::CostOfGoodsSold,
        ) => account != books.fixed().undeposited,
        Some(AccountKind::Bank) => context.switches.is(Switch::BankOnDepositLine, "accept"),
        _ => false,
    };
    if !fits {
        return Err(Fault::business("This account cannot be used on a deposit line."));
    }
    let party = match detail.inner("Entity")? {
        Some(inner) => party(books, Fields::of(inner, "Line.DepositLineDetail.Entity."))?,
        None => None,
    };
    Ok(DepositLine::Direct {
        id,
        amount,
        description: fields.text_up_to("Description", 4_000)?,
        account,
        party,
        kept: Kept::take(SALES_LINE_KEPT, detail.object(), None),
    })
}

/// The flat `{value, type}` of a deposit line. A nested `EntityRef` is ignored, as the real service does.
fn party(books: &Books, fields: Fields<'_>) -> Result<Option<Party>, Fault> {
    let Some(id) = fields.text("value")? else { return Ok(None) };
    let kind = fields.text("type")?.unwrap_or_else(|| "CUSTOMER".to_owned());
    let entity = match kind.to_ascii_uppercase().as_str() {
        "CUSTOMER" => Entity::Customer,
        "VENDOR" => Entity::Vendor,
        "EMPLOYEE" => Entity::Employee,
        _ => return Err(Fault::enumeration("Line.DepositLineDetail.Entity.type", &kind)),
    };
    find_party(books, entity, &id).map(Some)
}

/// Brings the transactions in line with a deposit that was just put in.
pub fn link(books: &mut Books, context: &Context, id: u64, old: Option<&Record>) {
    let before: BTreeSet<Place> = match old {
        Some(Record::Deposit(deposit)) => deposit.linked().collect(),
        _ => BTreeSet::new(),
    };
    let after: BTreeSet<Place> = match books.record((Entity::Deposit, id)).map(|record| &**record) {
        Some(Record::Deposit(deposit)) => deposit.linked().collect(),
        _ => BTreeSet::new(),
    };
    for place in before.difference(&after) {
        set_deposit(books, context, *place, None);
    }
    for place in after.difference(&before) {
        set_deposit(books, context, *place, Some(id));
    }
}

/// The transactions of a deposit that goes away are undeposited again.
pub fn unlink_all(books: &mut Books, context: &Context, deposit: &Deposit, id: u64) {
    for place in deposit.linked() {
        if books.record(place).is_some_and(|record| record.deposit() == Some(id)) {
            set_deposit(books, context, place, None);
        }
    }
}

/// A deposited transaction cannot be deleted, unless a switch has it leave its deposit first.
pub fn before_delete(books: &mut Books, context: &Context, place: Place) -> Result<(), Fault> {
    let Some(deposit) = books.record(place).and_then(|record| record.deposit()) else { return Ok(()) };
    if context.switches.is(Switch::DeleteDeposited, "6540") {
        return Err(Fault::deposited());
    }
    books.bump((Entity::Deposit, deposit), context.now, |record| {
        if let Record::Deposit(deposit) = record {
            deposit.lines.retain(
                |line| !matches!(line, DepositLine::Linked { entity, id, .. } if (*entity, *id) == place),
            );
        }
    });
    Ok(())
}

fn set_deposit(books: &mut Books, context: &Context, place: Place, deposit: Option<u64>) {
    if !context.switches.is(Switch::DepositBumpsPayment, "neither") {
        books.bump(place, context.now, |record| record.set_deposit(deposit));
        if context.switches.is(Switch::DepositBumpsPayment, "token-only") {
            books.happened.hush(place);
        }
    } else if let Some(record) = books.record(place) {
        let mut record = (**record).clone();
        record.set_deposit(deposit);
        books.put(place, record);
    }
}
