use base64::Engine as _;
use http::Method;
use practice::http::{Reply, Request};
use practice::intuit::TokenChange;
use practice::{CompanyKind, Options, World};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};

use crate::bench::Bench;

const CALLBACK: &str = "http://localhost:17823/callback";
const ALL: &str = "com.intuit.quickbooks.accounting openid profile email phone";

struct Walk {
    bench: Bench,
    client: (String, String),
}

impl Walk {
    fn new(bench: Bench) -> Self {
        let client =
            bench.world(|world| (world.intuit.client_id.clone(), world.intuit.client_secret.clone()));
        Self { bench, client }
    }

    fn send(&self, method: Method, target: &str, form: &[(&str, &str)]) -> Reply {
        let mut request = Request::new(method, target, jiff::Timestamp::UNIX_EPOCH);
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        request.body = body.into_bytes();
        self.bench.send(&request)
    }

    fn authorize(&self, redirect: &str, scope: &str) -> Reply {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", self.client.0.as_str()),
                ("response_type", "code"),
                ("scope", scope),
            ])
            .extend_pairs([("redirect_uri", redirect), ("state", "st ate")])
            .finish();
        self.send(Method::GET, &format!("/intuit/connect/oauth2?{query}"), &[])
    }

    /// Starts a sign-in and gives its flow id.
    fn start(&self) -> String {
        let reply = self.authorize(CALLBACK, ALL);
        assert_eq!(reply.status, 303);
        location(&reply).split("flow=").nth(1).unwrap().to_owned()
    }

    fn form(&self, id: &str, flow: &str, fields: &[(&str, &str)]) -> Reply {
        let mut all = vec![("flow", flow)];
        all.extend(fields);
        self.send(Method::POST, &format!("/intuit/connect/{id}"), &all)
    }

    fn page(&self, reply: &Reply) -> String {
        let page = self.send(Method::GET, &location(reply), &[]);
        assert_eq!(page.status, 200);
        String::from_utf8(page.body).unwrap()
    }

    /// Walks to the end, skipping the phone or not; gives the callback's parameters.
    fn walk(&self, skip: bool) -> Vec<(String, String)> {
        let flow = self.start();
        let reply = self.form("google", &flow, &[]);
        let page = self.page(&reply);
        let code = page.split("the code is <b>").nth(1).unwrap().get(..6).unwrap().to_owned();
        if skip {
            self.form("skip-phone", &flow, &[]);
        } else {
            self.form("phone", &flow, &[("code", &code)]);
        }
        self.form("company", &flow, &[("realm_id", &self.bench.realm)]);
        let done = self.form("consent", &flow, &[]);
        callback(&done)
    }

    fn token(&self, form: &[(&str, &str)]) -> Reply {
        let mut all = vec![("client_id", self.client.0.as_str()), ("client_secret", self.client.1.as_str())];
        all.extend(form);
        self.send(Method::POST, "/intuit/oauth2/v1/tokens/bearer", &all)
    }

    fn exchange(&self, code: &str) -> Reply {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("params", ""),
        ])
    }

    fn refresh(&self, value: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", value)])
    }

    fn user_info(&self, access: &str) -> Reply {
        let mut request =
            Request::new(Method::GET, "/intuit/v1/openid_connect/userinfo", jiff::Timestamp::UNIX_EPOCH);
        request.headers.insert("authorization", format!("Bearer {access}").parse().unwrap());
        self.bench.send(&request)
    }
}

fn location(reply: &Reply) -> String {
    reply.headers.iter().find(|(name, _)| *name == "location").unwrap().1.clone()
}

fn callback(reply: &Reply) -> Vec<(String, String)> {
    let url = url::Url::parse(&location(reply)).unwrap();
    assert!(url.as_str().starts_with(CALLBACK));
    url.query_pairs().into_owned().collect()
}

