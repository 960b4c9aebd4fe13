use std::sync::Arc;

use engine::awaited::{Awaited, Wait};
use engine::category::SyncCategory;
use engine::documents::{Edit, Kept};
use engine::fault::{Fault, FaultKind, Side};
use engine::happened::{Done, Happened};
use engine::hold::{Hold, HoldDraft, HoldState};
use engine::importing::{ImportMode, Stage};
use engine::intent::{Action, Intent, Lane};
use engine::journal::{EntryDraft, EntryKind};
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{Change, Clock, JournalQuery, PaymentDraft, TieRow};
use engine::reason::HoldReason;
use engine::record::{Mirrored, Record};
use engine::said::InvoiceName;
use engine::settings::{AlternativeAccess, Closed, QuickbooksAccess};
use engine::side::SideState;
use engine::subject::Subject;
use jiff::civil::date;
use ledger::alternative::{Payout, PayoutStatus};
use ledger::{Currency, books};

use super::*;
use crate::host::HostParts;
use crate::test_host;

mod comparing;

const NOW: &str = "2026-08-04T12:05:00Z";

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        NOW.parse().unwrap()
    }
}

/// A company with a database of its own.
struct World {
    host: Host,
    company: CompanyId,
    settings: Settings,
    facts: LastRun,
    _directory: tempfile::TempDir,
}

impl World {
    /// Connected, started, read and compared.
    async fn settled() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let parts = HostParts { clock: Arc::new(Noon), ..test_host::parts(directory.path()) };
        let host = Host::open(parts).await.unwrap();
        let company = CompanyId::from("main");
        let settings = connected(&company);
        let facts =
            LastRun { completed_at: Some("2026-08-04T12:04:31Z".parse().unwrap()), ..LastRun::default() };
        let mut import = Import::begin(ImportMode::First, NOW.parse().unwrap());
        import.stage = Stage::Done;
        let world = Self { host, company, settings, facts, _directory: directory };
        world
            .write(vec![
                Change::Settings(Box::new(world.settings.clone())),
                Change::keep(&Some(import)).unwrap(),
                compared("2026-08-04T06:00:00Z"),
            ])
            .await;
        world
    }

    async fn write(&self, changes: Vec<Change>) {
        self.host.store.write(&self.company, changes.into()).await.unwrap();
    }

    async fn status(&self) -> Status {
        self.write(vec![Change::Settings(Box::new(self.settings.clone()))]).await;
        self.facts.save(&self.host, &self.company).await.unwrap();
        status(&self.host, &self.company).await.unwrap()
    }

    /// State, connection and sentence.
    async fn told(&self) -> String {
        let status = self.status().await;
        format!("{:?} {:?}: {}", status.state, status.connection, status.sentence)
    }
}

/// Both sides were compared in full then.
fn compared(at: &str) -> Change {
    let at = at.parse().unwrap();
    Change::edit(Edit::ReadWhole { began_at: at, ended_at: at })
}

fn connected(company: &CompanyId) -> Settings {
    let mut settings = Settings::new(company.clone(), false);
    settings.alternative = Some(AlternativeAccess {
        api: "https://public-api.example".to_owned(),
        client_id: "key".to_owned(),
        integration: true,
        payout_bank: None,
        time_zone: None,
        home_currency: Some(Currency::USD),
    });
    settings.quickbooks = Some(QuickbooksAccess {
        api: "https://quickbooks.example".to_owned(),
        discovery: "https://quickbooks.example/discovery".to_owned(),
        client_id: "app".to_owned(),
        company: books::Company {
            realm: "9341".into(),
            name: "Northwind MSP".to_owned(),
            home_currency: Currency::USD,
            multi_currency: false,
            time_zone: None,
            closed_until: None,
        },
        email: Some("owner@example.com".to_owned()),
        phone_verified: Some(true),
    });
    settings.bound = true;
    settings.started_at = Some("2026-08-01T09:00:00Z".parse().unwrap());
    settings
}

