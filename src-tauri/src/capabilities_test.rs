//! Holds the configuration to what the window may do: loosening it has to be done here too, on purpose.

use serde_json::{Value, json};

fn config() -> Value {
    serde_json::from_str(include_str!("../tauri.conf.json")).unwrap()
}

#[test]
fn the_pages_load_and_run_nothing_but_themselves() {
    let expected = json!({
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "ipc: http://ipc.localhost",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    });
    assert_eq!(config()["app"]["security"]["csp"], expected);
}

#[test]
fn nothing_loosens_that_policy() {
    let config = config();
    let named: Vec<&String> = config["app"]["security"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["capabilities", "csp"]);
    assert_eq!(config["app"]["withGlobalTauri"], json!(false));
    let windows = config["app"]["windows"].as_array().unwrap();
    assert!(windows.iter().all(|window| window["devtools"].is_null() && window["url"].is_null()));
}

#[test]
fn the_window_asks_and_listens_and_no_more() {
    assert_eq!(config()["app"]["security"]["capabilities"], json!(["window"]));
    let capability: Value = serde_json::from_str(include_str!("../capabilities/window.json")).unwrap();
    assert_eq!(capability["windows"], json!(["main"]));
    assert_eq!(capability["remote"], Value::Null);
    assert_eq!(
        capability["permissions"],
        json!(["allow-rpc", "core:event:allow-listen", "core:event:allow-unlisten"])
    );
}

#[test]
fn the_scheme_in_the_package_is_the_one_that_is_read() {
    assert_eq!(config()["plugins"]["deep-link"]["desktop"]["schemes"], json!([crate::deep_link::SCHEME]));
}
