//! What the companion keeps, as JSON, and the values in it that must not move.

use std::collections::{BTreeMap, BTreeSet};

use engine::ports::{HoldQuery, JournalQuery, ListQuery, OutboxQuery};
use engine::record::RecordKind;
use engine::subject::Subject;
use serde_json::{Value, json};
use support::World;

use crate::scene::{Scene, text};

/// Everything a company's database holds that is not a mirror of a service.
pub struct Kept {
    pub holds: Vec<Value>,
    pub outbox: Vec<Value>,
    pub links: BTreeMap<String, Value>,
    pub waits: usize,
    /// Requests that went out, from the journal: what the entry tells.
    pub attempts: Vec<Value>,
    journal: usize,
}

/// Every subject there is, also of what is gone.
async fn subjects(world: &World) -> Vec<Subject> {
    let mut subjects = vec![Subject::BeforeStart];
    for kind in RecordKind::ALL {
        let query = ListQuery { kind, since: None, offset: 0, limit: 10_000 };
        let listed = world.store.list(&world.company, &query).await.unwrap();
        let ids = listed.into_iter().map(|mirrored| mirrored.record.reference().id);
        subjects.extend(ids.filter_map(|id| match kind {
            RecordKind::BooksCustomer => Some(Subject::Customer(id.into())),
            RecordKind::BooksInvoice => Some(Subject::Invoice(id.into())),
            RecordKind::AlternativePayment => Some(Subject::Payment(id.into())),
            RecordKind::AlternativePayout => Some(Subject::Payout(id.into())),
            _ => None,
        }));
    }
    subjects
}

impl Kept {
    pub async fn of(world: &World) -> Self {
        let (store, company) = (&world.store, &world.company);
        let subjects = subjects(world).await;
        let holds = store.holds(company, &HoldQuery::Subjects(subjects.clone())).await.unwrap();
        let outbox = store.outbox(company, &OutboxQuery::Subjects(subjects.clone())).await.unwrap();
        let links = store.links(company, &subjects).await.unwrap();
        let query = JournalQuery { after: Some(0), limit: 100_000, ..JournalQuery::default() };
        let journal = store.journal(company, &query).await.unwrap();
        let attempts = journal.iter().map(|entry| &entry.draft.details);
        Self {
            holds: holds.iter().map(|hold| json!(hold)).collect(),
            outbox: outbox.iter().map(|item| json!(item)).collect(),
            links: links.iter().map(|(subject, link)| (subject.to_string(), json!(link))).collect(),
            waits: store.waits(company, 100_000).await.unwrap().len(),
            attempts: attempts.filter(|told| told["request_id"].is_string()).cloned().collect(),
            journal: journal.len(),
        }
    }

    /// How much there is of each.
    pub fn counts(&self) -> Value {
        let of_state = |state: &str| {
            let is = |hold: &&Value| hold["state"] == json!(state) || hold["state"][state].is_object();
            self.holds.iter().filter(is).count()
        };
        json!({
            "open_holds": of_state("open"), "decided_holds": of_state("decided"),
            "withdrawn_holds": of_state("withdrawn"), "outbox": self.outbox.len(), "links": self.links.len(),
            "waits": self.waits, "journal": self.journal,
        })
    }
}

/// The values of a company that must stay as they are, each with what it is made from.
pub async fn values(company: &str, scene: &Scene) -> Vec<Value> {
    let kept = Kept::of(&scene.world).await;
    let mut values = scene.golden.clone();
    for item in &kept.outbox {
        of_item(item, &mut values);
        if company == "lost_requests" {
            notes(item, &mut values);
        }
    }
    let realm = scene.world.realm();
    for told in &kept.attempts {
        values.push(value("request_id", &request(&realm, told), &told["request_id"]));
    }
    for hold in &kept.holds {
        values.push(value("hold_id", &hold["draft"], &hold["id"]));
    }
    for (subject, link) in &kept.links {
        let here = json!({ "company": company, "subject": subject });
        for name in ["kept_out", "let_through"] {
            if link["invoice"][name].is_string() {
                values.push(value(name, &here, &link["invoice"][name]));
            }
        }
        if link["payout"]["waits_on"].is_string() {
            values.push(value("waits_on", &here, &link["payout"]["waits_on"]));
        }
        of_link(subject, link, &kept.holds, &mut values);
    }
    values
}