fn get<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn text(reply: &Reply, name: &str) -> String {
    reply.to_json()[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", reply.to_json())).to_owned()
}

#[test]
fn the_discovery_document_has_the_recorded_keys() {
    let bench = Bench::sample();
    let reply = bench.send(&Request::new(
        Method::GET,
        "/intuit/.well-known/openid_sandbox_configuration/",
        jiff::Timestamp::UNIX_EPOCH,
    ));
    insta::assert_json_snapshot!(reply.to_json());
}

#[test]
fn a_whole_sign_in_gives_tokens_that_work() {
    let walk = Walk::new(Bench::sample());
    let pairs = walk.walk(false);
    assert_eq!(get(&pairs, "state"), Some("st ate"));
    assert_eq!(get(&pairs, "realmId"), Some(walk.bench.realm.as_str()));
    let code = get(&pairs, "code").unwrap();
    let tokens = walk.exchange(code);
    assert_eq!(tokens.status, 200);
    assert_eq!(tokens.to_json()["expires_in"], 3_600);
    assert_eq!(tokens.to_json()["x_refresh_token_expires_in"], 8_726_400);
    assert_eq!(tokens.to_json().get("x_refresh_token_hard_expires_in"), None);
    let info = walk.user_info(&text(&tokens, "access_token")).to_json();
    assert_eq!(info["email"], "owner@example.com");
    assert_eq!(info["phoneNumberVerified"], true);
    assert_eq!(info.get("address"), None, "not asked for");
    let again = walk.exchange(code);
    assert_eq!((again.status, text(&again, "error")), (400, "invalid_grant".to_owned()));
    let mut bench = Bench::sample();
    bench.practice = walk.bench.practice.clone();
    bench.token = text(&tokens, "access_token");
    bench.get("/preferences");
}

#[test]
fn a_skipped_phone_is_unverified() {
    let walk = Walk::new(Bench::sample());
    let pairs = walk.walk(true);
    let tokens = walk.exchange(get(&pairs, "code").unwrap());
    assert_eq!(walk.user_info(&text(&tokens, "access_token")).to_json()["phoneNumberVerified"], false);
}

#[test]
fn the_pages_have_labeled_forms_with_their_ids() {
    let walk = Walk::new(Bench::sample());
    let flow = walk.start();
    let first = walk.page(&walk.authorize(CALLBACK, ALL));
    for part in [
        "<form id=\"sign-in\"",
        "<form id=\"google\"",
        "<form id=\"cancel\"",
        "<label for=\"email\">",
        "name=\"password\"",
    ] {
        assert!(first.contains(part), "{part}");
    }
    let wrong = walk.form("sign-in", &flow, &[("email", "owner@example.com"), ("password", "wrong")]);
    assert_eq!(wrong.status, 422);
    assert!(String::from_utf8_lossy(&wrong.body).contains("role=\"alert\""));
    let phone =
        walk.page(&walk.form("sign-in", &flow, &[("email", "owner@example.com"), ("password", "practice")]));
    assert!(phone.contains("Verify your phone number") && phone.contains("Skip for now"));
    assert_eq!(walk.form("phone", &flow, &[("code", "nope")]).status, 422);
    let company = walk.page(&walk.form("skip-phone", &flow, &[]));
    assert!(company.contains("name=\"realm_id\"") && company.contains("<form id=\"company\""));
    assert_eq!(walk.form("company", &flow, &[("realm_id", "1")]).status, 422);
    let consent = walk.page(&walk.form("company", &flow, &[("realm_id", &walk.bench.realm)]));
    assert!(consent.contains("<form id=\"consent\"") && consent.contains("Connect"));
}

#[test]
fn cancel_at_every_step_is_access_denied() {
    let walk = Walk::new(Bench::sample());
    let steps: [&[&str]; 4] =
        [&[], &["google"], &["google", "skip-phone"], &["google", "skip-phone", "company"]];
    for forms in steps {
        let flow = walk.start();
        for form in forms {
            walk.form(form, &flow, &[("realm_id", &walk.bench.realm)]);
        }
        let pairs = callback(&walk.form("cancel", &flow, &[]));
        assert_eq!(
            pairs,
            [("error".to_owned(), "access_denied".to_owned()), ("state".to_owned(), "st ate".to_owned())]
        );
        assert_eq!(walk.form("consent", &flow, &[]).status, 400, "over");
    }
}

#[test]
fn only_registered_addresses_are_redirected_to() {
    let walk = Walk::new(Bench::sample());
    for fine in [CALLBACK, "http://127.0.0.1:5000/back", "http://localhost:40000/"] {
        assert_eq!(walk.authorize(fine, ALL).status, 303, "{fine}");
    }
    for bad in [
        "https://example.com/",
        "http://localhost:17823/other",
        "http://127.0.0.1:17823/callback",
        "http://localhost.evil.example:80/",
        "http://user@localhost:5000/",
        "x",
    ] {
        assert_eq!(walk.authorize(bad, ALL).status, 400, "{bad}");
    }
    assert!(location(&walk.authorize(CALLBACK, "everything")).contains("error=invalid_scope"));
}

#[test]
fn openid_alone_chooses_no_company() {
    let walk = Walk::new(Bench::sample());
    let reply = walk.authorize(CALLBACK, "openid email");
    let flow = location(&reply).split("flow=").nth(1).unwrap().to_owned();
    walk.form("google", &flow, &[]);
    walk.form("skip-phone", &flow, &[]);
    let pairs = callback(&walk.form("consent", &flow, &[]));
    assert_eq!(get(&pairs, "realmId"), None);
}

#[test]
fn the_phone_page_can_be_switched_off() {
    let walk = Walk::new(Bench::with_switch("S15=off"));
    let flow = walk.start();
    assert!(location(&walk.form("google", &flow, &[])).starts_with("/intuit/connect/company"));
}

#[test]
fn a_code_ends_after_ten_minutes_and_belongs_to_its_address() {
    let walk = Walk::new(Bench::sample());
    let pairs = walk.walk(true);
    let code = get(&pairs, "code").unwrap();
    let other = walk.token(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "http://localhost:5000/"),
    ]);
    assert_eq!(other.status, 400);
    walk.bench.advance(601);
    assert_eq!(walk.exchange(code).status, 400);
}

