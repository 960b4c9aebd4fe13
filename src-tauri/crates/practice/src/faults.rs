//! Faults put in on purpose around a call: cut connections, delays, statuses, spoiled bodies, and answers that lie.

mod change;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use change::Change;

/// Which of the simulated services a call belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// The accounting API.
    Quickbooks,
    /// Sign-in, tokens, user info.
    Intuit,
    /// Alternative Payments.
    Alternative,
    /// The control API and the practice desk; never faulted.
    Control,
    /// What QuickBooks sends to the app.
    #[serde(rename = "quickbooks_webhooks")]
    QuickbooksWebhooks,
    /// What Alternative sends to subscribers.
    #[serde(rename = "alternative_webhooks")]
    AlternativeWebhooks,
}

impl Service {
    /// Whether this is what a service sends, not what it is asked.
    pub fn is_webhooks(self) -> bool {
        matches!(self, Self::QuickbooksWebhooks | Self::AlternativeWebhooks)
    }

    /// The service a path belongs to.
    pub fn of(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        match first {
            "quickbooks" => Self::Quickbooks,
            "intuit" => Self::Intuit,
            "alternative" => Self::Alternative,
            _ => Self::Control,
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The connection is cut at once.
    Refuse,
    /// The connection is cut before anything is handled.
    DropBefore,
    /// The call is handled and saved, then the connection is cut without an answer.
    DropAfter,
    /// The answer waits `value` milliseconds.
    Delay,
    /// A bare answer with status `value`.
    Status,
    /// The service's own error body with code `value`.
    Fault,
    /// 200 with bytes that are not JSON.
    Garbage,
    /// An HTML page with status `value`, or 200: what stands in front of the service answers for it.
    Html,
    /// The real body, cut in half.
    Truncate,
    /// One field of the answer is changed as `value` says, see [`Change`].
    Rewrite,
    /// Pages or cursors never end, see [`Loop`].
    Loop,
    /// Webhooks: sent once more although it was acknowledged.
    Duplicate,
    /// Webhooks: sent in another order than it happened.
    Reorder,
    /// Webhooks: never sent.
    Lose,
}

/// How reading a list never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    /// Each page is the first one again, as long as a page can be, whatever it was asked to begin with.
    Pages,
    /// After the last row comes the first again. Alternative only.
    Cycle,
    /// After the last row comes one empty page after the other, each with a cursor of its own. Alternative only.
    Endless,
}

/// How often a rule strikes that does not say: until it is taken away.
pub const FOR_EVER: u32 = u32::MAX;

fn for_ever() -> u32 {
    FOR_EVER
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_for_ever(times: &u32) -> bool {
    *times == FOR_EVER
}

/// The one record that a rule is about: every read of it meets the rule, alone or inside a page, change data or a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `Invoice` of QuickBooks, `payment`, `payout`, `customer` or `invoice` of Alternative.
    pub entity: String,
    /// Its id; of mapped records of Alternative also QuickBooks' id.
    pub id: String,
    /// Only when it is read by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
}

/// One rule, as `POST /faults` takes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    pub service: Service,
    /// Only this method, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only calls whose decoded path with query holds this, when given. Of webhooks it is what is told: `Payment Create
    /// 12` of QuickBooks, the topic of Alternative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    pub kind: Kind,
    /// Milliseconds, status or code, by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How often it strikes before it is spent; for ever when left out.
    #[serde(default = "for_ever", skip_serializing_if = "is_for_ever")]
    pub times: u32,
    /// Strikes only every n-th matching call, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u32>,
}

impl FaultRule {
    /// Why the rule makes no sense, if so.
    pub fn check(&self) -> Result<(), String> {
        let number =
            || self.number().ok_or_else(|| format!("kind {:?} needs a number in `value`", self.kind));
        if self.service == Service::Control {
            return Err("the control API takes no faults".to_owned());
        }
        if self.times == 0 || self.every == Some(0) {
            return Err("`times` and `every` start at 1".to_owned());
        }
        let sent = matches!(self.kind, Kind::Duplicate | Kind::Reorder | Kind::Lose);
        if sent != self.service.is_webhooks() && self.kind != Kind::Delay {
            return Err(format!("kind {:?} is not for this service", self.kind));
        }
        match self.kind {
            Kind::Rewrite => Change::read(self.value.as_ref()).map(|_| ()),
            Kind::Loop => match (self.loops(), self.service) {
                (Some(Loop::Pages), Service::Quickbooks) | (Some(_), Service::Alternative) => Ok(()),
                _ => Err("kind loop takes pages, and for Alternative also cycle or endless".to_owned()),
            },
            Kind::Delay => number().map(|_| ()),
            Kind::Html if self.value.is_none() => Ok(()),
            Kind::Status | Kind::Html => match number()? {
                200..=599 => Ok(()),
                other => Err(format!("{other} is not a status between 200 and 599")),
            },
            Kind::Fault if self.code().is_none() => Err("kind fault needs a code in `value`".to_owned()),
            _ => Ok(()),
        }
    }

    /// The value as a number.
    pub fn number(&self) -> Option<u64> {
        match self.value.as_ref()? {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        }
    }

