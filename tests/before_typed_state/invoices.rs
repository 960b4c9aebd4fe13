//! Holds about invoices and customers, and everything else that is kept about them (rules C1, I1, I3, I12, F4).

use serde_json::{Value, json};
use support::Invoice;

use crate::golden::Kept;
use crate::scene::Scene;

/// The company `invoices`.
pub async fn play(scene: &mut Scene) {
    scene.start().await;
    for case in [CROOKED, REFUSED_INVOICE, REFUSED_CUSTOMER, EDITED] {
        raise(scene, case, case).await;
    }
    drift(scene).await;
    archived(scene).await;
    let invoice = scene.invoice("45.00").await;
    scene.name("invoice/plain", subject(&invoice));
    // Waits that would meet all other payments and payouts too.
    no_account_for_deposits(scene).await;
    no_account_for_payments(scene).await;
}

pub const CROOKED: &str = "invoice/crooked";
pub const REFUSED_INVOICE: &str = "invoice/refused";
pub const REFUSED_CUSTOMER: &str = "customer/refused";
pub const EDITED: &str = "invoice/edited";

/// The choices of these, without what only shows something.
pub const CHOICES: &[(&str, &[&str])] = &[
    (CROOKED, &["check_again"]),
    (REFUSED_INVOICE, &["try_again"]),
    (REFUSED_CUSTOMER, &["try_again"]),
    (EDITED, &["keep", "send"]),
];

fn subject(invoice: &Invoice) -> String {
    format!("invoice:{}", invoice.id)
}

/// Raises one of these under that name.
pub async fn raise(scene: &mut Scene, case: &str, name: &str) {
    let (subject, rule) = match case {
        CROOKED => (crooked(scene).await, "I3"),
        REFUSED_INVOICE => (refused_invoice(scene).await, "I1"),
        REFUSED_CUSTOMER => (refused_customer(scene, name).await, "C1"),
        _ => (edited(scene, name).await, "I12"),
    };
    scene.is_held(&subject, rule).await;
    scene.name(name, subject);
}

/// I3: its lines do not come to its total.
async fn crooked(scene: &mut Scene) -> String {
    scene.misread("/v3/company/", "\"TotalAmt\":313.0", "\"TotalAmt\":312.99");
    let invoice = scene.invoice("313.00").await;
    subject(&invoice)
}

/// Alternative does not answer first, so that what is sent can be seen, and then refuses it.
async fn refuse(scene: &mut Scene, path: &str, action: &str, subject: &str) {
    let fault = |kind: &str, value: Value| json!({ "service": "alternative", "method": "PUT", "path": path, "kind": kind, "value": value, "times": 1 });
    scene.world.fault(fault("status", json!(503))).await;
    scene.world.sync().await;
    let kept = Kept::of(&scene.world).await;
    let bodies = kept.outbox.iter().filter(|item| item["intent"]["subject"] == json!(subject));
    let body = bodies.map(|item| &item["intent"]["action"][action]["body"]).find(|body| body.is_object());
    scene.world.fault(fault("fault", json!("unprocessable_entity"))).await;
    scene.world.sync_for(2).await;
    let kept_now = Kept::of(&scene.world).await;
    let kind = subject.split(':').next().unwrap_or_default();
    let refused = &kept_now.links[subject][kind]["refused"]["fingerprint"];
    let value =
        json!({ "what": format!("refused_{kind}"), "inputs": body.expect("what is sent"), "value": refused });
    scene.golden.push(value);
}

/// I1: Alternative did not accept it.
async fn refused_invoice(scene: &mut Scene) -> String {
    let invoice = scene.unsynced_invoice("210.00").await;
    refuse(scene, &format!("/invoices/{}", invoice.id), "upsert_invoice", &subject(&invoice)).await;
    subject(&invoice)
}

/// C1: Alternative did not accept the customer, and its invoice waits for that.
async fn refused_customer(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.unsynced_invoice("25.00").await;
    let customer = format!("customer:{}", invoice.customer);
    refuse(scene, &format!("/customers/{}", invoice.customer), "upsert_customer", &customer).await;
    scene.name(&format!("{name}/invoice"), subject(&invoice));
    customer
}