fn owed_payment(state: OutboxState) -> Change {
    let draft = PaymentDraft {
        customer: "15".into(),
        date: date(2026, 8, 4),
        currency: Currency::USD,
        multi_currency: false,
        reference: "AP-1".to_owned(),
        note: String::new(),
        deposit_to: "4".into(),
        lines: Vec::new(),
        total: MinorUnits(231_000),
    };
    let action = Action::RecordPayment {
        payment: "pay-1".into(),
        draft,
        keep_as_credit: false,
        not_a_look_alike: false,
    };
    let intent =
        Intent { subject: Subject::Payment("pay-1".into()), lane: Lane::Money, after: Vec::new(), action };
    Change::Outbox(Box::new(OutboxItem {
        slot: intent.action.slot(),
        fingerprint: String::new(),
        generation: 0,
        attempts: 0,
        not_before: NOW.parse().unwrap(),
        planned_at: NOW.parse().unwrap(),
        put_off: None,
        replans: 0,
        state,
        intent,
    }))
}

fn hold() -> Change {
    let draft = HoldDraft {
        subject: Subject::Payment("pay-1".into()),
        part: Some("15".into()),
        fingerprint: "f".to_owned(),
        amount: Some(MinorUnits(30_000).of(Currency::USD)),
        reason: HoldReason::InvoiceGone { invoice: InvoiceName::unread(&"1042".into()), voided: false },
    };
    let raised_at = NOW.parse().unwrap();
    Change::Hold(Box::new(Hold { id: draft.key(), draft, state: HoldState::Open, raised_at }))
}

fn payout(arrival: jiff::civil::Date) -> Vec<Change> {
    let payout = Payout {
        id: "po-1".into(),
        status: PayoutStatus::Pending,
        currency: Currency::USD,
        arrival,
        created_at: NOW.parse().unwrap(),
        total: MinorUnits(512_000),
        lines: Vec::new(),
        reported: None,
    };
    let amount = Some(payout.total.of(payout.currency));
    let wait = Wait { on: Awaited::Arrival(arrival), amount };
    let record = Record::AlternativePayout(payout);
    let mirrored = Mirrored { record, read_at: NOW.parse().unwrap(), gone_at: None };
    vec![
        Change::Mirror { mirrored: Box::new(mirrored), raw: None },
        Change::Waits { subject: Subject::Payout("po-1".into()), waits: vec![wait] },
    ]
}

fn failing(kind: FaultKind) -> SideState {
    SideState {
        paused_until: Some("2026-08-04T12:07:00Z".parse().unwrap()),
        failures: 1,
        fault: Some(Fault::new(Side::Quickbooks, kind)),
        failing_since: Some("2026-08-04T11:02:00Z".parse().unwrap()),
        last_good: None,
        doubts: 0,
    }
}

#[tokio::test]
async fn f5_done_means_that_both_sides_agree() {
    let world = World::settled().await;
    assert_eq!(world.told().await, "Done Ok: Everything agrees as of 12:04:31");
    let row = TieRow {
        invoice: "1".into(),
        quickbooks: MinorUnits(10_000),
        alternative: MinorUnits(9_000),
        clearing: MinorUnits(0),
        drift: MinorUnits(0),
    };
    world.write(vec![Change::Tie(row.clone())]).await;
    let apart = world.status().await;
    assert_eq!(apart.state, State::Waiting);
    assert!(!apart.tie_out.agrees);
    let named = &apart.tie_out.differing[0];
    assert_eq!((named.record.as_str(), named.minor), ("invoice:1", 1_000));
    assert_eq!(named.because, Because::Unexplained);
    insta::assert_snapshot!(apart.sentence, @"1 open invoice does not agree yet; it is compared again at the next check.");
    let second = TieRow { invoice: "2".into(), ..row.clone() };
    world.write(vec![Change::Tie(second.clone())]).await;
    insta::assert_snapshot!(world.status().await.sentence, @"2 open invoices do not agree yet; they are compared again at the next check.");
    world.write(vec![Change::Tie(TieRow { alternative: second.quickbooks, ..second })]).await;
    world.write(vec![Change::Tie(TieRow { clearing: MinorUnits(1_000), ..row })]).await;
    let explained = world.status().await;
    assert_eq!(explained.tie_out.differing[0].because, Because::Clearing);
    assert_eq!((explained.state, explained.tie_out.agrees), (State::Done, true));
    assert_eq!(explained.tie_out.explained[0].minor, 1_000);
}

