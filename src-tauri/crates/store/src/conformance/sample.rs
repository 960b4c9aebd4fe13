//! A small company's records, for tests of stores.

use engine::awaited::{Awaited, Wait};
use engine::category::SyncCategory;
use engine::documents::{Edit, Kept};
use engine::happened::Happened;
use engine::hold::{Hold, HoldDraft, HoldState};
use engine::intent::{Action, Intent, Lane};
use engine::journal::{EntryDraft, EntryKind};
use engine::link::{InvoiceLink, Link, Sent};
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{Change, CustomerBody, InvoiceBody, InvoiceLineBody, TieRow, Version};
use engine::reason::HoldReason;
use engine::record::{Mirrored, Record};
use engine::said::InvoiceName;
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use ledger::{CompanyId, Currency, MinorUnits, alternative, books};

/// The company that most tests are about.
pub fn northwind() -> CompanyId {
    "northwind".into()
}

/// Another company.
pub fn copperline() -> CompanyId {
    "copperline".into()
}

/// The change that makes a company known.
pub fn known(company: &CompanyId) -> Change {
    Change::Settings(Box::new(Settings::new(company.clone(), true)))
}

/// An instant of a working day, in seconds after ten.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_082_400 + seconds).unwrap()
}

/// A day of that month.
pub fn day(of_month: i8) -> Date {
    date(2026, 11, of_month)
}

/// A QuickBooks invoice with four lines.
pub fn invoice(id: &str, version: u64) -> books::Invoice {
    let line = |description: &str, amount: i64, quantity: i64| books::InvoiceLine {
        description: description.to_owned(),
        amount: MinorUnits(amount),
        quantity: Some(quantity.into()),
        unit_price: Some((amount / 100 / quantity).into()),
    };
    books::Invoice {
        id: id.into(),
        version,
        number: Some(format!("1{id}")),
        customer: "15".into(),
        currency: Currency::USD,
        issued: day(18),
        due: Some(date(2026, 12, 18)),
        lines: vec![
            line("Managed workstations, November", 96_000, 12),
            line("Managed server", 24_000, 2),
            line("Off-site backup, per terabyte", 18_000, 3),
            line("Emergency visit on site, two hours", 30_000, 2),
        ],
        tax: MinorUnits(0),
        total: MinorUnits(168_000),
        balance: MinorUnits(168_000),
        memo: Some("Thank you for the quick answers.".to_owned()),
        voided: false,
        own_pay_button: false,
        updated_at: at(i64::try_from(version).unwrap()),
    }
}

/// A QuickBooks payment of an invoice.
pub fn payment(id: &str, invoice: &str) -> books::Payment {
    books::Payment {
        id: id.into(),
        version: 0,
        customer: "15".into(),
        currency: Currency::USD,
        date: day(19),
        total: MinorUnits(168_000),
        reference: Some("AP-MZXW6YTBOI2DGMZQ".to_owned()),
        note: Some("Alternative payment 5f0c".to_owned()),
        deposit_to: Some("4".into()),
        applied: vec![books::Applied {
            kind: "Invoice".to_owned(),
            id: invoice.into(),
            amount: MinorUnits(168_000),
        }],
        deposit: None,
        voided: false,
        created_at: None,
        updated_at: at(60),
    }
}

/// Every kind of record, once.
pub fn one_of_each() -> Vec<Record> {
    vec![
        Record::BooksCustomer(books_customer()),
        Record::BooksInvoice(invoice("145", 3)),
        Record::BooksPayment(payment("150", "145")),
        Record::BooksDeposit(deposit()),
        Record::BooksAccount(account()),
        Record::AlternativeCustomer(alternative_customer()),
        Record::AlternativeInvoice(alternative_invoice("145")),
        Record::AlternativePayment(alternative_payment()),
        Record::AlternativePayout(payout()),
    ]
}

fn books_customer() -> books::Customer {
    books::Customer {
        id: "15".into(),
        version: 2,
        name: "Copperline Electric".to_owned(),
        company_name: Some("Copperline Electric LLC".to_owned()),
        email: Some("accounts@copperline.example".to_owned()),
        phone: None,
        billing_address: Some(books::Address {
            city: Some("Easton".to_owned()),
            ..books::Address::default()
        }),
        active: true,
        parent: Some("9".into()),
        updated_at: at(0),
    }
}

