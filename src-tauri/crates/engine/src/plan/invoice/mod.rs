//! Invoices: QuickBooks is the source, Alternative follows (rules I1 to I7, I10, I12 to I15, I17).

mod archived;
mod body;

use std::collections::BTreeMap;

use ledger::alternative::{ArchiveReason, LinkState, Owner, PaymentStatus};
use ledger::{MinorUnits, Money, alternative, books};

use crate::awaited::Awaited;
use crate::facts;
use crate::hold::HoldDraft;
use crate::intent::{Action, Intent, Lane, Slot};
use crate::link::{CustomerLink, InvoiceLink, Refusal};
use crate::plan::tie::tie_row;
use crate::plan::{ArchiveKind, Foreign, Plan, PlanContext, Vanished};
use crate::ports::InvoiceBody;
use crate::reason::{HoldReason, Terms};
use crate::record::RecordRef;
use crate::reference::fingerprint;
use crate::said::{InvoiceName, Said};
use crate::subject::Subject;

use archived::{plan_archived, settle_restored};
use body::{body_of, with_balance};

/// A payment's share of this invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayingView {
    /// Alternative's payment.
    pub payment: alternative::PaymentId,
    /// Where it stands.
    pub status: PaymentStatus,
    /// How much of it pays this invoice.
    pub share: MinorUnits,
    /// What Alternative was told about it.
    pub reported: Option<LinkState>,
    /// How much of the share QuickBooks applies to this invoice, by the Payments that stand for it there.
    pub applied: MinorUnits,
    /// A person keeps what is not applied as the customer's credit (rule P5).
    pub kept_as_credit: bool,
    /// Its part is recorded as a Payment of QuickBooks, as far as is known here.
    pub recorded: bool,
    /// Alternative was told of another Payment, by another computer, and that is gone.
    pub told_is_gone: bool,
}

impl PayingView {
    /// Alternative counts it as part of the balance there, although QuickBooks' balance is not lower by the whole share
    /// (any more): the link goes back first, then the invoice (rule P15). What was recorded and never reported, as far as is
    /// known here, another computer may have reported meanwhile.
    fn is_reported_in_vain(&self) -> bool {
        let whole = self.kept_as_credit || self.applied >= self.share;
        match self.reported {
            Some(LinkState::Recorded) => !(self.status.is_live() && whole) || self.told_is_gone,
            Some(LinkState::Held | LinkState::Removed) => false,
            None => self.recorded && self.status.is_live() && !whole,
        }
    }

    /// It is recorded, and Alternative is to be told so.
    fn is_to_be_reported(&self) -> bool {
        self.recorded && self.status.is_live() && self.reported != Some(LinkState::Recorded)
    }
}

/// How Alternative's copy of an invoice compares with QuickBooks' present one, as far as payers are concerned (rule P15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Alternative took a body that asks for no more than QuickBooks' present balance, or asks for nothing at all.
    Taken,
    /// The present state is about to be sent.
    Coming,
    /// The present state is not sent: held, refused, waiting, not known, or not ours to write.
    Behind,
}

/// What planning an invoice looks at.
#[derive(Debug, Clone)]
pub struct InvoiceView {
    /// QuickBooks' invoice as last seen.
    pub invoice: books::Invoice,
    /// Gone from QuickBooks with evidence.
    pub gone: bool,
    /// Its mirror in Alternative.
    pub mirror: Option<alternative::Invoice>,
    /// Its link.
    pub link: InvoiceLink,
    /// Its customer, where it was read.
    pub customer: Option<books::Customer>,
    /// Its customer's link.
    pub customer_link: CustomerLink,
    /// Its customer of before, who was merged into its present one in QuickBooks (rule C5).
    pub merged: Option<books::CustomerId>,
    /// Payments that Alternative took for it.
    pub paying: Vec<PayingView>,
    /// Payments that may pay it, and could not be read: Alternative may have been told anything about them.
    pub unread: Vec<alternative::PaymentId>,
    /// Alternative takes PDFs.
    pub takes_pdf: bool,
    /// A write of it is in the outbox: Alternative may have it, although no answer said so.
    pub underway: bool,
    /// Its archive waits for a person, or would (rule I16).
    pub braked: Option<ArchiveKind>,
    /// What each Payment of QuickBooks that is known here applies to it, as last seen.
    pub applied: BTreeMap<books::PaymentId, MinorUnits>,
}

