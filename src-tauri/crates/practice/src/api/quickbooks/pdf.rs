//! A real one-page PDF of a sales form or a payment, the same bytes for the same version.

use ledger::{Currency, MinorUnits};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use super::names::own_name;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::record::{NOBODY, Record, Sale, SaleDetail, SaleLine, Sold};

const PAGE_WIDTH: f32 = 612.0;
const PAGE_HEIGHT: f32 = 792.0;
const MARGIN: f32 = 56.0;
const LINES_MAX: usize = 34;

/// The page of a sales form or a payment.
pub fn page(books: &Books, place: Place, record: &Record) -> Option<Vec<u8>> {
    let rows = match record {
        Record::Payment(payment) => vec![
            Row::title(books.company_name()),
            Row::plain(format!("Payment receipt {}", place.1)),
            Row::plain(format!("Date {}", payment.date)),
            Row::plain(format!("Received from {}", customer_name(books, payment.customer))),
            Row::pair("Amount received", payment.total),
            Row::pair("Not yet applied", payment.total - payment.applied()),
        ],
        other => sale_rows(books, place, other.sale()?),
    };
    Some(write(&rows))
}

struct Row {
    left: String,
    right: String,
    size: f32,
}

impl Row {
    fn title(text: String) -> Self {
        Self { left: text, right: String::new(), size: 18.0 }
    }
    fn plain(text: String) -> Self {
        Self { left: text, right: String::new(), size: 10.0 }
    }
    fn pair(left: &str, amount: MinorUnits) -> Self {
        Self { left: left.to_owned(), right: amount.of(Currency::USD).to_string(), size: 10.0 }
    }
}

fn customer_name(books: &Books, id: u64) -> String {
    books.record((Entity::Customer, id)).and_then(|record| own_name(record)).unwrap_or_default()
}

fn sale_rows(books: &Books, place: Place, sale: &Sale) -> Vec<Row> {
    let mut rows = vec![
        Row::title(books.company_name()),
        Row::plain(format!("{} {}", place.0.name(), sale.number.as_deref().unwrap_or("without a number"))),
        Row::plain(format!("Date {}", sale.date)),
    ];
    if sale.customer != NOBODY {
        rows.push(Row::plain(format!("Bill to {}", customer_name(books, sale.customer))));
    }
    rows.extend(sale.due.map(|due| Row::plain(format!("Due {due}"))));
    rows.push(Row::plain(String::new()));
    for line in sale.lines.iter().take(LINES_MAX) {
        rows.push(line_row(books, line));
    }
    if sale.lines.len() > LINES_MAX {
        rows.push(Row::plain(format!("and {} more lines", sale.lines.len() - LINES_MAX)));
    }
    rows.push(Row::plain(String::new()));
    rows.push(Row::pair("Sales tax", sale.tax));
    rows.push(Row::pair("Total", sale.total));
    match place.0 {
        Entity::Invoice => rows.push(Row::pair("Balance due", sale.open())),
        Entity::CreditMemo => rows.push(Row::pair("Credit left", sale.open())),
        _ => {}
    }
    rows.extend(sale.note.as_deref().map(|note| Row::plain(note.to_owned())));
    rows.push(Row::plain(format!("Version {}", sale.meta.version)));
    rows
}

fn line_row(books: &Books, line: &SaleLine) -> Row {
    let item = match &line.detail {
        SaleDetail::Sale { sold: Sold::Item(id), .. } | SaleDetail::Bundle { item: id, .. } => {
            books.item(*id).map_or_else(String::new, |item| item.name.to_string())
        }
        SaleDetail::Sale { sold: Sold::Shipping, .. } => "Shipping".to_owned(),
        SaleDetail::Sale { .. } => "Gratuity".to_owned(),
        SaleDetail::Discount { .. } => "Discount".to_owned(),
        SaleDetail::Description => String::new(),
    };
    let text = match line.description.as_deref() {
        Some(description) if item.is_empty() => description.to_owned(),
        Some(description) => format!("{item}: {description}"),
        None => item,
    };
    match line.detail {
        SaleDetail::Description => Row::plain(text),
        SaleDetail::Discount { .. } => Row::pair(&text, -line.amount),
        _ => Row::pair(&text, line.amount),
    }
}

fn write(rows: &[Row]) -> Vec<u8> {
    let (catalog, pages, page, font, body) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.media_box(Rect::new(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)).parent(pages).contents(body);
    leaf.resources().fonts().pair(Name(b"F1"), font);
    leaf.finish();
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    let mut content = Content::new();
    let mut down = PAGE_HEIGHT - MARGIN;
    for row in rows {
        down -= row.size * 1.5;
        put(&mut content, &row.left, row.size, MARGIN, down);
        // Helvetica's digits are 0.556 of the size wide: near enough to end at the margin.
        let length = f32::from(u16::try_from(row.right.chars().count()).unwrap_or(u16::MAX));
        put(&mut content, &row.right, row.size, PAGE_WIDTH - MARGIN - length * row.size * 0.53, down);
    }
    pdf.stream(body, &content.finish());
    pdf.finish()
}

fn put(content: &mut Content, text: &str, size: f32, across: f32, down: f32) {
    if text.is_empty() {
        return;
    }
    content.begin_text();
    content.set_font(Name(b"F1"), size);
    content.next_line(across, down);
    content.show(Str(&latin(text)));
    content.end_text();
}

/// The letters that the built-in fonts have; others become a question mark.
fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            '\u{2212}' | '\u{2013}' => b'-',
            '\u{2019}' => b'\'',
            other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
        })
        .collect()
}
