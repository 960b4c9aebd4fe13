//! Faults put in on purpose around a call: cut connections, delays, statuses, spoiled bodies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// Webhooks: sent once more although it was acknowledged.
    Duplicate,
    /// Webhooks: sent in another order than it happened.
    Reorder,
    /// Webhooks: never sent.
    Lose,
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
    /// How often it strikes before it is spent.
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

    fn matches(&self, service: Service, method: &str, target: &str) -> bool {
        self.service == service
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_ref().is_none_or(|wanted| target.contains(wanted.as_str()))
    }
}

#[derive(Debug, Clone)]
struct Armed {
    rule: FaultRule,
    left: u32,
    seen: u32,
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
        self.next += 1;
        let left = rule.times;
        self.armed.insert(self.next, Armed { rule, left, seen: 0 });
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

    /// The rules in force with how often each may still strike.
    pub fn list(&self) -> Vec<(u64, FaultRule, u32)> {
        self.armed.iter().map(|(id, armed)| (*id, armed.rule.clone(), armed.left)).collect()
    }

    /// The rule that strikes this call, if any; a spent rule goes away.
    pub fn strike(&mut self, service: Service, method: &str, target: &str) -> Option<FaultRule> {
        for (id, armed) in &mut self.armed {
            if !armed.rule.matches(service, method, target) {
                continue;
            }
            armed.seen += 1;
            if armed.rule.every.is_some_and(|every| armed.seen % every != 0) {
                continue;
            }
            armed.left -= 1;
            let rule = armed.rule.clone();
            if armed.left == 0 {
                let id = *id;
                self.armed.remove(&id);
            }
            return Some(rule);
        }
        None
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
