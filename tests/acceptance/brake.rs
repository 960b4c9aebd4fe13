//! Many archives at once are asked about before the first of them is sent (rule I16).

use engine::awaited::Awaited;
use engine::choice::{Choice, ChoiceId};
use engine::hold::Hold;
use engine::plan::ArchiveKind;
use engine::reason::HoldReason;
use engine::subject::Subject;
use serde_json::json;
use support::{Invoice, World, minor};

async fn invoices(world: &World, count: usize) -> Vec<Invoice> {
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..count {
        if number % 50 == 49 {
            world.sync().await;
            world.advance(60);
        }
        invoices.push(world.invoice_for(&customer, &[("Backup", &format!("{}.00", 100 + number))]).await);
    }
    world.sync().await;
    invoices
}

async fn delete(world: &World, invoices: &[Invoice]) {
    for invoice in invoices {
        world.delete("Invoice", &invoice.id).await;
    }
}

async fn archived(world: &World, invoices: &[Invoice]) -> usize {
    let kept = world.kept("invoices").await;
    let archived = kept.iter().filter(|row| row["archived"] == json!(true));
    archived.filter(|row| invoices.iter().any(|invoice| row["qbo_id"] == invoice.id.as_str())).count()
}

fn listed(hold: &Hold) -> (ArchiveKind, u64, Vec<Subject>) {
    let HoldReason::ManyArchives { kind, of, archives } = &hold.draft.reason else { panic!("{hold:#?}") };
    (*kind, *of, archives.iter().map(|one| one.subject.clone()).collect())
}

fn subjects(invoices: &[Invoice]) -> Vec<Subject> {
    let mut subjects: Vec<_> =
        invoices.iter().map(|invoice| Subject::Invoice(invoice.id.as_str().into())).collect();
    subjects.sort();
    subjects
}

#[tokio::test]
async fn i16_24_of_30_invoices_that_vanish_are_asked_about_first() {
    let world = World::started().await;
    let invoices = invoices(&world, 30).await;
    delete(&world, &invoices[..24]).await;
    world.pay(&invoices[24]).await;
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 0);
    let hold = world.hold("I16").await;
    // The one that was paid has nothing open.
    assert_eq!(listed(&hold), (ArchiveKind::Invoices, 29, subjects(&invoices[..24])));
    assert_eq!(hold.draft.amount.unwrap().minor.0, (100..124).map(|each| each * 100).sum::<i64>());
    let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(choices, [ChoiceId::Show, ChoiceId::ArchiveThem, ChoiceId::StopSyncing]);

    // Everything else goes on.
    let recorded: Vec<_> =
        world.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
    assert_eq!(recorded, [12_400]);
    let edited = world.invoice_for(&invoices[0].customer, &[("Backup", "41.00")]).await;
    world.sync_for(3).await;
    assert!(world.mirror(&edited).await.is_some());
    assert_eq!(world.hold("I16").await.id, hold.id);

    // Exactly those go; what vanishes meanwhile is counted anew.
    delete(&world, &invoices[25..26]).await;
    world.decide(&hold, "archive_them", &[]).await;
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 25);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i16_a_list_that_grew_is_another_question() {
    let world = World::started().await;
    let invoices = invoices(&world, 30).await;
    delete(&world, &invoices[..12]).await;
    world.sync().await;
    let first = world.hold("I16").await;
    delete(&world, &invoices[12..14]).await;
    world.sync_for(3).await;
    let second = world.hold("I16").await;
    assert_ne!(first.id, second.id);
    assert_eq!(listed(&second).2, subjects(&invoices[..14]));
    assert_eq!(archived(&world, &invoices).await, 0);
}

/// Invoices that wait for the answer about many archives.
async fn waiting(world: &World) -> usize {
    let waits = world.store.waits(&world.company, 100).await.unwrap();
    waits.iter().filter(|(_, wait)| wait.on == Awaited::ArchivesDecided(ArchiveKind::Invoices)).count()
}

#[tokio::test]
async fn p18_whatever_joins_those_that_are_asked_about_waits_for_the_answer_too() {
    let world = World::started().await;
    let invoices = invoices(&world, 30).await;
    delete(&world, &invoices[..12]).await;
    world.sync().await;
    assert_eq!(waiting(&world).await, 12);
    delete(&world, &invoices[12..13]).await;
    world.sync_for(3).await;
    assert_eq!(waiting(&world).await, 13);
}

