//! Signed links to invoice PDFs.

use jiff::{SignedDuration, Timestamp};

use super::call::refused;
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::amount::Amount;
use crate::state::platform::ids::Kind;
use crate::world::World;

/// How long a link works.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// A link to the PDF of an invoice, good for an hour.
pub(crate) fn link(platform: &Platform, base: &str, invoice: u64, now: Timestamp) -> String {
    let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX).as_second();
    let id = platform.ids.id(Kind::Invoice, invoice);
    format!(
        "{base}/alternative/files/{id}.pdf?expires={expires}&sig={}",
        signature(platform, invoice, expires)
    )
}

fn signature(platform: &Platform, invoice: u64, expires: i64) -> String {
    platform.ids.seal(&format!("pdf until {expires}"), invoice, 16)
}

/// Answers a signed link, without a token.
pub(crate) fn download(world: &World, request: &Request, path: &str) -> Reply {
    let id = path.strip_prefix("/files/").and_then(|name| name.strip_suffix(".pdf")).unwrap_or_default();
    let expires: Option<i64> = request.param("expires").and_then(|text| text.parse().ok());
    let (Some(expires), Some(sig)) = (expires, request.param("sig")) else {
        return refused(&Refusal::forbidden("The link is not signed"));
    };
    let found = world.platforms.values().find_map(|platform| {
        let invoice = platform.ids.number(Kind::Invoice, id)?;
        (signature(platform, invoice, expires) == sig).then_some((platform, invoice))
    });
    match found {
        None => refused(&Refusal::forbidden("The link's signature is wrong")),
        Some(_) if expires < world.clock.now().as_second() => {
            refused(&Refusal::forbidden("The link has expired"))
        }
        Some((platform, invoice)) => Reply::bytes(200, "application/pdf", pdf(platform, invoice)),
    }
}

/// The uploaded PDF, else one page made here.
fn pdf(platform: &Platform, invoice: u64) -> Vec<u8> {
    if let Some(pdf) = platform.pdfs.get(&invoice) {
        return pdf.bytes.clone();
    }
    let Some(row) = platform.invoices.get(&invoice) else { return Vec::new() };
    let money = |minor| Amount(minor, row.currency);
    let customer = platform.customers.get(&row.customer).map(|customer| customer.name.to_string());
    let mut text = vec![
        platform.partner.name.clone(),
        format!("Invoice {}", row.number.as_deref().unwrap_or_default()),
        format!("To: {}", customer.unwrap_or_default()),
        format!("Due: {}", row.due_date),
    ];
    text.extend(row.lines.iter().map(|line| {
        format!("{}  {} x {}  {}", line.description, line.quantity, money(line.amount), money(line.total()))
    }));
    text.push(format!("Total {} {}", money(row.total), row.currency));
    page(&text)
}

/// One page of plain lines. Characters outside printable ASCII are shown as `?`: the built-in font has no others.
fn page(lines: &[String]) -> Vec<u8> {
    use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};
    let [catalog, pages, page, font, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut text = Content::new();
    text.begin_text();
    text.set_font(Name(b"F1"), 11.0);
    text.set_leading(16.0);
    text.next_line(56.0, 780.0);
    for line in lines.iter().take(44) {
        let shown: Vec<u8> = line
            .chars()
            .map(|letter| if matches!(letter, ' '..='~') { letter as u8 } else { b'?' })
            .collect();
        text.show(Str(&shown));
        text.next_line_using_leading();
    }
    text.end_text();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.parent(pages).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(content);
    sheet.resources().fonts().pair(Name(b"F1"), font);
    sheet.finish();
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    pdf.stream(content, &text.finish());
    pdf.finish()
}