impl InvoiceView {
    fn subject(&self) -> Subject {
        Subject::Invoice(self.invoice.id.clone())
    }

    /// Payments that cannot all be there as they were last seen, because QuickBooks applies less to it: one was deleted or
    /// changed, and that was not read yet (rule P15).
    fn outdated(&self) -> impl Iterator<Item = &books::PaymentId> {
        let known: MinorUnits = self.applied.values().copied().sum();
        let contradicted = known > self.invoice.total - self.invoice.balance;
        self.applied.keys().filter(move |_| contradicted)
    }

    fn exists(&self) -> bool {
        self.mirror.is_some() || self.link.alternative.is_some()
    }

    fn intent(&self, lane: Lane, action: Action) -> Intent {
        Intent { subject: self.subject(), lane, action, after: Vec::new() }
    }

    /// A payment of it that is being processed.
    fn processing(&self) -> Option<&PayingView> {
        self.paying.iter().find(|paying| paying.status == PaymentStatus::Processing)
    }

    /// Waits for a payment that is being processed (rule I11).
    fn settling(&self, paying: &PayingView, archives: bool) -> Awaited {
        let invoice = InvoiceName::of(&self.invoice);
        Awaited::PaymentSettled { invoice, payment: paying.payment.clone(), archives }
    }

    /// Whether a payment of it may be reported as recorded (rule P15). Only what Alternative took counts: what it asks for
    /// is no proof, since it takes live payments off by itself.
    pub fn standing(&self, context: &PlanContext<'_>) -> Standing {
        if self.is_archived() {
            return Standing::Taken;
        }
        let plan = plan_invoice(context, self);
        if self.outdated().next().is_some() {
            return Standing::Coming;
        }
        let comes = plan.intents.iter().any(|intent| {
            matches!(intent.action, Action::UpsertInvoice { .. } | Action::ArchiveInvoice { .. })
        });
        if comes || self.reported_in_vain().is_some() {
            Standing::Coming
        } else if self.is_taken() && !self.underway {
            Standing::Taken
        } else {
            Standing::Behind
        }
    }

    /// Alternative shows the version pair under which it took our last body, and that asks for no more than is owed now. A
    /// version before the present one proves nothing: QuickBooks may have asked for more in between, and another computer may
    /// be about to send that.
    fn is_taken(&self) -> bool {
        let Some(sent) = &self.link.sent else { return false };
        let shown = self.mirror.as_ref().map(|mirror| (mirror.version, mirror.mapping_revision));
        let pair = (sent.version.version, sent.version.mapping_revision);
        !self.gone
            && !self.invoice.voided
            && shown == Some(pair)
            && !self.is_behind()
            && sent.body.balance <= self.invoice.balance.max(MinorUnits::ZERO)
    }

    /// What Alternative took here last was made from a version before the present one.
    fn is_behind(&self) -> bool {
        self.link.sent.as_ref().is_some_and(|sent| sent.version.version < self.invoice.version)
    }

    /// The same body is sent once more under the present version, because a payment is reported only where no other computer
    /// can still go behind it (rule P15).
    fn is_to_be_proved(&self) -> bool {
        self.is_behind() && self.paying.iter().any(PayingView::is_to_be_reported)
    }

    /// Alternative shows a later version than the one of the last body that it is known here to have taken: the answer to a
    /// write never came, or another computer sent it. What it holds is not known, so that the same body is sent once more,
    /// unless that can only be refused: another body under the same version (rule F4).
    fn is_overtaken(&self, wanted: &InvoiceBody) -> bool {
        let Some((sent, mirror)) = self.link.sent.as_ref().zip(self.mirror.as_ref()) else { return false };
        let newer = self.invoice.version > mirror.version;
        let same = self.invoice.version == mirror.version && *wanted == body_of(&self.invoice);
        mirror.version > sent.version.version && (newer || same)
    }

    /// Whether this body asks for more than Alternative does, as far as is known, or was asked to.
    fn asks_for_more(&self, wanted: &InvoiceBody) -> bool {
        let sent = self.link.sent.as_ref().map(|sent| sent.body.balance);
        let asked = self.mirror.as_ref().and_then(|mirror| mirror.outstanding);
        sent.into_iter().chain(asked).min().is_some_and(|asked| wanted.balance > asked)
    }

