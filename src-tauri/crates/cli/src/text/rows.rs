//! Linked records as tables.

use contract::rows::{CustomerRow, InvoiceRow, PaymentRow, PayoutRow, RowState};

use super::amount::{bare, full};
use super::status::time;
use super::table::{Align, table};

fn word(state: RowState) -> &'static str {
    match state {
        RowState::InStep => "Up to date",
        RowState::Working => "Working",
        RowState::Waiting => "Waiting",
        RowState::Held => "Needs you",
        RowState::Differs => "Differs",
        RowState::Archived => "Archived",
        RowState::AlternativeOnly => "Alternative only",
        RowState::NotSent => "Not sent",
        RowState::Recorded => "Recorded",
        RowState::Removed => "Removed",
        RowState::LeftOut => "Left out",
    }
}

/// Invoices, both sides.
pub fn invoices(invoices: &[InvoiceRow]) -> String {
    let columns = [
        ("Invoice", Align::Left),
        ("Customer", Align::Left),
        ("Date", Align::Left),
        ("Total", Align::Right),
        ("QuickBooks balance", Align::Right),
        ("Alternative balance", Align::Right),
        ("State", Align::Left),
        ("", Align::Left),
    ];
    let rows: Vec<_> = invoices
        .iter()
        .map(|row| {
            let (books, mirror) = (row.quickbooks.as_ref(), row.alternative.as_ref());
            let total = books.map(|it| it.total_minor).or(mirror.map(|it| it.total_minor));
            let shown =
                |minor: Option<i64>| minor.map_or_else(|| "–".to_owned(), |minor| bare(minor, row.currency));
            vec![
                row.number.clone(),
                row.customer.clone().unwrap_or_default(),
                row.issued.map(|day| day.to_string()).unwrap_or_default(),
                shown(total),
                shown(books.map(|it| it.balance_minor)),
                shown(mirror.and_then(|it| it.outstanding_minor)),
                word(row.state).to_owned(),
                row.note.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(&columns, &rows, "No matches for these filters.")
}

/// Customers, both sides.
pub fn customers(customers: &[CustomerRow]) -> String {
    let columns = [
        ("Customer", Align::Left),
        ("QuickBooks", Align::Left),
        ("Alternative", Align::Left),
        ("E-mail", Align::Left),
        ("State", Align::Left),
        ("", Align::Left),
    ];
    let rows: Vec<_> = customers
        .iter()
        .map(|row| {
            let (books, mirror) = (row.quickbooks.as_ref(), row.alternative.as_ref());
            let email = books.or(mirror).and_then(|it| it.email.clone());
            vec![
                row.name.clone(),
                books.map(|it| it.id.clone()).unwrap_or_default(),
                mirror.map(|it| it.id.chars().take(8).collect()).unwrap_or_default(),
                email.unwrap_or_default(),
                word(row.state).to_owned(),
                row.note.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(&columns, &rows, "No matches for these filters.")
}

/// Payments with what QuickBooks has for them.
pub fn payments(payments: &[PaymentRow]) -> String {
    let columns = [
        ("Payment", Align::Left),
        ("Paid on", Align::Left),
        ("Method", Align::Left),
        ("Amount", Align::Right),
        ("Pays", Align::Left),
        ("In QuickBooks", Align::Left),
        ("State", Align::Left),
        ("", Align::Left),
    ];
    let rows: Vec<_> = payments
        .iter()
        .map(|row| {
            let pays: Vec<_> = row.pays.iter().map(|it| it.number.clone()).collect();
            let recorded: Vec<_> = row.quickbooks.iter().map(|it| it.id.clone()).collect();
            vec![
                row.id.chars().take(8).collect(),
                time(row.created_at),
                row.method.clone().unwrap_or_default(),
                bare(row.minor, row.currency),
                pays.join(", "),
                recorded.join(", "),
                word(row.state).to_owned(),
                row.note.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(&columns, &rows, "No matches for these filters.")
}

/// Payouts as statements.
pub fn payouts(payouts: &[PayoutRow]) -> String {
    if payouts.is_empty() {
        return "No matches for these filters.".to_owned();
    }
    payouts.iter().map(statement).collect::<Vec<_>>().join("\n\n")
}

fn statement(row: &PayoutRow) -> String {
    let note = row.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
    let mut lines = vec![format!(
        "Payout {}, arrives {}, {}. {}{note}",
        row.id,
        row.arrival,
        row.status,
        word(row.state)
    )];
    let mut cells: Vec<Vec<String>> = row
        .lines
        .iter()
        .map(|line| vec![line.kind.clone(), line.description.clone(), bare(line.minor, row.currency)])
        .collect();
    cells.push(vec![
        "total".to_owned(),
        "expected bank line".to_owned(),
        bare(row.total_minor, row.currency),
    ]);
    let columns = [("Line", Align::Left), ("Description", Align::Left), ("Amount", Align::Right)];
    lines.extend(table(&columns, &cells, "").lines().map(|line| format!("  {line}")));
    if row.missing_minor != 0 {
        lines.push(format!("  {} is not explained by its lines", full(row.missing_minor, row.currency)));
    }
    if let Some(deposit) = &row.deposit {
        let account = deposit.account.as_deref().unwrap_or("its bank account");
        let date = deposit.date.map(|date| format!(", dated {date}")).unwrap_or_default();
        lines.push(format!(
            "  Deposit {} of {} in {account}{date}{}",
            deposit.id,
            full(deposit.minor, row.currency),
            if deposit.gone { ", deleted in QuickBooks" } else { "" }
        ));
    }
    lines.join("\n")
}
