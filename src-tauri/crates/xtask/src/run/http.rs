//! Calls to programs on this computer.

use std::time::Duration;

use serde_json::Value;
use ureq::{Agent, ResponseExt};

use crate::workspace::Outcome;

/// The longest answer is the whole state of the practice company.
const ANSWER_BYTES_MAX: u64 = 64 << 20;
const TIMEOUT: Duration = Duration::from_secs(90);

/// Makes calls, follows where an answer leads.
#[derive(Debug, Clone)]
pub struct Http(Agent);

/// A page and where it was found in the end.
#[derive(Debug)]
pub struct Page {
    pub address: String,
    pub status: u16,
    pub text: String,
}

impl Http {
    pub fn new() -> Self {
        let config =
            Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT)).build();
        Self(Agent::new_with_config(config))
    }

    /// Opens a page.
    pub fn open(&self, address: &str) -> Outcome<Page> {
        page(address, self.0.get(address).call())
    }

    /// Sends a form.
    pub fn send(&self, address: &str, fields: &[(String, String)]) -> Outcome<Page> {
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        page(address, self.0.post(address).send_form(fields))
    }

    /// Reads an answer as it is.
    pub fn read(&self, address: &str, token: &str, query: &[(&str, &str)]) -> Outcome<Page> {
        let request = self.0.get(address).query_pairs(query.iter().copied());
        page(address, request.header("authorization", format!("Bearer {token}")).call())
    }

    /// Reads JSON.
    pub fn get(&self, address: &str, token: &str) -> Outcome<Value> {
        json(&self.read(address, token, &[])?)
    }

    /// Sends and reads JSON.
    pub fn post(&self, address: &str, token: &str, body: &Value) -> Outcome<Value> {
        let request = self.0.post(address).header("authorization", format!("Bearer {token}"));
        json(&page(address, request.content_type("application/json").send(body.to_string()))?)
    }
}

fn page(address: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Outcome<Page> {
    let mut answer = answer.map_err(|error| format!("{address} does not answer: {error}"))?;
    let status = answer.status().as_u16();
    let found = answer.get_uri().to_string();
    let text = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string();
    let text = text.map_err(|error| format!("{address} broke off: {error}"))?;
    Ok(Page { address: found, status, text })
}

fn json(page: &Page) -> Outcome<Value> {
    if !(200..300).contains(&page.status) {
        return Err(format!("{} answered {}: {}", page.address, page.status, page.text.trim()));
    }
    serde_json::from_str(&page.text).map_err(|error| format!("{} answered no JSON: {error}", page.address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, text: &str) -> Outcome<Value> {
        json(&Page { address: "http://here/state".to_owned(), status, text: text.to_owned() })
    }

    #[test]
    fn a_refusal_is_told_in_the_other_sides_words() {
        assert_eq!(answered(200, "{\"a\":1}").unwrap()["a"], 1);
        assert_eq!(
            answered(404, "no such call\n").unwrap_err(),
            "http://here/state answered 404: no such call"
        );
        assert!(answered(200, "<html>").unwrap_err().contains("answered no JSON"));
    }
}
