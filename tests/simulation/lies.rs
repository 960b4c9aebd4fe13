//! Services that lie once: drawn apart from everything else, for seeds from [`FIRST_WITH_LIES`] on.
//!
//! Each lie is a fault rule of the practice services, so that it passes through the real clients (rule F8).

use serde_json::{Value, json};
use support::minor;

use crate::facts::text;
use crate::scene::Scene;

/// In runs of this seed and all after it the services lie too. Those before it go as they always went.
pub const FIRST_WITH_LIES: u64 = 3_000_000;

/// Entities of QuickBooks that the companion reads.
const ENTITIES: [&str; 4] = ["Invoice", "Payment", "Customer", "Deposit"];
/// Records of Alternative: the name of one, and of the list.
const KEPT: [(&str, &str); 4] =
    [("payment", "payments"), ("payout", "payouts"), ("invoice", "invoices"), ("customer", "customers")];
/// Invoices of a company where many can vanish at once: more than the brake lets go without a question (rule I16).
const MANY: u64 = 13;
/// Letters of a lie that the story tells.
const TOLD: usize = 400;

/// What may be a lie, with how often it is drawn.
const LIES: &[(u64, Lie)] = &[
    (8, Lie::TimeAhead),
    (12, Lie::LostChange),
    (7, Lie::LostRow),
    (6, Lie::RefusedPage),
    (10, Lie::PoisonedInBooks),
    (5, Lie::OtherInBooks),
    (6, Lie::OtherInBatch),
    (4, Lie::OtherWritten),
    (20, Lie::LostEvent),
    (10, Lie::UnknownEvent),
    (5, Lie::EventOfAnother),
    (10, Lie::PoisonedInAlternative),
    (6, Lie::OtherInAlternative),
    (4, Lie::LostInList),
];

#[derive(Debug, Clone, Copy)]
enum Lie {
    TimeAhead,
    LostChange,
    LostRow,
    RefusedPage,
    PoisonedInBooks,
    OtherInBooks,
    OtherInBatch,
    OtherWritten,
    LostEvent,
    UnknownEvent,
    EventOfAnother,
    PoisonedInAlternative,
    OtherInAlternative,
    LostInList,
}

/// One change of an answer.
fn rewrite(service: &str, path: &str, field: &str, what: (&str, Value)) -> Value {
    let mut value = json!({ "field": field });
    value[what.0] = what.1;
    json!({ "service": service, "path": path, "kind": "rewrite", "value": value })
}

fn lost(service: &str, path: &str, field: &str) -> Value {
    rewrite(service, path, field, ("remove", json!(true)))
}

impl Scene {
    /// A company where many invoices can vanish at once.
    pub async fn many_invoices(&mut self) {
        for _ in 0..MANY + self.lies.below(4) {
            self.new_invoice().await;
        }
    }

    /// The services may lie in the next stretch of work, and what was poisoned may heal.
    pub async fn services_lie(&mut self) {
        while self.lies.percent(45) {
            let times = 1 + self.lies.below(2);
            let _told = match self.lies.weighted(LIES) {
                Lie::TimeAhead => {
                    let ahead = json!(86_400 * self.lies.between(1, 3));
                    self.lie(rewrite("quickbooks", "/cdc", "time", ("ahead_seconds", ahead)), times).await
                }
                Lie::LostChange => {
                    let entity = self.lies.pick(&ENTITIES).unwrap_or("Invoice");
                    let field = format!("CDCResponse.0.QueryResponse.*.{entity}.0");
                    // Each look asks for the last five minutes again (rule F3).
                    let times = 1 + self.lies.below(12);
                    self.lie(lost("quickbooks", "/cdc", &field), times).await
                }
                Lie::LostRow => {
                    let entity = self.lies.pick(&ENTITIES).unwrap_or("Invoice");
                    let field = format!("QueryResponse.{entity}.0");
                    self.lie(lost("quickbooks", "/query", &field), times).await
                }
                Lie::RefusedPage => self.refuse_pages().await,
                Lie::PoisonedInBooks => self.poison_in_books().await,
                Lie::OtherInBooks => self.other_in_books(times).await,
                Lie::OtherInBatch => self.other_in_batch(times).await,
                Lie::OtherWritten => self.other_written().await,
                Lie::LostEvent => {
                    let (place, times) = (self.lies.below(2), 1 + self.lies.below(4));
                    self.lie(lost("alternative", "/events", &format!("data.{place}")), times).await
                }
                Lie::UnknownEvent => {
                    let field = format!("data.{}.topic", self.lies.below(2));
                    let what = ("to", json!("settlement_forecast_changed"));
                    self.lie(rewrite("alternative", "/events", &field, what), times).await
                }
                Lie::EventOfAnother => self.event_of_another(times).await,
                Lie::PoisonedInAlternative => self.poison_in_alternative().await,
                Lie::OtherInAlternative => self.other_in_alternative(times).await,
                Lie::LostInList => {
                    let (_, list) = self.lies.pick(&KEPT).unwrap_or(KEPT[0]);
                    let path = format!("quickbooks/{list}?");
                    self.lie(lost("alternative", &path, "data.0"), times).await
                }
            };
        }
        self.some_heal().await;
    }

