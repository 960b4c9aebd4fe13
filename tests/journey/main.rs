//! Journeys with the real programs: `practice serve`, `companion-cli`, the system's keychain, real HTTP.
//!
//! Each test runs in a desktop session of its own with an unlocked keychain; where the tools for that are missing it
//! says so and is skipped.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by stopping")]

#[path = "../../src-tauri/crates/vault/tests/session/mod.rs"]
#[expect(dead_code, reason = "sessions without a keychain are the vault's own tests")]
mod session;

mod computer;
mod first_sync;
mod kills;
mod pages;
mod proxy;
mod quitting;
mod services;
mod troubles;

/// Text of a JSON string.
fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

/// Runs a story in a session of its own with an unlocked keychain; `test` is the full name of the calling test.
fn in_session(test: &str, story: impl Future<Output = ()>) {
    session::inside(test, || {
        transport::install_crypto();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(story);
    });
}