/// I12: it was changed from 300 to 500 after 100 was collected.
async fn edited(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    scene.world.pay_part(&invoice, "100.00").await;
    scene.world.sync().await;
    raise_the_price(scene, &invoice, "500.00").await;
    scene.world.sync().await;
    scene.name(&format!("{name}/id"), invoice.id.as_str());
    subject(&invoice)
}

/// The bookkeeper changes the one line of an invoice.
pub async fn raise_the_price(scene: &Scene, invoice: &Invoice, amount: &str) {
    let dearer = scene.world.line("Managed services", amount).await;
    scene.world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
}

/// F4: Alternative holds another body of the same version, which another client of the same key sent.
async fn drift(scene: &mut Scene) {
    let invoice = scene.invoice("300.00").await;
    raise_the_price(scene, &invoice, "320.00").await;
    let line = json!({ "description": "As another client sees it", "amount": 310.00, "quantity": null, "unit_price": null });
    let body = json!({
        "version": 1, "mapping_revision": 0, "customer_qbo_id": invoice.customer, "invoice_number": invoice.number,
        "currency": "USD", "issue_date": "2026-08-04", "due_date": "2026-08-04", "sub_total": 310.00, "tax": 0,
        "total": 310.00, "balance": 310.00, "line_items": [line], "memo": null,
    });
    let path = format!("/integrations/quickbooks/invoices/{}", invoice.id);
    scene.world.partner_with("PUT", &path, body).await.unwrap();
    scene.world.sync().await;
    scene.name("invoice/drift", subject(&invoice));

    let customer = scene.invoice("15.00").await.customer;
    scene.world.edit("Customer", &customer, json!({ "CompanyName": "Harbor Dental Group" })).await;
    let path = format!("/integrations/quickbooks/customers/{customer}");
    let body = json!({
        "version": 1, "mapping_revision": 0, "display_name": "As another client sees it", "company_name": null,
        "email": null, "phone": null, "billing_address": null, "active": true,
    });
    scene.world.partner_with("PUT", &path, body).await.unwrap();
    scene.world.sync().await;
    scene.name("customer/drift", format!("customer:{customer}"));
}

/// I6, I7, C3: gone from QuickBooks one way or another.
async fn archived(scene: &mut Scene) {
    let (deleted, voided, inactive) =
        (scene.invoice("30.00").await, scene.invoice("31.00").await, scene.invoice("32.00").await);
    scene.world.delete("Invoice", &deleted.id).await;
    scene.world.void_invoice(&voided.id).await;
    scene.world.edit("Customer", &inactive.customer, json!({ "Active": false })).await;
    scene.world.sync().await;
    scene.name("invoice/deleted", subject(&deleted));
    scene.name("invoice/voided", subject(&voided));
    scene.name("customer/inactive", format!("customer:{}", inactive.customer));
}

/// D1: Create Deposits is on and no account is chosen, so that a payout waits.
async fn no_account_for_deposits(scene: &mut Scene) {
    let now = scene.world.now();
    scene
        .world
        .set(|settings| {
            settings.preferences.create_deposits = true;
            settings.preferences.deposits_since = Some(now);
        })
        .await;
    let invoice = scene.invoice("60.00").await;
    let (paid, _) = crate::payments::recorded(scene, &invoice).await;
    let payout = scene.world.payout(json!({ "payment_ids": [paid["id"]] })).await;
    scene.world.pay_out(&payout).await;
    scene.world.sync().await;
    scene.name("payout/no_account", format!("payout:{}", crate::scene::text(&payout["id"])));
}

/// P1: the account for payments was not found yet.
async fn no_account_for_payments(scene: &mut Scene) {
    let account = scene.world.settings().await.undeposited_funds;
    scene.name("undeposited_funds", account.expect("the account").as_str());
    scene.world.set(|settings| settings.undeposited_funds = None).await;
    let invoice = scene.invoice("61.00").await;
    let paid = scene.world.pay(&invoice).await;
    scene.world.sync().await;
    scene.name("payment/no_account", format!("payment:{}", crate::scene::text(&paid["id"])));
}
