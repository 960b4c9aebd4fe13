//! Rules D1 to D3, D5, D7 and D10: each paid payout is exactly one deposit, only when Create Deposits is on.

use engine::link::{Link, PayoutLink, PayoutState, Place};
use engine::reason::HoldReason;
use engine::said::Said;
use engine::subject::Subject;
use jiff::civil::Date;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// A payment with an absorbed fee, recorded in QuickBooks.
pub(crate) async fn collected(world: &World, name: &str, amount: &str, fee: &str) -> Invoice {
    let invoice = world.invoice(name, amount).await;
    world.sync().await;
    let fee: serde_json::Number = fee.parse().unwrap();
    let fee = json!({ "amount": fee, "covered_by_customer": false });
    world
        .pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "method": "card", "outcome": "succeed", "fee": fee }))
        .await;
    world.sync().await;
    invoice
}

pub(crate) async fn paid_out(world: &World) -> Value {
    let payout = world.payout(json!({})).await;
    world.advance(5);
    world.pay_out(&payout).await;
    world.sync().await;
    payout
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A payout with a part that QuickBooks has no payment for.
async fn paid_out_less_a_penalty(world: &World) -> Value {
    let penalty = json!({ "amount": -25.00, "description": "Dispute penalty" });
    let payout = world.payout(json!({ "adjustments": [penalty] })).await;
    world.pay_out(&payout).await;
    world.sync().await;
    payout
}

#[tokio::test]
async fn d1_create_deposits_is_off_by_default_and_no_deposit_is_written() {
    let world = World::started().await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    assert!(world.all("Deposit").await.is_empty());
    let payment = &world.our_payments().await[0];
    assert_eq!(text(&payment["DepositToAccountRef"]["value"]), world.account("Undeposited Funds"));
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn d2_only_payouts_paid_after_confirm_are_deposited() {
    let world = World::started().await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    world.advance(60);
    world.create_deposits("Checking").await;
    world.sync().await;
    assert!(world.all("Deposit").await.is_empty(), "an old payout is left to the bookkeeper");

    world.advance(60);
    collected(&world, "Copperline Electric", "100.00", "3.00").await;
    paid_out(&world).await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    assert_eq!(minor(&deposits[0]["TotalAmt"]), 9_700);
}

#[tokio::test]
async fn d3_a_paid_payout_is_exactly_one_deposit_to_the_cent_with_its_fee_lines() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "324.50", "9.72").await;
    collected(&world, "Copperline Electric", "80.01", "2.33").await;
    let payout = paid_out(&world).await;

    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    let deposit = &deposits[0];
    assert_eq!(minor(&deposit["TotalAmt"]), 32_450 - 972 + 8_001 - 233);
    assert_eq!(minor(&deposit["TotalAmt"]), minor(&payout["total"]));
    assert_eq!(text(&deposit["DepositToAccountRef"]["value"]), world.account("Checking"));
    assert_eq!(deposit["TxnDate"], payout["arrival_date"]);
    assert!(text(&deposit["PrivateNote"]).contains(text(&payout["id"])));
    let lines = deposit["Line"].as_array().unwrap();
    let linked: Vec<_> = lines.iter().filter(|line| line["LinkedTxn"][0]["TxnType"] == "Payment").collect();
    assert_eq!(linked.len(), 2);
    let fees: Vec<_> = lines.iter().filter(|line| line["DetailType"] == "DepositLineDetail").collect();
    assert_eq!(fees.iter().map(|line| minor(&line["Amount"])).sum::<i64>(), -972 - 233);
    assert!(fees.iter().all(|line| line["DepositLineDetail"]["Entity"]["type"] == "CUSTOMER"), "{fees:#?}");
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");

    world.sync().await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d3_a_lost_answer_makes_no_second_deposit() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/deposit", "kind": "drop_after", "times": 1 })).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    assert!(world.violations().await.is_empty());
}

/// The answer to our deposit was lost; before it is looked for, the bookkeeper takes our payment off it and puts another
/// one of the same amount on it.
async fn swapped_before_it_was_found(world: &World) -> Value {
    world.create_deposits("Checking").await;
    collected(world, "Harbor Dental", "300.00", "9.00").await;
    let invoice = world.invoice("Copperline Electric", "300.00").await;
    let other = world.external_payment(&invoice, "300.00").await;
    world.sync().await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/deposit", "kind": "drop_after", "times": 1 })).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync().await;
    let deposit = world.all("Deposit").await[0].clone();
    let mut lines = deposit["Line"].clone();
    let linked = lines.as_array_mut().unwrap().iter_mut().find(|line| line["LinkedTxn"].is_array()).unwrap();
    linked["LinkedTxn"][0]["TxnId"] = json!(other);
    world.edit("Deposit", text(&deposit["Id"]), json!({ "Line": lines })).await;
    payout
}

