//! Payers, banks and the platform.

use serde_json::{Value, json};
use support::minor;

use crate::facts::{major, text};
use crate::scene::Scene;

impl Scene {
    async fn payable(&mut self) -> Vec<Value> {
        let facts = self.facts().await;
        let fits = |invoice: &&Value| {
            invoice["archived"] == json!(false) && minor(&invoice["outstanding_balance"]) > 0
        };
        facts.kept("invoices").iter().filter(fits).cloned().collect()
    }

    fn checkout(&mut self, allocations: &[Value]) -> Value {
        let outcome = self.chance.weighted(&[(60, "succeed"), (30, "hang"), (10, "fail")]);
        let method = if self.chance.percent(50) { "card" } else { "standard_ach" };
        let mut body = json!({ "allocations": allocations, "outcome": outcome, "method": method });
        if self.chance.percent(60) {
            let amount = self.chance.between(1, 900);
            body["fee"] = json!({ "amount": major(amount), "covered_by_customer": self.chance.percent(30) });
        }
        body
    }

    pub(super) async fn pay(&mut self) -> Option<()> {
        let open = self.payable().await;
        let invoice = self.chance.pick(&open)?;
        let asked = minor(&invoice["outstanding_balance"]);
        let mut part = json!({ "invoice_id": invoice["id"] });
        if self.chance.percent(40) {
            part["amount"] = major(self.chance.between(1, asked));
        }
        let body = self.checkout(&[part]);
        self.act("payer", "/alternative/pay", body).await.map(|_| ())
    }

    /// A payment after which its invoice still owes enough for the same amount once more.
    pub(super) async fn pay_a_third(&mut self) -> Option<Value> {
        let open = self.payable().await;
        let invoice = self.chance.pick(&open)?;
        let amount = minor(&invoice["outstanding_balance"]) / 3;
        let part = json!({ "invoice_id": invoice["id"], "amount": major(amount.max(1)) });
        let body = self.checkout(&[part]);
        self.act("payer", "/alternative/pay", body).await
    }

    pub(super) async fn pay_several(&mut self) -> Option<()> {
        let open = self.payable().await;
        let count = usize::try_from(self.chance.between(2, 3)).unwrap_or(2);
        let mut parts = Vec::new();
        for invoice in open.iter().rev().take(count) {
            let asked = minor(&invoice["outstanding_balance"]);
            let mut part = json!({ "invoice_id": invoice["id"] });
            if self.chance.percent(30) {
                part["amount"] = major(self.chance.between(1, asked));
            }
            parts.push(part);
        }
        if parts.len() < 2 {
            return None;
        }
        let body = self.checkout(&parts);
        self.act("payer", "/alternative/pay", body).await.map(|_| ())
    }

    async fn some_payment(&mut self, statuses: &[&str]) -> Option<Value> {
        let facts = self.facts().await;
        let fits = |payment: &&Value| statuses.contains(&text(&payment["status"]));
        let found: Vec<Value> = facts.kept("payments").iter().filter(fits).cloned().collect();
        self.chance.pick(&found)
    }

    pub(super) async fn move_payment(&mut self) -> Option<()> {
        let action =
            self.chance.weighted(&[(40, "settle"), (35, "fail"), (15, "refund"), (10, "chargeback")]);
        let statuses: &[&str] = match action {
            "settle" => &["processing"],
            "fail" => &["processing", "processing", "succeeded"],
            _ => &["succeeded"],
        };
        let payment = self.some_payment(statuses).await?;
        let body = match action {
            "refund" if self.chance.percent(50) => {
                json!({ "amount": major(self.chance.between(1, minor(&payment["sub_total"]))) })
            }
            "chargeback" if self.chance.percent(50) => json!({ "penalty": 15.00 }),
            _ => json!({}),
        };
        let path = format!("/alternative/payments/{}/{action}", text(&payment["id"]));
        self.act("bank", &path, body).await.map(|_| ())
    }

    /// A day's captures.
    pub(super) async fn settle_all(&mut self) -> Option<()> {
        while let Some(payment) = self.some_payment(&["processing"]).await {
            let path = format!("/alternative/payments/{}/settle", text(&payment["id"]));
            self.act("bank", &path, json!({})).await?;
        }
        Some(())
    }

    pub(super) async fn payout(&mut self) -> Option<()> {
        let mut body = json!({});
        if self.chance.percent(15) {
            let amount = self.chance.between(-2_000, 2_000);
            body["adjustments"] = json!([{ "amount": major(amount), "description": "Dispute fee" }]);
        }
        if self.chance.percent(15) {
            body["arrival_date"] = json!("2026-08-01");
        }
        let made = self.act("platform", "/alternative/payouts", body).await?;
        if self.chance.percent(60) {
            let path = format!("/alternative/payouts/{}/pay", text(&made["id"]));
            self.act("platform", &path, json!({})).await?;
        }
        Some(())
    }

    pub(super) async fn move_payout(&mut self) -> Option<()> {
        let facts = self.facts().await;
        let payout = self.chance.pick(facts.kept("payouts"))?;
        let action = if self.chance.percent(75) { "pay" } else { "fail" };
        let path = format!("/alternative/payouts/{}/{action}", text(&payout["id"]));
        self.act("platform", &path, json!({})).await.map(|_| ())
    }
}
