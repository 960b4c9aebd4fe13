//! One control call: its body, and what it is answered with.

use serde_json::{Map, Value};

use crate::http::Request;
use crate::refusal::Refusal;

/// What a control call answers.
pub type Answer = Result<Value, Refusal>;

/// There is no such call.
pub fn no_call() -> Refusal {
    Refusal::not_found().field("path", "is not a control call with this method")
}

/// The body as a JSON object; nothing sent is an empty one.
pub fn body(request: &Request) -> Result<Map<String, Value>, Refusal> {
    if request.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match request.json() {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err(Refusal::bad_request("The body must be a JSON object")),
        Err(error) => Err(Refusal::bad_request(format!("The body is not JSON: {error}"))),
    }
}
