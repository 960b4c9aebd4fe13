//! What should happen, as a pure function of what is known: no clock, no network, no database.
//!
//! Each subject is planned by itself from a *view*: the subject's two sides, its link and the neighbours that its rules
//! speak of. The same view always gives the same [`Plan`], so a pass with nothing new plans nothing (rule F4), and a
//! preview is a plan that is not applied.

mod before_start;
mod customer;
mod invoice;
mod invoice_body;
mod payment;
mod payment_holds;
mod payment_parts;
mod payment_report;
mod payout;
mod payout_draft;
mod payout_holds;
mod tie;

use jiff::civil::Date;
use ledger::{Money, books};

use crate::awaited::{Awaited, Wait};
use crate::hold::HoldDraft;
use crate::intent::Intent;
use crate::link_patch::LinkPatch;
use crate::ports::TieRow;
use crate::record::RecordRef;
use crate::settings::Settings;

pub use before_start::{Earlier, EarlierChoice, EarlierLedger, plan_before_start};
pub use customer::{CustomerView, plan_customer};
pub use invoice::{InvoiceView, PayingView, Standing, plan_invoice};
pub(crate) use payment::is_ours;
pub use payment::{PaidInvoice, PaymentView, plan_payment};
pub(crate) use payout::is_our_deposit;
pub use payout::{CollectedView, PayoutView, plan_payout};
pub use tie::expected_outstanding;

/// What all subjects of a company share while planning.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The company's settings.
    pub settings: &'a Settings,
    /// Today in the company's time zone.
    pub today: Date,
}

impl Frame<'_> {
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
}

impl Plan {
    fn wait(&mut self, on: Awaited, amount: Option<Money>) {
        self.waits.push(Wait { on, amount });
    }
}
