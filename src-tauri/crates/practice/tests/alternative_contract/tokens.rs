use practice::{CompanyKind, Options};
use serde_json::json;

use crate::desk::Desk;

fn throttled() -> Desk {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.throttle = true;
    Desk::with(options)
}

#[test]
fn a_token_lasts_an_hour() {
    let mut desk = Desk::new();
    let got = desk.sign_in("").is(200);
    assert_eq!(got["token_type"], "Bearer");
    assert_eq!(got["expires_in"], 3600);
    desk.get("/customers").is(200);
    desk.wait(3599);
    desk.get("/customers").is(200);
    desk.wait(1);
    desk.get("/customers").refuses(401, "unauthorized");
}

#[test]
fn wrong_credentials_are_403_and_a_wrong_grant_is_400() {
    let mut desk = Desk::new();
    let form = "grant_type=client_credentials";
    desk.sign_in_with("Basic bm9ib2R5Om5vdGhpbmc=", form).refuses(403, "forbidden");
    desk.sign_in_with("Basic !!!", form).refuses(403, "forbidden");
    desk.sign_in_with("Bearer x", form).refuses(403, "forbidden");
    let partner = desk.world.partners().next().unwrap().clone();
    let basic = format!("Basic {}", {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .encode(format!("{}:{}", partner.client_id, partner.client_secret))
    });
    desk.sign_in_with(&basic, "grant_type=password").refuses(400, "bad_request");
    desk.sign_in_with(&basic, "").refuses(400, "bad_request");
    desk.sign_in_with(&basic, "grant_type=client_credentials&scope=everything").refuses(400, "bad_request");
}

#[test]
fn no_token_or_a_made_up_one_is_401_before_anything_else() {
    let mut desk = Desk::new();
    desk.token = "made-up".to_owned();
    for target in ["/customers", "/no/such/route", "/integrations/quickbooks", "/payments"] {
        desk.get(target).refuses(401, "unauthorized");
    }
}

#[test]
fn state_names_tokens_by_fingerprint_only() {
    let mut desk = Desk::new();
    let state = desk.control("GET", "/state?side=alternative", &json!(null)).is(200).to_string();
    assert!(!state.contains(&desk.token));
    let secret = desk.world.partners().next().unwrap().client_secret.clone();
    assert!(!state.contains(&secret));
    assert!(state.contains("fingerprint"));
}

#[test]
fn a_token_that_lacks_the_scope_is_403() {
    let mut desk = Desk::new();
    desk.token = crate::desk::text(&desk.sign_in("customers:read").is(200)["access_token"]);
    desk.get("/customers").is(200);
    desk.get("/invoices").refuses(403, "forbidden");
    desk.send("POST", "/customers", Some(&json!({}))).refuses(403, "forbidden");
}

#[test]
fn an_unknown_route_is_plain_text() {
    let mut desk = Desk::new();
    for (method, target) in [
        ("GET", "/v1/customers"),
        ("GET", "/"),
        ("PUT", "/invoices/x"),
        ("PATCH", "/invoices/x"),
        ("DELETE", "/customers"),
        ("GET", "/customers/"),
        ("GET", "/oauth/token"),
    ] {
        let got = desk.send(method, target, None);
        assert_eq!(got.header("content-type"), Some("text/plain; charset=utf-8"), "{method} {target}");
        assert_eq!((got.status, &got.reply.body[..]), (404, &b"404 page not found"[..]), "{method} {target}");
    }
}

#[test]
fn the_sixth_request_of_a_second_is_429_with_retry_after() {
    let mut desk = throttled();
    // Signing in took one of the five.
    for _ in 0..4 {
        desk.get("/customers").is(200);
    }
    let got = desk.get("/customers");
    assert_eq!(got.header("retry-after"), Some("1"));
    got.refuses(429, "too_many_requests");
    assert!(desk.violations().is_empty());
    desk.wait(1);
    desk.get("/customers").is(200);
    assert!(desk.violations().is_empty());
}

#[test]
fn not_waiting_after_a_429_is_a_violation() {
    let mut desk = throttled();
    for _ in 0..5 {
        desk.get("/customers");
    }
    desk.get("/customers").refuses(429, "too_many_requests");
    assert_eq!(desk.violations(), ["ignored 429"]);
}

#[test]
fn retry_after_can_be_switched_off() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.throttle = true;
    options.switches.set("alternative-retry-after=off").unwrap();
    let mut desk = Desk::with(options);
    for _ in 0..4 {
        desk.get("/customers").is(200);
    }
    assert_eq!(desk.get("/customers").header("retry-after"), None);
    desk.get("/customers").refuses(429, "too_many_requests");
    assert!(desk.violations().is_empty(), "nobody was told how long to wait");
}

#[test]
fn charging_is_refused_and_a_violation() {
    let mut desk = Desk::new();
    let body = json!({"amount": "100.00", "invoice_id": "x", "payment_method": "standard_ach"});
    desk.send("POST", "/payments", Some(&body)).refuses(403, "forbidden");
    assert_eq!(desk.violations(), ["charge"]);
}

#[test]
fn two_partners_share_nothing() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.founding.companies = 2;
    let mut desk = Desk::with(options);
    let made = desk.send("POST", "/customers", Some(&json!({"name": "A", "email": "a@a.example"}))).is(201);
    let second = desk.world.partners().nth(1).unwrap().clone();
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .encode(format!("{}:{}", second.client_id, second.client_secret))
    };
    let got = desk.sign_in_with(&format!("Basic {basic}"), "grant_type=client_credentials").is(200);
    desk.token = crate::desk::text(&got["access_token"]);
    assert_eq!(desk.get("/customers").is(200)["data"], json!([]));
    desk.get(&format!("/customers/{}", crate::desk::text(&made["id"]))).refuses(404, "not_found");
}
