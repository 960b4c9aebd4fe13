//! Activity: changes in sentences, filters, pages, and the chain behind a change.

use contract::change::{Field, FieldChange, FieldValue};
use contract::happened::{Done, Happened, Noun, Task};
use contract::rows::RowState;
use contract::side::Side;
use contract::status::{State, SyncCategory};
use contract::table::{
    ActivityPageRequest, Direction, LinkFacts, Method, PaidBy, PaymentStanding, Stage, WriteReason,
};
use engine::choice::ChoiceId;
use engine::documents::{Edit, Kept};
use engine::fault::{Fault, FaultKind};
use engine::ports::Change;
use engine::settings::Patch;
use engine::side::SideState;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use ledger::{Currency, MinorUnits};
use serde_json::json;
use service::Filter;

use crate::office::{Office, told};
use crate::text;

#[tokio::test]
async fn a_recorded_payment_is_told_from_the_read_to_its_check() {
    let office = Office::open().await;
    let invoice = office.invoice("Harbor Dental Group", "1250.00").await;
    let payment = office.paid(&invoice, "hang", "36.25").await;

    let row = office.change("Payment by").await;
    assert_eq!(row.text, format!("Payment by Harbor Dental Group, invoice {}", invoice.number));
    let paid = contract::change::Change::Payment {
        customer: Some("Harbor Dental Group".to_owned()),
        invoices: vec![invoice.number.clone()],
        partial: false,
        removed: false,
    };
    assert_eq!(row.change, paid, "what the sentence says is there as data");
    assert_eq!((row.direction, row.state, row.held), (Some(Direction::ToQuickbooks), State::Done, false));
    assert_eq!(row.amount.map(|money| money.to_string()).as_deref(), Some("1,250.00 USD"));
    assert_eq!(row.record.as_deref(), Some(format!("payment:{}", text(&payment["id"])).as_str()));

    let chain = office.chain(&row).await;
    let stages: Vec<_> = chain.links.iter().map(|link| link.stage).collect();
    assert_eq!(stages, [Stage::Read, Stage::Decided, Stage::Written, Stage::Checked], "{chain:#?}");
    let amount = MinorUnits(125_000).of(Currency::USD);
    let read = LinkFacts::Paid {
        amount,
        customer: Some("Harbor Dental Group".to_owned()),
        by: Some(PaidBy { method: Method::Card, fee_passed_on: false }),
        invoices: vec![invoice.number.clone()],
        standing: Some(PaymentStanding::Clearing),
    };
    assert_eq!((&chain.links[0].told, chain.links[0].id.as_deref()), (&read, payment["id"].as_str()));
    let happened = Happened::Planned { task: Task::RecordPayment { amount } };
    let decided = LinkFacts::Wanted { happened, why: Some(WriteReason::Collected) };
    assert_eq!(chain.links[1].told, decided);
    let in_books = &office.world.our_payments().await[0];
    let (id, reference) = (text(&in_books["Id"]), text(&in_books["PaymentRefNum"]));
    let (id_text, reference) = (id.to_owned(), reference.to_owned());
    assert_eq!(chain.links[2].told, LinkFacts::Recorded { payment: id_text.clone(), reference });
    assert_eq!(chain.links[2].id.as_ref().map(String::len), Some(32), "the request's id");
    let read_again = LinkFacts::ReadAgain { record: Noun::Payment, id: id_text, gone: false };
    assert_eq!((&chain.links[3].told, chain.links[3].id.as_deref()), (&read_again, Some(id)));
    assert!(chain.links.is_sorted_by_key(|link| link.at));

    assert_eq!(chain.place, Some(Side::Quickbooks));
    let amount = |minor| Some(FieldValue::Amount { amount: MinorUnits(minor).of(Currency::USD) });
    let paid = |is| Some(FieldValue::Paid { is });
    let number = || invoice.number.clone();
    assert_eq!(
        chain.changes,
        [
            FieldChange {
                field: Field::BalanceOf { invoice: number() },
                before: amount(125_000),
                after: amount(0)
            },
            FieldChange {
                field: Field::StatusOf { invoice: number() },
                before: paid(false),
                after: paid(true)
            },
        ]
    );
}

