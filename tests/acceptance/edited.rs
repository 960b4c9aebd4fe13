//! What people change of a Payment of ours in QuickBooks (rule P11): listed and never fought over; what no longer pays its
//! invoice needs a decision.

use engine::choice::ChoiceId;
use engine::edited::{Edited, edits};
use engine::happened::{Done, Happened};
use engine::hold::Hold;
use engine::link::Link;
use engine::ports::JournalQuery;
use engine::record::{Record, RecordRef};
use engine::subject::Subject;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// 300.00 that a customer paid through Alternative, recorded.
async fn recorded() -> (World, Invoice, Value, String) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    (world, invoice, paid, ours)
}

/// Somebody takes it off its invoice.
async fn unapplied() -> (World, Invoice, Value, String) {
    let (world, invoice, paid, ours) = recorded().await;
    world.edit("Payment", &ours, json!({ "Line": [] })).await;
    world.sync().await;
    (world, invoice, paid, ours)
}

fn ids(hold: &Hold) -> Vec<ChoiceId> {
    hold.draft.choices().iter().map(engine::choice::Choice::id).collect()
}

async fn asked(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

async fn happened(world: &World, such: impl Fn(&Happened) -> bool) -> usize {
    let query = JournalQuery { limit: 500, ..JournalQuery::default() };
    let journal = world.store.journal(&world.company, &query).await.unwrap();
    journal.iter().filter(|entry| such(&entry.draft.happened)).count()
}

async fn is_whole_again(world: &World, invoice: &Invoice, paid: &Value, ours: &str) {
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    let payment = world.books("Payment", ours).await.unwrap();
    assert_eq!((minor(&payment["TotalAmt"]), minor(&payment["UnappliedAmt"])), (30_000, 0));
    assert_eq!(world.all("Payment").await.len(), 1);
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]), 0);
    assert_eq!(asked(world, invoice).await, 0);
    assert_eq!(text(&world.payment(paid).await["link"]["state"]), "recorded");
    let applied = |it: &Happened| matches!(it, Happened::Done(Done::PaymentApplied { .. }));
    assert_eq!(happened(world, applied).await, 1);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p11_what_was_unapplied_is_applied_again_where_a_person_says_so() {
    let (world, invoice, paid, ours) = unapplied().await;
    let hold = world.hold("P11").await;
    let all = [
        ChoiceId::ApplyAgain,
        ChoiceId::OpenInQuickbooks,
        ChoiceId::CheckAgain,
        ChoiceId::LeaveAsCredit,
        ChoiceId::WasGivenBack,
    ];
    assert_eq!(ids(&hold), all);
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "held");
    let mark = world.request_mark().await;
    world.decide(&hold, "apply_again", &[]).await;
    world.sync().await;
    is_whole_again(&world, &invoice, &paid, &ours).await;
    let writes = |(what, _): &&(String, Value)| what.as_str() == "quickbooks POST payment";
    assert_eq!(world.asked(mark).await.iter().filter(writes).count(), 1);

    // Once: what somebody takes off again is asked about again.
    world.edit("Payment", &ours, json!({ "Line": [] })).await;
    world.sync().await;
    assert_eq!(ids(&world.hold("P11").await), all);
}

#[tokio::test]
async fn p11_applying_again_survives_a_lost_answer_and_a_request_that_never_arrived() {
    for kind in ["drop_after", "drop_before"] {
        let (world, invoice, paid, ours) = unapplied().await;
        let rule = json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": kind, "times": 1 });
        world.fault(rule).await;
        world.decide(&world.hold("P11").await, "apply_again", &[]).await;
        world.sync_for(30).await;
        is_whole_again(&world, &invoice, &paid, &ours).await;
    }
}

#[tokio::test]
async fn p11_part_of_it_is_applied_again_beside_what_it_pays_else() {
    let (world, invoice, paid, ours) = recorded().await;
    let other = world.invoice_for(&invoice.customer, &[("Backup", "80.00")]).await;
    let line = |id: &str, amount: i64| json!({ "Amount": amount, "LinkedTxn": [{ "TxnId": id, "TxnType": "Invoice" }] });
    let lines = json!([line(&invoice.id, 100), line(&other.id, 80)]);
    world.edit("Payment", &ours, json!({ "Line": lines })).await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert!(!ids(&hold).contains(&ChoiceId::ApplyAgain), "80.00 of it pay another invoice");

    // The other invoice is paid otherwise, so that all of it is there for this one.
    world.edit("Payment", &ours, json!({ "Line": [line(&invoice.id, 100)] })).await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert_eq!(hold.draft.amount.map(|open| open.minor.0), Some(20_000));
    world.decide(&hold, "apply_again", &[]).await;
    world.sync().await;
    is_whole_again(&world, &invoice, &paid, &ours).await;
}

