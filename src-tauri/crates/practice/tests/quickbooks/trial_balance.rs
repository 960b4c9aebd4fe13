//! Whatever is done to the books, debits are credits, and every balance is the sum of what made it.

use ledger::{Currency, Minor};
use practice::http::Reply;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use crate::bench::{Bench, number, stub};

#[derive(Debug, Clone)]
enum Act {
    Invoice { customer: usize, cents: i64, tax: i64, discount: u8 },
    CreditMemo { customer: usize, cents: i64 },
    Payment { customer: usize, cents: i64, straight: bool },
    ApplyCredit { customer: usize },
    Deposit { payments: usize, fee: i64 },
    Void { at: usize },
    Delete { at: usize },
    Edit { at: usize, cents: i64 },
    Journal { cents: i64 },
    Merge { winner: usize, loser: usize },
}

const CUSTOMERS: &[&str] = &["3", "6", "9", "55", "15", "20"];

fn act() -> impl Strategy<Value = Act> {
    let customer = 0..CUSTOMERS.len();
    let cents = 1_i64..200_000;
    prop_oneof![
        4 => (customer.clone(), cents.clone(), 0_i64..900, 0_u8..40)
            .prop_map(|(customer, cents, tax, discount)| Act::Invoice { customer, cents, tax, discount }),
        1 => (customer.clone(), cents.clone()).prop_map(|(customer, cents)| Act::CreditMemo { customer, cents }),
        4 => (customer.clone(), cents.clone(), any::<bool>())
            .prop_map(|(customer, cents, straight)| Act::Payment { customer, cents, straight }),
        2 => customer.clone().prop_map(|customer| Act::ApplyCredit { customer }),
        2 => (1_usize..4, 0_i64..500).prop_map(|(payments, fee)| Act::Deposit { payments, fee }),
        2 => (0_usize..60).prop_map(|at| Act::Void { at }),
        2 => (0_usize..60).prop_map(|at| Act::Delete { at }),
        2 => (0_usize..60, cents.clone()).prop_map(|(at, cents)| Act::Edit { at, cents }),
        1 => cents.prop_map(|cents| Act::Journal { cents }),
        1 => (customer.clone(), customer).prop_map(|(winner, loser)| Act::Merge { winner, loser }),
    ]
}

fn dollars(cents: i64) -> Value {
    Minor(cents).to_major(Currency::USD).to_string().parse().unwrap()
}

fn sale(customer: usize, cents: i64) -> Value {
    json!({"CustomerRef": {"value": CUSTOMERS[customer]},
           "Line": [{"Amount": dollars(cents), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "4"}}}]})
}

fn all(bench: &Bench, entity: &str) -> Vec<Value> {
    bench.rows(entity, &format!("select * from {entity} maxresults 1000"))
}

fn open_of(bench: &Bench, entity: &str, customer: usize) -> Vec<Value> {
    let text =
        format!("select * from {entity} where CustomerRef = '{}' and Balance > '0'", CUSTOMERS[customer]);
    bench.rows(entity, &text)
}

fn link(row: &Value, kind: &str, amount: &Value) -> Value {
    json!({"Amount": amount, "LinkedTxn": [{"TxnId": row["Id"], "TxnType": kind}]})
}

/// The nth transaction of those that can be voided, deleted or edited, with its address.
fn nth(bench: &Bench, at: usize) -> Option<(&'static str, Value)> {
    let mut rows = Vec::new();
    for (entity, path) in [
        ("Invoice", "invoice"),
        ("CreditMemo", "creditmemo"),
        ("Payment", "payment"),
        ("Deposit", "deposit"),
        ("JournalEntry", "journalentry"),
    ] {
        rows.extend(all(bench, entity).into_iter().map(|row| (path, row)));
    }
    let count = rows.len();
    (count > 0).then(|| rows.swap_remove(at % count))
}

/// Does it, or is refused; both are fine, a fault of the server is not.
fn perform(bench: &Bench, act: &Act) {
    let reply = match act {
        Act::Invoice { customer, cents, tax, discount } => {
            let mut body = sale(*customer, *cents);
            body["TxnTaxDetail"] = json!({"TotalTax": dollars(*tax)});
            body["Line"].as_array_mut().unwrap().push(json!({"DetailType": "DiscountLineDetail",
                "DiscountLineDetail": {"PercentBased": true, "DiscountPercent": discount}}));
            bench.post_reply("/invoice", &body)
        }
        Act::CreditMemo { customer, cents } => bench.post_reply("/creditmemo", &sale(*customer, *cents)),
        Act::Payment { .. } | Act::ApplyCredit { .. } | Act::Deposit { .. } => {
            let Some(reply) = move_money(bench, act) else { return };
            reply
        }
        Act::Void { at } => {
            let Some((path, row)) = nth(bench, *at) else { return };
            let how = if path == "payment" { "include=void" } else { "operation=void" };
            bench.post_reply(&format!("/{path}?{how}"), &stub(&row))
        }
        Act::Delete { at } => {
            let Some((path, row)) = nth(bench, *at) else { return };
            bench.post_reply(&format!("/{path}?operation=delete"), &stub(&row))
        }
        Act::Edit { at, cents } => {
            let Some((path, mut row)) = nth(bench, *at) else { return };
            row["sparse"] = json!(true);
            if path == "payment" {
                row["TotalAmt"] = dollars(*cents);
            } else {
                row["Line"][0]["Amount"] = dollars(*cents);
                if let Some(detail) = row["Line"][0]["SalesItemLineDetail"].as_object_mut() {
                    detail.remove("Qty");
                    detail.remove("UnitPrice");
                }
            }
            bench.post_reply(&format!("/{path}"), &row)
        }
        Act::Journal { cents } => {
            let line = |side: &str, account: &str| {
                json!({"Amount": dollars(*cents), "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account},
                "Entity": {"Type": "Customer", "EntityRef": {"value": "15"}}}})
            };
            bench.post_reply("/journalentry", &json!({"Line": [line("Debit", "84"), line("Credit", "1")]}))
        }
        Act::Merge { winner, loser } => {
            let id = |at: usize| CUSTOMERS[at].parse::<u64>().unwrap();
            let realm = bench.realm.clone();
            let _refused = bench
                .world(|world| practice::quickbooks::merge_customers(world, &realm, id(*winner), id(*loser)));
            return;
        }
    };
    assert!(reply.status == 200 || reply.status == 400, "{act:?}: {} {}", reply.status, reply.to_json());
}

