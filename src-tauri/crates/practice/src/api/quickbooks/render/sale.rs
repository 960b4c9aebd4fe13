//! Sales forms as the accounting API answers them.

use serde_json::{Value, json};

use super::money::deposit_link;
use crate::api::quickbooks::draft::Context;
use crate::api::quickbooks::names::named_reference;
use crate::api::quickbooks::wire::{Object, amount, number, reference};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::properties::SENT_AMOUNT;
use crate::state::books::record::{NOBODY, Receipt, Sale, SaleDetail, SaleLine, Sold};
use crate::state::books::totals::{counts_in_sub_total, sub_total};

/// The properties of a sale.
pub fn render_sale(books: &Books, context: &Context, place: Place, sale: &Sale, map: &mut Object) {
    map.insert("TxnDate".into(), json!(sale.date.to_string()));
    if sale.customer != NOBODY {
        map.insert("CustomerRef".into(), named_reference(books, Entity::Customer, sale.customer));
    }
    for (name, text) in [("DocNumber", &sale.number), ("PrivateNote", &sale.note)] {
        if let Some(text) = text {
            map.insert(name.into(), json!(text));
        }
    }
    if let Some(due) = sale.due {
        map.insert("DueDate".into(), json!(due.to_string()));
    }
    if let Some(term) = sale.term {
        map.insert("SalesTermRef".into(), named_reference(books, Entity::Term, term));
    }
    if let Some(email) = &sale.email {
        map.insert("BillEmail".into(), json!({"Address": email}));
    }
    map.insert("Line".into(), Value::Array(render_lines(books, sale)));
    map.insert("TxnTaxDetail".into(), tax_detail(sale));
    map.insert("TotalAmt".into(), amount(sale.total));
    map.insert("Balance".into(), amount(sale.open()));
    let linked: Vec<Value> = sale
        .settled
        .iter()
        .map(|part| json!({"TxnId": part.payment.to_string(), "TxnType": "Payment"}))
        .collect();
    map.insert("LinkedTxn".into(), json!(linked));
    map.entry("CustomField").or_insert(json!([]));
    map.entry("EmailStatus").or_insert(json!("NotSet"));
    map.entry("PrintStatus").or_insert(json!("NotSet"));
    map.entry("ApplyTaxAfterDiscount").or_insert(json!(false));
    match place.0 {
        Entity::Invoice => {}
        Entity::CreditMemo => {
            map.insert("RemainingCredit".into(), amount(sale.open()));
            return;
        }
        Entity::Estimate => {
            map.remove("Balance");
            map.entry("TxnStatus").or_insert(json!("Pending"));
            return;
        }
        _ => return,
    }
    if !sale.deposit.is_zero() {
        map.insert("Deposit".into(), amount(sale.deposit));
    }
    for name in
        ["AllowIPNPayment", "AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"]
    {
        map.entry(name).or_insert(json!(false));
    }
    invoice_link(context, place, sale, map);
}

/// The properties of a receipt: a sale that was paid, or paid back, at once.
pub fn render_receipt(books: &Books, context: &Context, place: Place, receipt: &Receipt, map: &mut Object) {
    render_sale(books, context, place, &receipt.sale, map);
    map.insert("Balance".into(), json!(0));
    // A recorded receipt that waits for its deposit has no list at all.
    match receipt.deposit {
        Some(_) => map.insert("LinkedTxn".into(), deposit_link(receipt.deposit)),
        None => map.remove("LinkedTxn"),
    };
    map.insert("DepositToAccountRef".into(), named_reference(books, Entity::Account, receipt.account));
    if let Some(method) = receipt.method {
        map.insert("PaymentMethodRef".into(), named_reference(books, Entity::PaymentMethod, method));
    }
    if let Some(text) = &receipt.reference {
        map.insert("PaymentRefNum".into(), json!(text));
    }
}

/// `InvoiceLink` comes only when asked for, with online payment on and an address to send to.
fn invoice_link(context: &Context, place: Place, sale: &Sale, map: &mut Object) {
    let online = ["AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"]
        .iter()
        .any(|name| map.get(*name) == Some(&json!(true)));
    if context.includes("invoicelink") && online && sale.email.is_some() {
        let link = format!(
            "https://practice.invalid/t/scs-v1-{}?locale=en_US&invoice={}",
            place.1, sale.meta.version
        );
        map.insert("InvoiceLink".into(), json!(link));
    }
}

