//! Changes of the links of what is sent to Alternative: customers and invoices.

use ledger::alternative::ArchiveReason;
use ledger::{Currency, alternative, books};

use crate::link::{CustomerLink, InvoiceLink, LeftArchived, PdfSent, Refusal, Sent};
use crate::ports::{CustomerBody, InvoiceBody};
use crate::said::Said;

/// A change of a customer's link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerPatch {
    /// Its id in Alternative.
    Known(alternative::CustomerId),
    /// Alternative took this.
    Taken(Box<Sent<CustomerBody>>),
    /// Archived by the companion.
    Archived(ArchiveReason),
    /// Refused for good.
    Refused(Refusal),
    /// Refused by version (rule F4): QuickBooks' version, and the drift that is listed.
    Conflict(u64, Option<Said>),
    /// What was refused may be tried again; that it was refused is remembered until it is taken.
    TryAgain,
    /// An invoice of it went to this one in QuickBooks (rule C5).
    MovedTo(books::CustomerId),
    /// A person leaves what has this fingerprint archived (rules C4, C7).
    LeaveArchived(String),
    /// A person has it restored (rules C4, C7).
    Restore,
    /// It is archived no more.
    Restored,
    /// It is inactive again, so that what was decided about its archive is about something else.
    Inactive,
}

/// A change of an invoice's link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvoicePatch {
    /// Alternative took a write under this id.
    Known(alternative::InvoiceId),
    /// It was read in Alternative under this id, archived there or not.
    Met(alternative::InvoiceId, bool),
    /// Alternative took this.
    Taken(Box<Sent<InvoiceBody>>),
    /// Archived by the companion.
    Archived(ArchiveReason),
    /// Its PDF was uploaded.
    Pdf(PdfSent),
    /// Refused for good.
    Refused(Refusal),
    /// Refused by version (rule F4): QuickBooks' version, and the drift that is listed.
    Conflict(u64, Option<Said>),
    /// What was refused may be tried again.
    TryAgain,
    /// A person keeps an edit with these terms out of Alternative (rule I12).
    KeepOut(String),
    /// A person lets an edit with these terms through (rule I12).
    LetThrough(String),
    /// A person leaves it out for as long as it is in this currency (rule I17).
    LeaveOut(Currency),
    /// A person leaves this archived (rule I10).
    LeaveArchived(LeftArchived),
    /// A person has it restored (rule I10).
    Restore,
    /// It is archived no more.
    Restored,
}

pub(super) fn customer(link: CustomerLink, patch: CustomerPatch) -> CustomerLink {
    match patch {
        CustomerPatch::Known(id) => CustomerLink { alternative: Some(id), ..link },
        CustomerPatch::Taken(sent) => {
            CustomerLink { sent: Some(*sent), refused: None, drift: None, conflict: None, ..link }
        }
        CustomerPatch::Archived(reason) => CustomerLink { archived: Some(reason), ..link },
        CustomerPatch::Refused(refusal) => CustomerLink { refused: Some(refusal), ..link },
        CustomerPatch::Conflict(version, drift) => CustomerLink { conflict: Some(version), drift, ..link },
        CustomerPatch::TryAgain => {
            let forget = |refusal| Refusal { fingerprint: String::new(), ..refusal };
            CustomerLink { refused: link.refused.clone().map(forget), ..link }
        }
        CustomerPatch::MovedTo(other) => CustomerLink { moved_to: Some(other), ..link },
        CustomerPatch::LeaveArchived(facts) => {
            CustomerLink { left_archived: Some(facts), restoring: false, ..link }
        }
        CustomerPatch::Restore => CustomerLink { left_archived: None, restoring: true, ..link },
        CustomerPatch::Restored => {
            CustomerLink { archived: None, left_archived: None, restoring: false, ..link }
        }
        CustomerPatch::Inactive => CustomerLink { left_archived: None, restoring: false, ..link },
    }
}

pub(super) fn invoice(link: InvoiceLink, patch: InvoicePatch) -> InvoiceLink {
    match patch {
        InvoicePatch::Known(id) => link.under(id),
        InvoicePatch::Met(id, archived) => link.met_under(id, archived),
        InvoicePatch::Taken(sent) => {
            InvoiceLink { sent: Some(*sent), refused: None, drift: None, conflict: None, ..link }
        }
        InvoicePatch::Archived(reason) => InvoiceLink { archived: Some(reason), ..link },
        InvoicePatch::Pdf(pdf) => InvoiceLink { pdf: Some(pdf), ..link },
        InvoicePatch::Refused(refusal) => InvoiceLink { refused: Some(refusal), ..link },
        InvoicePatch::Conflict(version, drift) => InvoiceLink { conflict: Some(version), drift, ..link },
        InvoicePatch::TryAgain => InvoiceLink { refused: None, ..link },
        InvoicePatch::KeepOut(terms) => InvoiceLink { kept_out: Some(terms), ..link },
        InvoicePatch::LetThrough(terms) => InvoiceLink { let_through: Some(terms), ..link },
        InvoicePatch::LeaveOut(currency) => InvoiceLink { left_out: Some(currency), ..link },
        InvoicePatch::LeaveArchived(left) => {
            InvoiceLink { left_archived: Some(left), restoring: false, ..link }
        }
        InvoicePatch::Restore => InvoiceLink { left_archived: None, restoring: true, ..link },
        InvoicePatch::Restored => {
            InvoiceLink { archived: None, left_archived: None, restoring: false, ..link }
        }
    }
}
