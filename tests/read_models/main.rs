//! What the window shows, over the real engine and the practice services.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by stopping")]

mod changes;
mod lists;
mod money;
mod office;

/// Text of a JSON string.
fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}
