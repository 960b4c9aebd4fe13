//! Reading a practice company: everything in it is understood.

use engine::fault::FaultKind;
use engine::ports::{Books, Entity, Page, PageFilter};
use engine::record::{Record, RecordKind, RecordRef};
use jiff::SignedDuration;
use ledger::books;
use ledger::books::Invoice;
use practice::CompanyKind;
use serde_json::{Value, json};
use transport::Method;

use crate::office::{Office, all};

#[tokio::test]
async fn everything_in_the_books_is_understood() {
    let office = Office::signed_in(CompanyKind::Msp);
    let company = office.books.company().await.unwrap();
    assert!(company.closed_until.is_some() && company.time_zone.is_some(), "{company:?}");
    for entity in [Entity::Customer, Entity::Invoice, Entity::Payment, Entity::Deposit, Entity::Account] {
        let page = office.books.page(&all(entity)).await.unwrap();
        assert_eq!(page.unreadable, [], "{entity:?}");
        assert!(page.rows > 0 && page.rows == page.records.len(), "{entity:?}");
        for read in &page.records {
            let alone = office.books.read(&read.record.reference()).await.unwrap();
            assert_eq!(alone.record, read.record);
        }
    }
    office.assert_no_violations().await;
}

pub async fn invoices(office: &Office, filter: PageFilter) -> Vec<Invoice> {
    let page = Page { entity: Entity::Invoice, filter, created_from: None, start: 1, size: 1_000 };
    let read = office.books.page(&page).await.unwrap();
    read.records
        .into_iter()
        .filter_map(|read| if let Record::BooksInvoice(invoice) = read.record { Some(invoice) } else { None })
        .collect()
}

#[tokio::test]
async fn i3_every_invoice_adds_up_and_i7_voids_are_seen() {
    let office = Office::signed_in(CompanyKind::Msp);
    let all = invoices(&office, PageFilter::All).await;
    for invoice in &all {
        assert!(invoice.adds_up(), "{invoice:?}");
    }
    let texts: Vec<&str> =
        all.iter().flat_map(|invoice| &invoice.lines).map(|line| line.description.as_str()).collect();
    assert!(texts.contains(&"Shipping"), "the company ships");
    assert!(
        all.iter().any(|invoice| invoice.lines.iter().any(|line| line.amount.is_negative())),
        "and gives discounts"
    );
    assert!(all.iter().any(|invoice| invoice.voided));
    assert!(
        all.iter().any(|invoice| invoice.total.is_zero() && !invoice.voided),
        "a real zero total is no void"
    );

    let open = invoices(&office, PageFilter::OpenInvoices).await;
    let expected: Vec<&Invoice> = all.iter().filter(|invoice| invoice.balance.is_positive()).collect();
    assert_eq!(open.iter().collect::<Vec<_>>(), expected);
    let since = "2026-06-01".parse().unwrap();
    let recent = invoices(&office, PageFilter::IssuedSince(since)).await;
    assert_eq!(recent.len(), all.iter().filter(|invoice| invoice.issued >= since).count());
}

#[tokio::test]
async fn pages_follow_on_without_gaps() {
    let office = Office::signed_in(CompanyKind::Msp);
    let whole: Vec<books::InvoiceId> =
        invoices(&office, PageFilter::All).await.into_iter().map(|invoice| invoice.id).collect();
    let mut paged: Vec<books::InvoiceId> = Vec::new();
    loop {
        let page = Page {
            entity: Entity::Invoice,
            filter: PageFilter::All,
            created_from: None,
            start: paged.len() as u64 + 1,
            size: 7,
        };
        let read = office.books.page(&page).await.unwrap();
        paged.extend(read.records.iter().map(|read| read.record.reference().id.into()));
        if read.rows < 7 {
            break;
        }
    }
    assert_eq!(paged, whole);
}

