//! Refusals in the platform's flat error body (`HttpError`).

use serde::Serialize;
use serde_json::{Map, Value};

/// A refused request: status, code, text, and texts by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Machine-readable reason, snake case.
    pub code: &'static str,
    /// Sentence for a person.
    pub message: String,
    /// Field name and what is wrong with it.
    pub fields: Vec<(String, String)>,
    /// Whole seconds to wait, sent as `Retry-After`.
    pub retry_after: Option<u64>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: Vec::new(), retry_after: None }
    }

    /// Adds a text for one field.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.fields.push((name.into(), text.into()));
        self
    }

    /// 400: missing or malformed input.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "bad_request", message)
    }

    /// 400 for one query parameter or field.
    pub fn invalid(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::bad_request("Invalid request").field(name, text)
    }

    /// 400: `Content-Digest` and body disagree.
    pub fn digest_mismatch(message: impl Into<String>) -> Self {
        Self::new(400, "digest_mismatch", message)
    }

    /// 401: no, unknown or expired bearer token.
    pub fn unauthorized() -> Self {
        Self::new(401, "unauthorized", "Token is missing or expired")
    }

    /// 403 with its sentence.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "forbidden", message)
    }

    /// 404: no such record in this environment.
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "Not found")
    }

    /// 409 with its code.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(409, code, message)
    }

    /// 409: the integration routes need a connected company.
    pub fn not_connected() -> Self {
        Self::conflict("not_connected", "No QuickBooks company is connected")
    }

    /// 410: the cursor is older than the kept events.
    pub fn cursor_expired(day: &str) -> Self {
        Self::new(410, "cursor_expired", format!("Events before {day} are no longer kept"))
    }

    /// 413: the PDF is too large.
    pub fn too_large() -> Self {
        Self::new(413, "payload_too_large", "PDF is larger than 10 MiB")
    }

    /// 415: the body is no PDF.
    pub fn not_a_pdf() -> Self {
        Self::new(415, "unsupported_media_type", "Body is not a PDF")
    }

    /// 422: a rule refuses the input.
    pub fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(422, "unprocessable_entity", message)
    }

    /// 422 for fields, nothing more to say.
    pub fn validation(fields: Vec<(String, String)>) -> Self {
        Self { fields, ..Self::unprocessable("Validation failed") }
    }

    /// 429, with the seconds to wait when the switch for them is on.
    pub fn too_many_requests(retry_after: Option<u64>) -> Self {
        Self { retry_after, ..Self::new(429, "too_many_requests", "Rate limit exceeded") }
    }

    /// The body as sent.
    pub fn body(&self) -> Value {
        #[derive(Serialize)]
        struct HttpError<'a> {
            code: &'a str,
            message: &'a str,
            #[serde(skip_serializing_if = "Map::is_empty")]
            validation_errors: Map<String, Value>,
        }
        let mut validation_errors = Map::new();
        for (name, text) in &self.fields {
            validation_errors.entry(name.clone()).or_insert_with(|| Value::String(text.clone()));
        }
        let body = HttpError { code: self.code, message: &self.message, validation_errors };
        serde_json::to_value(body).unwrap_or(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_body_is_flat_and_names_each_field_once() {
        let refusal =
            Refusal::invalid("limit", "must be a number").field("limit", "again").field("after", "x");
        assert_eq!(
            refusal.body(),
            json!({"code": "bad_request", "message": "Invalid request",
                   "validation_errors": {"limit": "must be a number", "after": "x"}})
        );
        assert_eq!(Refusal::not_found().body(), json!({"code": "not_found", "message": "Not found"}));
    }
}
