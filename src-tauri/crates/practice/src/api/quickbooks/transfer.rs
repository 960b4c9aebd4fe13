//! Transfers between accounts.

use super::currency;
use super::draft::Draft;
use super::fault::Fault;
use super::references::active_account;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Meta, Transfer};

/// Reads a transfer from a draft.
pub fn build(books: &Books, draft: &Draft<'_, Transfer>) -> Result<Transfer, Fault> {
    let fields = draft.fields;
    let account = |name: &str, kept: Option<u64>| -> Result<u64, Fault> {
        match fields.reference(name)? {
            Some(id) => transferable(books, name, &id),
            None => kept.ok_or_else(|| Fault::missing(name)),
        }
    };
    let from = account("FromAccountRef", draft.keep.map(|old| old.from))?;
    let to = account("ToAccountRef", draft.keep.map(|old| old.to))?;
    if from == to {
        return Err(Fault::business("The accounts of a transfer must be different."));
    }
    let amount = draft
        .sent_or(fields.amount("Amount")?, |old| Some(old.amount))
        .ok_or_else(|| Fault::missing("Amount"))?;
    if amount.is_negative() {
        return Err(Fault::business("Transaction amount must be 0 or greater."));
    }
    let mut kept = Kept::take(Entity::Transfer.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    let before = draft.old.map(|old| &old.kept);
    currency::of_transaction(books, draft.context, fields, None, before, &mut kept)?;
    Ok(Transfer {
        meta: Meta::default(),
        date: draft.sent_or(fields.date("TxnDate")?, |old| Some(old.date)).unwrap_or(draft.context.today),
        from,
        to,
        amount,
        note: draft.sent_or(fields.text_up_to("PrivateNote", 4_000)?, |old| old.note.clone()),
        deposit: None,
        kept,
    })
}

/// Accounts of the balance sheet, but for what customers and vendors owe.
fn transferable(books: &Books, element: &str, id: &str) -> Result<u64, Fault> {
    let number = active_account(books, element, id)?;
    let kind = books.account(number).map(|account| account.kind);
    let fits = kind.is_some_and(|kind| {
        matches!(kind.classification(), "Asset" | "Liability" | "Equity")
            && !matches!(
                kind,
                AccountKind::AccountsReceivable | AccountKind::AccountsPayable | AccountKind::NonPosting
            )
    });
    if fits { Ok(number) } else { Err(Fault::business("This account cannot be used on a transfer.")) }
}
