//! Which QuickBooks customer each part of a payment belongs to, and what is settled about it already.

use std::collections::BTreeMap;

use ledger::alternative::PaymentStatus;
use ledger::{MinorUnits, books};

use super::view::{PaymentView, bears_our_sign, in_order, is_ours};
use crate::edited::AsRecorded;
use crate::link::{Link, PartState, PaymentPart};
use crate::link_patch::{LinkPatch, PartPatch, PaymentPatch};
use crate::ports::PaymentLineDraft;
use crate::reference::payment_reference;

/// Lines by QuickBooks customer.
pub(super) type Shares = BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>;

/// Shares by QuickBooks customer (rule P4); allocations to invoices that exist in Alternative only have no customer
/// there and are not written (rule P12). What is settled stays with the customer it was settled under, though a person
/// may have given the invoice to another since: it is never recorded a second time for the new one (rules P6, P11).
/// `None` while one of the invoices was not read yet (rule P13).
pub(super) fn shares(view: &PaymentView) -> Option<Shares> {
    let settled: Vec<_> = view.link.parts.iter().filter(|part| is_settled(part)).collect();
    let mut shares = Shares::new();
    for allocation in &view.payment.allocations {
        let Some(id) = &allocation.qbo_invoice else { continue };
        let paid = view.invoices.get(id)?;
        let part = settled.iter().find(|part| part.invoices.contains(id));
        let customer = part.map_or(&paid.invoice.customer, |part| &part.customer);
        let lines = shares.entry(customer.clone()).or_default();
        match lines.iter_mut().find(|line| line.invoice == *id) {
            Some(line) => line.amount += allocation.amount,
            None => lines.push(PaymentLineDraft { invoice: id.clone(), amount: allocation.amount }),
        }
    }
    for part in settled {
        // Watched on, even when all its invoices went elsewhere before they were noted.
        shares.entry(part.customer.clone()).or_default();
    }
    Some(shares)
}

/// Lines that came to a customer after its part was settled, because a person gave that customer the invoice before the
/// line was recorded for the one before. A Payment of ours for this customer is there already, so a person decides.
pub(super) fn latecomers<'a>(part: &PaymentPart, lines: &'a [PaymentLineDraft]) -> Vec<&'a PaymentLineDraft> {
    let known = !is_settled(part) || part.invoices.is_empty();
    lines.iter().filter(|line| !known && !part.invoices.contains(&line.invoice)).collect()
}

fn is_settled(part: &PaymentPart) -> bool {
    part.state != PartState::Open
}

/// Notes what is settled by what was read. P6: a Payment with our reference and an amount is ours, whoever wrote it, also
/// after the one that is known here was deleted; a voided one does not count. `None` where nothing is new.
pub(super) fn settle(view: &PaymentView, shares: &Shares) -> Option<(PaymentView, Vec<PaymentPatch>)> {
    let mut patches = Vec::new();
    let mut invoices = view.invoices.clone();
    for (customer, lines) in shares {
        let known = view.link.part(customer);
        let mut patch = |patch| patches.push(PaymentPatch::Part(customer.clone(), patch));
        let known_settled = known.filter(|part| is_settled(part));
        let met = match known_settled {
            // Another computer recorded what was left out here.
            Some(part) if part.state == PartState::LeftOut => {
                adopt(view, customer).map(|payment| (None, payment))
            }
            Some(part) => {
                let not_ours = || strangers(view, part);
                lost(view, part)
                    .or_else(not_ours)
                    .or_else(|| later(view, part))
                    .and_then(|lost| Some((Some(lost), adopt(view, customer)?)))
            }
            None => adopt(view, customer).map(|payment| (None, payment)),
        };
        if let Some((lost, payment)) = met {
            let (id, total) = (payment.id.clone(), payment.total);
            patch(match lost {
                Some(lost) => PartPatch::Replaced { lost: lost.clone(), payment: id, amount: total },
                None if known_settled.is_some() => PartPatch::RecordedElsewhere(id, total),
                None => PartPatch::Adopted(id, total),
            });
            patch(PartPatch::AsRecorded(AsRecorded::of(payment)));
            for line in lines {
                let applied = payment.applied_to(&line.invoice).min(line.amount);
                if let Some(paid) = invoices.get_mut(&line.invoice) {
                    paid.applied = paid.applied.max(applied);
                }
            }
        } else if let Some(part) = known_settled {
            let_go(view, part).into_iter().for_each(&mut patch);
        }
        let settled = known_settled.is_some() || met.is_some();
        if settled && !lines.is_empty() && known.is_none_or(|part| part.invoices.is_empty()) {
            let covered: MinorUnits = lines.iter().map(|line| line.amount).sum();
            let room = met.map(|(_, payment)| payment.total - covered).unwrap_or_default();
            let given_away = given_away(view, shares, customer, room);
            let covers = lines.iter().chain(given_away).map(|line| line.invoice.clone());
            patch(PartPatch::Covers(covers.collect()));
        }
    }
    if patches.is_empty() {
        return None;
    }
    let others = shares.keys().filter(|customer| view.link.part(customer).is_none());
    patches.extend(others.map(|customer| PaymentPatch::Part(customer.clone(), PartPatch::Expected)));
    let before = Link::Payment(view.link.clone());
    let after = patches.iter().cloned().map(LinkPatch::Payment);
    let after = after.fold(before, |link, patch| patch.applied_to(Some(link)));
    let Link::Payment(link) = after else { return None };
    Some((PaymentView { link, invoices, ..view.clone() }, patches))
}

