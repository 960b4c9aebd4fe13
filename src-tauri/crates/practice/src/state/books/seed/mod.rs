//! The companies that practice starts with. The same founding gives the same bytes.

mod founder;
mod further;
mod msp;
mod names;
mod sample;
mod single;

use super::Books;
use crate::options::{CompanyKind, Founding};
use founder::Founder;

/// Names of the companies after the first.
const FURTHER_NAMES: &[&str] = &[
    "B Ltd",
    "Cascade IT Partners",
    "Driftwood Networks",
    "Elm Street Support",
    "Foxglove Systems",
    "Granite Help Desk",
    "Harbor Cloud Services",
    "Ironwood Technology",
];

impl Books {
    /// The company of that index, as the founding describes it.
    pub fn found(founding: &Founding, index: u32) -> Self {
        let realm_id = format!("93414500000{:05}", index + 1);
        let name = company_name(founding.company, index);
        let mut founder = Founder::new(founding, realm_id, u64::from(index));
        founder.chart();
        founder.singles(&name);
        match founding.company {
            CompanyKind::Empty => {}
            CompanyKind::Sample => sample::found(&mut founder),
            CompanyKind::Msp => msp::found(&mut founder, founding.invoices),
        }
        founder.into_books()
    }
}

fn company_name(kind: CompanyKind, index: u32) -> String {
    let first = match kind {
        CompanyKind::Msp => "Northwind MSP",
        CompanyKind::Sample => "Craig's Design and Landscaping Services",
        CompanyKind::Empty => "New Company",
    };
    let Some(at) = usize::try_from(index).ok().and_then(|index| index.checked_sub(1)) else {
        return first.to_owned();
    };
    let further = FURTHER_NAMES.get(at % FURTHER_NAMES.len()).copied().unwrap_or(first);
    match at / FURTHER_NAMES.len() {
        0 => further.to_owned(),
        round => format!("{further} {}", round + 1),
    }
}
