//! What must hold after every run.

mod invoices;
mod payments;
mod payouts;
mod quiet;
mod unseen;

use engine::awaited::Wait;
use engine::reason::HoldReason;
use std::collections::{BTreeMap, BTreeSet};

use engine::hold::{Hold, HoldState};
use engine::link::Link;
use engine::ports::HoldQuery;
use engine::subject::Subject;
use support::minor;

use crate::computer::Computer;
use crate::facts::Facts;
use crate::scene::{Actions, Scene};

/// What one computer thinks.
pub(crate) struct Mind {
    holds: Vec<Hold>,
    waits: BTreeMap<Subject, Vec<Wait>>,
    links: BTreeMap<Subject, Link>,
}

impl Mind {
    async fn of(computer: &Computer, subjects: &BTreeSet<Subject>) -> Self {
        let (store, company) = (&computer.world.store, &computer.world.company);
        let mut waits: BTreeMap<Subject, Vec<Wait>> = BTreeMap::new();
        for (subject, wait) in store.waits(company, 10_000).await.unwrap() {
            waits.entry(subject).or_default().push(wait);
        }
        let subjects: Vec<_> = subjects.iter().cloned().collect();
        let links = store.links(company, &subjects).await.unwrap().into_iter().collect();
        Self { holds: store.holds(company, &HoldQuery::Open).await.unwrap(), waits, links }
    }

    fn is_held(&self, subject: &Subject) -> bool {
        self.holds.iter().any(|hold| hold.draft.subject == *subject && hold.state == HoldState::Open)
    }

    fn lists_earlier(&self, subject: &Subject) -> bool {
        self.holds.iter().any(|hold| match &hold.draft.reason {
            HoldReason::BeforeStart { earlier } => earlier.iter().any(|one| one.subject == *subject),
            _ => false,
        })
    }

    /// I16: the brake asks about it.
    fn lists_vanished(&self, subject: &Subject) -> bool {
        self.holds.iter().any(|hold| match &hold.draft.reason {
            HoldReason::ManyArchives { archives, .. } => archives.iter().any(|one| one.subject == *subject),
            _ => false,
        })
    }
}

/// Everything a verdict looks at.
pub(crate) struct Evidence<'a> {
    facts: Facts,
    minds: Vec<Mind>,
    actions: &'a Actions,
    unmet: BTreeSet<String>,
}

impl Evidence<'_> {
    fn is_held(&self, subject: &Subject) -> bool {
        self.minds.iter().any(|mind| mind.is_held(subject) || mind.lists_earlier(subject))
    }

    fn is_asked_about(&self, subject: &Subject) -> bool {
        self.minds.iter().any(|mind| mind.lists_vanished(subject))
    }

    fn waits(&self, subject: &Subject) -> bool {
        self.minds.iter().any(|mind| mind.waits.contains_key(subject))
    }

    fn links<'b>(&'b self, subject: &'b Subject) -> impl Iterator<Item = &'b Link> {
        self.minds.iter().filter_map(move |mind| mind.links.get(subject))
    }

    fn decided(&self, subject: &Subject, choices: &[&str]) -> bool {
        let key = subject.to_string();
        self.actions.decided.iter().any(|(known, choice)| *known == key && choices.contains(&choice.as_str()))
    }
}

/// Everything that is wrong after this run.
pub async fn judge(scene: &mut Scene) -> Vec<String> {
    let mut problems = quiet::judge(scene).await;
    let facts = scene.facts().await;
    let mut subjects = BTreeSet::new();
    for (kind, make) in [
        ("Invoice", (|id: &str| Subject::Invoice(id.into())) as fn(&str) -> Subject),
        ("Customer", |id| Subject::Customer(id.into())),
    ] {
        let ids = facts.records(kind).iter().map(|record| crate::facts::text(&record["Id"]));
        subjects.extend(ids.map(make));
    }
    subjects.extend(facts.kept("payments").iter().map(payments::subject));
    subjects.extend(facts.kept("payouts").iter().map(payouts::subject));
    let gone = facts.kept("invoices").iter().filter_map(|row| row["qbo_id"].as_str());
    subjects.extend(gone.map(|id| Subject::Invoice(id.into())));
    if scene.layout.lies {
        problems.extend(unseen::judge(scene, &facts).await);
    }
    let mut minds = Vec::new();
    for computer in &scene.computers {
        minds.push(Mind::of(computer, &subjects).await);
    }
    let unmet = scene.computers.iter().flat_map(Computer::unmet).collect();
    let evidence = Evidence { facts, minds, actions: &scene.actions, unmet };
    if minor(&evidence.facts.books["trial_balance"]) != 0 {
        problems.push(format!("the trial balance is {}", evidence.facts.books["trial_balance"]));
    }
    problems.extend(payments::judge(&evidence));
    problems.extend(invoices::judge(&evidence));
    problems.extend(payouts::judge(&evidence));
    problems
}
