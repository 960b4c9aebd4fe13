use engine::category::SyncCategory;
use engine::intent::Lane;
use engine::link::{InvoiceLink, Link};
use engine::ports::{Change, Store as _, TieRow};
use engine::record::{Record, RecordKind};
use engine::subject::Subject;
use ledger::{Currency, MinorUnits, alternative};

use super::{ToldQuery, ToldRow, ToldState, Wanted};
use crate::SqliteStore;
use crate::conformance::sample::{at, intent, invoice, known, mirror, northwind, one_of_each, told};

async fn store() -> SqliteStore {
    let store = SqliteStore::in_memory().await.unwrap();
    let mut changes = vec![known(&northwind())];
    changes.extend(one_of_each().into_iter().map(mirror));
    store.write(&northwind(), changes.into()).await.unwrap();
    store
}

fn wanted(kind: RecordKind, party: RecordKind, text: &str, minor: Option<i64>) -> Wanted {
    Wanted { kind, party, text: text.to_owned(), minor, limit: 5 }
}

#[tokio::test]
async fn both_sides_of_an_invoice_stand_in_one_row() {
    let store = store().await;
    let company = northwind();
    let sample = one_of_each();
    let Some(Record::AlternativeInvoice(mirrored)) = sample.get(6).cloned() else { panic!() };
    let link = InvoiceLink {
        alternative: Some(mirrored.id.clone()),
        drift: Some("The totals differ".into()),
        ..InvoiceLink::default()
    };
    let subject = Subject::Invoice("145".into());
    store
        .write(&company, vec![Change::Link { subject, link: Box::new(Link::Invoice(link)) }].into())
        .await
        .unwrap();
    let all = store.invoice_figures(&company, None).await.unwrap();
    assert_eq!(all, store.invoice_figures(&company, Some(&["145".to_owned()])).await.unwrap());
    let row = &all[0];
    assert_eq!((row.label.as_str(), row.total, row.balance), ("1145", 168_000, Some(168_000)));
    assert_eq!(
        (row.mirror_total, row.outstanding),
        (Some(mirrored.total.0), mirrored.outstanding.map(|it| it.0))
    );
    assert_eq!(row.drift.as_deref(), Some("The totals differ"));
    assert_eq!(store.customer_labels(&company).await.unwrap()[0].1, "Copperline Electric");
}

#[tokio::test]
async fn invoices_that_differ_come_farthest_apart_first() {
    let store = store().await;
    let company = northwind();
    let tie = |invoice: &str, quickbooks, alternative| {
        let (clearing, drift) = (MinorUnits::ZERO, MinorUnits::ZERO);
        let (quickbooks, alternative) = (MinorUnits(quickbooks), MinorUnits(alternative));
        Change::Tie(TieRow { invoice: invoice.into(), quickbooks, alternative, clearing, drift })
    };
    let changes = vec![tie("145", 100, 90), tie("7", 0, 500), tie("8", 70, 70), tie("9", i64::MAX, -1)];
    store.write(&company, changes.into()).await.unwrap();
    let all = store.differing(&company, 5).await.unwrap();
    let told: Vec<_> = all.iter().map(|one| (one.id.as_str(), one.number.as_deref())).collect();
    assert_eq!(told, [("9", None), ("7", None), ("145", Some("1145"))]);
    assert_eq!(store.differing(&company, 1).await.unwrap(), all[..1]);
}

#[tokio::test]
async fn columns_follow_the_record_and_its_end() {
    let store = store().await;
    let company = northwind();
    let mut newer = invoice("145", 9);
    newer.balance = MinorUnits(5);
    let reference = Record::BooksInvoice(newer.clone()).reference();
    store.write(&company, vec![mirror(Record::BooksInvoice(newer))].into()).await.unwrap();
    store.write(&company, vec![Change::Gone { reference, at: at(9) }].into()).await.unwrap();
    let all = store.invoice_figures(&company, None).await.unwrap();
    assert_eq!((all[0].balance, all[0].gone), (Some(5), 1));
}

#[tokio::test]
async fn records_are_found_by_number_name_and_amount() {
    let store = store().await;
    let company = northwind();
    for (text, minor) in [("114", None), ("copper", None), ("1,680.00", Some(168_000))] {
        let wanted = wanted(RecordKind::BooksInvoice, RecordKind::BooksCustomer, text, minor);
        let found = store.find(&company, &wanted).await.unwrap();
        assert_eq!((found.len(), found[0].label.as_str(), found[0].of), (1, "1145", 1), "{text}");
    }
    assert_eq!(
        store.called(&company, RecordKind::BooksInvoice, "1145").await.unwrap().as_deref(),
        Some("145")
    );
    assert_eq!(store.called(&company, RecordKind::BooksInvoice, "114").await.unwrap(), None);
    let nothing = wanted(RecordKind::BooksInvoice, RecordKind::BooksCustomer, "nobody", None);
    assert_eq!(store.find(&company, &nothing).await.unwrap(), []);
    let paid = wanted(RecordKind::AlternativePayment, RecordKind::AlternativeCustomer, "1145", None);
    assert_eq!(store.find(&company, &paid).await.unwrap().len(), 1);
}

