use contract::side::Closed;
use contract::status::Sum;

use super::*;
use crate::sample::{card, status};

const START: Duration = Duration::from_secs(100);

fn seconds(after: u64) -> Duration {
    START + Duration::from_secs(after)
}

/// A service that the user has to bring back, with so many payments of $5.00 pending.
fn closed(closed: Closed, payments: u64) -> Summary {
    let minor = 500 * i64::try_from(payments).unwrap();
    let payments = Sum { count: payments, minor, currency: Currency::USD };
    Summary::Closed { closed, company: "Northwind MSP".to_owned(), payments }
}

/// A company whose first look found nothing.
fn quiet() -> Notices {
    let mut notices = Notices::default();
    assert_eq!(notices.status(&status("main")), None);
    notices.questions("main", &[], START);
    notices
}

fn titles(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.title.as_str()).collect()
}

#[test]
fn one_question_is_told_with_its_own_words_and_leads_to_its_card() {
    let mut notices = quiet();
    notices.questions("main", &[card("h1", "payment:15", 30_000)], seconds(0));
    assert_eq!(notices.due(), Some(seconds(3)));
    assert_eq!(notices.take(seconds(2)), []);
    let told = notices.take(seconds(3));
    assert_eq!(
        told,
        [Notice {
            title: "Something about payment:15.".to_owned(),
            body: "If you leave it: It stays as it is.".to_owned(),
            page: Page::needs_you("main", Some("h1")),
        }]
    );
    assert_eq!(notices.due(), None);
}

#[test]
fn many_questions_are_one_notice() {
    let mut notices = quiet();
    notices.questions("main", &[card("h1", "payment:15", 30_000)], seconds(0));
    let all = [
        card("h1", "payment:15", 30_000),
        card("h2", "payment:16", 100_000),
        card("h3", "payment:17", 101_000),
    ];
    notices.questions("main", &all, seconds(1));
    let told = notices.take(seconds(3));
    assert_eq!(titles(&told), ["3 payments, $2,310.00, need your decision"]);
    assert_eq!(told[0].page, Page::needs_you("main", None));
}

#[test]
fn different_records_are_questions() {
    let mut notices = quiet();
    let all = [card("h1", "payment:15", 30_000), card("h2", "payout:4", 1)];
    notices.questions("main", &all, seconds(0));
    assert_eq!(titles(&notices.take(seconds(3))), ["2 records, $300.01, need your decision"]);
}

#[test]
fn sums_of_different_currencies_stay_apart() {
    let mut notices = quiet();
    let mut canadian = card("h2", "payment:16", 5_000);
    canadian.amount = Some(MinorUnits(5_000).of(Currency::CAD));
    notices.questions("main", &[card("h1", "payment:15", 30_000), canadian], seconds(0));
    assert_eq!(titles(&notices.take(seconds(3))), ["2 payments, CA$50.00 and $300.00, need your decision"]);
}

#[test]
fn nothing_is_told_twice() {
    let mut notices = quiet();
    let cards = [card("h1", "payment:15", 30_000)];
    notices.questions("main", &cards, seconds(0));
    assert_eq!(notices.take(seconds(3)).len(), 1);
    notices.questions("main", &cards, seconds(600));
    assert_eq!(notices.due(), None);
    assert_eq!(notices.take(seconds(10_000)), []);
}

#[test]
fn later_questions_wait_for_the_pause_and_are_told_together() {
    let mut notices = quiet();
    notices.questions("main", &[card("h1", "payment:15", 30_000)], seconds(0));
    assert_eq!(notices.take(seconds(3)).len(), 1);
    let more = [card("h1", "payment:15", 30_000), card("h2", "payment:16", 1), card("h3", "payment:17", 2)];
    notices.questions("main", &more[..2], seconds(10));
    notices.questions("main", &more, seconds(100));
    assert_eq!(notices.due(), Some(seconds(303)));
    assert_eq!(notices.take(seconds(302)), []);
    assert_eq!(titles(&notices.take(seconds(303))), ["2 payments, $0.03, need your decision"]);
}

#[test]
fn a_question_that_went_away_before_it_was_told_is_not_told() {
    let mut notices = quiet();
    notices.questions("main", &[card("h1", "payment:15", 30_000)], seconds(0));
    notices.questions("main", &[], seconds(2));
    assert_eq!(notices.due(), None);
    assert_eq!(notices.take(seconds(3)), []);
}

#[test]
fn a_question_that_was_answered_and_comes_again_is_told_again() {
    let mut notices = quiet();
    let cards = [card("h1", "payment:15", 30_000)];
    notices.questions("main", &cards, seconds(0));
    assert_eq!(notices.take(seconds(3)).len(), 1);
    notices.questions("main", &[], seconds(400));
    notices.questions("main", &cards, seconds(500));
    assert_eq!(notices.take(seconds(503)).len(), 1);
}

#[test]
fn what_was_there_at_the_start_is_known() {
    let mut notices = Notices::default();
    notices.questions("main", &[card("h1", "payment:15", 30_000)], seconds(0));
    assert_eq!(notices.due(), None);
}

#[test]
fn questions_without_money_are_left_to_the_window() {
    let mut notices = quiet();
    notices.questions("main", &[card("h1", "customer:15", 0)], seconds(0));
    assert_eq!(notices.due(), None);
}

#[test]
fn an_ended_sign_in_is_told_once_until_it_is_mended() {
    let mut notices = quiet();
    let mut ended = status("main");
    ended.quickbooks.state = SideState::SignInEnded;
    ended.summary = closed(Closed::SignInEnded, 0);
    let told = notices.status(&ended);
    assert_eq!(
        told,
        Some(Notice {
            title: "The QuickBooks sign-in has ended".to_owned(),
            body: "Only an administrator of Northwind MSP can renew it.".to_owned(),
            page: Page::integrations("main"),
        })
    );
    assert_eq!(notices.status(&ended), None);
    assert_eq!(notices.status(&status("main")), None);
    assert!(notices.status(&ended).is_some());
}

#[test]
fn a_refused_key_is_told_too() {
    let mut notices = quiet();
    let mut refused = status("main");
    refused.alternative.state = SideState::KeyRefused;
    refused.summary = closed(Closed::KeyRefused, 1);
    let told = notices.status(&refused);
    assert_eq!(told.map(|told| told.body).as_deref(), Some("1 payment ($5.00) is pending."));
}

#[test]
fn a_sign_in_that_had_ended_before_the_start_is_known() {
    let mut ended = status("main");
    ended.quickbooks.state = SideState::SignInEnded;
    assert_eq!(Notices::default().status(&ended), None);
}

#[test]
fn companies_speak_for_themselves_and_practice_says_so() {
    let mut notices = quiet();
    let mut practice = status("practice");
    practice.practice = true;
    assert_eq!(notices.status(&practice), None);
    notices.questions("practice", &[], START);
    notices.questions("practice", &[card("h1", "payment:15", 100)], seconds(0));
    notices.questions("main", &[card("h1", "payment:15", 100)], seconds(0));
    assert_eq!(
        titles(&notices.take(seconds(3))),
        ["Something about payment:15.", "Practice company: Something about payment:15."]
    );
}

#[test]
fn a_company_that_was_forgotten_begins_anew() {
    let mut notices = quiet();
    notices.questions("main", &[card("h1", "payment:15", 100)], seconds(0));
    notices.keep(&BTreeSet::new());
    assert_eq!(notices.due(), None);
    notices.questions("main", &[card("h1", "payment:15", 100)], seconds(1));
    assert_eq!(notices.due(), None);
}