fn deposit() -> books::Deposit {
    books::Deposit {
        id: "152".into(),
        version: 0,
        account: "35".into(),
        currency: Currency::USD,
        date: day(20),
        total: MinorUnits(167_216),
        note: Some("Alternative payout 77".to_owned()),
        lines: vec![
            books::DepositLine {
                payment: Some("150".into()),
                amount: MinorUnits(168_000),
                account: None,
                customer: None,
                description: None,
            },
            books::DepositLine {
                payment: None,
                amount: MinorUnits(-784),
                account: Some("201".into()),
                customer: Some("15".into()),
                description: Some("Processing fee".to_owned()),
            },
        ],
        updated_at: at(90),
    }
}

fn account() -> books::Account {
    books::Account {
        id: "35".into(),
        version: 0,
        name: "Checking".to_owned(),
        number: Some("1000".to_owned()),
        kind: books::AccountKind::Bank,
        subtype: Some("Checking".to_owned()),
        currency: Currency::USD,
        balance: MinorUnits(-120),
        active: true,
        updated_at: at(0),
    }
}

/// The UUID that Alternative would give the record of this QuickBooks id.
pub fn alternative_id<I: From<String>>(id: &str) -> I {
    let digest = engine::reference::sha256_hex(id.as_bytes());
    format!(
        "{}-{}-4{}-8{}-{}",
        &digest[..8],
        &digest[8..12],
        &digest[12..15],
        &digest[15..18],
        &digest[18..30]
    )
    .into()
}

fn alternative_customer() -> alternative::Customer {
    alternative::Customer {
        id: alternative_id("15"),
        qbo_id: Some("15".into()),
        version: 2,
        mapping_revision: 0,
        owner: alternative::Owner::Quickbooks,
        name: "Copperline Electric".to_owned(),
        email: None,
        archived: true,
        archived_by: Some(alternative::ArchivedBy::Companion),
        archive_reason: Some(alternative::ArchiveReason::Deleted),
    }
}

/// An invoice as Alternative has it.
pub fn alternative_invoice(id: &str) -> alternative::Invoice {
    alternative::Invoice {
        id: alternative_id(id),
        qbo_id: Some(id.into()),
        customer: Some(alternative_id("15")),
        version: 3,
        mapping_revision: 0,
        owner: alternative::Owner::Quickbooks,
        number: Some(format!("1{id}")),
        status: "UPCOMING".to_owned(),
        currency: Currency::USD,
        total: MinorUnits(168_000),
        outstanding: Some(MinorUnits(168_000)),
        due: None,
        lines: None,
        archived: false,
        archived_by: None,
        archive_reason: None,
    }
}

fn alternative_payment() -> alternative::Payment {
    alternative::Payment {
        id: alternative_id("payment"),
        customer: Some(alternative_id("15")),
        method: Some("standard_ach".to_owned()),
        status: alternative::PaymentStatus::Processing,
        sub_total: MinorUnits(168_000),
        total: MinorUnits(168_000),
        refunded: MinorUnits(0),
        created_at: at(30),
        updated_at: at(31),
        allocations: vec![alternative::Allocation {
            invoice: alternative_id("145"),
            qbo_invoice: Some("145".into()),
            amount: MinorUnits(168_000),
        }],
        payout: Some(alternative_id("payout")),
        failure_reason: None,
        reported: None,
        reported_at: None,
    }
}

fn payout() -> alternative::Payout {
    alternative::Payout {
        id: alternative_id("payout"),
        status: alternative::PayoutStatus::Succeeded,
        currency: Currency::USD,
        arrival: day(20),
        created_at: at(70),
        total: MinorUnits(167_216),
        lines: vec![alternative::PayoutLine {
            payment: Some(alternative_id("payment")),
            kind: alternative::PayoutLineKind::Payment,
            amount: MinorUnits(168_000),
            customer: None,
            description: "Payment".to_owned(),
        }],
        reported: None,
    }
}

/// A record read at that second.
pub fn read(record: Record, seconds: i64) -> Mirrored {
    Mirrored { record, read_at: at(seconds), gone_at: None }
}

/// The change that mirrors a record, without a raw answer.
pub fn mirror(record: Record) -> Change {
    Change::Mirror { mirrored: Box::new(read(record, 0)), raw: None }
}

/// The change that mirrors a QuickBooks invoice.
pub fn mirror_invoice(id: &str, version: u64) -> Change {
    mirror(Record::BooksInvoice(invoice(id, version)))
}

