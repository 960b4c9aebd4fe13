//! What a synced invoice takes on disk.
#![expect(clippy::unwrap_used, reason = "tests")]

use engine::category::SyncCategory;
use engine::happened::{Done, Happened};
use engine::intent::{Action, Intent, Lane};
use engine::journal::{EntryDraft, EntryKind};
use engine::link::{InvoiceLink, Link, PdfSent, Sent};
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{Change, Store as _, Version};
use engine::record::{Record, RecordKind, RecordRef};
use engine::said::Said;
use engine::subject::Subject;
use ledger::{MinorUnits, books};
use serde_json::json;
use store::SqliteStore;
use store::conformance::sample::{
    alternative_id, alternative_invoice, at, invoice, invoice_body, known, northwind, read, tie,
};

const INVOICES: u64 = 2_000;
/// `spec`: at most 6 KiB a synced invoice with 4 lines and its history.
const BYTES_MAX: u64 = 6 * 1024;

/// Numbers without a pattern, the same in every run.
struct Mixed(u64);

impl Mixed {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[usize::try_from(self.next(words.len() as u64)).unwrap()]
    }
}

const THINGS: [&str; 12] = [
    "Managed workstations",
    "Server maintenance",
    "Firewall license",
    "Off-site backup",
    "Emergency visit",
    "Password manager",
    "Mail filtering",
    "Printer toner",
    "Network cabling",
    "Laptop, 14 inch",
    "Phone lines",
    "Security training",
];
const PLACES: [&str; 6] =
    ["head office", "warehouse", "second floor", "Elm Street shop", "clinic", "remote staff"];

fn some_invoice(number: u64, mixed: &mut Mixed) -> books::Invoice {
    let mut it = invoice(&(100_000 + number).to_string(), mixed.next(5));
    it.number = Some(format!("{}", 20_000 + number));
    it.customer = (1_000 + mixed.next(400)).to_string().as_str().into();
    for line in &mut it.lines {
        let (quantity, price) = (1 + mixed.next(12), 500 + mixed.next(90_000));
        line.description =
            format!("{}, {}, ticket {}", mixed.pick(&THINGS), mixed.pick(&PLACES), mixed.next(100_000));
        line.quantity = Some(quantity.into());
        line.unit_price = Some(rust_decimal::Decimal::new(i64::try_from(price).unwrap(), 2));
        line.amount = MinorUnits(i64::try_from(quantity * price).unwrap());
    }
    it.total = it.sub_total();
    it.balance = it.total;
    it.updated_at = at(i64::try_from(mixed.next(10_000_000)).unwrap());
    it
}

/// The whole answer as QuickBooks words it, with everything the companion does not use.
fn quickbooks_raw(it: &books::Invoice, mixed: &mut Mixed) -> String {
    let line = |(at, line): (usize, &books::InvoiceLine)| {
        json!({
            "Id": (at + 1).to_string(), "LineNum": at + 1, "Description": line.description,
            "Amount": line.amount.to_major(it.currency), "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": { "value": (at * 7 + 3).to_string(), "name": "Services" },
                "UnitPrice": line.unit_price, "Qty": line.quantity, "TaxCodeRef": { "value": "NON" },
                "ItemAccountRef": { "value": "45", "name": "Sales of services" },
            },
        })
    };
    let mut lines: Vec<_> = it.lines.iter().enumerate().map(line).collect();
    let total = it.total.to_major(it.currency);
    lines.push(json!({ "Amount": total, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {} }));
    json!({
        "AllowIPNPayment": false, "AllowOnlinePayment": false, "AllowOnlineCreditCardPayment": false,
        "AllowOnlineACHPayment": false, "domain": "QBO", "sparse": false,
        "Id": it.id, "SyncToken": it.version.to_string(),
        "MetaData": { "CreateTime": it.updated_at.to_string(), "LastUpdatedTime": it.updated_at.to_string() },
        "CustomField": [], "DocNumber": it.number, "TxnDate": it.issued.to_string(),
        "CurrencyRef": { "value": "USD", "name": "United States Dollar" }, "LinkedTxn": [], "Line": lines,
        "TxnTaxDetail": { "TotalTax": 0 },
        "CustomerRef": { "value": it.customer, "name": format!("{} of {}", mixed.pick(&THINGS), mixed.pick(&PLACES)) },
        "CustomerMemo": { "value": it.memo },
        "BillAddr": {
            "Id": mixed.next(9_000).to_string(), "Line1": format!("{} {} Avenue", mixed.next(900), mixed.pick(&PLACES)),
            "City": "Riverside", "CountrySubDivisionCode": "OH", "PostalCode": (40_000 + mixed.next(9_999)).to_string(),
        },
        "ShipAddr": {
            "Id": mixed.next(9_000).to_string(), "Line1": format!("{} {} Avenue", mixed.next(900), mixed.pick(&PLACES)),
            "City": "Riverside", "CountrySubDivisionCode": "OH", "PostalCode": (40_000 + mixed.next(9_999)).to_string(),
        },
        "FreeFormAddress": true, "SalesTermRef": { "value": "3", "name": "Net 30" },
        "DueDate": it.due.map(|due| due.to_string()), "TotalAmt": total, "ApplyTaxAfterDiscount": false,
        "PrintStatus": "NeedToPrint", "EmailStatus": "EmailSent",
        "BillEmail": { "Address": format!("office{}@customer.example", mixed.next(400)) }, "Balance": total,
    })
    .to_string()
}

