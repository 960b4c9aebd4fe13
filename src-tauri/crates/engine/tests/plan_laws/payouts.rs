//! Payouts: a deposit comes to the payout to the cent, out of payments that rest in Undeposited Funds, or there is none.

use std::collections::{BTreeMap, BTreeSet};

use engine::intent::Action;
use engine::link::{
    Allowance, ExtraLine, Link, PartState, PaymentLink, PaymentPart, PayoutFinding, PayoutLink, PayoutState,
};
use engine::plan::{CollectedView, EarlierChoice, PayoutView, Plan, plan_payout};
use engine::ports::DepositLineDraft;
use engine::settings::{Preferences, Settings};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use ledger::alternative::{Allocation, LinkState, PaymentStatus, PayoutLine, PayoutLineKind, PayoutStatus};
use ledger::{Currency, MinorUnits, alternative, books};
use proptest::prelude::*;

use crate::{closed_until, context, met};

const UNDEPOSITED: &str = "4";

/// One payment of a payout: what Alternative pays out for it, and where its parts are in QuickBooks.
#[derive(Debug, Clone)]
struct Collected {
    parts: Vec<(u8, i64, u8)>,
    status: PaymentStatus,
    fee: i64,
    off: i64,
    read: bool,
}

prop_compose! {
    fn collected()(
        parts in prop::collection::vec(
            (prop_oneof![8 => Just(1_u8), 1 => 0_u8..4], 1_i64..40_000, prop_oneof![8 => Just(0_u8), 1 => 1_u8..5]),
            0..3,
        ),
        status in prop::sample::select(vec![
            PaymentStatus::Succeeded, PaymentStatus::Succeeded, PaymentStatus::Succeeded, PaymentStatus::Succeeded, PaymentStatus::Failed,
            PaymentStatus::Refunded,
        ]),
        fee in prop_oneof![Just(0_i64), 1_i64..500],
        off in prop_oneof![9 => Just(0_i64), 1 => -300_i64..300],
        read in prop::bool::weighted(0.95),
    ) -> Collected {
        Collected { parts, status, fee, off, read }
    }
}

type Recorded = BTreeMap<books::PaymentId, (books::Payment, bool)>;

/// The payment, its link, and the Payments of its parts in QuickBooks.
fn view_of(at: usize, collected: &Collected, recorded: &mut Recorded) -> (CollectedView, MinorUnits) {
    let mut link = PaymentLink::default();
    let mut allocations = Vec::new();
    for (number, (state, amount, place)) in collected.parts.iter().enumerate() {
        let customer = books::CustomerId::new(format!("{}", number + 1));
        let payment = books::PaymentId::new(format!("7{at}{number}"));
        let amount = MinorUnits(*amount);
        let state = match state {
            0 => PartState::Open,
            1 => PartState::Recorded { payment: payment.clone(), amount, ours: true },
            2 => PartState::Removed { payment: payment.clone() },
            _ => PartState::LeftOut,
        };
        if matches!(state, PartState::Recorded { .. }) && *place < 4 {
            let seen = books::Payment {
                id: payment.clone(),
                version: 0,
                customer: customer.clone(),
                currency: Currency::USD,
                date: date(2026, 7, 28),
                total: amount,
                reference: None,
                note: None,
                deposit_to: Some(if *place == 2 { "9" } else { UNDEPOSITED }.into()),
                applied: Vec::new(),
                deposit: (*place == 1).then(|| "60".into()),
                voided: *place == 3,
                created_at: None,
                updated_at: Timestamp::UNIX_EPOCH,
            };
            recorded.insert(payment, (seen, false));
        }
        link.parts.push(PaymentPart { state, ..PaymentPart::new(customer) });
        let qbo_invoice = Some(books::InvoiceId::new(format!("14{number}")));
        allocations.push(Allocation { invoice: "i-1".into(), qbo_invoice, amount });
    }
    let sum: MinorUnits = allocations.iter().map(|allocation| allocation.amount).sum();
    let created_at = "2026-07-28T12:00:00Z".parse().unwrap();
    let payment = alternative::Payment {
        id: alternative::PaymentId::new(format!("p-{at}")),
        customer: None,
        method: None,
        status: collected.status,
        sub_total: sum,
        total: sum,
        refunded: MinorUnits::ZERO,
        created_at,
        updated_at: created_at,
        allocations,
        payout: Some("o-1".into()),
        failure_reason: None,
        reported: None,
        reported_at: None,
    };
    (CollectedView { payment, link, twice: false }, sum)
}

