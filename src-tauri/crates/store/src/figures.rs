//! The few columns of a record and of a link that lists, sums and search are made from.

use engine::link::{InvoiceLink, Link};
use engine::record::{Mirrored, Record, RecordKind};
use engine::reference::PAYMENT_REFERENCE_PREFIX;
use engine::subject::Subject;
use ledger::Currency;
use ledger::alternative::{PaymentStatus, PayoutStatus};

/// A record's columns.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) folded: String,
    pub(crate) label: String,
    pub(crate) dated: String,
    pub(crate) due: Option<String>,
    pub(crate) party: Option<String>,
    pub(crate) bundle: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) currency: String,
    pub(crate) total: i64,
    pub(crate) rest: Option<i64>,
    pub(crate) status: &'static str,
    pub(crate) follows: bool,
    pub(crate) gone: bool,
}

impl Figures {
    /// Those of a record.
    pub(crate) fn of(mirrored: &Mirrored) -> Self {
        let record = &mirrored.record;
        let reference = record.reference();
        let label = record.label();
        let mut figures = Self {
            kind: reference.kind.code(),
            folded: folded(&label, &reference.id, reference.kind),
            id: reference.id,
            label,
            dated: record.listed_at(),
            currency: Currency::USD.to_string(),
            gone: mirrored.gone_at.is_some(),
            ..Self::default()
        };
        figures.fill(record);
        figures
    }

    fn fill(&mut self, record: &Record) {
        match record {
            Record::BooksCustomer(it) => self.status = if it.active { "active" } else { "inactive" },
            Record::BooksInvoice(it) => {
                self.money(it.currency, it.total.0, Some(it.balance.0));
                self.party = Some(it.customer.to_string());
                self.due = it.due.map(|due| due.to_string());
                self.status = if it.voided { "voided" } else { "" };
            }
            Record::BooksPayment(it) => {
                let ours = it.reference.as_ref().is_some_and(|it| it.starts_with(PAYMENT_REFERENCE_PREFIX));
                self.money(it.currency, it.total.0, None);
                self.party = Some(it.customer.to_string());
                self.bundle = it.deposit.as_ref().map(ToString::to_string);
                self.account = it.deposit_to.as_ref().map(ToString::to_string);
                self.status = if it.voided {
                    "voided"
                } else if ours {
                    "ours"
                } else {
                    ""
                };
            }
            Record::BooksDeposit(it) => {
                self.money(it.currency, it.total.0, None);
                self.account = Some(it.account.to_string());
            }
            Record::BooksAccount(it) => {
                self.money(it.currency, it.balance.0, None);
                self.status = if it.active { "active" } else { "inactive" };
            }
            Record::AlternativeCustomer(it) => {
                self.follows = it.qbo_id.is_some();
                self.status = if it.archived { "archived" } else { "" };
            }
            Record::AlternativeInvoice(it) => {
                self.money(it.currency, it.total.0, it.outstanding.map(|rest| rest.0));
                self.party = it.customer.as_ref().map(ToString::to_string);
                self.follows = it.qbo_id.is_some();
                self.status = if it.archived { "archived" } else { "" };
            }
            Record::AlternativePayment(it) => {
                self.total = it.sub_total.0;
                self.rest = Some(it.refunded.0);
                self.party = it.customer.as_ref().map(ToString::to_string);
                self.bundle = it.payout.as_ref().map(ToString::to_string);
                self.status = match it.status {
                    PaymentStatus::Processing => "processing",
                    PaymentStatus::Succeeded => "succeeded",
                    PaymentStatus::Failed => "failed",
                    PaymentStatus::Refunded => "refunded",
                    PaymentStatus::ChargedBack => "charged_back",
                    PaymentStatus::Unknown => "unknown",
                };
            }
            Record::AlternativePayout(it) => {
                self.money(it.currency, it.total.0, None);
                self.status = match it.status {
                    PayoutStatus::Pending => "pending",
                    PayoutStatus::Succeeded => "succeeded",
                    PayoutStatus::Failed => "failed",
                    PayoutStatus::Canceled => "canceled",
                    PayoutStatus::Unknown => "unknown",
                };
            }
        }
    }

    fn money(&mut self, currency: Currency, total: i64, rest: Option<i64>) {
        self.currency = currency.to_string();
        self.total = total;
        self.rest = rest;
    }
}

/// Invoices are looked for by their number; what has a name of no use to people, by its id too.
fn folded(label: &str, id: &str, kind: RecordKind) -> String {
    let by_id = !matches!(kind, RecordKind::BooksInvoice | RecordKind::BooksCustomer) && label != id;
    if by_id { format!("{label}\n{id}").to_lowercase() } else { label.to_lowercase() }
}

/// An invoice link's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvoiceLinkFigures {
    pub(crate) id: String,
    pub(crate) alternative: Option<String>,
    pub(crate) refused: Option<String>,
    pub(crate) drift: Option<String>,
    pub(crate) kept_out: bool,
    pub(crate) pdf: bool,
}

impl InvoiceLinkFigures {
    /// Those of an invoice's link; other links have none.
    pub(crate) fn of(subject: &Subject, link: &Link) -> Option<Self> {
        let (Subject::Invoice(id), Link::Invoice(link)) = (subject, link) else { return None };
        let InvoiceLink { alternative, refused, drift, kept_out, pdf, .. } = link;
        Some(Self {
            id: id.to_string(),
            alternative: alternative.as_ref().map(ToString::to_string),
            refused: refused.as_ref().map(|refusal| refusal.message.clone()),
            drift: drift.as_ref().map(ToString::to_string),
            kept_out: kept_out.is_some(),
            pdf: pdf.is_some(),
        })
    }
}