fn alternative_raw(it: &books::Invoice) -> String {
    let total = it.total.to_major(it.currency);
    let line = |line: &books::InvoiceLine| {
        let amount = line.amount.to_major(it.currency);
        json!({ "description": line.description, "amount": amount, "quantity": 1 })
    };
    json!({
        "id": alternative_id::<String>(it.id.as_str()), "customer_id": alternative_id::<String>(it.customer.as_str()),
        "invoice_number": it.number, "memo": it.memo, "status": "UPCOMING", "currency": "USD",
        "due_date": it.due.map(|due| due.to_string()), "line_items": it.lines.iter().map(line).collect::<Vec<_>>(),
        "sub_total": total, "total": total, "last_notification_at": "", "created_at": it.updated_at.to_string(),
        "qbo_id": it.id, "version": it.version, "mapping_revision": 0, "owner": "quickbooks", "archived": false,
        "archived_by": null, "archive_reason": null, "customer_qbo_id": it.customer, "outstanding_balance": total,
    })
    .to_string()
}

/// Everything that syncing one invoice writes, from the first look to the uploaded PDF.
fn synced(it: &books::Invoice, mixed: &mut Mixed) -> Vec<Change> {
    let subject = Subject::Invoice(it.id.clone());
    let body = invoice_body(it);
    let version = Version { version: it.version, mapping_revision: 0 };
    let sha256 = engine::reference::sha256_hex(it.id.as_str().as_bytes());
    let content = engine::reference::fingerprint(&body);
    let mut theirs = alternative_invoice(it.id.as_str());
    theirs.number.clone_from(&it.number);
    theirs.customer = Some(alternative_id(it.customer.as_str()));
    let entry = |kind, happened| EntryDraft::new(it.updated_at, kind, happened).about(&subject);
    let number = Said::new(it.label());
    let seen = |kind| Happened::Read { kind, label: number.clone(), new: true };
    let (ours, theirs) = (Record::BooksInvoice(it.clone()), Record::AlternativeInvoice(theirs));
    let after = json!({ "after": {
        "version": it.version, "number": it.number, "total_minor": it.total.0, "balance_minor": it.balance.0,
        "due": it.due.map(|due| due.to_string()), "lines": it.lines.len(), "voided": it.voided,
    }});
    let entries = [
        entry(EntryKind::Read, seen(RecordKind::BooksInvoice))
            .on(RecordRef::books_invoice(&it.id))
            .with(after),
        entry(EntryKind::Written, Happened::Done(Done::InvoiceSent { number: number.clone() }))
            .in_item(SyncCategory::InvoiceDetails)
            .with(json!({ "version": version, "before": null, "after": body })),
        entry(EntryKind::Read, seen(RecordKind::AlternativeInvoice))
            .on(theirs.reference())
            .with(json!({ "after": {
                "status": "UPCOMING", "total_minor": it.total.0, "outstanding_minor": it.total.0, "archived": false,
            }})),
        entry(EntryKind::Written, Happened::Done(Done::PdfCopied { invoice: it.id.clone(), unchanged: false }))
            .in_item(SyncCategory::PdfInvoices)
            .with(json!({ "sha256": sha256, "bytes": 40_000 + mixed.next(9_000) })),
    ];
    let action = Action::AttachPdf { invoice: it.id.clone(), content: content.clone() };
    let kept = OutboxItem {
        slot: action.slot(),
        fingerprint: engine::reference::fingerprint(&action),
        intent: Intent { subject: subject.clone(), lane: Lane::Pdfs, action, after: Vec::new() },
        generation: 0,
        state: OutboxState::Done,
        attempts: 1,
        not_before: it.updated_at,
        planned_at: it.updated_at,
        put_off: None,
        replans: 0,
    };
    let link = Link::Invoice(InvoiceLink {
        alternative: Some(alternative_id(it.id.as_str())),
        sent: Some(Sent { version, body }),
        pdf: Some(PdfSent { sha256, content }),
        ..InvoiceLink::default()
    });
    let mirror = |record, raw| Change::Mirror { mirrored: Box::new(read(record, 0)), raw: Some(raw) };
    let mut changes = vec![
        mirror(ours, quickbooks_raw(it, mixed)),
        mirror(theirs, alternative_raw(it)),
        Change::Link { subject, link: Box::new(link) },
        Change::Outbox(Box::new(kept)),
        Change::Tie(tie(it.id.as_str(), [it.total.0, it.total.0, 0, 0])),
    ];
    changes.extend(entries.map(|entry| Change::Journal(Box::new(entry))));
    changes
}

async fn size(path: &std::path::Path, mut changes: Vec<Change>) -> u64 {
    let store = SqliteStore::open(path).await.unwrap();
    changes.insert(0, known(&northwind()));
    let mut rest = changes;
    // In lists of uneven length, as they come in real life.
    while !rest.is_empty() {
        let left = rest.split_off(rest.len().min(997));
        store.write(&northwind(), std::mem::replace(&mut rest, left).into()).await.unwrap();
    }
    store.close().await.unwrap();
    std::fs::metadata(path).unwrap().len()
}

#[tokio::test]
async fn a_synced_invoice_stays_below_six_kibibytes() {
    let directory = tempfile::tempdir().unwrap();
    let empty = size(&directory.path().join("empty.db"), Vec::new()).await;
    let mut mixed = Mixed(42);
    let invoices: Vec<_> = (0..INVOICES).map(|number| some_invoice(number, &mut mixed)).collect();
    let text: usize = invoices.iter().map(|it| quickbooks_raw(it, &mut mixed).len()).sum();
    let changes = invoices.iter().flat_map(|it| synced(it, &mut mixed)).collect();
    let full = size(&directory.path().join("full.db"), changes).await;
    let bytes = (full - empty) / INVOICES;
    println!("{bytes} bytes a synced invoice; QuickBooks' answer alone has {}", text as u64 / INVOICES);
    assert!(bytes <= BYTES_MAX, "{bytes} bytes");
}
