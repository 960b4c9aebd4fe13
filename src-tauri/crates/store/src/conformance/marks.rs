//! Links, dirty marks, waits, holds and documents.

use engine::awaited::{Awaited, Wait};
use engine::choice::ChoiceId;
use engine::documents::{Edit, Kept};
use engine::hold::{Decision, HoldState};
use engine::link::{Allowance, CustomerLink, Link, PartState, PaymentLink};
use engine::link_patch::{CustomerPatch, PartPatch, PayoutPatch};
use engine::ports::{Change, Dirty, HoldQuery, Store, StoreFault};
use engine::record::RecordRef;
use engine::subject::Subject;
use ledger::{Currency, MinorUnits, alternative};

use super::sample::{at, hold, invoice, invoice_link, known, northwind};

fn subject(id: &str) -> Subject {
    Subject::Invoice(id.into())
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    let mut all = vec![known(&northwind())];
    all.extend(changes);
    store.write(&northwind(), all.into()).await.unwrap();
}

/// A document as text.
fn text(name: &str, text: Option<&str>) -> Change {
    Change::edit(Edit::Keep(Kept::fixture(name, text.map(ToOwned::to_owned))))
}

async fn dirty(store: &dyn Store) -> Vec<Dirty> {
    store.dirty(&northwind(), 10).await.unwrap()
}

async fn dirty_subjects(store: &dyn Store) -> Vec<Subject> {
    dirty(store).await.into_iter().map(|it| it.subject).collect()
}

/// A link is found by its subject and replaced whole.
pub async fn links_are_kept_by_subject(store: &dyn Store) {
    let link = |version| invoice_link(&invoice("145", version));
    let keep = |subject: Subject, link| Change::Link { subject, link: Box::new(link) };
    let customer =
        Link::Customer(CustomerLink { drift: Some("Another name".into()), ..CustomerLink::default() });
    let whose = Subject::Customer("15".into());
    write(store, vec![keep(subject("145"), link(1)), keep(whose.clone(), customer.clone())]).await;
    write(store, vec![keep(subject("145"), link(2))]).await;
    let asked = [whose.clone(), subject("146"), subject("145")];
    let mut found = store.links(&northwind(), &asked).await.unwrap();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(found, [(whose, customer), (subject("145"), link(2))]);
    assert!(store.links(&northwind(), &[]).await.unwrap().is_empty());
}

/// A patch changes one thing of the link as it is stored by then; a link that is not there yet begins empty.
pub async fn a_patch_changes_the_link_as_it_is_stored(store: &dyn Store) {
    let id = alternative::PaymentId::from("p1");
    let part = |patch| Change::part(&id, &"15".into(), patch);
    write(store, vec![part(PartPatch::KeepAsCredit)]).await;
    write(store, vec![part(PartPatch::Linked("7".into(), MinorUnits(300))), part(PartPatch::ReturnHandled)])
        .await;
    let found = store.links(&northwind(), &[Subject::Payment(id.clone())]).await.unwrap();
    let mut link = PaymentLink::default();
    let kept = link.part_mut(&"15".into());
    kept.state = PartState::Recorded { payment: "7".into(), amount: MinorUnits(300), ours: false };
    kept.allowance = Allowance { keep_as_credit: true, return_handled: true, ..Allowance::default() };
    assert_eq!(found, [(Subject::Payment(id), Link::Payment(link))]);
}

/// P18: a record leads to the links that name it now.
pub async fn p18_links_are_found_by_what_they_name(store: &dyn Store) {
    let (payment, payout) = (alternative::PaymentId::from("p1"), alternative::PayoutId::from("po1"));
    let linked = |named: RecordRef| async move { store.linked(&northwind(), &[named]).await.unwrap() };
    let books_payment = |id: &str| RecordRef::books_payment(&id.into());
    let part = |patch| Change::part(&payment, &"15".into(), patch);
    write(store, vec![part(PartPatch::Linked("7".into(), MinorUnits(300)))]).await;
    write(store, vec![Change::payout(&payout, PayoutPatch::Deposited("52".into(), MinorUnits(300)))]).await;
    assert_eq!(linked(books_payment("7")).await, [Subject::Payment(payment.clone())]);
    assert_eq!(linked(RecordRef::books_deposit(&"52".into())).await, [Subject::Payout(payout)]);
    assert!(linked(RecordRef::books_deposit(&"7".into())).await.is_empty(), "another kind");

    write(store, vec![part(PartPatch::Linked("8".into(), MinorUnits(300)))]).await;
    assert!(linked(books_payment("7")).await.is_empty());
    assert_eq!(linked(books_payment("8")).await, [Subject::Payment(payment.clone())]);
    assert!(store.linked(&northwind(), &[]).await.unwrap().is_empty());
}