fn line(kind: PayoutLineKind, payment: Option<usize>, amount: MinorUnits) -> PayoutLine {
    PayoutLine {
        payment: payment.map(|at| alternative::PaymentId::new(format!("p-{at}"))),
        kind,
        amount,
        customer: None,
        description: "A line".to_owned(),
    }
}

fn states() -> impl Strategy<Value = PayoutState> {
    prop_oneof![
        6 => Just(PayoutState::Open),
        1 => Just(PayoutState::LeftToBookkeeper),
        2 => Just(PayoutState::Deposited { deposit: "60".into(), amount: MinorUnits(1_000) }),
        1 => Just(PayoutState::Handled),
    ]
}

fn deposits() -> impl Strategy<Value = Option<(books::Deposit, bool)>> {
    let seen = (any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(ours, gone)| {
        let deposit = books::Deposit {
            id: "60".into(),
            version: 0,
            account: "35".into(),
            currency: Currency::USD,
            date: date(2026, 8, 1),
            total: MinorUnits(5_000),
            note: ours.then(|| "Alternative Payments payout o-1".to_owned()),
            lines: Vec::new(),
            updated_at: Timestamp::UNIX_EPOCH,
        };
        (deposit, gone)
    });
    prop::option::of(seen)
}

prop_compose! {
    /// Whatever may be known of a payout, however it came about.
    fn view()(
        collected in prop::collection::vec(collected(), 0..4),
        other in prop::option::weighted(0.2, -2_000_i64..2_000),
        explained in prop::bool::weighted(0.5),
        off in prop_oneof![9 => Just(0_i64), 1 => -200_i64..200],
        status in prop::sample::select(vec![
            PayoutStatus::Succeeded, PayoutStatus::Succeeded, PayoutStatus::Succeeded, PayoutStatus::Pending,
            PayoutStatus::Failed, PayoutStatus::Canceled, PayoutStatus::Unknown,
        ]),
        state in states(),
        found in prop::bool::weighted(0.1),
        moved in prop::option::weighted(0.2, 1_i64..20),
        waits in prop::bool::weighted(0.2),
        deposit in deposits(),
        earlier in prop::option::of(prop::sample::select(vec![EarlierChoice::Post, EarlierChoice::Leave])),
    ) -> PayoutView {
        let (mut recorded, mut payments, mut lines) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for (at, one) in collected.iter().enumerate() {
            let (view, sum) = view_of(at, one, &mut recorded);
            lines.push(line(PayoutLineKind::Payment, Some(at), sum + MinorUnits(one.off)));
            if one.fee > 0 {
                lines.push(line(PayoutLineKind::Fee, Some(at), MinorUnits(-one.fee)));
            }
            if one.read {
                payments.insert(view.payment.id.clone(), view);
            }
        }
        lines.extend(other.map(|amount| line(PayoutLineKind::Adjustment, None, MinorUnits(amount))));
        let total = lines.iter().map(|line| line.amount).sum::<MinorUnits>() + MinorUnits(off);
        let extra = other.filter(|_| explained).map(|amount| ExtraLine { account: "80".into(), amount: MinorUnits(amount) });
        PayoutView {
            payout: alternative::Payout {
                id: "o-1".into(), status, currency: Currency::USD, arrival: date(2026, 8, 1),
                created_at: "2026-07-30T12:00:00Z".parse().unwrap(), total, lines, reported: None,
            },
            link: PayoutLink {
                state,
                finding: found.then(|| PayoutFinding::Closed { date: date(2026, 8, 1) }),
                allowance: Allowance {
                    date: moved.map(|days| date(2026, 8, 1).checked_add(days.days()).unwrap()),
                    wait_while_closed_until: waits.then(|| date(2026, 7, 31)),
                    ..Allowance::default()
                },
                extra: extra.into_iter().collect(),
                ..PayoutLink::default()
            },
            payments, recorded,
            deposits: deposit.into_iter().map(|seen| (seen.0.id.clone(), seen)).collect(),
            earlier,
        }
    }
}

