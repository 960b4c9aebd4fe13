//! What comes automatically, and what it comes from, in the contract's types.

use contract::awaited::Awaited;
use contract::document::{DocumentKind, Repair};
use contract::side::{Closed, Side};
use engine::awaited::Awaited as Wanted;
use engine::documents::{DocumentKind as Kept, Repair as Repaired};
use engine::fault::Side as Service;
use engine::settings::Closed as Shut;

use super::happened::noun;
use super::{account_use, archived, number};

/// For what it waits.
pub(crate) fn awaited(awaited: &Wanted) -> Awaited {
    match awaited {
        Wanted::Unworded => Awaited::Unworded,
        Wanted::Customer(_) => Awaited::Customer,
        Wanted::CustomerTaken(_) => Awaited::CustomerTaken,
        Wanted::PaymentSettled { invoice, archives, payment: _ } => {
            Awaited::PaymentSettled { invoice: number(invoice), archives: *archives }
        }
        Wanted::Report(payment) => Awaited::Report { payment: payment.to_string() },
        Wanted::Invoices(_) => Awaited::Invoices,
        Wanted::InvoicesReadAgain(_) => Awaited::InvoicesReadAgain,
        Wanted::Capture => Awaited::Capture,
        Wanted::KnownState => Awaited::KnownState,
        Wanted::PaymentAccount => Awaited::PaymentAccount,
        Wanted::OpenBooks(closed) => Awaited::OpenBooks { closed: *closed },
        Wanted::InvoiceLinked(invoice) => Awaited::InvoiceLinked { invoice: number(invoice) },
        Wanted::InvoiceSent(invoice) => Awaited::InvoiceSent { invoice: number(invoice) },
        Wanted::BooksPayment(payment) => Awaited::BooksPayment { payment: payment.to_string() },
        Wanted::Arrival(day) => Awaited::Arrival { day: *day },
        Wanted::BankAccount => Awaited::BankAccount,
        Wanted::FeeAccount => Awaited::FeeAccount,
        Wanted::Explained { explained, missing } => {
            Awaited::Explained { explained: *explained, missing: *missing }
        }
        Wanted::CountedTwice { deposit, payments } => Awaited::CountedTwice {
            deposit: deposit.to_string(),
            payments: payments.iter().map(ToString::to_string).collect(),
        },
        Wanted::Account(purpose) => Awaited::Account { purpose: account_use(*purpose) },
        Wanted::PaymentRead(_) => Awaited::PaymentRead,
        Wanted::PaymentRecorded(payment) => Awaited::PaymentRecorded { payment: payment.to_string() },
        Wanted::PaymentDecided(payment) => Awaited::PaymentDecided { payment: payment.to_string() },
        Wanted::ArchivesDecided(kind) => Awaited::ArchivesDecided { record: archived(*kind) },
        Wanted::Readable { kind, label, since } => Awaited::Readable {
            side: side(kind.side()),
            record: noun(*kind),
            label: label.to_string(),
            since: *since,
        },
        Wanted::Deposit(deposit) => Awaited::Deposit { deposit: deposit.to_string() },
    }
}

/// A service.
pub(crate) fn side(side: Service) -> Side {
    match side {
        Service::Quickbooks => Side::Quickbooks,
        Service::Alternative => Side::Alternative,
    }
}

/// Why a service is not synced with.
pub(crate) fn closed(closed: Shut) -> Closed {
    match closed {
        Shut::SignInEnded => Closed::SignInEnded,
        Shut::KeyRefused => Closed::KeyRefused,
        Shut::SubscriptionLapsed => Closed::SubscriptionLapsed,
        Shut::OtherLinkActive => Closed::OtherLinkActive,
        Shut::AlreadyConnected => Closed::AlreadyConnected,
        Shut::Disconnected => Closed::Disconnected,
    }
}

/// A document.
pub(crate) fn document(kind: Kept) -> DocumentKind {
    match kind {
        Kept::Wanted => DocumentKind::Wanted,
        Kept::Matched => DocumentKind::Matched,
        Kept::Aside => DocumentKind::Aside,
        Kept::Blind => DocumentKind::Blind,
        Kept::Earlier => DocumentKind::Earlier,
        Kept::Archives => DocumentKind::Archives,
        Kept::Foreign => DocumentKind::Foreign,
        Kept::Import => DocumentKind::Import,
        Kept::GoodPoint => DocumentKind::GoodPoint,
        Kept::Feed => DocumentKind::Feed,
        Kept::SignIn => DocumentKind::SignIn,
        Kept::Walk => DocumentKind::Walk,
        Kept::Pass => DocumentKind::Pass,
        Kept::Comparison => DocumentKind::Comparison,
        Kept::Clock => DocumentKind::Clock,
    }
}

/// How a document is repaired. What is planned afresh after it is no matter for people.
pub(crate) fn repair(repair: Repaired) -> Repair {
    match repair {
        Repaired::Compare | Repaired::CompareAndPlan => Repair::ReadAgain,
        Repaired::BeginAgain => Repair::BeginAgain,
        Repaired::Matched => Repair::Matched,
        Repaired::Earlier => Repair::Earlier,
        Repaired::Redo => Repair::Redo,
    }
}
