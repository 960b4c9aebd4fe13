//! What happens in a company, one thing at a time. Each on records of its own, so that nothing but the number of the
//! others differs between companies.

use serde_json::json;
use support::Invoice;

use crate::office::Office;

/// Payments of one payout.
const PAYMENTS: i32 = 50;
/// Invoices that a bookkeeper changes at once, by an import or another app.
const AT_ONCE: i32 = 1_200;

/// A look that brings nothing.
pub async fn quiet_pass(office: &Office) {
    office.count("quiet pass", office.pass()).await;
}

/// The due date of an invoice is changed.
pub async fn changed_invoice(office: &Office) {
    let invoices = invoices(office, 1).await;
    change(office, &invoices).await;
    office.count("one changed invoice", office.pass()).await;
    assert_changed(office, &invoices).await;
    office.count("one changed invoice, next pass", office.rung_pass()).await;
    office.settle().await;
}

/// A customer pays an invoice.
pub async fn payment(office: &Office) {
    let invoices = invoices(office, 1).await;
    let payment = office.world.pay(&invoices[0]).await;
    office.count("one payment", office.rung_pass()).await;
    assert_eq!(office.world.payment(&payment).await["link"]["state"], "recorded");
    office.count("one payment, next pass", office.rung_pass()).await;
    office.settle().await;
}

/// Payments that are recorded already arrive at the bank.
pub async fn payout(office: &Office) {
    // What was paid before is no part of it.
    let earlier = office.world.payout(json!({})).await;
    office.world.pay_out(&earlier).await;
    office.settle().await;
    office.world.create_deposits("Checking").await;
    for invoice in invoices(office, PAYMENTS).await {
        office.world.pay(&invoice).await;
    }
    office.settle().await;
    let payout = office.world.payout(json!({})).await;
    office.settle().await;
    office.world.pay_out(&payout).await;
    office.count("a payout of 50", office.rung_pass()).await;
    assert_eq!(office.world.payout_now(&payout).await["link"]["state"], "recorded");
    office.count("a payout of 50, next pass", office.rung_pass()).await;
    office.settle().await;
}

/// The due dates of many invoices are changed between two looks.
pub async fn changed_at_once(office: &Office) {
    let invoices = invoices(office, AT_ONCE).await;
    change(office, &invoices).await;
    office.count("1,200 changed at once", office.pass()).await;
    assert_changed(office, &invoices).await;
    assert!(!office.is_comparing().await);
    office.count("1,200 changed at once, next pass", office.rung_pass()).await;
}

/// New invoices of a new customer, which are sent.
pub async fn invoices(office: &Office, count: i32) -> Vec<Invoice> {
    let customer = office.world.customer(&format!("Customer of {}", office.world.now().as_second())).await;
    let mut made = Vec::new();
    for number in 0..count {
        made.push(
            office.world.invoice_for(&customer, &[("Services", &format!("{}.00", 100 + number))]).await,
        );
        // As far apart as a person makes them.
        office.world.advance(1);
    }
    office.settle().await;
    made
}

async fn change(office: &Office, invoices: &[Invoice]) {
    for invoice in invoices {
        office.world.edit("Invoice", &invoice.id, json!({ "DueDate": "2027-01-15" })).await;
    }
}

async fn assert_changed(office: &Office, invoices: &[Invoice]) {
    for invoice in [&invoices[0], &invoices[invoices.len() - 1]] {
        assert_eq!(office.world.mirror(invoice).await.unwrap()["due_date"], "2027-01-15");
    }
}