    /// The value as a code.
    pub fn code(&self) -> Option<String> {
        match self.value.as_ref()? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// How reading never ends, when that is what the rule does.
    pub fn loops(&self) -> Option<Loop> {
        match (self.kind, self.value.as_ref().map_or(Some("pages"), Value::as_str)?) {
            (Kind::Loop, "pages") => Some(Loop::Pages),
            (Kind::Loop, "cycle") => Some(Loop::Cycle),
            (Kind::Loop, "endless") => Some(Loop::Endless),
            _ => None,
        }
    }

    /// Why the rule cannot be about one record, if so.
    pub fn check_target(&self) -> Result<(), String> {
        let known = matches!(self.service, Service::Quickbooks | Service::Alternative);
        if known && matches!(self.kind, Kind::Fault | Kind::Status | Kind::Rewrite) {
            return Ok(());
        }
        Err("a record of QuickBooks or Alternative meets the kinds fault, status and rewrite".to_owned())
    }

    fn matches(&self, service: Service, method: &str, target: &str) -> bool {
        self.service == service
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_ref().is_none_or(|wanted| target.contains(wanted.as_str()))
    }
}

/// A rule in force.
#[derive(Debug, Clone)]
pub struct Armed {
    pub rule: FaultRule,
    /// The one record it is about.
    pub target: Option<Target>,
    /// How often it may still strike.
    pub left: u32,
    seen: u32,
}

impl Armed {
    /// Whether it looks at the answer before it strikes.
    fn waits_for_the_answer(&self) -> bool {
        self.target.is_some() || self.rule.kind == Kind::Rewrite
    }

    /// Counts a call that it matches; true when it strikes.
    fn counts(&mut self) -> bool {
        self.seen = self.seen.wrapping_add(1);
        if self.rule.every.is_some_and(|every| !self.seen.is_multiple_of(every)) {
            return false;
        }
        if self.left != FOR_EVER {
            self.left -= 1;
        }
        true
    }
}

/// The rules in force.
#[derive(Debug, Clone, Default)]
pub struct FaultRules {
    next: u64,
    armed: BTreeMap<u64, Armed>,
}

impl FaultRules {
    /// Arms a rule and gives it an id.
    pub fn add(&mut self, rule: FaultRule) -> u64 {
        self.add_for(rule, None)
    }

    /// Arms a rule that may be about one record.
    pub fn add_for(&mut self, rule: FaultRule, target: Option<Target>) -> u64 {
        self.next += 1;
        let left = rule.times;
        self.armed.insert(self.next, Armed { rule, target, left, seen: 0 });
        self.next
    }

    /// Takes a rule away; false when there is none of that id.
    pub fn remove(&mut self, id: u64) -> bool {
        self.armed.remove(&id).is_some()
    }

    /// Takes all rules away.
    pub fn clear(&mut self) {
        self.armed.clear();
    }

    /// The rules in force.
    pub fn list(&self) -> impl Iterator<Item = (u64, &Armed)> {
        self.armed.iter().map(|(id, armed)| (*id, armed))
    }

    /// The rule that strikes this call before it is answered, if any; a spent rule goes away.
    pub fn strike(&mut self, service: Service, method: &str, target: &str) -> Option<FaultRule> {
        let matching = self.armed.iter_mut().filter(|(_, armed)| {
            !armed.waits_for_the_answer() && armed.rule.matches(service, method, target)
        });
        let mut struck = None;
        for (id, armed) in matching {
            if armed.counts() {
                struck = Some((*id, armed.rule.clone(), armed.left == 0));
                break;
            }
        }
        let (id, rule, spent) = struck?;
        if spent {
            self.armed.remove(&id);
        }
        Some(rule)
    }

    /// The rules that may strike the answer to this call, in order.
    pub fn of_answers(&self, service: Service, method: &str, target: &str) -> Vec<(u64, Armed)> {
        let matching = self
            .armed
            .iter()
            .filter(|(_, armed)| armed.waits_for_the_answer() && armed.rule.matches(service, method, target));
        matching.map(|(id, armed)| (*id, armed.clone())).collect()
    }

    /// Counts an answer that a rule applies to; true when the rule strikes it.
    pub fn strikes_answer(&mut self, id: u64) -> bool {
        let Some(armed) = self.armed.get_mut(&id) else { return false };
        let strikes = armed.counts();
        if armed.left == 0 {
            self.armed.remove(&id);
        }
        strikes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(times: u32, every: Option<u32>) -> FaultRule {
        FaultRule {
            service: Service::Quickbooks,
            method: Some("post".into()),
            path: Some("/payment".into()),
            kind: Kind::DropAfter,
            value: None,
            times,
            every,
        }
    }

    #[test]
    fn a_rule_strikes_as_often_as_it_says_and_then_is_gone() {
        let mut rules = FaultRules::default();
        rules.add(rule(2, None));
        let mut strike =
            || rules.strike(Service::Quickbooks, "POST", "/quickbooks/v3/company/1/payment").is_some();
        assert_eq!([strike(), strike(), strike()], [true, true, false]);
    }

    #[test]
    fn every_second_call_only() {
        let mut rules = FaultRules::default();
        rules.add(rule(2, Some(2)));
        let mut strike = || rules.strike(Service::Quickbooks, "POST", "/x/payment").is_some();
        assert_eq!([strike(), strike(), strike(), strike()], [false, true, false, true]);
    }

    #[test]
    fn another_method_path_or_service_is_left_alone() {
        let mut rules = FaultRules::default();
        rules.add(rule(1, None));
        assert!(rules.strike(Service::Quickbooks, "GET", "/x/payment").is_none());
        assert!(rules.strike(Service::Quickbooks, "POST", "/x/invoice").is_none());
        assert!(rules.strike(Service::Alternative, "POST", "/x/payment").is_none());
    }
}
