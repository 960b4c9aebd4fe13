//! The bookkeeper and customers' invoices.

use jiff::ToSpan;
use serde_json::{Value, json};
use support::minor;

use crate::facts::{major, named, text};
use crate::scene::Scene;

const NAMES: [&str; 12] = [
    "Harbor Dental",
    "Copperline Electric",
    "Bright Path School",
    "Old Mill Bakery",
    "Summit Legal",
    "Tidewater Marine",
    "Juniper Clinic",
    "Redwood Realty",
    "Lantern Press",
    "Quarry Stone",
    "Fairview Farms",
    "Northgate Motors",
];

impl Scene {
    fn amount(&mut self) -> i64 {
        match self.chance.below(4) {
            0 => self.chance.between(1, 40) * 100,
            1 => self.chance.between(100, 99_999),
            _ => self.chance.between(1, 12) * 2_500,
        }
    }

    async fn line(&mut self) -> Value {
        let (amount, item) = (self.amount(), self.world().service_item().await);
        json!({ "Description": "Managed services", "Amount": major(amount), "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": { "ItemRef": { "value": item } } })
    }

    async fn some_customer(&mut self) -> Option<String> {
        let facts = self.facts().await;
        let known: Vec<String> = facts
            .records("Customer")
            .iter()
            .filter(|customer| customer["Active"] != json!(false))
            .map(|customer| text(&customer["Id"]).to_owned())
            .collect();
        if known.len() < 2 || self.chance.percent(15) {
            let name = NAMES.get(facts.records("Customer").len())?;
            let body = json!({ "DisplayName": name, "PrimaryEmailAddr": { "Address": "ap@example.com" } });
            let made = self.book("POST", "/customer", body).await?;
            return Some(text(&made["Customer"]["Id"]).to_owned());
        }
        self.chance.pick(&known)
    }

    /// A live invoice with something on it.
    pub(super) async fn some_invoice(&mut self, open: bool) -> Option<Value> {
        let facts = self.facts().await;
        let fits = |invoice: &&Value| {
            let (total, balance) = (minor(&invoice["TotalAmt"]), minor(&invoice["Balance"]));
            if open { balance > 0 } else { total > 0 }
        };
        let found: Vec<Value> = facts.records("Invoice").iter().filter(fits).cloned().collect();
        self.chance.pick(&found)
    }

    pub async fn new_invoice(&mut self) -> Option<()> {
        let customer = self.some_customer().await?;
        let mut lines = vec![self.line().await];
        while self.chance.percent(35) && lines.len() < 4 {
            lines.push(self.line().await);
        }
        let mut body = json!({ "CustomerRef": { "value": customer }, "Line": lines });
        if self.chance.percent(25) {
            let today = self.world().now().to_zoned(jiff::tz::TimeZone::UTC).date();
            let day = today.checked_sub(self.chance.between(1, 70).days()).ok()?;
            body["TxnDate"] = json!(day.to_string());
        }
        self.book("POST", "/invoice", body).await.map(|_| ())
    }

    pub(super) async fn edit_invoice(&mut self) -> Option<()> {
        let open = self.chance.percent(70);
        let invoice = self.some_invoice(open).await?;
        let fields = match self.chance.below(4) {
            0 => json!({ "DueDate": "2026-12-24" }),
            1 => json!({ "CustomerMemo": { "value": format!("Thank you {}", self.chance.below(100)) } }),
            _ => json!({ "Line": [self.line().await] }),
        };
        let raises = fields["Line"].is_array();
        self.change("Invoice", &invoice, fields).await?;
        if raises && self.computers.len() > 1 {
            // Two computers that wait for a decision on the same edit (rule I12) may each keep what they sent last.
            self.watch.spare(text(&invoice["Id"]));
        }
        Some(())
    }

    pub(super) async fn move_invoice(&mut self) -> Option<()> {
        let invoice = self.some_invoice(true).await?;
        let customer = self.some_customer().await?;
        if named(&invoice["CustomerRef"]) == customer {
            return None;
        }
        self.change("Invoice", &invoice, json!({ "CustomerRef": { "value": customer } })).await?;
        self.watch.spare(text(&invoice["Id"]));
        self.actions.moved.insert(text(&invoice["Id"]).to_owned());
        Some(())
    }

    pub(super) async fn end_invoice(&mut self, operation: &str) -> Option<()> {
        let open = self.chance.percent(80);
        let invoice = self.some_invoice(open).await?;
        self.remove("Invoice", &invoice, operation).await.map(|_| ())
    }

    pub(super) async fn change_customer(&mut self) -> Option<()> {
        let facts = self.facts().await;
        let customer = self.chance.pick(facts.records("Customer"))?;
        let fields = match self.chance.below(5) {
            0 | 1 => json!({ "Active": customer["Active"] == json!(false) }),
            2 => {
                json!({ "PrimaryPhone": { "FreeFormNumber": format!("555-01{:02}", self.chance.below(100)) } })
            }
            _ => {
                json!({ "DisplayName": format!("{} {}", text(&customer["DisplayName"]), self.chance.below(100)) })
            }
        };
        let ends = fields["Active"] == json!(false);
        self.change("Customer", &customer, fields).await?;
        if ends {
            self.actions.once_inactive.insert(text(&customer["Id"]).to_owned());
        }
        Some(())
    }
}
