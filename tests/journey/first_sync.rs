//! From nothing to a synced company, and the money that follows.

use serde_json::{Value, json};
use support::minor;

use crate::computer::Computer;
use crate::services::{Services, each};
use crate::{in_session, text};

#[test]
fn from_nothing_to_a_synced_company_and_its_money() {
    in_session("first_sync::from_nothing_to_a_synced_company_and_its_money", async {
        let services = Services::start(&[]);
        let computer = Computer::new(services.base());
        computer.connect(&services).await;
        computer.sync().fine();
        let status = computer.status();
        assert_eq!(text(&status["state"]), "done", "{status:#}");
        assert_eq!(status["tie_out"]["agrees"], true, "{status:#}");
        assert_eq!(text(&status["connection"]), "ok");
        assert_eq!(text(&status["quickbooks"]["company"]), "Northwind MSP");
        assert_eq!(status["quickbooks"]["phone_verified"], false);

        a_paid_invoice_becomes_a_payment(&services, &computer).await;
        a_payout_makes_a_deposit_only_when_it_is_on(&services, &computer).await;

        assert_eq!(services.violations().await, json!([]));
        no_secret_is_anywhere(&services, &computer);
    });
}

async fn a_paid_invoice_becomes_a_payment(services: &Services, computer: &Computer) {
    let invoice = services.open_invoices().await.remove(0);
    let id = text(&invoice["Id"]);
    let paid = services.pay(id, "succeed").await;
    computer.sync().fine();
    let ours = services.our_payments().await;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    let payment = &ours[0];
    assert_eq!(minor(&payment["TotalAmt"]), minor(&paid["sub_total"]));
    assert_eq!(payment["Line"][0]["LinkedTxn"], json!([{ "TxnId": id, "TxnType": "Invoice" }]));
    let undeposited = services.query("select * from Account where AccountSubType = 'UndepositedFunds'").await;
    assert_eq!(payment["DepositToAccountRef"]["value"], undeposited[0]["Id"]);
    assert!(text(&payment["PaymentRefNum"]).starts_with("AP-"));
    assert!(text(&payment["PrivateNote"]).contains(text(&paid["id"])));
    let clock = services.control("GET", "/clock", Value::Null).await;
    let now: jiff::Timestamp = text(&clock["now"]).parse().unwrap();
    let today = now.in_tz("America/New_York").unwrap().date();
    assert_eq!(text(&payment["TxnDate"]), today.to_string());

    let balance = services.query(&format!("select * from Invoice where Id = '{id}'")).await;
    assert_eq!(minor(&balance[0]["Balance"]), 0);
    let mirror = services.mirror(id).await;
    assert_eq!(text(&mirror["status"]), "PAID", "{mirror:#}");
}

async fn a_payout_makes_a_deposit_only_when_it_is_on(services: &Services, computer: &Computer) {
    let before = services.query("select * from Deposit").await.len();
    services.pay_out().await;
    computer.sync().fine();
    assert_eq!(services.query("select * from Deposit").await.len(), before, "Create Deposits is off");

    let accounts = computer.run(&["--json", "accounts"]).fine().json();
    let suggested = each(&accounts).into_iter().find(|account| account["suggested"] == true).unwrap().clone();
    let account = format!("deposit_account={}", text(&suggested["id"]));
    computer.run(&["preferences", "set", &account, "create_deposits=on"]).fine();
    let invoice = services.open_invoices().await.remove(0);
    services.pay(text(&invoice["Id"]), "succeed").await;
    computer.sync().fine();
    let payout = services.pay_out().await;
    computer.sync().fine();

    let deposits = services.query("select * from Deposit orderby Id desc maxresults 10").await;
    let ours: Vec<_> = deposits
        .iter()
        .filter(|deposit| {
            deposit["PrivateNote"].as_str().is_some_and(|note| note.contains(text(&payout["id"])))
        })
        .collect();
    assert_eq!(ours.len(), 1, "{deposits:#?}");
    assert_eq!(minor(&ours[0]["TotalAmt"]), minor(&payout["total"]));
    assert_eq!(ours[0]["DepositToAccountRef"]["value"], suggested["id"]);
    let lines = ours[0]["Line"].as_array().unwrap();
    let fees = lines.iter().filter(|line| line["DetailType"] == "DepositLineDetail");
    assert_eq!(fees.map(|line| minor(&line["Amount"])).sum::<i64>(), -250);
    computer.sync().fine();
    assert_eq!(services.query("select * from Deposit").await.len(), before + 1);
    let status = computer.status();
    assert_eq!(text(&status["state"]), "done", "{status:#}");
}

/// Secrets are nowhere but in the keychain: not in the database, not in logs, not in anything that was printed.
fn no_secret_is_anywhere(services: &Services, computer: &Computer) {
    let mut secrets = vec![
        text(&services.ready["quickbooks"]["client_secret"]).to_owned(),
        text(&services.ready["alternative"]["partners"][0]["client_secret"]).to_owned(),
    ];
    let kept = std::process::Command::new("secret-tool")
        .args(["search", "--all", "--unlock", "target", "default"])
        .output();
    if let Ok(kept) = kept {
        let words = String::from_utf8_lossy(&kept.stdout).into_owned();
        secrets.extend(words.lines().filter_map(|line| line.strip_prefix("secret = ")).map(str::to_owned));
    }
    let bundle = computer.data().join("bundle.zip");
    computer.run(&["doctor", "--bundle", bundle.to_str().unwrap()]);
    let mut places = vec![("what was printed".to_owned(), computer.printed().into_bytes())];
    let mut open = vec![computer.data()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    assert!(places.len() > 1, "there is a database to search");
    for (place, bytes) in places {
        for secret in &secrets {
            assert!(!holds(&bytes, secret.as_bytes()), "a secret is in {place}");
        }
        for mark in ["RT1-", "eyJhbGciOiJkaXIi"] {
            assert!(!holds(&bytes, mark.as_bytes()), "a token ({mark}…) is in {place}");
        }
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