#[tokio::test]
async fn i16_those_of_the_last_day_count_and_a_day_later_no_more() {
    let world = World::started().await;
    let invoices = invoices(&world, 30).await;
    delete(&world, &invoices[..9]).await;
    world.sync().await;
    assert_eq!(archived(&world, &invoices).await, 9);
    delete(&world, &invoices[9..12]).await;
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 9);
    let hold = world.hold("I16").await;
    assert_eq!(listed(&hold), (ArchiveKind::Invoices, 30, subjects(&invoices[9..12])));

    world.advance(24 * 3_600);
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 12);
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn i16_ten_or_one_in_twenty_are_not_asked_about() {
    let world = World::started().await;
    let invoices = invoices(&world, 12).await;
    delete(&world, &invoices[..10]).await;
    world.sync().await;
    assert_eq!(archived(&world, &invoices).await, 10);
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn i16_a_restart_and_a_stop_keep_the_brake() {
    let mut world = World::started().await;
    let invoices = invoices(&world, 30).await;
    delete(&world, &invoices[..24]).await;
    world.sync().await;
    let hold = world.hold("I16").await;
    let store = world.store.clone();
    world.restart_over(store);
    world.sync_for(10).await;
    assert_eq!(archived(&world, &invoices).await, 0);

    world.decide(&hold, "stop_syncing", &[]).await;
    assert!(world.settings().await.paused_until.is_some());
    world.sync().await;
    world.engine.user_actions().resume(world.now()).await.unwrap();
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 0);
    assert_eq!(world.hold("I16").await.id, hold.id, "it is asked again");
}

#[tokio::test]
async fn i16_what_had_nothing_open_is_not_counted() {
    let world = World::started().await;
    let invoices = invoices(&world, 24).await;
    for (number, invoice) in invoices[..14].iter().enumerate() {
        world.external_payment(invoice, &format!("{}.00", 100 + number)).await;
    }
    world.sync().await;
    delete(&world, &invoices[..24]).await;
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 24, "14 were paid, and 10 are few");
    assert!(world.holds().await.is_empty());
}

/// Alternative asks for nothing while they are paid, and for all of it again when that fails.
#[tokio::test]
async fn i16_what_is_being_paid_is_counted() {
    let world = World::started().await;
    let invoices = invoices(&world, 11).await;
    for invoice in &invoices {
        let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
        let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
        world.injector.treat(
            &format!("/payments/{}", crate::text(&paid["id"])),
            crate::text(&paid["id"]),
            "another",
        );
    }
    world.sync().await;
    delete(&world, &invoices).await;
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 0);
    let (_, of, listed) = listed(&world.hold("I16").await);
    assert_eq!((of, listed.len()), (11, 11));
}

#[tokio::test]
async fn i16_customers_have_a_brake_of_their_own() {
    let world = World::started().await;
    let mut customers = Vec::new();
    for number in 0..14 {
        customers.push(world.customer(&format!("Customer {number}")).await);
    }
    let invoice = world.invoice_for(&customers[13], &[("Backup", "40.00")]).await;
    world.sync().await;
    for customer in &customers[..12] {
        world.edit("Customer", customer, json!({ "Active": false })).await;
    }
    world.delete("Invoice", &invoice.id).await;
    world.sync_for(3).await;
    let hold = world.hold("I16").await;
    assert_eq!(listed(&hold).0, ArchiveKind::Customers);
    assert_eq!(listed(&hold).2.len(), 12);
    assert_eq!(world.mirror(&invoice).await.unwrap()["archived"], json!(true));

    // Two come back: ten are few.
    let inactive = world.query("select * from Customer where Active = false").await;
    for customer in &inactive[..2] {
        let body = json!({ "Id": customer["Id"], "SyncToken": customer["SyncToken"], "sparse": true, "Active": true });
        world.as_user("POST", "/customer", body).await;
    }
    world.sync_for(3).await;
    assert!(world.holds().await.is_empty());
    let mut archived = 0;
    for customer in &customers {
        let mirror = world.mirror_of("customers", customer).await.unwrap();
        archived += usize::from(mirror["archived"] == json!(true));
    }
    assert_eq!(archived, 10);
}

