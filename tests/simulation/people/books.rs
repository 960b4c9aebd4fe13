//! The bookkeeper and money: payments, credits, deposits, and the closing date.

use engine::reference::payment_reference;
use jiff::ToSpan;
use serde_json::{Value, json};
use support::minor;

use crate::facts::{deposit_of, is_ours, linked, list, major, named, text};
use crate::scene::Scene;

impl Scene {
    async fn external(&mut self, invoice: &Value, amount: i64) -> Option<String> {
        let body = json!({
            "CustomerRef": invoice["CustomerRef"], "TotalAmt": major(amount), "PaymentRefNum": "chk-5521",
            "Line": [{ "Amount": major(amount), "LinkedTxn": [{ "TxnId": invoice["Id"], "TxnType": "Invoice" }] }],
        });
        let made = self.book("POST", "/payment", body).await?;
        Some(text(&made["Payment"]["Id"]).to_owned())
    }

    pub(super) async fn external_payment(&mut self) -> Option<()> {
        let invoice = self.some_invoice(true).await?;
        let balance = minor(&invoice["Balance"]);
        let amount = if self.chance.percent(50) { balance } else { self.chance.between(1, balance) };
        self.external(&invoice, amount).await.map(|_| ())
    }

    pub(super) async fn remove_external_payment(&mut self) -> Option<()> {
        let facts = self.facts().await;
        let theirs: Vec<_> =
            facts.records("Payment").iter().filter(|payment| !is_ours(payment)).cloned().collect();
        let payment = self.chance.pick(&theirs)?;
        let operation = if self.chance.percent(70) { "delete" } else { "void" };
        self.remove_payment(&payment, operation).await
    }

    /// Somebody keys a payment by hand that Alternative has collected and no companion has recorded yet.
    pub(super) async fn key_by_hand(&mut self) -> Option<()> {
        let facts = self.facts().await;
        let known: Vec<&str> = self.actions.keyed.iter().map(|(_, payment)| payment.as_str()).collect();
        let fresh = |payment: &&Value| {
            let id = text(&payment["id"]);
            let live = matches!(text(&payment["status"]), "processing" | "succeeded");
            let recorded =
                facts.records("Payment").iter().any(|books| text(&books["PrivateNote"]).contains(id));
            live && !recorded && !known.contains(&id) && list(&payment["allocations"]).len() == 1
        };
        let open: Vec<Value> = facts.kept("payments").iter().filter(fresh).cloned().collect();
        let payment = match self.chance.pick(&open) {
            Some(payment) => payment,
            None => self.pay_a_third().await?,
        };
        let facts = self.facts().await;
        let part = &payment["allocations"][0];
        let invoice = facts.record("Invoice", text(&part["qbo_invoice_id"]))?.clone();
        if minor(&invoice["Balance"]) < minor(&part["amount"]) {
            return None;
        }
        let keyed = self.external(&invoice, minor(&part["amount"])).await?;
        let customer = named(&invoice["CustomerRef"]).into();
        let reference = payment_reference(&text(&payment["id"]).into(), &customer);
        for computer in &self.computers {
            computer.keyed(&reference, &keyed);
        }
        self.actions.keyed.push((keyed, text(&payment["id"]).to_owned()));
        Some(())
    }

    pub(super) async fn apply_credit(&mut self) -> Option<()> {
        let invoice = self.some_invoice(true).await?;
        let amount = self.chance.between(1, minor(&invoice["Balance"]));
        let item = self.world().service_item().await;
        let line = json!({ "Description": "Goodwill", "Amount": major(amount), "DetailType": "SalesItemLineDetail",
                           "SalesItemLineDetail": { "ItemRef": { "value": item } } });
        let credit = json!({ "CustomerRef": invoice["CustomerRef"], "Line": [line] });
        let credit = self.book("POST", "/creditmemo", credit).await?;
        let apply = json!({
            "CustomerRef": invoice["CustomerRef"], "TotalAmt": 0,
            "Line": [
                { "Amount": major(amount), "LinkedTxn": [{ "TxnId": invoice["Id"], "TxnType": "Invoice" }] },
                { "Amount": major(amount), "LinkedTxn": [{ "TxnId": credit["CreditMemo"]["Id"], "TxnType": "CreditMemo" }] },
            ],
        });
        self.book("POST", "/payment", apply).await.map(|_| ())
    }

    async fn some_payment_of_ours(&mut self) -> Option<Value> {
        let facts = self.facts().await;
        let ours: Vec<Value> = facts.ours().cloned().collect();
        self.chance.pick(&ours)
    }

    pub(super) async fn remove_our_payment(&mut self) -> Option<()> {
        let payment = self.some_payment_of_ours().await?;
        let operation = if self.chance.percent(60) { "delete" } else { "void" };
        self.remove_payment(&payment, operation).await
    }