fn value(what: &str, inputs: &Value, value: &Value) -> Value {
    json!({ "what": what, "inputs": inputs, "value": value })
}

fn of_item(item: &Value, values: &mut Vec<Value>) {
    let action = &item["intent"]["action"];
    values.push(value("slot", action, &item["slot"]));
    values.push(value("fingerprint", action, &item["fingerprint"]));
    let recorded = &action["record_payment"];
    if recorded.is_object() {
        let (payment, draft) = (&recorded["payment"], &recorded["draft"]);
        let inputs = json!({ "payment": payment, "customer": draft["customer"] });
        values.push(value("payment_reference", &inputs, &draft["reference"]));
    }
}

/// The texts by which our records are known again, which are sent with what this company still has to send.
fn notes(item: &Value, values: &mut Vec<Value>) {
    let action = &item["intent"]["action"];
    let recorded = [("payment", &action["record_payment"]), ("payout", &action["record_deposit"])];
    for (kind, recorded) in recorded.into_iter().filter(|(_, recorded)| recorded.is_object()) {
        let inputs = json!({ "company": "lost_requests", kind: recorded[kind] });
        values.push(value("note", &inputs, &recorded["draft"]["note"]));
    }
}

/// What a request's id was made from. The removal of a payment names the version that is removed, which the journal does
/// not tell.
fn request(realm: &str, told: &Value) -> Value {
    let slot = text(&told["slot"]);
    let generation = told["generation"].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap();
    let versions = (0..9).map(|version| format!("{slot}:{version}"));
    let mut intents = std::iter::once(slot.to_owned()).chain(versions);
    let made = |intent: &String| engine::reference::request_id(&realm.into(), intent, generation);
    let intent = intents.find(|intent| made(intent) == text(&told["request_id"]));
    json!({ "realm": realm, "intent": intent.expect("what the id was made from"), "generation": generation })
}

fn of_link(subject: &str, link: &Value, holds: &[Value], values: &mut Vec<Value>) {
    let invoice = &link["invoice"];
    if invoice["pdf"]["content"].is_string() && invoice["kept_out"].is_null() {
        values.push(value("content", &invoice["sent"]["body"], &invoice["pdf"]["content"]));
    }
    let parts = link["payment"]["parts"].as_array().into_iter().flatten();
    let findings = parts.map(|part| ("payment_finding", &part["customer"], &part["finding"]));
    let deposit = json!("deposit");
    for (what, case, finding) in findings.chain([("payout_finding", &deposit, &link["payout"]["finding"])]) {
        let said = ["balance_too_small", "invoice_gone", "look_alike", "already_deposited", "refused"];
        let open = holds.iter().map(|hold| (&hold["draft"], &hold["state"]));
        let asked = open.filter(|(draft, state)| {
            **state == json!("open") && draft["subject"] == json!(subject) && draft["case"] == *case
        });
        if said.iter().any(|kind| finding[kind].is_object()) {
            let asked = asked.map(|(draft, _)| value(what, finding, &draft["fingerprint"]));
            values.extend(asked);
        }
    }
}

/// How many values of one kind are enough.
const OF_A_KIND: usize = 3;

/// A few of each kind, so that the file stays one that people can read.
pub fn once_each(values: Vec<Value>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut few: Vec<_> = values
        .into_iter()
        .filter(|value| seen.insert(value.to_string()))
        .filter(|value| {
            let count = count.entry(kind(value)).or_default();
            *count += 1;
            *count <= OF_A_KIND
        })
        .collect();
    few.sort_by_key(|value| text(&value["what"]).to_owned());
    few
}

fn kind(value: &Value) -> String {
    let (what, inputs) = (text(&value["what"]), &value["inputs"]);
    let of = match what {
        "slot" | "fingerprint" | "payment_finding" | "payout_finding" => inputs
            .as_str()
            .or_else(|| inputs.as_object()?.keys().next().map(String::as_str))
            .unwrap_or_default(),
        "hold_id" => return format!("{what} {} {}", inputs["rule"], inputs["choices"]),
        "request_id" => {
            let kind = text(&inputs["intent"]).split(':').next().unwrap_or_default();
            return format!("{what} {kind} {}", inputs["generation"]);
        }
        "kept_out" | "let_through" | "waits_on" | "note" => return value.to_string(),
        _ => "",
    };
    format!("{what} {of}")
}
