//! A pause: nothing is read, nothing is written, and a restart does not end it.

use contract::command;
use contract::status::{Connection, Status};
use contract::window::PauseRequest;
use service::app::PRACTICE_COMPANY;
use tokio_util::sync::CancellationToken;

use crate::world::{World, breathe, company, refused};

fn pause(minutes: Option<u32>) -> PauseRequest {
    PauseRequest { company: PRACTICE_COMPANY.to_owned(), minutes }
}

async fn status(world: &World) -> Status {
    world.ask::<command::GetStatus>(company()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_outlasts_a_restart_and_nothing_is_asked_meanwhile() {
    let mut world = World::started().await;
    let paused = world.ask::<command::PauseSyncing>(pause(None)).await.unwrap();
    assert_eq!(paused.connection, Connection::Paused);
    assert_eq!(paused.paused.unwrap().until, None);

    world.restart().await;
    assert_eq!(status(&world).await.connection, Connection::Paused);
    let before = world.requests().await;
    let invoice = world.edit_an_invoice().await;
    world.ask::<command::SyncNow>(company()).await.unwrap();
    world.advance(3_600).await;
    for _ in 0..100 {
        breathe().await;
    }
    assert_eq!(world.requests().await, before, "nothing is read and nothing is written");

    // Nor does the command line work around it, or lose what was known.
    let other = world.practice_host().await;
    let as_of = status(&world).await.as_of;
    let stop = CancellationToken::new();
    let company_id = PRACTICE_COMPANY.into();
    refused(service::sync_once(&other, &company_id, &mut |_| {}, stop).await, contract::Code::Cancelled);
    assert_eq!(status(&world).await.as_of, as_of);

    let resumed = world.ask::<command::ResumeSyncing>(company()).await.unwrap();
    assert_eq!(resumed.paused, None);
    let record = format!("invoice:{invoice}");
    for _ in 0..500 {
        world.advance(1).await;
        let request = contract::activity::ActivityRequest {
            company: PRACTICE_COMPANY.to_owned(),
            limit: 20,
            ..Default::default()
        };
        let entries = world.ask::<command::ListActivity>(request).await.unwrap();
        let texts: Vec<_> = entries.iter().map(|entry| entry.text.as_str()).collect();
        if entries.iter().any(|entry| entry.record.as_ref() == Some(&record)) {
            assert!(texts.contains(&"Resumed") && texts.contains(&"Paused"), "{texts:?}");
            world.app.quit().await;
            return;
        }
        breathe().await;
    }
    panic!("the change was never read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_with_an_end_ends_by_itself() {
    let world = World::started().await;
    refused(world.ask::<command::PauseSyncing>(pause(Some(0))).await, contract::Code::Usage);
    let paused = world.ask::<command::PauseSyncing>(pause(Some(60))).await.unwrap();
    assert!(paused.paused.unwrap().until.is_some());
    world.advance(3_601).await;
    for _ in 0..500 {
        let status = status(&world).await;
        if status.paused.is_none() && status.connection == Connection::Ok {
            return;
        }
        breathe().await;
    }
    panic!("the pause never ended");
}
