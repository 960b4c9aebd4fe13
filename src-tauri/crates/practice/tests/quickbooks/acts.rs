//! Things people and apps do to books, drawn at random.

use ledger::{Currency, MinorUnits};
use practice::http::Reply;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bench::{Bench, number, stub};

#[derive(Debug, Clone)]
pub enum Act {
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
    Receipt { customer: Option<usize>, cents: i64, tax: i64, refund: bool, straight: bool },
    Estimate { customer: usize, cents: i64 },
    Transfer { from: usize, to: usize, cents: i64 },
    Bill { cents: i64, item: bool },
}

/// Undeposited Funds, two bank accounts, a credit card.
const ACCOUNTS: &[&str] = &["4", "35", "36", "41"];

pub const CUSTOMERS: &[&str] = &["3", "6", "9", "55", "15", "20"];

pub fn act() -> impl Strategy<Value = Act> {
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
        1 => cents.clone().prop_map(|cents| Act::Journal { cents }),
        3 => (proptest::option::of(customer.clone()), cents.clone(), 0_i64..900, any::<bool>(), any::<bool>())
            .prop_map(|(customer, cents, tax, refund, straight)| Act::Receipt { customer, cents, tax, refund, straight }),
        1 => (customer.clone(), cents.clone()).prop_map(|(customer, cents)| Act::Estimate { customer, cents }),
        2 => (0..ACCOUNTS.len(), 0..ACCOUNTS.len(), cents.clone())
            .prop_map(|(from, to, cents)| Act::Transfer { from, to, cents }),
        1 => (cents, any::<bool>()).prop_map(|(cents, item)| Act::Bill { cents, item }),
        1 => (customer.clone(), customer).prop_map(|(winner, loser)| Act::Merge { winner, loser }),
    ]
}

fn dollars(cents: i64) -> Value {
    MinorUnits(cents).to_major(Currency::USD).to_string().parse().unwrap()
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
        ("SalesReceipt", "salesreceipt"),
        ("RefundReceipt", "refundreceipt"),
        ("Transfer", "transfer"),
        ("Bill", "bill"),
        ("Estimate", "estimate"),
    ] {
        rows.extend(all(bench, entity).into_iter().map(|row| (path, row)));
    }
    let count = rows.len();
    (count > 0).then(|| rows.swap_remove(at % count))
}

/// Does it, or is refused; both are fine, a fault of the server is not.
pub fn perform(bench: &Bench, act: &Act) {
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
            let by_include = matches!(path, "payment" | "salesreceipt");
            let how = if by_include { "include=void" } else { "operation=void" };
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
            } else if path == "transfer" {
                row["Amount"] = dollars(*cents);
            } else {
                row["Line"][0]["Amount"] = dollars(*cents);
                if let Some(detail) = row["Line"][0]["SalesItemLineDetail"].as_object_mut() {
                    detail.remove("Qty");
                    detail.remove("UnitPrice");
                }
            }
            bench.post_reply(&format!("/{path}"), &row)
        }
        Act::Receipt { .. } | Act::Estimate { .. } | Act::Transfer { .. } | Act::Bill { .. } => {
            write_form(bench, act)
        }
        Act::Journal { cents } => {
            let line = |side: &str, account: &str| {
                json!({"Amount": dollars(*cents), "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account},
                "Entity": {"Type": "Customer", "EntityRef": {"value": "15"}}}})
            };
            // Odd amounts leave cash behind, which can be deposited.
            let debit = if cents % 2 == 0 { "84" } else { "4" };
            bench.post_reply("/journalentry", &json!({"Line": [line("Debit", debit), line("Credit", "1")]}))
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
            let mut lines = undeposited(bench);
            lines.truncate(*payments);
            lines.push(json!({"Amount": dollars(-fee), "DetailType": "DepositLineDetail",
                              "DepositLineDetail": {"AccountRef": {"value": "8"}}}));
            bench.post_reply("/deposit", &json!({"DepositToAccountRef": {"value": "35"}, "Line": lines}))
        }
        _ => return None,
    })
}

/// What rests in Undeposited Funds, as deposit lines; largest first, so that refunds find something to lower.
fn undeposited(bench: &Bench) -> Vec<Value> {
    let mut lines = Vec::new();
    for (kind, sign) in [("Payment", 1), ("SalesReceipt", 1), ("RefundReceipt", -1), ("Transfer", 1)] {
        for row in all(bench, kind) {
            let link = json!([{"TxnId": row["Id"], "TxnType": kind, "TxnLineId": "0"}]);
            let free = row["LinkedTxn"].as_array().is_none_or(Vec::is_empty);
            let (amount, at) = if kind == "Transfer" {
                (&row["Amount"], &row["ToAccountRef"])
            } else {
                (&row["TotalAmt"], &row["DepositToAccountRef"])
            };
            if free && at["value"] == "4" && number(amount) > 0.into() {
                let amount: Value =
                    (number(amount) * rust_decimal::Decimal::from(sign)).to_string().parse().unwrap();
                lines.push(json!({"Amount": amount, "LinkedTxn": link}));
            }
        }
    }
    for row in all(bench, "JournalEntry").iter().filter(|row| row.get("LinkedTxn").is_none()) {
        if row["Line"][0]["JournalEntryLineDetail"]["AccountRef"]["value"] == "4" {
            let link = json!([{"TxnId": row["Id"], "TxnType": "JournalEntry", "TxnLineId": "0"}]);
            lines.push(json!({"Amount": row["Line"][0]["Amount"], "LinkedTxn": link}));
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(number(&line["Amount"])));
    lines
}

/// Receipts, estimates, transfers and bills.
fn write_form(bench: &Bench, act: &Act) -> Reply {
    match act {
        Act::Receipt { customer, cents, tax, refund, straight } => {
            let mut body = sale(0, *cents);
            body["TxnTaxDetail"] = json!({"TotalTax": dollars(*tax)});
            body["DepositToAccountRef"] = json!({"value": if *straight { "35" } else { "4" }});
            match customer {
                Some(at) => body["CustomerRef"]["value"] = json!(CUSTOMERS[*at]),
                None => drop(body.as_object_mut().unwrap().remove("CustomerRef")),
            }
            bench.post_reply(if *refund { "/refundreceipt" } else { "/salesreceipt" }, &body)
        }
        Act::Estimate { customer, cents } => bench.post_reply("/estimate", &sale(*customer, *cents)),
        Act::Transfer { from, to, cents } => bench.post_reply(
            "/transfer",
            &json!({"FromAccountRef": {"value": ACCOUNTS[*from]}, "ToAccountRef": {"value": ACCOUNTS[*to]},
                    "Amount": dollars(*cents)}),
        ),
        Act::Bill { cents, item } => {
            let (kind, detail) = if *item {
                ("ItemBasedExpenseLineDetail", json!({"ItemRef": {"value": "11"}}))
            } else {
                ("AccountBasedExpenseLineDetail", json!({"AccountRef": {"value": "13"}}))
            };
            let line = json!({"Amount": dollars(*cents), "DetailType": kind, kind: detail});
            bench.post_reply("/bill", &json!({"VendorRef": {"value": "30"}, "Line": [line]}))
        }
        _ => unreachable!("the other acts are done elsewhere"),
    }
}