#[tokio::test]
async fn before_anything_was_compared_nothing_is_claimed() {
    let mut world = World::settled().await;
    world.facts.completed_at = None;
    insta::assert_snapshot!(world.told().await, @"Waiting Ok: QuickBooks and Alternative have not been compared yet.");
    world.settings.started_at = None;
    insta::assert_snapshot!(world.told().await, @"Waiting Ok: Connected to Northwind MSP. Nothing is written until you start syncing.");
    world.settings.bound = false;
    insta::assert_snapshot!(world.told().await, @"NeedsYou SignInEnded: QuickBooks is not connected yet.");
    world.settings.alternative = None;
    insta::assert_snapshot!(world.told().await, @"NeedsYou SignInEnded: Disconnected from Northwind MSP on this computer. The history stays.");
}

#[tokio::test]
async fn practice_and_real_books_never_share_a_directory() {
    let world = World::settled().await;
    assert!(world.host.check_practice(false).await.is_ok());
    let refused = world.host.check_practice(true).await.unwrap_err();
    assert_eq!(refused.code, contract::Code::PracticeMix);
    insta::assert_snapshot!(refused.message, @"This data directory holds real books. Practice and real books never share a directory.");
}

#[tokio::test]
async fn n1_a_company_is_named_when_there_are_several() {
    let world = World::settled().await;
    assert_eq!(world.host.choose(None).await.unwrap(), world.company);
    let second = CompanyId::from("second");
    let change = Change::Settings(Box::new(connected(&second)));
    world.host.store.write(&second, vec![change].into()).await.unwrap();
    let which = world.host.choose(None).await.unwrap_err();
    assert_eq!(which.hint.as_deref(), Some("Choose one with --company: main, second"));
    assert_eq!(world.host.choose(Some("second")).await.unwrap(), second);
    assert!(world.host.choose(Some("../x")).await.is_err());
    assert_eq!(status_all(&world.host).await.unwrap().len(), 2);
}

#[tokio::test]
async fn questions_come_before_everything_else() {
    let world = World::settled().await;
    let _syncing = world.host.store.claim().unwrap();
    world.write(vec![hold(), owed_payment(OutboxState::Ready)]).await;
    let status = world.status().await;
    assert_eq!(status.sentence, "1 payment, $300.00, needs your decision");
    assert_eq!((status.state, status.holds, status.held.minor), (State::NeedsYou, 1, 30_000));
    let payments = &status.items[3];
    assert_eq!((payments.state, payments.waiting, payments.in_flight), (State::NeedsYou, 1, 1));
}

#[tokio::test]
async fn n5_what_is_owed_waits_safely_while_signed_out() {
    let mut world = World::settled().await;
    world.write(vec![owed_payment(OutboxState::Ready)]).await;
    insta::assert_snapshot!(world.told().await, @"Waiting Ok: 1 change is pending until the next sync.");
    let syncing = world.host.store.claim().unwrap();
    insta::assert_snapshot!(world.told().await, @"Working Ok: Sending 1 change.");
    drop(syncing);
    world.settings.quickbooks_closed = Some(Closed::SignInEnded);
    insta::assert_snapshot!(world.told().await, @"NeedsYou SignInEnded: The QuickBooks sign-in has ended. Only an administrator of Northwind MSP can renew it. 1 payment ($2,310.00) is pending.");
    let status = world.status().await;
    assert_eq!((status.waiting.count, status.waiting.minor), (1, 231_000));
    assert_eq!(status.items[3].in_flight, 0);
}

#[tokio::test]
async fn deposits_are_not_called_done_while_create_deposits_is_off() {
    let mut world = World::settled().await;
    world.settings.preferences.create_deposits = false;
    let off = |status: &contract::status::Status| {
        status.items.iter().filter(|item| item.off).map(|item| item.item).collect::<Vec<_>>()
    };
    assert_eq!(off(&world.status().await), [contract::status::SyncCategory::Deposits]);
    // What is on its way is told, whatever is switched off.
    world.write(payout(date(2026, 8, 5))).await;
    assert_eq!(off(&world.status().await), []);
    let mut world = World::settled().await;
    world.settings.preferences.create_deposits = true;
    assert_eq!(off(&world.status().await), []);
}

#[tokio::test]
async fn a_payout_on_its_way_is_no_trouble_until_it_is_late() {
    let world = World::settled().await;
    world.write(payout(date(2026, 8, 5))).await;
    let on_time = world.status().await;
    assert_eq!((on_time.state, on_time.waiting.minor), (State::Done, 512_000));
    assert_eq!(on_time.items[4].state, State::Waiting);
    world.write(payout(date(2026, 7, 20))).await;
    insta::assert_snapshot!(world.told().await, @"Waiting Ok: 1 record is pending, $5,120.00: On its way, expected Jul 20, 2026.");
}

