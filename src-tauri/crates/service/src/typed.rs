//! What the engine knows in the contract's types; here its holds.

mod awaited;
mod chain;
mod happened;
mod known;

use std::collections::BTreeMap;

use contract::happened::Noun;
use contract::hold::{Ask, Choice, ChoiceId, Detail};
use contract::reason::{AccountPurpose, AccountTrouble, Archive, NamedMoney, OpenInvoice, Reason, Rule};
use engine::choice::{Choice as Offered, ChoiceId as OfferedId};
use engine::hold::HoldDraft;
use engine::link::Place;
use engine::plan::{
    AccountPurpose as UsedFor, AccountTrouble as Trouble, ArchiveKind, Earlier, Foreign, Listed,
};
use engine::reason::HoldReason;
use engine::record::RecordKind;
use engine::rule::Rule as HoldRule;
use engine::said::{InvoiceName, Said};
use engine::subject::Subject;
use jiff::Timestamp;
use ledger::Currency;

pub(crate) use awaited::{awaited, closed, document, repair, side};
pub(crate) use chain::{kept_reason, kept_sentence, subject_of, write_reason};
pub(crate) use happened::{happened, question, task};
pub(crate) use known::{known, payment_standing};

fn unsure(payments: &[ledger::books::PaymentId], ours: bool) -> Reason {
    Reason::Unsure { payments: payments.iter().map(ToString::to_string).collect(), ours }
}

fn recorded_twice(ours: &ledger::books::PaymentId, entered: &ledger::books::PaymentId, copy: bool) -> Reason {
    Reason::RecordedTwice { payment: ours.to_string(), entered: entered.to_string(), copy }
}

/// Why it is held.
pub(crate) fn reason(held: &HoldReason) -> Reason {
    use HoldReason as Held;
    match held {
        Held::CustomerRefused { said, code } => {
            Reason::CustomerRefused { said: words(said), code: id(code.as_ref()) }
        }
        Held::InvoiceRefused { invoice, said, code } => {
            Reason::InvoiceRefused { invoice: number(invoice), said: words(said), code: id(code.as_ref()) }
        }
        Held::InvoiceDoesNotAddUp { invoice, sum, total } => {
            Reason::InvoiceDoesNotAddUp { invoice: number(invoice), sum: *sum, total: *total }
        }
        Held::InvoiceEdited { invoice, before, after, collected, terms: _ } => {
            let (invoice, before, after) = (number(invoice), *before, *after);
            Reason::InvoiceEdited { invoice, before, after, collected: *collected }
        }
        Held::CustomerArchived { name, again } => {
            Reason::CustomerArchived { name: words(name), again: *again }
        }
        Held::InvoiceArchived { invoice, again } => {
            Reason::InvoiceArchived { invoice: number(invoice), again: *again }
        }
        Held::BalanceTooSmall { invoice, owed, paid, look_alike } => {
            let (invoice, payment) = (number(invoice), id(look_alike.as_ref()));
            Reason::BalanceTooSmall { invoice, owed: *owed, paid: *paid, payment }
        }
        Held::InvoiceGone { invoice, voided } => {
            Reason::InvoiceGone { invoice: number(invoice), voided: *voided }
        }
        Held::NotReadable { kind, label, since, said } => not_readable(*kind, label, *since, said),
        Held::LookAlike { payment, date } => Reason::LookAlike { payment: payment.to_string(), date: *date },
        Held::Unsure { payments, ours } => unsure(payments, *ours),
        Held::PaymentAltered { payment, reference } => {
            Reason::PaymentAltered { payment: payment.to_string(), reference: reference.clone() }
        }
        Held::RecordedTwice { payment, entered, copy } => recorded_twice(payment, entered, *copy),
        Held::PaymentRefused { said, code } => {
            Reason::PaymentRefused { said: words(said), code: id(code.as_ref()) }
        }
        Held::PaymentClosed { date, closed } => Reason::PaymentClosed { date: *date, closed: *closed },
        Held::Unapplied { payment, invoices, again: _ } => {
            Reason::Unapplied { payment: payment.to_string(), invoices: numbers(invoices) }
        }
        Held::PaymentLost { payment, invoices } => {
            Reason::PaymentLost { payment: payment.to_string(), invoices: numbers(invoices) }
        }
        Held::Latecomers { invoices } => Reason::Latecomers { invoices: numbers(invoices) },
        Held::Returned { .. } | Held::Refunded { .. } | Held::EntryRefused { .. } => of_returns(held),
        Held::PayoutApart { .. }
        | Held::AlreadyDeposited { .. }
        | Held::AnotherDeposit { .. }
        | Held::AddedDeposit { .. }
        | Held::DepositRefused { .. }
        | Held::DepositClosed { .. }
        | Held::NotADeposit
        | Held::DepositLost { .. }
        | Held::FailedAfterDeposit { .. }
        | Held::AccountUnusable { .. } => of_deposits(held),
        Held::ManyArchives { kind, of, archives } => {
            Reason::ManyArchives { record: archived(*kind), of: *of, archives: listed(archives) }
        }
        Held::OtherCurrencies { home, invoices } => other_currencies(*home, invoices),
        Held::BeforeStart { earlier } => before_start(earlier),
        Held::Unworded { rule: held, .. } => Reason::Unworded { rule: rule(*held) },
    }
}

