//! The mirror.

use engine::ports::{Change, ListQuery, Store};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};

use super::sample::{
    alternative_invoice, at, invoice, known, mirror, mirror_invoice, northwind, one_of_each, payment, read,
};

fn invoice_145() -> RecordRef {
    RecordRef::new(RecordKind::BooksInvoice, "145")
}

fn gone(reference: RecordRef, seconds: i64) -> Change {
    Change::Gone { reference, at: at(seconds) }
}

async fn look(store: &dyn Store) -> Option<Mirrored> {
    store.records(&northwind(), &[invoice_145()]).await.unwrap().pop()
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    let mut all = vec![known(&northwind())];
    all.extend(changes);
    store.write(&northwind(), all.into()).await.unwrap();
}

/// A record, the instant it was read, and its raw answer.
pub async fn a_record_comes_back_as_it_was(store: &dyn Store) {
    let mirrored = read(Record::BooksInvoice(invoice("145", 3)), 5);
    let raw = r#"{"Id":"145","TotalAmt":1680.00}"#.to_owned();
    write(store, vec![Change::Mirror { mirrored: Box::new(mirrored.clone()), raw: Some(raw.clone()) }]).await;
    let asked = [RecordRef::new(RecordKind::BooksInvoice, "9"), invoice_145()];
    assert_eq!(store.records(&northwind(), &asked).await.unwrap(), [mirrored]);
    assert_eq!(store.raw(&northwind(), &invoice_145()).await.unwrap(), Some(raw));
    assert_eq!(store.raw(&northwind(), &asked[0]).await.unwrap(), None);
    assert!(store.records(&northwind(), &[]).await.unwrap().is_empty());
}

/// No kind loses anything on its way.
pub async fn every_kind_of_record_comes_back(store: &dyn Store) {
    let records = one_of_each();
    assert_eq!(records.len(), RecordKind::ALL.len());
    write(store, records.iter().cloned().map(mirror).collect()).await;
    for record in records {
        let found = store.records(&northwind(), &[record.reference()]).await.unwrap();
        assert_eq!(found, [read(record, 0)]);
    }
}

/// A late answer never overwrites a newer one: not the record, not its raw answer, not its edges, not its gone mark.
pub async fn a_lower_version_changes_nothing(store: &dyn Store) {
    write(store, vec![mirror_invoice("145", 10), gone(invoice_145(), 9)]).await;
    let mut late = invoice("145", 9);
    late.customer = "16".into();
    let late = read(Record::BooksInvoice(late), 20);
    write(store, vec![Change::Mirror { mirrored: Box::new(late), raw: Some("{}".to_owned()) }]).await;
    let kept = look(store).await.unwrap();
    assert_eq!(kept.record.version(), 10);
    assert_eq!((kept.read_at, kept.gone_at), (at(0), Some(at(9))));
    assert_eq!(store.raw(&northwind(), &invoice_145()).await.unwrap(), None);
    assert!(namers(store, "16").await.is_empty());
    // The same within one list.
    write(store, vec![mirror_invoice("146", 5), mirror_invoice("146", 4)]).await;
    let found =
        store.records(&northwind(), &[RecordRef::new(RecordKind::BooksInvoice, "146")]).await.unwrap();
    assert_eq!(found[0].record.version(), 5);
}

/// What was mirrored under a later version was about something else: its edges and its raw answer go with it.
pub async fn a_correction_counts_whatever_was_there(store: &dyn Store) {
    let mut wrong = invoice("145", 10);
    wrong.customer = "16".into();
    let wrong = read(Record::BooksInvoice(wrong), 0);
    write(store, vec![Change::Mirror { mirrored: Box::new(wrong), raw: Some("{}".to_owned()) }]).await;
    let right = read(Record::BooksInvoice(invoice("145", 9)), 20);
    write(store, vec![Change::Correct { mirrored: Box::new(right.clone()), raw: "{1}".to_owned() }]).await;
    assert_eq!(look(store).await.unwrap(), right);
    assert_eq!(store.raw(&northwind(), &invoice_145()).await.unwrap(), Some("{1}".to_owned()));
    assert!(namers(store, "16").await.is_empty());
}

