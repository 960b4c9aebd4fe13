//! What holds for each company, whatever is in it.

use engine::happened::Happened;
use std::collections::BTreeSet;

use engine::comparing::Comparisons;
use engine::documents::{self, Edit, Kept};
use engine::hold::HoldState;
use engine::link::Link;
use engine::ports::{Change, ListQuery, OutboxQuery};
use engine::record::RecordKind;
use engine::subject::Subject;

use super::opening::Stored;

pub(super) const COMPANIES: [&str; 10] = [
    "invoices",
    "payments",
    "payouts",
    "before_start",
    "lost_answers",
    "lost_requests",
    "tried",
    "waiting",
    "pressed",
    "settled",
];

/// Companies in which every open hold stays until a person decides.
const QUESTIONS: [&str; 4] = ["invoices", "payments", "payouts", "before_start"];

/// Every subject there is; reads every record that is mirrored.
async fn subjects(stored: &Stored) -> Vec<Subject> {
    let mut subjects = vec![Subject::BeforeStart];
    for kind in RecordKind::ALL {
        let query = ListQuery { kind, since: None, offset: 0, limit: 10_000 };
        let listed = stored.world.store.list(&stored.world.company, &query).await.unwrap();
        let ids = listed.into_iter().map(|mirrored| mirrored.record.reference().id);
        subjects.extend(ids.filter_map(|id| match kind {
            RecordKind::BooksCustomer => Some(Subject::Customer(id.into())),
            RecordKind::BooksInvoice => Some(Subject::Invoice(id.into())),
            RecordKind::AlternativePayment => Some(Subject::Payment(id.into())),
            RecordKind::AlternativePayout => Some(Subject::Payout(id.into())),
            _ => None,
        }));
    }
    subjects
}

#[tokio::test]
async fn everything_that_is_stored_can_be_read_and_the_journal_is_whole() {
    for company in COMPANIES {
        let stored = Stored::open(company).await;
        let (store, id) = (&stored.world.store, &stored.world.company);
        assert_eq!(store.verify_journal(id).await.unwrap(), None, "{company}");
        assert_eq!(stored.journal().await.len(), stored.count("journal"), "{company}: journal");
        let subjects = subjects(&stored).await;
        let holds = store.holds(id, &engine::ports::HoldQuery::Subjects(subjects.clone())).await.unwrap();
        let of_state = |is: fn(&HoldState) -> bool| holds.iter().filter(|hold| is(&hold.state)).count();
        for (what, found) in [
            ("open_holds", of_state(|state| matches!(state, HoldState::Open))),
            ("decided_holds", of_state(|state| matches!(state, HoldState::Decided(_)))),
            ("withdrawn_holds", of_state(|state| matches!(state, HoldState::Withdrawn { .. }))),
            ("outbox", store.outbox(id, &OutboxQuery::Subjects(subjects.clone())).await.unwrap().len()),
            ("links", store.links(id, &subjects).await.unwrap().len()),
            ("waits", stored.waits().await.len()),
        ] {
            assert_eq!(found, stored.count(what), "{company}: {what}");
        }
    }
}

/// A1: what then was the one id is the newest; while nothing came before it, the link is stored as it was.
#[tokio::test]
async fn invoice_links_of_then_hold_one_id_and_are_stored_as_they_were() {
    let mut seen = 0;
    for company in COMPANIES {
        let stored = Stored::open(company).await;
        let (store, id) = (&stored.world.store, &stored.world.company);
        for (subject, link) in store.links(id, &subjects(&stored).await).await.unwrap() {
            let Link::Invoice(invoice) = &link else { continue };
            assert_eq!(invoice.ids().count(), usize::from(invoice.alternative.is_some()), "{subject}");
            let body = serde_json::to_value(&link).unwrap();
            assert_eq!(body["invoice"].get("former"), None, "{subject}");
            assert_eq!(serde_json::from_value::<Link>(body).unwrap(), link);
            seen += invoice.ids().count();
        }
    }
    assert!(seen > 0);
}

#[tokio::test]
async fn the_same_facts_are_the_same_holds_and_nothing_is_written() {
    for company in QUESTIONS {
        let stored = Stored::open(company).await;
        let before = stored.open_holds().await;
        assert_eq!(before.len(), stored.count("open_holds"), "{company}");
        let raised = stored.journal().await.len();
        let (mark, violations) = (stored.world.request_mark().await, stored.world.violations().await.len());
        stored.world.sync_for(5).await;
        assert_eq!(stored.open_holds().await, before, "{company}: after some looks");
        // Everything that is open or waits is planned anew.
        stored.world.set(|_| {}).await;
        stored.world.sync_for(5).await;
        assert_eq!(stored.open_holds().await, before, "{company}: planned anew");
        assert_eq!(stored.written(mark).await, [], "{company}");
        assert_eq!(stored.told(mark).await, stored.corrected(), "{company}");
        assert_eq!(stored.world.violations().await.len(), violations, "{company}");
        let told: Vec<_> = stored.journal().await.split_off(raised);
        let late: BTreeSet<_> = stored.latecomers().map(|id| Some(Subject::Invoice(id.into()))).collect();
        let told = told.iter().filter(|entry| !late.contains(&entry.draft.subject));
        let told: Vec<_> = told.map(|entry| &entry.draft.happened).collect();
        assert!(told.iter().all(|told| **told == Happened::PreferencesChanged), "{company}: {told:#?}");
    }
}

/// P5, P17: what people decided is collected whole, also from what the program of then kept.
#[tokio::test]
async fn what_was_decided_is_collected_again_when_its_lists_cannot_be_read() {
    let mut collected = BTreeSet::new();
    for company in COMPANIES {
        for name in ["matched_payments", "earlier"] {
            let stored = Stored::open(company).await;
            let (store, id) = (&stored.world.store, &stored.world.company);
            let Some(before) = store.cursor(id, name).await.unwrap() else { continue };
            let damaged = Change::edit(Edit::Keep(Kept::fixture(name, Some("{".to_owned()))));
            store.write(id, vec![damaged].into()).await.unwrap();
            stored.world.tick().await;
            assert_eq!(store.cursor(id, name).await.unwrap(), Some(before), "{company}: {name}");
            collected.insert(name);
        }
    }
    assert_eq!(collected.len(), 2, "both are in some company");
}

/// F5: a company that no earlier version compared is compared at once, beside the work.
#[tokio::test]
async fn f5_a_company_of_then_is_compared_at_once() {
    for company in COMPANIES {
        let stored = Stored::left(company).await;
        let (store, id) = (&stored.world.store, &stored.world.company);
        stored.world.sync_for(40).await;
        let comparisons: Comparisons = documents::read(&**store, id).await.unwrap();
        assert!(comparisons.walk.is_none() && comparisons.ended.is_some(), "{company}: {comparisons:#?}");
    }
}
