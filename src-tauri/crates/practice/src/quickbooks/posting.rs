//! Double entry: what each transaction moves between accounts. Every transaction's postings add up to zero.

use ledger::Minor;

use super::record::{DepositLine, Record, Sale, SaleDetail, SaleLine};

/// One side of a movement: debits positive, credits negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    pub account: u64,
    /// On receivables: whose debt it is.
    pub customer: Option<u64>,
    pub debit: Minor,
}

/// The accounts that transactions post to without naming them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fixed {
    pub receivable: u64,
    pub undeposited: u64,
    pub sales_tax: u64,
    pub discounts: u64,
    pub shipping: u64,
    /// Where a sale without an item of its own posts.
    pub sales: u64,
}

/// The postings of a record; list entries have none.
pub fn postings(record: &Record, fixed: &Fixed) -> Vec<Posting> {
    match record {
        Record::Invoice(sale) => sale_postings(sale, fixed, false),
        Record::CreditMemo(sale) => sale_postings(sale, fixed, true),
        Record::Payment(payment) => {
            let mut rows = vec![Posting { account: payment.account, customer: None, debit: payment.total }];
            let receivable =
                |customer, debit| Posting { account: fixed.receivable, customer: Some(customer), debit };
            // Each debt is lowered where it stands, each credit used up; the rest is the payer's own credit.
            for line in &payment.lines {
                rows.push(receivable(line.customer, if line.credit { line.amount } else { -line.amount }));
            }
            rows.push(receivable(payment.customer, payment.applied() - payment.total));
            rows
        }
        Record::Deposit(deposit) => {
            let plain = |account, debit| Posting { account, customer: None, debit };
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
        Record::JournalEntry(entry) => entry
            .lines
            .iter()
            .map(|line| Posting {
                account: line.account,
                customer: line
                    .party
                    .filter(|party| {
                        line.account == fixed.receivable && party.entity == super::entity::Entity::Customer
                    })
                    .map(|party| party.id),
                debit: line.debit,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn sale_postings(sale: &Sale, fixed: &Fixed, credit: bool) -> Vec<Posting> {
    let mut rows =
        vec![Posting { account: fixed.receivable, customer: Some(sale.customer), debit: sale.total }];
    if !sale.tax.is_zero() {
        rows.push(Posting { account: fixed.sales_tax, customer: None, debit: -sale.tax });
    }
    line_postings(&sale.lines, &mut rows);
    if credit {
        for row in &mut rows {
            row.debit = -row.debit;
        }
    }
    rows
}

fn line_postings(lines: &[SaleLine], rows: &mut Vec<Posting>) {
    for line in lines {
        match &line.detail {
            SaleDetail::Sale { account, .. } => {
                rows.push(Posting { account: *account, customer: None, debit: -line.amount });
            }
            SaleDetail::Discount { account, .. } => {
                rows.push(Posting { account: *account, customer: None, debit: line.amount });
            }
            SaleDetail::Bundle { lines, .. } => line_postings(lines, rows),
            SaleDetail::Description => {}
        }
    }
}
