//! Records on both sides, made and read as people do.

use ledger::CompanyId;
use serde_json::{Value, json};

use crate::World;
use crate::world::{minor, text};

/// A line of an invoice to be made: description and amount in major units.
pub type LineSpec<'a> = (&'a str, &'a str);

/// An invoice made in QuickBooks.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// Id in QuickBooks.
    pub id: String,
    /// Customer in QuickBooks.
    pub customer: String,
    /// Number.
    pub number: String,
}

impl World {
    /// The bookkeeper makes a customer.
    pub async fn customer(&self, name: &str) -> String {
        let body = json!({ "DisplayName": name, "CompanyName": name, "PrimaryEmailAddr": { "Address": "ap@example.com" } });
        let made = self.as_user("POST", "/customer", body).await;
        text(&made["Customer"]["Id"])
    }

    /// The bookkeeper makes an invoice of one line for a new customer.
    pub async fn invoice(&self, name: &str, amount: &str) -> Invoice {
        let customer = self.customer(name).await;
        self.invoice_for(&customer, &[("Managed services", amount)]).await
    }

    /// The bookkeeper makes an invoice.
    pub async fn invoice_for(&self, customer: &str, lines: &[LineSpec<'_>]) -> Invoice {
        let item = self.service_item().await;
        let lines: Vec<_> = lines
            .iter()
            .map(|(description, amount)| {
                json!({ "Description": description, "Amount": amount.parse::<serde_json::Number>().unwrap(), "DetailType": "SalesItemLineDetail",
                        "SalesItemLineDetail": { "ItemRef": { "value": item } } })
            })
            .collect();
        self.invoice_of(customer, json!({ "Line": lines })).await
    }

    /// The bookkeeper makes an invoice with these fields of QuickBooks' own.
    pub async fn invoice_of(&self, customer: &str, fields: Value) -> Invoice {
        let mut body = fields;
        body["CustomerRef"] = json!({ "value": customer });
        let made = self.as_user("POST", "/invoice", body).await;
        let made = &made["Invoice"];
        Invoice {
            id: text(&made["Id"]),
            customer: customer.to_owned(),
            number: made["DocNumber"].as_str().unwrap_or_default().to_owned(),
        }
    }

    /// A line of the service item, as QuickBooks wants it.
    pub async fn line(&self, description: &str, amount: &str) -> Value {
        let amount: serde_json::Number = amount.parse().unwrap();
        json!({ "Description": description, "Amount": amount, "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": { "ItemRef": { "value": self.service_item().await } } })
    }

    /// Id of an item of the service kind; made when there is none.
    pub async fn service_item(&self) -> String {
        let found = self.query("select * from Item where Type = 'Service'").await;
        if let Some(item) = found.first() {
            return text(&item["Id"]);
        }
        let income = self.query("select * from Account where AccountType = 'Income'").await;
        let body = json!({ "Name": "Services", "Type": "Service", "IncomeAccountRef": { "value": income[0]["Id"] } });
        text(&self.as_user("POST", "/item", body).await["Item"]["Id"])
    }

    /// Rows of a query, as the bookkeeper sees them.
    pub async fn query(&self, query: &str) -> Vec<Value> {
        let escaped: String =
            query.replace('%', "%25").replace('+', "%2B").replace(' ', "%20").replace('&', "%26");
        let answer = self.as_user("GET", &format!("/query?query={escaped}"), Value::Null).await;
        let rows = answer["QueryResponse"].as_object().unwrap().values().find_map(Value::as_array).cloned();
        rows.unwrap_or_default()
    }

    /// A record of QuickBooks by id (`"Invoice"`, `"145"`); `None` once deleted.
    pub async fn books(&self, entity: &str, id: &str) -> Option<Value> {
        self.query(&format!("select * from {entity} where Id = '{id}'")).await.into_iter().next()
    }

    /// All live records of an entity.
    pub async fn all(&self, entity: &str) -> Vec<Value> {
        self.query(&format!("select * from {entity} maxresults 1000")).await
    }

    /// Id of the account of this name.
    pub fn account(&self, name: &str) -> String {
        self.practice.with_world(|world| {
            let books = world.companies.values().next().expect("a company");
            let accounts = books.all(practice::quickbooks::Entity::Account);
            let mut found =
                accounts.filter_map(|(id, _)| books.account(id).map(|account| (id, account.name.clone())));
            let found = found.find(|(_, known)| **known == *name);
            found.map_or_else(|| panic!("no account {name}"), |(id, _)| id.to_string())
        })
    }

    /// The bookkeeper changes a record: the fields are sent sparsely with its present token.
    pub async fn edit(&self, entity: &str, id: &str, fields: Value) -> Value {
        let now = self.books(entity, id).await.expect("the record");
        let mut body = fields;
        body["Id"] = json!(id);
        body["SyncToken"] = now["SyncToken"].clone();
        body["sparse"] = json!(true);
        self.as_user("POST", &format!("/{}", entity.to_lowercase()), body).await[entity].clone()
    }

    /// The bookkeeper deletes a record.
    pub async fn delete(&self, entity: &str, id: &str) {
        let now = self.books(entity, id).await.expect("the record");
        let body = json!({ "Id": id, "SyncToken": now["SyncToken"] });
        self.as_user("POST", &format!("/{}?operation=delete", entity.to_lowercase()), body).await;
    }

    /// The bookkeeper voids an invoice.
    pub async fn void_invoice(&self, id: &str) {
        let now = self.books("Invoice", id).await.expect("the invoice");
        self.as_user("POST", "/invoice?operation=void", json!({ "Id": id, "SyncToken": now["SyncToken"] }))
            .await;
    }

    /// The bookkeeper records a payment that did not come through Alternative.
    pub async fn external_payment(&self, invoice: &Invoice, amount: &str) -> String {
        let number: serde_json::Number = amount.parse().unwrap();
        let body = json!({
            "CustomerRef": { "value": invoice.customer }, "TotalAmt": number, "PaymentRefNum": "chk-5521",
            "Line": [{ "Amount": number, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] }],
        });
        text(&self.as_user("POST", "/payment", body).await["Payment"]["Id"])
    }

