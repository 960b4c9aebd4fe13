//! A decision taken today on a hold that was raised then does what it says, and nothing else.

use engine::awaited::Awaited;
use engine::reason::HoldReason;
use support::minor;

use super::effects;
use super::every_company::COMPANIES;
use super::opening::Stored;
use crate::text;

/// The choice is taken on the open hold of the company that has all holds of that kind. What it comes to is looked at,
/// and what was written to QuickBooks for it; every other hold stays open.
async fn chosen(case: &str, choice: &str, written: &[&str]) -> Stored {
    let company = match case.split_once('/') {
        Some(("payment", _)) => "payments",
        Some(("payout", _)) => "payouts",
        _ => "invoices",
    };
    let stored = Stored::open(company).await;
    let mut others = stored.open_holds().await;
    let hold = stored.hold(case).await;
    let mark = stored.world.request_mark().await;
    let account = stored.world.account("Bank Charges");
    let arguments = match (case, choice) {
        (_, "choose_account") => vec![("account", account.as_str())],
        ("payment/balance", "already_recorded") => vec![("payment", stored.named("payment/balance/keyed"))],
        _ => Vec::new(),
    };
    stored.world.decide(&hold, choice, &arguments).await;
    stored.world.sync_for(5).await;
    effects::has(&stored, case, case, choice).await;
    let paths: Vec<_> = stored.written(mark).await.into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, written, "{case}: {choice}");
    others.remove(&hold.id);
    let mut open = stored.open_holds().await;
    let subject = hold.draft.subject.to_string();
    open.retain(|_, about| about.split_once(' ').is_none_or(|(_, of)| of != subject));
    assert_eq!(open, others, "{case}: {choice}");
    stored
}

#[tokio::test]
async fn c1_try_again_sends_the_customer_and_its_invoices() {
    chosen("customer/refused", "try_again", &[]).await;
}

#[tokio::test]
async fn i1_try_again_sends_the_invoice() {
    chosen("invoice/refused", "try_again", &[]).await;
}

#[tokio::test]
async fn i3_check_again_asks_the_same_until_the_invoice_adds_up() {
    let stored = chosen("invoice/crooked", "check_again", &[]).await;
    let id = stored.record("invoice/crooked")["id"].clone();
    assert_eq!(stored.world.mirror_of("invoices", text(&id)).await, None, "it is not sent");
    stored.world.injector.discharge();
    stored.world.decide(&stored.hold("invoice/crooked").await, "check_again", &[]).await;
    stored.world.sync().await;
    assert!(stored.held("invoice/crooked").await.is_none());
    assert!(stored.world.mirror_of("invoices", text(&id)).await.is_some());
}

#[tokio::test]
async fn i12_keep_leaves_the_invoice_as_the_payer_saw_it() {
    let stored = chosen("invoice/edited", "keep", &[]).await;
    stored.world.set(|_| {}).await;
    stored.world.sync_for(5).await;
    effects::has(&stored, "invoice/edited", "invoice/edited", "keep").await;
}

#[tokio::test]
async fn i12_send_shows_the_new_amount() {
    chosen("invoice/edited", "send", &[]).await;
}

#[tokio::test]
async fn p1_try_again_sends_it_with_a_new_request_id() {
    let stored = Stored::open("payments").await;
    let before = stored.attempts().await;
    let mark = stored.world.request_mark().await;
    stored.world.decide(&stored.hold("payment/refused").await, "try_again", &[]).await;
    stored.world.sync().await;
    let written = stored.written(mark).await;
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(!before.values().any(|id| *id == written[0].1), "QuickBooks would answer with its old refusal");
    effects::has(&stored, "payment/refused", "payment/refused", "try_again").await;
}

macro_rules! on_a_payment {
    ($($test:ident: $case:literal $choice:literal $written:expr;)+) => {
        $(
            #[tokio::test]
            async fn $test() {
                chosen(concat!("payment/", $case), $choice, &$written).await;
            }
        )+
    };
}

