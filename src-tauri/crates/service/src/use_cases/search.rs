//! Records by number, name, amount, reference or id.

mod books;

use contract::Problem;
use contract::rows::RowState;
use contract::table::{Found, Hit, SearchResult};
use engine::ports::StoreFault;
use engine::record::{Mirrored, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use futures::FutureExt as _;
use ledger::{CompanyId, MinorUnits};
use rust_decimal::Decimal;
use store::read_models::{FoundRecord, Wanted};

use crate::host::Host;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::invoice_table::invoice_table;
use crate::use_cases::rows::MirrorReader;
use crate::use_cases::rows::subject_states::SubjectStates;
use crate::use_cases::rows::{customers, payments, payouts};
use crate::words;
use books::Books;

/// Invoices shown.
const INVOICES: u32 = 6;
/// Records of every other kind shown.
const OTHERS: u32 = 4;
/// Nobody types more.
const TEXT_MAX: usize = 100;

/// The best of each kind.
pub async fn search(host: &Host, company: &CompanyId, text: &str) -> Result<SearchResult, Problem> {
    let settings = host.settings(company).await?;
    let text: String = text.trim().chars().take(TEXT_MAX).collect::<String>().to_lowercase();
    if text.is_empty() {
        return Ok(SearchResult { hits: Vec::new(), invoices: 0 });
    }
    let look = Look {
        mirror: MirrorReader { host, company },
        settings: &settings,
        minor: amount(&settings, &text),
        text,
    };
    let (mut hits, invoices) = look.invoices().await?;
    hits.extend(look.customers().await?);
    let books = look.books().boxed().await?;
    hits.extend(look.payments(&books).await?);
    hits.extend(look.payouts(&books).await?);
    hits.extend(books.alone);
    Ok(SearchResult { hits, invoices })
}

/// The text as an amount: `1,250.00`, `$1250`.
fn amount(settings: &Settings, text: &str) -> Option<i64> {
    let bare = text.trim_start_matches(['$', '€', '£']).replace(',', "");
    let major: Decimal = bare.trim().parse().ok()?;
    MinorUnits::from_major(major, settings.home_currency()).ok().map(|minor| minor.0)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn from_store(fault: StoreFault) -> Problem {
    words::from_store(&fault)
}

struct Look<'a> {
    mirror: MirrorReader<'a>,
    settings: &'a Settings,
    text: String,
    minor: Option<i64>,
}

impl Look<'_> {
    async fn find(
        &self,
        kind: RecordKind,
        party: RecordKind,
        limit: u32,
    ) -> Result<Vec<FoundRecord>, Problem> {
        let wanted = Wanted { kind, party, text: self.text.clone(), minor: self.minor, limit };
        self.mirror.host.store.find(self.mirror.company, &wanted).await.map_err(from_store)
    }

    async fn invoices(&self) -> Result<(Vec<Hit>, u64), Problem> {
        let found = self.find(RecordKind::BooksInvoice, RecordKind::BooksCustomer, INVOICES).await?;
        let all = found.first().map_or(0, |found| found.of);
        let records: Vec<_> = found.iter().map(|it| format!("invoice:{}", it.id)).collect();
        if records.is_empty() {
            return Ok((Vec::new(), all));
        }
        let table = invoice_table(self.mirror.host, self.mirror.company, &records).await?;
        let place = |record: &String| table.records.iter().position(|it| it == record);
        let hit = |(it, record): (FoundRecord, String)| {
            let at = place(&record);
            let customer = at.and_then(|at| table.customer_names.get(table.customers[at] as usize));
            // Names stand in a list whose first is empty: not known.
            let customer = customer.filter(|name| !name.is_empty()).cloned();
            Hit {
                found: Found::Invoice { number: it.label, customer },
                amount: Some(MinorUnits(it.total).of(it.currency)),
                state: at.map_or(RowState::NotSent, |at| table.states[at]),
                record,
            }
        };
        Ok((found.into_iter().zip(records).map(hit).collect(), all))
    }

    /// The found records as the mirror holds them, best first, with what is pending about them.
    async fn read(
        &self,
        kind: RecordKind,
        found: &[String],
        subject: fn(&str) -> Subject,
    ) -> Result<(Vec<Mirrored>, SubjectStates), Problem> {
        let references: Vec<_> = found.iter().map(|id| RecordRef::new(kind, id.as_str())).collect();
        let mut known = self.mirror.records(&references).await?;
        let subjects: Vec<_> = found.iter().map(|id| subject(id)).collect();
        let states = SubjectStates::of_subjects(&self.mirror, &subjects).await?;
        Ok((references.iter().filter_map(|reference| known.remove(reference)).collect(), states))
    }

    async fn customers(&self) -> Result<Vec<Hit>, Problem> {
        // A customer has no amount, and no amount is a name.
        let found = self.find(RecordKind::BooksCustomer, RecordKind::BooksAccount, OTHERS).await?;
        let named = found.into_iter().filter(|it| it.label.to_lowercase().contains(&self.text));
        let found: Vec<_> = named.map(|it| it.id).collect();
        let (read, states) =
            self.read(RecordKind::BooksCustomer, &found, |id| Subject::Customer(id.into())).await?;
        let rows = customers::linked(&self.mirror, &states, read).await?;
        let hit = |row: contract::rows::CustomerRow| {
            let side = row.quickbooks?;
            Some(Hit {
                found: Found::Customer { name: row.name, email: side.email },
                record: format!("customer:{}", side.id),
                amount: None,
                state: row.state,
            })
        };
        Ok(rows.into_iter().filter_map(hit).collect())
    }

    async fn payments(&self, books: &Books) -> Result<Vec<Hit>, Problem> {
        let found =
            self.find(RecordKind::AlternativePayment, RecordKind::AlternativeCustomer, OTHERS).await?;
        let found = first(&books.payments, found.into_iter().map(|it| it.id));
        let (read, states) =
            self.read(RecordKind::AlternativePayment, &found, |id| Subject::Payment(id.into())).await?;
        let subjects: Vec<_> = found.iter().map(|id| Subject::Payment(id.as_str().into())).collect();
        let context = ActivityContext::of(&self.mirror.host.store, self.mirror.company, &subjects)
            .await
            .map_err(from_store)?;
        let rows = payments::page_rows(&self.mirror, &states, read, self.settings.home_currency()).await?;
        let hit = |row: contract::rows::PaymentRow| Hit {
            record: format!("payment:{}", row.id),
            amount: Some(MinorUnits(row.minor).of(row.currency)),
            state: row.state,
            found: Found::Payment {
                payer: context.payer(&row.id).map(str::to_owned),
                payment: row.id,
                invoices: row.pays.into_iter().map(|paid| paid.number).collect(),
            },
        };
        Ok(rows.into_iter().map(hit).collect())
    }

    async fn payouts(&self, books: &Books) -> Result<Vec<Hit>, Problem> {
        let found = self.find(RecordKind::AlternativePayout, RecordKind::AlternativeCustomer, OTHERS).await?;
        let found = first(&books.payouts, found.into_iter().map(|it| it.id));
        let (read, states) =
            self.read(RecordKind::AlternativePayout, &found, |id| Subject::Payout(id.into())).await?;
        let rows = payouts::page_rows(&self.mirror, &states, read).await?;
        let hit = |row: contract::rows::PayoutRow| Hit {
            record: format!("payout:{}", row.id),
            amount: Some(MinorUnits(row.total_minor).of(row.currency)),
            state: row.state,
            found: Found::Payout {
                payout: row.id,
                arrival: row.arrival,
                deposit: row.deposit.map(|deposit| deposit.id),
            },
        };
        Ok(rows.into_iter().map(hit).collect())
    }
}

/// What was asked for by its own id or reference comes before what only resembles the text.
fn first(exact: &[String], others: impl Iterator<Item = String>) -> Vec<String> {
    let mut all = exact.to_vec();
    for id in others {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all.truncate(OTHERS as usize);
    all
}
