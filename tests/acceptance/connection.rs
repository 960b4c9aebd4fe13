//! Rules N1, N2, N4 and N5: who is connected to whom, and what happens to the sign-in.

use engine::category::SyncCategory;
use engine::fault::Side;
use engine::outbox::OutboxState;
use engine::ports::{JournalQuery, OutboxQuery, SecretName, Vault, VaultFault};
use engine::settings::Closed;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

async fn kept_refresh_token(world: &World) -> String {
    let kept = world.vault.get(&world.company, SecretName::RefreshToken).await.unwrap().unwrap();
    kept.expose_secret().to_owned()
}

async fn tokens(world: &World, action: &str) {
    world
        .control("POST", &format!("/quickbooks/{}/tokens", world.realm()), json!({ "action": action }))
        .await;
}

#[tokio::test]
async fn n1_two_companies_of_one_installation_share_nothing() {
    let (first, second) = World::pair().await;
    let of_first = first.invoice("Harbor Dental", "100.00").await;
    let of_second = second.invoice("Copperline Electric", "200.00").await;
    assert_eq!(of_first.id, of_second.id, "the same ids on both sides of the wall");
    first.sync().await;
    second.sync().await;

    assert_eq!(minor(&first.mirror(&of_first).await.unwrap()["total"]), 10_000);
    assert_eq!(minor(&second.mirror(&of_second).await.unwrap()["total"]), 20_000);
    for world in [&first, &second] {
        assert_eq!(world.kept("customers").await.len(), 1);
        assert_eq!(world.store.tie(&world.company).await.unwrap().invoices, 1);
        assert_eq!(world.store.verify_journal(&world.company).await.unwrap(), None);
    }
    let told = first
        .store
        .journal(&first.company, &JournalQuery { limit: 200, ..JournalQuery::default() })
        .await
        .unwrap();
    assert!(!format!("{told:?}").contains("Copperline"), "nobody reads the other's journal");
    assert_ne!(kept_refresh_token(&first).await, kept_refresh_token(&second).await);

    // One sign-in ends: only that company stops.
    first.set(|settings| settings.preferences.create_deposits = false).await;
    tokens(&first, "revoke").await;
    first.pay(&of_first).await;
    second.pay(&of_second).await;
    first.sync().await;
    second.sync().await;
    assert_eq!(first.settings().await.quickbooks_closed, Some(Closed::SignInEnded));
    assert_eq!(second.settings().await.quickbooks_closed, None);
    assert!(first.our_payments().await.is_empty());
    assert_eq!(second.our_payments().await.len(), 1);
}

#[tokio::test]
async fn n2_alternative_is_told_the_company_it_is_bound_to() {
    let world = World::empty().await;
    let bound = world.partner("GET", "/integrations/quickbooks").await.unwrap();
    assert_eq!(text(&bound["realm_id"]), world.realm());
    assert_eq!(text(&bound["company_name"]), "New Company");
    assert_eq!(bound["connected_by"]["name"], json!("Office computer"));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn n4_the_new_refresh_token_is_kept_before_the_new_access_token_is_used() {
    let world = World::started().await;
    world.sync().await;
    let before = kept_refresh_token(&world).await;
    let mark = world.request_mark().await;
    world.advance(3_600);
    // The very first answer under the new access token is lost: as if the computer went off there.
    world.fault(json!({ "service": "quickbooks", "kind": "drop_before", "times": 1 })).await;
    world.engine.ask_to_look();
    world.tick().await;

    let refreshes = world
        .requests(mark)
        .await
        .into_iter()
        .filter(|entry| text(&entry["path"]).ends_with("/tokens/bearer"));
    assert_eq!(refreshes.count(), 1);
    let after = kept_refresh_token(&world).await;
    assert_ne!(before, after, "rotated, and kept although the first use never arrived");

    // A re-start knows nothing but the keychain, and goes on with it.
    world.sync_for(5).await;
    assert_eq!(world.settings().await.quickbooks_closed, None);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn n4_a_keychain_that_refuses_does_not_stop_the_work_and_is_told() {
    let world = World::started().await;
    world.sync().await;
    let before = kept_refresh_token(&world).await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    tokens(&world, "expire").await;
    world.vault.fail_with(VaultFault::Locked);
    world.sync().await;
    // Reading the keychain failed, so nothing could be refreshed: the work waits and nothing is lost.
    assert_eq!(world.mirror(&invoice).await, None);
    assert_eq!(world.engine.side(Side::Quickbooks).fault.unwrap().kind, engine::fault::FaultKind::Vault);

    world.vault.recover();
    world.sync_for(10).await;
    assert!(world.mirror(&invoice).await.is_some());
    assert_ne!(kept_refresh_token(&world).await, before);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn n4_no_secret_rests_anywhere_but_in_the_keychain() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::in_file(&folder.path().join("companion.db")).await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    world.sync().await;
    tokens(&world, "expire").await;
    world.pay(&invoice).await;
    world.sync().await;
    tokens(&world, "revoke").await;
    world.advance(4_000);
    world.sync().await;

    let access = world.tokens.access().await;
    assert!(access.is_err(), "the sign-in has ended");
    let ready = &world.ready["quickbooks"];
    let secrets = [
        text(&ready["companies"][0]["access_token"]).to_owned(),
        text(&ready["companies"][0]["refresh_token"]).to_owned(),
        text(&ready["client_secret"]).to_owned(),
        text(&world.ready["alternative"]["partners"][0]["client_secret"]).to_owned(),
        kept_refresh_token(&world).await,
        // What every access token of either service begins with.
        "eyJhbGciOiJkaXIi".to_owned(),
        "RT1-".to_owned(),
    ];
    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        files += 1;
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret rests on the disk");
        }
    }
    assert!(files > 0);
    assert!(!serde_json::to_string(&world.settings().await).unwrap().contains("RT1-"));
}

