//! The JSON form of every type that crosses a boundary.

#![expect(clippy::unwrap_used, reason = "a sample that cannot be made is a failed test")]

mod holds;

use contract::activity::{ActivityEntry, ActivityRequest, EntryKind, Explanation, Fact};
use contract::awaited::Awaited;
use contract::command::COMMANDS;
use contract::doctor::{Check, CheckName, Finding, Report};
use contract::happened::{Done, Happened, Task};
use contract::hold::{Choice, ChoiceId};
use contract::known::{Known, Named};
use contract::note::RowNote;
use contract::preview::{EarlierRow, PlanNotice, Planned, PlannedHold, PreviewView};
use contract::reason::{Reason, Rule};
use contract::rows::{
    AlternativeInvoice, CustomerRow, CustomerSide, InvoiceRow, PaidInvoice, PaymentRow, PayoutLine,
    PayoutRow, QuickbooksInvoice, RecordedDeposit, RecordedPayment, RowState, RowsRequest,
};
use contract::setup::{
    AccountRow, AlternativeConnected, ChosenAccount, CompanyRequest, DisconnectRequest, Disconnected,
    LeftConnected, OpenPage, PreferencesView, QuickbooksConnected, RecordWhen, SetPreferences, Setting,
    Synced,
};
use contract::side::Side;
use contract::status::{
    AlternativeStatus, Because, Connection, Differing, Explained, ItemStatus, Mode, QuickbooksStatus,
    SideState, State, Status, Sum, SyncCategory, TieOut,
};
use contract::summary::{Notice, Subject, Summary};
use contract::tag::{Event, Tag};
use contract::{Code, Problem, Step};
use jiff::Timestamp;
use jiff::civil::date;
use ledger::alternative::PayoutBank;
use ledger::{Currency, MinorUnits};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

