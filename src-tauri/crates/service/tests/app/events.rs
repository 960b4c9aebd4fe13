//! What changed is told by record, so that only that is fetched again.

use contract::tag::{Event, Tag};
use contract::window::{OpenRequest, Place, WindowSettings};
use contract::{Code, command};
use serde_json::json;

use crate::world::{World, company, next, refused};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_invoice_is_named() {
    let world = World::started().await;
    let mut events = world.app.events();
    let id = world.edit_an_invoice().await;
    let record = format!("invoice:{id}");
    let nudge = async {
        loop {
            world.advance(1).await;
            world.ask::<command::SyncNow>(company()).await.unwrap();
            for _ in 0..25 {
                crate::world::breathe().await;
            }
        }
    };
    let told = async {
        next(&mut events, |event| match event {
            Event::Activity { entry, .. } if entry.record.as_ref() == Some(&record) => Some(()),
            _ => None,
        })
        .await;
        next(&mut events, |event| match event {
            Event::Invalidated { tags, records, .. } if tags.contains(&Tag::Invoices) => {
                Some(records.clone())
            }
            _ => None,
        })
        .await
    };
    let records = tokio::select! {
        records = told => records,
        () = nudge => unreachable!(),
    };
    assert!(records.contains(&record), "{records:?}");
    world.app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_tells_what_it_put_out_of_date() {
    let world = World::new().await;
    let mut events = world.app.events();
    let chosen = WindowSettings { keep_running: false, ..WindowSettings::default() };
    world.ask::<command::SetWindowSettings>(chosen.clone()).await.unwrap();
    let tags = next(&mut events, |event| match event {
        Event::Invalidated { tags, .. } => Some(tags.clone()),
        _ => None,
    })
    .await;
    assert_eq!(tags, [Tag::Window]);
    assert_eq!(world.ask::<command::GetWindowSettings>(()).await.unwrap(), chosen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_wrongly_is_refused() {
    let world = World::new().await;
    refused(world.app.rpc("no_such_command", json!(null)).await, Code::Usage);
    refused(world.app.rpc("status", json!({ "company": 7 })).await, Code::Usage);
    refused(world.app.rpc("status", json!({ "company": "../main" })).await, Code::Usage);
    refused(world.app.rpc("status", json!({ "company": "practice" })).await, Code::NotConnected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_known_pages_are_opened() {
    let world = World::new().await;
    world.begin_practice().await;
    let open = |company: &str, place| OpenRequest { company: company.to_owned(), place };
    refused(world.ask::<command::Open>(open("practice", Place::SignIn)).await, Code::Usage);
    let desk = world.ask::<command::Open>(open("practice", Place::PracticeDesk)).await.unwrap();
    assert_eq!(desk.address, format!("{}/practice/desk", crate::world::text(&world.ready["base"])));
    assert!(!desk.opened, "nothing opens pages here");
    let record = |record: &str| Place::QuickbooksRecord(record.to_owned());
    let invoice = world.ask::<command::Open>(open("main", record("invoice:145"))).await.unwrap();
    assert_eq!(invoice.address, "https://app.qbo.intuit.com/app/invoice?txnId=145");
    refused(world.ask::<command::Open>(open("main", record("invoice:../145"))).await, Code::Usage);
    let page = {
        world.give_key().await;
        world.begin_sign_in().await
    };
    let again = world.ask::<command::Open>(open("practice", Place::SignIn)).await.unwrap();
    assert_eq!(again.address, page);
}
