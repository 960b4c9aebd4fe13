//! The cards about payments, in the words of the fault catalogue.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{Currency, Minor, Money, books};

use crate::facts;
use crate::hold::{Choice, HoldDraft};
use crate::link::{PaymentFinding, PaymentPart};
use crate::plan::Frame;
use crate::plan::payment::PaymentView;
use crate::ports::PaymentLineDraft;
use crate::reference::fingerprint;

/// The words of one card.
struct Card {
    rule: &'static str,
    title: String,
    cause: String,
    consequence: String,
    choices: Vec<Choice>,
}

fn hold(view: &PaymentView, part: &PaymentPart, facts: String, amount: Money, card: Card) -> HoldDraft {
    let mut details = BTreeMap::from([
        ("alternative_payment".to_owned(), view.payment.id.to_string()),
        ("quickbooks_customer".to_owned(), part.customer.to_string()),
    ]);
    details.insert("facts".to_owned(), facts.clone());
    HoldDraft {
        rule: card.rule.to_owned(),
        subject: view.subject(),
        case: part.customer.to_string(),
        fingerprint: facts,
        title: card.title,
        cause: card.cause,
        consequence: card.consequence,
        amount: Some(amount),
        choices: card.choices,
        details,
    }
}

/// What was found just before writing (rule P5).
pub(super) fn found(
    frame: &Frame<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    finding: &PaymentFinding,
    money: Money,
) -> HoldDraft {
    let label = |invoice: &books::InvoiceId| {
        view.invoices.get(invoice).map_or_else(|| invoice.to_string(), |paid| paid.invoice.label().to_owned())
    };
    let waits =
        format!("The payment of {money} is not in QuickBooks until this is decided; the money is safe.");
    let card = match finding {
        PaymentFinding::BalanceTooSmall { invoice, balance, share, .. } => {
            let (owed, paid) = (balance.of(money.currency), share.of(money.currency));
            balance_too_small(&label(invoice), owed, paid, waits)
        }
        PaymentFinding::InvoiceGone { invoice, voided } => {
            invoice_gone(&label(invoice), *voided, money, waits)
        }
        PaymentFinding::LookAlike { payment, date } => Card {
            rule: "P5",
            title: format!(
                "Somebody seems to have keyed this payment by hand on {} (payment {payment}).",
                day(*date)
            ),
            cause: format!("QuickBooks has a payment of {money} from the same customer within 7 days."),
            consequence: waits,
            choices: vec![
                Choice::new("it_is_that_one", "It is that one"),
                Choice::new("record_ours_too", "Record ours too"),
            ],
        },
        PaymentFinding::Vanished { payment } => return lost(view, part, payment, money),
        PaymentFinding::Refused(refusal) => Card {
            rule: "P1",
            title: format!("QuickBooks did not accept the payment of {money}."),
            cause: refusal.message.clone(),
            consequence: waits,
            choices: vec![
                Choice::new("open_in_quickbooks", "Open in QuickBooks"),
                Choice::new("try_again", "Try again"),
            ],
        },
        PaymentFinding::Closed { date } => {
            return closed(view, part, *date, frame.settings.closed_until().unwrap_or(*date), money);
        }
        PaymentFinding::CannotRemove { deposit, .. } => {
            return late_return(view, part, deposit.as_ref(), money);
        }
    };
    let mut draft = hold(view, part, facts::of_payment_finding(finding), money, card);
    if let PaymentFinding::BalanceTooSmall { look_alike: Some(payment), .. }
    | PaymentFinding::LookAlike { payment, .. } = finding
    {
        draft.details.insert("quickbooks_payment".to_owned(), payment.to_string());
    }
    draft
}

fn balance_too_small(invoice: &str, owed: Money, paid: Money, waits: String) -> Card {
    Card {
        rule: "P5",
        title: format!("Invoice {invoice} owes {owed}, but {paid} was paid through Alternative."),
        cause: "Something else in QuickBooks already lowered what this invoice owes.".to_owned(),
        consequence: waits,
        choices: vec![
            Choice::new("already_recorded", "Already recorded"),
            Choice::new("keep_as_credit", "Keep as credit"),
            Choice::new("check_again", "Check again"),
        ],
    }
}

fn invoice_gone(invoice: &str, voided: bool, money: Money, waits: String) -> Card {
    let how = if voided { "voided" } else { "deleted" };
    Card {
        rule: "P5",
        title: format!("Invoice {invoice} was {how} in QuickBooks, but {money} was collected for it."),
        cause: "QuickBooks has no invoice any more that this payment could pay.".to_owned(),
        consequence: waits,
        choices: vec![
            Choice::new("keep_as_credit", "Keep as the customer's credit"),
            Choice::new("check_again", "Check again"),
        ],
    }
}

/// Dated in closed books (rule D7).
pub(super) fn closed(
    view: &PaymentView,
    part: &PaymentPart,
    date: Date,
    closed: Date,
    money: Money,
) -> HoldDraft {
    let open = first_open(closed);
    let card = Card {
        rule: "D7",
        title: format!(
            "{} is closed in QuickBooks (closing date {}). This payment of {money} is dated {}.",
            month(closed),
            day(closed),
            day(date)
        ),
        cause: "Nothing is written on or before the closing date.".to_owned(),
        consequence: "The payment is not in QuickBooks until this is decided; the money is safe.".to_owned(),
        choices: vec![
            Choice::new("post_first_open_day", format!("Post on {}", day(open))),
            Choice::new("wait_for_accountant", "Wait for the accountant"),
        ],
    };
    let mut draft = hold(view, part, fingerprint(&(date, closed)), money, card);
    draft.details.insert("first_open_day".to_owned(), open.to_string());
    draft.details.insert("closed_until".to_owned(), closed.to_string());
    draft
}