/// An edit changes the document as it is stored by then, and takes an empty one away.
pub async fn an_edit_changes_the_document_as_it_is_stored(store: &dyn Store) {
    let references = |ids: &[&str]| ids.iter().map(|id| RecordRef::books_payment(&(*id).into())).collect();
    let kept = || async { store.cursor(&northwind(), "wanted").await.unwrap() };
    write(store, vec![Change::edit(Edit::Want(references(&["1"])))]).await;
    write(
        store,
        vec![Change::edit(Edit::Want(references(&["2"]))), Change::edit(Edit::Came(references(&["1"])))],
    )
    .await;
    assert!(kept().await.is_some_and(|text| text.contains("\"2\"") && !text.contains("\"1\"")));
    write(store, vec![Change::edit(Edit::Came(references(&["2"])))]).await;
    assert_eq!(kept().await, None);
}

/// A damaged document is told, and nothing of the list is done.
pub async fn an_edit_of_a_damaged_document_changes_nothing(store: &dyn Store) {
    write(store, vec![text("wanted", Some("[{"))]).await;
    let edit = Change::edit(Edit::Want([RecordRef::books_payment(&"1".into())].into()));
    let fault = store.write(&northwind(), vec![Change::Dirty(subject("145")), edit].into()).await;
    assert!(matches!(fault, Err(StoreFault::Document(_))), "{fault:?}");
    assert!(dirty(store).await.is_empty());
}

/// Whoever read a document before somebody else changed it is told so, and nothing of the list is done.
pub async fn a_document_that_moved_is_not_replaced(store: &dyn Store) {
    let replace = |before: Option<&str>, after: &str| {
        let (before, after) = (before.map(ToOwned::to_owned), Some(after.to_owned()));
        Change::edit(Edit::Replace { name: "walk", before, after })
    };
    write(store, vec![replace(None, "one")]).await;
    write(store, vec![replace(Some("one"), "two")]).await;
    let late = vec![Change::Dirty(subject("145")), replace(Some("one"), "three")];
    assert_eq!(store.write(&northwind(), late.into()).await, Err(StoreFault::Moved));
    assert_eq!(store.cursor(&northwind(), "walk").await.unwrap().as_deref(), Some("two"));
    assert!(dirty(store).await.is_empty());
}

/// The subject marked first is planned first; marking again puts it behind the others.
pub async fn dirty_marks_come_oldest_first(store: &dyn Store) {
    let marks = ["3", "1", "2"].map(|id| Change::Dirty(subject(id)));
    write(store, marks.into()).await;
    write(store, vec![Change::Dirty(subject("9"))]).await;
    assert_eq!(dirty_subjects(store).await, ["3", "1", "2", "9"].map(subject));
    assert_eq!(store.dirty(&northwind(), 2).await.unwrap().len(), 2);
    write(store, vec![Change::Dirty(subject("3"))]).await;
    assert_eq!(dirty_subjects(store).await, ["1", "2", "9", "3"].map(subject));
}

/// What changes while a subject is planned is not lost: cleaning only counts for the mark that was seen.
pub async fn a_mark_made_again_is_not_cleaned(store: &dyn Store) {
    write(store, vec![Change::Dirty(subject("1")), Change::Dirty(subject("2"))]).await;
    let seen = dirty(store).await;
    write(store, vec![Change::Dirty(subject("1"))]).await;
    write(store, seen.iter().cloned().map(Change::Clean).collect()).await;
    let left = dirty(store).await;
    assert_eq!(left.iter().map(|it| &it.subject).collect::<Vec<_>>(), [&subject("1")]);
    assert!(left[0].stamp > seen[0].stamp);
    // In one list: what is marked after cleaning stays, what was marked before it goes only by its own stamp.
    let [mark] = left.try_into().unwrap();
    write(store, vec![Change::Clean(mark.clone()), Change::Dirty(subject("1"))]).await;
    let marked = dirty(store).await;
    assert_eq!(marked.len(), 1);
    assert!(marked[0].stamp > mark.stamp);
    write(store, vec![Change::Clean(marked[0].clone())]).await;
    assert!(dirty(store).await.is_empty());
    // Stamps rise for good, even when nothing is marked any more.
    write(store, vec![Change::Dirty(subject("1"))]).await;
    assert!(dirty(store).await[0].stamp > marked[0].stamp);
}