on_a_payment! {
    p4_handled_by_hand_counts_as_recorded: "latecomers" "i_handled_it" [];
    p5_already_recorded_is_linked: "balance" "already_recorded" [];
    p5_already_recorded_is_the_look_alike_that_was_found: "balance_look_alike" "already_recorded" [];
    p5_the_rest_is_kept_as_credit: "balance" "keep_as_credit" ["payment"];
    p5_all_of_it_is_kept_as_credit: "balance_look_alike" "keep_as_credit" ["payment"];
    p5_a_deleted_invoice_leaves_a_credit: "gone" "keep_as_credit" ["payment"];
    p5_a_voided_invoice_leaves_a_credit: "voided" "keep_as_credit" ["payment"];
    p5_check_again_asks_the_same_about_the_balance: "balance" "check_again" [];
    p5_check_again_asks_the_same_about_the_look_alike: "balance_look_alike" "check_again" [];
    p5_check_again_asks_the_same_about_a_deleted_invoice: "gone" "check_again" [];
    p5_check_again_asks_the_same_about_a_voided_invoice: "voided" "check_again" [];
    p5_it_is_that_one_is_linked: "look_alike" "it_is_that_one" [];
    p5_ours_is_recorded_too: "look_alike" "record_ours_too" ["payment"];
    p9_what_was_deleted_is_recorded_again: "lost" "record_again" ["payment"];
    p9_what_was_deleted_is_accepted: "lost" "accept" [];
    // The other computer's request had the same id, so QuickBooks repeats its answer first.
    p9_what_another_computer_recorded_is_recorded_again: "vanished" "record_again" ["payment", "payment"];
    p9_what_another_computer_recorded_is_accepted: "vanished" "accept" [];
    d7_a_payment_is_posted_on_the_first_open_day: "closed" "post_first_open_day" ["payment"];
    d7_a_payment_that_quickbooks_refused_is_posted_on_the_first_open_day:
        "closed_unknown" "post_first_open_day" ["payment"];
    d7_a_payment_that_quickbooks_refused_is_tried_at_once_while_no_such_closing_date_is_known:
        "closed_unknown" "wait_for_accountant" ["payment"];
    p8_a_return_on_a_deposit_is_handled: "returned_deposited" "i_handled_it" [];
    p8_a_return_that_was_deposited_meanwhile_is_handled: "returned_meanwhile_deposited" "i_handled_it" [];
    p8_a_return_that_quickbooks_keeps_is_handled: "returned_not_removable" "i_handled_it" [];
    p8_a_return_in_closed_books_is_handled: "returned_closed" "i_handled_it" [];
    p8_a_return_of_what_was_keyed_by_hand_is_handled: "returned_by_hand" "i_handled_it" [];
    p8_a_refund_is_handled: "refunded" "i_handled_it" [];
    p8_a_chargeback_is_handled: "charged_back" "i_handled_it" [];
}

#[tokio::test]
async fn d7_a_payment_waits_for_the_accountant_and_is_recorded_on_its_own_day() {
    let stored = chosen("payment/closed", "wait_for_accountant", &[]).await;
    let waits = stored.waits().await;
    assert!(matches!(waits[stored.named("payment/closed")], Awaited::OpenBooks(_)), "{waits:#?}");
    stored.world.close_books("2026-07-31").await;
    stored.world.sync_for(5).await;
    let ours = stored.world.our_payments().await;
    let id = stored.record("payment/closed")["id"].clone();
    let of_it: Vec<_> = ours.iter().filter(|it| text(&it["PrivateNote"]).contains(text(&id))).collect();
    assert_eq!(of_it.iter().map(|it| text(&it["TxnDate"])).collect::<Vec<_>>(), ["2026-08-04"]);
}

macro_rules! on_a_payout {
    ($($test:ident: $case:literal $choice:literal $written:expr;)+) => {
        $(
            #[tokio::test]
            async fn $test() {
                chosen(concat!("payout/", $case), $choice, &$written).await;
            }
        )+
    };
}

