//! Money in transit, and payouts as statements.

use contract::rows::RowState;
use contract::table::{Found, Method, PaidBy};
use contract::transit::TransitPart;
use serde_json::json;

use crate::office::Office;
use crate::text;

#[tokio::test]
async fn money_in_transit_adds_up_and_equals_undeposited_funds() {
    let office = Office::open().await;
    office.world.create_deposits("Checking").await;
    let mut invoices = Vec::new();
    for (name, amount) in
        [("Harbor Dental", "100.10"), ("Old Mill", "200.20"), ("Kestrel", "300.30"), ("Lumen", "400.40")]
    {
        invoices.push(office.invoice(name, amount).await);
    }
    // Into the bank, on its way, captured, and clearing.
    office.paid(&invoices[0], "succeed", "3.00").await;
    let arrived = office.world.payout(json!({})).await;
    office.world.advance(5);
    office.world.pay_out(&arrived).await;
    office.world.sync().await;
    office.paid(&invoices[1], "succeed", "6.00").await;
    let pending = office.world.payout(json!({})).await;
    office.world.sync().await;
    office.paid(&invoices[2], "succeed", "9.00").await;
    office.paid(&invoices[3], "hang", "12.00").await;

    let deposit = &office.world.all("Deposit").await[0];
    let found = service::search(&office.host, office.company(), text(&deposit["Id"])).await.unwrap();
    let record = format!("payout:{}", text(&arrived["id"]));
    let hit = found.hits.iter().find(|hit| hit.record == record);
    let hit = hit.unwrap_or_else(|| panic!("the deposit's payout: {found:#?}"));
    let Found::Payout { payout, deposit: on, .. } = &hit.found else { panic!("{hit:#?}") };
    assert_eq!((payout.as_str(), on.as_deref()), (text(&arrived["id"]), deposit["Id"].as_str()));
    let transit = service::transit(&office.host, office.company()).await.unwrap();
    assert_eq!((transit.clearing.minor, transit.clearing.count), (40_040, 1), "{transit:#?}");
    assert_eq!((transit.cleared.minor, transit.cleared.count), (30_030, 1));
    assert_eq!((transit.payout.minor, transit.payout.fees_minor), (20_020, -600));
    assert_eq!(transit.payout.payout.as_deref(), pending["id"].as_str());
    let bank = transit.bank.clone().unwrap();
    assert_eq!((bank.minor, bank.deposit.as_deref()), (10_010 - 300, deposit["Id"].as_str()));
    assert_eq!(transit.total_minor, 40_040 + 30_030 + 20_020);
    assert_eq!(transit.undeposited_minor, Some(transit.total_minor));
    assert_eq!((transit.apart_minor, transit.explained.len()), (0, 0), "{transit:#?}");
}

#[tokio::test]
async fn what_is_not_in_undeposited_funds_is_named() {
    let office = Office::open().await;
    let invoice = office.invoice("Tessellate Studio", "300.00").await;
    office.world.external_payment(&invoice, "300.00").await;
    office.paid(&invoice, "hang", "9.00").await;
    office.world.hold("P5").await;
    let transit = service::transit(&office.host, office.company()).await.unwrap();
    assert_eq!((transit.total_minor, transit.undeposited_minor), (30_000, Some(0)));
    assert_eq!(transit.apart_minor, 30_000);
    let named = TransitPart::Invoices { numbers: vec![invoice.number.clone()], more: 0 };
    assert_eq!(transit.explained, [named]);
}

#[tokio::test]
async fn a_payout_is_a_statement_to_the_cent() {
    let office = Office::open().await;
    office.world.create_deposits("Checking").await;
    let first = office.invoice("Harbor Dental", "324.50").await;
    let second = office.invoice("O'Rourke Plumbing", "80.01").await;
    office.paid(&first, "succeed", "9.72").await;
    let passed_on = json!({ "allocations": [{ "qbo_invoice_id": second.id }], "method": "card", "outcome": "succeed",
        "fee": { "amount": 2.33, "covered_by_customer": true } });
    office.world.pay_with(passed_on).await;
    office.world.sync().await;
    let payout = office.world.payout(json!({})).await;
    office.world.advance(5);
    office.world.pay_out(&payout).await;
    office.world.sync().await;

    let statement = service::statement(&office.host, office.company(), text(&payout["id"])).await.unwrap();
    let sum: i64 = statement.lines.iter().map(|line| line.minor).sum();
    assert_eq!(
        (sum, statement.payout.total_minor, statement.payout.missing_minor),
        (39_479, 39_479, 0),
        "{statement:#?}"
    );
    assert_eq!(statement.payout.deposit.as_ref().map(|it| it.minor), Some(39_479));
    assert_eq!(statement.payout.state, RowState::Recorded);
    let kinds: Vec<_> = statement.lines.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["payment", "payment", "fee"]);
    let method = |name: &str| {
        let line = statement.lines.iter().find(|line| line.customer.as_deref() == Some(name)).unwrap();
        (line.invoices.clone(), line.method.clone())
    };
    assert_eq!(
        method("Harbor Dental"),
        (vec![first.number], Some(PaidBy { method: Method::Card, fee_passed_on: false }))
    );
    assert_eq!(
        method("O'Rourke Plumbing"),
        (vec![second.number], Some(PaidBy { method: Method::Card, fee_passed_on: true }))
    );
    assert!(
        statement.account.as_ref().is_some_and(|account| account.starts_with("Checking")),
        "{statement:#?}"
    );
    assert_eq!(statement.fee_account.as_deref(), Some("Alternative Payments Fees"));
    let unknown = service::statement(&office.host, office.company(), "none").await.unwrap_err();
    assert_eq!(unknown.code, contract::Code::Usage);
}
