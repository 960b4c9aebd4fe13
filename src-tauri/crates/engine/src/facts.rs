//! What identities are computed from: frozen lists of facts, apart from the types that state is kept in.
//!
//! A fingerprint is the SHA-256 of the JSON of its facts. Databases hold fingerprints, and hold ids and generations hang on
//! them, so that what is listed here never changes: a field that comes later is left out while it is empty.
//! `tests/acceptance/stored` holds values that were written by earlier versions against these.

mod entries;

use jiff::civil::Date;
use ledger::alternative::ArchiveReason;
use ledger::{Currency, MinorUnits, books};
use serde::Serialize;

use entries::{AppliedFacts, OrderFacts, applied, ordered};

use crate::intent::Action;
use crate::link::{PaymentFinding, PayoutFinding};
use crate::ports::{
    CustomerBody, DepositDraft, DepositLineDraft, InvoiceBody, InvoiceLineBody, PaymentDraft,
};
use crate::reference::fingerprint;

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum ActionFacts<'a> {
    UpsertCustomer {
        customer: &'a str,
        version: u64,
        body: CustomerFacts<'a>,
    },
    ArchiveCustomer {
        customer: &'a str,
        reason: ArchiveReason,
    },
    UpsertInvoice {
        invoice: &'a str,
        version: u64,
        body: InvoiceFacts<'a>,
    },
    ArchiveInvoice {
        invoice: &'a str,
        reason: ArchiveReason,
    },
    RestoreCustomer {
        customer: &'a str,
    },
    RestoreInvoice {
        invoice: &'a str,
    },
    AttachPdf {
        invoice: &'a str,
        content: &'a str,
    },
    RecordPayment {
        payment: &'a str,
        draft: PaymentFacts<'a>,
        keep_as_credit: bool,
        not_a_look_alike: bool,
    },
    RemovePayment {
        payment: &'a str,
        customer: &'a str,
        books_payment: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        beside: Option<&'a str>,
    },
    ApplyPayment {
        payment: &'a str,
        customer: &'a str,
        books_payment: &'a str,
        lines: Vec<AppliedFacts<'a>>,
    },
    ReportPayment {
        payment: &'a str,
        report: ReportFacts<'a>,
    },
    RecordDeposit {
        payout: &'a str,
        draft: DepositFacts<'a>,
    },
    RemoveDeposit {
        payout: &'a str,
        deposit: &'a str,
    },
    ReportPayout {
        payout: &'a str,
        report: ReportFacts<'a>,
    },
    EnsureFeeAccount,
    WriteEntry {
        payment: &'a str,
        customer: &'a str,
        order: OrderFacts<'a>,
    },
    EnsureReturnsAccount,
}

/// A report, without the sentence that goes with it.
#[derive(Serialize)]
struct ReportFacts<'a> {
    records: Vec<&'a str>,
    state: ledger::alternative::LinkState,
}

#[derive(Serialize)]
struct CustomerFacts<'a> {
    display_name: &'a str,
    company_name: Option<&'a str>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    billing_address: Option<AddressFacts<'a>>,
    active: bool,
}

#[derive(Serialize)]
struct AddressFacts<'a> {
    street: Option<&'a str>,
    sub_premise: Option<&'a str>,
    city: Option<&'a str>,
    state: Option<&'a str>,
    postal_code: Option<&'a str>,
    country: Option<&'a str>,
}

#[derive(Serialize)]
struct LineFacts<'a> {
    description: &'a str,
    amount: MinorUnits,
    quantity: Option<String>,
    unit_price: Option<String>,
}

#[derive(Serialize)]
struct InvoiceFacts<'a> {
    customer: &'a str,
    number: Option<&'a str>,
    currency: Currency,
    issued: Date,
    due: Option<Date>,
    lines: Vec<LineFacts<'a>>,
    tax: MinorUnits,
    total: MinorUnits,
    balance: MinorUnits,
    memo: Option<&'a str>,
}

/// What an edit is (rule I12): customer, currency, lines, total or due date. Balance, links and version are not, since
/// our own Payment moves all three; a new number or memo alone asks nobody for other money.
#[derive(Serialize)]
struct TermsFacts<'a> {
    customer: &'a str,
    currency: Currency,
    lines: Vec<LineFacts<'a>>,
    tax: MinorUnits,
    total: MinorUnits,
    due: Option<Date>,
}