fn tax_detail(sale: &Sale) -> Value {
    let rest = sale.tax_detail.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let mut detail: Object = rest.unwrap_or_default();
    detail.insert("TotalTax".into(), amount(sale.tax));
    Value::Object(detail)
}

/// All lines; the sub-total comes after what is sold and before shipping and discounts.
fn render_lines(books: &Books, sale: &Sale) -> Vec<Value> {
    let (above, below): (Vec<_>, Vec<_>) = sale.lines.iter().partition(|line| counts_in_sub_total(line));
    let mut line_num = 0;
    let mut rendered = |line: &&SaleLine| {
        line_num += 1;
        render_line(books, line, Some(line_num))
    };
    let mut lines: Vec<Value> = above.iter().map(&mut rendered).collect();
    lines.push(json!({"Amount": amount(sub_total(&sale.lines)), "DetailType": "SubTotalLineDetail",
                      "SubTotalLineDetail": {}}));
    lines.extend(below.iter().map(&mut rendered));
    lines
}

fn render_line(books: &Books, line: &SaleLine, line_num: Option<u32>) -> Value {
    let mut map = Object::new();
    if line.id > 0 {
        map.insert("Id".into(), json!(line.id.to_string()));
    }
    if let Some(text) = &line.description {
        map.insert("Description".into(), json!(text));
    }
    let (kind, detail) = render_detail(books, line);
    if kind != "DescriptionOnly" || !line.amount.is_zero() {
        map.insert("Amount".into(), shown_amount(line));
    }
    if let Some(line_num) = line_num.filter(|_| kind != "DiscountLineDetail") {
        map.insert("LineNum".into(), json!(line_num));
    }
    map.insert("DetailType".into(), json!(kind));
    map.insert(if kind == "DescriptionOnly" { "DescriptionLineDetail" } else { kind }.into(), detail);
    Value::Object(map)
}

/// Cents, or what was sent when that is kept.
fn shown_amount(line: &SaleLine) -> Value {
    let sent = match &line.detail {
        SaleDetail::Sale { kept, .. } => kept.value(SENT_AMOUNT),
        _ => None,
    };
    sent.unwrap_or_else(|| amount(line.amount))
}

fn render_detail(books: &Books, line: &SaleLine) -> (&'static str, Value) {
    match &line.detail {
        SaleDetail::Sale { sold, account, quantity, price, taxed, kept } => {
            let mut map = Object::new();
            kept.write(&mut map);
            map.remove(SENT_AMOUNT);
            let item = match sold {
                Sold::Item(id) => {
                    map.insert("ItemAccountRef".into(), named_reference(books, Entity::Account, *account));
                    named_reference(books, Entity::Item, *id)
                }
                Sold::Shipping => reference("SHIPPING_ITEM_ID", None),
                Sold::Gratuity => reference("GRATUITY_ITEM_ID", None),
            };
            map.insert("ItemRef".into(), item);
            if let Some(quantity) = quantity {
                map.insert("Qty".into(), number(*quantity));
            }
            if let Some(price) = price {
                map.insert("UnitPrice".into(), number(*price));
            }
            map.insert("TaxCodeRef".into(), reference(if *taxed { "TAX" } else { "NON" }, None));
            ("SalesItemLineDetail", Value::Object(map))
        }
        SaleDetail::Discount { percent, account } => {
            let mut map = Object::new();
            map.insert("PercentBased".into(), json!(percent.is_some()));
            if let Some(percent) = percent {
                map.insert("DiscountPercent".into(), number(*percent));
            }
            map.insert("DiscountAccountRef".into(), named_reference(books, Entity::Account, *account));
            ("DiscountLineDetail", Value::Object(map))
        }
        SaleDetail::Bundle { item, quantity, lines } => {
            let lines: Vec<Value> = lines.iter().map(|line| render_line(books, line, None)).collect();
            let detail = json!({"GroupItemRef": named_reference(books, Entity::Item, *item),
                                "Quantity": number(*quantity), "Line": lines});
            ("GroupLineDetail", detail)
        }
        SaleDetail::Description => ("DescriptionOnly", json!({})),
    }
}
