//! What a choice comes to in the books and at Alternative.

use serde_json::Value;
use support::minor;

use super::opening::Stored;
use crate::text;

/// Where a payment of Alternative stands.
#[derive(Debug, PartialEq, Eq)]
struct Paid {
    /// Our Payments for it: date, total, what is not applied to an invoice.
    ours: Vec<(String, i64, i64)>,
    /// What Alternative was told, and the Payments it was told of.
    told: (String, Vec<String>),
    /// It is held.
    held: bool,
}

/// Where a payout of Alternative stands.
#[derive(Debug, PartialEq, Eq)]
struct PaidOut {
    /// Our Deposits for it: date and total.
    ours: Vec<(String, i64)>,
    told: (String, Option<String>),
    held: bool,
}

async fn paid(stored: &Stored, name: &str) -> (Paid, Vec<String>) {
    let record = stored.record(name);
    let id = text(&record["id"]);
    let ours: Vec<_> = stored.world.our_payments().await;
    let ours: Vec<_> = ours.iter().filter(|payment| text(&payment["PrivateNote"]).contains(id)).collect();
    let ids = ours.iter().map(|payment| text(&payment["Id"]).to_owned()).collect();
    let facts = ours.iter().map(|payment| {
        (text(&payment["TxnDate"]).to_owned(), minor(&payment["TotalAmt"]), minor(&payment["UnappliedAmt"]))
    });
    let link = stored.world.payment(&record).await["link"].clone();
    let told = link["qbo_payment_ids"].as_array().into_iter().flatten().map(|id| text(id).to_owned());
    let told = (link["state"].as_str().unwrap_or_default().to_owned(), told.collect());
    (Paid { ours: facts.collect(), told, held: stored.held(name).await.is_some() }, ids)
}

async fn paid_out(stored: &Stored, name: &str) -> (PaidOut, Vec<String>) {
    let record = stored.record(name);
    let id = text(&record["id"]);
    let deposits = stored.world.all("Deposit").await;
    let of_it = |deposit: &&Value| deposit["PrivateNote"].as_str().is_some_and(|note| note.contains(id));
    let ours: Vec<_> = deposits.iter().filter(of_it).collect();
    let ids = ours.iter().map(|deposit| text(&deposit["Id"]).to_owned()).collect();
    let facts =
        ours.iter().map(|deposit| (text(&deposit["TxnDate"]).to_owned(), minor(&deposit["TotalAmt"])));
    let link = stored.world.payout_now(&record).await["link"].clone();
    let deposit = link["qbo_deposit_id"].as_str().map(str::to_owned);
    let told = (link["state"].as_str().unwrap_or_default().to_owned(), deposit);
    (PaidOut { ours: facts.collect(), told, held: stored.held(name).await.is_some() }, ids)
}

/// Asserts that a choice on a hold did what it says: `case` is the hold (`payment/balance`), `name` what the scene calls
/// its subject.
pub(super) async fn has(stored: &Stored, case: &str, name: &str, choice: &str) {
    if case.starts_with("payment/") {
        on_payment(stored, case, name, choice).await;
    } else if case.starts_with("payout/") {
        on_payout(stored, case, name, choice).await;
    } else if case.starts_with("before_start/") {
        let (paid, _) = paid(stored, &format!("{name}/payment")).await;
        assert_eq!((choice, paid.ours, paid.told.0), ("leave", Vec::new(), String::new()), "{name}");
        assert!(stored.held(name).await.is_none(), "{name}");
    } else {
        on_invoice(stored, case, name, choice).await;
    }
}

async fn on_payment(stored: &Stored, case: &str, name: &str, choice: &str) {
    let (paid, ids) = paid(stored, name).await;
    let told = |state: &str, ids: &[String]| (state.to_owned(), ids.to_vec());
    let recorded = |date: &str, unapplied: i64| Paid {
        ours: vec![(date.to_owned(), 30_000, unapplied)],
        told: told("recorded", &ids),
        held: false,
    };
    let nothing = |held: bool| Paid { ours: Vec::new(), told: told("held", &[]), held };
    let named = |what: &str| stored.named(&format!("{name}/{what}")).to_owned();
    let expected = match (case, choice) {
        // Where QuickBooks refused although its closing date is earlier, the first open day is the one after that date.
        ("payment/closed" | "payment/closed_unknown", "post_first_open_day") => recorded("2026-08-05", 0),
        ("payment/closed", "wait_for_accountant") => nothing(false),
        ("payment/balance_look_alike", "already_recorded") => {
            Paid { ours: Vec::new(), told: told("recorded", &[named("keyed")]), held: false }
        }
        // P11: what was keyed does not pay the invoice, or not all of it, which is another question.
        ("payment/balance", "already_recorded") | ("payment/look_alike", "it_is_that_one") => {
            // What Alternative was told before that question existed stays.
            let state = if stored.is_settled() { "recorded" } else { "held" };
            Paid { ours: Vec::new(), told: told(state, &[named("keyed")]), held: !stored.is_settled() }
        }
        ("payment/balance", "keep_as_credit") => recorded("2026-08-06", 25_000),
        ("payment/balance_look_alike" | "payment/gone" | "payment/voided", "keep_as_credit") => {
            recorded("2026-08-06", 30_000)
        }
        (_, "check_again") => nothing(true),
        // There the books are open as far as anybody knows, so that it is sent again at once.
        ("payment/closed_unknown", "wait_for_accountant")
        | ("payment/look_alike", "record_ours_too")
        | ("payment/vanished" | "payment/lost", "record_again")
        | ("payment/refused", "try_again") => recorded("2026-08-06", 0),
        // Alternative goes on knowing it as held, with the Payment that was deleted.
        ("payment/vanished" | "payment/lost", "accept") => {
            Paid { ours: Vec::new(), told: told("held", &[named("deleted")]), held: false }
        }
        _ => return went_back(stored, (case, name, choice), &paid, &ids).await,
    };
    assert_eq!(paid, expected, "{name}: {choice}");
    if let ("record_again", [again]) = (choice, &ids[..]) {
        assert_ne!(*again, named("deleted"), "{name}");
    }
}

