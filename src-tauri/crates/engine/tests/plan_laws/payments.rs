//! Payments: each share is drafted once and whole, nothing is written beside a question about it, and what planning settles
//! stays settled.

use std::collections::{BTreeMap, BTreeSet};

use engine::edited::Rest;
use engine::intent::{Action, Intent};
use engine::link::{Allowance, Link, PartState, PaymentFinding, PaymentLink, PaymentPart, Refusal};
use engine::plan::{EarlierChoice, PaidInvoice, PaymentView, Plan, Standing, plan_payment};
use engine::reference::payment_reference;
use engine::settings::{Preferences, RecordWhen, Settings};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use ledger::alternative::{Allocation, LinkState, PaymentReport, PaymentStatus};
use ledger::{Currency, MinorUnits, alternative, books};
use proptest::prelude::*;

use crate::{closed_until, context, met};

const CUSTOMERS: [&str; 2] = ["1", "2"];
const INVOICES: [&str; 3] = ["145", "146", "147"];
const PAYMENT: &str = "p-1";

prop_compose! {
    fn paid(id: &'static str)(
        customer in prop::sample::select(&CUSTOMERS[..]),
        balance in 0_i64..60_000,
        applied in prop_oneof![1 => Just(0), 3 => Just(100_000), 1 => 0_i64..30_000],
        gone in prop::bool::weighted(0.1),
        voided in prop::bool::weighted(0.1),
        linked in prop::bool::weighted(0.9),
        standing in prop::sample::select(vec![Standing::Taken, Standing::Taken, Standing::Taken, Standing::Coming, Standing::Behind]),
    ) -> PaidInvoice {
        let issued = date(2026, 7, 20);
        let invoice = books::Invoice {
            id: id.into(), version: 1, number: Some(id.to_owned()), customer: customer.into(),
            currency: Currency::USD, issued, due: Some(issued), lines: Vec::new(), tax: MinorUnits::ZERO,
            total: MinorUnits(60_000), balance: MinorUnits(balance), memo: None, voided, own_pay_button: false,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        PaidInvoice { invoice, gone, linked, standing, applied: MinorUnits(applied), braked: None }
    }
}

fn finding() -> impl Strategy<Value = PaymentFinding> {
    let refusal = Refusal { fingerprint: "f".to_owned(), code: None, message: "No".to_owned() };
    let small = (0_i64..60_000, 1_i64..60_000).prop_map(|(balance, share)| PaymentFinding::BalanceTooSmall {
        invoice: INVOICES[0].into(),
        balance: MinorUnits(balance),
        share: MinorUnits(share),
        look_alike: None,
    });
    prop_oneof![
        small,
        Just(PaymentFinding::InvoiceGone { invoice: INVOICES[1].into(), voided: true }),
        Just(PaymentFinding::LookAlike { payment: "90".into(), date: date(2026, 8, 1) }),
        Just(PaymentFinding::Vanished { payment: "91".into() }),
        Just(PaymentFinding::Unsure { payments: vec!["93".into()], ours: false }),
        Just(PaymentFinding::Altered { payment: "92".into(), reference: "AP-92".to_owned() }),
        Just(PaymentFinding::Refused(refusal)),
        Just(PaymentFinding::Closed { date: date(2026, 8, 1) }),
        Just(PaymentFinding::CannotRemove { deposit: None }),
    ]
}

prop_compose! {
    /// What may be known of one customer's part: a person may have said anything about it before.
    fn part(customer: &'static str)(
        state in prop::sample::select(vec![0_u8, 0, 1, 1, 1, 1, 2, 2, 3, 4]),
        finding in prop::option::weighted(0.25, finding()),
        (keep_as_credit, not_a_look_alike, return_handled, apply_again) in any::<(bool, bool, bool, bool)>(),
        moved in prop::option::weighted(0.2, 1_i64..20),
        waits in prop::bool::weighted(0.2),
        covers in prop::sample::subsequence(&INVOICES[..], 0..3),
        credited in prop::option::weighted(0.2, 0_i64..20_000),
    ) -> PaymentPart {
        let payment = books::PaymentId::new(format!("7{customer}"));
        let amount = MinorUnits(10_000);
        let state = match state {
            0 => PartState::Open,
            1 => PartState::Recorded { payment, amount, ours: true },
            2 => PartState::Recorded { payment, amount, ours: false },
            3 => PartState::Removed { payment },
            _ => PartState::LeftOut,
        };
        let settled = state != PartState::Open;
        PaymentPart {
            state,
            finding,
            allowance: Allowance {
                keep_as_credit, not_a_look_alike, return_handled,
                date: moved.map(|days| date(2026, 8, 1).checked_add(days.days()).unwrap()),
                wait_while_closed_until: waits.then(|| date(2026, 7, 31)),
                again: 0,
                ..Allowance::default()
            },
            invoices: if settled { covers.into_iter().map(Into::into).collect() } else { Vec::new() },
            credited: credited.map(MinorUnits),
            rest: apply_again.then_some(Rest::ApplyAgain),
            ..PaymentPart::new(customer.into())
        }
    }
}

/// No invoice is covered by two parts: each was settled for what no other had.
fn link(parts: Vec<PaymentPart>, reported: Option<PaymentReport>) -> PaymentLink {
    let mut taken = BTreeSet::new();
    let mut parts = parts;
    for part in &mut parts {
        part.invoices.retain(|invoice| taken.insert(invoice.clone()));
    }
    PaymentLink { parts, reported, ..PaymentLink::default() }
}

fn report() -> impl Strategy<Value = PaymentReport> {
    let state = prop::sample::select(vec![LinkState::Recorded, LinkState::Held, LinkState::Removed]);
    let ids = prop::sample::subsequence(vec!["71", "72", "91"], 0..3);
    (state, ids).prop_map(|(state, ids)| PaymentReport {
        qbo_payments: ids.into_iter().map(Into::into).collect(),
        state,
        detail: None,
    })
}

prop_compose! {
    /// A Payment in QuickBooks under this id, with our reference or without.
    fn in_books(customer: &'static str)(
        ours in prop::bool::weighted(0.7),
        voided in prop::bool::weighted(0.15),
        gone in prop::bool::weighted(0.15),
        deposited in prop::bool::weighted(0.2),
        total in 1_i64..60_000,
        days in 0_i64..30,
    ) -> (books::Payment, bool) {
        let reference = ours.then(|| payment_reference(&PAYMENT.into(), &customer.into()));
        let payment = books::Payment {
            id: books::PaymentId::new(format!("7{customer}")), version: 0, customer: customer.into(),
            currency: Currency::USD, date: date(2026, 7, 10).checked_add(days.days()).unwrap(),
            total: if voided { MinorUnits::ZERO } else { MinorUnits(total) }, reference, note: None, deposit_to: None,
            applied: Vec::new(), deposit: deposited.then(|| "60".into()), voided, created_at: None,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        (payment, gone)
    }
}

fn payment(
    status: PaymentStatus,
    shares: Vec<(Option<usize>, i64)>,
    in_payout: bool,
    reported: Option<PaymentReport>,
) -> alternative::Payment {
    let allocations: Vec<_> = shares
        .into_iter()
        .map(|(invoice, amount)| Allocation {
            invoice: invoice.map_or("i-other", |at| INVOICES[at]).into(),
            qbo_invoice: invoice.map(|at| INVOICES[at].into()),
            amount: MinorUnits(amount),
        })
        .collect();
    let sum: MinorUnits = allocations.iter().map(|allocation| allocation.amount).sum();
    let created_at = date(2026, 7, 28).at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
    alternative::Payment {
        id: PAYMENT.into(),
        customer: None,
        method: None,
        status,
        sub_total: sum,
        total: sum,
        refunded: MinorUnits::ZERO,
        created_at,
        updated_at: created_at,
        allocations,
        payout: in_payout.then(|| "o-1".into()),
        failure_reason: None,
        reported,
        reported_at: None,
    }
}

fn statuses() -> impl Strategy<Value = PaymentStatus> {
    prop::sample::select(vec![
        PaymentStatus::Processing,
        PaymentStatus::Succeeded,
        PaymentStatus::Succeeded,
        PaymentStatus::Succeeded,
        PaymentStatus::Succeeded,
        PaymentStatus::Failed,
        PaymentStatus::Failed,
        PaymentStatus::Failed,
        PaymentStatus::Refunded,
        PaymentStatus::ChargedBack,
        PaymentStatus::Unknown,
    ])
}

prop_compose! {
    /// Whatever may be known of a payment, however it came about.
    fn view()(
        status in statuses(),
        shares in prop::collection::vec((prop::option::weighted(0.9, 0_usize..3), 1_i64..30_000), 1..4),
        invoices in (paid(INVOICES[0]), paid(INVOICES[1]), paid(INVOICES[2])),
        unread in prop::option::weighted(0.1, 0_usize..3),
        parts in (prop::option::weighted(0.8, part(CUSTOMERS[0])), prop::option::weighted(0.8, part(CUSTOMERS[1]))),
        told in prop::option::of(report()),
        reported in prop::option::of(report()),
        in_payout in prop::bool::weighted(0.2),
        recorded in (prop::option::of(in_books(CUSTOMERS[0])), prop::option::of(in_books(CUSTOMERS[1]))),
        earlier in prop::option::of(prop::sample::select(vec![EarlierChoice::Post, EarlierChoice::Leave])),
        reporting in prop::bool::weighted(0.2),
    ) -> PaymentView {
        let mut invoices: BTreeMap<books::InvoiceId, PaidInvoice> =
            [invoices.0, invoices.1, invoices.2].map(|paid| (paid.invoice.id.clone(), paid)).into();
        if let Some(unread) = unread {
            invoices.remove(&books::InvoiceId::new(INVOICES[unread]));
        }
        let recorded = [recorded.0, recorded.1].into_iter().flatten().map(|seen| (seen.0.id.clone(), seen)).collect();
        PaymentView {
            payment: payment(status, shares, in_payout, told),
            link: link([parts.0, parts.1].into_iter().flatten().collect(), reported),
            invoices, recorded, earlier, reporting,
        }
    }
}

prop_compose! {
    fn company()(
        closed in prop::option::of(0_i64..40),
        when in prop::sample::select(vec![RecordWhen::Processing, RecordWhen::Succeeded]),
        account in prop::option::weighted(0.2, Just("9")),
        late_start in prop::bool::weighted(0.2),
    ) -> Settings {
        let closed = closed.map(|days| date(2026, 7, 10).checked_add(days.days()).unwrap());
        let started_at = if late_start { "2026-08-01T00:00:00Z".parse().unwrap() } else { Timestamp::UNIX_EPOCH };
        let preferences = Preferences {
            record_when: when, payment_account: account.map(Into::into), ..Preferences::default()
        };
        Settings { preferences, started_at: Some(started_at), ..closed_until(closed) }
    }
}

fn shares_of(view: &PaymentView) -> BTreeMap<books::InvoiceId, MinorUnits> {
    let mut shares = BTreeMap::new();
    for allocation in &view.payment.allocations {
        if let Some(invoice) = &allocation.qbo_invoice {
            *shares.entry(invoice.clone()).or_insert(MinorUnits::ZERO) += allocation.amount;
        }
    }
    shares
}

/// The view once what planning settled is stored.
fn settled(view: &PaymentView, plan: &Plan) -> PaymentView {
    let before = Link::Payment(view.link.clone());
    let after = plan.patches.iter().cloned().fold(before, |link, patch| patch.applied_to(Some(link)));
    let Link::Payment(link) = after else { panic!("a payment's patches make {after:?}") };
    PaymentView { link, ..view.clone() }
}

/// The customer whose part of the books an intent writes.
fn writes_for(intent: &Intent) -> Option<&books::CustomerId> {
    match &intent.action {
        Action::RecordPayment { draft, .. } => Some(&draft.customer),
        Action::RemovePayment { customer, .. } | Action::ApplyPayment { customer, .. } => Some(customer),
        _ => None,
    }
}

type Such = Box<dyn Fn(&Plan) -> bool>;

fn has(such: fn(&Action) -> bool) -> Such {
    Box::new(move |plan| plan.intents.iter().any(|intent| such(&intent.action)))
}

#[test]
fn each_law_speaks_of_what_is_drawn() {
    let cases: Vec<(&str, Such)> = vec![
        ("a payment is recorded", has(|action| matches!(action, Action::RecordPayment { .. }))),
        ("a payment is removed", has(|action| matches!(action, Action::RemovePayment { .. }))),
        (
            "a payment is told to be recorded",
            has(
                |action| matches!(action, Action::ReportPayment { report, .. } if report.state == LinkState::Recorded),
            ),
        ),
        ("something is asked", Box::new(|plan| !plan.holds.is_empty())),
        ("something is settled", Box::new(|plan| !plan.patches.is_empty())),
    ];
    for (what, such) in cases {
        let count = met((view(), company()), |(view, company)| plan_payment(&context(&company), &view), such);
        assert!(count >= 10, "{what} in {count} of a thousand");
    }
}

proptest! {
    #[test]
    fn f4_the_same_view_gives_the_same_plan_and_what_it_settled_stays_settled(view in view(), company in company()) {
        let context = context(&company);
        let plan = plan_payment(&context, &view);
        prop_assert_eq!(&plan, &plan_payment(&context, &view.clone()));
        let again = plan_payment(&context, &settled(&view, &plan));
        prop_assert!(again.patches.is_empty(), "{:?}, and then {:?}", plan.patches, again.patches);
    }

    #[test]
    fn p5_nothing_is_written_for_a_part_that_somebody_is_asked_about(view in view(), company in company()) {
        let plan = plan_payment(&context(&company), &view);
        for customer in plan.intents.iter().filter_map(writes_for) {
            let asked = plan.holds.iter().any(|hold| hold.part.as_ref() == Some(customer));
            prop_assert!(!asked, "{:#?} beside {:#?}", plan.intents, plan.holds);
        }
        let mut ids: Vec<_> = plan.holds.iter().map(engine::hold::HoldDraft::key).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), plan.holds.len(), "two questions are never the same one");
    }

    #[test]
    fn p1_p3_p4_each_share_is_drafted_whole_and_once(view in view(), company in company()) {
        let plan = plan_payment(&context(&company), &view);
        let shares = shares_of(&view);
        let mut drafted = BTreeSet::new();
        for intent in &plan.intents {
            let Action::RecordPayment { draft, .. } = &intent.action else { continue };
            prop_assert_eq!(draft.total, draft.lines.iter().map(|line| line.amount).sum::<MinorUnits>());
            for line in &draft.lines {
                prop_assert_eq!(Some(&line.amount), shares.get(&line.invoice));
                prop_assert!(drafted.insert(line.invoice.clone()), "{} is drafted twice", line.invoice);
            }
            let own = view.invoices.values().filter(|paid| paid.invoice.customer == draft.customer);
            let own: MinorUnits = own.filter_map(|paid| shares.get(&paid.invoice.id)).copied().sum();
            prop_assert!(draft.total <= own, "{:?} of {:?}", draft.total, own);
            prop_assert_eq!(&draft.reference, &payment_reference(&view.payment.id, &draft.customer));
        }
        let all: MinorUnits = shares.values().copied().sum();
        let sum: MinorUnits = drafted.iter().map(|invoice| shares[invoice]).sum();
        prop_assert!(sum <= all);
    }

    #[test]
    fn p6_what_is_settled_or_in_quickbooks_already_is_never_drafted(view in view(), company in company()) {
        let plan = plan_payment(&context(&company), &view);
        for intent in &plan.intents {
            let Action::RecordPayment { draft, .. } = &intent.action else { continue };
            let settled: Vec<_> = view.link.parts.iter().filter(|part| part.state != PartState::Open).collect();
            prop_assert!(settled.iter().all(|part| part.customer != draft.customer), "{:#?}", view.link);
            let covered = draft.lines.iter().any(|line| settled.iter().any(|part| part.invoices.contains(&line.invoice)));
            prop_assert!(!covered, "{:#?} for {:#?}", draft, view.link);
            let there = view.recorded.values().any(|(payment, gone)| {
                !gone && !payment.voided && payment.reference.as_ref() == Some(&draft.reference)
            });
            prop_assert!(!there);
        }
    }

    #[test]
    fn p2_p7_p17_d7_only_live_money_on_open_days_is_recorded_and_only_failed_money_is_removed(
        view in view(), company in company(),
    ) {
        let plan = plan_payment(&context(&company), &view);
        let open = |day| company.closed_until().is_none_or(|closed| day > closed);
        let status = view.payment.status;
        for intent in &plan.intents {
            match &intent.action {
                Action::RecordPayment { draft, .. } => {
                    prop_assert!(open(draft.date), "{} is closed", draft.date);
                    let clearing = status == PaymentStatus::Processing
                        && company.preferences.record_when == RecordWhen::Processing;
                    prop_assert!(clearing || status == PaymentStatus::Succeeded);
                    let later = company.started_at.is_some_and(|start| view.payment.created_at >= start);
                    prop_assert!(later || view.earlier == Some(EarlierChoice::Post));
                }
                Action::RemovePayment { books_payment, .. } => {
                    prop_assert_eq!(status, PaymentStatus::Failed);
                    prop_assert_eq!(&view.payment.payout, &None);
                    if let Some((seen, gone)) = view.recorded.get(books_payment) {
                        prop_assert!(!gone && seen.deposit.is_none() && open(seen.date));
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn p15_recorded_is_told_only_when_all_of_it_is_there_and_nobody_is_asked(view in view(), company in company()) {
        let plan = plan_payment(&context(&company), &view);
        let told = plan.intents.iter().find_map(|intent| match &intent.action {
            Action::ReportPayment { report, .. } if report.state == LinkState::Recorded => Some(report),
            _ => None,
        });
        let Some(told) = told else { return Ok(()) };
        prop_assert!(plan.holds.is_empty(), "{:#?}", plan.holds);
        let after = settled(&view, &plan).link;
        let recorded = |part: &PaymentPart| match &part.state {
            PartState::Recorded { payment, .. } => Some(payment.clone()),
            PartState::Open => match &part.finding {
                Some(PaymentFinding::Vanished { payment }) => Some(payment.clone()),
                _ => None,
            },
            _ => None,
        };
        let known: Vec<_> = after.parts.iter().filter_map(recorded).collect();
        prop_assert!(told.qbo_payments.iter().all(|id| known.contains(id)), "{told:?} of {after:#?}");
        prop_assert!(view.payment.status.is_live(), "{:?} is on its way out", view.payment.status);
        let elsewhere = view.link.is_recorded_elsewhere(view.payment.reported.as_ref());
        for (invoice, share) in shares_of(&view) {
            let paid = &view.invoices[&invoice];
            prop_assert_eq!(paid.standing, Standing::Taken);
            let Some(part) = after.parts.iter().find(|part| part.invoices.contains(&invoice)) else { continue };
            let adopted = view.link.part(&part.customer).is_none_or(|part| part.state == PartState::Open);
            let whole = paid.applied >= share || part.allowance.keep_as_credit || adopted || elsewhere;
            prop_assert!(whole, "{:?} of {share:?} is applied to {invoice}", paid.applied);
        }
    }
}
