//! Connecting a practice company, and what becomes of the sign-in (rules N2, N4 to N6).

use engine::fault::FaultKind;
use engine::ports::Books;
use practice::CompanyKind;
use quickbooks::{SCOPES, authorize_url, exchange_code, userinfo};
use secrecy::SecretString;
use serde_json::json;
use transport::{Method, Url};

use crate::office::{Office, REDIRECT};

fn redirect() -> Url {
    Url::parse(REDIRECT).unwrap()
}

fn pair(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn start(office: &Office) -> Url {
    let discovery = office.discovery().await;
    authorize_url(&discovery, &office.text("/quickbooks/client_id"), &redirect(), &SCOPES, "state-1")
}

async fn exchange(office: &Office, code: &str) -> Result<quickbooks::NewTokens, engine::fault::Fault> {
    let code = SecretString::from(code);
    exchange_code(&office.transport, &office.discovery().await, &office.app(), &redirect(), &code).await
}

#[tokio::test]
async fn n2_the_pages_lead_to_tokens_and_to_the_person() {
    let office = Office::new(CompanyKind::Empty);
    let realm = office.realm.to_string();
    let password = [("email", "owner@example.com"), ("password", "practice")];
    for verified in [false, true] {
        let url = start(&office).await;
        let phone: &[(&str, &[(&str, &str)])] = &[("sign-in", &password)];
        let (at, pages) = office.browse(url.clone(), phone).await;
        let hint = pages[1].split_once("the code is <b>").unwrap().1;
        let (code, _) = hint.split_once('<').unwrap();
        let code_field = [("code", code)];
        let step: (&str, &[(&str, &str)]) =
            if verified { ("phone", &code_field) } else { ("skip-phone", &[]) };
        let (end, _) =
            office.browse(at, &[step, ("company", &[("realm_id", &realm)]), ("consent", &[])]).await;

        assert_eq!(pair(&end, "state").as_deref(), Some("state-1"));
        assert_eq!(pair(&end, "realmId").as_deref(), Some(realm.as_str()));
        let code = pair(&end, "code").unwrap();
        let tokens = exchange(&office, &code).await.unwrap();
        let person = userinfo(&office.transport, &office.discovery().await, &tokens.access).await.unwrap();
        assert_eq!(
            (person.email.as_deref(), person.phone_verified),
            (Some("owner@example.com"), Some(verified))
        );

        office.tokens.set(tokens).await.unwrap();
        assert_eq!(office.books.company().await.unwrap().realm, office.realm);
        assert_eq!(
            exchange(&office, &code).await.unwrap_err().kind,
            FaultKind::SignInEnded,
            "a code works once"
        );
    }
}

#[tokio::test]
async fn n2_a_refusal_comes_back_as_one() {
    let office = Office::new(CompanyKind::Empty);
    let realm = office.realm.to_string();
    let steps: [(&str, &[(&str, &str)]); 3] =
        [("google", &[]), ("skip-phone", &[]), ("company", &[("realm_id", &realm)])];
    for done in 0..=steps.len() {
        let mut forms = steps[..done].to_vec();
        forms.push(("cancel", &[]));
        let (end, _) = office.browse(start(&office).await, &forms).await;
        assert_eq!(pair(&end, "error").as_deref(), Some("access_denied"), "after {done} steps");
        assert_eq!((pair(&end, "state").as_deref(), pair(&end, "code")), (Some("state-1"), None));
    }
}

#[tokio::test]
async fn n4_an_expired_token_is_refreshed_once_for_all_callers() {
    let office = Office::signed_in(CompanyKind::Empty);
    office.books.company().await.unwrap();
    let refreshes = office.requests("/tokens/bearer").await;
    let first = office.keychain.token();
    // Known to be expired, and refused although it should still be good.
    office.control(Method::POST, "/clock", &json!({"advance": 90_000})).await;
    let (one, other) = tokio::join!(office.books.company(), office.books.company());
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert_eq!(office.requests("/tokens/bearer").await, refreshes + 1);
    let path = format!("/quickbooks/{}/tokens", office.realm);
    office.control(Method::POST, &path, &json!({"action": "expire"})).await;
    let (one, other) = tokio::join!(office.books.company(), office.books.company());
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert_eq!(office.requests("/tokens/bearer").await, refreshes + 2);
    assert_ne!(office.keychain.token(), first, "the value rotates");
    office.assert_no_violations().await;
}

#[tokio::test]
async fn n5_a_revoked_sign_in_ends_and_a_new_one_goes_on() {
    let office = Office::signed_in(CompanyKind::Empty);
    let company = office.books.company().await.unwrap();
    let path = format!("/quickbooks/{}/tokens", office.realm);
    office.control(Method::POST, &path, &json!({"action": "revoke"})).await;
    for _ in 0..3 {
        assert_eq!(office.books.company().await.unwrap_err().kind, FaultKind::SignInEnded);
    }
    office.assert_no_violations().await;

    let realm = office.realm.to_string();
    let forms: [(&str, &[(&str, &str)]); 4] =
        [("google", &[]), ("skip-phone", &[]), ("company", &[("realm_id", &realm)]), ("consent", &[])];
    let (end, _) = office.browse(start(&office).await, &forms).await;
    let tokens = exchange(&office, &pair(&end, "code").unwrap()).await.unwrap();
    office.tokens.set(tokens).await.unwrap();
    assert_eq!(office.books.company().await.unwrap(), company);
}

#[tokio::test]
async fn n6_everywhere_leaves_no_way_back_in() {
    let office = Office::signed_in(CompanyKind::Empty);
    let old = office.tokens.access().await.unwrap();
    office.tokens.revoke().await.unwrap();
    assert_eq!(office.keychain.token(), None);
    assert_eq!(office.books.company().await.unwrap_err().kind, FaultKind::SignInMissing);
    let refused = userinfo(&office.transport, &office.discovery().await, &old).await.unwrap_err();
    assert_eq!(refused.kind, FaultKind::SignInEnded);
    office.assert_no_violations().await;
}
