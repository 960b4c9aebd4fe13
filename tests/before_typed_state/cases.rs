//! Every hold that can be raised about a payment or a payout, with the choices it offers.

use serde_json::json;

use crate::scene::{Scene, text};
use crate::{payments as p, payouts as d};

/// Two days, so that what comes later is not in the books that are closed.
const TWO_DAYS: i64 = 2 * 86_400;

/// One kind of hold.
pub struct Case {
    /// `payment/` or `payout/`, and its name in the tests.
    pub name: &'static str,
    /// The rule.
    pub rule: &'static str,
    /// What it offers, without what only shows something.
    pub choices: &'static [&'static str],
}

const CLOSED: &[&str] = &["post_first_open_day", "wait_for_accountant"];
const SMALL: &[&str] = &["already_recorded", "keep_as_credit", "check_again"];
const NO_INVOICE: &[&str] = &["keep_as_credit", "check_again"];
const ALIKE: &[&str] = &["it_is_that_one", "record_ours_too"];
const LOST: &[&str] = &["record_again", "accept"];
const HANDLED: &[&str] = &["i_handled_it"];
const HANDLE: &[&str] = &["i_handle_it"];
const ON_ONE: &[&str] = &["use_deposit", "i_handle_it"];

/// Holds about payments.
pub const PAYMENTS: &[Case] = &[
    Case { name: "payment/closed", rule: "D7", choices: CLOSED },
    Case { name: "payment/returned_closed", rule: "P8", choices: HANDLED },
    Case { name: "payment/vanished", rule: "P9", choices: LOST },
    Case { name: "payment/balance", rule: "P5", choices: SMALL },
    Case { name: "payment/balance_look_alike", rule: "P5", choices: SMALL },
    Case { name: "payment/gone", rule: "P5", choices: NO_INVOICE },
    Case { name: "payment/voided", rule: "P5", choices: NO_INVOICE },
    Case { name: "payment/look_alike", rule: "P5", choices: ALIKE },
    Case { name: "payment/lost", rule: "P9", choices: LOST },
    Case { name: "payment/refused", rule: "P1", choices: &["try_again"] },
    Case { name: "payment/closed_unknown", rule: "D7", choices: CLOSED },
    Case { name: "payment/latecomers", rule: "P4", choices: HANDLED },
    Case { name: "payment/returned_deposited", rule: "P8", choices: HANDLED },
    Case { name: "payment/returned_meanwhile_deposited", rule: "P8", choices: HANDLED },
    Case { name: "payment/returned_not_removable", rule: "P8", choices: HANDLED },
    Case { name: "payment/refunded", rule: "P8", choices: HANDLED },
    Case { name: "payment/charged_back", rule: "P8", choices: HANDLED },
    Case { name: "payment/returned_by_hand", rule: "P8", choices: HANDLED },
];

/// Holds about payouts.
pub const PAYOUTS: &[Case] = &[
    Case { name: "payout/closed", rule: "D7", choices: CLOSED },
    Case { name: "payout/apart", rule: "D3", choices: &["choose_account", "wait"] },
    Case { name: "payout/whole", rule: "D3", choices: ON_ONE },
    Case { name: "payout/whole_found", rule: "D3", choices: ON_ONE },
    Case { name: "payout/some", rule: "D3", choices: HANDLE },
    Case { name: "payout/some_found", rule: "D3", choices: HANDLE },
    Case { name: "payout/straight_to_bank", rule: "D3", choices: HANDLE },
    Case { name: "payout/refused", rule: "D3", choices: &["try_again"] },
    Case { name: "payout/closed_unknown", rule: "D7", choices: CLOSED },
    Case { name: "payout/not_a_deposit", rule: "D13", choices: HANDLE },
    Case { name: "payout/lost", rule: "D5", choices: &["write_again", "accept"] },
    Case { name: "payout/failed_late", rule: "D4", choices: HANDLED },
];

/// Each case once, under its own name.
pub async fn raise_once(scene: &mut Scene, cases: impl Iterator<Item = &'static Case>) {
    let wanted: Vec<_> = cases.map(|case| (case, case.name.to_owned())).collect();
    raise(scene, &wanted).await;
}