#[tokio::test]
async fn f3_what_a_bookkeeper_does_shows_in_the_changes() {
    let office = Office::signed_in(CompanyKind::Msp);
    let now = office.practice.with_world(|world| world.clock.now());
    let quiet = office
        .books
        .changes(&[Entity::Customer, Entity::Invoice], now + SignedDuration::from_secs(1))
        .await
        .unwrap();
    assert_eq!((quiet.objects, quiet.company_changed), (0, false));
    office.control(Method::POST, "/clock", &json!({"advance": 60})).await;
    office
        .bookkeeper(
            "/customer",
            &json!({"DisplayName": "Ocotillo Dental", "PrimaryEmailAddr": {"Address": "desk@example.com"}}),
        )
        .await;
    let entities = [Entity::Customer, Entity::Invoice, Entity::Company];
    let changes = office.books.changes(&entities, now).await.unwrap();
    let [read] = changes.records.as_slice() else { panic!("{changes:?}") };
    assert!(
        matches!(&read.record, Record::BooksCustomer(customer) if customer.name == "Ocotillo Dental" && customer.active)
    );
    assert!(changes.answered_at >= now);
    let id = books::CustomerId::new(read.record.reference().id);

    // Made inactive: a whole record with its suffix taken off, not a deletion.
    office
        .bookkeeper(
            "/customer",
            &json!({"Id": id.as_str(), "SyncToken": "0", "sparse": true, "Active": false}),
        )
        .await;
    let changes = office.books.changes(&entities, now).await.unwrap();
    assert!(
        matches!(&changes.records[0].record, Record::BooksCustomer(it) if it.name == "Ocotillo Dental" && !it.active)
    );
    assert_eq!(changes.gone, []);
    let listed = office.books.page(&all(Entity::Customer)).await.unwrap();
    assert!(
        listed.records.iter().any(|read| read.record.reference().id == id.as_str()),
        "inactive ones are listed too"
    );
}

#[tokio::test]
async fn i13_the_pdf_is_one() {
    let office = Office::signed_in(CompanyKind::Msp);
    let invoice = invoices(&office, PageFilter::OpenInvoices).await.remove(0);
    assert!(office.books.invoice_pdf(&invoice.id).await.unwrap().starts_with(b"%PDF-"));
    let gone = office.books.invoice_pdf(&"999999".into()).await.unwrap_err();
    assert_eq!(gone.kind, FaultKind::NotFound);
}

#[tokio::test]
async fn trouble_of_every_kind_has_its_own_name() {
    let office = Office::signed_in(CompanyKind::Empty);
    office.books.company().await.unwrap();
    let page = all(Entity::Invoice);
    for (kind, value, expected) in [
        ("status", json!(503), FaultKind::Unavailable),
        ("status", json!(500), FaultKind::Unavailable),
        ("status", json!(429), FaultKind::Throttled { wait_seconds: None }),
        ("fault", json!("10000"), FaultKind::Unavailable),
        ("fault", json!("6190"), FaultKind::SubscriptionLapsed),
        ("fault", json!("120"), FaultKind::SignInEnded),
        ("garbage", Value::Null, FaultKind::Unreadable),
        ("truncate", Value::Null, FaultKind::Unreadable),
        ("drop_before", Value::Null, FaultKind::Unanswered),
    ] {
        office.fault("GET", "/query", kind, value.clone()).await;
        let fault = office.books.page(&page).await.unwrap_err();
        assert_eq!(fault.kind, expected, "{kind} {value}");
        assert!(
            fault
                .evidence
                .request
                .as_deref()
                .is_some_and(|request| request.starts_with("GET /quickbooks/v3/company/"))
        );
    }
    assert_eq!(office.books.page(&page).await.unwrap().rows, 0);

    // One refused token is no trouble at all.
    office.fault("GET", "/query", "fault", json!("3200")).await;
    assert!(office.books.page(&page).await.is_ok());
    let wrong = RecordRef::new(RecordKind::BooksInvoice, "no-such");
    assert!(office.books.read(&wrong).await.is_err());
}