#[tokio::test]
async fn n5_a_token_that_ran_out_is_renewed_quietly_once() {
    let world = World::started().await;
    world.sync().await;
    tokens(&world, "expire").await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.mirror(&invoice).await.is_some());
    let refreshes = world
        .requests(mark)
        .await
        .into_iter()
        .filter(|entry| text(&entry["path"]).ends_with("/tokens/bearer"));
    assert_eq!(refreshes.count(), 1);
    assert_eq!(world.engine.side(Side::Quickbooks).fault, None);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn n5_a_sign_in_that_ended_keeps_what_is_owed_and_goes_on_after_a_new_one() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "110.00").await;
    world.sync().await;
    tokens(&world, "revoke").await;
    world.pay(&first).await;
    world.pay(&second).await;
    world.sync().await;

    let settings = world.settings().await;
    assert_eq!(settings.quickbooks_closed, Some(Closed::SignInEnded));
    let owed = world.store.outbox(&world.company, &OutboxQuery::Open { limit: 10 }).await.unwrap();
    let amounts: i64 = owed
        .iter()
        .filter_map(|item| match &item.intent.action {
            engine::intent::Action::RecordPayment { draft, .. } => Some(draft.total.0),
            _ => None,
        })
        .sum();
    assert_eq!(amounts, 41_000, "2 payments, 410.00 are pending");
    let counts = world.store.outbox_counts(&world.company).await.unwrap();
    let waiting: u64 = counts
        .iter()
        .filter(|(item, state, _)| *item == SyncCategory::Payments && *state != OutboxState::Done)
        .map(|(_, _, count)| count)
        .sum();
    assert_eq!(waiting, 2);

    // Hours go by: QuickBooks is not asked again until somebody signs in.
    let mark = world.request_mark().await;
    world.sync_for(180).await;
    let asked = world.requests(mark).await.into_iter();
    let asked: Vec<_> =
        asked.filter(|entry| entry["service"] == "quickbooks" || entry["service"] == "intuit").collect();
    assert!(asked.is_empty(), "{asked:#?}");

    world.sign_in_again().await;
    world.sync().await;
    assert_eq!(world.settings().await.quickbooks_closed, None);
    assert_eq!(world.our_payments().await.len(), 2);
    for invoice in [&first, &second] {
        assert_eq!(text(&world.mirror(invoice).await.unwrap()["status"]), "PAID");
    }
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty(), "nothing is done again");
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn n5_pdfs_wait_for_the_new_sign_in_too() {
    let world = World::started().await;
    world.fault(json!({ "service": "quickbooks", "path": "/pdf", "kind": "garbage", "times": 1 })).await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    tokens(&world, "revoke").await;
    world.sync_for(120).await;
    assert_eq!(world.settings().await.quickbooks_closed, Some(Closed::SignInEnded));
    let mark = world.request_mark().await;
    world.sync_for(120).await;
    let asked: Vec<Value> =
        world.requests(mark).await.into_iter().filter(|entry| entry["service"] == "quickbooks").collect();
    assert!(asked.is_empty(), "{asked:#?}");

    world.sign_in_again().await;
    world.sync_for(600).await;
    assert!(world.kept_of("invoices", &invoice.id).await["pdf"].is_object());
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

/// A customer pays while the companion rests; how many seconds go by until the payment is owed to QuickBooks.
async fn seconds_until_owed(world: &World, invoice: &Invoice) -> i64 {
    let mut tick = world.tick().await;
    while tick.busy {
        tick = world.tick().await;
    }
    world.pay(invoice).await;
    let began = world.now();
    loop {
        if !tick.busy {
            world.advance(tick.next_wake.duration_since(world.now()).as_secs().max(1));
        }
        tick = world.tick().await;
        let owed = world.store.outbox(&world.company, &OutboxQuery::Open { limit: 10 }).await.unwrap();
        let waited = world.now().duration_since(began).as_secs();
        if owed.iter().any(|item| item.intent.action.item() == SyncCategory::Payments) || waited > 3_600 {
            return waited;
        }
    }
}

#[tokio::test]
async fn f2_alternative_goes_on_being_read_after_the_sign_in_ended() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    tokens(&world, "revoke").await;
    world.sync().await;
    assert_eq!(world.settings().await.quickbooks_closed, Some(Closed::SignInEnded));
    // Nothing rings: the doorbell fell silent a moment ago.
    world.engine.set_bell_listens(false);
    world.engine.watch_until(Timestamp::MAX);
    let waited = seconds_until_owed(&world, &invoice).await;
    assert!(waited <= 10, "{waited} seconds went by");
}

#[tokio::test]
async fn f2_alternative_goes_on_being_read_while_quickbooks_does_not_answer() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.fault(json!({ "service": "quickbooks", "kind": "drop_before", "times": 1_000 })).await;
    world.sync_for(30).await;
    assert!(world.engine.side(Side::Quickbooks).fault.is_some());
    world.engine.watch_until(Timestamp::MAX);
    let waited = seconds_until_owed(&world, &invoice).await;
    assert!(waited <= 10, "{waited} seconds went by");
}
