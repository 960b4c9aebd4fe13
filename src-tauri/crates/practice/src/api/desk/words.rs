//! What the desk says in words: money, faults in force, violations.

use rust_decimal::Decimal;

use crate::faults::{Armed, FOR_EVER, FaultRule, Kind, Service};

/// Dollars as a person reads them: `$1,124.73`, with a true minus.
pub fn money(amount: Decimal) -> String {
    let text = format!("{:.2}", amount.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "−" } else { "" };
    format!("{sign}${grouped}.{cents}")
}

/// A side as the desk calls it.
pub fn side(service: Service) -> &'static str {
    match service {
        Service::Quickbooks => "QuickBooks",
        Service::Intuit => "QuickBooks sign-in",
        Service::Alternative => "Alternative",
        Service::Control => "Practice desk",
        Service::QuickbooksWebhooks => "QuickBooks’ webhooks",
        Service::AlternativeWebhooks => "Alternative’s webhooks",
    }
}

/// From here on a rule lasts until somebody takes it away.
const FOR_GOOD: u32 = 100_000;

/// A rule in force: about calls, or about one record.
pub fn armed(armed: &Armed) -> String {
    let Some(target) = &armed.target else { return fault(&armed.rule, armed.left) };
    let what = match armed.rule.kind {
        Kind::Rewrite => "read wrongly".to_owned(),
        _ => format!("cannot be read ({})", armed.rule.code().unwrap_or_default()),
    };
    let alone = if target.alone { ", by itself" } else { "" };
    format!("{}, {} {}: {what}{alone}", side(armed.rule.service), target.entity.to_lowercase(), target.id)
}

/// A fault in force, and how often it still strikes.
pub fn fault(rule: &FaultRule, left: u32) -> String {
    let side = side(rule.service);
    let value = rule.code().unwrap_or_default();
    let what = match rule.kind {
        Kind::Refuse if left >= FOR_GOOD => return format!("{side} is offline until you bring it back"),
        Kind::Refuse | Kind::DropBefore => "the connection drops, nothing is done".to_owned(),
        Kind::DropAfter => "it is done, but the answer is lost".to_owned(),
        Kind::Delay if rule.service.is_webhooks() => format!("it is sent {value} ms late"),
        Kind::Delay => format!("the answer comes {value} ms late"),
        Kind::Status => format!("server error {value}"),
        Kind::Fault if matches!(value.as_str(), "429" | "3001") => "“slow down” (429)".to_owned(),
        Kind::Fault => format!("error {value}"),
        Kind::Garbage => "bytes that are not JSON".to_owned(),
        Kind::Html => "an HTML page instead of JSON".to_owned(),
        Kind::Truncate => "half of the answer".to_owned(),
        Kind::Rewrite => "an answer that lies".to_owned(),
        Kind::Loop => "a list that never ends".to_owned(),
        Kind::Duplicate => "it is sent twice".to_owned(),
        Kind::Reorder => "it is sent in another order".to_owned(),
        Kind::Lose => "it is never sent".to_owned(),
    };
    let only: Vec<&str> = [rule.method.as_deref(), rule.path.as_deref()].into_iter().flatten().collect();
    let only = if only.is_empty() { String::new() } else { format!(" of {}", only.join(" ")) };
    let calls = if left == FOR_EVER {
        "calls, until you end it".to_owned()
    } else if left == 1 {
        "call".to_owned()
    } else {
        format!("{left} calls")
    };
    let next = if left == FOR_EVER { "all" } else { "next" };
    format!("{side}, {next} {calls}{only}: {what}")
}

/// What a violation means.
pub fn violation(kind: &str) -> &str {
    match kind {
        "charge" => "It tried to charge a payer. Payments are made by payers only",
        "ignored 429" => "It went on although it was told to wait",
        "retry after invalid_grant" => "It used a sign-in again that was refused for good",
        "full update that drops fields" => "It replaced a whole record and lost fields of it",
        "write into closed books" => "It tried to write into closed books",
        "asks for more than is owed" => "It asked a payer for money that was paid already",
        "payment for an unknown payment of Alternative" => {
            "It recorded a payment that Alternative does not know"
        }
        "payments exceed the payment of Alternative" => "It recorded more than was paid",
        "requests without an end" => "It asked the same again and again although nothing changed",
        "second token refresh in parallel" => "It refreshed its sign-in twice at the same time",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_keeps_its_cents() {
        for (amount, text) in [
            ("0", "$0.00"),
            ("999.9", "$999.90"),
            ("1000", "$1,000.00"),
            ("-1234567.05", "−$1,234,567.05"),
            ("-0.00", "$0.00"),
        ] {
            assert_eq!(money(amount.parse().unwrap()), text);
        }
    }

    #[test]
    fn a_fault_is_told_with_its_side_and_count() {
        let rule = |kind, value: Option<u32>| FaultRule {
            service: Service::Quickbooks,
            method: None,
            path: None,
            kind,
            value: value.map(Into::into),
            times: 3,
            every: None,
        };
        assert_eq!(fault(&rule(Kind::Fault, Some(3001)), 3), "QuickBooks, next 3 calls: “slow down” (429)");
        assert_eq!(fault(&rule(Kind::Status, Some(503)), 1), "QuickBooks, next call: server error 503");
        assert_eq!(
            fault(&rule(Kind::Refuse, None), 1_000_000),
            "QuickBooks is offline until you bring it back"
        );
    }
}