fn at() -> Timestamp {
    "2026-08-04T12:04:31Z".parse().unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// The form, after checking that it is read back as it was.
fn form<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> serde_json::Value {
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(*value, serde_json::from_str::<T>(&json).unwrap());
    serde_json::from_str(&json).unwrap()
}

fn sum() -> Sum {
    Sum { count: 3, minor: 231_000, currency: Currency::USD }
}

fn snapshot() -> Status {
    Status {
        company: text("main"),
        practice: true,
        state: State::NeedsYou,
        connection: Connection::SignInEnded,
        summary: Summary::NeedsDecision { subject: Subject::Payment, decisions: sum() },
        sentence: text("3 payments, $2,310.00, need your decision"),
        as_of: Some(at()),
        started_at: Some(at()),
        tie_out: TieOut {
            agrees: true,
            at: Some(at()),
            compared_at: Some(at()),
            comparing: false,
            invoices: 412,
            apart: 0,
            quickbooks_minor: 48_612_050,
            alternative_minor: 48_501_050,
            explained: vec![Explained {
                because: Because::Clearing,
                reason: text("Payments not yet recorded in QuickBooks"),
                minor: 111_000,
            }],

            differing: vec![Differing {
                record: text("invoice:145"),
                number: text("1042"),
                minor: 30_000,
                because: Because::Clearing,
            }],
        },
        quickbooks: QuickbooksStatus {
            company: Some(text("Northwind MSP")),
            realm_id: Some(text("9341450000000001")),
            email: Some(text("owner@example.com")),
            phone_verified: Some(false),
            state: SideState::SignInEnded,
        },
        alternative: AlternativeStatus {
            state: SideState::Ok,
            heard_at: Some(at()),
            mode: Some(Mode::Integration),
        },
        items: SyncCategory::ALL
            .into_iter()
            .map(|item| ItemStatus {
                item,
                state: State::Done,
                off: item == SyncCategory::Deposits,
                last_change: Some(at()),
                last_record: Some(text("1058")),
                today: 38,
                in_flight: 2,
                waiting: 1,
                hours: vec![0, 2, 5],
            })
            .collect(),
        waiting: sum(),
        holds: 3,
        held: sum(),
        paused: Some(contract::status::Pause { until: None }),
        next_look: Some(at()),
        reads_this_month: 4_812,
        read_budget: 15_000,
        notices: vec![Notice::SlowedDown { side: Side::Quickbooks, until: at() }],
        notes: vec![text("QuickBooks asked us to slow down; resuming at 12:07.")],
    }
}

fn entry() -> ActivityEntry {
    ActivityEntry {
        seq: 7,
        at: at(),
        kind: EntryKind::Written,
        record: Some(text("invoice:145")),
        item: Some(SyncCategory::InvoiceDetails),
        happened: Happened::Done { done: Done::InvoiceSent { number: text("1042") } },
        text: text("Sent invoice 1042 to Alternative"),
        details: json!({ "before": { "total_minor": 30_000 }, "after": { "total_minor": 35_000 } }),
    }
}

#[test]
fn status() {
    insta::assert_json_snapshot!(form(&snapshot()));
}

fn invoice_row() -> InvoiceRow {
    InvoiceRow {
        number: text("1042"),
        customer: Some(text("Copperline Electric")),
        issued: Some(date(2026, 8, 1)),
        currency: Currency::USD,
        quickbooks: Some(QuickbooksInvoice {
            id: text("145"),
            version: 2,
            total_minor: 35_000,
            balance_minor: 5_000,
            due: Some(date(2026, 8, 31)),
            voided: false,
            gone: false,
        }),
        alternative: Some(AlternativeInvoice {
            id: text("3d256a0e"),
            status: text("UPCOMING"),
            total_minor: 35_000,
            outstanding_minor: Some(5_000),
            archived: false,
        }),
        pdf: true,
        state: RowState::InStep,
        why: None,
        note: None,
    }
}

fn customer_row() -> CustomerRow {
    let side = CustomerSide {
        id: text("15"),
        name: text("Copperline Electric"),
        email: Some(text("office@example.com")),
        active: true,
    };
    CustomerRow {
        name: text("Copperline Electric"),
        quickbooks: Some(side),
        alternative: None,
        state: RowState::NotSent,
        why: None,
        note: None,
    }
}

fn payment_row() -> PaymentRow {
    PaymentRow {
        id: text("c8f19d32"),
        customers: vec![text("Harbor Dental")],
        created_at: at(),
        method: Some(text("card")),
        status: text("processing"),
        clearing: true,
        currency: Currency::USD,
        minor: 30_000,
        total_minor: 30_900,
        pays: vec![PaidInvoice { number: text("1042"), quickbooks: Some(text("145")), minor: 30_000 }],
        quickbooks: vec![RecordedPayment {
            id: text("113"),
            reference: Some(text("AP-ABCDEFGHIJKLMNOP")),
            minor: 30_000,
            date: Some(date(2026, 8, 4)),
            ours: true,
            deposit: None,
            gone: false,
        }],
        payout: None,
        state: RowState::Recorded,
        why: Some(RowNote::Clearing),
        note: Some(text("Paid (clearing)")),
    }
}

fn payout_row() -> PayoutRow {
    let line = PayoutLine {
        kind: text("fee"),
        payment: Some(text("c8f19d32")),
        minor: -350,
        description: text("Card fee"),
    };
    let deposit = RecordedDeposit {
        id: text("115"),
        account: Some(text("Checking")),
        date: Some(date(2026, 8, 5)),
        minor: 29_650,
        gone: false,
    };
    PayoutRow {
        id: text("62506410"),
        status: text("succeeded"),
        arrival: date(2026, 8, 5),
        currency: Currency::USD,
        payments_minor: 30_000,
        fees_minor: -350,
        other_minor: 0,
        total_minor: 29_650,
        missing_minor: 0,
        lines: vec![line],
        deposit: Some(deposit),
        state: RowState::Recorded,
        why: None,
        note: None,
    }
}

#[test]
fn rows() {
    let asked = RowsRequest {
        company: text("main"),
        since: Some(date(2026, 8, 1)),
        state: Some(RowState::AlternativeOnly),
    };
    insta::assert_json_snapshot!([
        form(&invoice_row()),
        form(&customer_row()),
        form(&payment_row()),
        form(&payout_row()),
        form(&asked)
    ]);
}

#[test]
fn every_row_state_has_one_text() {
    for state in RowState::ALL {
        assert_eq!(form(&state), state.code());
    }
}

#[test]
fn activity() {
    let asked = ActivityRequest {
        company: text("main"),
        since: Some(6),
        record: Some(text("invoice:145")),
        limit: 200,
    };
    let known = Known::QuickbooksCustomer { name: text("Old Mill"), active: false };
    let line = text("customer Old Mill, inactive, deleted");
    let explained = Explanation {
        record: text("invoice:145"),
        named: Named::Invoice { number: text("1042") },
        label: text("Invoice 1042"),
        now: vec![Fact { known, deleted: true, place: text("QuickBooks"), text: line }],
        chain: vec![entry()],
    };
    insta::assert_json_snapshot!([form(&asked), form(&explained)]);
}

#[test]
fn connecting() {
    let alternative = AlternativeConnected {
        company: text("main"),
        api: text("https://public-api.alternativepayments.io"),
        client_id: text("key-1"),
        mode: Mode::Documented,
        practice: false,
        payout_bank: Some(PayoutBank { name: text("First Coastal Operating"), last4: text("4821") }),
        bound_realm: None,
        bound_company: None,
        other_link: false,
        data: text("/home/pat/.local/share/io.alternativepayments.companion"),
        notes: Vec::new(),
    };
    let quickbooks = QuickbooksConnected {
        company: text("main"),
        realm_id: text("9341450000000001"),
        name: text("Northwind MSP"),
        currency: Currency::USD,
        closed_until: Some(date(2026, 6, 30)),
        email: Some(text("owner@example.com")),
        phone_verified: Some(false),
        again: false,
        notes: Vec::new(),
    };
    let end = DisconnectRequest { company: text("main"), everywhere: true, forget: false };
    let ended = Disconnected {
        company: text("main"),
        everywhere: true,
        forgotten: false,
        left: vec![LeftConnected::SignInEnded],
        notes: vec![text("The QuickBooks sign-in had already ended.")],
    };
    let page = OpenPage { open: text("https://appcenter.example/connect/oauth2") };
    let asked = CompanyRequest { company: text("main") };
    insta::assert_json_snapshot!([
        form(&alternative),
        form(&quickbooks),
        form(&page),
        form(&asked),
        form(&end),
        form(&ended)
    ]);
}

#[test]
fn choosing() {
    let account = AccountRow {
        id: text("35"),
        name: text("Checking"),
        last4: Some(text("4821")),
        kind: Some(text("Checking")),
        currency: Currency::USD,
        balance_minor: 8_551_605,
        suggested: true,
        chosen: false,
    };
    let preferences = PreferencesView {
        company: text("main"),
        create_deposits: true,
        deposits_since: Some(at()),
        deposit_account: Some(ChosenAccount { id: text("35"), name: Some(text("Checking")) }),
        payment_account: None,
        fee_account: None,
        record_when: RecordWhen::Processing,
        start_date: Some(date(2026, 5, 6)),
        notes: Vec::new(),
    };
    let set = SetPreferences {
        company: text("main"),
        set: vec![Setting { key: text("create_deposits"), value: text("on") }],
    };
    insta::assert_json_snapshot!([form(&account), form(&preferences), form(&set)]);
}

#[test]
fn preview_and_run() {
    let preview = PreviewView {
        company: text("main"),
        started: false,
        read: 170,
        planned: vec![Planned { item: SyncCategory::Customers, count: 120 }],
        open_invoices: sum(),
        paid_since: jiff::civil::date(2026, 4, 21),
        paid_invoices: sum(),
        payments: sum(),
        deposits: sum(),
        recorded: sum(),
        tasks: vec![Task::SendInvoice { number: text("1042") }],
        examples: vec![text("Send invoice 1042 to Alternative")],
        holds: vec![PlannedHold {
            rule: Rule::I3,
            reason: Reason::InvoiceDoesNotAddUp {
                invoice: text("1042"),
                sum: MinorUnits(30_000).of(Currency::USD),
                total: MinorUnits(29_999).of(Currency::USD),
            },
            record: text("invoice:145"),
            customer: None,
            title: text("Invoice 1042 adds up to 300.00, but its total is 299.99. It is not sent."),
            cause: text("Its lines come to 300.00."),
            consequence: text("It stays as it is in Alternative."),
            choices: vec![Choice {
                id: ChoiceId::CheckAgain,
                label: text("Check again"),
                asks: None,
                day: None,
                deposit: None,
                shows: false,
            }],
            amount: None,
        }],
        awaited: vec![Awaited::Customer],
        waits: vec![text("Waiting for its customer")],
        earlier: vec![EarlierRow {
            record: text("payment:c8f19d32"),
            amount: MinorUnits(30_000).of(Currency::USD),
            at: at(),
        }],
        notices: vec![PlanNotice::BooksClosed { closed: date(2026, 6, 30) }],
        notes: Vec::new(),
    };
    let synced = Synced { done: 169, passes: 2, status: Status { items: Vec::new(), ..snapshot() } };
    insta::assert_json_snapshot!([form(&preview), form(&synced)]);
}

#[test]
fn problems_and_reports() {
    let problem = Problem::new(Code::SignInNeeded, "The QuickBooks sign-in has ended.")
        .hint("Sign in again.")
        .step(Step::ConnectQuickbooks)
        .detail("status", Some("400"))
        .detail("trace", None::<&str>);
    let report = Report {
        version: text("0.1.0"),
        system: text("linux x86_64"),
        data: text("/home/pat/data"),
        ok: false,
        checks: vec![Check {
            name: CheckName::Keychain,
            ok: false,
            found: Finding::KeychainLocked,
            text: text("The system keychain is locked, so the sign-in cannot be saved."),
            hint: Some(text("Unlock it.")),
            remedy: None,
        }],
        bundle: None,
    };
    insta::assert_json_snapshot!([form(&problem), form(&report)]);
}

#[test]
fn events() {
    let status = Event::Status(Box::new(Status { items: Vec::new(), ..snapshot() }));
    let activity = Event::Activity { company: text("main"), entry: Box::new(entry()) };
    let invalidated = Event::Invalidated {
        company: text("main"),
        tags: vec![Tag::Holds, Tag::Status],
        records: vec![text("invoice:145")],
    };
    insta::assert_json_snapshot!([form(&status), form(&activity), form(&invalidated)]);
}

#[test]
fn commands() {
    let lines: Vec<_> = COMMANDS
        .iter()
        .map(|(name, provides, invalidates)| {
            format!("{name}: provides {provides:?}, invalidates {invalidates:?}")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_code_has_its_text() {
    let codes = [
        Code::Usage,
        Code::SignInNeeded,
        Code::KeyRefused,
        Code::Keychain,
        Code::WrongCompany,
        Code::OtherLinkActive,
        Code::AlreadyConnected,
        Code::NotConnected,
        Code::NotOffered,
        Code::Cancelled,
        Code::TimedOut,
        Code::InUse,
        Code::PracticeMix,
        Code::Unreachable,
        Code::Refused,
        Code::DiskFull,
        Code::ReadOnly,
        Code::Damaged,
        Code::Database,
        Code::NewerDatabase,
        Code::Failed,
    ];
    let texts: Vec<_> = codes.iter().map(|code| form(code).as_str().unwrap_or_default().to_owned()).collect();
    insta::assert_snapshot!(texts.join(" "));
}
