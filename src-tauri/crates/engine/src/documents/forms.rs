//! The form of every document, a file each: what is stored by one version is read by all later ones.

use super::*;
use crate::comparing::{AlternativeStage, Asked, BooksStage, Ended, Scope, Walk};
use crate::connect::Attempt;
use crate::importing::{ImportMode, Stage};
use crate::paging::Place;
use crate::plan::{ArchiveKind, Earlier, EarlierChoice, Foreign, Vanished};
use crate::said::InvoiceName;
use crate::subject::Subject;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A document in its stored form, from which it is read as it was.
fn form<D: Document + std::fmt::Debug>(document: &D) -> String {
    let text = kept(document).unwrap().unwrap();
    assert_eq!(parsed::<D>(Some(&text)).unwrap(), *document);
    assert_eq!(parsed::<D>(None).unwrap(), D::default(), "what is not stored is as at the beginning");
    format!("{}\n{text}", D::NAME)
}

fn payout() -> RecordRef {
    RecordRef::alternative_payout(&"po1".into())
}

#[test]
fn the_form_of_what_is_wanted() {
    insta::assert_snapshot!(form(&Wanted([RecordRef::books_payment(&"7".into())].into())));
}

#[test]
fn the_form_of_what_was_matched() {
    insta::assert_snapshot!(form(&Matched(["7".into()].into())));
}

#[test]
fn the_form_of_what_was_put_aside() {
    let paid = Aside { reference: payout(), paid_at: Some(at("2026-08-04T17:12:08Z")), trouble: None };
    let named =
        Aside { reference: RecordRef::alternative_payment(&"p1".into()), paid_at: None, trouble: None };
    insta::assert_snapshot!(form(&Asides(vec![paid, named])));
}

#[test]
fn the_form_of_what_came_earlier() {
    let earlier = Earlier {
        subject: Subject::Payout("po1".into()),
        amount: ledger::MinorUnits(30_000).of(ledger::Currency::USD),
        at: at("2026-08-01T10:00:00Z"),
    };
    let ledger = EarlierLedger {
        waiting: [("payout:po1".to_owned(), earlier)].into(),
        answered: [
            ("payment:p1".to_owned(), EarlierChoice::Leave),
            ("payment:p2".to_owned(), EarlierChoice::Post),
        ]
        .into(),
    };
    insta::assert_snapshot!(form(&ledger));
}

#[test]
fn the_form_of_what_is_archived() {
    let [planned, paid, through] = ["145", "146", "147"].map(|id| Subject::Invoice(id.into()));
    let amount = Some(ledger::MinorUnits(30_000).of(ledger::Currency::USD));
    let vanished = |amount| Vanished { label: Said::new("1045"), amount };
    let ledger = ArchiveLedger {
        planned: [(planned, vanished(amount)), (through.clone(), vanished(None))].into(),
        archived: [(paid, at("2026-08-04T12:00:00Z"))].into(),
        let_through: [through].into(),
        on: [ArchiveKind::Invoices].into(),
    };
    insta::assert_snapshot!(form(&ledger));
}

#[test]
fn the_form_of_what_is_in_other_currencies() {
    let invoice = InvoiceName { id: "145".into(), number: Said::new("1045") };
    let open = ledger::MinorUnits(30_000).of("EUR".parse().unwrap());
    let ledger = ForeignLedger { waiting: [("145".into(), Foreign { invoice, open })].into() };
    insta::assert_snapshot!(form(&ledger));
}

#[test]
fn the_form_of_where_reading_stands() {
    let import = Import {
        stage: Stage::AlternativePayouts,
        start: 1_000,
        last: Some("145".to_owned()),
        after: Some("gaF+/BAC".to_owned()),
        good_point: Some(at("2026-08-04T12:00:00Z")),
        read: 1_203,
        ..Import::begin(ImportMode::Compare, at("2026-08-04T12:00:01.5Z"))
    };
    insta::assert_snapshot!(form(&Some(import)));
}

#[test]
fn the_form_of_a_first_read_between_two_pages() {
    let place = Place {
        created_from: Some(at("2026-08-01T10:00:00Z")),
        start: 1,
        before: Some("9f86d081".to_owned()),
    };
    let begun = Import::begin(ImportMode::First, at("2026-08-04T12:00:01.5Z"));
    insta::assert_snapshot!(form(&Some(Import { stage: Stage::History, place: Some(place), ..begun })));
}

#[test]
fn the_form_of_the_comparisons() {
    let ended = Ended { began_at: at("2026-08-04T12:00:00Z"), at: at("2026-08-04T12:20:00Z") };
    let walk = Walk {
        scope: Scope::Daily,
        lists: Scope::Whole,
        began_at: at("2026-08-05T12:00:01.5Z"),
        books: BooksStage::MissingInvoices,
        place: Place::default(),
        after: Some("145".to_owned()),
        sliced: 12,
        alternative: AlternativeStage::AlternativeOnly,
        cursor: Some("gaF+/BAC".to_owned()),
        passed: crate::cursor::PassedCursor::default(),
        read: 1_203,
        refused: 1,
        gaps: false,
    };
    insta::assert_snapshot!(form(&Comparisons {
        walk: Some(walk),
        asked: Some(Asked::WHOLE),
        ended: Some(ended),
        tried_at: Some(ended.began_at),
        unasked_at: Some(ended.began_at),
        lists_at: Some(ended.began_at),
        feed_lost: false,
    }));
}

#[test]
fn the_form_of_quickbooks_clock() {
    let clock = BooksClock { ahead: Some(-3), seems: Some((86_400, at("2026-08-04T12:00:00Z"))) };
    insta::assert_snapshot!(form(&clock));
}

#[test]
fn the_form_of_the_good_point() {
    insta::assert_snapshot!(form(&GoodPoint(Some(at("2026-08-04T12:00:00.25Z")))));
}

#[test]
fn the_form_of_the_place_in_the_feed() {
    insta::assert_snapshot!(form(&FeedPoint(Some("gaF+/BACnT0=".to_owned()))));
}

#[test]
fn the_form_of_a_sign_in() {
    let attempt =
        Attempt::new(&"a state".into(), "http://localhost:17823/callback", at("2026-08-04T12:00:00Z"));
    insta::assert_snapshot!(form(&ConnectState::Waiting(attempt)));
}

#[test]
fn a_damaged_document_is_never_taken_for_an_empty_one() {
    fn refused<D: Document + std::fmt::Debug>(text: &str) -> Damage {
        match parsed::<D>(Some(text)) {
            Err(StoreFault::Document(damage)) => *damage,
            other => panic!("{}: {other:?}", D::NAME),
        }
    }
    let damages = [
        refused::<Wanted>("[{"),
        refused::<Matched>("{}"),
        refused::<Asides>(""),
        refused::<EarlierLedger>(r#"{"waiting":{}}"#),
        refused::<ArchiveLedger>("[]"),
        refused::<ForeignLedger>(r#"{"waiting":[]}"#),
        refused::<Option<Import>>(r#"{"mode":"first"}"#),
        refused::<GoodPoint>("yesterday"),
        refused::<FeedPoint>("\u{fffd}"),
        refused::<ConnectState>("\"elsewhere\""),
        refused::<Comparisons>("[]"),
        refused::<BooksClock>("soon"),
    ];
    let told = damages.map(|damage| format!("{} ({:?}): {damage}", damage.kind.name(), damage.repair));
    insta::assert_snapshot!(told.join("\n"));
}