/// Some fields change without a new version; the last look counts.
pub async fn the_same_version_replaces(store: &dyn Store) {
    let mut changed = invoice("145", 3);
    changed.memo = None;
    changed.customer = "16".into();
    let changed = read(Record::BooksInvoice(changed), 8);
    let mirror_changed = Change::Mirror { mirrored: Box::new(changed.clone()), raw: None };
    write(store, vec![mirror_invoice("145", 3), mirror_changed]).await;
    assert_eq!(look(store).await, Some(changed));
    assert!(namers(store, "15").await.is_empty());
    assert_eq!(namers(store, "16").await, [invoice_145()]);
}

/// A look without a raw answer keeps the one that is there.
pub async fn raw_answers_stay_until_replaced(store: &dyn Store) {
    let with = |version, raw: Option<&str>| Change::Mirror {
        mirrored: Box::new(read(Record::BooksInvoice(invoice("145", version)), 0)),
        raw: raw.map(ToOwned::to_owned),
    };
    write(store, vec![with(1, Some("first")), with(2, None)]).await;
    assert_eq!(store.raw(&northwind(), &invoice_145()).await.unwrap().as_deref(), Some("first"));
    write(store, vec![with(3, None)]).await;
    assert_eq!(store.raw(&northwind(), &invoice_145()).await.unwrap().as_deref(), Some("first"));
    write(store, vec![with(3, Some("second"))]).await;
    assert_eq!(store.raw(&northwind(), &invoice_145()).await.unwrap().as_deref(), Some("second"));
}

/// Gone, with the last look kept; the first evidence counts; nothing is made up for what was never mirrored.
pub async fn gone_records_keep_their_last_look(store: &dyn Store) {
    let unknown = RecordRef::new(RecordKind::BooksInvoice, "146");
    write(store, vec![mirror_invoice("145", 1), gone(invoice_145(), 7), gone(unknown.clone(), 7)]).await;
    write(store, vec![gone(invoice_145(), 8)]).await;
    let kept = look(store).await.unwrap();
    assert_eq!(kept.gone_at, Some(at(7)));
    assert_eq!(kept.record, Record::BooksInvoice(invoice("145", 1)));
    assert!(store.records(&northwind(), &[unknown]).await.unwrap().is_empty());
}

/// It was there after all.
pub async fn reading_again_clears_a_gone_mark(store: &dyn Store) {
    write(store, vec![mirror_invoice("145", 1), gone(invoice_145(), 7), mirror_invoice("145", 1)]).await;
    assert_eq!(look(store).await.unwrap().gone_at, None);
    write(store, vec![gone(invoice_145(), 8)]).await;
    assert_eq!(look(store).await.unwrap().gone_at, Some(at(8)));
    write(store, vec![mirror_invoice("145", 2)]).await;
    assert_eq!(look(store).await.unwrap().gone_at, None);
}

async fn namers(store: &dyn Store, customer: &str) -> Vec<RecordRef> {
    let customer = RecordRef::new(RecordKind::BooksCustomer, customer);
    store.naming(&northwind(), &[customer], RecordKind::BooksInvoice).await.unwrap()
}

/// Whoever names a record is found, by kind, in order, once; and no more when it does not name it any longer.
pub async fn edges_follow_the_record(store: &dyn Store) {
    let mirrored = ["150", "149"].map(|id| mirror(Record::BooksPayment(payment(id, "145"))));
    write(store, mirrored.into()).await;
    write(
        store,
        vec![mirror_invoice("145", 1), mirror(Record::AlternativeInvoice(alternative_invoice("145")))],
    )
    .await;
    let customer = RecordRef::new(RecordKind::BooksCustomer, "15");
    let naming = |targets: Vec<RecordRef>, kind| async move {
        let found = store.naming(&northwind(), &targets, kind).await.unwrap();
        found.into_iter().map(|it| (it.kind, it.id)).collect::<Vec<_>>()
    };
    let payments = || ["149", "150"].map(|id| (RecordKind::BooksPayment, id.to_owned()));
    assert_eq!(naming(vec![invoice_145()], RecordKind::BooksPayment).await, payments());
    assert_eq!(naming(vec![invoice_145(), customer], RecordKind::BooksPayment).await, payments());
    assert_eq!(naming(vec![invoice_145()], RecordKind::AlternativeInvoice).await.len(), 1);
    assert!(naming(vec![invoice_145()], RecordKind::BooksInvoice).await.is_empty());
    assert!(naming(Vec::new(), RecordKind::BooksPayment).await.is_empty());
    write(store, vec![mirror(Record::BooksPayment(payment("150", "146")))]).await;
    assert_eq!(naming(vec![invoice_145()], RecordKind::BooksPayment).await, payments()[..1]);
    let moved = RecordRef::new(RecordKind::BooksInvoice, "146");
    assert_eq!(naming(vec![moved], RecordKind::BooksPayment).await, payments()[1..]);
}

