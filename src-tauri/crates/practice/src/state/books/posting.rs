//! Double entry: what each transaction moves between accounts. Every transaction's postings add up to zero.

use ledger::MinorUnits;
use rust_decimal::Decimal;

use super::entity::Entity;
use super::record::{
    Bill, Deposit, DepositLine, JournalEntry, JournalLine, Party, Payment, Record, Sale, SaleDetail, SaleLine,
};
use super::{rates, totals};

/// One side of a movement: debits positive, credits negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    pub account: u64,
    /// On receivables and payables: whose debt it is.
    pub party: Option<Party>,
    /// In the home currency.
    pub debit: MinorUnits,
    /// In the transaction's own currency.
    pub own: MinorUnits,
}

/// The accounts that transactions post to without naming them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fixed {
    pub receivable: u64,
    pub payable: u64,
    pub undeposited: u64,
    pub sales_tax: u64,
    pub discounts: u64,
    pub shipping: u64,
    /// Where a sale without an item of its own posts.
    pub sales: u64,
}

fn plain(account: u64, debit: MinorUnits) -> Posting {
    Posting { account, party: None, debit, own: debit }
}

fn owed(account: u64, entity: Entity, id: u64, debit: MinorUnits) -> Posting {
    Posting { party: Some(Party { entity, id }), ..plain(account, debit) }
}

/// The postings of a record; list entries and estimates have none.
pub fn postings(record: &Record, fixed: &Fixed) -> Vec<Posting> {
    let mut rows = match record {
        Record::Invoice(sale) => invoiced(sale, fixed),
        Record::CreditMemo(sale) => {
            reversed(sold(sale, fixed, owed(fixed.receivable, Entity::Customer, sale.customer, sale.total)))
        }
        Record::SalesReceipt(receipt) => {
            sold(&receipt.sale, fixed, plain(receipt.account, receipt.sale.total))
        }
        Record::RefundReceipt(receipt) => {
            reversed(sold(&receipt.sale, fixed, plain(receipt.account, receipt.sale.total)))
        }
        Record::Payment(payment) => received(payment, fixed),
        Record::Deposit(deposit) => deposited(deposit, fixed),
        Record::JournalEntry(entry) => entered(entry, fixed),
        Record::Transfer(transfer) => {
            vec![plain(transfer.to, transfer.amount), plain(transfer.from, -transfer.amount)]
        }
        Record::Bill(bill) => billed(bill),
        _ => Vec::new(),
    };
    if let Some(rate) = rates::foreign_rate(record) {
        in_home_currency(&mut rows, rate);
    }
    rows
}

/// Each amount at the rate, rounded to cents; the first takes what rounding leaves, so that all stay zero together.
fn in_home_currency(rows: &mut [Posting], rate: Decimal) {
    let mut rest = MinorUnits::ZERO;
    for row in rows.iter_mut().skip(1) {
        row.debit = rates::at_rate(row.own, rate);
        rest += row.debit;
    }
    if let Some(first) = rows.first_mut() {
        first.debit = -rest;
    }
}

fn reversed(mut rows: Vec<Posting>) -> Vec<Posting> {
    for row in &mut rows {
        row.debit = -row.debit;
        row.own = -row.own;
    }
    rows
}

/// An invoice is owed, but for what was paid down when it was made.
fn invoiced(sale: &Sale, fixed: &Fixed) -> Vec<Posting> {
    let debt = owed(fixed.receivable, Entity::Customer, sale.customer, sale.total - sale.deposit);
    let mut rows = sold(sale, fixed, debt);
    if !sale.deposit.is_zero() {
        let named = sale.kept.value("DepositToAccountRef");
        let account = named.and_then(|named| named["value"].as_str()?.parse().ok());
        rows.push(plain(account.unwrap_or(fixed.undeposited), sale.deposit));
    }
    rows
}

/// A sale against what it is paid or owed with.
fn sold(sale: &Sale, fixed: &Fixed, against: Posting) -> Vec<Posting> {
    let mut rows = vec![against];
    // Tax within the lines is no income.
    let within = totals::total(&sale.lines) + sale.tax - sale.total;
    if !within.is_zero() {
        rows.push(plain(fixed.sales, within));
    }
    if !sale.tax.is_zero() {
        rows.push(plain(fixed.sales_tax, -sale.tax));
    }
    sold_lines(&sale.lines, fixed, &mut rows);
    rows
}

fn sold_lines(lines: &[SaleLine], fixed: &Fixed, rows: &mut Vec<Posting>) {
    for line in lines {
        match &line.detail {
            SaleDetail::Sale { account, .. } => rows.push(plain(*account, -line.amount)),
            SaleDetail::Discount { account, .. } => rows.push(plain(*account, line.amount)),
            SaleDetail::Bundle { lines, .. } => sold_lines(lines, fixed, rows),
            SaleDetail::Description if line.amount.is_zero() => {}
            SaleDetail::Description => rows.push(plain(fixed.sales, -line.amount)),
        }
    }
}

/// Each debt is lowered where it stands, each credit used up; the rest is the payer's own credit.
fn received(payment: &Payment, fixed: &Fixed) -> Vec<Posting> {
    let receivable = |customer, debit| owed(fixed.receivable, Entity::Customer, customer, debit);
    let mut rows = vec![plain(payment.account, payment.total)];
    for line in &payment.lines {
        rows.push(receivable(line.customer, if line.credit { line.amount } else { -line.amount }));
    }
    rows.push(receivable(payment.customer, payment.applied() - payment.total));
    rows
}

fn deposited(deposit: &Deposit, fixed: &Fixed) -> Vec<Posting> {
    let mut rows = vec![plain(deposit.account, deposit.total())];
    if let Some(back) = &deposit.cash_back {
        rows.push(plain(back.account, back.amount));
    }
    rows.extend(deposit.lines.iter().map(|line| match line {
        DepositLine::Linked { amount, .. } => plain(fixed.undeposited, -*amount),
        DepositLine::Direct { account, amount, .. } => plain(*account, -*amount),
    }));
    rows
}

/// A name counts as a debtor on receivables and as a creditor on payables, nowhere else.
fn entered(entry: &JournalEntry, fixed: &Fixed) -> Vec<Posting> {
    let counts = |account: u64, party: &Party| {
        (account == fixed.receivable && party.entity == Entity::Customer)
            || (account == fixed.payable && party.entity == Entity::Vendor)
    };
    let row = |line: &JournalLine| Posting {
        party: line.party.filter(|party| counts(line.account, party)),
        ..plain(line.account, line.debit)
    };
    entry.lines.iter().map(row).collect()
}

fn billed(bill: &Bill) -> Vec<Posting> {
    let mut rows = vec![owed(bill.account, Entity::Vendor, bill.vendor, -bill.total())];
    rows.extend(bill.lines.iter().map(|line| plain(line.account, line.amount)));
    rows
}