#[tokio::test]
async fn i16_what_waits_for_the_decision_says_so() {
    let world = World::started().await;
    let invoices = invoices(&world, 30).await;
    for invoice in &invoices[..24] {
        world.void_invoice(&invoice.id).await;
    }
    world.sync_for(3).await;
    let waits = world.store.waits(&world.company, 100).await.unwrap();
    let decided = |wait: &Awaited| *wait == Awaited::ArchivesDecided(ArchiveKind::Invoices);
    assert_eq!(waits.iter().filter(|(_, wait)| decided(&wait.on)).count(), 24, "{waits:#?}");
    world.decide(&world.hold("I16").await, "archive_them", &[]).await;
    world.sync_for(3).await;
    assert_eq!(archived(&world, &invoices).await, 24);
    assert!(world.store.waits(&world.company, 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn i16_more_than_a_page_of_them_is_one_question_and_goes_as_a_whole() {
    let world = World::started().await;
    let invoices = invoices(&world, 230).await;
    delete(&world, &invoices[..210]).await;
    world.sync_for(5).await;
    assert_eq!(archived(&world, &invoices).await, 0);
    let hold = world.hold("I16").await;
    assert_eq!(listed(&hold), (ArchiveKind::Invoices, 230, subjects(&invoices[..210])));
    // Looking at them decides nothing.
    world.decide(&hold, "show", &[]).await;
    world.sync_for(5).await;
    assert_eq!(world.hold("I16").await.id, hold.id);
    assert_eq!(archived(&world, &invoices).await, 0);

    world.decide(&hold, "archive_them", &[]).await;
    world.sync_for(30).await;
    assert_eq!(archived(&world, &invoices).await, 210);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn i16_a_report_that_waits_for_such_an_archive_names_the_question() {
    let world = World::started().await;
    let invoices = invoices(&world, 30).await;
    let payment = world.pay(&invoices[0]).await;
    delete(&world, &invoices[..24]).await;
    world.sync_for(3).await;
    let holds = world.holds().await;
    let gone = holds.iter().find(|hold| matches!(hold.draft.reason, HoldReason::InvoiceGone { .. })).unwrap();
    world.decide(gone, "keep_as_credit", &[]).await;
    world.sync_for(3).await;
    let reporting = Subject::Payment(payment["id"].as_str().unwrap().into());
    let waits = world.store.waits(&world.company, 100).await.unwrap();
    let report = waits.iter().find(|(subject, _)| *subject == reporting).unwrap();
    assert_eq!(report.1.on, Awaited::ArchivesDecided(ArchiveKind::Invoices));
    assert_ne!(world.payment(&payment).await["link"]["state"], json!("recorded"));

    world.decide(&world.hold("I16").await, "archive_them", &[]).await;
    world.sync_for(3).await;
    assert_eq!(world.payment(&payment).await["link"]["state"], json!("recorded"));
    assert!(world.store.waits(&world.company, 100).await.unwrap().is_empty());
    assert!(world.violations().await.is_empty());
}

/// One answer that was about something else takes nobody's invoice away.
#[tokio::test]
async fn f8_an_invoice_is_read_by_its_id_before_it_is_archived() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.edit("Invoice", &invoice.id, json!({ "CustomerMemo": { "value": "Thank you" } })).await;
    let field = "CDCResponse.0.QueryResponse.*.Invoice.0.status";
    world
        .fault(json!({ "service": "quickbooks", "path": "/cdc", "kind": "rewrite", "times": 1,
                       "value": { "field": field, "to": "Deleted" } }))
        .await;
    world.sync().await;
    assert_eq!(archived(&world, &[invoice]).await, 0, "it is there");
    world.sync_for(10).await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.store.waits(&world.company, 10).await.unwrap(), []);
}

/// A customer is read by its id again and again before an older version than the one that an answer showed is believed.
#[tokio::test]
async fn f8_a_customer_is_not_archived_because_of_an_answer_that_was_about_another() {
    let world = World::started().await;
    let gone = world.customer("Old Mill Bakery").await;
    let customer = world.customer("Harbor Dental").await;
    world.invoice_for(&customer, &[("Backup", "300.00")]).await;
    world.invoice_for(&gone, &[("Backup", "20.00")]).await;
    world.sync().await;
    world.edit("Customer", &gone, json!({ "Active": false })).await;
    world
        .fault(json!({ "service": "quickbooks", "path": "/cdc", "kind": "rewrite", "times": 1,
                       "value": { "field": "CDCResponse.0.QueryResponse.*.Customer.0.Id", "to": customer } }))
        .await;
    world.sync_for(30).await;
    assert_eq!(world.kept_of("customers", &customer).await["archived"], json!(false));
    assert_eq!(world.kept_of("customers", &gone).await["archived"], json!(true));
    assert!(world.holds().await.is_empty());
    assert_eq!(world.store.waits(&world.company, 10).await.unwrap(), []);
}