#[tokio::test]
async fn p11_it_is_not_applied_again_once_it_is_on_a_deposit_or_its_invoice_is_not_open() {
    let (world, invoice, _, ours) = unapplied().await;
    let stale = world.hold("P11").await;
    world.external_payment(&invoice, "300.00").await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert_eq!(hold.id, stale.id, "the same decision");
    assert!(!ids(&hold).contains(&ChoiceId::ApplyAgain));

    let (world, invoice, _, ours_too) = unapplied().await;
    // Decided just before somebody deposits it: the look before the write says no, and the decision is there again.
    world.decide(&world.hold("P11").await, "apply_again", &[]).await;
    let line = json!({ "Amount": 300, "LinkedTxn": [{ "TxnId": ours_too, "TxnType": "Payment", "TxnLineId": "0" }] });
    let deposit = json!({ "DepositToAccountRef": { "value": world.account("Checking") }, "Line": [line] });
    world.as_user("POST", "/deposit", deposit).await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert!(!ids(&hold).contains(&ChoiceId::ApplyAgain), "{hold:#?}");
    assert_eq!(minor(&world.books("Payment", &ours_too).await.unwrap()["UnappliedAmt"]), 30_000);
    assert_eq!(asked(&world, &invoice).await, 0);
    assert!(world.violations().await.is_empty());
    let _ = ours;
}

#[tokio::test]
async fn p11_a_voided_invoice_leaves_a_credit_that_cannot_be_applied_again() {
    let (world, invoice, paid, ours) = recorded().await;
    world.void_invoice(&invoice.id).await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert!(!ids(&hold).contains(&ChoiceId::ApplyAgain));
    assert_eq!(minor(&world.books("Payment", &ours).await.unwrap()["UnappliedAmt"]), 30_000);
    world.decide(&hold, "leave_as_credit", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p11_what_was_given_back_is_asked_for_again_and_kept_for_the_entry() {
    let (world, invoice, paid, ours) = unapplied().await;
    world.decide(&world.hold("P11").await, "was_given_back", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(asked(&world, &invoice).await, 30_000);
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.books("Payment", &ours).await.unwrap()["UnappliedAmt"]), 30_000);
    let subject = Subject::Payment(text(&paid["id"]).into());
    let links = world.store.links(&world.company, &[subject]).await.unwrap();
    let Link::Payment(link) = &links[0].1 else { panic!("{links:#?}") };
    assert_eq!(link.parts[0].given_back().map(|amount| amount.0), Some(30_000));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p11_what_pays_another_invoice_instead_is_asked_about_and_not_moved_back() {
    let (world, invoice, paid, ours) = recorded().await;
    let other = world.invoice_for(&invoice.customer, &[("Backup", "300.00")]).await;
    world.sync().await;
    let line = json!([{ "Amount": 300, "LinkedTxn": [{ "TxnId": other.id, "TxnType": "Invoice" }] }]);
    world.edit("Payment", &ours, json!({ "Line": line })).await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert!(!ids(&hold).contains(&ChoiceId::ApplyAgain), "it has no credit left");
    assert_eq!((asked(&world, &invoice).await, asked(&world, &other).await), (0, 0));
    world.decide(&hold, "leave_as_credit", &[]).await;
    world.sync().await;
    assert_eq!((asked(&world, &invoice).await, asked(&world, &other).await), (30_000, 0));
    let listed = listed(&world, &paid).await;
    assert_eq!(listed, [Edited::Invoices(vec![invoice.id.as_str().into()], vec![other.id.as_str().into()])]);
    assert!(world.violations().await.is_empty());
}

/// What the list of payments says that people changed.
async fn listed(world: &World, paid: &Value) -> Vec<Edited> {
    let subject = Subject::Payment(text(&paid["id"]).into());
    let links = world.store.links(&world.company, &[subject]).await.unwrap();
    let Link::Payment(link) = &links[0].1 else { panic!("{links:#?}") };
    let part = &link.parts[0];
    let id = RecordRef::books_payment(part.state.payment().unwrap());
    let seen = world.store.records(&world.company, &[id]).await.unwrap().remove(0);
    let Record::BooksPayment(seen) = seen.record else { panic!("{seen:#?}") };
    edits(part, &seen)
}

#[tokio::test]
async fn p11_another_date_and_account_are_listed_with_what_they_were() {
    let (world, invoice, paid, ours) = recorded().await;
    let before = world.books("Payment", &ours).await.unwrap();
    let account = world.account("Checking");
    let change = json!({ "TxnDate": "2026-01-02", "DepositToAccountRef": { "value": account } });
    world.edit("Payment", &ours, change).await;
    let mark = world.request_mark().await;
    world.sync().await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    let now = world.books("Payment", &ours).await.unwrap();
    assert_eq!(
        (text(&now["TxnDate"]), text(&now["DepositToAccountRef"]["value"])),
        ("2026-01-02", account.as_str())
    );
    assert!(world.effects(mark).await.is_empty(), "{:?}", world.effects(mark).await);
    let day = |record: &Value| text(&record["TxnDate"]).parse().unwrap();
    let to = |record: &Value| Some(text(&record["DepositToAccountRef"]["value"]).into());
    let expected = [Edited::Date(day(&before), day(&now)), Edited::Account(to(&before), to(&now))];
    assert_eq!(listed(&world, &paid).await, expected);
    assert_eq!(asked(&world, &invoice).await, 0);
    assert!(world.violations().await.is_empty());
}
