//! Tables as files for a spreadsheet.

use std::io::Write as _;
use std::path::Path;

use contract::activity::ActivityEntry;
use contract::rows::{InvoiceRow, PayoutRow};
use contract::{Code, Problem};
use ledger::{CompanyId, Currency, MinorUnits};
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Format, Workbook};

use crate::host::Host;
use crate::printable::in_one_line;
use crate::use_cases::activity::{Wanted, activity};
use crate::use_cases::rows::{Filter, invoices, payouts};

/// Journal entries of one file.
const ENTRIES_MAX: u32 = 100_000;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The journal.
    Activity,
    /// Payouts, a row a line.
    Payouts,
    /// Invoices, both sides.
    Invoices,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    Text(String),
    Amount(MinorUnits, Currency),
    Number(u64),
    Empty,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_string()))
    }
}

struct Sheet {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// Writes the table to a file that only the user may read. Returns how many rows it has.
pub async fn export(host: &Host, company: &CompanyId, table: Table, file: &Path) -> Result<u64, Problem> {
    let kind = file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let all = Filter::default();
    let sheet = match table {
        Table::Activity => {
            let wanted = Wanted { since: Some(0), record: None, limit: ENTRIES_MAX };
            activity_sheet(&activity(host, company, &wanted).await?)
        }
        Table::Payouts => payout_sheet(&payouts(host, company, &all).await?),
        Table::Invoices => invoice_sheet(&invoices(host, company, &all).await?),
    };
    let bytes = match kind.as_deref() {
        Some("csv") => csv(&sheet)?,
        Some("xlsx") => xlsx(&sheet)?,
        _ => {
            return Err(Problem::new(Code::Usage, format!("{} is neither .csv nor .xlsx.", file.display()))
                .hint("Use a file name with one of these endings."));
        }
    };
    write(file, &bytes)?;
    Ok(sheet.rows.len() as u64)
}

/// Writes a file that only the user may read: it holds names and amounts. It is made beside its place and moved there when
/// it is complete: a file that was there before is whole until then, its permissions do not count, and a link in its
/// place is replaced instead of followed.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let written = || {
        let mut made = tempfile::NamedTempFile::new_in(folder)?;
        made.write_all(bytes)?;
        made.as_file().sync_all()?;
        made.persist(file).map_err(|error| error.error)
    };
    written().map(drop).map_err(|error| {
        Problem::new(Code::Failed, format!("{} could not be written.", file.display()))
            .detail("system", Some(error.to_string()))
    })
}

fn activity_sheet(entries: &[ActivityEntry]) -> Sheet {
    let rows = entries.iter().map(|entry| {
        let kind = serde_json::to_value(entry.kind).ok();
        vec![
            Cell::Number(entry.seq),
            Cell::text(entry.at.to_string()),
            Cell::maybe(kind.as_ref().and_then(|kind| kind.as_str())),
            Cell::maybe(entry.item.map(contract::status::SyncCategory::name)),
            Cell::maybe(entry.record.as_ref()),
            Cell::text(entry.text.as_str()),
            if entry.details.is_null() { Cell::Empty } else { Cell::text(entry.details.to_string()) },
        ]
    });
    Sheet {
        columns: vec!["Number", "When", "Kind", "Item", "Record", "What", "Details"],
        rows: rows.collect(),
    }
}

fn invoice_sheet(invoices: &[InvoiceRow]) -> Sheet {
    let rows = invoices.iter().map(|row| {
        let amount = |minor: Option<i64>| {
            minor.map_or(Cell::Empty, |minor| Cell::Amount(MinorUnits(minor), row.currency))
        };
        let (books, mirror) = (row.quickbooks.as_ref(), row.alternative.as_ref());
        vec![
            Cell::text(row.number.as_str()),
            Cell::maybe(row.customer.as_ref()),
            Cell::maybe(row.issued),
            Cell::maybe(books.and_then(|it| it.due)),
            Cell::text(row.currency.code()),
            amount(books.map(|it| it.total_minor)),
            amount(books.map(|it| it.balance_minor)),
            amount(mirror.map(|it| it.total_minor)),
            amount(mirror.and_then(|it| it.outstanding_minor)),
            Cell::maybe(mirror.map(|it| it.status.clone())),
            Cell::text(row.state.code()),
            Cell::maybe(row.note.as_ref()),
            Cell::maybe(books.map(|it| it.id.clone())),
            Cell::maybe(mirror.map(|it| it.id.clone())),
        ]
    });
    let columns = vec![
        "Invoice",
        "Customer",
        "Date",
        "Due",
        "Currency",
        "QuickBooks total",
        "QuickBooks balance",
        "Alternative total",
        "Alternative outstanding",
        "Alternative status",
        "State",
        "Note",
        "QuickBooks id",
        "Alternative id",
    ];
    Sheet { columns, rows: rows.collect() }
}

