//! What is known of a record, in one line.

use contract::known::{Known, Named, PayoutStanding};
use contract::table::PaymentStanding;
use ledger::{Currency, MinorUnits};

use super::journal;

/// What people call a record.
pub(crate) fn named(named: &Named) -> String {
    match named {
        Named::Invoice { number } => format!("Invoice {number}"),
        Named::Customer { name } => name.clone(),
        Named::Payment { payment } => format!("Payment {payment}"),
        Named::Payout { payout } => format!("Payout {payout}"),
        Named::Unread { id } => id.clone(),
        Named::Account => "Payments and payouts that need another account".to_owned(),
        Named::Archives => "Records that would be archived".to_owned(),
        Named::Currencies => "Invoices in other currencies".to_owned(),
        Named::BeforeStart => "Payments and payouts from before syncing started".to_owned(),
    }
}

/// Where it is known.
pub(crate) fn place(known: &Known) -> &'static str {
    match known {
        Known::QuickbooksInvoice { .. }
        | Known::QuickbooksCustomer { .. }
        | Known::QuickbooksPayment { .. }
        | Known::QuickbooksDeposit { .. }
        | Known::QuickbooksAccount { .. } => "QuickBooks",
        Known::AlternativeInvoice { .. }
        | Known::AlternativeCustomer { .. }
        | Known::AlternativePayment { .. }
        | Known::AlternativePayout { .. } => "Alternative",
        Known::NotRecorded { .. }
        | Known::Recorded { .. }
        | Known::Removed { .. }
        | Known::LeftOut { .. }
        | Known::Deposited { .. }
        | Known::OtherBody { .. } => "Companion",
    }
}

/// What is known; on the command line amounts keep their currency behind them.
pub(crate) fn known(known: &Known) -> String {
    let also = |is: bool, what: &'static str| if is { what } else { "" };
    match known {
        Known::QuickbooksInvoice { number, total, balance, version, voided } => format!(
            "invoice {number}, total {total}, balance {balance}, version {version}{}",
            also(*voided, ", voided")
        ),
        Known::QuickbooksCustomer { name, active } => {
            format!("customer {name}{}", also(!active, ", inactive"))
        }
        Known::QuickbooksPayment { payment, amount, date, reference, deposit } => format!(
            "payment {payment} of {amount}, dated {date}, reference {}{}",
            reference.as_deref().unwrap_or("none"),
            deposit.as_ref().map(|id| format!(", on deposit {id}")).unwrap_or_default()
        ),
        Known::QuickbooksDeposit { deposit, amount, date } => {
            format!("deposit {deposit} of {amount}, dated {date}")
        }
        Known::QuickbooksAccount { name } => format!("account {name}"),
        Known::AlternativeInvoice { number, status, total, balance } => format!(
            "invoice {number}, {status}, total {total}{}",
            balance.map(|left| format!(", balance {left}")).unwrap_or_default()
        ),
        Known::AlternativeCustomer { name, archived } => {
            format!("customer {name}{}", also(*archived, ", archived"))
        }
        Known::AlternativePayment { payment, minor, standing } => {
            format!("payment {payment} of {}, {}", bare(*minor), payment_status(*standing))
        }
        Known::AlternativePayout { total, standing, arrival } => {
            format!("payout of {total}, {}, arrives {arrival}", payout_status(*standing))
        }
        Known::NotRecorded { payment, customer } => {
            format!("payment:{payment} is not recorded for customer {customer} yet")
        }
        Known::Recorded { payment, recorded, ours: true } => {
            format!("payment:{payment} is recorded as payment {recorded} in QuickBooks")
        }
        Known::Recorded { payment, recorded, ours: false } => {
            format!("payment:{payment} is payment {recorded} in QuickBooks, recorded outside this app")
        }
        Known::Removed { payment, removed } => {
            format!("payment:{payment} failed; payment {removed} was removed from QuickBooks")
        }
        Known::LeftOut { payment } => format!("payment:{payment} is left out by a decision"),
        Known::Deposited { payout, deposit } => {
            format!("payout:{payout} is deposit {deposit} in QuickBooks")
        }
        Known::OtherBody { said } => journal::other_body(said.as_deref()),
    }
}

fn payment_status(standing: Option<PaymentStanding>) -> &'static str {
    match standing {
        Some(PaymentStanding::Clearing) => "Processing",
        Some(PaymentStanding::Captured) => "Succeeded",
        Some(PaymentStanding::Failed) => "Failed",
        Some(PaymentStanding::Refunded) => "Refunded",
        Some(PaymentStanding::ChargedBack) => "ChargedBack",
        None => "Unknown",
    }
}

fn payout_status(standing: Option<PayoutStanding>) -> &'static str {
    match standing {
        Some(PayoutStanding::Pending) => "Pending",
        Some(PayoutStanding::Succeeded) => "Succeeded",
        Some(PayoutStanding::Failed) => "Failed",
        Some(PayoutStanding::Canceled) => "Canceled",
        None => "Unknown",
    }
}

/// An amount whose currency Alternative does not name.
fn bare(minor: i64) -> String {
    let text = MinorUnits(minor).of(Currency::USD).to_string();
    text.trim_end_matches(" USD").to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ledger::Money;

    use super::*;

    /// The texts that `companion-cli explain` prints.
    #[test]
    fn what_is_known_keeps_its_words() {
        let usd = |minor: i64| -> Money { MinorUnits(minor).of(Currency::USD) };
        let day = date(2026, 8, 4);
        let text = |text: &str| text.to_owned();
        let invoice = |voided| Known::QuickbooksInvoice {
            number: text("1042"),
            total: usd(125_000),
            balance: usd(0),
            version: 3,
            voided,
        };
        let payment = |reference: Option<&str>, deposit: Option<&str>| Known::QuickbooksPayment {
            payment: text("2291"),
            amount: usd(125_000),
            date: day,
            reference: reference.map(text),
            deposit: deposit.map(text),
        };
        let recorded = |ours| Known::Recorded { payment: text("pay-1"), recorded: text("2291"), ours };
        let all = [
            invoice(false),
            invoice(true),
            Known::QuickbooksCustomer { name: text("Old Mill"), active: false },
            payment(None, None),
            payment(Some("AP-7"), Some("812")),
            Known::QuickbooksDeposit { deposit: text("812"), amount: usd(9_750), date: day },
            Known::QuickbooksAccount { name: text("Checking") },
            Known::AlternativeInvoice {
                number: text("1042"),
                status: text("open"),
                total: usd(125_000),
                balance: Some(usd(100)),
            },
            Known::AlternativeCustomer { name: text("Old Mill"), archived: true },
            Known::AlternativePayment {
                payment: text("pay-1"),
                minor: 125_000,
                standing: Some(PaymentStanding::Captured),
            },
            Known::AlternativePayout {
                total: usd(9_750),
                standing: Some(PayoutStanding::Pending),
                arrival: day,
            },
            Known::NotRecorded { payment: text("pay-1"), customer: text("15") },
            recorded(true),
            recorded(false),
            Known::Removed { payment: text("pay-1"), removed: text("2291") },
            Known::LeftOut { payment: text("pay-1") },
            Known::Deposited { payout: text("po-1"), deposit: text("812") },
            Known::OtherBody { said: Some(text("No.")) },
        ];
        let lines: Vec<_> = all.iter().map(|it| format!("{}: {}", place(it), known(it))).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