    /// Once in a run somebody deletes many invoices at once, rightly or wrongly.
    pub async fn many_vanish(&mut self) {
        if !self.layout.many || !self.lies.percent(20) {
            return;
        }
        self.layout.many = false;
        let facts = self.facts().await;
        let open = facts.records("Invoice").iter().filter(|invoice| minor(&invoice["Balance"]) > 0);
        let open: Vec<Value> = open.cloned().collect();
        for invoice in open {
            self.remove("Invoice", &invoice, "delete").await;
        }
    }

    async fn lie(&mut self, mut rule: Value, times: u64) -> Option<()> {
        rule["times"] = json!(times);
        self.arm(rule).await.map(|_| ())
    }

    async fn arm(&mut self, rule: Value) -> Option<u64> {
        let shown: String = rule.to_string().chars().take(TOLD).collect();
        let (status, armed) = self.world().try_control("POST", "/faults", rule).await;
        self.tell(format!("liar: {shown} -> {status}"));
        armed["id"].as_u64()
    }

    /// What is wrong with one record lasts until it is healed.
    async fn poison(&mut self, rule: Value) -> Option<()> {
        let id = self.arm(rule).await?;
        self.poisons.push(id);
        Some(())
    }

    async fn some_heal(&mut self) {
        for id in std::mem::take(&mut self.poisons) {
            if self.lies.percent(25) {
                self.tell(format!("liar: what fault {id} was about can be read again"));
                self.world().try_control("DELETE", &format!("/faults/{id}"), Value::Null).await;
            } else {
                self.poisons.push(id);
            }
        }
    }

    async fn some_in_books(&mut self, entity: &str) -> Option<Value> {
        let facts = self.facts().await;
        self.lies.pick(facts.records(entity))
    }

    /// Two different records of an entity, by their ids.
    async fn two_in_books(&mut self, entity: &str) -> Option<(String, String)> {
        let (one, other) = (self.some_in_books(entity).await?, self.some_in_books(entity).await?);
        let (one, other) = (text(&one["Id"]).to_owned(), text(&other["Id"]).to_owned());
        (one != other).then_some((one, other))
    }

    async fn refuse_pages(&mut self) -> Option<()> {
        let path = self.lies.pick(&["/cdc", "/query", "from Invoice", "from Payment", "from Customer"])?;
        let code = self.lies.pick(&["4001", "4002", "4000"])?;
        let times = 1 + self.lies.below(6);
        let rule = json!({ "service": "quickbooks", "path": path, "kind": "fault", "value": code });
        self.lie(rule, times).await
    }

