//! Every step can be left and resumed, also after a restart.

use contract::rows::{RowState, RowsRequest};
use contract::setup::CompanyRequest;
use contract::walk::{AlternativeKeyRequest, PreviewState, SignIn, StartRequest, WalkRequest, WalkStep};
use contract::{Code, command};
use ledger::{Currency, MinorUnits};
use serde_json::json;
use service::app::PRACTICE_COMPANY;

use crate::world::{World, breathe, company, refused};

fn to(step: WalkStep) -> WalkRequest {
    WalkRequest { company: PRACTICE_COMPANY.to_owned(), step }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_walk_goes_on_after_a_restart_at_every_step() {
    let mut world = World::new().await;
    assert_eq!(world.walk().await.step, WalkStep::Welcome);
    world.begin_practice().await;

    world.restart().await;
    let walk = world.walk().await;
    assert_eq!((walk.step, walk.reached), (WalkStep::Alternative, WalkStep::Alternative));
    assert!(walk.has_quickbooks_keys);
    world.give_key().await;

    world.restart().await;
    let walk = world.walk().await;
    assert_eq!((walk.step, walk.reached), (WalkStep::ConnectQuickbooks, WalkStep::ConnectQuickbooks));
    assert_eq!(walk.alternative.unwrap().payout_bank.unwrap().last4, "4821");
    let page = world.begin_sign_in().await;

    world.restart().await;
    assert_eq!(world.walk().await.sign_in, SignIn::Idle, "the page of the run before is not waited for");
    let back = world.browser().allow(&page, None).await;
    assert_eq!(world.browser().deliver(&back).await, None, "nobody listens for the old page");
    let page = world.begin_sign_in().await;
    let back = world.browser().allow(&page, None).await;
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;

    world.restart().await;
    let walk = world.walk().await;
    assert_eq!((walk.step, walk.reached), (WalkStep::Confirm, WalkStep::BankAccount));
    assert_eq!(walk.sign_in, SignIn::Connected);
    assert_eq!(walk.quickbooks.unwrap().name, "Northwind MSP");

    for step in [WalkStep::BankAccount, WalkStep::CreateDeposits, WalkStep::Preview] {
        world.ask::<command::WalkTo>(to(step)).await.unwrap();
        world.restart().await;
        assert_eq!(world.walk().await.step, step);
    }
    world.preview().await;

    world.restart().await;
    assert_eq!(world.walk().await.preview, PreviewState::Idle);
    assert_eq!(world.start().await.step, WalkStep::Done);

    world.restart().await;
    assert_eq!(world.walk().await.step, WalkStep::Done);
    world.until_done().await;
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_was_not_reached_is_not_shown() {
    let world = World::new().await;
    world.begin_practice().await;
    refused(world.ask::<command::WalkTo>(to(WalkStep::Confirm)).await, Code::Usage);
    refused(world.ask::<command::WalkTo>(to(WalkStep::Done)).await, Code::Usage);
    world.give_key().await;
    // Back is always open.
    let walk = world.ask::<command::WalkTo>(to(WalkStep::Alternative)).await.unwrap();
    assert_eq!((walk.step, walk.reached), (WalkStep::Alternative, WalkStep::ConnectQuickbooks));
    let nobody = StartRequest { company: PRACTICE_COMPANY.to_owned(), earlier: Vec::new() };
    refused(world.ask::<command::StartSyncing>(nobody).await, Code::NotConnected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_company_never_meets_the_practice_services() {
    let mut world = World::new().await;
    let main = CompanyRequest { company: "main".to_owned() };
    let first = WalkRequest { company: "main".to_owned(), step: WalkStep::Alternative };
    world.ask::<command::WalkTo>(first).await.unwrap();
    world.restart().await;
    assert_eq!(world.ask::<command::GetWalk>(main).await.unwrap().step, WalkStep::Alternative);
    let partner = &world.ready["alternative"]["partners"][0];
    let key = AlternativeKeyRequest {
        company: "main".to_owned(),
        api: world.ready["alternative"]["api"].as_str().map(str::to_owned),
        client_id: partner["client_id"].as_str().unwrap().to_owned(),
        client_secret: partner["client_secret"].as_str().map(str::to_owned),
    };
    refused(world.ask::<command::ConnectAlternative>(key).await, Code::PracticeMix);
    let app = world.ask::<command::GetApp>(()).await.unwrap();
    let practice: Vec<_> = app.companies.iter().map(|it| (it.company.as_str(), it.practice)).collect();
    assert_eq!(practice, [("main", false)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_says_so_and_another_one_needs_its_secret() {
    let world = World::new().await;
    world.begin_practice().await;
    let key = |id: &str, secret: Option<&str>| AlternativeKeyRequest {
        company: PRACTICE_COMPANY.to_owned(),
        api: None,
        client_id: id.to_owned(),
        client_secret: secret.map(str::to_owned),
    };
    let id = world.walk().await.practice_client_id.unwrap();
    refused(world.ask::<command::ConnectAlternative>(key(&id, Some("wrong"))).await, Code::KeyRefused);
    refused(world.ask::<command::ConnectAlternative>(key("another", None)).await, Code::Usage);
    assert_eq!(world.walk().await.alternative, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p17_what_was_ticked_in_the_preview_is_posted_and_the_rest_waits() {
    let first = World::started().await;
    first.app.quit().await;
    let invoices = first.invoices("Balance > '0'").await;
    let ticked = first.pay(&invoices[0]).await;
    let left = first.pay(&invoices[1]).await;
    first.advance(60).await;

    let world = first.another().await;
    world.connect().await;
    world.preview().await;
    let PreviewState::Ready(view) = world.walk().await.preview else { panic!("no preview") };
    let mut earlier: Vec<_> = view.earlier.iter().map(|row| row.record.clone()).collect();
    let mut both = vec![format!("payment:{ticked}"), format!("payment:{left}")];
    earlier.sort();
    both.sort();
    assert_eq!(earlier, both);

    let start = |earlier: &str| StartRequest {
        company: PRACTICE_COMPANY.to_owned(),
        earlier: vec![earlier.to_owned()],
    };
    refused(world.ask::<command::StartSyncing>(start("invoice:1")).await, Code::Usage);
    world.ask::<command::StartSyncing>(start(&format!("payment:{ticked}"))).await.unwrap();
    for _ in 0..1_000 {
        world.advance(1).await;
        let rows = RowsRequest { company: PRACTICE_COMPANY.to_owned(), ..RowsRequest::default() };
        let rows = world.ask::<command::ListPayments>(rows).await.unwrap();
        let state = |id: &str| rows.iter().find(|row| row.id == *id).map(|row| row.state);
        if state(&ticked) == Some(RowState::Recorded) {
            assert_ne!(state(&left), Some(RowState::Recorded));
            world.app.quit().await;
            return;
        }
        breathe().await;
    }
    panic!("the ticked payment was never recorded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_that_is_given_up_keeps_what_was_read() {
    let world = World::new().await;
    world.connect().await;
    world.ask::<command::BeginPreview>(company()).await.unwrap();
    let walk = world.ask::<command::CancelPreview>(company()).await.unwrap();
    assert_eq!(walk.preview, PreviewState::Idle);
    world.preview().await;
    let PreviewState::Ready(view) = world.walk().await.preview else { panic!("no preview") };
    // The second one waited for the first and read the rest: all that is there is planned.
    let status = world.ask::<command::GetStatus>(company()).await.unwrap();
    assert!(view.read > 100 && status.as_of.is_some(), "{} read", view.read);
    assert_eq!(world.control("GET", "/violations", json!(null)).await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i14_the_preview_tells_open_and_paid_invoices_apart_each_with_their_money() {
    let world = World::new().await;
    world.connect().await;
    let before = world.invoices("Balance > '0'").await;
    let newest = |invoice: &&serde_json::Value| invoice["TxnDate"].as_str().unwrap().to_owned();
    let paid = before.iter().max_by_key(newest).unwrap();
    let lines =
        json!([{ "Amount": paid["Balance"], "LinkedTxn": [{ "TxnId": paid["Id"], "TxnType": "Invoice" }] }]);
    let payment = json!({ "CustomerRef": paid["CustomerRef"], "TotalAmt": paid["Balance"], "Line": lines });
    world.as_user("POST", "/payment", payment).await;
    world.preview().await;
    let PreviewState::Ready(view) = world.walk().await.preview else { panic!("no preview") };
    let open = world.invoices("Balance > '0'").await;
    let planned = |item| view.planned.iter().find(|row| row.item == item).map_or(0, |row| row.count);
    let invoices = planned(contract::status::SyncCategory::InvoiceDetails);
    assert_eq!(view.open_invoices.count + view.paid_invoices.count, invoices);
    let held = view.holds.iter().filter(|hold| hold.record.starts_with("invoice:"));
    assert_eq!(view.open_invoices.count + held.count() as u64, open.len() as u64);
    let balances: i64 = open.iter().map(|invoice| minor(&invoice["Balance"])).sum();
    assert_eq!(view.open_invoices.minor, balances);
    assert_eq!((view.paid_invoices.count, view.paid_invoices.minor), (1, minor(&paid["TotalAmt"])));
    assert!(view.holds.iter().all(|hold| !hold.cause.is_empty() && !hold.choices.is_empty()));
    assert_eq!(view.payments.minor + view.deposits.minor, view.recorded.minor);
}

/// An amount as QuickBooks writes it, in cents.
fn minor(amount: &serde_json::Value) -> i64 {
    MinorUnits::from_major(amount.to_string().parse().unwrap(), Currency::USD).unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pdf_of_an_invoice_is_saved_as_quickbooks_has_it() {
    let world = World::started().await;
    let invoice = &world.invoices("Balance > '0'").await[0];
    world.app.quit().await;
    let host = world.practice_host().await;
    let folder = tempfile::tempdir().unwrap();
    let company = PRACTICE_COMPANY.into();
    let id = invoice["Id"].as_str().unwrap();
    let saved = service::save_pdf_into(&host, &company, id, folder.path()).await.unwrap();
    let number = invoice["DocNumber"].as_str().unwrap();
    assert!(saved.path.ends_with(&format!("Invoice {number}.pdf")), "{saved:?}");
    assert!(std::fs::read(&saved.path).unwrap().starts_with(b"%PDF-"));
    refused(service::save_pdf_into(&host, &company, "../1", folder.path()).await, Code::Usage);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
