//! Faults, tokens that end, processes that die: drawn apart from what people do.

use serde_json::{Value, json};
use support::Death;

use crate::ports::Strike;
use crate::scene::Scene;

impl Scene {
    /// Something may go wrong in the next stretch of work.
    pub async fn fault_schedule(&mut self) {
        if self.layout.faults {
            while self.fault_schedule.percent(45) {
                self.inject_fault().await;
            }
            if self.fault_schedule.percent(12) {
                self.tokens().await;
            }
            if self.fault_schedule.percent(20) {
                self.blind().await;
            }
            for computer in 0..self.computers.len() {
                if self.fault_schedule.percent(15) {
                    self.tell(format!("weather: computer {computer}'s next create arrives late"));
                    self.computers[computer].faults.delay_creates(1);
                }
                if self.fault_schedule.percent(15) {
                    self.tell(format!("weather: computer {computer} is answered with another payment"));
                    self.computers[computer].faults.lie(2);
                }
                if self.computers.len() > 1 && self.fault_schedule.percent(50) {
                    self.computers[computer].faults.race(2);
                }
            }
        }
        if self.layout.deaths {
            self.dooms();
        }
    }

    fn dooms(&mut self) {
        for at in 0..self.computers.len() {
            if !self.fault_schedule.percent(45) {
                continue;
            }
            let after = self.fault_schedule.percent(50);
            let call = self.fault_schedule.percent(50);
            let count = self.fault_schedule.below(if call { 14 } else { 10 });
            let (word, place) = (if call { "call" } else { "write" }, if after { "after" } else { "before" });
            self.tell(format!("weather: computer {at} dies {place} {word} {count}"));
            let computer = &mut self.computers[at];
            let (count_32, count) = (u32::try_from(count).unwrap(), usize::try_from(count).unwrap());
            match (call, after) {
                (true, false) => computer.faults.strike(Strike::DieBefore(count_32)),
                (true, true) => computer.faults.strike(Strike::DieAfter(count_32)),
                (false, false) => computer.doom(Death::BeforeWrite(count)),
                (false, true) => computer.doom(Death::AfterWrite(count)),
            }
        }
    }

    async fn inject_fault(&mut self) {
        let quickbooks = self.fault_schedule.percent(65);
        let (kind, value) = self.fault_schedule.weighted(&[
            (4, ("refuse", 0)),
            (10, ("drop_before", 0)),
            (25, ("drop_after", 0)),
            (12, ("status", 500)),
            (6, ("status", 503)),
            (6, ("fault", 429)),
            (10, ("garbage", 0)),
            (10, ("truncate", 0)),
        ]);
        let service = if quickbooks { "quickbooks" } else { "alternative" };
        let mut rule = json!({ "service": service, "kind": kind, "times": 1 + self.fault_schedule.below(2) });
        if value > 0 {
            rule["value"] =
                json!(if quickbooks && value == 429 { "3001".to_owned() } else { value.to_string() });
        }
        // Writes are what faults are for; the rest may strike anything.
        let aim = if quickbooks {
            self.fault_schedule
                .weighted(
                    &[
                        (30, json!({ "method": "POST", "path": "/payment" })),
                        (15, json!({ "method": "POST", "path": "/deposit" })),
                        (3, json!({ "method": "POST", "path": "/account" })),
                        (10, json!({ "path": "/batch" })),
                        (10, json!({ "path": "/cdc" })),
                        (10, json!({ "path": "/query" })),
                        (15, json!({ "method": "GET" })),
                    ]
                    .each_ref()
                    .map(|(weight, aim)| (*weight, aim)),
                )
                .clone()
        } else {
            self.fault_schedule
                .weighted(
                    &[
                        (25, json!({ "method": "PUT" })),
                        (10, json!({ "method": "PUT", "path": "/payments/" })),
                        (10, json!({ "path": "/events" })),
                        (20, json!({ "method": "GET" })),
                        (5, json!({ "method": "POST" })),
                    ]
                    .each_ref()
                    .map(|(weight, aim)| (*weight, aim)),
                )
                .clone()
        };
        for (name, value) in aim.as_object().into_iter().flatten() {
            rule[name] = value.clone();
        }
        if self.fault_schedule.percent(40) {
            rule["every"] = json!(1 + self.fault_schedule.below(4));
        }
        self.act("weather", "/faults", rule).await;
    }

    /// QuickBooks tells what changed, but the records themselves cannot be read for a while.
    async fn blind(&mut self) {
        let times = 1 + self.fault_schedule.below(3);
        for (method, path) in [("POST", "/batch"), ("GET", "/invoice/"), ("GET", "/payment/")] {
            let rule = json!({ "service": "quickbooks", "method": method, "path": path, "kind": "status",
                               "value": "503", "times": times });
            self.act("weather", "/faults", rule).await;
        }
    }

    async fn tokens(&mut self) {
        let action = self.fault_schedule.weighted(&[(70, "expire"), (20, "revoke"), (10, "rotate")]);
        let path = format!("/quickbooks/{}/tokens", self.world().realm());
        self.act("weather", &path, json!({ "action": action })).await;
        if self.fault_schedule.percent(40) {
            self.act("weather", "/alternative/tokens", json!({ "expire": true })).await;
        }
    }

    /// Whoever was signed out signs in again.
    pub async fn sign_in_again(&mut self) {
        for at in 0..self.computers.len() {
            let settings = self.computers[at].world.settings().await;
            if settings.quickbooks_closed.is_some() || settings.alternative_closed.is_some() {
                self.tell(format!(
                    "person on computer {at}: signs in again ({:?})",
                    settings.quickbooks_closed
                ));
                self.computers[at].world.sign_in_here().await;
            }
        }
    }

    /// No more faults.
    pub async fn heal(&mut self) {
        self.poisons.clear();
        let (_, _): (u16, Value) = self.world().try_control("DELETE", "/faults/all", Value::Null).await;
        for computer in &mut self.computers {
            computer.calm().await;
        }
    }
}