prop_compose! {
    fn company()(
        closed in prop::option::weighted(0.3, 0_i64..40),
        create_deposits in prop::bool::weighted(0.9),
        since in prop::option::weighted(0.3, prop::sample::select(vec!["2026-07-01T00:00:00Z", "2026-08-03T00:00:00Z"])),
        account in prop::option::weighted(0.9, Just("35")),
        fees in prop::option::weighted(0.8, Just("70")),
        late_start in prop::bool::weighted(0.2),
    ) -> Settings {
        let closed = closed.map(|days| date(2026, 7, 10).checked_add(days.days()).unwrap());
        let started_at = if late_start { "2026-08-01T00:00:00Z".parse().unwrap() } else { Timestamp::UNIX_EPOCH };
        let preferences = Preferences {
            create_deposits, deposits_since: since.map(|at| at.parse().unwrap()),
            deposit_account: account.map(Into::into), fee_account: fees.map(Into::into), ..Preferences::default()
        };
        Settings { preferences, started_at: Some(started_at), ..closed_until(closed) }
    }
}

/// The view once what planning settled is stored.
fn settled(view: &PayoutView, plan: &Plan) -> PayoutView {
    let before = Link::Payout(view.link.clone());
    let after = plan.patches.iter().cloned().fold(before, |link, patch| patch.applied_to(Some(link)));
    let Link::Payout(link) = after else { panic!("a payout's patches make {after:?}") };
    PayoutView { link, ..view.clone() }
}

type Such = Box<dyn Fn(&Plan) -> bool>;

fn has(such: fn(&Action) -> bool) -> Such {
    Box::new(move |plan| plan.intents.iter().any(|intent| such(&intent.action)))
}

#[test]
fn each_law_speaks_of_what_is_drawn() {
    let cases: Vec<(&str, Such)> = vec![
        ("a deposit is recorded", has(|action| matches!(action, Action::RecordDeposit { .. }))),
        (
            "a deposit is told",
            has(
                |action| matches!(action, Action::ReportPayout { report, .. } if report.state == LinkState::Recorded),
            ),
        ),
        ("something is asked", Box::new(|plan| !plan.holds.is_empty())),
        ("something is settled", Box::new(|plan| !plan.patches.is_empty())),
    ];
    for (what, such) in cases {
        let count = met((view(), company()), |(view, company)| plan_payout(&context(&company), &view), such);
        assert!(count >= 10, "{what} in {count} of a thousand");
    }
}

