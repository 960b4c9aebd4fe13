//! A company on the bench: calls without sockets, answers as JSON.

use http::Method;
use practice::http::{Reply, Request};
use practice::{ClockMode, CompanyKind, Options, Practice, World, quickbooks};
use serde_json::{Value, json};

/// One company and a token that works.
pub struct Bench {
    pub practice: Practice,
    pub realm: String,
    pub token: String,
    pub refresh: String,
}

/// An error answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    pub detail: String,
    pub element: String,
}

impl Bench {
    pub fn new(options: Options) -> Self {
        let practice = Practice::new(options).unwrap();
        let ready = practice.ready();
        let company = &ready["quickbooks"]["companies"][0];
        let text = |name: &str| company[name].as_str().unwrap().to_owned();
        Self {
            realm: text("realm_id"),
            token: text("access_token"),
            refresh: text("refresh_token"),
            practice,
        }
    }

    pub fn sample() -> Self {
        Self::new(Options::quiet(CompanyKind::Sample))
    }

    pub fn msp() -> Self {
        Self::new(Options::quiet(CompanyKind::Msp))
    }

    /// Northwind with all its books open.
    pub fn msp_open() -> Self {
        let bench = Self::msp();
        let realm = bench.realm.clone();
        bench.world(|world| quickbooks::close_books(world, &realm, None));
        bench
    }

    /// Takes tokens that work now.
    pub fn renew(&mut self) {
        let ready = self.practice.ready();
        let company = &ready["quickbooks"]["companies"][0];
        company["access_token"].as_str().unwrap().clone_into(&mut self.token);
        company["refresh_token"].as_str().unwrap().clone_into(&mut self.refresh);
    }

    pub fn with_switch(text: &str) -> Self {
        let mut options = Options::quiet(CompanyKind::Sample);
        options.switches.set(text).unwrap();
        Self::new(options)
    }

    pub fn options(company: CompanyKind) -> Options {
        let mut options = Options::new(ClockMode::Manual);
        options.founding.company = company;
        options
    }

    /// Any request, as it is.
    pub fn send(&self, request: &Request) -> Reply {
        self.practice.with_world(|world| match request.path.split('/').nth(1) {
            Some("intuit") => practice::intuit::handle(world, request),
            _ => quickbooks::handle(world, request),
        })
    }

    pub fn request(&self, method: Method, target: &str) -> Request {
        let target = format!("/quickbooks/v3/company/{}{target}", self.realm);
        let now = self.practice.with_world(|world| world.clock.now());
        let mut request = Request::new(method, &target, now);
        request.headers.insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        request
    }

    pub fn post_reply(&self, target: &str, body: &Value) -> Reply {
        self.send(&self.request(Method::POST, target).with_json(body))
    }

    pub fn get_reply(&self, target: &str) -> Reply {
        self.send(&self.request(Method::GET, target))
    }

    /// A write that succeeds; the record of the answer.
    #[track_caller]
    pub fn post(&self, target: &str, body: Value) -> Value {
        let reply = self.post_reply(target, &body);
        let answer = reply.to_json();
        assert_eq!(reply.status, 200, "{target} {body} -> {answer}");
        record(answer)
    }

    /// A write that is refused.
    #[track_caller]
    pub fn refused(&self, target: &str, body: Value) -> Refusal {
        let reply = self.post_reply(target, &body);
        refusal(&reply)
    }

    /// A read that succeeds; the record of the answer.
    #[track_caller]
    pub fn get(&self, target: &str) -> Value {
        let reply = self.get_reply(target);
        assert_eq!(reply.status, 200, "{target} -> {}", reply.to_json());
        record(reply.to_json())
    }

    /// The inner `QueryResponse`.
    #[track_caller]
    pub fn query(&self, text: &str) -> Value {
        let reply = self.query_reply(text);
        assert_eq!(reply.status, 200, "{text} -> {}", reply.to_json());
        reply.to_json()["QueryResponse"].clone()
    }

    pub fn query_reply(&self, text: &str) -> Reply {
        let mut request = self.request(Method::POST, "/query");
        request.body = text.as_bytes().to_vec();
        self.send(&request)
    }

    /// The rows of a query.
    #[track_caller]
    pub fn rows(&self, entity: &str, text: &str) -> Vec<Value> {
        self.query(text)[entity].as_array().cloned().unwrap_or_default()
    }

    pub fn world<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        self.practice.with_world(look)
    }

    pub fn violations(&self) -> Vec<String> {
        self.world(|world| world.violations.values().map(|violation| violation.kind.clone()).collect())
    }

    pub fn advance(&self, seconds: i64) {
        self.world(|world| world.clock.advance(jiff::SignedDuration::from_secs(seconds)));
    }

    /// An invoice of one design line at that price in whole dollars.
    #[track_caller]
    pub fn invoice(&self, customer: &str, dollars: u32) -> Value {
        self.post("/invoice", invoice(customer, dollars))
    }

    #[track_caller]
    pub fn payment(&self, customer: &str, dollars: u32, invoice: &Value) -> Value {
        self.post("/payment", payment(customer, dollars, dollars, invoice))
    }

    /// A deposit of whole payments into account 35.
    pub fn deposit_body(payments: &[&Value]) -> Value {
        let lines: Vec<Value> = payments
            .iter()
            .map(|payment| {
                json!({"Amount": payment["TotalAmt"],
                       "LinkedTxn": [{"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}]})
            })
            .collect();
        json!({"DepositToAccountRef": {"value": "35"}, "Line": lines})
    }

    #[track_caller]
    pub fn reread(&self, entity: &str, record: &Value) -> Value {
        self.get(&format!("/{entity}/{}", record["Id"].as_str().unwrap()))
    }
}

pub fn invoice(customer: &str, dollars: u32) -> Value {
    json!({"CustomerRef": {"value": customer},
           "Line": [{"Amount": dollars, "DetailType": "SalesItemLineDetail",
                     "SalesItemLineDetail": {"ItemRef": {"value": "4"}, "Qty": 1, "UnitPrice": dollars}}]})
}

pub fn payment(customer: &str, total: u32, applied: u32, invoice: &Value) -> Value {
    json!({"CustomerRef": {"value": customer}, "TotalAmt": total,
           "Line": [{"Amount": applied, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}]})
}

/// Id and SyncToken, as delete and void want them.
pub fn stub(record: &Value) -> Value {
    json!({"Id": record["Id"], "SyncToken": record["SyncToken"]})
}

#[track_caller]
pub fn refusal(reply: &Reply) -> Refusal {
    let answer = reply.to_json();
    assert!(reply.status >= 400, "not refused: {answer}");
    let error = &answer["Fault"]["Error"][0];
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    Refusal { status: reply.status, code: text("code"), detail: text("Detail"), element: text("element") }
}

/// The one record of an answer like `{"Invoice": {…}, "time": "…"}`.
#[track_caller]
fn record(answer: Value) -> Value {
    let map = answer.as_object().unwrap();
    map.iter().find(|(name, _)| *name != "time").map(|(_, value)| value.clone()).unwrap()
}

/// An amount as the number it is.
pub fn number(value: &Value) -> rust_decimal::Decimal {
    value.to_string().parse().unwrap()
}

/// Amounts compare by value, however they are written.
#[track_caller]
pub fn assert_amount(value: &Value, expected: &str) {
    assert_eq!(number(value), expected.parse().unwrap(), "{value}");
}
