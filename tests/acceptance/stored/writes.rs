//! Writes that were under way when the program of then ended (rule P6).

use std::collections::BTreeMap;

use serde_json::Value;

use super::golden::values;
use super::opening::Stored;
use crate::text;

/// Slots of the five writes whose answers were lost, with the ids that their requests had.
async fn lost(stored: &Stored) -> BTreeMap<String, String> {
    let newest: BTreeMap<_, _> =
        stored.attempts().await.into_iter().map(|((slot, _), request)| (slot, request)).collect();
    let names = [
        ("record_payment", "payment/first"),
        ("record_payment", "payment/second_generation"),
        ("remove_payment", "payment/removed"),
        ("record_deposit", "payout/deposited"),
    ];
    let mut lost = BTreeMap::new();
    for (kind, name) in names {
        let wanted = format!("{kind}:{}", stored.named(name));
        let found = newest.iter().find(|(slot, _)| slot.starts_with(&wanted));
        let (slot, request) = found.unwrap_or_else(|| panic!("{wanted}: {newest:?}"));
        lost.insert(slot.clone(), request.clone());
    }
    lost.insert("ensure_fee_account".to_owned(), newest["ensure_fee_account"].clone());
    lost
}

/// Ids of what QuickBooks has.
async fn ids(stored: &Stored, entity: &str) -> Vec<String> {
    stored.world.all(entity).await.iter().map(|record| text(&record["Id"]).to_owned()).collect()
}

/// Everything that was under way is done, and both sides know it.
async fn is_done(stored: &Stored) {
    let (world, id) = (&stored.world, |name: &str| serde_json::json!({ "id": stored.named(name) }));
    for name in ["payment/first", "payment/second_generation"] {
        assert_eq!(text(&world.payment(&id(name)).await["link"]["state"]), "recorded", "{name}");
    }
    assert_eq!(text(&world.payment(&id("payment/removed")).await["link"]["state"]), "removed");
    for name in ["payout/deposited", "payout/waits_for_fee_account"] {
        assert_eq!(text(&world.payout_now(&id(name)).await["link"]["state"]), "recorded", "{name}");
    }
    let notes: Vec<_> =
        world.our_payments().await.iter().map(|it| text(&it["PrivateNote"]).to_owned()).collect();
    for name in ["payment/first", "payment/second_generation"] {
        let of_it = notes.iter().filter(|note| note.contains(stored.named(name))).count();
        assert_eq!(of_it, 1, "{name}: {notes:?}");
    }
    assert!(!notes.iter().any(|note| note.contains(stored.named("payment/removed"))), "{notes:?}");
    assert_eq!(world.all("Deposit").await.len(), 2);
    let fees = world.query("select * from Account where Name = 'Alternative Payments Fees'").await;
    assert_eq!(fees.len(), 1, "{fees:#?}");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.violations().await, Vec::<Value>::new());
    assert_eq!(world.store.verify_journal(&world.company).await.unwrap(), None);
}

#[tokio::test]
async fn p6_what_quickbooks_did_without_an_answer_is_found_and_not_done_again() {
    for by_change_data in [true, false] {
        let stored = Stored::open("lost_answers").await;
        if !by_change_data {
            // Then only the look before a repeated write can find it.
            for entity in ["Payment", "Deposit"] {
                stored.world.injector.treat("/cdc", format!("\"{entity}\":["), "\"Unseen\":[");
            }
        }
        let (payments, deposits) = (ids(&stored, "Payment").await, ids(&stored, "Deposit").await);
        let mark = stored.world.request_mark().await;
        stored.world.sync_for(10).await;
        assert_eq!(ids(&stored, "Payment").await, payments, "by change data: {by_change_data}");
        let written: Vec<_> = stored.written(mark).await.into_iter().map(|(path, _)| path).collect();
        assert_eq!(written, ["deposit"], "the payout that waited for the fee account, and nothing else");
        assert_eq!(deposits.len(), 1);
        is_done(&stored).await;
    }
}

#[tokio::test]
async fn p6_what_never_reached_quickbooks_is_sent_once_with_the_same_request_id() {
    let stored = Stored::open("lost_requests").await;
    let lost = lost(&stored).await;
    let mark = stored.world.request_mark().await;
    stored.world.sync_for(10).await;
    are_sent_once(&stored, mark, &lost).await;
    is_done(&stored).await;
    let mut notes: Vec<_> = stored.world.all("Payment").await;
    notes.extend(stored.world.all("Deposit").await);
    for (inputs, note) in values("note") {
        let with_it = notes.iter().filter(|record| record["PrivateNote"] == note.as_str()).count();
        let removed = inputs["payment"] == stored.named("payment/removed");
        assert_eq!(with_it, usize::from(!removed), "{note}");
    }
}

