use ledger::{Currency, books};

use super::*;
use crate::fault::Side;

fn attempt() -> Attempt {
    Attempt::new(&"the-state".into(), "http://localhost:17823/callback", Timestamp::UNIX_EPOCH)
}

fn answer(state: &str, outcome: Result<&str, &str>) -> ConnectEvent {
    ConnectEvent::Answer(Answer {
        state: state.into(),
        realm: Some("9341".into()),
        outcome: outcome.map(SecretString::from).map_err(str::to_owned),
    })
}

fn company(realm: &str, name: &str) -> books::Company {
    books::Company {
        realm: realm.into(),
        name: name.to_owned(),
        home_currency: Currency::USD,
        multi_currency: false,
        time_zone: None,
        closed_until: None,
    }
}

fn fault(kind: FaultKind) -> ConnectEvent {
    ConnectEvent::Fault(Fault::new(Side::Alternative, kind))
}

/// Runs the events one after the other; the states as text.
fn walk(events: Vec<ConnectEvent>, bound: Option<&books::Company>) -> Step {
    let mut last = Step::to(ConnectState::Idle, Todo::Stop);
    for event in events {
        last = step(last.state, event, bound);
    }
    last
}

fn until_company() -> Vec<ConnectEvent> {
    vec![
        ConnectEvent::Begin(attempt()),
        ConnectEvent::PageOpened,
        answer("the-state", Ok("code")),
        ConnectEvent::Exchanged,
    ]
}

#[test]
fn n2_the_walk_leads_to_a_connection() {
    let mut events = until_company();
    events.push(ConnectEvent::CompanyRead(company("9341", "A Ltd")));
    events.push(ConnectEvent::PersonRead(SignedIn { email: None, phone_verified: Some(false) }));
    events.push(ConnectEvent::Kept);
    events.push(ConnectEvent::Bound);
    let done = walk(events, None);
    assert!(
        matches!(done.state, ConnectState::Connected { person, .. } if person.phone_verified == Some(false))
    );
}

#[test]
fn a_forged_answer_is_shown_the_door_and_the_right_one_is_still_awaited() {
    let forged = walk(
        vec![ConnectEvent::Begin(attempt()), ConnectEvent::PageOpened, answer("guess", Ok("code"))],
        None,
    );
    assert_eq!(forged.page, Some(Page::NotOurs));
    assert!(matches!(forged.todo, Todo::Wait));
    let refused = step(forged.state, answer("guess", Err("access_denied")), None);
    assert_eq!(refused.page, Some(Page::NotOurs));
    let right = step(refused.state, answer("the-state", Ok("code")), None);
    assert_eq!(right.page, Some(Page::Accepted));
    assert!(matches!(right.todo, Todo::Exchange { .. }));
    let second = step(right.state, answer("the-state", Ok("code")), None);
    assert_eq!(second.page, Some(Page::Again));
    assert!(matches!(second.state, ConnectState::Exchanging { .. }));
}

#[test]
fn a_refusal_ends_the_wait() {
    let refused = walk(vec![ConnectEvent::Begin(attempt()), answer("the-state", Err("access_denied"))], None);
    assert_eq!(refused.state, ConnectState::Ended(Ending::Refused));
    let late = step(refused.state, answer("the-state", Ok("code")), None);
    assert_eq!(late.page, Some(Page::Over));
    assert_eq!(late.state, ConnectState::Ended(Ending::Refused));
}

#[test]
fn n3_another_company_stops_before_anything_is_kept() {
    let bound = company("1", "A Ltd");
    let mut events = until_company();
    events.push(ConnectEvent::CompanyRead(company("9341", "B Ltd")));
    let stopped = walk(events, Some(&bound));
    let words = Ending::WrongCompany { signed_in: "B Ltd".to_owned(), bound: "A Ltd".to_owned() };
    assert_eq!(stopped.state, ConnectState::Ended(words));
    assert!(matches!(stopped.todo, Todo::Stop));
}

#[test]
fn binding_goes_on_after_a_restart_and_nothing_else_does() {
    let mut events = until_company();
    events.push(ConnectEvent::CompanyRead(company("9341", "A Ltd")));
    let reading = walk(events.clone(), None);
    assert_eq!(step(reading.state, ConnectEvent::Resume, None).state, ConnectState::Idle);

    events.push(fault(FaultKind::Unavailable));
    events.push(ConnectEvent::Kept);
    events.push(fault(FaultKind::OtherLinkActive));
    let stuck = walk(events, None);
    let stored = serde_json::to_string(&stuck.state).unwrap();
    let state: ConnectState = serde_json::from_str(&stored).unwrap();
    let again = step(state, ConnectEvent::Resume, None);
    assert!(matches!(again.todo, Todo::Bind));
    let ended = step(again.state, fault(FaultKind::AlreadyConnected), None);
    assert!(matches!(ended.state, ConnectState::Ended(Ending::Fault(_))));
}

#[test]
fn a_stored_state_holds_neither_state_nor_code() {
    let waiting = walk(vec![ConnectEvent::Begin(attempt()), ConnectEvent::PageOpened], None);
    let stored = serde_json::to_string(&waiting.state).unwrap();
    assert!(!stored.contains("the-state"));
    let exchanging = step(waiting.state, answer("the-state", Ok("the-code")), None);
    assert!(!serde_json::to_string(&exchanging.state).unwrap().contains("the-code"));
}

#[test]
fn time_and_people_end_it() {
    let begun = || vec![ConnectEvent::Begin(attempt()), ConnectEvent::PageOpened];
    let with = |event| walk(begun().into_iter().chain([event]).collect(), None).state;
    assert_eq!(with(ConnectEvent::Expired), ConnectState::Ended(Ending::TimedOut));
    assert_eq!(with(ConnectEvent::Cancel), ConnectState::Ended(Ending::Cancelled));
}