#[tokio::test]
async fn a_changed_invoice_says_what_it_was() {
    let office = Office::open().await;
    let invoice = office.invoice("Calloway Architects", "3675.00").await;
    let new = office.change("new").await;
    assert_eq!(new.text, format!("Invoice {} for Calloway Architects, new", invoice.number));
    office.world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-08-28" })).await;
    office.world.sync().await;
    let row = office.change("due").await;
    assert!(
        row.text.starts_with(&format!("Invoice {}, Calloway Architects: due Aug 28, was ", invoice.number)),
        "{}",
        row.text
    );
    assert_eq!(row.item, Some(SyncCategory::InvoiceDetails));
    let chain = office.chain(&row).await;
    assert_eq!(chain.place, Some(Side::Alternative));
    assert_eq!(chain.changes[0].field, Field::Due);
    assert_eq!(chain.changes[0].after, Some(FieldValue::Day { day: date(2026, 8, 28) }));
    assert_eq!(chain.changes.len(), 1, "{:#?}", chain.changes);
    assert_eq!(chain.links.iter().filter(|link| link.stage == Stage::Written).count(), 1, "{chain:#?}");
}

#[tokio::test]
async fn a_held_payment_is_not_written_until_a_person_decides() {
    let office = Office::open().await;
    let invoice = office.invoice("Tessellate Studio", "300.00").await;
    office.world.external_payment(&invoice, "300.00").await;
    office.paid(&invoice, "succeed", "9.00").await;
    let hold = office.world.hold("P5").await;

    let row = office.page(|wanted| wanted.state = Some(State::NeedsYou)).await.remove(0);
    assert!(row.held);
    assert_eq!(row.direction, None);
    assert_eq!(row.item, Some(SyncCategory::Payments));
    assert_eq!(row.amount.map(|money| money.minor.0), Some(30_000));
    let chain = office.chain(&row).await;
    let last = chain.links.last().unwrap();
    assert_eq!(last.stage, Stage::Held, "{chain:#?}");
    let LinkFacts::Held { happened: Happened::Held { question }, cause: None } = &last.told else {
        panic!("{last:#?}")
    };
    assert_eq!(question.amount.map(|money| money.minor.0), Some(30_000));
    assert_eq!((chain.place, chain.changes), (None, Vec::new()));

    let choices = hold.draft.choices();
    let (first, last) = (choices.first().unwrap().id(), choices.last().unwrap().id());
    let choice = if last == ChoiceId::RecordOursToo { last } else { first };
    office.world.decide(&hold, choice.as_str(), &[]).await;
    office.world.sync().await;
    assert_eq!(office.page(|wanted| wanted.state = Some(State::NeedsYou)).await, []);
    let chain = office.chain(&row).await;
    assert!(chain.links.iter().any(|link| link.stage == Stage::Person), "{chain:#?}");
}

