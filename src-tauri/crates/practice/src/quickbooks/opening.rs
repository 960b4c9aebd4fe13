//! A new customer's `Balance` is an opening balance: an invoice against Opening Balance Equity.

use super::books::Books;
use super::entity::Entity;
use super::fault::Fault;
use super::kept::Kept;
use super::record::{AccountKind, Record, Sale, SaleDetail, SaleLine};
use super::sale_lines::default_item;
use super::wire::Fields;
use super::write::{Context, store};

/// Makes the invoice; nothing when no balance was sent.
pub fn balance(books: &mut Books, context: &Context, customer: u64, fields: Fields<'_>) -> Result<(), Fault> {
    let Some(amount) = fields.amount("Balance")?.filter(|amount| amount.is_positive()) else { return Ok(()) };
    let equity = books.account_of(AccountKind::Equity, Some("OpeningBalanceEquity"));
    let account = equity.ok_or_else(|| Fault::business("There is no Opening Balance Equity account."))?;
    let date = fields.date("OpenBalanceDate")?.unwrap_or(context.today);
    let item = default_item(books)?;
    let detail = SaleDetail::Sale {
        sold: super::record::Sold::Item(item),
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
        meta: super::record::Meta::default(),
        customer,
        number: Some(number.into()),
        date,
        due: Some(date),
        term: None,
        email: books.customer(customer).and_then(|customer| customer.email.clone()),
        note: Some("Opening Balance".into()),
        lines: vec![line].into(),
        tax: ledger::Minor::ZERO,
        tax_detail: None,
        total: amount,
        settled: Vec::new(),
        voided: false,
        kept,
    };
    store(books, context, (Entity::Invoice, id), Record::Invoice(sale), None)
}