fn payout_sheet(payouts: &[PayoutRow]) -> Sheet {
    let mut rows = Vec::new();
    for payout in payouts {
        let amount = |minor: i64| Cell::Amount(MinorUnits(minor), payout.currency);
        let mut add = |kind: &str, description: &str, payment: Option<&String>, minor: i64| {
            rows.push(vec![
                Cell::text(payout.id.as_str()),
                Cell::text(payout.arrival.to_string()),
                Cell::text(payout.status.as_str()),
                Cell::text(payout.currency.code()),
                Cell::text(kind),
                Cell::text(description),
                Cell::maybe(payment),
                amount(minor),
                Cell::maybe(payout.deposit.as_ref().map(|it| it.id.clone())),
                Cell::text(payout.state.code()),
                Cell::maybe(payout.note.as_ref()),
            ]);
        };
        for line in &payout.lines {
            add(&line.kind, &line.description, line.payment.as_ref(), line.minor);
        }
        add("total", "Expected bank line", None, payout.total_minor);
    }
    let columns = vec![
        "Payout",
        "Arrival",
        "Status",
        "Currency",
        "Line",
        "Description",
        "Payment",
        "Amount",
        "Deposit",
        "State",
        "Note",
    ];
    Sheet { columns, rows }
}

fn csv(sheet: &Sheet) -> Result<Vec<u8>, Problem> {
    let failed = |error: &dyn std::fmt::Display| {
        Problem::new(Code::Failed, format!("The table could not be created: {error}"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&sheet.columns).map_err(|error| failed(&error))?;
    for row in &sheet.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Amount(minor, currency) => minor.to_major(*currency).to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

/// A name that a spreadsheet would take for a formula is given an apostrophe, which it hides.
fn harmless(text: &str) -> String {
    let text = in_one_line(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.into_owned() }
}

fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, Problem> {
    let made = || {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        let heading = Format::new().set_bold();
        for (at, name) in (0_u16..).zip(&sheet.columns) {
            page.write_string_with_format(0, at, *name, &heading)?;
        }
        for (line, row) in (1_u32..).zip(&sheet.rows) {
            for (at, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) => page.write_string(line, at, in_one_line(text).as_ref())?,
                    Cell::Amount(minor, currency) => {
                        let zeros = "0".repeat(currency.decimals() as usize);
                        let form =
                            if zeros.is_empty() { "#,##0".to_owned() } else { format!("#,##0.{zeros}") };
                        // Spreadsheets know no other numbers; nothing is computed with it here.
                        let number = minor.to_major(*currency).to_f64().unwrap_or_default();
                        page.write_number_with_format(line, at, number, &Format::new().set_num_format(form))?
                    }
                    Cell::Number(number) => page.write_string(line, at, number.to_string())?,
                    Cell::Empty => page,
                };
            }
        }
        page.set_freeze_panes(1, 0)?;
        page.autofit();
        book.save_to_buffer()
    };
    made().map_err(|error| Problem::new(Code::Failed, format!("The table could not be created: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_is_new_private_and_follows_no_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere.txt");
        std::fs::write(&elsewhere, "mine").unwrap();
        std::fs::set_permissions(&elsewhere, std::fs::Permissions::from_mode(0o644)).unwrap();
        let file = folder.path().join("invoices.csv");
        std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
        write(&file, b"names and amounts").unwrap();
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "mine");
        let written = std::fs::symlink_metadata(&file).unwrap();
        assert!(written.is_file());
        assert_eq!(written.permissions().mode() & 0o777, 0o600);

        // What others may read is replaced by what they may not.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        write(&file, b"again").unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left over");
    }

    #[test]
    fn a_file_holds_exact_amounts_and_no_formulas() {
        let sheet = Sheet {
            columns: vec!["Customer", "Amount"],
            rows: vec![vec![Cell::text("=cmd()"), Cell::Amount(MinorUnits(-784), Currency::USD)]],
        };
        assert_eq!(String::from_utf8(csv(&sheet).unwrap()).unwrap(), "Customer,Amount\n'=cmd(),-7.84\n");
        assert_eq!(harmless("\u{1b}[2JBakery\n=1+1"), "\u{FFFD}[2JBakery =1+1");
        assert!(xlsx(&sheet).unwrap().starts_with(b"PK"));
    }
}