/// Payments, credits and deposits; nothing where there is nothing to move.
fn move_money(bench: &Bench, act: &Act) -> Option<Reply> {
    Some(match act {
        Act::Payment { customer, cents, straight } => {
            let lines: Vec<Value> = open_of(bench, "Invoice", *customer)
                .iter()
                .take(1)
                .map(|row| link(row, "Invoice", &dollars(*cents)))
                .collect();
            let into = if *straight { "35" } else { "4" };
            bench.post_reply(
                "/payment",
                &json!({"CustomerRef": {"value": CUSTOMERS[*customer]}, "TotalAmt": dollars(*cents),
                "DepositToAccountRef": {"value": into}, "Line": lines}),
            )
        }
        Act::ApplyCredit { customer } => {
            let (invoices, memos) =
                (open_of(bench, "Invoice", *customer), open_of(bench, "CreditMemo", *customer));
            let (Some(invoice), Some(memo)) = (invoices.first(), memos.first()) else { return None };
            let amount = if number(&invoice["Balance"]) < number(&memo["Balance"]) {
                &invoice["Balance"]
            } else {
                &memo["Balance"]
            };
            bench.post_reply(
                "/payment",
                &json!({"CustomerRef": {"value": CUSTOMERS[*customer]}, "TotalAmt": 0,
                "Line": [link(invoice, "Invoice", amount), link(memo, "CreditMemo", amount)]}),
            )
        }
        Act::Deposit { payments, fee } => {
            let free = |row: &&Value| {
                row["LinkedTxn"] == json!([])
                    && row["DepositToAccountRef"]["value"] == "4"
                    && number(&row["TotalAmt"]) > 0.into()
            };
            let rows = all(bench, "Payment");
            let chosen: Vec<&Value> = rows.iter().filter(free).take(*payments).collect();
            let mut body = Bench::deposit_body(&chosen);
            body["Line"]
                .as_array_mut()
                .unwrap()
                .push(json!({"Amount": dollars(-fee), "DetailType": "DepositLineDetail",
                "DepositLineDetail": {"AccountRef": {"value": "8"}}}));
            bench.post_reply("/deposit", &body)
        }
        _ => return None,
    })
}

fn check(bench: &Bench) -> Result<(), TestCaseError> {
    let state = bench.world(|world| practice::quickbooks::state_json(world));
    let company = &state["companies"][0];
    prop_assert_eq!(number(&company["trial_balance"]), 0.into());
    let records = &company["records"];
    let rows = |entity: &str| records[entity].as_array().cloned().unwrap_or_default();
    let sum = |rows: &[Value], name: &str| -> rust_decimal::Decimal {
        rows.iter().map(|row| number(&row[name])).sum()
    };

    // Receivables: open invoices and journal debts, less credits and what payments have not applied.
    let journal: rust_decimal::Decimal = rows("JournalEntry")
        .iter()
        .flat_map(|entry| entry["Line"].as_array().cloned().unwrap())
        .filter(|line| line["JournalEntryLineDetail"]["AccountRef"]["value"] == "84")
        .map(|line| number(&line["Amount"]))
        .sum();
    let owed = sum(&rows("Invoice"), "Balance") + journal
        - sum(&rows("CreditMemo"), "RemainingCredit")
        - sum(&rows("Payment"), "UnappliedAmt");
    let receivable = number(&company["account_balances"]["Accounts Receivable (A/R)"]);
    prop_assert_eq!(owed, receivable);
    prop_assert_eq!(sum(&rows("Customer"), "Balance"), receivable);

    // Undeposited Funds: the payments that rest there, one by one.
    let resting: rust_decimal::Decimal = rows("Payment")
        .iter()
        .filter(|row| row["LinkedTxn"] == json!([]) && row["DepositToAccountRef"]["value"] == "4")
        .map(|row| number(&row["TotalAmt"]))
        .sum();
    prop_assert_eq!(resting, number(&company["undeposited_funds"]));
    for invoice in rows("Invoice") {
        prop_assert!(number(&invoice["Balance"]) >= 0.into(), "{}", invoice);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_trial_balance_is_zero_after_any_acts(acts in proptest::collection::vec(act(), 1..25)) {
        let bench = Bench::sample();
        check(&bench)?;
        for act in &acts {
            bench.advance(1);
            perform(&bench, act);
            check(&bench)?;
        }
    }
}

#[test]
fn northwind_starts_in_balance() {
    check(&Bench::msp()).unwrap();
}
