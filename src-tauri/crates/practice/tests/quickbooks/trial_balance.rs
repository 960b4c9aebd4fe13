//! Whatever is done to the books, debits are credits, and every balance is the sum of what made it.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::acts::{act, perform};
use crate::bench::{Bench, number};

/// The records of one company as the control API shows them.
struct Shown(Value);

impl Shown {
    fn of(bench: &Bench) -> Self {
        Self(bench.world(|world| practice::quickbooks::state_json(world))["companies"][0].clone())
    }

    fn rows(&self, entity: &str) -> Vec<Value> {
        self.0["records"][entity].as_array().cloned().unwrap_or_default()
    }

    fn sum(&self, entity: &str, name: &str, counts: impl Fn(&Value) -> bool) -> Decimal {
        self.rows(entity).iter().filter(|row| counts(row)).map(|row| number(&row[name])).sum()
    }

    fn account(&self, name: &str) -> Decimal {
        number(&self.0["account_balances"][name])
    }

    /// What journal entries put on an account, debits positive.
    fn journal(&self, account: &str, counts: impl Fn(&Value) -> bool) -> Decimal {
        let entries = self.rows("JournalEntry");
        let lines = entries.iter().filter(|row| counts(row)).flat_map(|row| row["Line"].as_array().unwrap());
        lines
            .filter(|line| line["JournalEntryLineDetail"]["AccountRef"]["value"] == account)
            .map(|line| match line["JournalEntryLineDetail"]["PostingType"].as_str() {
                Some("Debit") => number(&line["Amount"]),
                _ => -number(&line["Amount"]),
            })
            .sum()
    }

    /// What transactions other than deposits have brought to an account.
    fn brought(&self, account: &str, counts: impl Fn(&Value) -> bool + Copy) -> Decimal {
        let at = |name: &'static str| move |row: &Value| row[name]["value"] == account && counts(row);
        self.sum("Payment", "TotalAmt", at("DepositToAccountRef"))
            + self.sum("SalesReceipt", "TotalAmt", at("DepositToAccountRef"))
            - self.sum("RefundReceipt", "TotalAmt", at("DepositToAccountRef"))
            + self.sum("Transfer", "Amount", at("ToAccountRef"))
            - self.sum("Transfer", "Amount", at("FromAccountRef"))
            + self.journal(account, counts)
    }
}

fn is_free(row: &Value) -> bool {
    row["LinkedTxn"].as_array().is_none_or(Vec::is_empty)
}

fn check(bench: &Bench) -> Result<(), TestCaseError> {
    let shown = Shown::of(bench);
    prop_assert_eq!(number(&shown.0["trial_balance"]), 0.into());
    check_receivables(&shown)?;

    // Payables: every bill is open.
    prop_assert_eq!(-shown.account("Accounts Payable (A/P)"), shown.sum("Bill", "Balance", |_| true));
    prop_assert_eq!(shown.sum("Vendor", "Balance", |_| true), shown.sum("Bill", "Balance", |_| true));

    // Undeposited Funds: what rests there, one by one. The bank: what was brought and what was deposited.
    prop_assert_eq!(shown.brought("4", is_free), number(&shown.0["undeposited_funds"]));
    let banked = shown.sum("Deposit", "TotalAmt", |row| row["DepositToAccountRef"]["value"] == "35");
    prop_assert_eq!(shown.brought("35", |_| true) + banked, shown.account("Checking"));
    Ok(())
}

/// Customers owe open invoices and journal debts, less credits and what payments have not applied; an invoice is open
/// by what its payments have not settled.
fn check_receivables(shown: &Shown) -> Result<(), TestCaseError> {
    let payments = shown.rows("Payment");
    let settled = |row: &Value, kind: &str| -> Decimal {
        let lines = payments.iter().flat_map(|payment| payment["Line"].as_array().unwrap());
        let link = json!({"TxnId": row["Id"], "TxnType": kind});
        lines.filter(|line| line["LinkedTxn"][0] == link).map(|line| number(&line["Amount"])).sum()
    };
    for (kind, open) in [("Invoice", "Balance"), ("CreditMemo", "RemainingCredit")] {
        for row in shown.rows(kind) {
            prop_assert_eq!(number(&row[open]), number(&row["TotalAmt"]) - settled(&row, kind), "{}", row);
            prop_assert!(number(&row[open]) >= 0.into(), "{}", row);
        }
    }
    for customer in shown.rows("Customer") {
        let own = |row: &Value| row["CustomerRef"]["value"] == customer["Id"];
        let named = |row: &Value| {
            row["Line"][0]["JournalEntryLineDetail"]["Entity"]["EntityRef"]["value"] == customer["Id"]
        };
        let owed = shown.sum("Invoice", "Balance", own) + shown.journal("84", named)
            - shown.sum("CreditMemo", "RemainingCredit", own)
            - shown.sum("Payment", "UnappliedAmt", own);
        prop_assert_eq!(number(&customer["Balance"]), owed, "{}", customer);
    }
    prop_assert_eq!(shown.sum("Customer", "Balance", |_| true), shown.account("Accounts Receivable (A/R)"));
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