    fn is_archived(&self) -> bool {
        self.mirror.as_ref().is_some_and(|mirror| mirror.archived) || self.link.archived.is_some()
    }

    /// A payment that Alternative has to be told about before it gets a new balance.
    fn reported_in_vain(&self) -> Option<&PayingView> {
        self.paying.iter().find(|paying| paying.is_reported_in_vain())
    }
}

/// Rules I1 to I7, I10, I12 to I15 and I17.
pub fn plan_invoice(context: &PlanContext<'_>, view: &InvoiceView) -> Plan {
    let mut plan = Plan::default();
    if view.mirror.as_ref().is_some_and(|mirror| mirror.owner == Owner::OtherIntegration) {
        return plan; // N7: read-only here.
    }
    if view.gone || view.invoice.voided {
        archive(view, &mut plan);
        return plan;
    }
    if let Some(mirror) = view.mirror.as_ref().filter(|mirror| mirror.archived) {
        return plan_archived(view, mirror);
    }
    settle_restored(view, &mut plan);
    if !in_scope(context, view) {
        return plan;
    }
    // I17: what Alternative took once is kept as QuickBooks has it; payers may be paying it.
    if !view.exists() && !context.settings.sends(view.invoice.currency) {
        plan.foreign = foreign(view);
        return plan;
    }
    if !view.invoice.adds_up() {
        plan.holds.push(does_not_add_up(view));
        plan.tie = tie_row(view, &view.invoice, true);
        return plan;
    }
    if let Some(first) = view.outdated().next() {
        plan.wait(Awaited::BooksPayment(first.clone()), None);
        plan.wanted.extend(view.outdated().map(RecordRef::books_payment));
        plan.tie = tie_row(view, &view.invoice, true);
        return plan;
    }
    if view.customer.is_none() {
        plan.wanted.push(RecordRef::books_customer(&view.invoice.customer));
        plan.wait(Awaited::Customer(view.invoice.customer.clone()), None);
        return plan;
    }
    if view.customer_link.refused.is_some() && view.customer_link.alternative.is_none() {
        let open = view.invoice.balance.of(view.invoice.currency);
        plan.wait(Awaited::CustomerTaken(view.invoice.customer.clone()), Some(open));
        return plan;
    }
    let now = body_of(&view.invoice);
    if let Some(refusal) =
        view.link.refused.as_ref().filter(|refusal| refusal.fingerprint == facts::of_invoice(&now))
    {
        plan.holds.push(refused(view, refusal));
        plan.tie = tie_row(view, &view.invoice, true);
        return plan;
    }
    let wanted = what_to_send(view, now.clone(), &mut plan);
    if let Some(wanted) = &wanted {
        send(context, view, wanted, &mut plan);
        attach_pdf(view, &now, wanted, &mut plan);
    }
    let kept_out = wanted.is_none_or(|wanted| facts::of_terms(&wanted) != facts::of_terms(&now));
    let explained = kept_out || !plan.holds.is_empty() || !plan.waits.is_empty() || view.link.drift.is_some();
    plan.tie = tie_row(view, &view.invoice, explained);
    plan
}

/// I14, and whatever is linked already.
fn in_scope(context: &PlanContext<'_>, view: &InvoiceView) -> bool {
    view.exists() || context.wants(&view.invoice)
}

/// Where nothing is open, or a person left it out, nobody is asked (rule I17).
fn foreign(view: &InvoiceView) -> Option<Foreign> {
    let invoice = &view.invoice;
    let asks = invoice.balance.is_positive() && view.link.left_out != Some(invoice.currency);
    let open = invoice.balance.of(invoice.currency);
    asks.then(|| Foreign { invoice: InvoiceName::of(invoice), open })
}

