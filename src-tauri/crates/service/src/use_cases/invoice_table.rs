//! Invoices column by column: a hundred thousand of them in one answer.

use std::collections::{BTreeMap, BTreeSet};

use contract::Problem;
use contract::note::RowNote;
use contract::rows::RowState;
use contract::table::InvoiceTable;
use engine::ports::StoreFault;
use engine::subject::Subject;
use ledger::{CompanyId, MinorUnits};
use store::read_models::InvoiceFigures;

use crate::host::Host;
use crate::use_cases::rows::MirrorReader;
use crate::use_cases::rows::invoices::{InvoiceComparison, MirrorPart, judge};
use crate::use_cases::rows::subject_states::SubjectStates;
use crate::words;

/// Invoices, newest first; those that exist in Alternative only come last. With `records` (as `invoice:ID`) only those.
/// The words of what is being written are left out.
pub async fn invoice_table(
    host: &Host,
    company: &CompanyId,
    records: &[String],
) -> Result<InvoiceTable, Problem> {
    host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let wanted: Vec<_> =
        records.iter().filter_map(|record| record.strip_prefix("invoice:")).map(str::to_owned).collect();
    let wanted = (!records.is_empty()).then_some(wanted);
    let mut linked = host.store.invoice_figures(company, wanted.as_deref()).await.map_err(from_store)?;
    linked.sort_unstable_by(|one, other| other.issued.cmp(&one.issued).then_with(|| one.id.cmp(&other.id)));
    let mut alone = host.store.alone_figures(company).await.map_err(from_store)?;
    if let Some(wanted) = &wanted {
        let wanted: BTreeSet<_> = wanted.iter().collect();
        alone.retain(|invoice| wanted.contains(&invoice.id));
    }
    let states = SubjectStates::without_words(&mirror).await?;
    let labels = host.store.customer_labels(company).await.map_err(from_store)?;
    let mut table = Filling::new(labels, linked.len() + alone.len());
    for invoice in linked {
        let marked = states.of(&Subject::Invoice(invoice.id.as_str().into()));
        let (state, note) = marked.unwrap_or_else(|| judge(&pair(&invoice)));
        table.add(invoice, state, note, true);
    }
    for invoice in alone {
        table.add(invoice, RowState::AlternativeOnly, Some(RowNote::CreatedInAlternative), false);
    }
    Ok(table.table)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn from_store(fault: StoreFault) -> Problem {
    words::from_store(&fault)
}

fn pair(invoice: &InvoiceFigures) -> InvoiceComparison<'_> {
    InvoiceComparison {
        currency: invoice.currency,
        total: MinorUnits(invoice.total),
        balance: MinorUnits(invoice.balance.unwrap_or_default()),
        voided: invoice.voided == 1,
        gone: invoice.gone == 1,
        mirror: invoice.mirror_total.map(|total| MirrorPart {
            total: MinorUnits(total),
            outstanding: invoice.outstanding.map(MinorUnits),
            archived: invoice.archived == Some(1),
        }),
        refused: invoice.refused.as_deref(),
        drift: invoice.drift.as_deref(),
        kept_out: invoice.kept_out == 1,
    }
}

/// A table that is being filled.
struct Filling {
    table: InvoiceTable,
    labels: BTreeMap<String, String>,
    /// Places of the customers that are named already, by id.
    places: BTreeMap<String, u32>,
}

impl Filling {
    fn new(labels: Vec<(String, String)>, rows: usize) -> Self {
        let table = InvoiceTable {
            records: Vec::with_capacity(rows),
            numbers: Vec::with_capacity(rows),
            customers: Vec::with_capacity(rows),
            customer_names: vec![String::new()],
            ..InvoiceTable::default()
        };
        Self { table, labels: labels.into_iter().collect(), places: BTreeMap::new() }
    }

    fn add(&mut self, invoice: InvoiceFigures, state: RowState, note: Option<RowNote>, linked: bool) {
        let customer = invoice.customer.as_deref().map_or(0, |id| self.place(id));
        let table = &mut self.table;
        table.records.push(format!("invoice:{}", invoice.id));
        table.numbers.push(invoice.label);
        table.customers.push(customer);
        table.issued.push(invoice.issued);
        table.due.push(invoice.due);
        table.currencies.push(invoice.currency);
        table.totals.push(invoice.total);
        table.quickbooks.push(invoice.balance.filter(|_| linked));
        table.alternative.push(invoice.outstanding);
        table.states.push(state);
        table.notes.push(note);
        table.pdfs.push(invoice.pdf == 1);
    }

    fn place(&mut self, id: &str) -> u32 {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = match self.labels.get(id) {
            Some(name) => {
                self.table.customer_names.push(name.clone());
                u32::try_from(self.table.customer_names.len() - 1).unwrap_or(0)
            }
            None => 0,
        };
        self.places.insert(id.to_owned(), place);
        place
    }
}
