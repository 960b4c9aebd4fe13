//! Laws of deciding: a choice changes what it was offered for and nothing else, and what was not offered changes nothing.

use std::collections::BTreeMap;

use engine::decide::DecideFault;
use engine::documents::Edit;
use engine::hold::{Hold, HoldDraft, HoldState};
use engine::link::{
    CustomerLink, InvoiceLink, Link, PartState, PaymentFinding, PaymentLink, PaymentPart, PayoutFinding,
    PayoutLink, Place, Refusal,
};
use engine::plan::{AccountPurpose, AccountTrouble, ArchiveKind, Earlier, Foreign, Listed, Vanished};
use engine::ports::{Change, Dirty, HoldQuery, JournalQuery, PaymentLineDraft, Store};
use engine::reason::HoldReason;
use engine::record::{Mirrored, Record};
use engine::said::{InvoiceName, Said};
use engine::settings::Settings;
use engine::subject::Subject;
use engine::user_actions::UserActions;
use jiff::Timestamp;
use ledger::books::{Account, AccountKind};
use ledger::{CompanyId, Currency, MinorUnits};
use proptest::prelude::*;
use store::SqliteStore;

/// Why a subject of each kind can be held.
fn reasons(kind: &str) -> Vec<HoldReason> {
    let said = || Said::new("No");
    let invoice = || InvoiceName::unread(&"145".into());
    let line = || PaymentLineDraft { invoice: "145".into(), amount: MinorUnits(500) };
    let money = |minor| MinorUnits(minor).of(Currency::USD);
    let (date, closed) = ("2026-07-30".parse().unwrap(), "2026-07-31".parse().unwrap());
    match kind {
        "payment" => vec![
            HoldReason::BalanceTooSmall {
                invoice: invoice(),
                owed: money(0),
                paid: money(500),
                look_alike: Some("90".into()),
            },
            HoldReason::InvoiceGone { invoice: invoice(), voided: true },
            HoldReason::LookAlike { payment: "90".into(), date },
            HoldReason::PaymentRefused { said: said(), code: None },
            HoldReason::Unsure { payments: vec!["90".into()], ours: false },
            HoldReason::RecordedTwice { payment: "90".into(), entered: "91".into(), copy: false },
            HoldReason::RecordedTwice { payment: "70".into(), entered: "91".into(), copy: true },
            HoldReason::PaymentAltered { payment: "90".into(), reference: "AP-7".to_owned() },
            HoldReason::PaymentLost { payment: "70".into(), invoices: vec![invoice()] },
            HoldReason::Unapplied { payment: "70".into(), invoices: vec![invoice()], again: Vec::new() },
            HoldReason::Unapplied { payment: "71".into(), invoices: vec![invoice()], again: vec![line()] },
            HoldReason::Returned { deposit: None, said: None },
            HoldReason::EntryRefused { up_to: MinorUnits(500), said: said(), code: None },
            HoldReason::Refunded { refunded: money(200), of: money(500), invoices: vec![invoice()] },
            HoldReason::Latecomers { invoices: vec![invoice()] },
            HoldReason::PaymentClosed { date, closed },
        ],
        "payout" => of_payouts(),
        "invoice" => vec![
            HoldReason::InvoiceEdited {
                invoice: invoice(),
                before: money(1),
                after: money(2),
                collected: money(1),
                terms: serde_json::from_str("\"t\"").unwrap(),
            },
            HoldReason::InvoiceDoesNotAddUp { invoice: invoice(), sum: money(1), total: money(2) },
            HoldReason::InvoiceRefused { invoice: invoice(), said: said(), code: None },
            HoldReason::InvoiceArchived { invoice: invoice(), again: false },
        ],
        "customer" => vec![
            HoldReason::CustomerRefused { said: said(), code: None },
            HoldReason::CustomerArchived { name: said(), again: true },
        ],
        "account" => vec![unusable()],
        "brake" => vec![HoldReason::ManyArchives {
            kind: ArchiveKind::Invoices,
            of: 30,
            archives: vec![Listed {
                subject: Subject::Invoice("1".into()),
                vanished: Vanished { label: said(), amount: None },
            }],
        }],
        "currencies" => vec![HoldReason::OtherCurrencies {
            home: Currency::USD,
            invoices: vec![Foreign { invoice: InvoiceName::unread(&"1".into()), open: money(500) }],
        }],
        _ => vec![HoldReason::BeforeStart { earlier: Vec::new() }],
    }
}

