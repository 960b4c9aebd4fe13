//! Changes and questions, page by page.

pub(crate) mod context;
pub(crate) mod projection;

use contract::Problem;
use contract::change::Change;
use contract::happened::Happened;
use contract::status::{State, SyncCategory};
use contract::table::{ActivityPage, ActivityPageRequest, ActivityRow, Direction};
use engine::fault::Side;
use engine::ports::{Store, StoreFault};
use engine::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use ledger::{CompanyId, MinorUnits};
use store::read_models::{Told, ToldQuery, ToldState};

use crate::host::Host;
use crate::use_cases::pause_state::PauseState;
use crate::words;

/// Rows of one page at most.
const ROWS_MAX: u32 = 1_000;
/// No day is longer, wherever the company is.
const DAY_MAX: SignedDuration = SignedDuration::from_hours(27);

/// A page of changes, newest first.
pub async fn activity_page(
    host: &Host,
    company: &CompanyId,
    wanted: &ActivityPageRequest,
) -> Result<ActivityPage, Problem> {
    let settings = host.settings(company).await?;
    let from_store = |fault| words::from_store(&fault);
    match projection::catch_up(&host.store, company, usize::MAX).await {
        // What was told before can be read on a full disk, too.
        Ok(()) | Err(StoreFault::Full | StoreFault::ReadOnly) => {}
        Err(fault) => return Err(from_store(fault)),
    }
    let limit = wanted.limit.clamp(1, ROWS_MAX);
    let query = ToldQuery {
        text: wanted.text.as_ref().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()),
        item: wanted.item.map(row_of),
        direction: wanted.direction.map(|direction| match direction {
            Direction::ToAlternative => "to_alternative",
            Direction::ToQuickbooks => "to_quickbooks",
        }),
        state: wanted.state.map(|state| match state {
            State::Done => ToldState::Done,
            State::Working => ToldState::Working,
            State::Waiting => ToldState::Waiting,
            State::NeedsYou => ToldState::NeedsYou,
        }),
        since: wanted.since,
        before: wanted.before,
        now: host.now(),
        resting: ways(PauseState::now(host, &settings).await?),
        limit: limit + 1,
    };
    let told = host.store.told(company, &query).await.map_err(from_store)?;
    let more = told.len() > limit as usize;
    let rows = told.into_iter().take(limit as usize).map(row).collect();
    Ok(ActivityPage { rows, more, today: today(host, &settings).await? })
}

/// Ways that nothing goes now.
fn ways(resting: PauseState) -> Vec<&'static str> {
    let ways = [(Side::Quickbooks, "to_quickbooks"), (Side::Alternative, "to_alternative")];
    ways.into_iter().filter(|(side, _)| resting.is(*side)).map(|(_, way)| way).collect()
}

/// Line items travel inside their invoices.
fn row_of(item: SyncCategory) -> engine::category::SyncCategory {
    use engine::category::SyncCategory as Row;
    match item {
        SyncCategory::InvoiceDetails | SyncCategory::LineItems => Row::InvoiceDetails,
        SyncCategory::Customers => Row::Customers,
        SyncCategory::Payments => Row::Payments,
        SyncCategory::Deposits => Row::Deposits,
        SyncCategory::ArchivedInvoices => Row::ArchivedInvoices,
        SyncCategory::ArchivedCustomers => Row::ArchivedCustomers,
        SyncCategory::DeletedPayments => Row::DeletedPayments,
        SyncCategory::PdfInvoices => Row::PdfInvoices,
    }
}

fn row(told: Told) -> ActivityRow {
    let Told { row, state } = told;
    let held = row.hold.is_some();
    // Rows from before changes were kept as data have their sentence only.
    let change = row.change.and_then(|kept| serde_json::from_str(&kept).ok());
    let change =
        change.unwrap_or_else(|| Change::Other { happened: Happened::Sentence { said: row.text.clone() } });
    ActivityRow {
        seq: row.seq,
        at: row.at,
        item: row.item.map(crate::use_cases::status::named),
        direction: row.direction.as_deref().map(|direction| match direction {
            "to_quickbooks" => Direction::ToQuickbooks,
            _ => Direction::ToAlternative,
        }),
        change,
        text: row.text,
        record: row.record,
        amount: row.minor.zip(row.currency).map(|(minor, currency)| MinorUnits(minor).of(currency)),
        state: match state {
            ToldState::Done => State::Done,
            ToldState::Working => State::Working,
            ToldState::Waiting => State::Waiting,
            ToldState::NeedsYou => State::NeedsYou,
        },
        held,
    }
}

/// What the board counts today, all its rows together.
async fn today(host: &Host, settings: &Settings) -> Result<u64, Problem> {
    let now = host.now();
    let since = now.checked_sub(DAY_MAX).unwrap_or(Timestamp::UNIX_EPOCH);
    let tallies = host.store.tallies(&settings.company, since).await;
    let today = settings.day_of(now);
    let tallies = tallies.map_err(|fault| words::from_store(&fault))?;
    Ok(tallies.iter().filter(|tally| settings.day_of(tally.hour) == today).map(|tally| tally.count).sum())
}