#[tokio::test]
async fn rows_are_filtered_paged_and_counted() {
    let office = Office::open().await;
    let first = office.invoice("Harbor Dental Group", "1250.00").await;
    let second = office.invoice("Old Mill Brewery", "500.00").await;
    office.paid(&first, "succeed", "1.00").await;

    let by_name = office.page(|wanted| wanted.text = Some("old mill".to_owned())).await;
    assert!(!by_name.is_empty());
    assert!(by_name.iter().all(|row| row.text.contains("Old Mill") || row.text.contains(&second.number)));
    let by_amount = office.page(|wanted| wanted.text = Some("1,250.00".to_owned())).await;
    assert!(by_amount.iter().any(|row| row.text.starts_with("Payment by Harbor")), "{by_amount:#?}");
    let payments = office.page(|wanted| wanted.item = Some(SyncCategory::Payments)).await;
    assert_eq!(told(&payments).len(), 1, "{payments:#?}");
    let into_books = office.page(|wanted| wanted.direction = Some(Direction::ToQuickbooks)).await;
    assert_eq!(into_books, payments);
    office.world.advance(1);
    assert_eq!(office.page(|wanted| wanted.since = Some(office.world.now())).await, []);

    let all = office.page(|_| {}).await;
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let wanted = ActivityPageRequest { before, limit: 2, ..ActivityPageRequest::default() };
        let page = service::activity_page(&office.host, office.company(), &wanted).await.unwrap();
        before = page.rows.last().map(|row| row.seq);
        paged.extend(page.rows);
        if !page.more {
            break;
        }
    }
    assert_eq!(paged, all);
    let status = service::status(&office.host, office.company()).await.unwrap();
    let wanted = ActivityPageRequest { limit: 1, ..ActivityPageRequest::default() };
    let page = service::activity_page(&office.host, office.company(), &wanted).await.unwrap();
    assert_eq!(page.today, status.items.iter().map(|item| item.today).sum::<u64>());
    assert_eq!(status.items[3].last_record.as_deref(), Some(first.number.as_str()));
    assert_eq!(status.items[2].last_record.as_deref(), Some("Old Mill Brewery"));
}

#[tokio::test]
async fn a_change_waits_until_it_is_written_and_is_told_once() {
    let office = Office::open().await;
    let invoice = office.invoice("Harbor Dental Group", "1250.00").await;
    office.world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "drop_before", "times": 1 })).await;
    office.paid(&invoice, "succeed", "1.00").await;
    let payments = || office.page(|wanted| wanted.item = Some(SyncCategory::Payments));
    let what = format!("Payment by Harbor Dental Group, invoice {}", invoice.number);
    assert_eq!(told(&payments().await), [(what.as_str(), State::Waiting)]);
    // Somebody syncs, and its time has come.
    let syncing = office.host.store().claim().unwrap();
    office.world.advance(3_600);
    assert_eq!(told(&payments().await), [(what.as_str(), State::Working)]);
    drop(syncing);
    assert_eq!(told(&payments().await), [(what.as_str(), State::Waiting)]);
    let waiting = payments().await.remove(0);
    let chain = office.chain(&waiting).await;
    assert_eq!(chain.links.iter().filter(|link| link.stage == Stage::Decided).count(), 1, "{chain:#?}");

    office.world.sync_for(10).await;
    let done = payments().await;
    assert_eq!(told(&done), [(what.as_str(), State::Done)]);
    let stages: Vec<_> = office.chain(&done[0]).await.links.iter().map(|link| link.stage).collect();
    assert_eq!(stages.first(), Some(&Stage::Read));
    assert_eq!(stages.last(), Some(&Stage::Checked));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_waits_until_it_is() {
    let office = Office::open().await;
    let invoice = office.invoice("Harbor Dental Group", "300.00").await;
    let lines = office.world.line("Managed services", "311.00").await;
    office.world.edit("Invoice", &invoice.id, json!({ "Line": [lines] })).await;
    office.world.injector.treat("/v3/company/", "\"TotalAmt\":311.0", "\"TotalAmt\":\"three hundred\"");
    office.world.sync().await;
    let row = office.change("cannot be read").await;
    assert_eq!((row.state, row.direction, row.held), (State::Waiting, None, false));
    office.world.injector.discharge();
    office.world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    office.world.sync().await;
    let rows = office.page(|_| {}).await;
    assert!(rows.iter().all(|row| row.state == State::Done), "{rows:#?}");
}