/// P6: what is ours by its own customer's reference is in QuickBooks, though an invoice of the payment was deleted before it
/// was ever read here: its payout counts on it.
pub(super) fn there_already(view: &PaymentView) -> impl Iterator<Item = PaymentPatch> {
    let alive = view.recorded.values().filter(|(_, gone)| !gone).map(|(payment, _)| payment);
    let ours = alive
        .filter(|payment| is_ours(payment, &payment_reference(&view.payment.id, &payment.customer)))
        .filter(|payment| !view.link.part(&payment.customer).is_some_and(is_settled));
    ours.map(|payment| {
        let adopted = PartPatch::Adopted(payment.id.clone(), payment.total);
        PaymentPatch::Part(payment.customer.clone(), adopted)
    })
}

/// Lines of other customers that our Payment for this one has room for: it was made for them too, before a person gave their
/// invoices away, so that nothing is recorded for them a second time (rules P6, P11).
fn given_away<'a>(
    view: &PaymentView,
    shares: &'a Shares,
    customer: &books::CustomerId,
    mut room: MinorUnits,
) -> Vec<&'a PaymentLineDraft> {
    let is_open = |other: &books::CustomerId| {
        !view.link.part(other).is_some_and(is_settled) && adopt(view, other).is_none()
    };
    let others = shares.iter().filter(|(other, _)| *other != customer && is_open(other));
    let mut lines: Vec<_> = others.flat_map(|(_, lines)| lines).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.amount));
    lines.retain(|line| {
        let fits = line.amount <= room;
        if fits {
            room -= line.amount;
        }
        fits
    });
    lines
}

/// P7: what went back and is in QuickBooks no more, whoever took it out, is removed.
fn let_go(view: &PaymentView, part: &PaymentPart) -> Option<PartPatch> {
    let went_back = matches!(
        view.payment.status,
        PaymentStatus::Failed | PaymentStatus::Refunded | PaymentStatus::ChargedBack
    );
    lost(view, part).filter(|_| went_back).map(|payment| PartPatch::LetGo(payment.clone()))
}

/// The Payment of a part, where it is in QuickBooks no more.
fn lost<'a>(view: &PaymentView, part: &'a PaymentPart) -> Option<&'a books::PaymentId> {
    let PartState::Recorded { payment, .. } = &part.state else { return None };
    view.recorded.get(payment).is_some_and(|(seen, gone)| *gone || seen.voided).then_some(payment)
}

/// The Payment of a part that was written here, where what has its id bears no sign of ours: an answer gave ours the id of
/// somebody else's (rule F8).
fn strangers<'a>(view: &PaymentView, part: &'a PaymentPart) -> Option<&'a books::PaymentId> {
    let PartState::Recorded { payment, ours: true, .. } = &part.state else { return None };
    let (seen, _) = view.recorded.get(payment)?;
    (!bears_our_sign(seen, &view.payment.id, &part.customer)).then_some(payment)
}

/// The Payment that is ours, where it is found: of several the first that was made (rule P6).
pub(super) fn adopt<'a>(view: &'a PaymentView, customer: &books::CustomerId) -> Option<&'a books::Payment> {
    ours(view, customer).min_by_key(|payment| in_order(&payment.id))
}

/// All that bear our reference and move money.
pub(super) fn ours<'a>(
    view: &'a PaymentView,
    customer: &books::CustomerId,
) -> impl Iterator<Item = &'a books::Payment> {
    let reference = payment_reference(&view.payment.id, customer);
    let ours = view.recorded.values().filter(move |(payment, gone)| !gone && is_ours(payment, &reference));
    ours.map(|(payment, _)| payment)
}

/// The Payment of a part, where another one of ours was made before it: that one stands for it on every computer. What is on a
/// deposit stays what it is, and so does what a person lets stand beside another (rule P6).
fn later<'a>(view: &PaymentView, part: &'a PaymentPart) -> Option<&'a books::PaymentId> {
    let PartState::Recorded { payment, ours: true, .. } = &part.state else { return None };
    let (seen, _) = view.recorded.get(payment)?;
    let first = adopt(view, &part.customer)?;
    let is_later = in_order(&first.id) < in_order(payment) && !part.beside.contains(&first.id);
    (is_later && seen.deposit.is_none()).then_some(payment)
}