on_a_payout! {
    d3_the_difference_goes_to_the_chosen_account: "apart" "choose_account" ["deposit"];
    d3_a_deposit_made_by_hand_is_used: "whole" "use_deposit" [];
    d3_a_deposit_made_meanwhile_is_used: "whole_found" "use_deposit" [];
    d3_a_payout_on_a_deposit_made_by_hand_is_left_to_a_person: "whole" "i_handle_it" [];
    d3_a_payout_on_a_deposit_made_meanwhile_is_left_to_a_person: "whole_found" "i_handle_it" [];
    d3_a_payout_in_part_on_another_deposit_is_left_to_a_person: "some" "i_handle_it" [];
    d3_a_payout_in_part_deposited_meanwhile_is_left_to_a_person: "some_found" "i_handle_it" [];
    d3_a_payout_in_part_straight_at_the_bank_is_left_to_a_person: "straight_to_bank" "i_handle_it" [];
    d3_a_refused_deposit_is_written_again: "refused" "try_again" ["deposit"];
    d4_a_payout_that_failed_late_is_handled: "failed_late" "i_handled_it" [];
    d5_a_deleted_deposit_is_written_again: "lost" "write_again" ["deposit"];
    d5_a_deleted_deposit_is_accepted: "lost" "accept" [];
    d7_a_deposit_is_posted_on_the_first_open_day: "closed" "post_first_open_day" ["deposit"];
    d7_a_deposit_that_quickbooks_refused_is_posted_on_the_first_open_day:
        "closed_unknown" "post_first_open_day" ["deposit"];
    d7_a_deposit_that_quickbooks_refused_is_tried_at_once_while_no_such_closing_date_is_known:
        "closed_unknown" "wait_for_accountant" ["deposit"];
    d13_what_cannot_be_a_deposit_is_left_to_a_person: "not_a_deposit" "i_handle_it" [];
}

#[tokio::test]
async fn d3_a_difference_waits_quietly_for_as_long_as_it_is_the_same() {
    let stored = chosen("payout/apart", "wait", &[]).await;
    stored.world.set(|_| {}).await;
    stored.world.sync_for(5).await;
    effects::has(&stored, "payout/apart", "payout/apart", "wait").await;
    let waits = stored.waits().await;
    assert!(matches!(waits[stored.named("payout/apart")], Awaited::Explained { .. }), "{waits:#?}");
}

#[tokio::test]
async fn d7_a_deposit_waits_for_the_accountant_and_is_written_on_its_own_day() {
    let stored = chosen("payout/closed", "wait_for_accountant", &[]).await;
    let waits = stored.waits().await;
    assert!(matches!(waits[stored.named("payout/closed")], Awaited::OpenBooks(_)), "{waits:#?}");
    stored.world.close_books("2026-07-31").await;
    stored.world.sync_for(5).await;
    let deposits = stored.world.all("Deposit").await;
    let id = stored.record("payout/closed")["id"].clone();
    let of_it =
        deposits.iter().filter(|it| it["PrivateNote"].as_str().is_some_and(|note| note.contains(text(&id))));
    assert_eq!(of_it.map(|it| text(&it["TxnDate"])).collect::<Vec<_>>(), ["2026-08-04"]);
}

/// Totals of our Payments.
async fn posted(stored: &Stored) -> Vec<i64> {
    let mut totals: Vec<_> =
        stored.world.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
    totals.sort_unstable();
    totals
}

#[tokio::test]
async fn p17_the_ticked_ones_are_posted_and_the_rest_stays_listed() {
    let stored = Stored::open("before_start").await;
    assert_eq!(posted(&stored).await, [30_000], "ticked then");
    let ticked = stored.record("payment/waiting");
    let hold = stored.hold("before_start").await;
    stored.world.decide(&hold, "post", &[("payments", text(&ticked["id"]))]).await;
    stored.world.sync_for(5).await;
    assert_eq!(posted(&stored).await, [8_000, 30_000]);
    assert_ne!(stored.hold("before_start").await.id, hold.id, "another list is another question");
}

