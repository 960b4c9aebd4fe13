//! What keeps a company from syncing is told, and the loop goes on by itself once it is gone.

use std::sync::Arc;

use contract::command;
use contract::rows::{RowState, RowsRequest};
use contract::setup::{DisconnectRequest, LeftConnected};
use contract::status::{Connection, Status};
use contract::tag::{Event, Tag};
use contract::walk::SignIn;
use engine::ports::{Store as _, Vault, VaultFault};
use serde_json::json;
use service::VaultFactory;
use service::app::PRACTICE_COMPANY;

use crate::world::{PATIENCE, World, breathe, company, next, text};

async fn status(world: &World) -> Status {
    world.ask::<command::GetStatus>(company()).await.unwrap()
}

async fn until(world: &World, what: &str, so: impl Fn(&Status) -> bool) {
    let mut last = None;
    for _ in 0..1_500 {
        let status = status(world).await;
        if so(&status) {
            return;
        }
        last = Some(status);
        breathe().await;
    }
    panic!("{what} never came: {last:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_that_are_gone_ask_for_a_sign_in_and_the_sync_goes_on_after_it() {
    let mut world = World::started().await;
    world.forget_secrets();
    world.restart().await;
    until(&world, "the end of the sign-in", |status| status.connection == Connection::SignInEnded).await;
    // After a refused key both are given again, as the Integrations page does.
    world.give_key().await;
    let page = world.begin_sign_in().await;
    let back = world.browser().allow(&page, None).await;
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
    until(&world, "the sync", |status| status.connection == Connection::Ok).await;
    world.until_done().await;
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_companion_on_the_same_directory_is_told() {
    let mut world = World::started().await;
    world.app.quit().await;
    let other = world.practice_host().await;
    let claim = other.store().claim().unwrap();
    world.restart().await;
    until(&world, "the note", |status| {
        status.notes.iter().any(|note| note.contains("Another copy of the app"))
    })
    .await;
    drop(claim);
    world.ask::<command::SyncNow>(company()).await.unwrap();
    until(&world, "the sync", |status| {
        !status.notes.iter().any(|note| note.contains("Another copy of the app"))
    })
    .await;
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_practice_company_keeps_nobody_from_the_real_books() {
    let mut world = World::new().await;
    world.begin_practice().await;
    world.app.quit().await;
    world.damage_practice();
    world.restart().await;
    let app = world.ask::<command::GetApp>(()).await.unwrap();
    assert_eq!(app.companies, []);
    let problem = world.ask::<command::BeginPractice>(()).await.unwrap_err();
    assert_eq!(problem.code, contract::Code::Damaged, "{problem:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn practice_services_that_moved_are_found_where_they_are() {
    const ELSEWHERE: &str = "http://127.0.0.1:4999";
    let mut world = World::started().await;
    world.move_services(ELSEWHERE);
    world.restart().await;
    world.ask::<command::SyncNow>(company()).await.unwrap();
    until(&world, "the sync", |status| status.connection == Connection::Ok).await;
    let host = world.practice_host().await;
    let settings = host.store().settings(&PRACTICE_COMPANY.into()).await.unwrap().unwrap();
    let quickbooks = settings.quickbooks.unwrap();
    for address in [settings.alternative.unwrap().api, quickbooks.api, quickbooks.discovery] {
        assert!(address.starts_with(ELSEWHERE), "{address}");
    }
    assert!(settings.started_at.is_some(), "all else stays");
    world.app.quit().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn practice_services_that_take_their_time_keep_nobody_waiting() {
    let mut world = World::started().await;
    world.restart_with_silent_services().await;
    let app = world.ask::<command::GetApp>(()).await.unwrap();
    assert_eq!(app.companies.len(), 1, "{app:?}");
    let now = status(&world).await;
    assert!(now.started_at.is_some());
    assert!(now.notes.iter().any(|note| note.contains("are starting")), "{now:?}");
    world.app.quit().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quit_waits_for_nobody_who_waits_for_the_practice_services() {
    let mut world = World::started().await;
    world.restart_with_silent_services().await;
    let ask = |name: &'static str| {
        let (app, request) = (world.app.clone(), json!(company()));
        tokio::spawn(async move { app.rpc(name, request).await })
    };
    let (walk, synced) = (ask("walk"), ask("sync_now"));
    breathe().await;
    assert!(!walk.is_finished(), "the walk begins with what they told");
    assert!(!synced.is_finished());
    tokio::time::timeout(PATIENCE, world.app.quit()).await.expect("the quit waited for them");
    assert!(walk.await.unwrap().is_ok());
    assert_eq!(synced.await.unwrap().unwrap_err().code, contract::Code::Cancelled);
}

/// A keychain that nobody unlocks.
struct Locked;

#[async_trait::async_trait]
impl VaultFactory for Locked {
    fn vault(&self, _practice: bool, _installation: &str) -> Arc<dyn Vault> {
        let vault = vault::MemoryVault::new();
        vault.fail_with(VaultFault::Locked);
        Arc::new(vault)
    }

    async fn probe(&self, _practice: bool, _installation: &str) -> Result<(), VaultFault> {
        Err(VaultFault::Locked)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n4_a_locked_keychain_says_so_and_secrets_can_be_kept_until_the_end() {
    let mut world = World::new().await;
    world.take_keychain(Arc::new(Locked));
    world.restart().await;
    world.begin_practice().await;
    let problem = world.key().await.unwrap_err();
    assert_eq!(problem.code, contract::Code::Keychain, "{problem:?}");
    assert_eq!(problem.step, Some(contract::Step::KeepUntilQuit));

    world.ask::<command::KeepUntilQuit>(()).await.unwrap();
    world.give_key().await;
    let page = world.begin_sign_in().await;
    let back = world.browser().allow(&page, None).await;
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
    world.start().await;
    world.until_done().await;

    // It was kept until here.
    world.restart().await;
    until(&world, "the keychain", |status| status.connection != Connection::Ok).await;
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n5_a_payment_made_after_the_sign_in_was_revoked_is_listed_as_waiting() {
    let world = World::started().await;
    let realm = text(&world.ready["quickbooks"]["companies"][0]["realm_id"]);
    let open = world.invoices("Balance > '0'").await;
    let mut events = world.app.events();
    let revoke = json!({ "action": "revoke" });
    world.control("POST", &format!("/quickbooks/{realm}/tokens"), revoke).await;
    let payment = world.pay(&open[0]).await;
    until(&world, "the end of the sign-in", |status| status.connection == Connection::SignInEnded).await;
    // Every list in which something works or waits is asked for again.
    let lists = [Tag::Activity, Tag::Invoices, Tag::Customers, Tag::Payments, Tag::Payouts];
    next(&mut events, |event| match event {
        Event::Invalidated { tags, .. } if *tags == lists => Some(()),
        _ => None,
    })
    .await;
    let waiting = RowsRequest { company: company().company, since: None, state: Some(RowState::Waiting) };
    let mut owed = Vec::new();
    for _ in 0..1_500 {
        owed = world.ask::<command::ListPayments>(waiting.clone()).await.unwrap();
        if owed.iter().any(|row| row.id == payment) {
            break;
        }
        breathe().await;
    }
    assert!(owed.iter().any(|row| row.id == payment), "{owed:#?}");
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n6_what_could_not_be_ended_everywhere_is_told() {
    let world = World::new().await;
    world.connect().await;
    world.control("POST", "/alternative/tokens", json!({ "expire": true })).await;
    let refused = json!({ "service": "alternative", "path": "token", "kind": "status", "value": 403 });
    world.control("POST", "/faults", refused).await;
    let revoked = json!({ "service": "intuit", "path": "revoke", "kind": "status", "value": 400 });
    world.control("POST", "/faults", revoked).await;
    let everywhere =
        DisconnectRequest { company: PRACTICE_COMPANY.to_owned(), everywhere: true, forget: false };
    let ended = world.ask::<command::Disconnect>(everywhere).await.unwrap();
    assert_eq!(ended.left, [LeftConnected::KeyRefused, LeftConnected::SignInEnded]);
    assert_eq!(
        ended.notes,
        [
            "Alternative no longer accepts the API key: disconnect QuickBooks in the Partner Dashboard.",
            "The QuickBooks sign-in had already ended."
        ]
    );
    world.app.quit().await;
}