/// Each case once for each of its choices, as `case/choice`; those names with their choices.
pub async fn raise_for_choices(
    scene: &mut Scene,
    cases: impl Iterator<Item = &'static Case>,
) -> Vec<(String, &'static str)> {
    let pairs = cases.flat_map(|case| case.choices.iter().map(move |choice| (case, *choice)));
    let named: Vec<_> =
        pairs.map(|(case, choice)| (case, choice, format!("{}/{choice}", case.name))).collect();
    let wanted: Vec<_> = named.iter().map(|(case, _, name)| (*case, name.clone())).collect();
    raise(scene, &wanted).await;
    named.into_iter().map(|(_, choice, name)| (name, choice)).collect()
}

/// What is to be in closed books happens first; then two days pass, and the books are closed up to the first day.
async fn raise(scene: &mut Scene, wanted: &[(&Case, String)]) {
    let early = |case: &Case| matches!(case.name, "payment/closed" | "payment/returned_closed");
    let (early, later): (Vec<_>, Vec<_>) = wanted.iter().partition(|(case, _)| early(case));
    raise_early(scene, &early).await;
    for (case, name) in later {
        let subject = raise_one(scene, case.name, name).await;
        is_there(scene, case, name, subject).await;
    }
}

async fn raise_early(scene: &mut Scene, early: &[&(&Case, String)]) {
    let mut invoices = Vec::new();
    for (case, name) in early {
        let invoice = scene.unsynced_invoice("300.00").await;
        invoices.push((case, name, invoice));
    }
    scene.world.sync().await;
    let mut paid = Vec::new();
    let returns = |case: &Case| case.name == "payment/returned_closed";
    for (case, name, invoice) in invoices.iter().filter(|(case, ..)| returns(case)) {
        paid.push((case, name, scene.world.pay(invoice).await));
    }
    scene.world.sync().await;
    for (case, name, invoice) in invoices.iter().filter(|(case, ..)| !returns(case)) {
        paid.push((case, name, scene.world.pay(invoice).await));
    }
    scene.world.close_books("2026-08-04").await;
    scene.world.advance(TWO_DAYS);
    for (case, name, payment) in paid {
        if returns(case) {
            scene.world.move_payment(&payment, "fail", json!({})).await;
        }
        scene.world.sync().await;
        is_there(scene, case, name, format!("payment:{}", text(&payment["id"]))).await;
    }
}

async fn is_there(scene: &mut Scene, case: &Case, name: &str, subject: String) {
    scene.is_held(&subject, case.rule).await;
    scene.name(name, subject);
}

async fn raise_one(scene: &mut Scene, case: &str, name: &str) -> String {
    match case {
        "payment/vanished" => p::vanished(scene, name).await,
        "payment/balance" => p::balance(scene, name).await,
        "payment/balance_look_alike" => p::balance_look_alike(scene, name).await,
        "payment/gone" => p::gone(scene).await,
        "payment/voided" => p::voided(scene).await,
        "payment/look_alike" => p::look_alike(scene, name).await,
        "payment/lost" => p::lost(scene, name).await,
        "payment/refused" => p::refused(scene).await,
        "payment/closed_unknown" => p::closed_unknown(scene).await,
        "payment/latecomers" => p::latecomers(scene, name).await,
        "payment/returned_deposited" => p::returned_deposited(scene).await,
        "payment/returned_meanwhile_deposited" => p::returned_meanwhile_deposited(scene).await,
        "payment/returned_not_removable" => p::returned_not_removable(scene).await,
        "payment/refunded" => p::refunded(scene).await,
        "payment/charged_back" => p::charged_back(scene).await,
        "payment/returned_by_hand" => p::returned_by_hand(scene, name).await,
        "payout/closed" => d::closed(scene).await,
        "payout/apart" => d::apart(scene).await,
        "payout/whole" => d::whole(scene, name).await,
        "payout/whole_found" => d::whole_found(scene, name).await,
        "payout/some" => d::some(scene, name).await,
        "payout/some_found" => d::some_found(scene, name).await,
        "payout/straight_to_bank" => d::straight_to_bank(scene).await,
        "payout/refused" => d::refused(scene).await,
        "payout/closed_unknown" => d::closed_unknown(scene).await,
        "payout/not_a_deposit" => d::not_a_deposit(scene).await,
        "payout/lost" => d::lost(scene, name).await,
        "payout/failed_late" => d::failed_late(scene).await,
        _ => panic!("nobody knows how to raise {case}"),
    }
}
