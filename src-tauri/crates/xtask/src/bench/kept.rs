//! A table of counts: as text, one row a scenario and company, and beside an earlier one.

use std::fmt;

const SCENARIO_WIDTH: usize = 44;
const INVOICES_WIDTH: usize = 10;
/// No scenario or column has two spaces in its name.
const BETWEEN: &str = "  ";
/// What costs no more among many invoices than among few. A comparison does.
const SAME: [&str; 9] = [
    "quiet pass",
    "one changed invoice",
    "one changed invoice, next pass",
    "one payment",
    "one payment, next pass",
    "a payout of 50",
    "a payout of 50, next pass",
    "paid while compared, QuickBooks throttled",
    "paid while compared, Alternative throttled",
];

/// One scenario in one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub scenario: String,
    pub invoices: u64,
    pub counts: Vec<u64>,
}

impl Row {
    fn is_of(&self, other: &Self) -> bool {
        self.scenario == other.scenario && self.invoices == other.invoices
    }
}

/// Rows of the same columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

impl Table {
    /// What [`Table::fmt`] wrote.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().map(|line| {
            line.split(BETWEEN).map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
        });
        let Some(heading) = lines.next() else { return Ok(Self::default()) };
        let columns: Vec<_> = heading.into_iter().skip(2).map(str::to_owned).collect();
        let rows = lines.map(|cells| {
            let wrong = || format!("no row of {} counts: {}", columns.len(), cells.join(BETWEEN));
            let [scenario, invoices, ref counts @ ..] = cells[..] else { return Err(wrong()) };
            let counts: Vec<u64> = counts.iter().filter_map(|count| count.parse().ok()).collect();
            let invoices = invoices.parse().map_err(|_| wrong())?;
            let row = Row { scenario: scenario.to_owned(), invoices, counts };
            if row.counts.len() == columns.len() { Ok(row) } else { Err(wrong()) }
        });
        let rows = rows.collect::<Result<_, _>>()?;
        Ok(Self { columns, rows })
    }

    /// The first line.
    pub fn heading(&self) -> String {
        let cells: String = self.columns.iter().map(|column| cell(column, column)).collect();
        format!("{:<SCENARIO_WIDTH$}{:>INVOICES_WIDTH$}{cells}", "scenario", "invoices")
    }

    /// The line of a row.
    pub fn line(&self, row: &Row) -> String {
        let cells =
            self.columns.iter().zip(&row.counts).map(|(column, count)| cell(column, &count.to_string()));
        let cells: String = cells.collect();
        format!("{:<SCENARIO_WIDTH$}{:>INVOICES_WIDTH$}{cells}", row.scenario, row.invoices)
    }

    /// With the other's rows in place of those of the same scenario and company; the others stay as they are.
    pub fn replaced_by(self, counted: &Self) -> Self {
        let mut rows = counted.rows.clone();
        if self.columns == counted.columns {
            rows.extend(self.rows.into_iter().filter(|old| !counted.rows.iter().any(|row| row.is_of(old))));
        }
        rows.sort_by_key(|row| row.invoices);
        Self { columns: counted.columns.clone(), rows }
    }

    /// What is higher than it was, or was never kept, and what is lower.
    pub fn beside(&self, kept: &Self) -> (Vec<String>, Vec<String>) {
        let (mut more, mut less) = (Vec::new(), Vec::new());
        for row in &self.rows {
            let name = format!("{} among {}", row.scenario, row.invoices);
            let known =
                kept.rows.iter().find(|known| known.is_of(row)).filter(|_| kept.columns == self.columns);
            let Some(known) = known else {
                more.push(format!("{name}: nothing is kept yet; --write keeps it"));
                continue;
            };
            for ((column, now), before) in self.columns.iter().zip(&row.counts).zip(&known.counts) {
                if now > before {
                    more.push(format!("{name}: {now} {column} instead of {before}"));
                } else if now < before {
                    less.push(format!("{name}: {now} {column} instead of {before}; --write keeps it"));
                }
            }
        }
        (more, less)
    }

    /// Where more invoices cost more and must not.
    pub fn grown(&self) -> Vec<String> {
        let mut grown = Vec::new();
        for scenario in SAME {
            let mut rows = self.rows.iter().filter(|row| row.scenario == scenario);
            let Some(first) = rows.next() else { continue };
            for row in rows {
                for ((column, few), many) in self.columns.iter().zip(&first.counts).zip(&row.counts) {
                    if many > few {
                        let (small, large) = (first.invoices, row.invoices);
                        grown.push(format!("{scenario}: {few} {column} among {small}, {many} among {large}"));
                    }
                }
            }
        }
        grown
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.heading())?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{}", self.line(row)))
    }
}

