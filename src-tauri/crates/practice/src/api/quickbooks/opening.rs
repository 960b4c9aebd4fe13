//! A new customer's `Balance` is an opening balance: an invoice against Opening Balance Equity.

use super::draft::Context;
use super::fault::Fault;
use super::fields::Fields;
use super::sale_lines::default_item;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Meta, Sale, SaleDetail, SaleLine, Sold};

/// The invoice and its id; nothing when no balance was sent.
pub fn balance(
    books: &mut Books,
    context: &Context,
    customer: u64,
    fields: Fields<'_>,
) -> Result<Option<(u64, Sale)>, Fault> {
    let Some(amount) = fields.amount("Balance")?.filter(|amount| amount.is_positive()) else {
        return Ok(None);
    };
    let equity = books.account_of(AccountKind::Equity, Some("OpeningBalanceEquity"));
    let account = equity.ok_or_else(|| Fault::business("There is no Opening Balance Equity account."))?;
    let date = fields.date("OpenBalanceDate")?.unwrap_or(context.today);
    let item = default_item(books)?;
    let detail = SaleDetail::Sale {
        sold: Sold::Item(item),
        account,
        quantity: None,
        price: None,
        taxed: false,
        kept: Kept::default(),
    };
    let line = SaleLine { id: 1, description: Some("Opening Balance".into()), amount, detail };
    let id = books.next_id(Entity::Invoice);
    let number = books.next_number().to_string();
    let mut kept = Kept::default();
    if let Some(currency) = books.customer(customer).and_then(|customer| customer.kept.value("CurrencyRef")) {
        kept.set("CurrencyRef", &currency);
    }
    let sale = Sale {
        meta: Meta::default(),
        customer,
        number: Some(number.into()),
        date,
        due: Some(date),
        term: None,
        email: books.customer(customer).and_then(|customer| customer.email.clone()),
        note: Some("Opening Balance".into()),
        lines: vec![line].into(),
        tax: ledger::MinorUnits::ZERO,
        tax_detail: None,
        total: amount,
        deposit: ledger::MinorUnits::ZERO,
        settled: Vec::new(),
        voided: false,
        kept,
    };
    Ok(Some((id, sale)))
}
