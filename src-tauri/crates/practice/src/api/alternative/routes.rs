//! Which call a method and a path mean, and what it needs: a scope, a capability, a connected company.

use http::Method;
use percent_encoding::percent_decode_str;

use super::call::{Answer, Call, Outcome, unknown_route};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::{CAPABILITIES, Platform, tokens};

impl Platform {
    /// Finds the call and makes it. Order of checks: scope, route, connected, then the call's own.
    pub(crate) fn dispatch(&mut self, call: &Call, path: &str) -> Answer {
        let Some(segments) = segments(path) else { return Ok(Outcome::Reply(unknown_route())) };
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if let ["integrations", "quickbooks", rest @ ..] = &segments[..] {
            if call.documented_only {
                return Ok(Outcome::Reply(unknown_route()));
            }
            return self.integration(call, rest);
        }
        let method = &call.request.method;
        let Some(scope) = scope(method, &segments) else { return Ok(Outcome::Reply(unknown_route())) };
        let token = call.request.bearer().map(tokens::fingerprint);
        let token = token.and_then(|fingerprint| self.token(&fingerprint, call.now));
        if token.is_some_and(|token| !token.allows(scope)) {
            return Err(Refusal::forbidden("The API key lacks the scope for this call"));
        }
        self.documented(call, &segments).map(Outcome::Reply)
    }

    fn documented(&mut self, call: &Call, segments: &[&str]) -> Result<Reply, Refusal> {
        match (call.request.method.as_str(), segments) {
            ("GET", ["customers"]) => self.list_customers(call),
            ("POST", ["customers"]) => self.create_customer(call),
            ("GET", ["customers", id]) => self.get_customer(id),
            ("PATCH", ["customers", id]) => self.patch_customer(call, id),
            ("DELETE", ["customers", id]) => self.delete_customer(call, id),
            ("GET", ["customers", id, "users"]) => self.list_users(call, id),
            ("POST", ["customers", id, "users"]) => self.create_user(call, id),
            ("GET", ["invoices"]) => self.list_invoices(call),
            ("POST", ["invoices"]) => self.create_invoice(call),
            ("GET", ["invoices", id]) => self.get_invoice(call, id),
            ("DELETE", ["invoices", id]) => self.delete_invoice(call, id),
            ("GET", ["invoices", id, "payment-link"]) => self.payment_link(id),
            ("GET", ["invoices", id, "pdf-link"]) => self.pdf_link(call, id),
            ("GET", ["payments"]) => self.list_payments(call),
            ("POST", ["payments"]) => self.charge(call),
            ("POST", ["payments", "request"]) => self.create_payment_request(call),
            ("GET", ["payments", "request", id]) => self.get_payment_request(id),
            ("GET", ["payments", id]) => self.get_payment(id),
            ("GET", ["payouts"]) => self.list_payouts(call),
            ("GET", ["payouts", id]) => self.get_payout(id),
            ("GET", ["payouts", id, "transactions"]) => self.list_transactions(call, id),
            ("GET", ["webhooks"]) => self.list_subscriptions(call),
            ("POST", ["webhooks"]) => self.create_subscription(call),
            ("GET", ["webhooks", "events"]) => self.list_deliveries(call),
            ("POST", ["webhooks", "retry"]) => Ok(self.retry_events(call)),
            ("DELETE", ["webhooks", id]) => self.delete_subscription(call, id),
            _ => Ok(unknown_route()),
        }
    }