#[test]
fn a_refresh_gives_a_new_value_and_the_old_one_dies_with_its_family() {
    let walk = Walk::new(Bench::sample());
    let old = walk.bench.refresh.clone();
    let fresh = walk.refresh(&old);
    let value = text(&fresh, "refresh_token");
    assert_ne!(value, old);
    let second = walk.refresh(&old);
    assert_eq!(
        (second.status, text(&second, "error"), text(&second, "error_description")),
        (400, "invalid_grant".into(), "Token invalid".into())
    );
    assert_eq!(walk.bench.violations(), ["second token refresh in parallel"]);
    assert_eq!(walk.refresh(&value).status, 400, "the family is revoked");
    walk.refresh(&value);
    assert_eq!(walk.bench.violations().last().unwrap(), "retry after invalid_grant");
    let mut bench = Bench::sample();
    bench.practice = walk.bench.practice.clone();
    bench.token = text(&fresh, "access_token");
    assert_eq!(bench.get_reply("/preferences").status, 401);
}

#[test]
fn the_other_rotations() {
    let walk = Walk::new(Bench::with_switch("S1=same-within-24h"));
    let old = walk.bench.refresh.clone();
    assert_eq!(text(&walk.refresh(&old), "refresh_token"), old);
    walk.bench.advance(86_400);
    assert_ne!(text(&walk.refresh(&old), "refresh_token"), old);

    let walk = Walk::new(Bench::with_switch("S1=new-old-valid-24h"));
    let old = walk.bench.refresh.clone();
    walk.refresh(&old);
    assert_eq!(walk.refresh(&old).status, 200);
    assert!(walk.bench.violations().is_empty());

    let walk = Walk::new(Bench::with_switch("S2=fail-second"));
    let old = walk.bench.refresh.clone();
    let value = text(&walk.refresh(&old), "refresh_token");
    assert_eq!(walk.refresh(&old).status, 400);
    assert_eq!(walk.refresh(&value).status, 200);
}

