//! Rules N2, N4, N5: one refresh at a time, the keychain first, an honest end.

use engine::fault::FaultKind;
use engine::ports::{Books, VaultFault};
use engine::record::{RecordKind, RecordRef};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::stand_in::{Bench, MARK};

async fn read(bench: &Bench) -> Result<(), FaultKind> {
    bench.service.answer(200, "%PDF-1.7");
    bench.books.invoice_pdf(&"145".into()).await.map(|_| ()).map_err(|fault| fault.kind)
}

/// Begins a read, and drops it as soon as its refresh is on its way.
async fn give_up_during_the_refresh(bench: &Bench) {
    let call = read(bench);
    tokio::pin!(call);
    while bench.service.count("token") == 0 {
        tokio::select! {
            biased;
            _ = &mut call => panic!("finished before its time"),
            () = tokio::task::yield_now() => {}
        }
    }
}

#[tokio::test]
async fn n4_two_calls_without_a_token_refresh_once() {
    let bench = Bench::new();
    let (one, other) = tokio::join!(read(&bench), read(&bench));
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert_eq!(bench.service.count("token"), 1);
    assert_eq!(bench.service.count("discovery"), 1);
}

#[tokio::test]
async fn n4_two_calls_refused_with_the_same_token_refresh_once() {
    let bench = Bench::new();
    read(&bench).await.unwrap();
    bench.service.expire_access();
    let (one, other) = tokio::join!(read(&bench), read(&bench));
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert_eq!(bench.service.count("token"), 2, "{:?}", bench.service.diary());
}

#[tokio::test]
async fn n4_the_new_refresh_token_is_in_the_keychain_before_the_access_token_is_used() {
    let bench = Bench::new();
    read(&bench).await.unwrap();
    assert_eq!(bench.service.diary(), ["discovery", "token", "vault", "api"]);
    assert_eq!(bench.keychain.token(), Some(format!("refresh-{MARK}-1")));
}

#[tokio::test]
async fn n4_a_token_is_renewed_before_it_runs_out_and_not_sooner() {
    let bench = Bench::new();
    read(&bench).await.unwrap();
    bench.clock.advance(3_500);
    read(&bench).await.unwrap();
    assert_eq!(bench.service.count("token"), 1);
    bench.clock.advance(41);
    read(&bench).await.unwrap();
    assert_eq!(bench.service.count("token"), 2);
}

#[tokio::test]
async fn n4_a_locked_keychain_is_told_and_the_work_goes_on() {
    let bench = Bench::new();
    read(&bench).await.unwrap();
    bench.keychain.lock();
    bench.clock.advance(4_000);
    read(&bench).await.unwrap_err();

    // Locked only after the token was read: the new one stays in memory.
    let bench = Bench::new();
    bench.tokens.set(bench.signed_in(5)).await.unwrap();
    assert_eq!(bench.tokens.vault_trouble(), None);
    bench.keychain.lock();
    assert_eq!(bench.tokens.set(bench.signed_in(6)).await, Err(VaultFault::Locked));
    assert_eq!(bench.tokens.vault_trouble(), Some(VaultFault::Locked));
    bench.clock.advance(4_000);
    read(&bench).await.unwrap();
    assert_eq!(bench.keychain.token(), Some(format!("refresh-{MARK}-5")), "still the old one");
    assert_eq!(bench.tokens.vault_trouble(), Some(VaultFault::Locked));

    bench.keychain.unlock();
    read(&bench).await.unwrap();
    assert!(bench.tokens.vault_trouble().is_some(), "it is not asked at every call");
    bench.clock.advance(60);
    read(&bench).await.unwrap();
    assert_eq!(bench.tokens.vault_trouble(), None);
    assert_eq!(bench.keychain.token(), Some(format!("refresh-{MARK}-7")));
}

#[tokio::test]
async fn n4_a_caller_that_gives_up_does_not_lose_the_new_token() {
    let bench = Bench::new();
    give_up_during_the_refresh(&bench).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(bench.keychain.token(), Some(format!("refresh-{MARK}-1")));
    read(&bench).await.unwrap();
    assert_eq!(bench.service.count("token"), 1);
}

#[tokio::test]
async fn n4_the_end_waits_for_a_refresh_and_lets_none_begin() {
    let bench = Bench::new();
    give_up_during_the_refresh(&bench).await;
    bench.tokens.close().await;
    assert_eq!(bench.keychain.token(), Some(format!("refresh-{MARK}-1")), "kept before the end");
    bench.clock.advance(4_000);
    read(&bench).await.unwrap_err();
    assert_eq!(bench.service.count("token"), 1);
}

#[tokio::test]
async fn n5_a_refused_token_is_renewed_exactly_once() {
    let bench = Bench::new();
    for _ in 0..3 {
        bench.service.answer_fault(401, "3200");
    }
    let ended = bench.books.invoice_pdf(&"145".into()).await.unwrap_err();
    assert_eq!(ended.kind, FaultKind::SignInEnded);
    assert_eq!((bench.service.count("api"), bench.service.count("token")), (2, 2));
    assert_eq!(bench.books.take_request_counts(), (2, 0));
}

