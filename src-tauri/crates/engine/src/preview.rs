//! What the first pass would do: the plan of everything dirty, without writing anything.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{CompanyId, Currency, MinorUnits};
use serde::{Deserialize, Serialize};

use crate::accounts;
use crate::awaited::Wait;
use crate::category::SyncCategory;
use crate::happened::Task;
use crate::hold::HoldDraft;
use crate::intent::Action;
use crate::plan::{Earlier, EarlierLedger, ForeignLedger, PlanContext, plan_before_start, plan_currencies};
use crate::planning::plans_of;
use crate::ports::{Store, StoreFault};
use crate::settings::Settings;
use crate::subject::Subject;

/// Subjects planned at a time.
const STEP: usize = 200;

/// Writes of one sort, and their money in the books' currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Number of writes.
    pub count: u64,
    /// Their amounts together; those in other currencies count for nothing.
    pub money: MinorUnits,
}

/// What would be written, in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Invoices that are still owed, with what is owed.
    pub open_invoices: Figure,
    /// Invoices that are paid, with their totals.
    pub paid_invoices: Figure,
    /// Payments.
    pub payments: Figure,
    /// Deposits.
    pub deposits: Figure,
}

impl Figures {
    /// Adds a write; those without money of their own change nothing.
    pub fn add(&mut self, action: &Action, home: Currency) {
        let (figure, money, currency) = match action {
            Action::UpsertInvoice { body, .. } if body.balance.is_positive() => {
                (&mut self.open_invoices, body.balance, body.currency)
            }
            Action::UpsertInvoice { body, .. } => (&mut self.paid_invoices, body.total, body.currency),
            Action::RecordPayment { draft, .. } => (&mut self.payments, draft.total, draft.currency),
            Action::RecordDeposit { draft, .. } => (&mut self.deposits, draft.total(), draft.currency),
            _ => return,
        };
        figure.count += 1;
        if currency == home {
            figure.money += money;
        }
    }
}

/// A preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// How many writes of each kind, by row of the board.
    pub counts: BTreeMap<String, u64>,
    /// The same in figures, with their money.
    pub figures: Figures,
    /// Some of the writes, in the order they would go.
    pub examples: Vec<Task>,
    /// Decisions that would be asked for.
    pub holds: Vec<HoldDraft>,
    /// What would wait by itself.
    pub waits: Vec<Wait>,
    /// Payments and payouts from before the start, posted only when ticked (rule P17).
    pub earlier: Vec<Earlier>,
}

/// Writes shown at most.
const EXAMPLES: usize = 50;

pub(crate) async fn preview(
    store: &dyn Store,
    company: &CompanyId,
    settings: &Settings,
    now: Timestamp,
) -> Result<Preview, StoreFault> {
    let unusable = accounts::unusable(store, settings).await?;
    let context = PlanContext { settings, today: settings.day_of(now), unusable: &unusable };
    let dirty = store.dirty(company, u32::MAX).await?;
    let subjects: Vec<_> = dirty.into_iter().map(|mark| mark.subject).collect();
    let mut preview = Preview::default();
    let mut earlier = EarlierLedger::default();
    let mut foreign = ForeignLedger::default();
    for step in subjects.chunks(STEP) {
        let (plans, ..) = plans_of(store, company, &context, step).await?;
        for (subject, plan) in plans {
            for intent in &plan.intents {
                let item = intent.action.item();
                *preview.counts.entry(item.code().to_owned()).or_default() += 1;
                if item == SyncCategory::InvoiceDetails {
                    *preview.counts.entry(SyncCategory::LineItems.code().to_owned()).or_default() += 1;
                }
                preview.figures.add(&intent.action, settings.home_currency());
                if preview.examples.len() < EXAMPLES {
                    preview.examples.push(Task::of(&intent.action));
                }
            }
            preview.holds.extend(plan.holds);
            preview.waits.extend(plan.waits);
            if let (Subject::Invoice(id), Some(one)) = (&subject, plan.foreign) {
                foreign.waiting.insert(id.clone(), one);
            }
            if let Some(one) = plan.earlier {
                earlier.waiting.insert(subject.to_string(), one);
            }
        }
    }
    preview.holds.extend(plan_before_start(&earlier));
    preview.holds.extend(plan_currencies(settings, &foreign));
    preview.earlier = earlier.waiting.into_values().collect();
    Ok(preview)
}
