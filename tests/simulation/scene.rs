//! Everything one run is about: the services, the computers, chance, and what people did.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::subject::Subject;
use serde_json::{Value, json};
use support::World;

use crate::chance::Chance;
use crate::computer::Computer;
use crate::facts::Facts;
use crate::ports::Watch;

/// What people did that the verdict must know: it is theirs, not the companion's.
#[derive(Debug, Default)]
pub struct Actions {
    /// Invoices (QuickBooks ids) that a dashboard user changed: drift until QuickBooks' next change (rules I8, P16).
    pub edited_by_hand: BTreeSet<String>,
    /// Invoices (QuickBooks ids) that were given to another customer.
    pub moved: BTreeSet<String>,
    /// Customers that were inactive at some time (rules C3, C4).
    pub once_inactive: BTreeSet<String>,
    /// External payments that somebody keyed for one of Alternative: (QuickBooks payment, Alternative payment).
    pub keyed: Vec<(String, String)>,
    /// External payments that a person said stand for one of Alternative, rightly or wrongly.
    pub matched: BTreeSet<String>,
    /// Payments of ours in QuickBooks that a person changed (rule P11).
    pub changed_payments: BTreeSet<String>,
    /// Deposits of ours in QuickBooks that a person changed (rule D5).
    pub changed_deposits: BTreeSet<String>,
    /// Decisions: the subject of the hold and the choice.
    pub decided: Vec<(String, String)>,
    /// Archives that a person let through on a computer: its place, and the subject (rule I16).
    pub let_through: BTreeSet<(usize, Subject)>,
    /// Create Deposits was on at some time.
    pub deposits_ever_on: bool,
    /// Create Deposits was off at some time.
    pub deposits_ever_off: bool,
}

/// How a run is laid out.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent traits of a run")]
pub struct Layout {
    /// Faults are injected.
    pub faults: bool,
    /// The process dies now and then.
    pub deaths: bool,
    /// People decide holds.
    pub decides: bool,
    /// A second computer works on the same company.
    pub second: bool,
    /// People act while the companion waits for an answer.
    pub inside: bool,
    /// The services lie.
    pub lies: bool,
    /// There are so many invoices that the brake would ask about them (rule I16).
    pub many: bool,
    /// Rounds of people acting and the companion working.
    pub rounds: u64,
}

/// A run in progress.
pub struct Scene {
    /// What is drawn for people.
    pub chance: Chance,
    /// What is drawn for faults and deaths.
    pub fault_schedule: Chance,
    /// What is drawn for acts while the companion waits for an answer.
    pub visits: Chance,
    /// How many more may come in this stretch of work.
    pub visits_left: u32,
    /// What is drawn for lies of the services.
    pub lies: Chance,
    /// Faults about one record that are not healed yet.
    pub poisons: Vec<u64>,
    /// Its traits.
    pub layout: Layout,
    /// The computers; the first is there from the start.
    pub computers: Vec<Computer>,
    /// What payers are asked for at each moment.
    pub watch: Arc<Watch>,
    /// What people did.
    pub actions: Actions,
    /// The story, a line an act.
    pub story: Vec<String>,
    /// Problems met on the way.
    pub problems: Vec<String>,
}

impl Scene {
    /// The first computer's world; people act through it.
    pub fn world(&self) -> &World {
        &self.computers[0].world
    }

    /// Both sides as they are.
    pub async fn facts(&self) -> Facts {
        Facts::of(self.world()).await
    }

    /// Writes a line of the story.
    pub fn tell(&mut self, text: impl AsRef<str>) {
        let now = self.world().now();
        self.story.push(format!("{} {}", now.strftime("%m-%d %H:%M:%S"), text.as_ref()));
    }

    /// Somebody does something by the control API; whether it was possible is told too.
    pub async fn act(&mut self, who: &str, path: &str, body: Value) -> Option<Value> {
        let shown = body.to_string();
        let (status, answer) = self.world().try_control("POST", path, body).await;
        self.watch.note();
        let good = (200..300).contains(&status);
        self.tell(format!("{who}: {path} {shown} -> {status}"));
        good.then_some(answer)
    }

    /// The bookkeeper makes an accounting call.
    pub async fn book(&mut self, method: &str, path: &str, body: Value) -> Option<Value> {
        let realm = self.world().realm();
        let shown = body.to_string();
        let call = json!({ "method": method, "path": path, "body": body });
        let address = format!("/quickbooks/{realm}/as-user");
        let (status, answer) = self.world().try_control("POST", &address, call).await;
        self.watch.note();
        let good = (200..300).contains(&status);
        let why = if good { String::new() } else { format!(" {}", answer["Fault"]["Error"][0]["code"]) };
        self.tell(format!("bookkeeper: {path} {shown} -> {status}{why}"));
        good.then_some(answer)
    }

    /// The bookkeeper changes a record sparsely.
    pub async fn change(&mut self, entity: &str, record: &Value, fields: Value) -> Option<Value> {
        let mut body = fields;
        body["Id"] = record["Id"].clone();
        body["SyncToken"] = record["SyncToken"].clone();
        body["sparse"] = json!(true);
        self.book("POST", &format!("/{}", entity.to_lowercase()), body).await
    }

    /// The bookkeeper deletes or voids a record.
    pub async fn remove(&mut self, entity: &str, record: &Value, operation: &str) -> Option<Value> {
        let body = json!({ "Id": record["Id"], "SyncToken": record["SyncToken"] });
        self.book("POST", &format!("/{}?operation={operation}", entity.to_lowercase()), body).await
    }
}
