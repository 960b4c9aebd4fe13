//! Both sides as they are, from the practice services' own state.

use serde_json::Value;
use support::{World, minor};

/// One company's books and its partner account.
pub struct Facts {
    /// The books.
    pub books: Value,
    /// The partner account.
    pub account: Value,
}

impl Facts {
    /// As they are now.
    pub async fn of(world: &World) -> Self {
        let mut state = world.state().await;
        let books = state["quickbooks"]["companies"][0].take();
        let realm = world.realm();
        let accounts = state["alternative"].as_object_mut().unwrap();
        let account = accounts.values_mut().find(|account| account["partner"]["realm_id"] == realm.as_str());
        Self { books, account: account.unwrap().take() }
    }

    /// Records of an entity of the books (`"Invoice"`).
    pub fn records(&self, entity: &str) -> &[Value] {
        list(&self.books["records"][entity])
    }

    /// One of them.
    pub fn record(&self, entity: &str, id: &str) -> Option<&Value> {
        self.records(entity).iter().find(|record| record["Id"] == id)
    }

    /// Payments in the books that a companion wrote, without voided ones.
    pub fn ours(&self) -> impl Iterator<Item = &Value> {
        let payments = self.records("Payment").iter();
        payments.filter(|payment| is_ours(payment) && minor(&payment["TotalAmt"]) > 0)
    }

    /// Records of the partner account (`"invoices"`).
    pub fn kept(&self, kind: &str) -> &[Value] {
        list(&self.account[kind])
    }

    /// What Alternative keeps of a record of the books.
    pub fn mirror(&self, kind: &str, qbo_id: &str) -> Option<&Value> {
        self.kept(kind).iter().find(|row| row["qbo_id"] == qbo_id)
    }
}

/// Whether a payment in the books bears our reference.
pub fn is_ours(payment: &Value) -> bool {
    payment["PaymentRefNum"].as_str().is_some_and(|text| text.starts_with("AP-"))
}

/// Elements of a JSON list.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Text of a JSON string, or nothing.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Id that a reference of QuickBooks names (`{"value": "15"}`).
pub fn named(value: &Value) -> &str {
    text(&value["value"])
}

/// Ids of the invoices a payment of the books pays.
pub fn linked<'a>(payment: &'a Value, kind: &str) -> Vec<&'a str> {
    let links = list(&payment["Line"]).iter().flat_map(|line| list(&line["LinkedTxn"]));
    links.filter(|link| link["TxnType"] == kind).map(|link| text(&link["TxnId"])).collect()
}

/// How much of a payment of the books is linked to an invoice.
pub fn linked_amount(payment: &Value, invoice: &str) -> i64 {
    let to_it = |line: &&Value| {
        list(&line["LinkedTxn"]).iter().any(|link| link["TxnType"] == "Invoice" && link["TxnId"] == invoice)
    };
    list(&payment["Line"]).iter().filter(to_it).map(|line| minor(&line["Amount"])).sum()
}

/// The deposit that a payment of the books is on.
pub fn deposit_of(payment: &Value) -> Option<&str> {
    let links = list(&payment["LinkedTxn"]).iter();
    links.filter(|link| link["TxnType"] == "Deposit").map(|link| text(&link["TxnId"])).next()
}

/// A JSON amount in major units.
pub fn major(minor: i64) -> Value {
    let sign = if minor < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", minor.abs() / 100, minor.abs() % 100);
    Value::Number(text.parse().unwrap())
}