/// Wide enough for most counts, and for its heading.
fn cell(column: &str, text: &str) -> String {
    let width = column.len().max(7);
    format!("{BETWEEN}{text:>width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, u64, [u64; 2])]) -> Table {
        let rows = rows.iter().map(|(scenario, invoices, counts)| Row {
            scenario: (*scenario).to_owned(),
            invoices: *invoices,
            counts: counts.to_vec(),
        });
        Table { columns: vec!["ticks".to_owned(), "rows read".to_owned()], rows: rows.collect() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let counted =
            table(&[("quiet pass", 1_000, [1, 12]), ("one payment", 100_000, [3, 1_234_567_890_123])]);
        assert_eq!(Table::read(&counted.to_string()), Ok(counted));
        assert_eq!(Table::read(""), Ok(Table::default()));
    }

    #[test]
    fn a_line_that_is_no_row_is_told() {
        let text = format!("{}one payment  1000  3\n", table(&[]));
        assert_eq!(Table::read(&text).unwrap_err(), "no row of 2 counts: one payment  1000  3");
    }

    #[test]
    fn a_count_that_is_higher_is_told_and_a_lower_one_can_be_kept() {
        let kept = table(&[("quiet pass", 1_000, [1, 12]), ("one payment", 1_000, [3, 40])]);
        let counted = table(&[("quiet pass", 1_000, [2, 12]), ("one payment", 1_000, [3, 39])]);
        let (more, less) = counted.beside(&kept);
        assert_eq!(more, ["quiet pass among 1000: 2 ticks instead of 1"]);
        assert_eq!(less, ["one payment among 1000: 39 rows read instead of 40; --write keeps it"]);
        assert_eq!(kept.beside(&kept), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_nothing_is_kept_of_is_told() {
        let counted = table(&[("quiet pass", 1_000, [1, 12])]);
        let told = ["quiet pass among 1000: nothing is kept yet; --write keeps it"];
        assert_eq!(counted.beside(&Table::default()).0, told);
        let other = Table { columns: vec!["ticks".to_owned()], ..table(&[]) };
        assert_eq!(counted.beside(&other).0, told);
    }

    #[test]
    fn rows_that_were_not_counted_stay_kept() {
        let kept = table(&[("quiet pass", 1_000, [1, 12]), ("quiet pass", 100_000, [1, 12])]);
        let counted = table(&[("quiet pass", 1_000, [1, 9])]);
        let both = table(&[("quiet pass", 1_000, [1, 9]), ("quiet pass", 100_000, [1, 12])]);
        assert_eq!(kept.replaced_by(&counted), both);
    }

    #[test]
    fn a_quiet_pass_costs_no_more_among_many_and_a_comparison_does() {
        let counted = table(&[("quiet pass", 1_000, [2, 12]), ("quiet pass", 100_000, [1, 13])]);
        assert_eq!(counted.grown(), ["quiet pass: 12 rows read among 1000, 13 among 100000"]);
        let compared = [("daily comparison", 1_000, [1, 1]), ("daily comparison", 100_000, [2, 2])];
        assert_eq!(table(&compared).grown(), [""; 0]);
    }
}