/// Pages of ids, so that a whole company is walked without being held.
pub async fn ids_are_paged_in_order_of_text(store: &dyn Store) {
    let ids = ["9", "10", "100", "2", "gone"];
    write(store, ids.map(|id| mirror_invoice(id, 1)).into()).await;
    write(store, vec![gone(RecordRef::new(RecordKind::BooksInvoice, "gone"), 1)]).await;
    write(store, vec![mirror(Record::AlternativeInvoice(alternative_invoice("145")))]).await;
    let page = |after: Option<&'static str>| async move {
        store.ids(&northwind(), RecordKind::BooksInvoice, None, after, 2).await.unwrap()
    };
    assert_eq!(page(None).await, ["10", "100"]);
    assert_eq!(page(Some("100")).await, ["2", "9"]);
    assert!(page(Some("9")).await.is_empty());
}

/// Rule F3: what a full comparison did not meet.
pub async fn ids_can_be_those_not_read_lately(store: &dyn Store) {
    let read_at = |id, seconds| Change::Mirror {
        mirrored: Box::new(read(Record::BooksInvoice(invoice(id, 1)), seconds)),
        raw: None,
    };
    write(store, vec![read_at("1", 10), read_at("2", 20), read_at("3", 5)]).await;
    let missed = |before| async move {
        store.ids(&northwind(), RecordKind::BooksInvoice, Some(at(before)), None, 10).await.unwrap()
    };
    assert_eq!(missed(20).await, ["1", "3"]);
    assert_eq!(missed(21).await, ["1", "2", "3"]);
    assert!(missed(5).await.is_empty());
}

/// Pages of a table: newest first, then by id, gone ones too.
pub async fn lists_are_newest_first(store: &dyn Store) {
    let issued = |id, day| {
        let mut it = invoice(id, 1);
        it.issued = super::sample::day(day);
        mirror(Record::BooksInvoice(it))
    };
    write(store, vec![issued("1", 18), issued("2", 20), issued("3", 18), issued("4", 3)]).await;
    write(store, vec![gone(RecordRef::new(RecordKind::BooksInvoice, "2"), 1)]).await;
    let list = |since: Option<&'static str>, offset, limit| async move {
        let since = since.map(ToOwned::to_owned);
        let query = ListQuery { kind: RecordKind::BooksInvoice, since, offset, limit };
        let page = store.list(&northwind(), &query).await.unwrap();
        page.into_iter().map(|it| it.record.reference().id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 0, 10).await, ["2", "1", "3", "4"]);
    assert_eq!(list(None, 1, 2).await, ["1", "3"]);
    assert_eq!(list(Some("2026-11-18"), 0, 10).await, ["2", "1", "3"]);
    assert!(list(Some("2026-12"), 0, 10).await.is_empty());
}

/// Counts cost nothing to read and follow every way a record comes and goes.
pub async fn counts_are_of_live_records(store: &dyn Store) {
    let count = || async { store.count(&northwind(), RecordKind::BooksInvoice).await.unwrap() };
    assert_eq!(count().await, 0);
    write(store, vec![mirror_invoice("145", 1), mirror_invoice("146", 1), mirror_invoice("145", 2)]).await;
    write(store, vec![mirror(Record::BooksPayment(payment("150", "145")))]).await;
    assert_eq!(count().await, 2);
    write(store, vec![gone(invoice_145(), 1), gone(invoice_145(), 2)]).await;
    assert_eq!(count().await, 1);
    write(store, vec![mirror_invoice("145", 3)]).await;
    assert_eq!(count().await, 2);
    let already = Mirrored { gone_at: Some(at(1)), ..read(Record::BooksInvoice(invoice("147", 1)), 0) };
    write(store, vec![Change::Mirror { mirrored: Box::new(already), raw: None }]).await;
    assert_eq!(count().await, 2);
}