/// Returns that a person handled: nothing in the books is touched.
async fn went_back(stored: &Stored, (case, name, choice): (&str, &str, &str), paid: &Paid, ids: &[String]) {
    assert_eq!((choice, paid.held), ("i_handled_it", false), "{name}");
    let state = if case == "payment/latecomers" { "recorded" } else { "removed" };
    assert_eq!(paid.told.0, state, "{name}: {paid:?}");
    let keyed = case == "payment/returned_by_hand";
    assert_eq!(ids.len(), usize::from(!keyed), "{name}: what is in QuickBooks stays there");
    for id in &paid.told.1 {
        assert!(stored.world.books("Payment", id).await.is_some(), "{name}: {id}");
    }
    assert_eq!(paid.told.1.len(), 1, "{name}: {paid:?}");
}

async fn on_payout(stored: &Stored, case: &str, name: &str, choice: &str) {
    let (paid_out, ids) = paid_out(stored, name).await;
    let deposited = |date: &str, total: i64| PaidOut {
        ours: vec![(date.to_owned(), total)],
        told: ("recorded".to_owned(), ids.first().cloned()),
        held: false,
    };
    let nothing = PaidOut { ours: Vec::new(), told: ("held".to_owned(), None), held: false };
    let expected = match (case, choice) {
        ("payout/closed" | "payout/closed_unknown", "post_first_open_day") => deposited("2026-08-05", 30_000),
        ("payout/apart", "choose_account") => deposited("2026-08-07", 27_500),
        ("payout/closed_unknown", "wait_for_accountant")
        | ("payout/refused", "try_again")
        | ("payout/lost", "write_again") => deposited("2026-08-07", 30_000),
        ("payout/whole" | "payout/whole_found", "use_deposit") => {
            let deposit = stored.named(&format!("{name}/deposit")).to_owned();
            PaidOut { told: ("recorded".to_owned(), Some(deposit)), ..nothing }
        }
        ("payout/failed_late", "i_handled_it") => {
            PaidOut { told: nothing.told, ..deposited("2026-08-07", 30_000) }
        }
        _ => nothing,
    };
    assert_eq!(paid_out, expected, "{name}: {choice}");
    if let ("write_again", [again]) = (choice, &ids[..]) {
        assert_ne!(again, stored.named(&format!("{name}/deleted")), "{name}");
    }
}

async fn on_invoice(stored: &Stored, case: &str, name: &str, choice: &str) {
    let record = stored.record(name);
    let held = stored.held(name).await.is_some();
    let kind = if case.starts_with("customer/") { "customers" } else { "invoices" };
    let shown = stored.world.mirror_of(kind, text(&record["id"])).await;
    let total = shown.as_ref().map(|shown| if kind == "invoices" { minor(&shown["total"]) } else { 0 });
    let expected = match (case, choice) {
        // It does not come to its total still.
        ("invoice/crooked", "check_again") => (total, true),
        ("invoice/refused", "try_again") => (Some(21_000), false),
        ("customer/refused", "try_again") => {
            let invoice = stored.record(&format!("{name}/invoice"));
            let shown = stored.world.mirror_of("invoices", text(&invoice["id"])).await;
            assert!(shown.is_some(), "{name}: its invoices follow");
            (Some(0), false)
        }
        ("invoice/edited", "keep") => (Some(30_000), false),
        ("invoice/edited", "send") => (Some(50_000), false),
        _ => panic!("nobody knows what {choice} on {case} comes to"),
    };
    assert_eq!((total, held), expected, "{name}: {choice}");
    if case == "invoice/edited" {
        let outstanding = minor(&shown.unwrap()["outstanding_balance"]);
        assert_eq!(outstanding, total.unwrap() - 10_000, "{name}: {choice}");
    }
}
