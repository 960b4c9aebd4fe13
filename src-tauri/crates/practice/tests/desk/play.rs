//! Somebody at the desk: opens the page, chooses rows, presses buttons.

use std::collections::{BTreeMap, BTreeSet};

use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use practice::{Options, Practice};
use serde_json::{Value, json};
use tower::Service as _;

use super::{HOST, ORIGIN, forms};

pub struct Got {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Value,
    pub said: String,
}

impl Got {
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

pub struct Player {
    pub practice: Practice,
    cookie: String,
    /// `form: words` of every button that did its work.
    pub tried: BTreeSet<String>,
}

impl Player {
    pub fn new(options: Options) -> Self {
        let practice = Practice::new(options).unwrap();
        Self { practice, cookie: String::new(), tried: BTreeSet::new() }
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Got {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body: Full<Bytes> = body.map(Value::to_string).unwrap_or_default().into();
        let answer = self.practice.door().call(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Got { status: parts.status.as_u16(), headers: parts.headers, body, said: String::new() }
    }

    /// The cookie that the page sets.
    pub async fn cookie(&self) -> String {
        let cookie = self.send("GET", "/practice", &[HOST], None).await.header("set-cookie");
        cookie.split_once(';').unwrap().0.to_owned()
    }

    pub async fn open(&mut self) {
        self.cookie = self.cookie().await;
    }

    /// A call as the page makes it.
    pub async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Got {
        let headers = [HOST, ORIGIN, ("cookie", &self.cookie), ("sec-fetch-site", "same-origin")];
        self.send(method, &format!("/practice{path}"), &headers, body).await
    }

    pub async fn view(&self, query: &str) -> Value {
        let got = self.ask("GET", &format!("/desk/view{query}"), None).await;
        assert_eq!(got.status, 200, "{}", got.body);
        got.body
    }

    /// An invoice that can be paid, put there by a dashboard user.
    pub async fn send_invoice_to_alternative(&self) {
        let customer = json!({"action": "create", "name": "Harbor Dental"});
        let made = self.ask("POST", "/alternative/records/customer", Some(&customer)).await.body;
        let invoice = json!({"action": "create", "customer_id": made["id"], "invoice_number": "1042",
                             "line_items": [{"description": "Managed workstation", "amount": 900}]});
        assert_eq!(self.ask("POST", "/alternative/records/invoice", Some(&invoice)).await.status, 200);
    }

    /// Presses a button. A field's `@list` chooses the first row of a list that the button is not disabled for;
    /// `@list:text` the first whose text holds it.
    pub async fn press(&mut self, form: &str, words: &str, given: &[(&str, &str)]) -> Got {
        let view = self.view("").await;
        let form = forms::forms().into_iter().find(|one| one.id == form).unwrap();
        let button = form.buttons.iter().find(|one| one.words == words).unwrap().attributes.clone();
        let mut values: BTreeMap<String, String> = form.defaults.clone();
        for (name, value) in given {
            assert!(form.controls.iter().any(|one| one.get("name").is_some_and(|n| n == name)), "{name}");
            let Some(list) = value.strip_prefix('@') else {
                values.insert((*name).to_owned(), (*value).to_owned());
                continue;
            };
            let (list, text) = list.split_once(':').unwrap_or((list, ""));
            let when = button.get("data-when");
            let fits = |row: &&Value| {
                let status = row["status"].as_str().unwrap_or_default();
                when.is_none_or(|when| when.split(' ').any(|one| one == status))
                    && row["text"].as_str().unwrap().contains(text)
            };
            let rows = view["lists"][list].as_array().unwrap();
            let row =
                rows.iter().find(fits).unwrap_or_else(|| panic!("{words}: {list} has no {text}: {rows:?}"));
            for (fact, value) in row.as_object().unwrap() {
                let place = if fact == "value" { (*name).to_owned() } else { format!("{name}.{fact}") };
                values.insert(place, value.as_str().unwrap_or_default().to_owned());
            }
        }
        let field = |name: &str| match name.split_once('.') {
            Some(("desk", fact)) => view["desk"][fact].as_str().unwrap().to_owned(),
            Some((first, fact)) => {
                let of_option =
                    values.get(first).and_then(|value| values.get(&format!("{first}={value}.{fact}")));
                values.get(name).or(of_option).cloned().unwrap_or_default()
            }
            None => values.get(name).cloned().unwrap_or_default(),
        };
        let path = forms::words(&field, &button["data-path"], &Value::Null);
        let body = button.get("data-send").map(|template| forms::body(&field, template));
        let method = button.get("data-method").map_or("POST", String::as_str);
        let mut got = self.ask(method, &path, body.as_ref()).await;
        if got.status == 200 {
            got.said = forms::words(&field, &button["data-done"], &got.body);
            self.tried.insert(format!("{}: {words}", form.id));
        }
        got
    }

    /// Presses a button that must do its work; gives the sentence said afterwards.
    pub async fn done(&mut self, form: &str, words: &str, given: &[(&str, &str)]) -> String {
        let got = self.press(form, words, given).await;
        assert_eq!(got.status, 200, "{form}: {words}: {}", got.body);
        got.said
    }
}

/// Everything a person can do at the desk, once.
pub async fn story(player: &mut Player) {
    payer(player).await;
    bookkeeper(player).await;
    fate(player).await;
}

async fn payer(player: &mut Player) {
    let pay = |amount: &'static str, outcome: &'static str| {
        [
            ("invoice", "@payable"),
            ("amount", amount),
            ("outcome", outcome),
            ("fee", "2.90"),
            ("passed", "yes"),
        ]
    };
    let said = player.done("pay", "Pay", &pay("100", "hang")).await;
    assert!(said.starts_with("Invoice 1042: a payment of 100") && said.ends_with("is processing."), "{said}");
    player.done("move", "Let it succeed", &[("payment", "@payments")]).await;
    player.done("draft", "Draft payout", &[]).await;
    player.done("payout", "Pay it", &[("payout", "@payouts")]).await;
    player.done("payout", "Let it fail", &[("payout", "@payouts")]).await;
    player.done("move", "Refund", &[("payment", "@payments"), ("amount", "30.50")]).await;
    player.done("move", "Dispute", &[("payment", "@payments")]).await;
    player.done("pay", "Pay", &pay("50", "succeed")).await;
    player.done("move", "Let it fail", &[("payment", "@payments")]).await;
    let said = player.done("pay", "Pay", &[("invoice", "@payable"), ("outcome", "fail")]).await;
    assert!(said.ends_with("is failed."), "{said}");
}

async fn bookkeeper(player: &mut Player) {
    player.done("close", "Open the books", &[]).await;
    let lines = [
        ("customer", "@customers:Sunrise Bakery"),
        ("number", "D-1"),
        ("due", "2026-09-01"),
        ("item1", "@items"),
        ("amount1", "120.50"),
        ("item2", "@items"),
        ("amount2", "79.50"),
        ("description2", "Cables"),
    ];
    let said = player.done("create", "Create invoice", &lines).await;
    assert!(said.starts_with("Invoice D-1 of 200"), "{said}");
    let only =
        [("customer", "@customers:Sunrise Bakery"), ("number", "D-2"), ("item1", "@items"), ("amount1", "5")];
    player.done("create", "Create invoice", &only).await;
    let change = [("invoice", "@invoices:D-1"), ("amount", "150"), ("due", "2026-10-01")];
    let said = player.done("edit", "Change", &change).await;
    assert!(said.starts_with("Invoice D-1 now comes to 150") && said.ends_with("due 2026-10-01."), "{said}");
    player.done("edit", "Change", &[("invoice", "@invoices:D-1"), ("due", "2026-10-02")]).await;
    let open = |view: &Value, number: &str| {
        let rows = view["lists"]["invoices"].as_array().unwrap().clone();
        rows.iter().find(|row| row["number"] == number).map(|row| row["text"].to_string()).unwrap_or_default()
    };
    let outside = [("invoice", "@invoices:D-1"), ("amount", "40"), ("check", "771")];
    player.done("outside", "Record payment", &outside).await;
    let credit = [("customer", "@customers:Sunrise Bakery"), ("item", "@items"), ("amount", "25")];
    player.done("credit", "Give credit", &credit).await;
    let apply = [("credit", "@credits:Sunrise Bakery"), ("invoice", "@invoices:D-1"), ("amount", "10")];
    player.done("apply", "Apply credit", &apply).await;
    let view = player.view("").await;
    assert!(open(&view, "D-1").contains("$100.00 open"), "{}", open(&view, "D-1"));
    let moved = [("payment", "@book_payments:$40.00"), ("account", "@money_accounts:Checking")];
    let said = player.done("lies", "Change account", &moved).await;
    assert!(said.ends_with("lies in Checking."), "{said}");
    player.done("payment", "Unapply", &[("payment", "@book_payments:$40.00")]).await;
    assert!(open(&player.view("").await, "D-1").contains("$140.00 open"));
    player.done("payment", "Void", &[("payment", "@book_payments:$40.00")]).await;
    player.done("payment", "Delete", &[("payment", "@book_payments:voided")]).await;
    player.done("edit", "Void", &[("invoice", "@invoices:D-2")]).await;
    assert!(open(&player.view("").await, "D-2").contains("voided"));
    player.done("edit", "Delete", &[("invoice", "@invoices:D-2")]).await;
    assert!(open(&player.view("").await, "D-2").is_empty());
    player.done("activity", "Make inactive", &[("customer", "@customers:Sunrise Logistics")]).await;
    player.done("activity", "Make active", &[("customer", "@customers:Sunrise Logistics")]).await;
    player.done("automatic", "Turn on", &[]).await;
    player.done("automatic", "Turn off", &[]).await;
    let added = [("account", "@money_accounts:Checking"), ("amount", "500")];
    player.done("feed", "Add", &added).await;
    let two = [("winner", "@customers:Sunrise Bakery"), ("loser", "@customers:Sunrise Logistics")];
    player.done("merge", "Merge", &two).await;
    player.done("deposit", "Delete", &[("deposit", "@deposits")]).await;
    let said = player.done("close", "Close the books", &[("date", "2026-06-30")]).await;
    assert_eq!(said, "The books are closed to 2026-06-30.");
    assert_eq!(player.view("").await["strip"]["closed"], "2026-06-30");
}

async fn fate(player: &mut Player) {
    let kinds = [
        "Slow down (429)",
        "Drop answers",
        "Drop calls",
        "Server errors",
        "HTML instead of JSON",
        "Answer late",
    ];
    for side in ["quickbooks", "intuit", "alternative"] {
        for words in kinds {
            player.done("trouble", words, &[("side", side), ("count", "2")]).await;
        }
        player.done("offline", "Take it offline", &[("side", side)]).await;
    }
    for words in ["Make it unreadable", "Give it a wrong amount"] {
        player.done("record", words, &[("invoice", "@invoices:D-1")]).await;
    }
    for words in ["Make it unreadable", "Give it an unknown status"] {
        player.done("unread", words, &[("payment", "@payments")]).await;
    }
    player.done("loop", "Repeat QuickBooks pages", &[]).await;
    player.done("loop", "Cycle Alternative events", &[]).await;
    let view = player.view("").await;
    assert_eq!(view["strip"]["faults"], 27);
    let told = |text: &str| {
        let rows = view["lists"]["faults"].as_array().unwrap();
        assert!(rows.iter().any(|row| row["text"].as_str().unwrap().contains(text)), "{rows:?}");
    };
    told("cannot be read (4002)");
    told("QuickBooks, all calls, until you end it of /query: a list that never ends");
    player.done("faults", "End this one", &[("fault", "@faults:QuickBooks is offline")]).await;
    player.done("faults", "Clear all faults", &[]).await;
    assert_eq!(player.view("").await["strip"]["faults"], 0);
    for words in ["Expire QuickBooks access", "Revoke QuickBooks sign-in", "Expire Alternative token"] {
        player.done("tokens", words, &[]).await;
    }
    let url = "http://127.0.0.1:4999/hooks";
    let said = player.done("webhooks", "Tell this address", &[("url", url)]).await;
    assert_eq!(said, "Changes are told to http://127.0.0.1:4999/hooks.");
    assert_eq!(player.ask("GET", "/quickbooks/webhooks", None).await.body["url"], url);
    player.done("webhooks", "Deliver now", &[]).await;
    player.done("webhooks", "Tell nobody", &[]).await;
    assert!(player.ask("GET", "/quickbooks/webhooks", None).await.body["url"].is_null());
    let said = player.done("clock", "Move the clock on", &[("count", "3"), ("unit", "86400")]).await;
    assert_eq!(said, "It is 2026-08-07T12:00:00.000Z now.");
}
