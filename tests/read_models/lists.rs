//! Invoices in columns, search, questions with names, and files.

use contract::hold::{Ask, ChoiceId, Detail};
use contract::note::RowNote;
use contract::rows::RowState;
use contract::table::{Found, Hit};
use contract::window::Saving;
use serde_json::json;
use service::Filter;

use crate::office::Office;

#[tokio::test]
async fn the_table_is_the_rows_in_columns() {
    let office = Office::open().await;
    let paid = office.invoice("Harbor Dental", "100.00").await;
    let part = office.invoice("Old Mill Brewery", "200.00").await;
    let held = office.invoice("Tessellate Studio", "300.00").await;
    let deleted = office.invoice("Halcyon Books", "212.00").await;
    office.paid(&paid, "succeed", "3.00").await;
    office.world.pay_part(&part, "50.00").await;
    office.world.delete("Invoice", &deleted.id).await;
    office.world.external_payment(&held, "300.00").await;
    office.world.sync().await;

    let rows = service::invoices(&office.host, office.company(), &Filter::default()).await.unwrap();
    let table = service::invoice_table(&office.host, office.company(), &[]).await.unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(table.records.len(), rows.len());
    for (at, row) in rows.iter().enumerate() {
        let books = row.quickbooks.as_ref().unwrap();
        assert_eq!(table.records[at], format!("invoice:{}", books.id));
        assert_eq!(table.numbers[at], row.number);
        assert_eq!(Some(&table.customer_names[table.customers[at] as usize]), row.customer.as_ref());
        assert_eq!((table.issued[at], table.due[at]), (row.issued, books.due));
        assert_eq!(table.totals[at], books.total_minor);
        assert_eq!(table.quickbooks[at], Some(books.balance_minor));
        assert_eq!(table.alternative[at], row.alternative.as_ref().and_then(|it| it.outstanding_minor));
        assert_eq!((table.states[at], table.pdfs[at]), (row.state, row.pdf));
        assert_eq!(table.notes[at].is_none(), row.note.is_none(), "{row:#?}");
    }
    assert!(rows.iter().any(|row| row.state == RowState::Archived));
    let some = [format!("invoice:{}", held.id)];
    let named = service::invoice_table(&office.host, office.company(), &some).await.unwrap();
    assert_eq!((named.records.as_slice(), named.numbers.as_slice()), (&some[..], &[held.number][..]));
}

#[tokio::test]
async fn a_payment_names_the_customers_of_the_invoices_it_pays() {
    let office = Office::open().await;
    let invoice = office.invoice("Harbor Dental", "100.00").await;
    office.paid(&invoice, "succeed", "3.00").await;
    let rows = service::payments(&office.host, office.company(), &Filter::default()).await.unwrap();
    assert_eq!(rows[0].customers, ["Harbor Dental"]);
}

#[tokio::test]
async fn p12_i9_what_alternative_alone_has_is_listed_as_that() {
    let office = Office::open().await;
    let world = &office.world;
    let customer = json!({ "action": "create", "name": "Walk-in", "email": "w@example.com" });
    let customer = world.dashboard("customer", customer).await;
    let line = json!([{ "description": "Call-out", "amount": 76.00, "quantity": 1 }]);
    let made = json!({ "action": "create", "customer_id": customer["id"], "due_date": "2026-09-01", "line_items": line });
    let only = world.dashboard("invoice", made).await;
    world.pay_with(json!({ "allocations": [{ "invoice_id": only["id"] }], "outcome": "succeed" })).await;
    world.sync().await;
    let (host, company) = (&office.host, office.company());
    let payments = service::payments(host, company, &Filter::default()).await.unwrap();
    assert_eq!(payments[0].state, RowState::AlternativeOnly);
    assert_eq!(payments[0].why, Some(RowNote::PaysOthers));
    assert_eq!(payments[0].note.as_deref(), Some("Pays invoices that are not in QuickBooks"));
    let invoices = service::invoices(host, company, &Filter::default()).await.unwrap();
    assert_eq!((invoices.len(), invoices[0].state), (1, RowState::AlternativeOnly));
}