#[tokio::test]
async fn d3_a_replayed_deposit_with_other_payments_of_the_same_total_is_not_ours() {
    let world = World::started().await;
    let payout = swapped_before_it_was_found(&world).await;
    world.sync_for(10).await;

    let hold = world.hold("D3").await;
    let HoldReason::AnotherDeposit { deposit } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "held");
    let swapped = world.all("Deposit").await;
    assert_eq!(swapped.len(), 1, "nothing is written before it is asked: {swapped:#?}");
    assert_eq!(deposit.as_str(), text(&swapped[0]["Id"]));

    // While it is there, no second one is made, whatever became of its memo.
    world.edit("Deposit", deposit.as_str(), json!({ "PrivateNote": "moved by hand" })).await;
    world.decide(&hold, "check_again", &[]).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    let hold = world.hold("D3").await;

    // The bookkeeper undoes it: what is sent now is a new request.
    world.delete("Deposit", text(&swapped[0]["Id"])).await;
    world.decide(&hold, "check_again", &[]).await;
    world.sync_for(10).await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    let ours = &world.our_payments().await[0];
    let lines = deposits[0]["Line"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["LinkedTxn"][0]["TxnId"] == ours["Id"]), "{lines:#?}");
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

/// Another computer deposited other Payments for the payout, which a person matched there.
#[tokio::test]
async fn d3_a_deposit_that_names_the_payout_stands_in_the_way_of_every_other() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let invoice = world.invoice("Copperline Electric", "120.00").await;
    let other = world.external_payment(&invoice, "120.00").await;
    world.sync().await;
    let payout = world.payout(json!({})).await;
    let body = json!({
        "DepositToAccountRef": { "value": world.account("Checking") }, "TxnDate": payout["arrival_date"],
        "PrivateNote": format!("Alternative Payments payout {}", text(&payout["id"])),
        "Line": [{ "Amount": 120, "LinkedTxn": [{ "TxnId": other, "TxnType": "Payment", "TxnLineId": "0" }] }],
    });
    let made = world.as_user("POST", "/deposit", body).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;

    let hold = world.hold("D3").await;
    let HoldReason::AnotherDeposit { deposit } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!(deposit.as_str(), text(&made["Deposit"]["Id"]));
    world.decide(&hold, "check_again", &[]).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 1, "no second one, however often it is asked");

    world.decide(&world.hold("D3").await, "use_deposit", &[]).await;
    world.sync_for(10).await;
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d3_money_that_quickbooks_has_no_payment_for_is_held_showing_the_difference() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let payout = paid_out_less_a_penalty(&world).await;
    assert!(world.all("Deposit").await.is_empty());
    let hold = world.hold("D3").await;
    let HoldReason::PayoutApart { missing, named, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!(missing.minor.0, -2_500);
    assert_eq!(named[0].said, Said::new("Dispute penalty"));

    let account = world.account("Bank Charges");
    world.decide(&hold, "choose_account", &[("account", &account)]).await;
    world.sync().await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1);
    assert_eq!(minor(&deposits[0]["TotalAmt"]), minor(&payout["total"]));
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn d3_payments_that_somebody_deposited_already_are_not_deposited_again() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    collected(&world, "Copperline Electric", "80.00", "2.00").await;
    let ours = world.our_payments().await;
    let line = json!({ "Amount": ours[0]["TotalAmt"], "LinkedTxn": [{ "TxnId": ours[0]["Id"], "TxnType": "Payment", "TxnLineId": "0" }] });
    let body = json!({ "DepositToAccountRef": { "value": world.account("Checking") }, "Line": [line] });
    world.as_user("POST", "/deposit", body).await;
    paid_out(&world).await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    let hold = world.hold("D3").await;
    let HoldReason::AlreadyDeposited { count: 1, of: 2, place, whole: false } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert!(matches!(place, Some(Place::Deposit(_))), "{place:?}");
    world.decide(&hold, "i_handle_it", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.all("Deposit").await.len(), 1);
}

#[tokio::test]
async fn d3_a_second_computer_adopts_the_deposit() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let second = world.another().await;
    second.start().await;
    second.create_deposits("Checking").await;
    world.advance(60);
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    second.sync().await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync().await;
    second.sync().await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(second.holds().await.is_empty(), "{:#?}", second.holds().await);
}

#[tokio::test]
async fn d7_nothing_is_written_on_or_before_the_closing_date() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.close_books("2026-08-04").await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    let hold = world.hold("D7").await;
    let (date, closed) = (day("2026-08-04"), day("2026-08-04"));
    assert_eq!(hold.draft.reason, HoldReason::PaymentClosed { date, closed });
    world.decide(&hold, "post_first_open_day", &[]).await;
    world.sync().await;
    assert_eq!(text(&world.our_payments().await[0]["TxnDate"]), "2026-08-05");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d7_waiting_for_the_accountant_ends_when_the_books_open() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    world.close_books("2026-08-31").await;
    let payout = world.payout(json!({ "arrival_date": "2026-08-07" })).await;
    world.pay_out(&payout).await;
    world.sync().await;
    let hold = world.hold("D7").await;
    world.decide(&hold, "wait_for_accountant", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert!(world.all("Deposit").await.is_empty());

    world.close_books("2026-07-31").await;
    world.sync().await;
    assert_eq!(world.all("Deposit").await.len(), 1);
}

