//! The practice services as the real program, and what people do there.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use transport::{HttpRequest, HttpResponse, Method, Online, Transport, Url};

use crate::text;

/// A running `practice serve`.
pub struct Services {
    child: Child,
    /// What it printed when ready.
    pub ready: Value,
    /// A way to it.
    pub http: Arc<dyn Transport>,
}

impl Drop for Services {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

impl Services {
    /// Starts the services with these further options, on a free port.
    pub fn start(options: &[&str]) -> Self {
        let mut child = Command::new(binary("practice"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { child, ready, http: Arc::new(Online::new("acceptance").unwrap()) }
    }

    /// Where they are.
    pub fn base(&self) -> &str {
        text(&self.ready["base"])
    }

    /// The first company's realm.
    pub fn realm(&self) -> &str {
        text(&self.ready["quickbooks"]["companies"][0]["realm_id"])
    }

    /// A call of the control API; the answer must be good.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let url = Url::parse(&format!("{}{path}", text(&self.ready["control"]))).unwrap();
        let mut request = HttpRequest::new(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .bearer(&text(&self.ready["control_token"]).to_owned().into())
            .unwrap();
        if !body.is_null() {
            request = request.json(body.to_string());
        }
        let answer = self.http.send(request).await.unwrap();
        let words = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.status.is_success(), "{method} {path}: {} {words}", answer.status);
        serde_json::from_str(&words).unwrap_or(Value::Null)
    }

    /// Rows of a query, as the bookkeeper sees them.
    pub async fn query(&self, query: &str) -> Vec<Value> {
        let escaped = query.replace('%', "%25").replace(' ', "%20");
        let call = json!({ "method": "GET", "path": format!("/query?query={escaped}") });
        let answer = self.control("POST", &format!("/quickbooks/{}/as-user", self.realm()), call).await;
        let rows = answer["QueryResponse"].as_object().unwrap().values().find_map(Value::as_array).cloned();
        rows.unwrap_or_default()
    }

    /// Payments that a companion wrote.
    pub async fn our_payments(&self) -> Vec<Value> {
        self.query("select * from Payment where PaymentRefNum like 'AP-%' maxresults 1000").await
    }

    /// An open invoice of the books with its id and balance.
    pub async fn open_invoices(&self) -> Vec<Value> {
        self.query("select * from Invoice where Balance > '0' orderby Id maxresults 1000").await
    }

    /// The bookkeeper makes a customer and so many invoices for it.
    pub async fn bill(&self, name: &str, invoices: usize) {
        let customer =
            self.as_user("/customer", json!({ "DisplayName": name })).await["Customer"]["Id"].clone();
        let income = self.query("select * from Account where AccountType = 'Income'").await;
        let item = json!({ "Name": "Services", "Type": "Service", "IncomeAccountRef": { "value": income[0]["Id"] } });
        let item = self.as_user("/item", item).await["Item"]["Id"].clone();
        for number in 0..invoices {
            let line = json!({ "Amount": 100 + number, "DetailType": "SalesItemLineDetail",
                               "SalesItemLineDetail": { "ItemRef": { "value": item } } });
            self.as_user("/invoice", json!({ "CustomerRef": { "value": customer }, "Line": [line] })).await;
        }
    }

    /// The bookkeeper deletes an invoice.
    pub async fn delete_invoice(&self, invoice: &Value) {
        let body = json!({ "Id": invoice["Id"], "SyncToken": invoice["SyncToken"] });
        self.as_user("/invoice?operation=delete", body).await;
    }

    async fn as_user(&self, path: &str, body: Value) -> Value {
        let call = json!({ "method": "POST", "path": path, "body": body });
        self.control("POST", &format!("/quickbooks/{}/as-user", self.realm()), call).await
    }

    /// The payer pays an invoice of QuickBooks.
    pub async fn pay(&self, qbo_invoice: &str, outcome: &str) -> Value {
        let fee = json!({ "amount": 2.50, "covered_by_customer": false });
        let body = json!({ "allocations": [{ "qbo_invoice_id": qbo_invoice }], "method": "card", "outcome": outcome, "fee": fee });
        self.control("POST", "/alternative/pay", body).await
    }

    /// Everything that succeeded is paid out.
    pub async fn pay_out(&self) -> Value {
        let payout = self.control("POST", "/alternative/payouts", json!({})).await;
        self.control("POST", &format!("/alternative/payouts/{}/pay", text(&payout["id"])), json!({})).await
    }

    /// What Alternative has of an invoice of QuickBooks.
    pub async fn mirror(&self, qbo_invoice: &str) -> Value {
        let state = self.control("GET", "/state?side=alternative", Value::Null).await;
        let partners = state["alternative"].as_object().unwrap();
        let invoices = partners.values().flat_map(|partner| each(&partner["invoices"]));
        let mut found = invoices.filter(|invoice| invoice["qbo_id"] == qbo_invoice);
        found.next().unwrap_or_else(|| panic!("Alternative has no invoice {qbo_invoice}")).clone()
    }

    /// What a good client never does.
    pub async fn violations(&self) -> Value {
        self.control("GET", "/violations", Value::Null).await
    }

    /// A plain request without redirects.
    pub async fn fetch(&self, request: HttpRequest) -> HttpResponse {
        self.http.send(request).await.unwrap()
    }
}

/// The members of an array or the values of an object.
pub fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

/// A program of this workspace, brought up to date first: a stale one would prove nothing.
pub fn binary(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let arguments = ["build", "--quiet", "--bin", "practice", "--bin", "companion-cli"];
        let built = Command::new(env!("CARGO")).args(arguments).current_dir(root).status().unwrap();
        assert!(built.success(), "the programs do not build");
    });
    let here = std::env::current_exe().unwrap();
    here.ancestors().nth(2).unwrap().join(name)
}