#[test]
fn a_refresh_token_rests_a_hundred_and_one_days_at_most() {
    let walk = Walk::new(Bench::sample());
    let old = walk.bench.refresh.clone();
    walk.bench.advance(102 * 86_400);
    assert_eq!(walk.refresh(&old).status, 400);
}

#[test]
fn a_consent_ends_after_five_years_however_often_it_is_refreshed() {
    let walk = Walk::new(Bench::sample());
    let mut value = walk.bench.refresh.clone();
    for _ in 0..18 {
        walk.bench.advance(100 * 86_400);
        value = text(&walk.refresh(&value), "refresh_token");
    }
    walk.bench.advance(26 * 86_400);
    assert_eq!(text(&walk.refresh(&value), "error"), "invalid_grant");
}

#[test]
fn s16_the_text_beside_invalid_grant_and_beside_a_denied_consent() {
    let walk = Walk::new(Bench::with_switch("S16=none"));
    assert_eq!(walk.refresh("nothing").to_json(), json!({"error": "invalid_grant"}));
    let walk = Walk::new(Bench::with_switch("S16b=some"));
    let flow = walk.start();
    let pairs = callback(&walk.form("cancel", &flow, &[]));
    assert_eq!(get(&pairs, "error"), Some("access_denied"));
    assert!(get(&pairs, "error_description").is_some());
}

#[test]
fn other_grants_are_refused() {
    let walk = Walk::new(Bench::sample());
    for grant in ["client_credentials", "password"] {
        let reply = walk.token(&[("grant_type", grant)]);
        assert_eq!((reply.status, text(&reply, "error")), (400, "unsupported_grant_type".into()));
    }
    assert_eq!(text(&walk.token(&[]), "error"), "invalid_request");
}

#[test]
fn both_client_authentications_and_a_wrong_secret() {
    let walk = Walk::new(Bench::sample());
    let mut request =
        Request::new(Method::POST, "/intuit/oauth2/v1/tokens/bearer", jiff::Timestamp::UNIX_EPOCH);
    let basic =
        base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", walk.client.0, walk.client.1));
    request.headers.insert("authorization", format!("Basic {basic}").parse().unwrap());
    request.headers.insert("x-include-refresh-token-hard-expires-in", "true".parse().unwrap());
    request.body = format!("grant_type=refresh_token&refresh_token={}", walk.bench.refresh).into_bytes();
    let reply = walk.bench.send(&request);
    assert_eq!(reply.status, 200);
    assert!(reply.to_json()["x_refresh_token_hard_expires_in"].as_i64().unwrap() > 150_000_000);
    let wrong = walk.send(
        Method::POST,
        "/intuit/oauth2/v1/tokens/bearer",
        &[("client_id", "x"), ("client_secret", "y")],
    );
    assert_eq!((wrong.status, wrong.to_json()), (401, json!({"error": "invalid_client"})));
}

#[test]
fn the_id_token_verifies_against_the_key_set() {
    let walk = Walk::new(Bench::sample());
    let tokens = walk.refresh(&walk.bench.refresh);
    let id_token = text(&tokens, "id_token");
    let parts: Vec<&str> = id_token.split('.').collect();
    let decode = |part: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap();
    let claims: Value = serde_json::from_slice(&decode(parts[1])).unwrap();
    assert_eq!(claims["aud"], json!([walk.client.0]));
    assert_eq!(claims["realmid"], walk.bench.realm);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_600);
    let keys = walk.send(Method::GET, "/intuit/op/v1/jwks", &[]).to_json();
    let part = |name: &str| decode(keys["keys"][0][name].as_str().unwrap());
    let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
    let verify = |signed: &str| {
        let signature = decode(parts[2]);
        key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
    };
    verify(&format!("{}.{}", parts[0], parts[1])).unwrap();
    verify(&format!("{}.{}x", parts[0], parts[1])).unwrap_err();
}

