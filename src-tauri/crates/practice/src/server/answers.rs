//! Faults that strike an answer by what is in it: one record that every read meets, one field that lies.

use http::Method;
use serde_json::{Map, Value, json};

use crate::api::{alternative, quickbooks};
use crate::faults::{Armed, Change, FaultRules, Kind, Service, Target};
use crate::http::{Reply, Request};

/// An answer as the rules left it, and the kind of the first that struck.
pub type Struck = (Reply, Option<Kind>);

/// Holds an answer against the rules in force that look at answers.
pub fn strike(rules: &mut FaultRules, service: Service, request: &Request, reply: Reply) -> Struck {
    let target = format!("{}?{}", request.path, request.query_text());
    let found = rules.of_answers(service, request.method.as_str(), &target);
    if found.is_empty() {
        return (reply, None);
    }
    let mut answer = Answer { service, request, body: serde_json::from_slice(&reply.body).ok(), reply };
    let mut first = None;
    for (id, armed) in found {
        if !answer.meets(&armed) || !rules.strikes_answer(id) {
            continue;
        }
        answer.suffer(&armed);
        first = first.or(Some(armed.rule.kind));
    }
    (answer.reply, first)
}

/// One answer under the rules.
struct Answer<'a> {
    service: Service,
    request: &'a Request,
    /// The body, when it is JSON.
    body: Option<Value>,
    reply: Reply,
}

impl Answer<'_> {
    fn meets(&self, armed: &Armed) -> bool {
        if armed.rule.kind == Kind::Rewrite {
            return self.changed(armed).is_some();
        }
        let Some(target) = &armed.target else { return false };
        self.reply.is_fine() && self.is_read() && (self.is_alone(target) || self.is_inside(target))
    }

    /// What the body is after a change; nothing when there is nothing to change.
    fn changed(&self, armed: &Armed) -> Option<Value> {
        let change = Change::read(armed.rule.value.as_ref()).ok()?;
        let mut body = self.body.clone()?;
        let Some(target) = &armed.target else { return change.apply(&mut body).then_some(body) };
        if !self.is_read() {
            return None;
        }
        let mut met = false;
        if self.is_alone(target) && self.service == Service::Alternative {
            met = change.apply(&mut body);
        } else if self.is_alone(target) || !target.alone {
            self.records(target, &mut body, &mut |record| met |= change.apply(record));
        }
        met.then_some(body)
    }

    fn is_read(&self) -> bool {
        let path = self.request.path.trim_end_matches('/');
        self.request.method == Method::GET || path.ends_with("/query") || path.ends_with("/batch")
    }

    /// Whether the call reads the record by its id: itself, or a paper made of it.
    fn is_alone(&self, target: &Target) -> bool {
        if self.request.method != Method::GET {
            return false;
        }
        let wanted = segment(self.service, target);
        let parts: Vec<&str> = self.request.path.split('/').collect();
        let by_path = |id: &str| {
            parts.windows(2).any(|pair| matches!(pair, [name, own] if same(name, &wanted) && *own == id))
        };
        // A mapped record is asked for by QuickBooks' id and says both.
        let own = self.body.as_ref().filter(|body| body.get("data").is_none());
        by_path(&target.id)
            || self.service == Service::Alternative
                && own.is_some_and(|body| is(body, target))
                && parts.iter().any(|name| same(name, &wanted))
    }

    fn is_inside(&self, target: &Target) -> bool {
        let Some(mut body) = self.body.clone().filter(|_| !target.alone) else { return false };
        let mut met = false;
        self.records(target, &mut body, &mut |_| met = true);
        met
    }

    /// Every place in a body where the record itself stands.
    fn records(&self, target: &Target, body: &mut Value, found: &mut dyn FnMut(&mut Value)) {
        match self.service {
            Service::Quickbooks => books(target, body, found),
            _ if self.request.path.split('/').any(|name| same(name, &segment(self.service, target))) => {
                let rows = body.get_mut("data").and_then(Value::as_array_mut);
                rows.into_iter().flatten().filter(|row| is(row, target)).for_each(found);
            }
            _ => {}
        }
    }

    fn suffer(&mut self, armed: &Armed) {
        if armed.rule.kind == Kind::Rewrite {
            self.body = self.changed(armed);
            if let Some(body) = &self.body {
                self.reply.body = body.to_string().into_bytes();
            }
            return;
        }
        let refusal = self.refusal(armed);
        let batch = self.request.path.trim_end_matches('/').ends_with("/batch");
        match (&armed.target, &mut self.body, armed.rule.kind) {
            // An item of a batch fails alone.
            (Some(target), Some(body), Kind::Fault) if batch => {
                let fault = refusal.to_json()["Fault"].clone();
                fail_items(body, target, &fault);
                self.reply.body = body.to_string().into_bytes();
            }
            _ => {
                self.body = serde_json::from_slice(&refusal.body).ok();
                self.reply.status = refusal.status;
                self.reply.body = refusal.body;
            }
        }
    }

    fn refusal(&self, armed: &Armed) -> Reply {
        let code = armed.rule.code().unwrap_or_default();
        match (armed.rule.kind, self.service) {
            (Kind::Fault, Service::Quickbooks) => quickbooks::unreadable_record(&code, self.request.arrived),
            (Kind::Fault, _) => alternative::fault_on_purpose(&code),
            _ => {
                Reply::empty(armed.rule.number().and_then(|number| u16::try_from(number).ok()).unwrap_or(500))
            }
        }
    }
}

/// The name of a record's family in paths.
fn segment(service: Service, target: &Target) -> String {
    match service {
        Service::Alternative => format!("{}s", target.entity.trim_end_matches('s')),
        _ => target.entity.clone(),
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether a record of Alternative is the one: by its own id, or as a mapped one by QuickBooks'.
fn is(record: &Value, target: &Target) -> bool {
    ["id", "qbo_id"].iter().any(|name| record.get(*name).and_then(Value::as_str) == Some(&target.id))
}

/// Records of QuickBooks stand below the name of their entity, alone or in a list. What was deleted is only named.
fn books(target: &Target, body: &mut Value, found: &mut dyn FnMut(&mut Value)) {
    let is_it = |record: &Value| record["Id"] == json!(target.id) && record["status"] != json!("Deleted");
    match body {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                match inner {
                    Value::Array(rows) if same(name, &target.entity) => {
                        rows.iter_mut().filter(|row| is_it(row)).for_each(&mut *found);
                    }
                    record if same(name, &target.entity) && is_it(record) => found(record),
                    inner => books(target, inner, found),
                }
            }
        }
        Value::Array(rows) => rows.iter_mut().for_each(|row| books(target, row, found)),
        _ => {}
    }
}

/// The queries of a batch that hold the record fail, each as an item.
fn fail_items(body: &mut Value, target: &Target, fault: &Value) {
    let Some(items) = body["BatchItemResponse"].as_array_mut() else { return };
    for item in items.iter_mut().filter(|item| item.get("QueryResponse").is_some()) {
        let mut met = false;
        books(target, item, &mut |_| met = true);
        if met {
            *item = Value::Object(Map::from_iter([
                ("bId".to_owned(), item["bId"].clone()),
                ("Fault".to_owned(), fault.clone()),
            ]));
        }
    }
}