#[derive(Serialize)]
struct PaymentLineFacts<'a> {
    invoice: &'a str,
    amount: MinorUnits,
}

#[derive(Serialize)]
struct PaymentFacts<'a> {
    customer: &'a str,
    date: Date,
    currency: Currency,
    multi_currency: bool,
    reference: &'a str,
    note: &'a str,
    deposit_to: &'a str,
    lines: Vec<PaymentLineFacts<'a>>,
    total: MinorUnits,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum DepositLineFacts<'a> {
    Payment { payment: &'a str, amount: MinorUnits },
    Direct { account: &'a str, amount: MinorUnits, customer: Option<&'a str>, description: &'a str },
}

#[derive(Serialize)]
struct DepositFacts<'a> {
    account: &'a str,
    date: Date,
    currency: Currency,
    multi_currency: bool,
    note: &'a str,
    lines: Vec<DepositLineFacts<'a>>,
}

#[derive(Serialize)]
struct RefusalFacts<'a> {
    fingerprint: &'a str,
    code: Option<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum PaymentFindingFacts<'a> {
    BalanceTooSmall { invoice: &'a str, balance: MinorUnits, share: MinorUnits, look_alike: Option<&'a str> },
    InvoiceGone { invoice: &'a str, voided: bool },
    LookAlike { payment: &'a str, date: Date },
    Vanished { payment: &'a str },
    Altered { payment: &'a str },
    Unsure { payments: Vec<&'a str>, ours: bool },
    Refused(RefusalFacts<'a>),
    Closed { date: Date },
    CannotRemove { deposit: Option<&'a str> },
}

/// The deposit of `AlreadyDeposited` is the deposit or the bank account.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum PayoutFindingFacts<'a> {
    AlreadyDeposited { count: usize, of: usize, deposit: Option<&'a str>, whole: bool },
    Another { deposit: &'a str },
    Added { deposit: &'a str, amount: MinorUnits },
    CannotRemove { deposit: &'a str },
    Apart { explained: MinorUnits },
    Refused(RefusalFacts<'a>),
    Closed { date: Date },
}

fn customer(body: &CustomerBody) -> CustomerFacts<'_> {
    CustomerFacts {
        display_name: &body.display_name,
        company_name: body.company_name.as_deref(),
        email: body.email.as_deref(),
        phone: body.phone.as_deref(),
        billing_address: body.billing_address.as_ref().map(address),
        active: body.active,
    }
}

fn address(address: &books::Address) -> AddressFacts<'_> {
    AddressFacts {
        street: address.street.as_deref(),
        sub_premise: address.sub_premise.as_deref(),
        city: address.city.as_deref(),
        state: address.state.as_deref(),
        postal_code: address.postal_code.as_deref(),
        country: address.country.as_deref(),
    }
}

fn lines(lines: &[InvoiceLineBody]) -> Vec<LineFacts<'_>> {
    let facts = lines.iter().map(|line| LineFacts {
        description: &line.description,
        amount: line.amount,
        quantity: line.quantity.map(|quantity| quantity.to_string()),
        unit_price: line.unit_price.map(|price| price.to_string()),
    });
    facts.collect()
}

fn invoice(body: &InvoiceBody) -> InvoiceFacts<'_> {
    InvoiceFacts {
        customer: body.customer.as_str(),
        number: body.number.as_deref(),
        currency: body.currency,
        issued: body.issued,
        due: body.due,
        lines: lines(&body.lines),
        tax: body.tax,
        total: body.total,
        balance: body.balance,
        memo: body.memo.as_deref(),
    }
}

fn payment(draft: &PaymentDraft) -> PaymentFacts<'_> {
    let lines = draft.lines.iter();
    PaymentFacts {
        customer: draft.customer.as_str(),
        date: draft.date,
        currency: draft.currency,
        multi_currency: draft.multi_currency,
        reference: &draft.reference,
        note: &draft.note,
        deposit_to: draft.deposit_to.as_str(),
        lines: lines
            .map(|line| PaymentLineFacts { invoice: line.invoice.as_str(), amount: line.amount })
            .collect(),
        total: draft.total,
    }
}

fn deposit(draft: &DepositDraft) -> DepositFacts<'_> {
    let lines = draft.lines.iter().map(|line| match line {
        DepositLineDraft::Payment { payment, amount } => {
            DepositLineFacts::Payment { payment: payment.as_str(), amount: *amount }
        }
        DepositLineDraft::Direct { account, amount, customer, description } => DepositLineFacts::Direct {
            account: account.as_str(),
            amount: *amount,
            customer: customer.as_ref().map(books::CustomerId::as_str),
            description,
        },
    });
    DepositFacts {
        account: draft.account.as_str(),
        date: draft.date,
        currency: draft.currency,
        multi_currency: draft.multi_currency,
        note: &draft.note,
        lines: lines.collect(),
    }
}

/// Fingerprint of an action: another one raises the generation (rule P6). The sentence of a report is no part of it.
pub fn of_action(action: &Action) -> String {
    let facts = match action {
        Action::UpsertCustomer { customer: id, version, body } => {
            ActionFacts::UpsertCustomer { customer: id.as_str(), version: *version, body: customer(body) }
        }
        Action::ArchiveCustomer { customer, reason } => {
            ActionFacts::ArchiveCustomer { customer: customer.as_str(), reason: *reason }
        }
        Action::UpsertInvoice { invoice: id, version, body } => {
            ActionFacts::UpsertInvoice { invoice: id.as_str(), version: *version, body: invoice(body) }
        }
        Action::ArchiveInvoice { invoice, reason } => {
            ActionFacts::ArchiveInvoice { invoice: invoice.as_str(), reason: *reason }
        }
        Action::RestoreCustomer { customer } => ActionFacts::RestoreCustomer { customer: customer.as_str() },
        Action::RestoreInvoice { invoice } => ActionFacts::RestoreInvoice { invoice: invoice.as_str() },
        Action::AttachPdf { invoice, content } => {
            ActionFacts::AttachPdf { invoice: invoice.as_str(), content }
        }
        Action::RecordPayment { payment: id, draft, keep_as_credit, not_a_look_alike } => {
            ActionFacts::RecordPayment {
                payment: id.as_str(),
                draft: payment(draft),
                keep_as_credit: *keep_as_credit,
                not_a_look_alike: *not_a_look_alike,
            }
        }
        Action::RemovePayment { payment, customer, books_payment, beside } => ActionFacts::RemovePayment {
            payment: payment.as_str(),
            customer: customer.as_str(),
            books_payment: books_payment.as_str(),
            beside: beside.as_ref().map(books::PaymentId::as_str),
        },
        Action::ApplyPayment { payment, customer, books_payment, lines } => ActionFacts::ApplyPayment {
            payment: payment.as_str(),
            customer: customer.as_str(),
            books_payment: books_payment.as_str(),
            lines: lines.iter().map(applied).collect(),
        },
        Action::ReportPayment { payment, report, why: _ } => {
            let records = report.qbo_payments.iter().map(books::PaymentId::as_str).collect();
            ActionFacts::ReportPayment {
                payment: payment.as_str(),
                report: ReportFacts { records, state: report.state },
            }
        }
        Action::RecordDeposit { payout, draft } => {
            ActionFacts::RecordDeposit { payout: payout.as_str(), draft: deposit(draft) }
        }
        Action::RemoveDeposit { payout, deposit } => {
            ActionFacts::RemoveDeposit { payout: payout.as_str(), deposit: deposit.as_str() }
        }
        Action::ReportPayout { payout, report, why: _ } => {
            let records = report.qbo_deposit.iter().map(books::DepositId::as_str).collect();
            ActionFacts::ReportPayout {
                payout: payout.as_str(),
                report: ReportFacts { records, state: report.state },
            }
        }
        Action::EnsureFeeAccount => ActionFacts::EnsureFeeAccount,
        Action::WriteEntry { payment, customer, order } => ActionFacts::WriteEntry {
            payment: payment.as_str(),
            customer: customer.as_str(),
            order: ordered(order),
        },
        Action::EnsureReturnsAccount => ActionFacts::EnsureReturnsAccount,
    };
    fingerprint(&facts)
}

/// Fingerprint of a customer as sent: what was refused once is not sent again.
pub fn of_customer(body: &CustomerBody) -> String {
    fingerprint(&customer(body))
}

/// Fingerprint of an invoice as sent: what was refused once is not sent again.
pub fn of_invoice(body: &InvoiceBody) -> String {
    fingerprint(&invoice(body))
}

/// Fingerprint of everything but the balance: a new one means that the PDF must be fetched again (rule I13).
pub fn of_content(body: &InvoiceBody) -> String {
    fingerprint(&InvoiceFacts { balance: MinorUnits::ZERO, ..invoice(body) })
}

/// Fingerprint of an invoice's terms (rule I12).
pub fn of_terms(body: &InvoiceBody) -> String {
    fingerprint(&TermsFacts {
        customer: body.customer.as_str(),
        currency: body.currency,
        lines: lines(&body.lines),
        tax: body.tax,
        total: body.total,
        due: body.due,
    })
}

/// Fingerprint of what stands in the way of a payment: other facts are another hold.
pub fn of_payment_finding(finding: &PaymentFinding) -> String {
    use PaymentFinding as F;
    let facts = match finding {
        F::BalanceTooSmall { invoice, balance, share, look_alike } => PaymentFindingFacts::BalanceTooSmall {
            invoice: invoice.as_str(),
            balance: *balance,
            share: *share,
            look_alike: look_alike.as_ref().map(books::PaymentId::as_str),
        },
        F::InvoiceGone { invoice, voided } => {
            PaymentFindingFacts::InvoiceGone { invoice: invoice.as_str(), voided: *voided }
        }
        F::LookAlike { payment, date } => {
            PaymentFindingFacts::LookAlike { payment: payment.as_str(), date: *date }
        }
        F::Vanished { payment } => PaymentFindingFacts::Vanished { payment: payment.as_str() },
        F::Altered { payment, reference: _ } => PaymentFindingFacts::Altered { payment: payment.as_str() },
        F::Unsure { payments, ours } => {
            let payments = payments.iter().map(books::PaymentId::as_str).collect();
            PaymentFindingFacts::Unsure { payments, ours: *ours }
        }
        F::Refused(refusal) => PaymentFindingFacts::Refused(refused(refusal)),
        F::Closed { date } => PaymentFindingFacts::Closed { date: *date },
        F::CannotRemove { deposit } => {
            PaymentFindingFacts::CannotRemove { deposit: deposit.as_ref().map(books::DepositId::as_str) }
        }
    };
    fingerprint(&facts)
}

/// Fingerprint of what stands in the way of a deposit: other facts are another hold.
pub fn of_payout_finding(finding: &PayoutFinding) -> String {
    let facts = match finding {
        PayoutFinding::AlreadyDeposited { count, of, deposit, bank, whole } => {
            let bank = bank.as_ref().map(books::AccountId::as_str);
            PayoutFindingFacts::AlreadyDeposited {
                count: *count,
                of: *of,
                deposit: deposit.as_ref().map(books::DepositId::as_str).or(bank),
                whole: *whole,
            }
        }
        PayoutFinding::Another { deposit } => PayoutFindingFacts::Another { deposit: deposit.as_str() },
        PayoutFinding::Added { deposit, amount, date: _ } => {
            PayoutFindingFacts::Added { deposit: deposit.as_str(), amount: *amount }
        }
        PayoutFinding::CannotRemove { deposit } => {
            PayoutFindingFacts::CannotRemove { deposit: deposit.as_str() }
        }
        PayoutFinding::Apart { explained } => PayoutFindingFacts::Apart { explained: *explained },
        PayoutFinding::Refused(refusal) => PayoutFindingFacts::Refused(refused(refusal)),
        PayoutFinding::Closed { date } => PayoutFindingFacts::Closed { date: *date },
    };
    fingerprint(&facts)
}

fn refused(refusal: &crate::link::Refusal) -> RefusalFacts<'_> {
    RefusalFacts {
        fingerprint: &refusal.fingerprint,
        code: refusal.code.as_deref(),
        message: &refusal.message,
    }
}

#[cfg(test)]
mod tests;