#[test]
fn without_openid_there_is_no_id_token_and_no_user_info() {
    let walk = Walk::new(Bench::sample());
    let reply = walk.authorize(CALLBACK, "com.intuit.quickbooks.accounting");
    let flow = location(&reply).split("flow=").nth(1).unwrap().to_owned();
    walk.form("google", &flow, &[]);
    walk.form("skip-phone", &flow, &[]);
    walk.form("company", &flow, &[("realm_id", &walk.bench.realm)]);
    let pairs = callback(&walk.form("consent", &flow, &[]));
    let tokens = walk.exchange(get(&pairs, "code").unwrap());
    assert_eq!(tokens.to_json().get("id_token"), None);
    assert_eq!(walk.user_info(&text(&tokens, "access_token")).status, 401);
}

#[test]
fn token_answers_are_never_kept_and_tokens_look_like_the_real_ones() {
    let walk = Walk::new(Bench::sample());
    let reply = walk.refresh(&walk.bench.refresh);
    let header = |name: &str| reply.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value);
    assert_eq!(header("content-type"), Some("application/json;charset=UTF-8"));
    assert_eq!(header("cache-control"), Some("no-cache, no-store"));
    assert_eq!(header("pragma"), Some("no-cache"));
    assert!(header("intuit_tid").is_some());
    assert!(text(&reply, "access_token").starts_with("eyJhbGciOiJkaXIi"));
    assert!(text(&reply, "refresh_token").starts_with("RT1-"));
    assert_eq!(text(&reply, "token_type"), "bearer");
    assert_eq!(reply.to_json().get("realmId"), None);
}

#[test]
fn revoke_takes_json_and_form_and_ends_the_access() {
    for as_json in [true, false] {
        let walk = Walk::new(Bench::sample());
        let basic =
            base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", walk.client.0, walk.client.1));
        let mut request =
            Request::new(Method::POST, "/intuit/v2/oauth2/tokens/revoke", jiff::Timestamp::UNIX_EPOCH);
        request.headers.insert("authorization", format!("Basic {basic}").parse().unwrap());
        let token = walk.bench.refresh.clone();
        request.body =
            if as_json { json!({"token": token}).to_string() } else { format!("token={token}") }.into_bytes();
        let reply = walk.bench.send(&request);
        assert_eq!((reply.status, reply.body.len()), (200, 0));
        assert_eq!(walk.bench.get_reply("/preferences").status, 401);
        assert_eq!(walk.refresh(&token).status, 400);
        assert!(walk.bench.violations().is_empty());
    }
}

#[test]
fn control_can_expire_revoke_and_rotate() {
    for change in [TokenChange::Expire, TokenChange::Revoke, TokenChange::Rotate] {
        let walk = Walk::new(Bench::sample());
        let realm = walk.bench.realm.clone();
        let met = walk.bench.world(|world| {
            let now = world.clock.now();
            let World { intuit, entropy, .. } = world;
            intuit.change_tokens(&realm, change, entropy, now)
        });
        assert_eq!(met, 1);
        let access = walk.bench.get_reply("/preferences").status;
        let refresh = walk.refresh(&walk.bench.refresh).status;
        let expected = match change {
            TokenChange::Expire => (401, 200),
            TokenChange::Revoke => (401, 400),
            TokenChange::Rotate => (200, 400),
        };
        assert_eq!((access, refresh), expected, "{change:?}");
    }
}

#[test]
fn the_ready_tokens_work_again_after_everything_ended() {
    let bench = Bench::new(Options::quiet(CompanyKind::Sample));
    bench.advance(400 * 86_400);
    let ready = bench.practice.ready();
    let token = ready["quickbooks"]["companies"][0]["access_token"].as_str().unwrap().to_owned();
    let fresh =
        Bench { token, realm: bench.realm.clone(), practice: bench.practice.clone(), refresh: String::new() };
    assert_eq!(fresh.get_reply("/preferences").status, 200);
}