    /// The deposit that it was on, perhaps ours, holds less from then on, whoever keyed it.
    async fn remove_payment(&mut self, payment: &Value, operation: &str) -> Option<()> {
        self.remove("Payment", payment, operation).await?;
        if let Some(deposit) = deposit_of(payment) {
            self.actions.changed_deposits.insert(deposit.to_owned());
        }
        Some(())
    }

    pub(super) async fn edit_our_payment(&mut self) -> Option<()> {
        let payment = self.some_payment_of_ours().await?;
        let fields = match self.chance.below(3) {
            0 => json!({ "PrivateNote": format!("{} (checked)", text(&payment["PrivateNote"])) }),
            1 => json!({ "PaymentMethodRef": Value::Null, "CheckNum": "7" }),
            _ => json!({ "TotalAmt": major(minor(&payment["TotalAmt"]) + 100), "Line": payment["Line"] }),
        };
        let amount = !fields["TotalAmt"].is_null();
        self.change("Payment", &payment, fields).await?;
        if amount {
            self.actions.changed_payments.insert(text(&payment["Id"]).to_owned());
            for invoice in linked(&payment, "Invoice") {
                self.watch.spare(invoice);
            }
        }
        Some(())
    }

    async fn some_deposit_of_ours(&mut self) -> Option<Value> {
        let facts = self.facts().await;
        let ours: Vec<Value> = facts
            .records("Deposit")
            .iter()
            .filter(|deposit| text(&deposit["PrivateNote"]).starts_with("Alternative Payments payout"))
            .cloned()
            .collect();
        self.chance.pick(&ours)
    }

    pub(super) async fn remove_our_deposit(&mut self) -> Option<()> {
        let deposit = self.some_deposit_of_ours().await?;
        self.remove("Deposit", &deposit, "delete").await.map(|_| ())
    }

    pub(super) async fn edit_our_deposit(&mut self) -> Option<()> {
        let deposit = self.some_deposit_of_ours().await?;
        let note = format!("{} (seen)", text(&deposit["PrivateNote"]));
        self.change("Deposit", &deposit, json!({ "PrivateNote": note })).await?;
        self.actions.changed_deposits.insert(text(&deposit["Id"]).to_owned());
        Some(())
    }

    /// The bookkeeper deposits some of our payments by hand.
    pub(super) async fn deposit_by_hand(&mut self) -> Option<()> {
        let facts = self.facts().await;
        let resting: Vec<Value> =
            facts.ours().filter(|payment| deposit_of(payment).is_none()).cloned().collect();
        let count = usize::try_from(self.chance.between(1, 3)).unwrap_or(1);
        let lines: Vec<Value> = resting
            .iter()
            .take(count)
            .map(|payment| {
                json!({ "Amount": payment["TotalAmt"],
                        "LinkedTxn": [{ "TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0" }] })
            })
            .collect();
        if lines.is_empty() {
            return None;
        }
        let bank = self.world().account("Checking");
        let body = json!({ "DepositToAccountRef": { "value": bank }, "Line": lines });
        self.book("POST", "/deposit", body).await.map(|_| ())
    }

    pub(super) async fn close_books(&mut self) -> Option<()> {
        let today = self.world().now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let date = match self.chance.below(5) {
            0 => json!(today.to_string()),
            1 => json!(today.checked_sub(1.day()).ok()?.to_string()),
            2 => json!(today.checked_sub(self.chance.between(2, 60).days()).ok()?.to_string()),
            _ => Value::Null,
        };
        let path = format!("/quickbooks/{}/close-books", self.world().realm());
        self.act("bookkeeper", &path, json!({ "date": date })).await.map(|_| ())
    }

    /// An account a person might choose for other money.
    pub(super) async fn some_account(&mut self) -> Option<String> {
        let facts = self.facts().await;
        let kinds = ["Income", "Expense", "Other Current Liability"];
        let fits = |account: &&Value| kinds.contains(&text(&account["AccountType"]));
        let found: Vec<_> = facts.records("Account").iter().filter(fits).cloned().collect();
        let account = self.chance.pick(&found)?;
        Some(text(&account["Id"]).to_owned())
    }

    /// A payment of this customer that did not come from a companion.
    pub(super) async fn some_external_payment_of(&mut self, customer: &str) -> Option<String> {
        let facts = self.facts().await;
        let fits = |payment: &&Value| {
            !is_ours(payment) && named(&payment["CustomerRef"]) == customer && minor(&payment["TotalAmt"]) > 0
        };
        let found: Vec<_> = facts.records("Payment").iter().filter(fits).cloned().collect();
        let payment = self.chance.pick(&found)?;
        Some(text(&payment["Id"]).to_owned())
    }
}
