//! A database whose pages were damaged: found, told to support, and rebuilt with nothing recorded twice.

use std::fs;

use contract::command;
use contract::doctor::{CheckName, Remedy, RemedyRequest, Report};
use ledger::CompanyId;
use serde_json::{Value, json};
use service::app::PRACTICE_COMPANY;
use service::{Host, HostParts};
use tokio_util::sync::CancellationToken;

use crate::world::{World, company};

/// Bytes of a page.
const PAGE: usize = 8_192;

/// References of the payments that the companion recorded.
async fn recorded(world: &World) -> Vec<String> {
    let query = "/query?query=select%20*%20from%20Payment%20maxresults%201000";
    let found = world.as_user("GET", query, Value::Null).await;
    let payments = found["QueryResponse"]["Payment"].as_array().cloned().unwrap_or_default();
    let references = payments.iter().filter_map(|payment| payment["PaymentRefNum"].as_str());
    let mut ours: Vec<_> = references.filter(|it| it.starts_with("AP-")).map(str::to_owned).collect();
    ours.sort();
    ours
}

async fn sync(parts: HostParts) -> Result<(), contract::Problem> {
    let host = Host::open(parts).await?;
    let company = CompanyId::from(PRACTICE_COMPANY);
    service::sync_once(&host, &company, &mut |_| (), CancellationToken::new()).await.map(|_| ())
}

/// A company that syncs and has recorded a payment, and then was quit.
async fn quit_after_a_payment() -> (World, Vec<String>) {
    let world = World::started().await;
    world.app.quit().await;
    let invoice = world.invoices("TxnDate > '2026-07-01'").await;
    let open = invoice.iter().find(|invoice| invoice["Balance"].as_f64() > Some(0.0)).unwrap();
    world.pay(open).await;
    sync(world.practice_parts()).await.unwrap();
    let before = recorded(&world).await;
    assert!(!before.is_empty());
    (world, before)
}

/// Every page from there on, counted in tenths of the file, is written over.
fn write_over(parts: &HostParts, tenths: usize) {
    let database = service::paths::database(&parts.data);
    let mut bytes = fs::read(&database).unwrap();
    let from = bytes.len() / PAGE * tenths / 10 * PAGE;
    assert!(bytes.len() > from + 10 * PAGE, "{} bytes", bytes.len());
    bytes[from..].fill(0xa5);
    fs::write(database, bytes).unwrap();
}

fn failed(report: &Report) -> Vec<CheckName> {
    report.checks.iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

/// What doctor says, and the support bundle.
async fn examined(parts: HostParts) -> (Report, Value) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.json");
    let report = service::doctor_at(parts, Some(&file)).await.unwrap();
    (report, serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_pages_are_found_told_and_rebuilt_with_nothing_recorded_twice() {
    let (world, before) = quit_after_a_payment().await;
    let (sound, _) = examined(world.practice_parts()).await;
    assert_eq!(failed(&sound), []);

    write_over(&world.practice_parts(), 5);
    let (report, bundle) = examined(world.practice_parts()).await;
    assert!(failed(&report).contains(&CheckName::Database), "{report:?}");
    let hints: Vec<_> = report.checks.iter().filter_map(|check| check.hint.as_deref()).collect();
    assert!(hints.iter().any(|hint| hint.contains("companion-cli doctor --rebuild")), "{hints:?}");
    assert_eq!(bundle["report"]["ok"], json!(false));
    // What was found may name a company or an address; a bundle says only whether it is in order.
    let checks = bundle["report"]["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["text"] == json!("") && check["found"].is_null()), "{bundle}");
    assert_eq!(bundle["companies"].as_array().map(Vec::len), Some(1), "{bundle}");

    let rebuilt = service::rebuild(&world.practice_parts()).await.unwrap();
    assert!(rebuilt.hint.unwrap().starts_with("Sync now"), "{}", rebuilt.text);
    let (report, _) = examined(world.practice_parts()).await;
    assert_eq!(failed(&report), []);
    sync(world.practice_parts()).await.unwrap();
    assert_eq!(recorded(&world).await, before);
    assert_eq!(world.control("GET", "/violations", json!(null)).await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_does_not_open_is_reported_and_rebuilt_by_connecting_again() {
    let (mut world, before) = quit_after_a_payment().await;
    write_over(&world.practice_parts(), 0);
    let (report, bundle) = examined(world.practice_parts()).await;
    assert_eq!(failed(&report), [CheckName::Database]);
    assert!(!bundle["log"].is_null() && bundle["companies"] == json!([]), "{bundle}");

    let rebuilt = service::rebuild(&world.practice_parts()).await.unwrap();
    assert!(rebuilt.hint.unwrap().starts_with("Connect"), "{}", rebuilt.text);
    world.restart().await;
    world.connect().await;
    world.start().await;
    world.until_done().await;
    assert_eq!(recorded(&world).await, before);
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_unclean_end_nothing_is_synced_over_damaged_pages() {
    let (world, _) = quit_after_a_payment().await;
    let parts = world.practice_parts();
    let database = service::paths::database(&parts.data);
    write_over(&parts, 9);
    // As it stands while somebody syncs: the one before was killed.
    let mut lock = database.into_os_string();
    lock.push(".syncing");
    let mark = fs::read_to_string(&lock).unwrap();
    fs::write(&lock, mark.replace("closed", "in use")).unwrap();
    let requests = world.requests().await;
    let problem = sync(parts).await.unwrap_err();
    assert_eq!(problem.code, contract::Code::Damaged, "{problem:?}");
    assert!(problem.hint.unwrap().contains("companion-cli doctor --rebuild"));
    assert_eq!(world.requests().await, requests);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_use_is_not_rebuilt() {
    let (world, _) = quit_after_a_payment().await;
    let other = world.practice_host().await;
    let claim = other.store().claim().unwrap();
    let problem = service::rebuild(&world.practice_parts()).await.unwrap_err();
    assert_eq!(problem.code, contract::Code::InUse, "{problem:?}");
    drop(claim);
    assert_eq!(other.companies().await.unwrap().len(), 1, "it stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_window_rebuilds_a_damaged_database_and_nothing_is_recorded_twice() {
    let (mut world, before) = quit_after_a_payment().await;
    write_over(&world.practice_parts(), 5);
    world.restart().await;
    let report = world.ask::<command::Doctor>(company()).await.unwrap();
    let database = report.checks.iter().find(|check| check.name == CheckName::Database).unwrap();
    assert_eq!((database.ok, database.remedy), (false, Some(Remedy::Rebuild)), "{database:?}");
    let request = RemedyRequest { company: PRACTICE_COMPANY.to_owned(), remedy: Remedy::Rebuild };
    let report = world.ask::<command::Remedy>(request).await.unwrap();
    assert_eq!(failed(&report), []);
    world.start().await;
    world.until_done().await;
    assert_eq!(recorded(&world).await, before);
    assert_eq!(world.control("GET", "/violations", json!(null)).await, json!([]));
    world.app.quit().await;
}
