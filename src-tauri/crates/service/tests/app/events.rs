//! What changed is told by record, so that only that is fetched again.

use contract::tag::{Event, Tag};
use contract::window::WindowSettings;
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
