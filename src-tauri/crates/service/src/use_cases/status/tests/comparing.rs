//! How old the last comparison is, and how far this computer's clock is off.

use contract::status::State;
use engine::books_clock::BooksClock;
use engine::comparing::{Comparisons, Scope, Walk};
use engine::documents::Edit;
use engine::ports::Change;
use jiff::Timestamp;

use super::{NOW, World, compared};

#[tokio::test]
async fn f5_everything_agrees_needs_a_comparison_younger_than_26_hours() {
    let world = World::settled().await;
    world.write(vec![compared("2026-08-03T10:30:00Z")]).await;
    let fresh = world.status().await;
    assert_eq!((fresh.state, fresh.tie_out.agrees), (State::Done, true));
    assert_eq!(fresh.tie_out.compared_at, Some("2026-08-03T10:30:00Z".parse().unwrap()));

    world.write(vec![compared("2026-08-03T10:00:00Z")]).await;
    let old = world.status().await;
    assert_eq!((old.state, old.tie_out.agrees), (State::Waiting, false));
    insta::assert_snapshot!(old.sentence);

    world.write(vec![Change::keep(&Comparisons::default()).unwrap()]).await;
    insta::assert_snapshot!(world.told().await);
}

#[tokio::test]
async fn f5_a_comparison_shows_working_while_it_runs() {
    let world = World::settled().await;
    let at: Timestamp = "2026-08-03T10:00:00Z".parse().unwrap();
    let asked = begun(NOW.parse().unwrap());
    world.write(vec![compared("2026-08-03T10:00:00Z"), asked]).await;
    let _claim = world.host.store.claim().unwrap();
    let status = world.status().await;
    assert_eq!((status.state, status.tie_out.comparing), (State::Working, true));
    assert_eq!(status.tie_out.compared_at, Some(at));
    insta::assert_snapshot!(status.sentence);
}

/// A comparison that begins then.
fn begun(at: Timestamp) -> Change {
    let walk = Walk::begin(Scope::Daily, Scope::Daily, at);
    Change::edit(Edit::Compared { from: None, to: Box::new(walk), at })
}

#[tokio::test]
async fn f9_a_clock_that_is_days_off_is_said() {
    let world = World::settled().await;
    for (ahead, said) in [(-3 * 86_400, true), (86_400, true), (3_600, false)] {
        world.write(vec![Change::keep(&BooksClock { ahead: Some(ahead), seems: None }).unwrap()]).await;
        let notes = world.status().await.notes;
        assert_eq!(!notes.is_empty(), said, "{notes:?}");
        if said {
            insta::assert_snapshot!(format!("f9_clock_{}", ahead.is_positive()), notes.join("\n"));
        }
    }
}