    async fn poison_in_books(&mut self) -> Option<()> {
        let entity = self.lies.pick(&ENTITIES)?;
        let record = self.some_in_books(entity).await?;
        let mut rule = match self.lies.below(4) {
            0 => json!({ "kind": "fault", "value": "4002" }),
            1 => json!({ "kind": "fault", "value": "10000" }),
            2 => json!({ "kind": "status", "value": "500", "alone": true }),
            _ if entity == "Customer" => {
                json!({ "kind": "rewrite", "value": { "field": "SyncToken", "to": "soon" } })
            }
            _ => json!({ "kind": "rewrite", "value": { "field": "TotalAmt", "to": "12.3.4" } }),
        };
        rule["service"] = json!("quickbooks");
        rule["entity"] = json!(entity);
        rule["id"] = record["Id"].clone();
        self.poison(rule).await
    }

    async fn other_in_books(&mut self, times: u64) -> Option<()> {
        let entity = self.lies.pick(&ENTITIES)?;
        let (one, other) = self.two_in_books(entity).await?;
        let rule = json!({ "service": "quickbooks", "entity": entity, "id": one, "alone": true, "kind": "rewrite",
                           "value": { "field": "Id", "to": other } });
        self.lie(rule, times).await
    }

    async fn other_in_batch(&mut self, times: u64) -> Option<()> {
        let entity = self.lies.pick(&ENTITIES)?;
        let (_, other) = self.two_in_books(entity).await?;
        let rule = if self.lies.percent(20) {
            lost("quickbooks", "/batch", "BatchItemResponse.0")
        } else {
            let field = format!("BatchItemResponse.*.QueryResponse.{entity}.0.Id");
            rewrite("quickbooks", "/batch", &field, ("to", json!(other)))
        };
        self.lie(rule, times).await
    }

    /// The answer to a create names another record than was made.
    async fn other_written(&mut self) -> Option<()> {
        let (entity, path) = self.lies.pick(&[("Payment", "/payment"), ("Deposit", "/deposit")])?;
        let other = self.some_in_books(entity).await?;
        let mut rule = rewrite("quickbooks", path, &format!("{entity}.Id"), ("to", other["Id"].clone()));
        rule["method"] = json!("POST");
        self.lie(rule, 1).await
    }

    async fn event_of_another(&mut self, times: u64) -> Option<()> {
        let field = format!("data.{}.entity_id", self.lies.below(3));
        let other = match self.lies.below(3) {
            0 => json!(".."),
            1 => json!("x".repeat(2_000)),
            _ => {
                let (_, list) = self.lies.pick(&KEPT)?;
                let facts = self.facts().await;
                self.lies.pick(facts.kept(list))?["id"].clone()
            }
        };
        self.lie(rewrite("alternative", "/events", &field, ("to", other)), times).await
    }

    async fn poison_in_alternative(&mut self) -> Option<()> {
        let (entity, list) = self.lies.pick(&KEPT)?;
        let facts = self.facts().await;
        let record = self.lies.pick(facts.kept(list))?;
        let mut rule = match self.lies.below(5) {
            0 => json!({ "kind": "fault", "value": "500" }),
            1 => json!({ "kind": "fault", "value": "403" }),
            2 => json!({ "kind": "fault", "value": "422" }),
            3 if entity == "payment" => {
                json!({ "kind": "rewrite", "value": { "field": "status", "to": "settling" } })
            }
            _ => {
                let field = match entity {
                    "payment" => "sub_total",
                    "customer" => "archived",
                    _ => "total",
                };
                json!({ "kind": "rewrite", "value": { "field": field, "to": "9.99.99" } })
            }
        };
        rule["service"] = json!("alternative");
        rule["entity"] = json!(entity);
        rule["id"] = record["id"].clone();
        self.poison(rule).await
    }

    async fn other_in_alternative(&mut self, times: u64) -> Option<()> {
        let (entity, list) = self.lies.pick(&KEPT)?;
        let facts = self.facts().await;
        let (one, other) = (self.lies.pick(facts.kept(list))?, self.lies.pick(facts.kept(list))?);
        if one["id"] == other["id"] {
            return None;
        }
        let rule = json!({ "service": "alternative", "entity": entity, "id": one["id"], "alone": true,
                           "kind": "rewrite", "value": { "field": "id", "to": other["id"] } });
        self.lie(rule, times).await
    }
}