    fn integration(&mut self, call: &Call, rest: &[&str]) -> Answer {
        let method = call.request.method.as_str();
        if rest.is_empty() {
            return match method {
                "GET" => Ok(self.integration_state()),
                "PUT" => self.connect(call),
                "DELETE" => Ok(self.disconnect()),
                _ => Ok(unknown_route()),
            }
            .map(Outcome::Reply);
        }
        let offered = |name: &str| self.account().capabilities.iter().any(|held| held == name);
        let Some(capability) = capability(method, rest).filter(|name| offered(name)) else {
            return Ok(Outcome::Reply(unknown_route()));
        };
        if self.connected().is_none() {
            return Err(Refusal::not_connected());
        }
        debug_assert!(CAPABILITIES.contains(&capability));
        match (method, rest) {
            ("GET", ["events"]) => return self.events(call),
            ("GET", ["customers"]) => self.list_mapped_customers(call),
            ("GET", ["customers", qbo_id]) => self.get_mapped_customer(qbo_id),
            ("PUT", ["customers", qbo_id]) => self.upsert_customer(call, qbo_id),
            ("POST", ["customers", qbo_id, "archive"]) => self.archive_mapped_customer(call, qbo_id),
            ("POST", ["customers", qbo_id, "restore"]) => self.restore_mapped_customer(call, qbo_id),
            ("GET", ["invoices"]) => self.list_mapped_invoices(call),
            ("GET", ["invoices", qbo_id]) => self.get_mapped_invoice(call, qbo_id),
            ("PUT", ["invoices", qbo_id]) => self.upsert_invoice(call, qbo_id),
            ("POST", ["invoices", qbo_id, "archive"]) => self.archive_mapped_invoice(call, qbo_id),
            ("POST", ["invoices", qbo_id, "restore"]) => self.restore_mapped_invoice(call, qbo_id),
            ("PUT", ["invoices", qbo_id, "pdf"]) => self.put_pdf(call, qbo_id),
            ("GET", ["invoices", qbo_id, "pdf"]) => self.get_pdf(qbo_id),
            ("GET", ["payments"]) => self.list_mapped_payments(call),
            ("GET", ["payments", id]) => self.get_mapped_payment(id),
            ("PUT", ["payments", id, "link"]) => self.link_payment(call, id),
            ("GET", ["payouts"]) => self.list_mapped_payouts(call),
            ("GET", ["payouts", id]) => self.get_mapped_payout(call, id),
            ("PUT", ["payouts", id, "link"]) => self.link_payout(call, id),
            _ => Ok(unknown_route()),
        }
        .map(Outcome::Reply)
    }
}

/// The parts of a path, decoded; nothing for a path with an empty part or one that is not text.
fn segments(path: &str) -> Option<Vec<String>> {
    let parts = path.strip_prefix('/')?.split('/');
    parts
        .map(|part| {
            let text = percent_decode_str(part).decode_utf8().ok()?.into_owned();
            (!text.is_empty()).then_some(text)
        })
        .collect()
}

/// The scope of a documented call; nothing for an unknown one.
fn scope(method: &Method, segments: &[&str]) -> Option<&'static str> {
    let reads = method == Method::GET;
    Some(match segments {
        ["customers"] | ["customers", _] | ["customers", _, "users"] if reads => "customers:read",
        ["customers"] | ["customers", _] | ["customers", _, "users"] => "customers:write",
        ["invoices"] | ["invoices", _] | ["invoices", _, "payment-link" | "pdf-link"] if reads => {
            "invoices:read"
        }
        ["invoices"] | ["invoices", _] => "invoices:write",
        ["payments"] | ["payments", _] | ["payments", "request", _] if reads => "payments:read",
        ["payments"] | ["payments", "request"] => "payments:write",
        ["payouts"] | ["payouts", _] | ["payouts", _, "transactions"] => "payouts:read",
        ["webhooks"] | ["webhooks", "events"] if reads => "webhooks:read",
        ["webhooks"] | ["webhooks", _] => "webhooks:write",
        _ => return None,
    })
}

/// The capability behind an integration route; nothing for an unknown route.
fn capability(method: &str, rest: &[&str]) -> Option<&'static str> {
    Some(match (method, rest) {
        ("GET", ["customers" | "invoices"] | ["customers" | "invoices", _]) => "records.read",
        ("PUT", ["customers", _]) | ("POST", ["customers", _, "archive" | "restore"]) => "customers.upsert",
        ("PUT", ["invoices", _]) => "invoices.upsert",
        ("POST", ["invoices", _, "archive" | "restore"]) => "invoices.archive",
        ("PUT" | "GET", ["invoices", _, "pdf"]) => "invoices.pdf",
        ("GET", ["events"] | ["payments" | "payouts", _]) => "payments.feed",
        ("GET", ["payments" | "payouts"]) => "payments.read",
        ("PUT", ["payments" | "payouts", _, "link"]) => "payments.link",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_decoded_and_empty_ones_are_no_route() {
        assert_eq!(segments("/invoices/a%2Fb").unwrap(), ["invoices", "a/b"]);
        assert_eq!(segments("/invoices/"), None);
        assert_eq!(segments("/"), None);
        assert_eq!(segments(""), None);
        assert_eq!(segments("/a/%ff"), None);
    }
}