#[tokio::test]
async fn p17_all_are_posted_and_deposited() {
    let stored = Stored::open("before_start").await;
    stored.world.decide(&stored.hold("before_start").await, "post", &[("payments", "all")]).await;
    stored.world.sync_for(5).await;
    assert_eq!(posted(&stored).await, [2_000, 5_000, 8_000, 30_000]);
    let deposits = stored.world.all("Deposit").await;
    assert_eq!(deposits.iter().map(|deposit| minor(&deposit["TotalAmt"])).collect::<Vec<_>>(), [2_000]);
    assert!(stored.held("before_start").await.is_none());
}

#[tokio::test]
async fn p17_what_is_left_is_neither_posted_nor_listed_again() {
    let stored = Stored::open("before_start").await;
    stored.world.decide(&stored.hold("before_start").await, "leave", &[]).await;
    stored.world.sync_for(5).await;
    stored.world.set(|_| {}).await;
    stored.world.sync_for(5).await;
    assert_eq!(posted(&stored).await, [30_000]);
    assert!(stored.held("before_start").await.is_none());
}

#[tokio::test]
async fn p17_what_was_left_then_is_not_listed_again() {
    let stored = Stored::open("before_start").await;
    stored.world.sync_for(5).await;
    let left = stored.record("payment/left")["id"].clone();
    let hold = stored.hold("before_start").await;
    let HoldReason::BeforeStart { earlier } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!(earlier.len(), 4, "{earlier:?}");
    assert!(!earlier.iter().any(|one| one.subject.to_string().contains(text(&left))), "{earlier:?}");
}

#[tokio::test]
async fn choices_that_only_show_something_change_nothing() {
    for company in COMPANIES {
        let stored = Stored::open(company).await;
        let entries = stored.journal().await.len();
        let open = stored.open_holds().await;
        for hold in stored.world.holds().await {
            for choice in ["show", "open_in_quickbooks"] {
                if hold.draft.choices().iter().any(|offered| offered.id().as_str() == choice) {
                    stored.world.decide(&hold, choice, &[]).await;
                }
            }
        }
        assert_eq!(stored.open_holds().await, open, "{company}");
        assert_eq!(stored.journal().await.len(), entries, "{company}");
    }
}

/// Decisions of a company by the names that the scene gives them: the hold, the name, the choice.
fn decisions(stored: &Stored) -> Vec<(String, String, String)> {
    let names = stored.names().filter_map(|name| {
        let parts: Vec<_> = name.split('/').collect();
        let [kind, case, choice] = parts[..] else { return None };
        Some((format!("{kind}/{case}"), name.clone(), choice.to_owned()))
    });
    names.collect()
}

#[tokio::test]
async fn decisions_that_were_taken_just_before_the_end_are_carried_out() {
    let stored = Stored::open("pressed").await;
    stored.world.sync_for(10).await;
    let decisions = decisions(&stored);
    assert_eq!(decisions.len(), 53, "every choice of every hold");
    for (case, name, choice) in decisions {
        effects::has(&stored, &case, &name, &choice).await;
    }
}

#[tokio::test]
async fn decisions_that_were_carried_out_stay_so() {
    let stored = Stored::open("settled").await;
    let (before, mark) = (stored.open_holds().await, stored.world.request_mark().await);
    stored.world.sync_for(5).await;
    stored.world.set(|_| {}).await;
    stored.world.sync_for(5).await;
    assert_eq!(stored.open_holds().await, before);
    assert_eq!(stored.written(mark).await, []);
    assert_eq!(stored.told(mark).await, stored.corrected());
    for (case, name, choice) in decisions(&stored) {
        effects::has(&stored, &case, &name, &choice).await;
    }
}