#[tokio::test]
async fn n5_a_person_who_lost_access_is_told_at_once() {
    let bench = Bench::new();
    bench.service.answer_fault(401, "120");
    let ended = bench.books.invoice_pdf(&"145".into()).await.unwrap_err();
    assert_eq!((ended.kind, ended.evidence.code.as_deref()), (FaultKind::SignInEnded, Some("120")));
    assert_eq!((bench.service.count("api"), bench.service.count("token")), (1, 1));
}

#[tokio::test]
async fn n5_invalid_grant_is_not_asked_twice_until_somebody_signs_in() {
    let bench = Bench::new();
    bench.service.refuse_tokens(400, r#"{"error":"invalid_grant","error_description":"Token invalid"}"#);
    for _ in 0..5 {
        assert_eq!(read(&bench).await, Err(FaultKind::SignInEnded));
    }
    assert_eq!(bench.service.count("token"), 1);
    assert_eq!(bench.service.count("api"), 0);

    bench.service.give_tokens_again();
    bench.tokens.set(bench.signed_in(9)).await.unwrap();
    read(&bench).await.unwrap();
}

#[tokio::test]
async fn n5_a_sign_in_by_another_process_is_found_in_the_keychain() {
    let bench = Bench::new();
    bench.service.refuse_tokens(400, r#"{"error":"invalid_grant","error_description":"Token invalid"}"#);
    assert_eq!(read(&bench).await, Err(FaultKind::SignInEnded));
    bench.service.give_tokens_again();
    assert_eq!(read(&bench).await, Err(FaultKind::SignInEnded));
    let elsewhere = bench.signed_in(9);
    bench.keychain.keep(elsewhere.refresh.expose_secret());
    assert_eq!(read(&bench).await, Ok(()));
}

#[tokio::test]
async fn n5_trouble_at_the_token_endpoint_does_not_end_the_sign_in() {
    for (status, body, kind) in [
        (500, "", FaultKind::Unavailable),
        (429, "", FaultKind::Throttled { wait_seconds: None }),
        (401, "<html>Proxy</html>", FaultKind::Unavailable),
        (400, "", FaultKind::Refused),
        (200, "<html>Wi-Fi</html>", FaultKind::Unreadable),
        (200, "{}", FaultKind::Unreadable),
    ] {
        let bench = Bench::new();
        bench.service.refuse_tokens(status, body);
        assert_eq!(read(&bench).await, Err(kind), "{status} {body}");
        bench.service.give_tokens_again();
        read(&bench).await.unwrap();
    }
}

#[tokio::test]
async fn n5_a_write_that_never_left_is_known_not_to_have_happened() {
    let bench = Bench::new();
    bench.service.refuse_tokens(500, "");
    let fault = bench.books.delete_payment(&"73".into(), 0, "r").await.unwrap_err();
    assert!(fault.kind.is_definite(), "{fault:?}");
    assert_eq!(bench.service.count("api"), 0);
}

#[tokio::test]
async fn n4_without_a_token_or_a_keychain_nothing_is_asked() {
    let bench = Bench::new();
    bench.tokens.forget().await.unwrap();
    assert_eq!(read(&bench).await, Err(FaultKind::SignInMissing));
    bench.keychain.lock();
    assert_eq!(read(&bench).await, Err(FaultKind::Vault));
    assert_eq!(bench.tokens.vault_trouble(), Some(VaultFault::Locked));
    assert_eq!(bench.service.diary(), Vec::<String>::new());
}

#[tokio::test]
async fn n6_everywhere_ends_it_at_intuit_and_forgets_it_here() {
    let bench = Bench::new();
    bench.tokens.revoke().await.unwrap();
    assert_eq!(bench.service.count(&format!(r#"revoke {{"token":"refresh-{MARK}-0"}}"#)), 1);
    assert_eq!(bench.keychain.token(), None);
}

#[tokio::test]
async fn n2_the_person_is_known_by_e_mail_and_phone() {
    let bench = Bench::new();
    let access = bench.tokens.access().await.unwrap();
    let transport: std::sync::Arc<dyn transport::Transport> = bench.wire.clone();
    let person =
        quickbooks::userinfo(&transport, &bench.tokens.discovery().await.unwrap(), &access).await.unwrap();
    assert_eq!((person.email.as_deref(), person.phone_verified), (Some("owner@example.com"), Some(true)));
}

#[tokio::test]
async fn no_secret_is_in_what_people_see() {
    let bench = Bench::new();
    let mut shown = vec![format!("{:?} {:?}", bench.tokens, bench.signed_in(0))];
    bench.service.answer(500, "");
    shown.push(format!("{:?}", bench.books.company().await));
    bench.service.answer_fault(401, "3200");
    bench.service.answer_fault(401, "3200");
    shown.push(format!("{:?}", bench.books.read(&RecordRef::new(RecordKind::BooksInvoice, "1")).await));
    bench.service.refuse_tokens(400, &json!({"error": "invalid_request"}).to_string());
    bench.clock.advance(10_000);
    shown.push(format!("{:?}", bench.books.company().await));
    let shown = shown.join("\n");
    assert!(!shown.contains(MARK), "{shown}");
    assert!(shown.contains("3200"), "{shown}");
}
