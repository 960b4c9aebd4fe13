//! What the first pass would do: the plan of everything dirty, without writing anything.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{CompanyId, Minor};
use serde::{Deserialize, Serialize};

use crate::hold::HoldDraft;
use crate::item::Item;
use crate::plan::{Earlier, EarlierLedger, Frame, plan_before_start};
use crate::planning::plans_of;
use crate::ports::{Store, StoreFault};
use crate::settings::Settings;

/// Subjects planned at a time.
const STEP: usize = 200;

/// A preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// How many writes of each kind, by row of the board.
    pub counts: BTreeMap<String, u64>,
    /// Money in payments and deposits that would be recorded, in minor units.
    pub recorded: Minor,
    /// Some of the writes in words, in the order they would go.
    pub examples: Vec<String>,
    /// Decisions that would be asked for.
    pub holds: Vec<HoldDraft>,
    /// What would wait by itself, in words.
    pub waits: Vec<String>,
    /// Payments and payouts from before the start, posted only when ticked (rule P17).
    pub earlier: Vec<Earlier>,
}

/// Words shown at most.
const EXAMPLES: usize = 50;

pub(crate) async fn preview(
    store: &dyn Store,
    company: &CompanyId,
    settings: &Settings,
    now: Timestamp,
) -> Result<Preview, StoreFault> {
    let frame = Frame { settings, today: settings.day_of(now) };
    let dirty = store.dirty(company, u32::MAX).await?;
    let subjects: Vec<_> = dirty.into_iter().map(|mark| mark.subject).collect();
    let mut preview = Preview::default();
    let mut earlier = EarlierLedger::default();
    for step in subjects.chunks(STEP) {
        let (plans, _) = plans_of(store, company, &frame, step).await?;
        for (subject, plan) in plans {
            for intent in &plan.intents {
                let item = intent.action.item();
                *preview.counts.entry(item.code().to_owned()).or_default() += 1;
                if item == Item::InvoiceDetails {
                    *preview.counts.entry(Item::LineItems.code().to_owned()).or_default() += 1;
                }
                preview.recorded += money_of(&intent.action);
                if preview.examples.len() < EXAMPLES {
                    preview.examples.push(intent.action.words());
                }
            }
            preview.holds.extend(plan.holds);
            preview.waits.extend(plan.waits.into_iter().map(|wait| wait.text));
            if let Some(one) = plan.earlier {
                earlier.waiting.insert(subject.to_string(), one);
            }
        }
    }
    preview.holds.extend(plan_before_start(&earlier));
    preview.earlier = earlier.waiting.into_values().collect();
    Ok(preview)
}

fn money_of(action: &crate::intent::Action) -> Minor {
    match action {
        crate::intent::Action::RecordPayment { draft, .. } => draft.total,
        crate::intent::Action::RecordDeposit { draft, .. } => draft.total(),
        _ => Minor::ZERO,
    }
}
