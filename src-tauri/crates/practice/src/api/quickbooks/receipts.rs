//! Sales receipts and refund receipts: a sale with its money at once.

use super::draft::Draft;
use super::fault::Fault;
use super::payment::{REFERENCE_CHARACTERS_MAX, deposit_account, method};
use super::sales;
use crate::state::books::entity::Entity;
use crate::state::books::record::Receipt;
use crate::state::books::{Books, voids};

/// Reads a receipt from a draft.
pub fn build(books: &mut Books, draft: &Draft<'_, Receipt>, entity: Entity) -> Result<Receipt, Fault> {
    let fields = draft.fields;
    let account = match fields.reference("DepositToAccountRef")? {
        Some(id) => Some(deposit_account(books, &id)?),
        None => draft.keep.map(|old| old.account),
    };
    let account = match entity {
        // A refund leaves an account that the client names; a sale's money goes to Undeposited Funds.
        Entity::RefundReceipt => account.ok_or_else(|| Fault::missing("DepositToAccountRef"))?,
        _ => account.unwrap_or(books.fixed().undeposited),
    };
    let form = Draft {
        id: draft.id,
        fields,
        old: draft.old.map(|old| &*old.sale),
        keep: draft.keep.map(|old| &*old.sale),
        context: draft.context,
    };
    let method = method(books, fields, draft.keep.and_then(|old| old.method))?;
    let reference = fields.text_up_to("PaymentRefNum", REFERENCE_CHARACTERS_MAX)?;
    Ok(Receipt {
        sale: Box::new(sales::build(books, &form, entity)?),
        account,
        method,
        reference: draft.sent_or(reference, |old| old.reference.clone()),
        deposit: None,
    })
}

/// A voided sales receipt: nothing sold, nothing received.
pub fn voided(receipt: &Receipt) -> Receipt {
    Receipt { sale: Box::new(voids::zeroed_sale(&receipt.sale)), ..receipt.clone() }
}