#[tokio::test]
async fn a_deleted_invoice_is_told_with_the_read_that_said_so() {
    let office = Office::open().await;
    let invoice = office.invoice("Halcyon Books", "212.00").await;
    office.world.delete("Invoice", &invoice.id).await;
    office.world.sync().await;
    let row = office.change("deleted").await;
    assert_eq!(
        row.text,
        format!("Invoice {} deleted in QuickBooks, archived in Alternative", invoice.number)
    );
    assert_eq!(row.amount.map(|money| money.minor.0), Some(21_200));
    let chain = office.chain(&row).await;
    let told: Vec<_> = chain.links.iter().map(|link| (link.stage, link.told.clone())).collect();
    let number = || invoice.number.clone();
    let deleted = Happened::Deleted { side: Side::Quickbooks, noun: Noun::Invoice, label: number() };
    // The journal has the invoice's id; people know it by its number.
    let planned = Happened::Planned { task: Task::ArchiveInvoice { invoice: number() } };
    let done = Happened::Done { done: Done::InvoiceArchived { number: number(), voided: false } };
    assert_eq!(
        told,
        [
            (Stage::Read, LinkFacts::Entry { happened: deleted }),
            (Stage::Decided, LinkFacts::Wanted { happened: planned, why: Some(WriteReason::Deleted) }),
            (Stage::Written, LinkFacts::Entry { happened: done }),
        ]
    );
    assert_eq!((chain.changes.len(), &chain.changes[0].field), (1, &Field::Archived));
}

/// How the one payment stands, in Payments and in Activity.
async fn payment_states(office: &Office) -> (RowState, State) {
    let rows = service::payments(&office.host, office.company(), &Filter::default()).await.unwrap();
    let told = office.page(|wanted| wanted.item = Some(SyncCategory::Payments)).await;
    assert_eq!((rows.len(), told.len()), (1, 1), "{rows:#?} {told:#?}");
    (rows[0].state, told[0].state)
}

async fn patch(office: &Office, patch: Patch) {
    office.world.store.write(office.company(), vec![Change::Patch(patch)].into()).await.unwrap();
}

#[tokio::test]
async fn n5_a_payment_that_is_ready_waits_while_nothing_can_be_written() {
    const WORKS: (RowState, State) = (RowState::Working, State::Working);
    const WAITS: (RowState, State) = (RowState::Waiting, State::Waiting);
    let office = Office::open().await;
    let syncing = office.host.store().claim().unwrap();
    let invoice = office.invoice("Harbor Dental Group", "1250.00").await;
    let tokens = format!("/quickbooks/{}/tokens", office.world.realm());
    office.world.control("POST", &tokens, json!({ "action": "revoke" })).await;
    office.paid(&invoice, "succeed", "1.00").await;
    office.world.advance(3_600);
    assert_eq!(payment_states(&office).await, WAITS, "the sign-in has ended");
    patch(&office, Patch::Closed(engine::fault::Side::Quickbooks, None)).await;
    assert_eq!(payment_states(&office).await, WORKS);

    patch(&office, Patch::Paused(Some(Timestamp::MAX))).await;
    assert_eq!(payment_states(&office).await, WAITS, "a person paused it");
    patch(&office, Patch::Paused(None)).await;
    assert_eq!(payment_states(&office).await, WORKS);

    let silent = SideState {
        paused_until: Some(office.world.now().checked_add(SignedDuration::from_mins(1)).unwrap()),
        fault: Some(Fault::new(engine::fault::Side::Quickbooks, FaultKind::Unanswered)),
        ..SideState::default()
    };
    let facts = json!({ "quickbooks": silent, "alternative": SideState::default() });
    let facts = Change::edit(Edit::Keep(Kept::fixture("pass", Some(facts.to_string()))));
    office.world.store.write(office.company(), vec![facts].into()).await.unwrap();
    assert_eq!(payment_states(&office).await, WAITS, "QuickBooks does not answer");
    let waiting = Filter { state: Some(RowState::Waiting), ..Filter::default() };
    let owed = service::payments(&office.host, office.company(), &waiting).await.unwrap();
    assert_eq!(owed.len(), 1, "what the Overview asks for");
    office.world.advance(120);
    assert_eq!(payment_states(&office).await, WORKS, "it is tried again");
    drop(syncing);
    assert_eq!(payment_states(&office).await, WAITS, "nobody syncs");
}