#[tokio::test]
async fn p11_a_payment_that_was_edited_in_quickbooks_is_listed_with_before_and_after() {
    let office = Office::open().await;
    let invoice = office.invoice("Harbor Dental", "100.00").await;
    office.paid(&invoice, "succeed", "3.00").await;
    office.world.sync().await;
    let ours = office.world.our_payments().await.remove(0);
    let account = office.world.account("Checking");
    let change = json!({ "TxnDate": "2026-01-02", "DepositToAccountRef": { "value": account } });
    office.world.edit("Payment", ours["Id"].as_str().unwrap(), change).await;
    office.world.sync().await;
    let rows = service::payments(&office.host, office.company(), &Filter::default()).await.unwrap();
    assert_eq!(rows[0].state, RowState::Differs);
    let note = rows[0].note.as_deref().unwrap();
    assert!(note.starts_with("Changed in QuickBooks: date Jan 2, was "), "{note}");
    assert!(note.contains("; account Checking, was "), "{note}");
    let Some(RowNote::Edited { changes }) = &rows[0].why else { panic!("{:#?}", rows[0]) };
    assert_eq!(changes.len(), 2);
}

#[tokio::test]
async fn records_are_found_by_number_name_and_amount() {
    let office = Office::open().await;
    let invoice = office.invoice("Aster Insurance Agency", "1004.50").await;
    office.invoice("Old Mill Brewery", "500.00").await;
    office.paid(&invoice, "succeed", "3.00").await;
    for text in [invoice.number.as_str(), "aster", "$1,004.50"] {
        let found = service::search(&office.host, office.company(), text).await.unwrap();
        assert_eq!(found.invoices, 1, "{text}: {found:#?}");
        let aster = || Some("Aster Insurance Agency".to_owned());
        let hit = &found.hits[0];
        assert_eq!(hit.found, Found::Invoice { number: invoice.number.clone(), customer: aster() });
        assert_eq!(hit.amount.map(|money| money.minor.0), Some(100_450));
        let payment = |hit: &&Hit| matches!(hit.found, Found::Payment { .. });
        let paid = found.hits.iter().find(payment).unwrap_or_else(|| panic!("{text}: {found:#?}"));
        let Found::Payment { payer, invoices, .. } = &paid.found else { panic!("{paid:#?}") };
        assert_eq!((payer, invoices), (&aster(), &vec![invoice.number.clone()]));
        assert_eq!(paid.state, RowState::Recorded);
    }
    let by_name = service::search(&office.host, office.company(), "ASTER").await.unwrap();
    let is_aster =
        |hit: &Hit| matches!(&hit.found, Found::Customer { name, .. } if name == "Aster Insurance Agency");
    assert!(by_name.hits.iter().any(is_aster), "{by_name:#?}");
    let nothing = service::search(&office.host, office.company(), "  ").await.unwrap();
    assert!(nothing.hits.is_empty());
}

#[tokio::test]
async fn a_question_says_whose_it_is_and_what_it_asks() {
    let office = Office::open().await;
    let invoice = office.invoice("Tessellate Studio", "300.00").await;
    let keyed = office.world.external_payment(&invoice, "300.00").await;
    office.paid(&invoice, "succeed", "9.00").await;
    let cards = service::holds(&office.host, office.company()).await.unwrap();
    assert_eq!(cards.len(), 1, "{cards:#?}");
    let card = &cards[0];
    assert_eq!(card.customer.as_deref(), Some("Tessellate Studio"));
    assert!(!card.title.contains("USD") && card.title.contains("$300.00"), "{card:#?}");
    assert!(card.title.contains("Tessellate Studio"), "{card:#?}");
    // The look-alike was found, so nothing is asked.
    assert_eq!(card.details.get(&Detail::QuickbooksPayment), Some(&keyed));
    assert!(card.choices.iter().all(|choice| choice.asks.is_none() && !choice.shows), "{card:#?}");
}

