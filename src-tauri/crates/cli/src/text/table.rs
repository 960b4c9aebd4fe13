//! Aligned columns.

use service::printable;

/// Which side of its column a cell stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A table with a heading, two spaces between columns. Without rows there is one sentence.
pub fn table(columns: &[(&str, Align)], rows: &[Vec<String>], empty: &str) -> String {
    if rows.is_empty() {
        return empty.to_owned();
    }
    // A cell with a line break would pass for a row of its own.
    let rows: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| printable::in_one_line(cell).into_owned()).collect())
        .collect();
    let width = |text: &str| text.chars().count();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (name, _))| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
            cells.max().unwrap_or(0).max(width(name))
        })
        .collect();
    let row = |cells: &[String]| {
        let padded: Vec<_> = cells
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                let space = " ".repeat(widths.get(at).copied().unwrap_or(0).saturating_sub(width(cell)));
                match columns.get(at).map(|(_, align)| align) {
                    Some(Align::Right) => format!("{space}{cell}"),
                    _ => format!("{cell}{space}"),
                }
            })
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    let heading: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut lines = vec![row(&heading)];
    lines.extend(rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_straight() {
        let rows = vec![
            vec!["Ámbar".to_owned(), "1,234.00".to_owned()],
            vec!["Al's Diner".to_owned(), "5.00".to_owned()],
        ];
        let text = table(&[("Name", Align::Left), ("Amount", Align::Right)], &rows, "None.");
        assert_eq!(text, "Name          Amount\nÁmbar       1,234.00\nAl's Diner      5.00");
        assert_eq!(table(&[("Name", Align::Left)], &[], "None."), "None.");
    }

    #[test]
    fn a_name_makes_no_row_of_its_own() {
        let rows = vec![vec!["Al's Diner\nBakery".to_owned()]];
        assert_eq!(table(&[("Name", Align::Left)], &rows, "None."), "Name\nAl's Diner Bakery");
    }
}