/// It is in QuickBooks, but pays less of its invoices than was collected for them (rules P11, P15).
pub(super) fn unapplied(
    view: &PaymentView,
    part: &PaymentPart,
    (payment, lines): (&books::PaymentId, &[PaymentLineDraft]),
    money: Money,
) -> HoldDraft {
    let paid = |line: &PaymentLineDraft| (&view.invoices[&line.invoice], line.amount);
    let short: Vec<_> = lines.iter().map(paid).filter(|(paid, share)| paid.applied < *share).collect();
    let labels: Vec<_> = short.iter().map(|(paid, _)| paid.invoice.label()).collect();
    let open: Minor = short.iter().map(|(paid, share)| *share - paid.applied).sum();
    let open = open.of(money.currency);
    let facts: Vec<_> = short.iter().map(|(paid, share)| (&paid.invoice.id, paid.applied, *share)).collect();
    let card = Card {
        rule: "P11",
        title: format!(
            "{open} that was collected for invoice {} is not applied to it in QuickBooks (payment {payment}).",
            labels.join(", ")
        ),
        cause: "The payment was entered for less, is applied to something else, or was left as credit.".to_owned(),
        consequence: "The customer is not asked for it. Apply it to the invoice in QuickBooks and this goes away. If you leave it as credit, the customer is asked for this amount again and has the credit to use."
            .to_owned(),
        choices: vec![
            Choice::new("open_in_quickbooks", "Open in QuickBooks"),
            Choice::new("check_again", "Check again"),
            Choice::new("leave_as_credit", "Leave it as credit"),
        ],
    };
    let mut draft = hold(view, part, fingerprint(&(payment, facts)), open, card);
    draft.details.insert("quickbooks_payment".to_owned(), payment.to_string());
    draft
}

/// Deleted or voided by a person (rule P9).
pub(super) fn lost(
    view: &PaymentView,
    part: &PaymentPart,
    payment: &books::PaymentId,
    money: Money,
) -> HoldDraft {
    let of_customer = view.invoices.values().filter(|paid| paid.invoice.customer == part.customer);
    let labels: Vec<_> = of_customer.map(|paid| paid.invoice.label()).collect();
    let card = Card {
        rule: "P9",
        title: format!(
            "Someone deleted our payment for invoice {} in QuickBooks. The money was collected.",
            labels.join(", ")
        ),
        cause: format!(
            "Payment {payment} of {money} is no longer in QuickBooks, which does not say who deleted it."
        ),
        consequence: "QuickBooks shows the invoice as unpaid although the money was taken.".to_owned(),
        choices: vec![Choice::new("record_again", "Record again"), Choice::new("accept", "Accept")],
    };
    hold(view, part, fingerprint(&(payment, part.allowance.again)), money, card)
}

/// A share whose invoice changed hands between two parts of a payment (rule P4).
pub(super) fn latecomers(
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[&PaymentLineDraft],
    currency: Currency,
) -> HoldDraft {
    let labels: Vec<_> = lines.iter().map(|line| view.invoices[&line.invoice].invoice.label()).collect();
    let ids: Vec<_> = lines.iter().map(|line| line.invoice.to_string()).collect();
    let money = lines.iter().map(|line| line.amount).sum::<Minor>().of(currency);
    let card = Card {
        rule: "P4",
        title: format!("{money} collected for invoice {} is not recorded in QuickBooks.", labels.join(", ")),
        cause: "The invoice was given to another customer before its share was recorded, and that customer's share of the same payment is recorded already."
            .to_owned(),
        consequence: "QuickBooks shows the invoice as unpaid although the money was taken.".to_owned(),
        choices: vec![Choice::new("i_handled_it", "I handled it")],
    };
    let mut draft = hold(view, part, fingerprint(&ids), money, card);
    draft.details.insert("latecomers".to_owned(), ids.join(","));
    draft
}

/// Money that went back after it cannot simply be removed any more (rule P8).
pub(super) fn late_return(
    view: &PaymentView,
    part: &PaymentPart,
    deposit: Option<&books::DepositId>,
    money: Money,
) -> HoldDraft {
    let place = deposit
        .map_or_else(String::new, |deposit| format!(" It is on deposit {deposit}, already in the bank."));
    let card = Card {
        rule: "P8",
        title: format!("The bank took back {money}.{place}"),
        cause: view
            .payment
            .failure_reason
            .clone()
            .unwrap_or_else(|| "The payment was returned or refunded.".to_owned()),
        consequence: "QuickBooks still shows it as received. Nothing of the past is changed by itself."
            .to_owned(),
        choices: vec![Choice::new("i_handled_it", "I handled it")],
    };
    hold(view, part, fingerprint(&(view.payment.status, view.payment.refunded, deposit)), money, card)
}

/// The first day after the closing date.
pub(super) fn first_open(closed: Date) -> Date {
    closed.checked_add(1.day()).unwrap_or(closed)
}

/// `31 Jul`
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// `July`
pub(super) fn month(date: Date) -> String {
    date.strftime("%B").to_string()
}
