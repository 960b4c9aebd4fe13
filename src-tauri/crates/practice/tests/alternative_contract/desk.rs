//! A partner account with a key in hand, driven call by call without sockets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method};
use practice::alternative::{self, Outcome};
use practice::http::{Reply, Request};
use practice::{CompanyKind, Options, World, control};
use serde_json::{Value, json};

use crate::described::{self, Answered};

pub const REALM: &str = "9341453908123456";

/// An answer, read.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub body: Value,
    pub reply: Reply,
}

impl Got {
    fn of(reply: Reply) -> Self {
        Self { status: reply.status, body: reply.to_json(), reply }
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.reply.body));
        self.body
    }

    /// Asserts status and code of a refusal, and hands on its body.
    #[track_caller]
    pub fn refuses(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        self.body
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.reply.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

pub struct Desk {
    pub world: World,
    pub token: String,
}

impl Desk {
    /// An account without records, key in hand.
    pub fn new() -> Self {
        Self::with(Options::quiet(CompanyKind::Empty))
    }

    pub fn with(options: Options) -> Self {
        let mut desk = Self { world: World::new(options), token: String::new() };
        desk.renew();
        desk
    }

    /// An account connected to a company.
    pub fn connected() -> Self {
        let mut desk = Self::new();
        desk.connect(REALM);
        desk
    }

    /// An account connected to a company, with customer 58 and an open invoice 1042 over 324.00.
    pub fn stocked() -> Self {
        let mut desk = Self::connected();
        desk.put("customers/58", &customer(0)).is(201);
        desk.put("invoices/1042", &invoice(0)).is(201);
        desk
    }

    pub fn connect(&mut self, realm: &str) -> Value {
        let body = json!({"realm_id": realm, "company_name": "Northwind IT Services",
                          "installation_id": "3f0a9c52", "name": "Office computer"});
        self.send("PUT", "/integrations/quickbooks", Some(&body)).is(200)
    }

    pub fn handle(&mut self, request: &Request) -> Got {
        let seq = self.world.log.begin();
        self.world.log.resume(seq);
        match alternative::handle(&mut self.world, request) {
            Outcome::Reply(reply) => {
                let query = request.query_text();
                described::check(&Answered {
                    method: request.method.as_str(),
                    target: &format!("{}?{query}", request.path.trim_start_matches("/alternative")),
                    status: reply.status,
                    content_type: Got::of(reply.clone()).header("content-type").unwrap_or_default(),
                    body: &reply.body,
                });
                Got::of(reply)
            }
            Outcome::Wait { until } => panic!("waits until {until}"),
        }
    }

    pub fn request(&self, method: &str, target: &str) -> Request {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::new(method, &format!("/alternative{target}"), self.world.clock.now());
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.token)).unwrap();
        request.headers.insert("authorization", bearer);
        request
    }

    pub fn send(&mut self, method: &str, target: &str, body: Option<&Value>) -> Got {
        let mut request = self.request(method, target);
        if let Some(body) = body {
            request = request.with_json(body);
        }
        self.handle(&request)
    }

    pub fn get(&mut self, target: &str) -> Got {
        self.send("GET", target, None)
    }

    /// A GET of the integration contract.
    pub fn read(&mut self, rest: &str) -> Got {
        self.get(&format!("/integrations/quickbooks/{rest}"))
    }

    /// A PUT of the integration contract.
    pub fn put(&mut self, rest: &str, body: &Value) -> Got {
        self.send("PUT", &format!("/integrations/quickbooks/{rest}"), Some(body))
    }

    /// A POST of the integration contract.
    pub fn post(&mut self, rest: &str, body: &Value) -> Got {
        self.send("POST", &format!("/integrations/quickbooks/{rest}"), Some(body))
    }

    pub fn sign_in(&mut self, scope: &str) -> Got {
        let partner = self.world.partners().next().unwrap().clone();
        let basic = STANDARD.encode(format!("{}:{}", partner.client_id, partner.client_secret));
        self.sign_in_with(&format!("Basic {basic}"), &format!("grant_type=client_credentials&scope={scope}"))
    }

    /// Takes a new token, after time has passed.
    pub fn renew(&mut self) {
        let got = self.sign_in("").is(200);
        self.token = text(&got["access_token"]);
    }

    pub fn sign_in_with(&mut self, authorization: &str, form: &str) -> Got {
        let mut request = Request::new(Method::POST, "/alternative/oauth/token", self.world.clock.now());
        request.headers.insert("authorization", HeaderValue::from_str(authorization).unwrap());
        request.headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        request.body = form.as_bytes().to_vec();
        self.handle(&request)
    }

    /// A control call.
    pub fn control(&mut self, method: &str, target: &str, body: &Value) -> Got {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::new(method, &format!("/practice{target}"), self.world.clock.now());
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.world.control_token)).unwrap();
        request.headers.insert("authorization", bearer);
        let request = if body.is_null() { request } else { request.with_json(body) };
        let seq = self.world.log.begin();
        self.world.log.resume(seq);
        Got::of(control::handle(&mut self.world, &request))
    }

    /// A payer pays invoice 1042; answers with the payment.
    #[track_caller]
    pub fn pay(&mut self, amount: Option<&str>, outcome: &str) -> Value {
        let mut part = json!({"qbo_invoice_id": "1042"});
        if let Some(amount) = amount {
            part["amount"] = number(amount);
        }
        self.control("POST", "/alternative/pay", &json!({"allocations": [part], "outcome": outcome})).is(200)
    }

    /// The dashboard acts on a record.
    #[track_caller]
    pub fn act(&mut self, kind: &str, body: &Value) -> Value {
        self.control("POST", &format!("/alternative/records/{kind}"), body).is(200)
    }

    pub fn wait(&mut self, seconds: i64) {
        self.control("POST", "/clock", &json!({ "advance": seconds })).is(200);
    }

    /// Outstanding balance and status of invoice 1042.
    #[track_caller]
    pub fn face(&mut self) -> (String, String) {
        let invoice = self.read("invoices/1042").is(200);
        (invoice["outstanding_balance"].to_string(), text(&invoice["status"]))
    }

    /// The topics of all events after a cursor, and the cursor after them.
    pub fn topics(&mut self, after: Option<&str>) -> (Vec<String>, Option<String>) {
        let target = match after {
            None => "events".to_owned(),
            Some(cursor) => format!("events?after={}", escaped(cursor)),
        };
        let page = self.read(&target).is(200);
        let topics = page["data"].as_array().unwrap().iter().map(|event| text(&event["topic"])).collect();
        (topics, page["end_cursor"].as_str().map(str::to_owned))
    }

    pub fn violations(&mut self) -> Vec<String> {
        let violations = self.control("GET", "/violations", &Value::Null).is(200);
        violations.as_array().unwrap().iter().map(|violation| text(&violation["kind"])).collect()
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// A JSON number with exactly these digits.
pub fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub fn escaped(cursor: &str) -> String {
    url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect()
}

/// The upsert of customer 58 in a version.
pub fn customer(version: i64) -> Value {
    json!({"version": version, "mapping_revision": 0, "display_name": "Harbor Dental",
           "company_name": "Harbor Dental LLC", "email": "ap@harbordental.example", "phone": "+1 207 555 0142",
           "billing_address": {"street_address": "12 Pier Road", "sub_premise": "Suite 4", "city": "Portland",
                               "state": "ME", "postal_code": "04101", "country": "US"},
           "active": true})
}

/// The upsert of invoice 1042 in a version: 300.00 and 24.00 tax, all of it open.
pub fn invoice(version: i64) -> Value {
    json!({"version": version, "mapping_revision": 0, "customer_qbo_id": "58", "invoice_number": "1042",
           "currency": "USD", "issue_date": "2026-08-01", "due_date": "2026-08-31",
           "line_items": [
               {"description": "Managed workstation", "amount": number("250.00"), "quantity": 10, "unit_price": number("25.00")},
               {"description": "On-site work", "amount": number("187.50"), "quantity": number("2.5"), "unit_price": number("75.00")},
               {"description": "Loyalty discount", "amount": number("-137.50"), "quantity": null, "unit_price": null}],
           "sub_total": number("300.00"), "tax": number("24.00"), "total": number("324.00"),
           "balance": number("324.00"), "memo": "September services"})
}

/// The same with another balance.
pub fn invoice_owing(version: i64, balance: &str) -> Value {
    let mut body = invoice(version);
    body["balance"] = number(balance);
    body
}