    /// The payer pays all that is asked of them.
    pub async fn pay(&self, invoice: &Invoice) -> Value {
        self.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "succeed" }))
            .await
    }

    /// The payer pays part of it.
    pub async fn pay_part(&self, invoice: &Invoice, amount: &str) -> Value {
        let number: serde_json::Number = amount.parse().unwrap();
        let allocations = json!([{ "qbo_invoice_id": invoice.id, "amount": number }]);
        self.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await
    }

    /// The payer pays, in the words of the control API.
    pub async fn pay_with(&self, body: Value) -> Value {
        let mut body = body;
        body["partner"] = self.partner_id();
        self.control("POST", "/alternative/pay", body).await
    }

    /// The bank settles, fails, refunds, or charges back a payment.
    pub async fn move_payment(&self, payment: &Value, action: &str, body: Value) -> Value {
        self.control("POST", &format!("/alternative/payments/{}/{action}", text(&payment["id"])), body).await
    }

    /// The platform bundles what succeeded into a payout.
    pub async fn payout(&self, body: Value) -> Value {
        self.control("POST", "/alternative/payouts", body).await
    }

    /// The payout reaches the bank.
    pub async fn pay_out(&self, payout: &Value) -> Value {
        self.control("POST", &format!("/alternative/payouts/{}/pay", text(&payout["id"])), json!({})).await
    }

    /// What Alternative has of an invoice; `None` when it does not know it.
    pub async fn mirror(&self, invoice: &Invoice) -> Option<Value> {
        self.mirror_of("invoices", &invoice.id).await
    }

    /// What Alternative has of a record by QuickBooks id (`"customers"`, `"invoices"`).
    pub async fn mirror_of(&self, kind: &str, qbo_id: &str) -> Option<Value> {
        let answer = self.partner("GET", &format!("/integrations/quickbooks/{kind}/{qbo_id}")).await;
        answer.ok()
    }

    /// All that Alternative keeps of a record, inside and out (`"customers"`, `"invoices"`), by QuickBooks id.
    pub async fn kept_of(&self, kind: &str, qbo_id: &str) -> Value {
        self.kept(kind).await.into_iter().find(|row| row["qbo_id"] == qbo_id).expect("a record of this id")
    }

    /// All records of a kind that Alternative keeps for this company's partner account, archived ones too.
    pub async fn kept(&self, kind: &str) -> Vec<Value> {
        let state = self.state().await;
        let platforms = state["alternative"].as_object().unwrap();
        let own =
            platforms.values().find(|platform| platform["partner"]["realm_id"] == self.realm().as_str());
        own.expect("the partner account")[kind].as_array().unwrap().clone()
    }

    /// What Alternative has of a payment.
    pub async fn payment(&self, payment: &Value) -> Value {
        self.partner("GET", &format!("/integrations/quickbooks/payments/{}", text(&payment["id"])))
            .await
            .unwrap()
    }

    /// What Alternative has of a payout.
    pub async fn payout_now(&self, payout: &Value) -> Value {
        self.partner("GET", &format!("/integrations/quickbooks/payouts/{}", text(&payout["id"])))
            .await
            .unwrap()
    }

    /// Payments in QuickBooks that a companion wrote.
    pub async fn our_payments(&self) -> Vec<Value> {
        let all = self.all("Payment").await;
        all.into_iter()
            .filter(|payment| payment["PaymentRefNum"].as_str().is_some_and(|text| text.starts_with("AP-")))
            .collect()
    }

    /// The amounts of the payments that a companion recorded, in cents, rising.
    pub async fn recorded(&self) -> Vec<i64> {
        let mut totals: Vec<_> =
            self.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
        totals.sort_unstable();
        totals
    }

    /// The company this world is about.
    pub fn id(&self) -> &CompanyId {
        &self.company
    }
}