/// What went back.
fn of_returns(held: &HoldReason) -> Reason {
    use HoldReason as Held;
    match held {
        Held::Returned { deposit, said } => {
            Reason::Returned { deposit: id(deposit.as_ref()), said: id(said.as_ref()) }
        }
        Held::Refunded { refunded, of, invoices } => {
            Reason::Refunded { refunded: *refunded, of: *of, invoices: numbers(invoices) }
        }
        Held::EntryRefused { up_to: _, said, code } => {
            Reason::EntryRefused { said: words(said), code: id(code.as_ref()) }
        }
        other => Reason::Unworded { rule: rule(other.rule()) },
    }
}

/// What stands between a payout and its deposit.
fn of_deposits(held: &HoldReason) -> Reason {
    use HoldReason as Held;
    match held {
        Held::PayoutApart { explained, missing, named } => {
            Reason::PayoutApart { explained: *explained, missing: *missing, named: with_names(named) }
        }
        Held::AlreadyDeposited { count, of, place, whole: _ } => {
            already_deposited(*count, *of, place.as_ref())
        }
        Held::AnotherDeposit { deposit } => Reason::AnotherDeposit { deposit: deposit.to_string() },
        Held::AddedDeposit { deposit, date, amount } => {
            Reason::AddedDeposit { deposit: deposit.to_string(), date: *date, amount: *amount }
        }
        Held::DepositRefused { said, code } => {
            Reason::DepositRefused { said: words(said), code: id(code.as_ref()) }
        }
        Held::DepositClosed { date, closed } => Reason::DepositClosed { date: *date, closed: *closed },
        Held::NotADeposit => Reason::NotADeposit,
        Held::DepositLost { deposit, arrival } => {
            Reason::DepositLost { deposit: deposit.to_string(), arrival: *arrival }
        }
        Held::FailedAfterDeposit { deposit, arrival } => {
            Reason::FailedAfterDeposit { deposit: deposit.to_string(), arrival: *arrival }
        }
        Held::AccountUnusable { purpose, account, name, trouble, count } => {
            unusable((*purpose, *trouble), account, name, *count)
        }
        other => Reason::Unworded { rule: rule(other.rule()) },
    }
}

fn not_readable(kind: RecordKind, label: &Said, since: Timestamp, said: &Said) -> Reason {
    let (side, record) = (awaited::side(kind.side()), happened::noun(kind));
    Reason::NotReadable { side, record, label: words(label), since, said: words(said) }
}

fn unusable(
    (purpose, trouble): (UsedFor, Trouble),
    account: &ledger::books::AccountId,
    name: &Said,
    count: usize,
) -> Reason {
    Reason::AccountUnusable {
        purpose: account_use(purpose),
        account: account.to_string(),
        name: words(name),
        trouble: account_trouble(trouble),
        count: count as u64,
    }
}

/// What an account is for.
pub(crate) fn account_use(purpose: UsedFor) -> AccountPurpose {
    match purpose {
        UsedFor::Deposits => AccountPurpose::Deposits,
        UsedFor::Fees => AccountPurpose::Fees,
        UsedFor::Payments => AccountPurpose::Payments,
    }
}