fn archive(view: &InvoiceView, plan: &mut Plan) {
    if !(view.exists() || view.underway) || view.is_archived() {
        return;
    }
    if let Some(paying) = view.processing() {
        // I11: Alternative itself would refuse this while the payment runs.
        plan.wait(view.settling(paying, true), None);
        return;
    }
    // I6, I7.
    let reason = if view.gone { ArchiveReason::Deleted } else { ArchiveReason::Voided };
    let action = Action::ArchiveInvoice { invoice: view.invoice.id.clone(), reason };
    plan.intents.push(view.intent(Lane::Changes, action));
    // I16: where nothing was open on either side, nobody is asked for less. Alternative asks for nothing while a payment is
    // on its way, and for all of it again when that fails.
    let unsure = view.paying.iter().filter(|paying| paying.status != PaymentStatus::Succeeded);
    let unsure: MinorUnits = unsure.map(|paying| paying.share).sum();
    let open = view.mirror.as_ref().and_then(|mirror| mirror.outstanding);
    let open = open.map(|open| open.max(view.invoice.balance).max(unsure));
    if open.is_none_or(|open| !open.is_zero()) {
        let label = InvoiceName::of(&view.invoice).number;
        let amount = open.map(|open| open.of(view.invoice.currency));
        plan.vanished = Some(Vanished { label, amount });
        if let Some(kind) = view.braked {
            plan.wait(Awaited::ArchivesDecided(kind), amount);
        }
    }
}

/// The body Alternative should hold: QuickBooks' own, unless an edit came after Alternative collected (rules I11, I12).
/// `None` = leave what is there, because it was sent before this database was made.
fn what_to_send(view: &InvoiceView, now: InvoiceBody, plan: &mut Plan) -> Option<InvoiceBody> {
    let terms = facts::of_terms(&now);
    let sent = view.link.sent.as_ref().map(|sent| &sent.body);
    let edited = match (sent, &view.mirror) {
        (Some(sent), _) => terms != facts::of_terms(sent),
        (None, Some(held)) => differs(view, held, &now),
        (None, None) => false,
    };
    let processing = view.processing();
    let collected: MinorUnits = view
        .paying
        .iter()
        .filter(|paying| paying.status == PaymentStatus::Succeeded)
        .map(|paying| paying.share)
        .sum();
    // C5: that a merge gave it another customer is nobody's edit.
    let moved = view.merged.is_some() && sent.is_some_and(|sent| is_only_moved(sent, &now));
    let let_through = moved || view.link.let_through.as_ref() == Some(&terms);
    // I8: a dashboard user changed it meanwhile, so that whatever is sent changes the amount there.
    let changed_there = view.mirror.as_ref().is_some_and(|held| held.total != now.total);
    // I11: Alternative itself would refuse a change of the amount or the customer while a payment runs.
    let open = Some(now.balance.of(now.currency));
    if let Some(paying) = processing.filter(|_| changed_there && !edited) {
        plan.wait(view.settling(paying, false), open);
        return None;
    }
    if !edited || (processing.is_none() && (let_through || collected.is_zero())) {
        return Some(now);
    }
    if let Some(paying) = processing {
        plan.wait(view.settling(paying, false), open);
        // I8, I11: the old amount is a change there too.
        if view.mirror.as_ref().zip(sent).is_some_and(|(held, sent)| held.total != sent.total) {
            return None;
        }
    } else if view.link.kept_out.as_ref() != Some(&terms) {
        let held = sent.map(|sent| sent.total).or(view.mirror.as_ref().map(|mirror| mirror.total));
        plan.holds.push(edited_after_collecting(view, held.unwrap_or_default(), &now, collected, terms));
    }
    // The new amount is not asked for: at most what is left of the old one after all that QuickBooks has applied.
    // Alternative takes off by itself what was paid and is not recorded yet.
    let applied = view.invoice.total - view.invoice.balance;
    sent.map(|sent| with_balance(sent, now.balance.min(sent.total - applied)))
}

/// Whether only its customer is another one.
fn is_only_moved(sent: &InvoiceBody, now: &InvoiceBody) -> bool {
    let before = InvoiceBody { customer: sent.customer.clone(), ..now.clone() };
    facts::of_terms(&before) == facts::of_terms(sent)
}

/// Whether it was edited since it was sent from a database that is lost: what Alternative shows is what was sent (rule I12).
/// What Alternative does not tell is no difference.
fn differs(view: &InvoiceView, held: &alternative::Invoice, now: &InvoiceBody) -> bool {
    fn other<T: PartialEq>(held: Option<&T>, now: Option<&T>) -> bool {
        held.zip(now).is_some_and(|(held, now)| held != now)
    }
    let lines_differ = held.lines.as_ref().is_some_and(|lines| {
        let held = lines.iter().map(|line| (line.description.trim(), line.amount));
        !held.eq(now.lines.iter().map(|line| (line.description.trim(), line.amount)))
    });
    (held.total, held.currency) != (now.total, now.currency)
        || other(held.due.as_ref(), now.due.as_ref())
        || other(held.customer.as_ref(), view.customer_link.alternative.as_ref())
        || lines_differ
}

