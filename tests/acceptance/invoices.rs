//! Rules I1 to I7, I9, I12, I14 and I15: QuickBooks' invoices are Alternative's invoices.

use engine::choice::{Choice, ChoiceId};
use engine::happened::{Happened, Task};
use engine::ports::{JournalQuery, ListQuery, OutboxQuery};
use engine::reason::HoldReason;
use engine::record::RecordKind;
use engine::rule::Rule;
use engine::said::Said;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// What Alternative shows of an invoice's lines: descriptions and cents.
fn lines(shown: &Value) -> Vec<(String, i64)> {
    let rows = shown["line_items"].as_array().unwrap().iter();
    rows.map(|line| (text(&line["description"]).to_owned(), minor(&line["amount"]))).collect()
}

fn line(description: &str, cents: i64) -> (String, i64) {
    (description.to_owned(), cents)
}

async fn outstanding(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

/// An open invoice that both sides have.
async fn synced(amount: &str) -> (World, Invoice) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", amount).await;
    world.sync().await;
    (world, invoice)
}

#[tokio::test]
async fn i1_an_invoice_appears_with_all_that_the_payer_needs() {
    let world = World::started().await;
    let customer = world.customer("Harbor Dental").await;
    let first = world.line("Managed workstations", "250.00").await;
    let second = world.line("On-site work", "74.50").await;
    let fields = json!({
        "Line": [first, second], "TxnDate": "2026-07-30", "DueDate": "2026-08-29", "AllowOnlineCreditCardPayment": true,
        "CustomerMemo": { "value": "July services" }, "PrivateNote": "not for the payer",
    });
    let invoice = world.invoice_of(&customer, fields).await;
    world.sync().await;

    let shown = world.kept_of("invoices", &invoice.id).await;
    assert_eq!(text(&shown["invoice_number"]), invoice.number);
    assert_eq!((text(&shown["issue_date"]), text(&shown["due_date"])), ("2026-07-30", "2026-08-29"));
    assert_eq!(text(&shown["currency"]), "USD");
    assert_eq!(text(&shown["customer_qbo_id"]), customer);
    assert_eq!(text(&shown["memo"]), "July services");
    assert_eq!(lines(&shown), [line("Managed workstations", 25_000), line("On-site work", 7_450)]);
    assert_eq!(
        (minor(&shown["sub_total"]), minor(&shown["tax"]), minor(&shown["total"])),
        (32_450, 0, 32_450)
    );
    assert_eq!(minor(&shown["outstanding_balance"]), 32_450);
    assert!(!shown.to_string().contains("not for the payer"));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i2_every_change_of_an_unpaid_invoice_appears() {
    let (world, invoice) = synced("300.00").await;
    let dearer = world.line("Managed services", "350.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer], "DueDate": "2026-09-15" })).await;
    world.sync().await;
    let shown = world.kept_of("invoices", &invoice.id).await;
    assert_eq!((minor(&shown["total"]), minor(&shown["outstanding_balance"])), (35_000, 35_000));
    assert_eq!(text(&shown["due_date"]), "2026-09-15");

    let other = world.customer("Copperline Electric").await;
    let fields = json!({ "CustomerRef": { "value": other }, "DocNumber": "A-77", "CustomerMemo": { "value": "Thank you" } });
    world.edit("Invoice", &invoice.id, fields).await;
    world.sync().await;
    let shown = world.kept_of("invoices", &invoice.id).await;
    assert_eq!((text(&shown["customer_qbo_id"]), text(&shown["memo"])), (other.as_str(), "Thank you"));
    assert_eq!(shown["invoice_number"], world.books("Invoice", &invoice.id).await.unwrap()["DocNumber"]);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i3_discount_shipping_tax_and_text_come_to_the_cent() {
    let world = World::started().await;
    let customer = world.customer("Harbor Dental").await;
    let item = world.service_item().await;
    let fields = json!({
        "Line": [
            { "Description": "On-site work", "Amount": 187.50, "DetailType": "SalesItemLineDetail",
              "SalesItemLineDetail": { "ItemRef": { "value": item }, "Qty": 2.5, "UnitPrice": 75 } },
            { "Description": "As agreed on the phone", "DetailType": "DescriptionOnly" },
            { "DetailType": "SubTotalLineDetail", "Amount": 187.50, "SubTotalLineDetail": {} },
            { "Amount": 18.75, "DetailType": "DiscountLineDetail",
              "DiscountLineDetail": { "PercentBased": true, "DiscountPercent": 10 } },
            { "Amount": 12.00, "DetailType": "SalesItemLineDetail",
              "SalesItemLineDetail": { "ItemRef": { "value": "SHIPPING_ITEM_ID" } } },
        ],
        "TxnTaxDetail": { "TotalTax": 13.92 },
    });
    let invoice = world.invoice_of(&customer, fields).await;
    let in_books = world.books("Invoice", &invoice.id).await.unwrap();
    assert_eq!(minor(&in_books["TotalAmt"]), 19_467);
    world.sync().await;

    let shown = world.kept_of("invoices", &invoice.id).await;
    let shown_lines = lines(&shown);
    assert_eq!(shown_lines[..2], [line("On-site work", 18_750), line("As agreed on the phone", 0)]);
    assert_eq!(shown_lines[2..].iter().map(|(_, cents)| *cents).collect::<Vec<_>>(), [-1_875, 1_200]);
    assert!(shown_lines[2].0.contains("10"), "the discount says how much: {shown_lines:?}");
    assert_eq!(shown_lines[3].0, "Shipping");
    assert_eq!(
        (minor(&shown["sub_total"]), minor(&shown["tax"]), minor(&shown["total"])),
        (18_075, 1_392, 19_467)
    );
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i3_a_bundle_is_expanded() {
    let world = World::msp().await;
    let bundle = world.query("select * from Item where Type = 'Group'").await;
    let customer = world.customer("Harbor Dental").await;
    let fields = json!({ "Line": [{ "DetailType": "GroupLineDetail",
        "GroupLineDetail": { "GroupItemRef": { "value": bundle[0]["Id"] }, "Quantity": 2 } }] });
    let invoice = world.invoice_of(&customer, fields).await;
    world.sync().await;
    let in_books = world.books("Invoice", &invoice.id).await.unwrap();
    let parts = in_books["Line"][0]["GroupLineDetail"]["Line"].as_array().unwrap();
    assert!(parts.len() > 1, "{in_books:#}");

    let shown = world.kept_of("invoices", &invoice.id).await;
    assert_eq!(lines(&shown).len(), parts.len());
    assert_eq!(lines(&shown).iter().map(|(_, cents)| cents).sum::<i64>(), minor(&in_books["TotalAmt"]));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i3_an_invoice_that_does_not_add_up_is_asked_about_and_the_rest_goes_on() {
    let world = World::started().await;
    let crooked = world.invoice("Harbor Dental", "300.00").await;
    let straight = world.invoice("Copperline Electric", "55.00").await;
    world.injector.treat("/v3/company/", "\"TotalAmt\":300.0", "\"TotalAmt\":299.99");
    world.sync().await;

    let hold = world.hold("I3").await;
    let HoldReason::InvoiceDoesNotAddUp { invoice, sum, total } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert_eq!(invoice.number, Said::new(crooked.number.as_str()));
    assert_eq!((sum.minor.0, total.minor.0), (30_000, 29_999));
    assert_eq!(world.mirror(&crooked).await, None, "it is not sent");
    assert_eq!(outstanding(&world, &straight).await, 5_500);

    world.decide(&hold, "check_again", &[]).await;
    world.sync().await;
    assert_eq!(world.hold("I3").await.id, hold.id, "nothing was fixed yet");

    world.injector.discharge();
    world.decide(&world.hold("I3").await, "check_again", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(outstanding(&world, &crooked).await, 30_000);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i4_an_external_part_payment_lowers_what_the_payer_is_asked_for() {
    let (world, invoice) = synced("300.00").await;
    let payment = world.external_payment(&invoice, "120.00").await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 18_000);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 30_000);
    assert_eq!(world.all("Payment").await.len(), 1, "nothing is written to QuickBooks");

    world.delete("Payment", &payment).await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 30_000, "a payment taken back raises it again");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i4_a_credit_counts_once_it_is_applied() {
    let (world, invoice) = synced("300.00").await;
    let credit = json!({ "CustomerRef": { "value": invoice.customer }, "Line": [world.line("Goodwill", "75.00").await] });
    let credit = world.as_user("POST", "/creditmemo", credit).await["CreditMemo"]["Id"].clone();
    let mark = world.request_mark().await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 30_000, "an unapplied credit changes nothing");
    assert!(world.effects(mark).await.is_empty());

    let apply = json!({
        "CustomerRef": { "value": invoice.customer }, "TotalAmt": 0,
        "Line": [
            { "Amount": 75.00, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] },
            { "Amount": 75.00, "LinkedTxn": [{ "TxnId": credit, "TxnType": "CreditMemo" }] },
        ],
    });
    world.as_user("POST", "/payment", apply).await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 22_500);
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i5_paid_outside_leaves_nothing_to_pay() {
    let (world, invoice) = synced("300.00").await;
    world.external_payment(&invoice, "300.00").await;
    world.sync().await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((text(&shown["status"]), minor(&shown["outstanding_balance"])), ("PAID", 0));
    assert_eq!(shown["archived"], json!(false));
    let (status, answer) = world
        .try_control(
            "POST",
            "/alternative/pay",
            json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "succeed" }),
        )
        .await;
    assert!(status >= 400, "there is nothing to pay: {answer}");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i6_deleted_in_quickbooks_is_archived() {
    let (world, invoice) = synced("300.00").await;
    world.delete("Invoice", &invoice.id).await;
    world.sync().await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((&shown["archived"], text(&shown["archive_reason"])), (&json!(true), "deleted"));
    assert_eq!(world.store.tie(&world.company).await.unwrap().invoices, 0);

    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i6_an_invoice_whose_first_answer_was_lost_is_archived_once_it_is_deleted() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.fault(json!({ "service": "alternative", "method": "PUT", "path": "/invoices/", "kind": "drop_after", "times": 1 })).await;
    world.engine.ask_to_look();
    while world.mirror(&invoice).await.is_none() {
        assert!(world.engine.tick(world.now()).await.unwrap().busy, "it is sent");
    }
    world.delete("Invoice", &invoice.id).await;
    world.sync_for(10).await;
    let shown = world.mirror(&invoice).await;
    let shown = shown.expect("Alternative took it, although its answer was lost");
    assert_eq!((&shown["archived"], text(&shown["archive_reason"])), (&json!(true), "deleted"));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i6_an_invoice_that_never_reached_alternative_is_let_go_once_it_is_deleted() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.fault(json!({ "service": "alternative", "method": "PUT", "path": "/invoices/", "kind": "drop_before", "times": 1 })).await;
    world.engine.ask_to_look();
    let failed = JournalQuery { limit: 100, ..JournalQuery::default() };
    while !(world.store.journal(&world.company, &failed).await.unwrap().iter())
        .any(|entry| matches!(entry.draft.happened, Happened::NotDone(Task::SendInvoice { .. })))
    {
        assert!(world.engine.tick(world.now()).await.unwrap().busy, "it is sent");
    }
    world.delete("Invoice", &invoice.id).await;
    world.sync_for(10).await;
    assert!(world.mirror(&invoice).await.is_none());
    let open = OutboxQuery::Open { limit: 10 };
    assert!(world.store.outbox(&world.company, &open).await.unwrap().is_empty(), "nothing is tried for ever");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i7_voided_is_archived_as_voided_and_never_shown_as_paid() {
    let (world, invoice) = synced("300.00").await;
    world.void_invoice(&invoice.id).await;
    world.sync().await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((&shown["archived"], text(&shown["archive_reason"])), (&json!(true), "voided"));
    assert_ne!(text(&shown["status"]), "PAID");
    assert_eq!(minor(&shown["total"]), 30_000, "a total of zero was never sent");

    let fresh = world.invoice("Copperline Electric", "10.00").await;
    world.void_invoice(&fresh.id).await;
    world.sync().await;
    assert_eq!(world.mirror(&fresh).await, None, "voided before it was sent: it never appears");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i7_a_real_zero_total_is_not_a_void() {
    let world = World::started().await;
    let free = world.invoice("Harbor Dental", "0.00").await;
    world.sync().await;
    let shown = world.mirror(&free).await.unwrap();
    assert_eq!((&shown["archived"], minor(&shown["total"])), (&json!(false), 0));
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i9_made_in_alternative_stays_there_and_is_listed() {
    let world = World::started().await;
    let customer = world.customer("Harbor Dental").await;
    let lines = json!([{ "description": "Made by hand", "amount": 40.00 }]);
    world
        .dashboard(
            "customer",
            json!({ "action": "create", "name": "Only Here", "email": "only@example.com" }),
        )
        .await;
    world.sync().await;
    let body = json!({ "action": "create", "customer_qbo_id": customer, "line_items": lines });
    let own = world.dashboard("invoice", body).await;
    world.sync().await;

    assert!(world.all("Invoice").await.is_empty());
    assert_eq!(world.all("Customer").await.len(), 1);
    let query = ListQuery { kind: RecordKind::AlternativeInvoice, since: None, offset: 0, limit: 10 };
    let listed = world.store.list(&world.company, &query).await.unwrap();
    assert!(listed.iter().any(|row| row.record.reference().id == text(&own["id"])), "{listed:#?}");
    assert_eq!(world.kept("invoices").await[0]["archived"], json!(false));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i9_what_alternative_had_before_the_first_look_is_left_alone_too() {
    let world = World::empty().await;
    let customer = world
        .dashboard(
            "customer",
            json!({ "action": "create", "name": "Only Here", "email": "only@example.com" }),
        )
        .await;
    let lines = json!([{ "description": "Made by hand", "amount": 40.00 }]);
    world
        .dashboard(
            "invoice",
            json!({ "action": "create", "customer_id": customer["id"], "line_items": lines }),
        )
        .await;
    world.start().await;
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty());
    assert_eq!(world.store.count(&world.company, RecordKind::AlternativeInvoice).await.unwrap(), 1);
}

/// Collected through Alternative, then edited in QuickBooks from 300 to 350.
async fn edited_after_collecting() -> (World, Invoice) {
    let (world, invoice) = synced("300.00").await;
    world.pay(&invoice).await;
    world.sync().await;
    assert!(
        world.holds().await.is_empty(),
        "our own Payment moves balance, links and version: that is no edit"
    );
    let dearer = world.line("Managed services", "350.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
    world.sync().await;
    (world, invoice)
}

#[tokio::test]
async fn i12_edited_after_it_was_collected_is_asked_about_and_not_overwritten() {
    let (world, invoice) = edited_after_collecting().await;
    let hold = world.hold("I12").await;
    let HoldReason::InvoiceEdited { invoice: name, before, after, collected, .. } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert_eq!(name.number, Said::new(invoice.number.as_str()));
    assert_eq!([before, after, collected].map(|money| money.minor.0), [30_000, 35_000, 30_000]);
    let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(choices, [ChoiceId::Keep, ChoiceId::Send]);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 30_000);

    world.decide(&hold, "keep", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 30_000, "kept as it was");

    // The same edit is not asked about again, another one is.
    world.edit("Invoice", &invoice.id, json!({ "CustomerMemo": { "value": "Thank you" } })).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-12-01" })).await;
    world.sync().await;
    world.hold("I12").await;
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i12_the_new_amount_is_sent_when_somebody_says_so() {
    let (world, invoice) = edited_after_collecting().await;
    world.decide(&world.hold("I12").await, "send", &[]).await;
    world.sync().await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((minor(&shown["total"]), minor(&shown["outstanding_balance"])), (35_000, 5_000));
    assert!(world.holds().await.is_empty());
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i12_after_a_reinstall_an_edit_is_still_seen() {
    let (world, invoice) = synced("300.00").await;
    world.pay(&invoice).await;
    world.sync().await;
    let dearer = world.line("Managed services", "350.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;

    let again = world.another().await;
    again.start().await;
    again.sync().await;
    let holds = again.holds().await;
    assert!(holds.iter().any(|hold| hold.draft.rule() == Rule::I12), "{holds:#?}");
    assert_eq!(minor(&again.mirror(&invoice).await.unwrap()["total"]), 30_000);
}

#[tokio::test]
async fn i14_the_first_read_takes_open_invoices_of_any_age_and_paid_ones_of_ninety_days() {
    let world = World::empty().await;
    let customer = world.customer("Harbor Dental").await;
    let dated = async |date: &str| {
        let fields =
            json!({ "TxnDate": date, "DueDate": date, "Line": [world.line("Services", "100.00").await] });
        world.invoice_of(&customer, fields).await
    };
    let old_open = dated("2023-02-01").await;
    let recent_paid = dated("2026-05-07").await;
    let old_paid = dated("2026-05-05").await;
    for paid in [&recent_paid, &old_paid] {
        world.external_payment(paid, "100.00").await;
    }
    world.start().await;
    world.sync().await;
    assert_eq!(outstanding(&world, &old_open).await, 10_000);
    assert_eq!(text(&world.mirror(&recent_paid).await.unwrap()["status"]), "PAID");
    assert_eq!(world.mirror(&old_paid).await, None);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i14_another_start_date_can_be_chosen() {
    let world = World::empty().await;
    world.set(|settings| settings.preferences.start_date = Some("2026-01-01".parse().unwrap())).await;
    let customer = world.customer("Harbor Dental").await;
    let fields = json!({ "TxnDate": "2026-01-02", "Line": [world.line("Services", "100.00").await] });
    let paid = world.invoice_of(&customer, fields).await;
    world.external_payment(&paid, "100.00").await;
    world.start().await;
    world.sync().await;
    assert_eq!(text(&world.mirror(&paid).await.unwrap()["status"]), "PAID");
}

#[tokio::test]
async fn i15_deleted_and_made_again_under_the_same_number_is_another_invoice() {
    let (world, invoice) = synced("300.00").await;
    let before = world.mirror(&invoice).await.unwrap();
    world.delete("Invoice", &invoice.id).await;
    let fields =
        json!({ "DocNumber": invoice.number, "Line": [world.line("Managed services", "300.00").await] });
    let again = world.invoice_of(&invoice.customer, fields).await;
    assert_ne!(again.id, invoice.id);
    world.sync().await;

    let old = world.mirror(&invoice).await.unwrap();
    let new = world.mirror(&again).await.unwrap();
    assert_eq!((&old["archived"], &old["id"]), (&json!(true), &before["id"]));
    assert_eq!(new["archived"], json!(false));
    assert_ne!(new["id"], old["id"], "the old link is not reused");
    assert!(world.violations().await.is_empty());
}