fn account_trouble(trouble: Trouble) -> AccountTrouble {
    match trouble {
        Trouble::Inactive => AccountTrouble::Inactive,
        Trouble::Gone => AccountTrouble::Gone,
        Trouble::OtherType => AccountTrouble::OtherType,
    }
}

/// What is archived.
fn archived(kind: ArchiveKind) -> Noun {
    match kind {
        ArchiveKind::Invoices => Noun::Invoice,
        ArchiveKind::Customers => Noun::Customer,
    }
}

fn listed(archives: &[Listed]) -> Vec<Archive> {
    let archive = |one: &Listed| Archive { label: words(&one.vanished.label), amount: one.vanished.amount };
    archives.iter().map(archive).collect()
}

fn other_currencies(home: Currency, invoices: &[Foreign]) -> Reason {
    let mut currencies: Vec<_> = invoices.iter().map(|one| one.open.currency.code().to_owned()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let open = |one: &Foreign| OpenInvoice { number: number(&one.invoice), open: one.open };
    let invoices = invoices.iter().map(open).collect();
    Reason::OtherCurrencies { home: home.code().to_owned(), currencies, invoices }
}

fn with_names(named: &[engine::reason::NamedMoney]) -> Vec<NamedMoney> {
    named.iter().map(|one| NamedMoney { name: words(&one.said), amount: one.amount }).collect()
}

fn before_start(earlier: &[Earlier]) -> Reason {
    let payouts = earlier.iter().filter(|one| matches!(one.subject, Subject::Payout(_))).count();
    Reason::BeforeStart { payments: (earlier.len() - payouts) as u64, payouts: payouts as u64 }
}

fn already_deposited(count: usize, of: usize, place: Option<&Place>) -> Reason {
    let (deposit, account) = match place {
        Some(Place::Deposit(deposit)) => (Some(deposit.to_string()), None),
        Some(Place::Bank(account)) => (None, Some(account.to_string())),
        None => (None, None),
    };
    Reason::AlreadyDeposited { count: count as u64, of: of as u64, deposit, account }
}

fn words(said: &Said) -> String {
    said.to_string()
}

fn id<T: ToString>(id: Option<&T>) -> Option<String> {
    id.map(ToString::to_string)
}

fn number(invoice: &InvoiceName) -> String {
    invoice.number.to_string()
}

fn numbers(invoices: &[InvoiceName]) -> Vec<String> {
    invoices.iter().map(number).collect()
}

/// The ways on, with what each asks first.
pub(crate) fn choices(draft: &HoldDraft) -> Vec<Choice> {
    let reason = reason(&draft.reason);
    draft.choices().iter().map(|offered| choice(offered, &reason)).collect()
}

/// A way on.
pub(crate) fn choice(offered: &Offered, reason: &Reason) -> Choice {
    let (day, deposit) = match offered {
        Offered::PostOn(day) | Offered::WaitWhileClosed(day) => (Some(*day), None),
        Offered::UseDeposit(deposit) | Offered::ItIsThatDeposit(deposit) | Offered::WriteOursToo(deposit) => {
            (None, Some(deposit.to_string()))
        }
        _ => (None, None),
    };
    let id = choice_id(offered.id());
    let shows = offered.id().shows();
    let choice = Choice { id, label: String::new(), asks: asks(offered), day, deposit, shows };
    Choice { label: crate::words::holds::choice(&choice, reason), ..choice }
}

/// What a choice asks first; what it carries is not asked for.
fn asks(offered: &Offered) -> Option<Ask> {
    match offered {
        Offered::ChooseAccount { .. } | Offered::GivenBack | Offered::PickAnother(_) => Some(Ask::Account),
        Offered::AlreadyRecorded { payment: None, .. } => Some(Ask::Payment),
        Offered::Post => Some(Ask::Payments),
        _ => None,
    }
}

/// Codes and ids, for *Details*.
pub(crate) fn details(draft: &HoldDraft) -> BTreeMap<Detail, String> {
    let mut details = BTreeMap::new();
    let mut add = |name, value: Option<String>| {
        if let Some(value) = value {
            details.insert(name, value);
        }
    };
    match &draft.subject {
        Subject::Customer(id) => add(Detail::QuickbooksCustomer, Some(id.to_string())),
        Subject::Invoice(id) => add(Detail::QuickbooksInvoice, Some(id.to_string())),
        Subject::Payment(id) => add(Detail::AlternativePayment, Some(id.to_string())),
        Subject::Payout(id) => add(Detail::AlternativePayout, Some(id.to_string())),
        Subject::BeforeStart | Subject::Brake(_) | Subject::Currencies | Subject::Account(_) => {}
        Subject::Unread(record) => {
            add(record_id(record.kind), Some(record.id.clone()));
        }
    }
    add(Detail::QuickbooksCustomer, draft.part.as_ref().map(ToString::to_string));
    add(Detail::Facts, Some(draft.fingerprint.clone()));
    match &draft.reason {
        HoldReason::CustomerRefused { code, .. }
        | HoldReason::InvoiceRefused { code, .. }
        | HoldReason::PaymentRefused { code, .. }
        | HoldReason::DepositRefused { code, .. } => {
            add(Detail::Code, code.as_ref().map(ToString::to_string));
        }
        HoldReason::BalanceTooSmall { look_alike, .. } => {
            add(Detail::QuickbooksPayment, look_alike.as_ref().map(ToString::to_string));
        }
        HoldReason::LookAlike { payment, .. }
        | HoldReason::PaymentAltered { payment, .. }
        | HoldReason::RecordedTwice { payment, .. }
        | HoldReason::Unapplied { payment, .. }
        | HoldReason::PaymentLost { payment, .. } => {
            add(Detail::QuickbooksPayment, Some(payment.to_string()));
        }
        HoldReason::AccountUnusable { account, .. } => {
            add(Detail::QuickbooksAccount, Some(account.to_string()));
        }
        HoldReason::Latecomers { invoices } => {
            let ids: Vec<_> = invoices.iter().map(|invoice| invoice.id.to_string()).collect();
            add(Detail::QuickbooksInvoice, Some(ids.join(", ")));
        }
        HoldReason::PaymentClosed { closed, .. } | HoldReason::DepositClosed { closed, .. } => {
            add(Detail::ClosedUntil, Some(closed.to_string()));
        }
        HoldReason::DepositLost { deposit, .. }
        | HoldReason::AnotherDeposit { deposit }
        | HoldReason::AddedDeposit { deposit, .. }
        | HoldReason::FailedAfterDeposit { deposit, .. }
        | HoldReason::AlreadyDeposited { place: Some(Place::Deposit(deposit)), .. } => {
            add(Detail::QuickbooksDeposit, Some(deposit.to_string()));
        }
        HoldReason::Returned { deposit, .. } => {
            add(Detail::QuickbooksDeposit, deposit.as_ref().map(ToString::to_string));
        }
        _ => {}
    }
    for choice in draft.choices() {
        if let Offered::PostOn(day) = choice {
            add(Detail::FirstOpenDay, Some(day.to_string()));
        }
    }
    details
}

fn record_id(kind: RecordKind) -> Detail {
    match kind {
        RecordKind::BooksCustomer => Detail::QuickbooksCustomer,
        RecordKind::BooksInvoice => Detail::QuickbooksInvoice,
        RecordKind::BooksPayment => Detail::QuickbooksPayment,
        RecordKind::BooksDeposit => Detail::QuickbooksDeposit,
        RecordKind::BooksAccount => Detail::QuickbooksAccount,
        RecordKind::AlternativeCustomer => Detail::AlternativeCustomer,
        RecordKind::AlternativeInvoice => Detail::AlternativeInvoice,
        RecordKind::AlternativePayment => Detail::AlternativePayment,
        RecordKind::AlternativePayout => Detail::AlternativePayout,
    }
}

/// What programs call a choice.
pub(crate) fn choice_id(id: OfferedId) -> ChoiceId {
    match id {
        OfferedId::Accept => ChoiceId::Accept,
        OfferedId::AlreadyRecorded => ChoiceId::AlreadyRecorded,
        OfferedId::ApplyAgain => ChoiceId::ApplyAgain,
        OfferedId::ArchiveThem => ChoiceId::ArchiveThem,
        OfferedId::CheckAgain => ChoiceId::CheckAgain,
        OfferedId::ChooseAccount => ChoiceId::ChooseAccount,
        OfferedId::GivenBack => ChoiceId::GivenBack,
        OfferedId::WasGivenBack => ChoiceId::WasGivenBack,
        OfferedId::IHandleIt => ChoiceId::IHandleIt,
        OfferedId::IHandledIt => ChoiceId::IHandledIt,
        OfferedId::ItIsThatOne => ChoiceId::ItIsThatOne,
        OfferedId::Keep => ChoiceId::Keep,
        OfferedId::KeepAsCredit => ChoiceId::KeepAsCredit,
        OfferedId::Leave => ChoiceId::Leave,
        OfferedId::LeaveArchived => ChoiceId::LeaveArchived,
        OfferedId::LeaveAsCredit => ChoiceId::LeaveAsCredit,
        OfferedId::LeaveOut => ChoiceId::LeaveOut,
        OfferedId::OpenInQuickbooks => ChoiceId::OpenInQuickbooks,
        OfferedId::PickAnother => ChoiceId::PickAnother,
        OfferedId::Post => ChoiceId::Post,
        OfferedId::PostFirstOpenDay => ChoiceId::PostFirstOpenDay,
        OfferedId::RecordAgain => ChoiceId::RecordAgain,
        OfferedId::RecordOursToo => ChoiceId::RecordOursToo,
        OfferedId::Restore => ChoiceId::Restore,
        OfferedId::Send => ChoiceId::Send,
        OfferedId::Show => ChoiceId::Show,
        OfferedId::StopSyncing => ChoiceId::StopSyncing,
        OfferedId::TryAgain => ChoiceId::TryAgain,
        OfferedId::UndidTheAdd => ChoiceId::UndidTheAdd,
        OfferedId::UseDeposit => ChoiceId::UseDeposit,
        OfferedId::Wait => ChoiceId::Wait,
        OfferedId::WaitForAccountant => ChoiceId::WaitForAccountant,
        OfferedId::WriteAgain => ChoiceId::WriteAgain,
        OfferedId::WriteEntry => ChoiceId::WriteEntry,
        OfferedId::WriteOursToo => ChoiceId::WriteOursToo,
    }
}

/// The rule that stopped.
pub(crate) fn rule(rule: HoldRule) -> Rule {
    match rule {
        HoldRule::C1 => Rule::C1,
        HoldRule::C4 => Rule::C4,
        HoldRule::C7 => Rule::C7,
        HoldRule::D3 => Rule::D3,
        HoldRule::D4 => Rule::D4,
        HoldRule::D5 => Rule::D5,
        HoldRule::D7 => Rule::D7,
        HoldRule::D9 => Rule::D9,
        HoldRule::D13 => Rule::D13,
        HoldRule::D14 => Rule::D14,
        HoldRule::F8 => Rule::F8,
        HoldRule::I1 => Rule::I1,
        HoldRule::I10 => Rule::I10,
        HoldRule::I12 => Rule::I12,
        HoldRule::I16 => Rule::I16,
        HoldRule::I17 => Rule::I17,
        HoldRule::I3 => Rule::I3,
        HoldRule::P1 => Rule::P1,
        HoldRule::P4 => Rule::P4,
        HoldRule::P5 => Rule::P5,
        HoldRule::P8 => Rule::P8,
        HoldRule::P9 => Rule::P9,
        HoldRule::P11 => Rule::P11,
        HoldRule::P17 => Rule::P17,
    }
}

/// What a detail is called.
pub(crate) fn detail_name(detail: Detail) -> &'static str {
    match detail {
        Detail::AlternativeCustomer => "Customer in Alternative",
        Detail::AlternativeInvoice => "Invoice in Alternative",
        Detail::QuickbooksAccount => "Account in QuickBooks",
        Detail::AlternativePayment => "Payment in Alternative",
        Detail::AlternativePayout => "Payout in Alternative",
        Detail::ClosedUntil => "Closed through",
        Detail::Code => "Code",
        Detail::Facts => "Facts",
        Detail::FirstOpenDay => "First open day",
        Detail::QuickbooksCustomer => "Customer in QuickBooks",
        Detail::QuickbooksDeposit => "Deposit in QuickBooks",
        Detail::QuickbooksInvoice => "Invoice in QuickBooks",
        Detail::QuickbooksPayment => "Payment in QuickBooks",
    }
}