fn of_payouts() -> Vec<HoldReason> {
    let said = || Said::new("No");
    let money = |minor| MinorUnits(minor).of(Currency::USD);
    let (date, closed) = ("2026-07-30".parse().unwrap(), "2026-07-31".parse().unwrap());
    vec![
        HoldReason::PayoutApart { explained: money(250), missing: money(250), named: Vec::new() },
        HoldReason::AlreadyDeposited {
            count: 1,
            of: 1,
            place: Some(Place::Deposit("60".into())),
            whole: true,
        },
        HoldReason::DepositLost { deposit: "60".into(), arrival: date },
        HoldReason::DepositRefused { said: said(), code: None },
        HoldReason::AnotherDeposit { deposit: "60".into() },
        HoldReason::AddedDeposit { deposit: "60".into(), date, amount: money(500) },
        HoldReason::DepositClosed { date, closed },
        HoldReason::NotADeposit,
        HoldReason::FailedAfterDeposit { deposit: "60".into(), arrival: date },
    ]
}

fn unusable() -> HoldReason {
    HoldReason::AccountUnusable {
        purpose: AccountPurpose::Deposits,
        account: "79".into(),
        name: Said::new("Payout Bank"),
        trouble: AccountTrouble::Inactive,
        count: 1,
    }
}

const CUSTOMERS: [&str; 2] = ["1", "2"];

fn subjects() -> Vec<Subject> {
    let two = ["1", "2"];
    let each = |make: fn(&str) -> Subject| two.map(make);
    let all = [
        each(|id| Subject::Payment(id.into())),
        each(|id| Subject::Payout(id.into())),
        each(|id| Subject::Invoice(id.into())),
        each(|id| Subject::Customer(id.into())),
    ];
    let alone = [
        Subject::BeforeStart,
        Subject::Brake(ArchiveKind::Invoices),
        Subject::Account(AccountPurpose::Deposits),
        Subject::Currencies,
    ];
    all.into_iter().flatten().chain(alone).collect()
}

/// A link of which everything that a decision may change is set.
fn link(subject: &Subject, recorded: bool) -> Option<Link> {
    let refusal = Refusal { fingerprint: "f".to_owned(), code: None, message: "No".to_owned() };
    Some(match subject {
        Subject::Customer(_) => {
            Link::Customer(CustomerLink { refused: Some(refusal), ..CustomerLink::default() })
        }
        Subject::Invoice(_) => {
            Link::Invoice(InvoiceLink { refused: Some(refusal), ..InvoiceLink::default() })
        }
        Subject::Payment(_) => {
            let part = |customer: &str| PaymentPart {
                state: if recorded {
                    PartState::Recorded { payment: "70".into(), amount: MinorUnits(500), ours: true }
                } else {
                    PartState::Open
                },
                finding: Some(PaymentFinding::Refused(refusal.clone())),
                ..PaymentPart::new(customer.into())
            };
            Link::Payment(PaymentLink { parts: CUSTOMERS.map(part).to_vec(), ..PaymentLink::default() })
        }
        Subject::Payout(_) => Link::Payout(PayoutLink {
            finding: Some(PayoutFinding::Refused(refusal)),
            ..PayoutLink::default()
        }),
        Subject::BeforeStart
        | Subject::Brake(_)
        | Subject::Currencies
        | Subject::Account(_)
        | Subject::Unread(_) => return None,
    })
}

fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Customer(_) => "customer",
        Subject::Invoice(_) => "invoice",
        Subject::Payment(_) => "payment",
        Subject::Payout(_) => "payout",
        Subject::BeforeStart => "before_start",
        Subject::Brake(_) => "brake",
        Subject::Currencies => "currencies",
        Subject::Account(_) => "account",
        Subject::Unread(_) => "unread",
    }
}

fn hold(subject: &Subject, reason: HoldReason) -> Hold {
    let part = matches!(subject, Subject::Payment(_)).then(|| CUSTOMERS[0].into());
    let amount = Some(MinorUnits(500).of(Currency::USD));
    let draft =
        HoldDraft { subject: subject.clone(), part, fingerprint: format!("{reason:?}"), amount, reason };
    Hold { id: draft.key(), draft, state: HoldState::Open, raised_at: Timestamp::UNIX_EPOCH }
}

/// A company in which every subject is asked about, each with one of the offers of its kind.
async fn company(offers: &[prop::sample::Index], recorded: bool) -> (SqliteStore, CompanyId, Vec<Hold>) {
    let (store, company) = (SqliteStore::in_memory().await.unwrap(), CompanyId::from("main"));
    let mut changes = vec![Change::Settings(Box::new(Settings::new(company.clone(), true)))];
    let mut holds = Vec::new();
    for (subject, index) in subjects().into_iter().zip(offers) {
        let mut own = reasons(kind(&subject));
        holds.push(hold(&subject, own.swap_remove(index.index(own.len()))));
        let link = link(&subject, recorded);
        changes.extend(link.map(|link| Change::Link { subject, link: Box::new(link) }));
    }
    changes.extend(holds.iter().cloned().map(|hold| Change::Hold(Box::new(hold))));
    let earlier = Subject::Payment("9".into());
    let known = Earlier {
        subject: earlier.clone(),
        amount: MinorUnits(100).of(Currency::USD),
        at: Timestamp::UNIX_EPOCH,
    };
    changes.push(Change::edit(Edit::Earlier([(earlier, Some(known))].into())));
    changes.push(Change::Mirror { mirrored: Box::new(bank()), raw: None });
    store.write(&company, changes.into()).await.unwrap();
    (store, company, holds)
}

/// The account that is named as an argument.
fn bank() -> Mirrored {
    let account = Account {
        id: "80".into(),
        version: 0,
        name: "Checking".to_owned(),
        number: None,
        kind: AccountKind::Bank,
        subtype: None,
        currency: Currency::USD,
        balance: MinorUnits(0),
        active: true,
        updated_at: Timestamp::UNIX_EPOCH,
    };
    Mirrored { record: Record::BooksAccount(account), read_at: Timestamp::UNIX_EPOCH, gone_at: None }
}

/// Everything that a decision could change.
#[derive(Debug, Clone, PartialEq)]
struct Facts {
    links: BTreeMap<Subject, Link>,
    holds: BTreeMap<String, Hold>,
    settings: Option<Settings>,
    dirty: Vec<Dirty>,
    entries: usize,
}

async fn facts(store: &SqliteStore, company: &CompanyId) -> Facts {
    let subjects = subjects();
    let entries = JournalQuery { after: Some(0), limit: 100, ..JournalQuery::default() };
    let holds = store.holds(company, &HoldQuery::Subjects(subjects.clone())).await.unwrap();
    Facts {
        links: store.links(company, &subjects).await.unwrap().into_iter().collect(),
        holds: holds.into_iter().map(|hold| (hold.id.clone(), hold)).collect(),
        settings: store.settings(company).await.unwrap(),
        dirty: store.dirty(company, 100).await.unwrap(),
        entries: store.journal(company, &entries).await.unwrap().len(),
    }
}

