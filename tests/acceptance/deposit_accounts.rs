//! Rules D9 and D10: accounts that cannot be used any more, and the name of the fee account.

use engine::decide::DecideFault;
use engine::plan::{AccountPurpose, AccountTrouble};
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{World, minor};

use crate::deposits::{collected, paid_out};
use crate::text;

async fn account(world: &World, name: &str, kind: &str, subtype: &str) -> String {
    let body = json!({ "Name": name, "AccountType": kind, "AccountSubType": subtype });
    text(&world.as_user("POST", "/account", body).await["Account"]["Id"]).to_owned()
}

/// The ids of the accounts of all lines that are no payments.
fn fees_of(deposits: &[Value]) -> Vec<&str> {
    let lines = deposits.iter().flat_map(|deposit| deposit["Line"].as_array().unwrap());
    let direct = lines.filter(|line| line["DetailType"] == "DepositLineDetail");
    direct.map(|line| text(&line["DepositLineDetail"]["AccountRef"]["value"])).collect()
}

fn into(deposits: &[Value], account: &str) -> usize {
    deposits.iter().filter(|deposit| deposit["DepositToAccountRef"]["value"] == account).count()
}

#[tokio::test]
async fn d9_an_inactive_deposit_account_is_one_question_for_all_that_wait_for_it() {
    let world = World::started().await;
    let bank = account(&world, "Payout Bank", "Bank", "Checking").await;
    world.create_deposits("Payout Bank").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    let written = world.all("Deposit").await;
    assert_eq!(into(&written, &bank), 1);

    world.edit("Account", &bank, json!({ "Name": "Payout Bank", "Active": false })).await;
    for (name, amount) in [("Copperline Electric", "80.00"), ("Juniper Dental", "120.00")] {
        collected(&world, name, amount, "2.00").await;
        paid_out(&world).await;
    }
    world.sync_for(5).await;
    let hold = world.hold("D9").await;
    let HoldReason::AccountUnusable { purpose, name, trouble, count, .. } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert_eq!((*purpose, *trouble, *count), (AccountPurpose::Deposits, AccountTrouble::Inactive, 2));
    assert!(name.to_string().contains("Payout Bank"), "{name}");
    assert_eq!(hold.draft.amount.unwrap().minor.0, 7_800 + 11_800);
    assert_eq!(world.all("Deposit").await.len(), 1);

    // What cannot be used is not taken for another one.
    for stranger in [bank.as_str(), "99999", &world.account("Bank Charges")] {
        let given = [("account".to_owned(), stranger.to_owned())].into();
        let refused = world.engine.decide(world.now(), &hold.id, "pick_another", &given).await;
        assert!(matches!(refused, Err(DecideFault::Unusable(_))), "{stranger}: {refused:?}");
    }
    let checking = world.account("Checking");
    world.decide(&hold, "pick_another", &[("account", &checking)]).await;
    world.sync_for(5).await;
    let deposits = world.all("Deposit").await;
    assert_eq!((into(&deposits, &bank), into(&deposits, &checking)), (1, 2), "{deposits:#?}");
    let same = |deposit: &Value| (deposit["Id"].clone(), deposit["SyncToken"].clone());
    assert!(
        deposits.iter().any(|deposit| same(deposit) == same(&written[0])),
        "what is written stays as it is"
    );
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d9_an_account_that_is_active_again_asks_no_more() {
    let world = World::started().await;
    let bank = account(&world, "Payout Bank", "Bank", "Checking").await;
    world.create_deposits("Payout Bank").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    world.edit("Account", &bank, json!({ "Name": "Payout Bank", "Active": false })).await;
    let payout = paid_out(&world).await;
    world.hold("D9").await;
    let inactive =
        world.query(&format!("select * from Account where Id = '{bank}' and Active in (true, false)")).await;
    let active = json!({ "Id": bank, "SyncToken": inactive[0]["SyncToken"], "sparse": true, "Name": "Payout Bank", "Active": true });
    world.as_user("POST", "/account", active).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert_eq!(into(&world.all("Deposit").await, &bank), 1);
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d9_another_fee_account_is_picked_for_one_that_is_inactive() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    let first = world.account("Alternative Payments Fees");
    world.edit("Account", &first, json!({ "Name": "Alternative Payments Fees", "Active": false })).await;
    collected(&world, "Copperline Electric", "80.00", "2.00").await;
    paid_out(&world).await;
    let hold = world.hold("D9").await;
    let HoldReason::AccountUnusable { purpose: AccountPurpose::Fees, .. } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    // A payout without a fee does not wait for it.
    let second = account(&world, "Card costs", "Expense", "BankCharges").await;
    world.sync().await;
    world.decide(&hold, "pick_another", &[("account", &second)]).await;
    world.sync_for(5).await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 2);
    let mut fees = fees_of(&deposits);
    fees.sort_unstable();
    let mut expected = [first.as_str(), second.as_str()];
    expected.sort_unstable();
    assert_eq!(fees, expected, "the deposit that was written keeps its fee account");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d9_payments_wait_for_another_account_where_theirs_is_inactive() {
    let world = World::started().await;
    let bank = account(&world, "Collections", "Bank", "Checking").await;
    world.sync().await;
    let id = bank.clone();
    world.set(|settings| settings.preferences.payment_account = Some(id.as_str().into())).await;
    world.edit("Account", &bank, json!({ "Name": "Collections", "Active": false })).await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.sync_for(5).await;
    let hold = world.hold("D9").await;
    let HoldReason::AccountUnusable { purpose: AccountPurpose::Payments, count: 1, .. } = &hold.draft.reason
    else {
        panic!("{hold:#?}")
    };
    assert!(world.our_payments().await.is_empty());
    let checking = world.account("Checking");
    world.decide(&hold, "pick_another", &[("account", &checking)]).await;
    world.sync_for(5).await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1);
    assert_eq!(text(&ours[0]["DepositToAccountRef"]["value"]), checking);
    assert_eq!(minor(&ours[0]["TotalAmt"]), 30_000);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d9_a_name_of_an_account_of_another_type_is_left_to_it() {
    let world = World::started().await;
    let bank = account(&world, "Alternative Payments Fees", "Bank", "Checking").await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let mark = world.request_mark().await;
    paid_out(&world).await;
    world.sync_for(10).await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    let fees = fees_of(&deposits);
    assert_eq!(fees.len(), 1);
    assert_ne!(fees[0], bank);
    let made = world.books("Account", fees[0]).await.unwrap();
    assert_eq!((text(&made["Name"]), text(&made["AccountType"])), ("Alternative Payment Fees", "Expense"));
    let asked = world.asked(mark).await;
    let creates = asked.iter().filter(|(what, _)| what == "quickbooks POST account").count();
    assert_eq!(creates, 1, "{asked:#?}");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d9_where_both_names_are_taken_the_fee_account_gets_a_number() {
    let world = World::started().await;
    account(&world, "Alternative Payments Fees", "Bank", "Checking").await;
    account(&world, "alternative payment fees", "Bank", "Checking").await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    paid_out(&world).await;
    let deposits = world.all("Deposit").await;
    let made = world.books("Account", fees_of(&deposits)[0]).await.unwrap();
    assert_eq!(text(&made["Name"]), "Alternative Payments Fees 2");
    assert!(world.violations().await.is_empty());

    // Found again by a computer that knows nothing.
    let second = world.another().await;
    second.start().await;
    second.create_deposits("Checking").await;
    second.advance(60);
    collected(&second, "Copperline Electric", "80.00", "2.00").await;
    paid_out(&second).await;
    let deposits = second.all("Deposit").await;
    assert_eq!(deposits.len(), 2);
    assert!(fees_of(&deposits).iter().all(|fees| *fees == text(&made["Id"])), "{deposits:#?}");
    assert!(second.violations().await.is_empty());
}
