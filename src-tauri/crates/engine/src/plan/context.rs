//! What all plans are made from, and what a plan says.

use jiff::civil::Date;
use ledger::{Money, books};

use crate::awaited::{Awaited, Wait};
use crate::hold::HoldDraft;
use crate::intent::Intent;
use crate::link_patch::LinkPatch;
use crate::plan::accounts::UnusableAccounts;
use crate::plan::before_start::Earlier;
use crate::plan::brake::Vanished;
use crate::plan::currencies::Foreign;
use crate::ports::TieRow;
use crate::record::RecordRef;
use crate::settings::Settings;

/// What all subjects of a company share while planning.
#[derive(Debug, Clone, Copy)]
pub struct PlanContext<'a> {
    /// The company's settings.
    pub settings: &'a Settings,
    /// Today in the company's time zone.
    pub today: Date,
    /// Chosen accounts that cannot be used (rule D9).
    pub unusable: &'a UnusableAccounts,
}

impl PlanContext<'_> {
    /// I14: every open invoice whatever its age, and paid ones since the start date.
    pub(crate) fn wants(&self, invoice: &books::Invoice) -> bool {
        invoice.balance.is_positive() || invoice.issued >= self.settings.start_date(self.today)
    }
}

/// What the rules say about one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What to do.
    pub intents: Vec<Intent>,
    /// What a person has to decide.
    pub holds: Vec<HoldDraft>,
    /// What comes by itself.
    pub waits: Vec<Wait>,
    /// Records that must be read before the rules can say more.
    pub wanted: Vec<RecordRef>,
    /// What planning itself settled about the link.
    pub patches: Vec<LinkPatch>,
    /// Tie-out row of an open linked invoice; `None` = nothing to tie.
    pub tie: Option<TieRow>,
    /// A payment or payout from before the first start that waits for a tick mark (rule P17).
    pub earlier: Option<Earlier>,
    /// An invoice whose currency is not sent, and that nobody left out (rule I17).
    pub foreign: Option<Foreign>,
    /// What its archive takes away, where that counts for the brake (rule I16).
    pub vanished: Option<Vanished>,
}

impl Plan {
    pub(super) fn wait(&mut self, on: Awaited, amount: Option<Money>) {
        self.waits.push(Wait { on, amount });
    }
}