/// Each lost write was sent again, once and with the request id it had, and beside them only the deposit that waited.
async fn are_sent_once(stored: &Stored, mark: u64, lost: &BTreeMap<String, String>) {
    let mut written = stored.written(mark).await;
    for (slot, request) in lost {
        let before = written.len();
        written.retain(|(_, id)| id != request);
        assert_eq!(before - written.len(), 1, "{slot} with {request}: {written:?}");
    }
    let rest: Vec<_> = written.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(rest, ["deposit"], "the payout that waited for the fee account");
}

#[tokio::test]
async fn p6_what_was_tried_and_put_off_is_done_once_with_the_same_request_id() {
    let stored = Stored::open("tried").await;
    let mark = stored.world.request_mark().await;
    let mut attempts = BTreeMap::new();
    for ((slot, generation), request) in stored.attempts().await {
        attempts.insert(slot, (generation, request));
    }
    stored.world.sync_for(10).await;
    let written = stored.written(mark).await;
    let fee = attempts.remove("ensure_fee_account").unwrap();
    let first = |kind: &str, name: &str| {
        let wanted = format!("{kind}:{}", stored.named(name));
        let (_, attempt) = attempts.iter().find(|(slot, _)| slot.starts_with(&wanted)).unwrap();
        attempt.1.clone()
    };
    for (path, request) in [
        ("payment", first("record_payment", "payment/first")),
        ("payment delete", first("remove_payment", "payment/removed")),
        ("deposit", first("record_deposit", "payout/deposited")),
    ] {
        let sent = written.iter().filter(|sent| **sent == (path.to_owned(), request.clone())).count();
        assert_eq!(sent, 1, "{path} with {request}: {written:?}");
    }
    // The account is another request: a refusal would be answered again under the old id.
    let fees: Vec<_> = written.iter().filter(|(path, _)| path == "account").collect();
    let realm = stored.world.realm().as_str().into();
    let again =
        engine::reference::request_id(&realm, "ensure_fee_account", u32::try_from(fee.0).unwrap() + 1);
    assert_eq!(fees.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>(), [again]);
    assert_eq!(written.len(), 5, "and the deposit that waited for the account: {written:?}");
    told_alternative(&stored, mark).await;
}

/// Everything that Alternative did not take then was sent once.
async fn told_alternative(stored: &Stored, mark: u64) {
    let told = stored.told(mark).await;
    let id = |name: &str| stored.named(name);
    for call in [
        format!("PUT invoices/{}", id("invoice/edited")),
        format!("PUT invoices/{}", id("invoice/in_progress")),
        format!("PUT customers/{}", id("invoice/renamed/customer")),
        format!("POST invoices/{}/archive", id("invoice/deleted")),
        format!("POST customers/{}/archive", id("invoice/inactive/customer")),
        format!("PUT invoices/{}/pdf", id("invoice/pdf")),
        format!("PUT payments/{}/link", id("payment/held")),
        format!("PUT payments/{}/link", id("payment/reported")),
        format!("PUT payouts/{}/link", id("payout/reported")),
    ] {
        assert_eq!(told.iter().filter(|sent| **sent == call).count(), 1, "{call}: {told:#?}");
    }
    assert_eq!(stored.world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p6_a_payment_that_was_held_before_it_was_ever_sent_keeps_its_first_request_id() {
    let stored = Stored::open("payments").await;
    let invoice = stored.world.books("Invoice", stored.named("payment/balance/invoice")).await.unwrap();
    let customer = text(&invoice["CustomerRef"]["value"]).to_owned();
    let payment = stored.record("payment/balance")["id"].clone();
    let mark = stored.world.request_mark().await;
    stored.world.decide(&stored.hold("payment/balance").await, "keep_as_credit", &[]).await;
    stored.world.sync().await;
    let slot = format!("record_payment:{}:{customer}", text(&payment));
    let first = engine::reference::request_id(&stored.world.realm().as_str().into(), &slot, 0);
    assert_eq!(
        stored.written(mark).await,
        [("payment".to_owned(), first)],
        "as another computer would send it"
    );
}

#[tokio::test]
async fn p6_what_is_recorded_again_goes_out_under_the_next_generation() {
    let stored = Stored::open("payments").await;
    let before = stored.attempts().await;
    let payment = stored.record("payment/lost")["id"].clone();
    let wanted = format!("record_payment:{}", text(&payment));
    let ((slot, generation), _) = before.iter().find(|((slot, _), _)| slot.starts_with(&wanted)).unwrap();
    let mark = stored.world.request_mark().await;
    stored.world.decide(&stored.hold("payment/lost").await, "record_again", &[]).await;
    stored.world.sync().await;
    let generation = u32::try_from(*generation).unwrap() + 1;
    let next = engine::reference::request_id(&stored.world.realm().as_str().into(), slot, generation);
    assert_eq!(stored.written(mark).await, [("payment".to_owned(), next)]);
}