proptest! {
    #[test]
    fn f4_the_same_view_gives_the_same_plan_and_what_it_settled_stays_settled(view in view(), company in company()) {
        let context = context(&company);
        let plan = plan_payout(&context, &view);
        prop_assert_eq!(&plan, &plan_payout(&context, &view.clone()));
        let again = plan_payout(&context, &settled(&view, &plan));
        prop_assert!(again.patches.is_empty(), "{:?}, and then {:?}", plan.patches, again.patches);
    }

    #[test]
    fn d3_a_deposit_comes_to_the_payout_or_there_is_none(view in view(), company in company()) {
        let plan = plan_payout(&context(&company), &view);
        for intent in &plan.intents {
            let Action::RecordDeposit { draft, .. } = &intent.action else { continue };
            prop_assert_eq!(draft.total(), view.payout.total);
            prop_assert!(draft.total().is_positive());
            let fees: MinorUnits = view.payout.lines.iter().filter(|line| line.kind == PayoutLineKind::Fee)
                .map(|line| line.amount).sum();
            let direct: MinorUnits = draft.lines.iter().filter_map(|line| match line {
                DepositLineDraft::Direct { amount, .. } => Some(*amount),
                DepositLineDraft::Payment { .. } => None,
            }).sum();
            let extra: MinorUnits = view.link.extra.iter().map(|extra| extra.amount).sum();
            prop_assert_eq!(direct, fees + extra, "only what is named or chosen is a line of its own");
        }
    }

    #[test]
    fn d3_a_deposit_takes_each_payment_once_out_of_undeposited_funds(view in view(), company in company()) {
        let plan = plan_payout(&context(&company), &view);
        let ours: BTreeMap<_, _> = view.payments.values().flat_map(|collected| &collected.link.parts)
            .filter_map(|part| match &part.state {
                PartState::Recorded { payment, amount, .. } => Some((payment.clone(), *amount)),
                _ => None,
            }).collect();
        for intent in &plan.intents {
            let Action::RecordDeposit { draft, .. } = &intent.action else { continue };
            let mut taken = BTreeSet::new();
            for line in &draft.lines {
                let DepositLineDraft::Payment { payment, amount } = line else { continue };
                prop_assert!(taken.insert(payment.clone()), "{payment} is taken twice");
                prop_assert_eq!(ours.get(payment), Some(amount));
                if let Some((seen, gone)) = view.recorded.get(payment) {
                    prop_assert!(!gone && !seen.voided && seen.deposit.is_none());
                    prop_assert_eq!(seen.deposit_to.as_ref().map(books::AccountId::as_str), Some(UNDEPOSITED));
                }
            }
            prop_assert_eq!(taken.len(), ours.len(), "a payment is left behind");
        }
    }

    #[test]
    fn d1_d2_d7_d13_p17_only_what_is_wanted_is_deposited_and_never_beside_a_question(
        view in view(), company in company(),
    ) {
        let plan = plan_payout(&context(&company), &view);
        for intent in &plan.intents {
            let Action::RecordDeposit { draft, .. } = &intent.action else { continue };
            prop_assert!(plan.holds.is_empty(), "{:#?}", plan.holds);
            prop_assert!(company.preferences.create_deposits);
            prop_assert_eq!(Some(&draft.account), company.preferences.deposit_account.as_ref());
            prop_assert_eq!(&view.link.state, &PayoutState::Open);
            prop_assert_eq!(view.payout.status, PayoutStatus::Succeeded);
            prop_assert!(company.closed_until().is_none_or(|closed| draft.date > closed));
            let at = view.payout.created_at;
            prop_assert!(company.preferences.deposits_since.is_none_or(|since| at >= since));
            let later = company.started_at.is_some_and(|start| at >= start);
            prop_assert!(later || view.earlier == Some(EarlierChoice::Post));
        }
    }

    #[test]
    fn p15_a_deposit_is_told_only_where_it_is_and_nobody_is_asked(view in view(), company in company()) {
        let plan = plan_payout(&context(&company), &view);
        let now = settled(&view, &plan).link.state;
        for intent in &plan.intents {
            let Action::ReportPayout { report, .. } = &intent.action else { continue };
            if report.state == LinkState::Recorded {
                prop_assert!(plan.holds.is_empty(), "{:#?}", plan.holds);
                let PayoutState::Deposited { deposit, .. } = &now else {
                    return Err(TestCaseError::fail(format!("{now:?} is no deposit")));
                };
                prop_assert_eq!(report.qbo_deposit.as_ref(), Some(deposit));
            }
        }
    }
}
