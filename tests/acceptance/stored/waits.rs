//! What waited by itself then goes on by itself now.

use engine::awaited::Awaited;
use engine::rule::Rule;
use serde_json::json;
use support::{Invoice, minor};

use super::opening::Stored;
use crate::text;

async fn state_of_payment(stored: &Stored, name: &str) -> String {
    let link = stored.world.payment(&stored.record(name)).await["link"].clone();
    link["state"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_waited_for_a_service_goes_on_when_it_answers() {
    let stored = Stored::open("waiting").await;
    let before = stored.open_holds().await;
    stored.world.injector.discharge();
    stored.world.sync_for(10).await;
    for name in ["behind", "found", "unlinked"] {
        assert_eq!(state_of_payment(&stored, &format!("payment/{name}")).await, "recorded", "{name}");
    }
    assert_eq!(state_of_payment(&stored, "payment/leaving").await, "held", "a person deleted it");
    let ours = stored.world.our_payments().await;
    for name in ["behind", "found", "unlinked"] {
        let id = stored.record(&format!("payment/{name}"))["id"].clone();
        let of_it = ours.iter().filter(|payment| text(&payment["PrivateNote"]).contains(text(&id)));
        assert_eq!(of_it.count(), 1, "{name}");
    }
    let unread = stored.record("invoice/unread_customer");
    assert!(stored.world.mirror_of("invoices", text(&unread["id"])).await.is_some());
    // The payment that could not be read is recorded, and its payout deposited.
    let payout = stored.world.payout_now(&stored.record("payout/unread_payment")).await;
    assert_eq!(text(&payout["link"]["state"]), "recorded", "{payout:#}");
    // The deposit that was to be read is another's.
    let hold = stored.hold("payout/unread_deposit").await;
    assert_eq!(hold.draft.rule(), Rule::D3);
    let mut open = stored.open_holds().await;
    open.remove(&hold.id);
    assert_eq!(open, before, "what was asked is asked still, under the same ids");
}

#[tokio::test]
async fn what_waits_for_other_things_still_does() {
    let stored = Stored::open("waiting").await;
    stored.world.injector.discharge();
    stored.world.sync_for(10).await;
    stored.world.set(|_| {}).await;
    stored.world.sync_for(5).await;
    let waits = stored.waits().await;
    let of = |name| waits.get(stored.named(name)).unwrap_or_else(|| panic!("{name}: {waits:#?}"));
    assert!(matches!(of("invoice/edited"), Awaited::PaymentSettled { archives: false, .. }));
    assert!(matches!(of("invoice/deleted"), Awaited::PaymentSettled { archives: true, .. }));
    assert!(matches!(of("payment/never_read"), Awaited::Invoices(_)));
    assert_eq!(*of("payment/unknown_state"), Awaited::KnownState);
    assert_eq!(*of("payment/clearing"), Awaited::Capture);
    assert_eq!(*of("payout/scheduled"), Awaited::Arrival("2026-08-05".parse().unwrap()));
    assert!(matches!(of("payout/held_payment"), Awaited::PaymentRecorded(_)));
    assert!(matches!(of("payout/lost_payment"), Awaited::PaymentDecided(_)));
    stored.world.move_payment(&stored.record("payment/clearing"), "settle", json!({})).await;
    stored.world.pay_out(&stored.record("payout/scheduled")).await;
    stored.world.sync_for(5).await;
    assert_eq!(state_of_payment(&stored, "payment/clearing").await, "recorded");
    let payout = stored.world.payout_now(&stored.record("payout/scheduled")).await;
    assert_eq!(text(&payout["link"]["state"]), "recorded");
}

#[tokio::test]
async fn what_waited_for_an_account_goes_on_once_it_is_known() {
    let stored = Stored::open("invoices").await;
    stored.world.sync_for(5).await;
    let waits = stored.waits().await;
    assert_eq!(waits[stored.named("payment/no_account")], Awaited::PaymentAccount);
    assert_eq!(waits[stored.named("payout/no_account")], Awaited::BankAccount);
    let found = stored.named("undeposited_funds").to_owned();
    stored.world.set(|settings| settings.undeposited_funds = Some(found.as_str().into())).await;
    let checking = stored.world.account("Checking");
    stored.world.set(|settings| settings.preferences.deposit_account = Some(checking.as_str().into())).await;
    stored.world.sync_for(5).await;
    assert_eq!(state_of_payment(&stored, "payment/no_account").await, "recorded");
    let deposits = stored.world.all("Deposit").await;
    assert_eq!(deposits.iter().map(|deposit| minor(&deposit["TotalAmt"])).collect::<Vec<_>>(), [6_000]);
}

#[tokio::test]
async fn f4_drift_stays_until_quickbooks_has_something_newer() {
    let stored = Stored::open("invoices").await;
    let invoice = stored.record("invoice/drift");
    let shown =
        async || minor(&stored.world.mirror_of("invoices", text(&invoice["id"])).await.unwrap()["total"]);
    assert_eq!(shown().await, 31_000);
    stored.world.sync_for(5).await;
    assert_eq!(shown().await, 31_000, "never forced");
    stored.world.edit("Invoice", text(&invoice["id"]), json!({ "DueDate": "2026-11-01" })).await;
    stored.world.sync_for(5).await;
    assert_eq!(shown().await, 32_000);
}

#[tokio::test]
async fn i13_a_payment_in_the_books_moves_the_balance_and_neither_pdf_nor_customer() {
    let stored = Stored::open("invoices").await;
    let id = text(&stored.record("invoice/plain")["id"]).to_owned();
    let customer = stored.world.books("Invoice", &id).await.unwrap()["CustomerRef"]["value"].clone();
    let customer = text(&customer).to_owned();
    let invoice = Invoice { id: id.clone(), customer, number: String::new() };
    let mark = stored.world.request_mark().await;
    stored.world.external_payment(&invoice, "5.00").await;
    stored.world.sync_for(5).await;
    assert_eq!(stored.told(mark).await, [format!("PUT invoices/{id}")]);
    let asked = stored.world.asked(mark).await;
    assert!(!asked.iter().any(|(call, _)| call.contains("pdf")), "its content is the same: {asked:#?}");
    assert_eq!(minor(&stored.world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 4_000);
}

#[tokio::test]
async fn p5_what_a_person_matched_is_nobody_elses_look_alike() {
    let stored = Stored::open("payments").await;
    // That customer has a payment of 100 keyed by hand, which stands for another payment of Alternative.
    let customer = stored.named("payment/returned_by_hand/customer").to_owned();
    let invoice = stored.world.invoice_for(&customer, &[("Backup", "100.00")]).await;
    stored.world.sync().await;
    let before = stored.world.our_payments().await.len();
    stored.world.pay(&invoice).await;
    let open = stored.open_holds().await;
    stored.world.sync_for(5).await;
    assert_eq!(stored.world.our_payments().await.len(), before + 1);
    assert_eq!(stored.open_holds().await, open);
}
