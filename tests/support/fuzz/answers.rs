//! Answers of both services, and questions to the simulated one.

use engine::ports::{Entity, Look, Page, PageFilter};
use engine::record::{RecordKind, RecordRef};
use jiff::Timestamp;
use serde_json::json;
use transport::{HttpResponse, Url};

use super::with_world;
use crate::World;

/// The text of a query of QuickBooks.
pub(super) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    with_world(async |world| {
        let mut url = Url::parse("http://localhost/query").unwrap();
        url.query_pairs_mut().append_pair("query", &text);
        let path = format!("/query?{}", url.query().unwrap_or_default());
        let call = json!({ "method": "GET", "path": path, "body": null });
        let realm = world.realm();
        let (status, answer) = world.try_control("POST", &format!("/quickbooks/{realm}/as-user"), call).await;
        assert!(status < 500 || !answer["Fault"].is_null(), "{status} {answer}");
    });
}

/// The first byte chooses the call, the others are its answer.
fn answered(bytes: &[u8]) -> Option<(u8, crate::Spoiler)> {
    let (call, body) = bytes.split_first()?;
    let body = body.to_vec();
    Some((*call, Box::new(move |answer: &mut HttpResponse| answer.body.clone_from(&body))))
}

/// An answer of QuickBooks.
pub(super) fn quickbooks(bytes: &[u8]) {
    let Some((call, spoiler)) = answered(bytes) else { return };
    with_world(async |world| {
        world.injector.spoil(spoiler);
        ask_quickbooks(world, call).await;
        world.injector.discharge();
    });
}

async fn ask_quickbooks(world: &World, call: u8) {
    let page = |entity, filter| Page { entity, filter, created_from: None, start: 1, size: 100 };
    let kinds = [
        RecordKind::BooksCustomer,
        RecordKind::BooksInvoice,
        RecordKind::BooksPayment,
        RecordKind::BooksDeposit,
    ];
    let books = &world.books;
    match call % 11 {
        at @ 0..=3 => _ = books.read(&RecordRef::new(kinds[usize::from(at)], "7")).await,
        4 => _ = books.page(&page(Entity::Invoice, PageFilter::OpenInvoices)).await,
        5 => _ = books.page(&page(Entity::Account, PageFilter::All)).await,
        6 => _ = books.count(Entity::Customer, &PageFilter::All, &[]).await,
        7 => _ = books.changes(&[Entity::Invoice, Entity::Company], Timestamp::UNIX_EPOCH).await,
        8 => _ = books.look(&[Look::Invoices(vec!["7".into()]), Look::Payments(vec!["8".into()])]).await,
        9 => _ = books.company().await,
        _ => _ = books.invoice_pdf(&"7".into()).await,
    }
}

/// An answer of Alternative.
pub(super) fn alternative(bytes: &[u8]) {
    let Some((call, spoiler)) = answered(bytes) else { return };
    with_world(async |world| {
        world.injector.spoil(spoiler);
        ask_alternative(world, call).await;
        world.injector.discharge();
    });
}

async fn ask_alternative(world: &World, call: u8) {
    let processor = &world.processor;
    match call % 10 {
        0 => _ = processor.integration().await,
        1 => _ = processor.events(None, 100, 0).await,
        2 => _ = processor.customers(None).await,
        3 => _ = processor.invoices(None).await,
        4 => _ = processor.payments(None, None).await,
        5 => _ = processor.payouts(None, None).await,
        6 => _ = processor.customer(&"7".into()).await,
        7 => _ = processor.invoice(&"7".into()).await,
        8 => _ = processor.payment(&"7".into()).await,
        _ => _ = processor.payout(&"7".into()).await,
    }
}
