//! What the next pass would do; nothing of it is written.

use std::collections::BTreeMap;

use contract::Problem;
use contract::preview::{EarlierRow, PlanNotice, Planned, PreviewView};
use contract::status::Sum;
use engine::category::SyncCategory;
use engine::happened::Task;
use engine::importing::Import;
use engine::ports::{OutboxQuery, Store, StoreFault};
use engine::preview::{Figure, Figures, Preview};
use engine::settings::Settings;
use ledger::CompanyId;
use tokio_util::sync::CancellationToken;

use crate::host::Host;
use crate::runtime::sync::{Progress, claim, read_all};
use crate::use_cases::holds::{customers, planned};
use crate::use_cases::rows::MirrorReader;
use crate::use_cases::status::named;
use crate::{typed, words};

/// Writes that are owed from earlier passes.
const OWED: u32 = 10_000;

/// Reads both sides, unless another process is syncing and does that anyway, and tells what would be written.
pub async fn plan(
    host: &Host,
    company: &CompanyId,
    progress: &mut (dyn FnMut(Progress) + Send),
    stop: CancellationToken,
) -> Result<PreviewView, Problem> {
    let settings = host.connected(company).await?;
    match claim(host, company).await {
        // A pause reads nothing either.
        Ok(_claim) if host.is_paused(company).await? => {}
        Ok(_claim) => read_all(host, company, progress, &stop).await?,
        // Who syncs has read everything; before that there is nothing to plan on.
        Err(StoreFault::InUse) if is_read(host, company).await? => {}
        Err(fault) => return Err(words::from_store(&fault)),
    }
    let from_store = |fault| words::from_store(&fault);
    let preview = host.user_actions(company).preview(host.now()).await.map_err(from_store)?;
    let owed = host.store.outbox(company, &OutboxQuery::Open { limit: OWED }).await.map_err(from_store)?;
    let import: Option<Import> = host.document(company).await?;
    let mut counts: BTreeMap<SyncCategory, u64> = BTreeMap::new();
    for (code, count) in &preview.counts {
        if let Some(item) = SyncCategory::from_code(code) {
            *counts.entry(item).or_default() += count;
        }
    }
    let mut figures = preview.figures;
    let mut tasks = Vec::new();
    for item in owed {
        *counts.entry(item.intent.action.item()).or_default() += 1;
        figures.add(&item.intent.action, settings.home_currency());
        tasks.push(typed::task(&Task::of(&item.intent.action)));
    }
    let read = import.map_or(0, |import| import.read);
    let customers = customers(&MirrorReader { host, company }, preview.holds.iter()).await?;
    let holds = preview.holds.iter().map(|hold| planned(hold, customers.get(&hold.key()).cloned())).collect();
    Ok(PreviewView { holds, ..view(host, &settings, preview, counts, tasks, figures, read) })
}

/// Whether everything was read for the first time.
async fn is_read(host: &Host, company: &CompanyId) -> Result<bool, Problem> {
    let import: Option<Import> = host.document(company).await?;
    Ok(import.is_some_and(|import| import.has_ended()))
}

fn view(
    host: &Host,
    settings: &Settings,
    preview: Preview,
    counts: BTreeMap<SyncCategory, u64>,
    mut tasks: Vec<contract::happened::Task>,
    figures: Figures,
    read: u64,
) -> PreviewView {
    tasks.extend(preview.examples.iter().map(typed::task));
    let earlier = preview.earlier.into_iter().map(|earlier| EarlierRow {
        record: earlier.subject.to_string(),
        amount: earlier.amount,
        at: earlier.at,
    });
    let awaited: Vec<_> = preview.waits.iter().map(|wait| typed::awaited(&wait.on)).collect();
    let mut notices = Vec::new();
    notices.extend(settings.closed_until().map(|closed| PlanNotice::BooksClosed { closed }));
    if !settings.preferences.create_deposits {
        notices.push(PlanNotice::DepositsOff);
    }
    let currency = settings.home_currency();
    let sum = |figure: Figure| Sum { count: figure.count, minor: figure.money.0, currency };
    let recorded = Figure {
        count: figures.payments.count + figures.deposits.count,
        money: figures.payments.money + figures.deposits.money,
    };
    PreviewView {
        company: settings.company.to_string(),
        started: settings.started_at.is_some(),
        read,
        planned: counts.into_iter().map(|(item, count)| Planned { item: named(item), count }).collect(),
        open_invoices: sum(figures.open_invoices),
        paid_since: settings.start_date(settings.day_of(host.now())),
        paid_invoices: sum(figures.paid_invoices),
        payments: sum(figures.payments),
        deposits: sum(figures.deposits),
        recorded: sum(recorded),
        examples: tasks.iter().map(words::journal::to_do).collect(),
        tasks,
        holds: Vec::new(),
        waits: awaited.iter().map(words::waits::wait).collect(),
        awaited,
        earlier: earlier.collect(),
        notes: notices.iter().map(words::waits::plan_notice).collect(),
        notices,
    }
}