#[tokio::test]
async fn a_payment_that_somebody_keyed_long_ago_is_asked_for() {
    let office = Office::open().await;
    let invoice = office.invoice("Tessellate Studio", "300.00").await;
    let keyed = office.world.external_payment(&invoice, "120.00").await;
    office.paid(&invoice, "succeed", "9.00").await;
    let cards = service::holds(&office.host, office.company()).await.unwrap();
    let card = cards.first().unwrap();
    let already = card.choices.iter().find(|choice| choice.id == ChoiceId::AlreadyRecorded).unwrap();
    assert_eq!(already.asks, Some(Ask::Payment));
    let candidate = card.candidates.iter().find(|one| one.record == format!("payment:{keyed}")).unwrap();
    assert_eq!(candidate.amount.minor.0, 12_000);
}

#[tokio::test]
async fn files_are_saved_beside_each_other() {
    let office = Office::open().await;
    let invoice = office.invoice("Harbor Dental", "100.00").await;
    let folder = office.directory.path().join("downloads");
    std::fs::create_dir(&folder).unwrap();
    for what in [Saving::Invoices, Saving::Invoices, Saving::Activity, Saving::Payouts] {
        let saved = service::save_into(&office.host, office.company(), what, &folder).await.unwrap();
        assert!(std::path::Path::new(&saved.path).starts_with(&folder));
    }
    let mut names: Vec<_> =
        folder.read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("(2).csv")), "{names:?}");
    let table = names.iter().find(|name| name.contains("invoices")).unwrap();
    let table = std::fs::read_to_string(folder.join(table)).unwrap();
    assert!(table.contains(&invoice.number) && table.contains("100.00"), "{table}");
    let bundle =
        service::save_into(&office.host, office.company(), Saving::SupportBundle, &folder).await.unwrap();
    let bundle = std::fs::read_to_string(bundle.path).unwrap();
    assert!(!bundle.contains("Harbor Dental"), "no name leaves in a bundle");
}

#[tokio::test]
async fn what_is_in_quickbooks_is_found_by_its_id_and_reference() {
    let office = Office::open().await;
    let invoice = office.invoice("Aster Insurance Agency", "1004.50").await;
    let keyed = office.invoice("Old Mill Brewery", "75.25").await;
    office.paid(&invoice, "succeed", "3.00").await;
    let by_hand = office.world.external_payment(&keyed, "75.25").await;
    office.world.sync().await;
    let payments = service::payments(&office.host, office.company(), &Filter::default()).await.unwrap();
    let recorded = &payments[0].quickbooks[0];
    let reference = recorded.reference.clone().unwrap();
    assert!(reference.starts_with("AP-"));
    for text in [reference.as_str(), &reference[..9], recorded.id.as_str(), payments[0].id.as_str()] {
        let found = service::search(&office.host, office.company(), text).await.unwrap();
        let records: Vec<_> = found.hits.iter().map(|hit| hit.record.as_str()).collect();
        assert!(records.contains(&format!("payment:{}", payments[0].id).as_str()), "{text}: {found:#?}");
    }
    // None of Alternative's stands behind it: it is shown as QuickBooks' own.
    for text in [by_hand.as_str(), "75.25"] {
        let found = service::search(&office.host, office.company(), text).await.unwrap();
        let alone = found.hits.iter().find(|hit| matches!(hit.found, Found::BooksPayment { .. }));
        let alone = alone.unwrap_or_else(|| panic!("{text}: {found:#?}"));
        assert_eq!(alone.record, format!("payment:{by_hand}"));
        let Found::BooksPayment { payment, customer, date, .. } = &alone.found else { panic!("{alone:#?}") };
        assert_eq!((payment, customer.as_deref()), (&by_hand, Some("Old Mill Brewery")));
        assert!(date.is_some(), "{alone:#?}");
        assert_eq!(alone.amount.map(|money| money.minor.0), Some(7_525));
    }
}