#[tokio::test]
async fn payments_are_unsettled_until_a_payout_names_them() {
    let store = store().await;
    let company = northwind();
    let sample = one_of_each();
    let Some(Record::AlternativePayment(payment)) = sample.get(7).cloned() else { panic!() };
    let free = alternative::Payment {
        id: "free".into(),
        payout: None,
        status: alternative::PaymentStatus::Processing,
        refunded: MinorUnits(5),
        ..payment
    };
    store.write(&company, vec![mirror(Record::AlternativePayment(free.clone()))].into()).await.unwrap();
    let unsettled = store.unsettled(&company).await.unwrap();
    assert_eq!(unsettled.len(), 1);
    assert_eq!((unsettled[0].clearing, unsettled[0].minor), (1, free.sub_total.0 - 5));
    let resting = store.resting(&company, Some(&"4".into())).await.unwrap();
    assert_eq!(resting, [("150".to_owned(), 168_000)]);
}

fn row(seq: u64, slot: Option<&str>) -> ToldRow {
    ToldRow {
        seq,
        at: at(i64::try_from(seq).unwrap()),
        item: Some(SyncCategory::Payments),
        direction: Some("to_quickbooks".to_owned()),
        subject: Some("payment:p".to_owned()),
        record: None,
        slot: slot.map(str::to_owned),
        hold: None,
        name: Some("1051".to_owned()),
        change: Some(format!("\"{seq}\"")),
        text: format!("Payment {seq}"),
        folded: format!("payment {seq} harbor dental"),
        minor: Some(125_000),
        currency: Some(Currency::USD),
    }
}

#[tokio::test]
async fn changes_are_told_once_and_paged() {
    let store = store().await;
    let company = northwind();
    let open = intent("145", Lane::Money, 0);
    let changes =
        vec![told(1, "one"), told(2, "two"), told(3, "three"), Change::Outbox(Box::new(open.clone()))];
    store.write(&company, changes.into()).await.unwrap();
    assert_eq!(store.told_upto(&company).await.unwrap(), (0, 3));
    let rows = [row(1, None), row(2, Some(&open.slot.0)), row(3, Some("dropped"))];
    store.tell(&company, (0, 3), &[], &rows).await.unwrap();
    store.tell(&company, (0, 3), &[], &rows).await.unwrap();
    let query = ToldQuery { limit: 10, now: at(100), ..ToldQuery::default() };
    let all = store.told(&company, &query).await.unwrap();
    let states: Vec<_> = all.iter().map(|it| (it.row.seq, it.state)).collect();
    assert_eq!(states, [(2, ToldState::Working), (1, ToldState::Done)]);
    assert_eq!(all[1].row, row(1, None));
    let resting = ToldQuery { resting: vec!["to_quickbooks"], ..query.clone() };
    assert_eq!(store.told(&company, &resting).await.unwrap()[0].state, ToldState::Waiting);
    for (query, seqs) in [
        (ToldQuery { text: Some("payment 1 harbor".to_owned()), ..query.clone() }, vec![1]),
        (ToldQuery { before: Some(2), ..query.clone() }, vec![1]),
        (ToldQuery { since: Some(at(2)), ..query.clone() }, vec![2]),
        (ToldQuery { state: Some(ToldState::Working), ..query.clone() }, vec![2]),
        (ToldQuery { direction: Some("to_alternative"), ..query.clone() }, vec![]),
        (ToldQuery { item: Some(SyncCategory::Payments), limit: 1, ..query.clone() }, vec![2]),
    ] {
        let found = store.told(&company, &query).await.unwrap();
        assert_eq!(found.iter().map(|it| it.row.seq).collect::<Vec<_>>(), seqs, "{query:?}");
    }
    store
        .tell(
            &company,
            (3, 4),
            std::slice::from_ref(&open.slot.0),
            &[row(4, None), row(5, Some("unreadable:q_invoice:7"))],
        )
        .await
        .unwrap();
    let all = store.told(&company, &query).await.unwrap();
    assert_eq!(all.iter().map(|it| it.row.seq).collect::<Vec<_>>(), [5, 4, 1]);
    assert_eq!(all[0].state, ToldState::Waiting);
    let names = store.last_names(&company).await.unwrap();
    assert!(names.contains(&(SyncCategory::Payments, Some("1051".to_owned()))));
}