fn arguments() -> BTreeMap<String, String> {
    let named = [("account", "80"), ("payment", "91"), ("payments", "all")];
    named.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Lists what must not have changed for one subject to have been decided.
fn of_others(facts: &Facts, decided: &Hold, choice: &str) -> Facts {
    let mut others = facts.clone();
    let own = others.links.remove(&decided.draft.subject);
    if let Some(Link::Payment(mut link)) = own {
        // The shares of other customers are others' too.
        link.parts.retain(|part| Some(&part.customer) != decided.draft.part.as_ref());
        others.links.insert(decided.draft.subject.clone(), Link::Payment(link));
    }
    if let HoldReason::OtherCurrencies { invoices, .. } = &decided.draft.reason {
        // Whoever leaves out what is listed leaves out each of it.
        for Foreign { invoice, .. } in invoices {
            others.links.remove(&Subject::Invoice(invoice.id.clone()));
        }
    }
    others.holds.remove(&decided.id);
    if choice == "stop_syncing"
        && let Some(settings) = &mut others.settings
    {
        // Whoever stops syncing stops all of it.
        settings.paused_until = None;
    }
    if choice == "pick_another"
        && let Some(settings) = &mut others.settings
    {
        // So does everything that is deposited from now on go to another account.
        settings.preferences.deposit_account = None;
    }
    Facts { dirty: Vec::new(), entries: 0, ..others }
}

fn hold_of(reason: HoldReason) -> Hold {
    hold(&Subject::Payment("1".into()), reason)
}

async fn check(
    offers: Vec<prop::sample::Index>,
    recorded: bool,
    (which, choice, stranger): (prop::sample::Index, prop::sample::Index, prop::sample::Index),
) -> Result<(), TestCaseError> {
    let (store, company, holds) = company(&offers, recorded).await;
    let actions = UserActions { store: &store, company: &company };
    let hold = &holds[which.index(holds.len())];
    let choices = |reason: HoldReason| hold_of(reason).draft.choices();
    let offered: Vec<_> = hold.draft.choices().iter().map(|choice| choice.id().as_str()).collect();
    let before = facts(&store, &company).await;
    let now = Timestamp::UNIX_EPOCH;

    let kinds =
        ["payment", "payout", "invoice", "customer", "before_start", "brake", "currencies", "account"];
    let all =
        kinds.iter().flat_map(|kind| reasons(kind)).flat_map(choices).map(|choice| choice.id().as_str());
    let all = all.chain(["", "anything"]);
    let strangers: Vec<_> = all.filter(|id| !offered.contains(id)).collect();
    let refused =
        actions.decide(now, &hold.id, strangers[stranger.index(strangers.len())], &arguments()).await;
    prop_assert!(matches!(refused, Err(DecideFault::NotOffered { .. })), "{refused:?}");
    prop_assert_eq!(&facts(&store, &company).await, &before, "what was not offered changes nothing");

    let choice = offered[choice.index(offered.len())];
    actions.decide(now, &hold.id, choice, &arguments()).await.unwrap();
    let after = facts(&store, &company).await;
    if ["show", "open_in_quickbooks"].contains(&choice) {
        prop_assert_eq!(&after, &before, "to be shown something changes nothing");
        return Ok(());
    }
    prop_assert_eq!(
        of_others(&after, hold, choice),
        of_others(&before, hold, choice),
        "{} of {}",
        choice,
        hold.draft.subject
    );
    let state = &after.holds[&hold.id].state;
    prop_assert!(
        matches!(state, HoldState::Decided(decision) if decision.choice.as_str() == choice),
        "{state:?}"
    );
    prop_assert_eq!(after.entries, before.entries + 1, "one entry in the journal");
    prop_assert!(after.dirty.iter().any(|dirty| dirty.subject == hold.draft.subject), "it is planned again");

    let again = actions.decide(now, &hold.id, choice, &arguments()).await;
    prop_assert!(matches!(again, Err(DecideFault::Unknown(_))), "{again:?}");
    prop_assert_eq!(&facts(&store, &company).await, &after, "a question is answered once");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_choice_changes_what_it_was_offered_for_and_nothing_else(
        offers in prop::collection::vec(any::<prop::sample::Index>(), 11),
        recorded in any::<bool>(),
        drawn in any::<(prop::sample::Index, prop::sample::Index, prop::sample::Index)>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(offers, recorded, drawn))?;
    }
}