#[tokio::test]
async fn f6_a_slow_down_is_a_quiet_line_with_its_end() {
    let mut world = World::settled().await;
    world.facts.quickbooks = failing(FaultKind::Throttled { wait_seconds: Some(60) });
    let status = world.status().await;
    assert_eq!(status.notes, ["QuickBooks asked us to slow down; resuming at 12:07."]);
    assert_eq!((status.state, status.connection), (State::Waiting, Connection::Ok));
    world.facts.quickbooks = failing(FaultKind::Unavailable);
    insta::assert_snapshot!(world.told().await, @"Waiting Offline: QuickBooks has not answered since 11:02. Nothing is lost.");
    world.facts.quickbooks = failing(FaultKind::Untrusted);
    insta::assert_snapshot!(world.told().await, @"NeedsYou Offline: The certificate of QuickBooks has not been trusted on this computer since 11:02. Nothing was sent and nothing is lost. Check this computer's date and time. If they are right, a proxy or a security product answers in place of QuickBooks: have it let QuickBooks through, or have its certificate installed on this computer.");
    world.facts.quickbooks = failing(FaultKind::Vault);
    insta::assert_snapshot!(world.told().await, @"NeedsYou Offline: The system keychain is locked, so the sign-in cannot be saved.");
}

#[tokio::test]
async fn what_cannot_be_saved_leaves_the_last_state_readable_and_never_says_that_everything_agrees() {
    let world = World::settled().await;
    let settled = world.status().await;
    assert_eq!((settled.state, settled.tie_out.agrees), (State::Done, true));
    let mut told = Vec::new();
    for fault in [StoreFault::Full, StoreFault::ReadOnly] {
        world.host.store.hamper(Some(&fault)).await.unwrap();
        // Something is to be written, as by whoever syncs.
        let entry = |number: i32| {
            let happened = Happened::Done(Done::CustomerSent { name: format!("Customer {number}").into() });
            Change::Journal(Box::new(EntryDraft::new(NOW.parse().unwrap(), EntryKind::Written, happened)))
        };
        while world
            .host
            .store
            .write(&world.company, (0..500).map(entry).collect::<Vec<_>>().into())
            .await
            .is_ok()
        {}
        let status = status(&world.host, &world.company).await.unwrap();
        assert_eq!((status.state, status.tie_out.agrees), (State::NeedsYou, false));
        assert_eq!((status.as_of, status.tie_out.at), (settled.as_of, settled.tie_out.at), "the last state");
        told.push(status.sentence);
        world.host.store.hamper(None).await.unwrap();
        assert_eq!(world.status().await.state, State::Done, "written again");
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    The app cannot save its records because the disk is full. Syncing is paused and nothing is lost. What is shown is the last state that was saved. Free up disk space; syncing then resumes automatically.
    The app cannot save its records because its data folder is read-only. Syncing is paused and nothing is lost. What is shown is the last state that was saved. Allow the app to write to its data folder and the disk it is on; syncing then resumes automatically.
    ");
}

#[tokio::test]
async fn a_pause_is_told_with_its_end() {
    let mut world = World::settled().await;
    world.facts.heard_at = Some("2026-08-04T12:04:27Z".parse().unwrap());
    let status = world.status().await;
    assert_eq!((status.paused, status.alternative.heard_at), (None, world.facts.heard_at));
    let end: Timestamp = "2026-08-04T13:05:00Z".parse().unwrap();
    for (until, told) in [(end, Some(end)), (Timestamp::MAX, None)] {
        world.settings.paused_until = Some(until);
        let status = world.status().await;
        assert_eq!(status.paused, Some(Pause { until: told }));
        assert_eq!((status.state, status.connection), (State::Waiting, Connection::Paused));
        assert_eq!(status.sentence, "Paused. Pending changes are kept.");
    }
    world.settings.paused_until = Some("2026-08-04T12:00:00Z".parse().unwrap());
    assert_eq!(world.status().await.paused, None);
}

#[tokio::test]
async fn the_board_counts_hours_and_today() {
    let world = World::settled().await;
    let tally = |at: &str| Change::Tally { item: SyncCategory::Payments, at: at.parse().unwrap() };
    world
        .write(vec![
            tally("2026-08-04T11:30:00Z"),
            tally("2026-08-04T12:01:00Z"),
            tally("2026-08-04T12:02:00Z"),
            tally("2026-08-03T23:30:00Z"),
            tally("2026-07-30T08:00:00Z"),
        ])
        .await;
    let status = world.status().await;
    let payments = &status.items[3];
    assert_eq!(payments.item, contract::status::SyncCategory::Payments);
    assert_eq!(
        (payments.hours.len(), payments.hours[23], payments.hours[22], payments.hours[10]),
        (24, 2, 1, 1)
    );
    assert_eq!(payments.today, 3);
    assert_eq!(payments.last_change, Some("2026-08-04T12:02:00Z".parse().unwrap()));
}

/// A customer that was written to Alternative, as the journal has it.
fn written_customer() -> Vec<Change> {
    let now = NOW.parse().unwrap();
    let customer = books::Customer {
        id: "15".into(),
        version: 0,
        name: "Harbor Dental".to_owned(),
        company_name: None,
        email: None,
        phone: None,
        billing_address: None,
        active: true,
        parent: None,
        updated_at: now,
    };
    let mirrored = Mirrored { record: Record::BooksCustomer(customer), read_at: now, gone_at: None };
    let entry = EntryDraft::new(
        now,
        EntryKind::Written,
        Happened::Done(Done::CustomerSent { name: "Harbor Dental".into() }),
    )
    .about(&Subject::Customer("15".into()))
    .in_item(SyncCategory::Customers)
    .with(serde_json::json!({ "slot": "upsert_customer:15" }));
    vec![
        Change::Mirror { mirrored: Box::new(mirrored), raw: None },
        Change::Tally { item: SyncCategory::Customers, at: now },
        Change::Journal(Box::new(entry)),
    ]
}

#[tokio::test]
async fn asking_how_things_stand_writes_nothing_and_knows_what_was_not_told_yet() {
    let world = World::settled().await;
    world.status().await;
    world.write(written_customer()).await;
    let beside = store::SqliteStore::open(crate::paths::database(&world.host.data)).await.unwrap();
    let seen = beside.version_elsewhere().await.unwrap();
    let rows = world.host.store.work().await.unwrap().rows_changed;

    let status = status(&world.host, &world.company).await.unwrap();
    let customers =
        status.items.iter().find(|item| item.item == contract::status::SyncCategory::Customers).unwrap();
    assert_eq!(customers.last_record.as_deref(), Some("Harbor Dental"));
    assert_eq!(world.host.store.work().await.unwrap().rows_changed, rows);
    assert_eq!(beside.version_elsewhere().await.unwrap(), seen, "the file is as it was");
}

#[tokio::test]
async fn a_note_of_the_last_pass_that_cannot_be_read_is_told_and_made_anew() {
    let world = World::settled().await;
    world.status().await;
    world.write(vec![Change::edit(Edit::Keep(Kept::fixture("pass", Some("{\"comp".to_owned()))))]).await;
    let notes = || async { status(&world.host, &world.company).await.unwrap().notes };
    let told = || async {
        let query = JournalQuery { limit: 10, ..JournalQuery::default() };
        let entries = world.host.store.journal(&world.company, &query).await.unwrap();
        let told =
            entries.iter().map(|entry| words::journal::entry(&crate::typed::happened(&entry.draft.happened)));
        told.collect::<Vec<_>>()
    };
    insta::assert_snapshot!(notes().await[0], @"The result of the last sync cannot be read. The next sync repairs it; nothing is lost in QuickBooks or Alternative.");
    assert!(told().await.is_empty(), "showing a status writes nothing");

    assert_eq!(LastRun::load(&world.host, &world.company).await.unwrap(), LastRun::default());
    insta::assert_snapshot!(told().await.join("\n"), @"The result of the last sync could not be read. Nothing changed in the books. If something was in progress there, start it again");
    assert!(notes().await.is_empty());
}

#[tokio::test]
async fn the_snapshot_keeps_its_form() {
    let world = World::settled().await;
    world.write(vec![hold()]).await;
    let mut status = world.status().await;
    status.items.truncate(1);
    insta::assert_json_snapshot!(status);
}
