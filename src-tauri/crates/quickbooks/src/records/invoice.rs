//! Invoices, their lines made plain (rules I1, I3, I7).

use ledger::books::{Invoice, InvoiceLine};
use ledger::{Currency, MinorUnits};
use serde::Deserialize;

use crate::field::{FieldError, MetaData, Ref, Text, currency, list, required_ref, updated_at};

/// The item of the shipping charge (reference 11.1).
const SHIPPING_ITEM: &str = "SHIPPING_ITEM_ID";
/// The item of a gratuity.
const GRATUITY_ITEM: &str = "GRATUITY_ITEM_ID";

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    id: Text,
    sync_token: Text,
    meta_data: Option<MetaData>,
    doc_number: Text,
    txn_date: Text,
    due_date: Text,
    customer_ref: Option<Ref>,
    currency_ref: Option<Ref>,
    #[serde(deserialize_with = "list")]
    line: Vec<Line>,
    txn_tax_detail: Option<TaxDetail>,
    total_amt: Text,
    balance: Text,
    customer_memo: Option<Ref>,
    private_note: Text,
    allow_online_payment: Text,
    allow_online_credit_card_payment: Text,
    #[serde(rename = "AllowOnlineACHPayment")]
    allow_online_ach_payment: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct TaxDetail {
    total_tax: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Line {
    description: Text,
    amount: Text,
    detail_type: Text,
    sales_item_line_detail: Option<SalesItem>,
    discount_line_detail: Option<Discount>,
    group_line_detail: Option<Group>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct SalesItem {
    item_ref: Option<Ref>,
    qty: Text,
    unit_price: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Discount {
    percent_based: Text,
    discount_percent: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Group {
    group_item_ref: Option<Ref>,
    #[serde(deserialize_with = "list")]
    line: Vec<Line>,
}

pub(super) fn read(raw: &str, home: Currency) -> Result<Invoice, FieldError> {
    let wire: Wire = super::wire(raw)?;
    let currency = currency(wire.currency_ref.as_ref(), home)?;
    let mut lines = Lines::default();
    for line in &wire.line {
        lines.expand(line, currency)?;
    }
    let total = wire.total_amt.required_amount("TotalAmt", currency)?;
    let tax = match &wire.txn_tax_detail {
        Some(detail) => detail.total_tax.amount("TxnTaxDetail.TotalTax", currency)?.unwrap_or_default(),
        None => MinorUnits::ZERO,
    };
    let mut invoice = Invoice {
        id: wire.id.id("Id")?,
        version: wire.sync_token.version()?,
        number: wire.doc_number.owned(),
        customer: required_ref(wire.customer_ref.as_ref(), "CustomerRef")?,
        currency,
        issued: wire.txn_date.required_date("TxnDate")?,
        due: wire.due_date.date("DueDate")?,
        lines: lines.that_come_to(total - tax),
        tax,
        total,
        balance: balance(&wire.balance, currency)?,
        memo: wire.customer_memo.and_then(|memo| memo.value.owned()),
        voided: false,
        own_pay_button: wire.allow_online_payment.is_true()
            || wire.allow_online_credit_card_payment.is_true()
            || wire.allow_online_ach_payment.is_true(),
        updated_at: updated_at(wire.meta_data.as_ref())?,
    };
    invoice.voided = invoice.is_zeroed() && begins_as_a_void(&wire.private_note);
    Ok(invoice)
}

/// The note that QuickBooks gives to what it voids. Words further in are people's own (rule I7).
fn begins_as_a_void(note: &Text) -> bool {
    let start = note.get().and_then(|note| note.trim_start().get(.."void".len()));
    start.is_some_and(|start| start.eq_ignore_ascii_case("void"))
}

/// Nobody owes less than nothing: a negative balance says that the answer is wrong, not that the invoice is paid.
fn balance(text: &Text, currency: Currency) -> Result<MinorUnits, FieldError> {
    let balance = text.required_amount("Balance", currency)?;
    if balance < MinorUnits::ZERO {
        return Err(FieldError::of("Balance", &balance.of(currency).to_string(), "what is owed"));
    }
    Ok(balance)
}

/// The lines of an invoice, while it is not known whether what its descriptions say they cost is part of the total.
#[derive(Default)]
struct Lines {
    lines: Vec<InvoiceLine>,
    /// Amounts of description-only lines, by their places among the lines.
    described: Vec<(usize, MinorUnits)>,
}

impl Lines {
    /// Adds what a line of QuickBooks stands for (rule I3).
    fn expand(&mut self, line: &Line, currency: Currency) -> Result<(), FieldError> {
        let amount = || line.amount.amount("Line.Amount", currency).map(Option::unwrap_or_default);
        match line.detail_type.get().unwrap_or_default() {
            // Sums of lines before them, and tax that `TxnTaxDetail` holds already.
            "SubTotalLineDetail" | "TaxLineDetail" => {}
            "DescriptionOnly" => {
                // Where it counts and cannot be read, the invoice does not add up, and a person is asked.
                self.described.push((self.lines.len(), amount().unwrap_or_default()));
                self.lines.push(plain(line.description.owned().unwrap_or_default(), MinorUnits::ZERO));
            }
            "DiscountLineDetail" => self.lines.push(plain(discount_text(line), -amount()?)),
            "GroupLineDetail" => match &line.group_line_detail {
                Some(group) if !group.line.is_empty() => {
                    for child in &group.line {
                        self.expand(child, currency)?;
                    }
                }
                group => {
                    let item = group.as_ref().and_then(|group| group.group_item_ref.as_ref());
                    self.lines.push(plain(text_or_item(line, item), amount()?));
                }
            },
            // Sales lines, and kinds that nobody has seen yet: what they charge is never dropped.
            _ => {
                let detail = line.sales_item_line_detail.as_ref();
                let item = detail.and_then(|detail| detail.item_ref.as_ref());
                self.lines.push(InvoiceLine {
                    description: text_or_item(line, item),
                    amount: amount()?,
                    quantity: detail.and_then(|detail| detail.qty.shown_number()),
                    unit_price: detail.and_then(|detail| detail.unit_price.shown_number()),
                });
            }
        }
        Ok(())
    }

    /// A line without an item is documentation by QuickBooks' own words, and yet some companies' totals count what it says it
    /// costs: the total tells. Where the lines come to it without them, they cost nothing (rule I3).
    fn that_come_to(mut self, sub_total: MinorUnits) -> Vec<InvoiceLine> {
        let sum: MinorUnits = self.lines.iter().map(|line| line.amount).sum();
        let described: MinorUnits = self.described.iter().map(|(_, amount)| *amount).sum();
        if sum != sub_total && sum + described == sub_total {
            for (at, amount) in self.described {
                self.lines[at].amount = amount;
            }
        }
        self.lines
    }
}

fn plain(description: String, amount: MinorUnits) -> InvoiceLine {
    InvoiceLine { description, amount, quantity: None, unit_price: None }
}

/// The line's own text, else the name of its item.
fn text_or_item(line: &Line, item: Option<&Ref>) -> String {
    let item_name = || match item.and_then(|item| item.value.get()) {
        Some(SHIPPING_ITEM) => Some("Shipping"),
        Some(GRATUITY_ITEM) => Some("Gratuity"),
        _ => item.and_then(|item| item.name.get()),
    };
    line.description.get().or_else(item_name).unwrap_or_default().to_owned()
}

fn discount_text(line: &Line) -> String {
    if let Some(text) = line.description.owned() {
        return text;
    }
    let detail = line.discount_line_detail.as_ref();
    let percent = detail
        .filter(|detail| detail.percent_based.is_true())
        .and_then(|detail| detail.discount_percent.shown_number());
    match percent {
        Some(percent) => format!("Discount {}%", percent.normalize()),
        None => "Discount".to_owned(),
    }
}

#[cfg(test)]
#[path = "invoice_tests.rs"]
mod tests;
