//! Two Payments with our reference, both alive (rule P6): the one that was made first is ours on every computer, and the other
//! one is taken out by whoever wrote it, or asked about.

use engine::choice::{Choice, ChoiceId};
use engine::happened::{Done, Happened};
use engine::ports::JournalQuery;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

async fn collected() -> (World, Invoice, Value) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    (world, invoice, paid)
}

/// Somebody makes a second one behind our back: same reference and amount, as credit, since the invoice is paid.
async fn copied(world: &World, ours: &Value) -> String {
    let body = json!({ "CustomerRef": ours["CustomerRef"], "TotalAmt": ours["TotalAmt"], "TxnDate": ours["TxnDate"],
                       "PaymentRefNum": ours["PaymentRefNum"], "PrivateNote": ours["PrivateNote"] });
    text(&world.as_user("POST", "/payment", body).await["Payment"]["Id"]).to_owned()
}

#[tokio::test]
async fn p6_a_second_payment_with_our_reference_is_asked_about() {
    let (world, invoice, paid) = collected().await;
    world.sync().await;
    let ours = world.our_payments().await.remove(0);
    let copy = copied(&world, &ours).await;
    world.sync().await;
    let hold = world.hold("P5").await;
    let HoldReason::RecordedTwice { payment, entered, copy: true } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert_eq!((payment.as_str(), entered.as_str()), (text(&ours["Id"]), copy.as_str()));
    let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(choices, [ChoiceId::ItIsThatOne, ChoiceId::CheckAgain]);
    assert_eq!(world.all("Payment").await.len(), 2, "nobody here wrote it");

    world.decide(&hold, "it_is_that_one", &[]).await;
    world.sync_for(60).await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.all("Payment").await.len(), 2);
    let link = world.payment(&paid).await["link"].clone();
    assert_eq!((text(&link["state"]), &link["qbo_payment_ids"]), ("recorded", &json!([ours["Id"]])));
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p6_a_second_payment_with_our_reference_that_is_deleted_is_no_question_any_more() {
    let (world, invoice, paid) = collected().await;
    world.sync().await;
    let ours = world.our_payments().await.remove(0);
    let copy = copied(&world, &ours).await;
    world.sync().await;
    world.hold("P5").await;
    world.delete("Payment", &copy).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
    assert!(world.violations().await.is_empty());
}

/// Another computer's arrives between the look and the write: it was made first, so that ours goes.
#[tokio::test]
async fn p6_of_two_computers_that_record_at_once_the_later_takes_its_own_out() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "600.00").await;
    world.sync().await;
    let paid = world.pay_part(&invoice, "300.00").await;
    // As another computer would write it, under an id of its own: made by hand just before ours goes out.
    let reference =
        engine::reference::payment_reference(&text(&paid["id"]).into(), &invoice.customer.as_str().into());
    let note = format!("Alternative Payments {} (card)", text(&paid["id"]));
    let line = json!([{ "Amount": 300, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] }]);
    let body = json!({ "CustomerRef": { "value": invoice.customer }, "TotalAmt": 300, "PaymentRefNum": reference,
                       "PrivateNote": note, "Line": line });
    let other = world.another().await;
    let mark = world.request_mark().await;
    world.injector.meanwhile(&reference, async move {
        other.as_user("POST", "/payment", body).await;
    });
    world.sync().await;
    world.sync().await;
    assert!(world.injector.is_alone(), "it was made between the look and the write");
    let written = world.asked(mark).await;
    let written = written.iter().filter(|(what, _)| what == "quickbooks POST payment").count();
    assert_eq!(written, 2, "ours, and its removal");
    let there = world.all("Payment").await;
    assert_eq!(there.len(), 1, "{there:#?}");
    let first = text(&there[0]["Id"]).to_owned();
    assert_eq!(minor(&there[0]["UnappliedAmt"]), 0, "the one that was made first pays the invoice");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    let told = world.payment(&paid).await["link"].clone();
    assert_eq!((text(&told["state"]), &told["qbo_payment_ids"]), ("recorded", &json!([first])));
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]), 30_000);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 30_000);
    let query = JournalQuery { limit: 500, ..JournalQuery::default() };
    let journal = world.store.journal(&world.company, &query).await.unwrap();
    let removed = |it: &Happened| matches!(it, Happened::Done(Done::DuplicateRemoved { .. }));
    assert_eq!(journal.iter().filter(|entry| removed(&entry.draft.happened)).count(), 1);
    // The services note the second one, which is there for a moment, and nothing else.
    let noted = world.violations().await;
    assert!(noted.iter().all(|it| text(&it["kind"]).contains("exceed")), "{noted:#?}");
}