#[tokio::test]
async fn d10_the_fee_account_is_created_once_and_known_by_id() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    let made = world.query("select * from Account where Name = 'Alternative Payments Fees'").await;
    assert_eq!(made.len(), 1);
    assert_eq!(text(&made[0]["AccountType"]), "Expense");
    let id = text(&made[0]["Id"]).to_owned();
    world.edit("Account", &id, json!({ "Name": "Card costs" })).await;

    world.advance(60);
    collected(&world, "Copperline Electric", "80.00", "2.00").await;
    paid_out(&world).await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 2);
    for deposit in &deposits {
        let fees = deposit["Line"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["DetailType"] == "DepositLineDetail");
        assert!(fees.clone().count() > 0);
        assert!(fees.into_iter().all(|line| line["DepositLineDetail"]["AccountRef"]["value"] == json!(id)));
    }
}

#[tokio::test]
async fn d10_an_account_with_either_spelling_is_found() {
    let world = World::started().await;
    let body = json!({ "Name": "Alternative Payment Fees", "AccountType": "Expense", "AccountSubType": "BankCharges" });
    let known = world.as_user("POST", "/account", body).await["Account"]["Id"].clone();
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    assert_eq!(world.settings().await.preferences.fee_account.map(|id| json!(id.as_str())), Some(known));
    assert!(world.query("select * from Account where Name = 'Alternative Payments Fees'").await.is_empty());
}

#[tokio::test]
async fn one_payout_of_fifty_payments_costs_few_requests() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..50 {
        invoices.push(world.invoice_for(&customer, &[("Services", &format!("{}.00", 100 + number))]).await);
    }
    world.sync().await;
    for invoice in &invoices {
        world.pay(invoice).await;
    }
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 50);
    world.sync().await;
    let payout = world.payout(json!({})).await;
    let mark = world.request_mark().await;
    world.pay_out(&payout).await;
    world.sync().await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    let requests = world.requests(mark).await;
    let writes = requests.iter().filter(|entry| {
        entry["service"] == "quickbooks"
            && entry["method"] == "POST"
            && !text(&entry["path"]).ends_with("/batch")
    });
    assert_eq!(writes.count(), 1);
    let looks = requests.iter().filter(|entry| {
        let path = text(&entry["path"]);
        entry["service"] == "quickbooks"
            && (path.ends_with("/query") || path.ends_with("/batch"))
            && !path.contains("as-user")
    });
    assert!(looks.count() <= 2, "{requests:#?}");
}

#[tokio::test]
async fn d3_a_deposit_that_a_person_made_of_the_whole_payout_can_be_used() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let ours = world.our_payments().await;
    let line = json!({ "Amount": ours[0]["TotalAmt"], "LinkedTxn": [{ "TxnId": ours[0]["Id"], "TxnType": "Payment", "TxnLineId": "0" }] });
    let body = json!({ "DepositToAccountRef": { "value": world.account("Checking") }, "Line": [line] });
    let made = world.as_user("POST", "/deposit", body).await;
    let payout = paid_out(&world).await;
    let hold = world.hold("D3").await;
    let place = Some(Place::Deposit(text(&made["Deposit"]["Id"]).into()));
    assert_eq!(hold.draft.reason, HoldReason::AlreadyDeposited { count: 1, of: 1, place, whole: true });

    world.decide(&hold, "use_deposit", &[]).await;
    world.sync().await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    assert_eq!(deposits[0]["Id"], made["Deposit"]["Id"]);
    let told = world.payout_now(&payout).await["link"].clone();
    assert_eq!(text(&told["state"]), "recorded");
    let subject = Subject::Payout(text(&payout["id"]).into());
    let links = world.store.links(&world.company, &[subject]).await.unwrap();
    let Link::Payout(PayoutLink { state: PayoutState::Deposited { amount, .. }, .. }) = &links[0].1 else {
        panic!("{links:#?}")
    };
    assert_eq!(amount.0, 30_000, "what it really comes to, without the fee");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d5_a_deposit_that_a_person_deleted_is_written_again_when_asked() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let payout = paid_out(&world).await;
    let first = text(&world.all("Deposit").await[0]["Id"]).to_owned();
    world.advance(60);
    world.delete("Deposit", &first).await;
    world.sync().await;
    assert!(world.all("Deposit").await.is_empty(), "nothing is written before it is asked");

    let hold = world.hold("D5").await;
    world.decide(&hold, "write_again", &[]).await;
    world.sync().await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    assert_ne!(text(&deposits[0]["Id"]), first);
    assert_eq!(minor(&deposits[0]["TotalAmt"]), minor(&payout["total"]));
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    world.sync().await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d3_waiting_keeps_a_payout_out_of_the_books_without_asking_again() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let payout = paid_out_less_a_penalty(&world).await;
    let hold = world.hold("D3").await;
    world.decide(&hold, "wait", &[]).await;
    world.advance(60);
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.all("Deposit").await.is_empty());
    let waits = world.store.waits(&world.company, 10).await.unwrap();
    let told: Vec<_> = waits.iter().map(|(subject, _)| subject.to_string()).collect();
    assert_eq!(told, [format!("payout:{}", text(&payout["id"]))]);
    assert_ne!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    assert!(world.violations().await.is_empty());
}