/// P18: a change of what a subject waits for marks it, for as long as it waits.
pub async fn p18_a_change_marks_who_waits_for_it(store: &dyn Store) {
    let wait = Wait { on: Awaited::Customer("15".into()), amount: None };
    let waits = |waits| Change::Waits { subject: subject("1"), waits };
    let customer = Subject::Customer("15".into());
    let taken = Change::customer(&"15".into(), CustomerPatch::TryAgain);
    write(store, vec![waits(vec![wait])]).await;
    assert!(dirty(store).await.is_empty(), "nothing changed yet");
    write(store, vec![Change::Dirty(customer.clone())]).await;
    let marked = dirty(store).await;
    assert_eq!(marked.len(), 1, "to plan again is no change");
    // Planned in the same batch as what it waits for: the mark comes after the clean.
    write(store, vec![taken.clone(), Change::Clean(marked[0].clone())]).await;
    let marked = dirty(store).await;
    assert_eq!(marked.iter().map(|mark| &mark.subject).collect::<Vec<_>>(), [&subject("1")]);
    write(store, vec![waits(Vec::new()), Change::Clean(marked[0].clone())]).await;
    write(store, vec![taken]).await;
    assert!(dirty(store).await.is_empty(), "it waits no more");
}

/// The last word about a subject counts; an empty one clears it.
pub async fn waits_are_replaced_by_subject(store: &dyn Store) {
    let wait = |payment: &str, amount: Option<i64>| Wait {
        on: Awaited::Report(payment.into()),
        amount: amount.map(|minor| MinorUnits(minor).of(Currency::USD)),
    };
    let waits = |id: &str, waits: Vec<Wait>| Change::Waits { subject: subject(id), waits };
    let two = vec![wait("The payment ends", Some(100)), wait("An answer", None)];
    write(store, vec![waits("2", vec![wait("Old", None)]), waits("1", two.clone()), waits("2", Vec::new())])
        .await;
    let first = two.iter().cloned().map(|it| (subject("1"), it)).collect::<Vec<_>>();
    assert_eq!(store.waits(&northwind(), 10).await.unwrap(), first);
    assert_eq!(store.waits(&northwind(), 1).await.unwrap(), first[..1]);
    write(store, vec![waits("3", vec![wait("Later", None)]), waits("1", vec![wait("Only this", None)])])
        .await;
    let left = [(subject("1"), wait("Only this", None)), (subject("3"), wait("Later", None))];
    assert_eq!(store.waits(&northwind(), 10).await.unwrap(), left);
    write(store, vec![waits("1", Vec::new()), waits("3", Vec::new())]).await;
    assert!(store.waits(&northwind(), 10).await.unwrap().is_empty());
}

/// The inbox shows open holds; decided and withdrawn ones are still found by what they are about.
pub async fn open_holds_come_oldest_first(store: &dyn Store) {
    let (late, early) = (hold("1", 20), hold("2", 10));
    write(store, vec![Change::Hold(Box::new(late.clone())), Change::Hold(Box::new(early.clone()))]).await;
    let open = || async { store.holds(&northwind(), &HoldQuery::Open).await.unwrap() };
    assert_eq!(open().await, [early.clone(), late.clone()]);
    let mut decided = early.clone();
    decided.state = HoldState::Decided(Decision {
        choice: ChoiceId::Keep,
        arguments: [("account".to_owned(), "35".to_owned())].into(),
        at: at(30),
    });
    write(store, vec![Change::Hold(Box::new(decided.clone()))]).await;
    assert_eq!(open().await, std::slice::from_ref(&late));
    let of = HoldQuery::Subjects(vec![subject("2"), subject("3"), subject("1")]);
    assert_eq!(store.holds(&northwind(), &of).await.unwrap(), [decided.clone(), late]);
    let by_id = HoldQuery::Id(early.id.clone());
    assert_eq!(store.holds(&northwind(), &by_id).await.unwrap(), [decided]);
    write(store, vec![Change::Hold(Box::new(early.clone()))]).await;
    assert_eq!(open().await.len(), 2);
    assert!(store.holds(&northwind(), &HoldQuery::Id("none".to_owned())).await.unwrap().is_empty());
}

/// A document is kept, replaced and removed.
pub async fn documents_come_and_go(store: &dyn Store) {
    let set = |value: Option<&str>| text("changes", value);
    let cursor = || async { store.cursor(&northwind(), "changes").await.unwrap() };
    assert_eq!(cursor().await, None);
    write(store, vec![set(Some("one"))]).await;
    write(store, vec![set(Some("")), set(Some("two"))]).await;
    assert_eq!(cursor().await.as_deref(), Some("two"));
    assert_eq!(store.cursor(&northwind(), "events").await.unwrap(), None);
    write(store, vec![set(None)]).await;
    assert_eq!(cursor().await, None);
}