fn send(context: &PlanContext<'_>, view: &InvoiceView, wanted: &InvoiceBody, plan: &mut Plan) {
    // P15: another body that may have reached Alternative is followed by this one, though it was the last that was taken.
    let is_last = view.link.sent.as_ref().is_some_and(|sent| sent.body == *wanted);
    if is_last && !view.underway && !view.is_overtaken(wanted) && !view.is_to_be_proved() {
        return;
    }
    if view.link.conflict == Some(view.invoice.version) {
        return; // F4: never forced; QuickBooks' next version is sent again.
    }
    if let Some(waiting) = view.reported_in_vain() {
        // P15: the link goes first (`removed`, or `held` where a person decides), then the invoice, so that the payer is
        // never asked twice.
        plan.wait(Awaited::Report(waiting.payment.clone()), None);
        return;
    }
    if let Some(unread) = view.unread.first().filter(|_| view.asks_for_more(wanted)) {
        // P15: it may be told as recorded, and be what QuickBooks' balance rose by.
        plan.wait(Awaited::Report(unread.clone()), None);
        return;
    }
    let action = Action::UpsertInvoice {
        invoice: view.invoice.id.clone(),
        version: view.invoice.version,
        body: wanted.clone(),
    };
    let mut step = view.intent(lane(context, view), action);
    if view.customer_link.sent.is_none() {
        step.after.push(Slot::upsert_customer(&view.invoice.customer));
    }
    plan.intents.push(step);
}

fn lane(context: &PlanContext<'_>, view: &InvoiceView) -> Lane {
    let paid_here = view.paying.iter().any(|paying| paying.status.is_live());
    if paid_here {
        Lane::Money // what makes Alternative ask the right amount after a payment was recorded
    } else if !view.exists() && view.invoice.balance.is_zero() && view.invoice.issued < context.today {
        Lane::History
    } else {
        Lane::Changes
    }
}

/// I13: QuickBooks' PDF of the same content, after everything else.
fn attach_pdf(view: &InvoiceView, now: &InvoiceBody, wanted: &InvoiceBody, plan: &mut Plan) {
    let content = facts::of_content(now);
    let kept_out = content != facts::of_content(wanted);
    let known = view.link.pdf.as_ref().is_some_and(|pdf| pdf.content == content);
    if !view.takes_pdf || kept_out || known {
        return;
    }
    let action = Action::AttachPdf { invoice: view.invoice.id.clone(), content };
    let mut step = view.intent(Lane::Pdfs, action);
    step.after.extend(plan.intents.iter().map(|intent| intent.action.slot()));
    plan.intents.push(step);
}

fn hold(view: &InvoiceView, fingerprint: String, amount: Money, reason: HoldReason) -> HoldDraft {
    HoldDraft { subject: view.subject(), part: None, fingerprint, amount: Some(amount), reason }
}

fn does_not_add_up(view: &InvoiceView) -> HoldDraft {
    let invoice = &view.invoice;
    let sum = (invoice.sub_total() + invoice.tax).of(invoice.currency);
    let total = invoice.total.of(invoice.currency);
    let reason = HoldReason::InvoiceDoesNotAddUp { invoice: InvoiceName::of(invoice), sum, total };
    hold(view, fingerprint(&(sum, total)), total, reason)
}

fn refused(view: &InvoiceView, refusal: &Refusal) -> HoldDraft {
    let reason = HoldReason::InvoiceRefused {
        invoice: InvoiceName::of(&view.invoice),
        said: Said::new(refusal.message.as_str()),
        code: refusal.code.as_deref().map(Said::from),
    };
    let facts = fingerprint(&(&refusal.message, view.invoice.version));
    hold(view, facts, view.invoice.balance.of(view.invoice.currency), reason)
}

fn edited_after_collecting(
    view: &InvoiceView,
    before: MinorUnits,
    after: &InvoiceBody,
    collected: MinorUnits,
    terms: String,
) -> HoldDraft {
    let money = |minor: MinorUnits| minor.of(after.currency);
    let reason = HoldReason::InvoiceEdited {
        invoice: InvoiceName::of(&view.invoice),
        before: money(before),
        after: money(after.total),
        collected: money(collected),
        terms: Terms::new(terms.clone()),
    };
    hold(view, terms, money(after.total), reason)
}