/// The body Alternative is sent for an invoice.
pub fn invoice_body(invoice: &books::Invoice) -> InvoiceBody {
    let line = |line: &books::InvoiceLine| InvoiceLineBody {
        description: line.description.clone(),
        amount: line.amount,
        quantity: line.quantity,
        unit_price: line.unit_price,
    };
    InvoiceBody {
        customer: invoice.customer.clone(),
        number: invoice.number.clone(),
        currency: invoice.currency,
        issued: invoice.issued,
        due: invoice.due,
        lines: invoice.lines.iter().map(line).collect(),
        tax: invoice.tax,
        total: invoice.total,
        balance: invoice.balance,
        memo: invoice.memo.clone(),
    }
}

/// The link of an invoice that Alternative took.
pub fn invoice_link(invoice: &books::Invoice) -> Link {
    Link::Invoice(InvoiceLink {
        alternative: Some(alternative_id(invoice.id.as_str())),
        sent: Some(Sent {
            version: Version { version: invoice.version, mapping_revision: 0 },
            body: invoice_body(invoice),
        }),
        ..InvoiceLink::default()
    })
}

/// An intent about a customer, in any lane.
pub fn intent(customer: &str, lane: Lane, planned: i64) -> OutboxItem {
    let action = Action::UpsertCustomer {
        customer: customer.into(),
        version: 1,
        body: CustomerBody {
            display_name: format!("Customer {customer}"),
            company_name: None,
            email: None,
            phone: None,
            billing_address: None,
            active: true,
        },
    };
    OutboxItem {
        slot: action.slot(),
        fingerprint: engine::reference::fingerprint(&action),
        intent: Intent { subject: Subject::Customer(customer.into()), lane, action, after: Vec::new() },
        generation: 0,
        state: OutboxState::Ready,
        attempts: 0,
        not_before: at(0),
        planned_at: at(planned),
        put_off: None,
        replans: 0,
    }
}

/// A hold on an invoice.
pub fn hold(invoice: &str, raised: i64) -> Hold {
    let draft = HoldDraft {
        subject: Subject::Invoice(invoice.into()),
        part: None,
        fingerprint: "facts".to_owned(),
        amount: Some(MinorUnits(5_000).of(Currency::USD)),
        reason: HoldReason::InvoiceDoesNotAddUp {
            invoice: InvoiceName::unread(&invoice.into()),
            sum: MinorUnits(30_000).of(Currency::USD),
            total: MinorUnits(5_000).of(Currency::USD),
        },
    };
    Hold { id: draft.key(), draft, state: HoldState::Open, raised_at: at(raised) }
}

/// A journal entry.
pub fn entry(seconds: i64, text: &str) -> EntryDraft {
    EntryDraft::new(at(seconds), EntryKind::Read, Happened::Sentence(text.into()))
}

/// The change that writes a journal entry.
pub fn told(seconds: i64, text: &str) -> Change {
    Change::Journal(Box::new(entry(seconds, text)))
}

/// A tie-out row.
pub fn tie(invoice: &str, amounts: [i64; 4]) -> TieRow {
    let [quickbooks, alternative, clearing, drift] = amounts.map(MinorUnits);
    TieRow { invoice: books::InvoiceId::from(invoice), quickbooks, alternative, clearing, drift }
}

/// Something in every corner of the store.
pub fn something_everywhere(company: &CompanyId) -> Vec<Change> {
    let subject = Subject::Invoice("145".into());
    vec![
        known(company),
        mirror_invoice("145", 1),
        Change::Link { subject: subject.clone(), link: Box::new(invoice_link(&invoice("145", 1))) },
        Change::Dirty(subject.clone()),
        Change::Outbox(Box::new(intent("15", Lane::Money, 0))),
        Change::Waits { subject, waits: vec![Wait { on: Awaited::Report("p1".into()), amount: None }] },
        Change::Hold(Box::new(hold("145", 0))),
        Change::edit(Edit::Keep(Kept::fixture("events", Some("c1".to_owned())))),
        told(0, "Everything once"),
        Change::Tie(tie("145", [100, 90, 0, 0])),
        Change::Tally { item: SyncCategory::Payments, at: at(0) },
        Change::Requests { month: "2026-11".to_owned(), reads: 1, writes: 0 },
    ]
}
