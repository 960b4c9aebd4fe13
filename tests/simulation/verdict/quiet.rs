//! After a run all is quiet: nothing is owed, nothing is planned, a second pass writes nothing.

use std::collections::BTreeSet;

use engine::outbox::OutboxState;
use engine::ports::{Change, ChangeSet, HoldQuery, JournalQuery, OutboxQuery};
use engine::subject::Subject;
use serde_json::Value;
use support::World;

use crate::facts::{Facts, list, text};
use crate::scene::Scene;

pub(super) async fn judge(scene: &mut Scene) -> Vec<String> {
    let mut problems = Vec::new();
    owed(scene, &mut problems).await;
    let violations = scene.world().violations().await;
    let violations = violations.iter().enumerate().filter(|(at, _)| !scene.watch.is_forgiven(*at));
    problems.extend(violations.map(|(_, violation)| format!("violation: {violation}")));
    problems.extend(only_money_was_written(scene).await);
    nothing_more_to_do(scene, &mut problems).await;
    for (at, computer) in scene.computers.iter().enumerate() {
        let world = &computer.world;
        if let Some(broken) = world.store.verify_journal(&world.company).await.unwrap() {
            problems.push(format!("the journal of computer {at} breaks at entry {broken}"));
        }
        // What a dashboard user changed by hand may differ (rules I8, P16).
        let mut rows = world.store.differing_ties(&world.company, 100).await.unwrap();
        rows.retain(|row| !scene.actions.edited_by_hand.contains(row.invoice.as_str()));
        if !rows.is_empty() {
            problems.push(format!("I4: computer {at} finds invoices apart: {rows:?}"));
        }
    }
    problems
}

/// Nothing may be left in the outbox but what waits for something.
async fn owed(scene: &Scene, problems: &mut Vec<String>) {
    for (at, computer) in scene.computers.iter().enumerate() {
        let world = &computer.world;
        let open = world.store.outbox(&world.company, &OutboxQuery::Open { limit: 50 }).await.unwrap();
        for item in open {
            let blocked = matches!(item.state, OutboxState::Waiting);
            if !blocked {
                problems.push(format!(
                    "computer {at} still owes {} ({:?}, {} attempts): {:?}",
                    item.slot, item.state, item.attempts, item.put_off
                ));
            }
        }
    }
}

/// The companion writes payments, deposits, entries and accounts of its own into the books, and nothing else (rules C2, C6, I8, I9,
/// P14).
async fn only_money_was_written(scene: &Scene) -> Vec<String> {
    let log = scene.world().requests(0).await;
    let written = log.iter().filter(|entry| {
        entry["service"] == "quickbooks" && entry["method"] == "POST" && entry["effect"].is_string()
    });
    let allowed = ["/payment", "/deposit", "/account", "/journalentry"];
    let others = written.filter(|entry| !allowed.iter().any(|end| text(&entry["path"]).ends_with(end)));
    others.map(|entry| format!("the companion wrote {}: {}", entry["path"], entry["effect"])).collect()
}

/// What planning has come to, a line a fact.
async fn planned(world: &World, subjects: &[Subject]) -> BTreeSet<String> {
    let (store, company) = (&world.store, &world.company);
    let mut facts = BTreeSet::new();
    let outbox = OutboxQuery::Subjects(subjects.to_vec());
    for item in store.outbox(company, &outbox).await.unwrap() {
        facts.insert(format!(
            "intent {} in generation {} is {:?}: {}",
            item.slot, item.generation, item.state, item.fingerprint
        ));
    }
    for hold in store.holds(company, &HoldQuery::Subjects(subjects.to_vec())).await.unwrap() {
        facts.insert(format!(
            "hold {} {} of {}: {:?}",
            hold.draft.rule(),
            hold.id,
            hold.draft.subject,
            hold.state
        ));
    }
    for (subject, wait) in store.waits(company, 10_000).await.unwrap() {
        facts.insert(format!("{subject} waits: {wait:?}"));
    }
    for (subject, link) in store.links(company, subjects).await.unwrap() {
        facts.insert(format!("link of {subject}: {link:?}"));
    }
    facts.insert(format!("tie-out: {:?}", store.tie(company).await.unwrap()));
    let last = JournalQuery { limit: 1, ..JournalQuery::default() };
    for entry in store.journal(company, &last).await.unwrap() {
        facts.insert(format!("the journal ends with: {:?} ({})", entry.draft.happened, entry.seq));
    }
    facts
}

/// Everything is looked at and planned afresh, by processes that were just started: nothing is written, and no intent,
/// hold, wait or link comes, goes or changes (rules F4, P18).
async fn nothing_more_to_do(scene: &mut Scene, problems: &mut Vec<String>) {
    let mark = scene.world().request_mark().await;
    let subjects = everything(&Facts::of(scene.world()).await);
    let mut before = Vec::new();
    for at in 0..scene.computers.len() {
        let world = &scene.computers[at].world;
        before.push(planned(world, &subjects).await);
        let changes: ChangeSet = subjects.iter().cloned().map(Change::Dirty).collect();
        world.store.write(&world.company, changes).await.unwrap();
        scene.computers[at].start_anew();
    }
    scene.another_pass().await;
    for effect in scene.world().effects(mark).await {
        problems.push(format!("F4: a second pass {effect}"));
    }
    for (at, before) in before.iter().enumerate() {
        let after = planned(&scene.computers[at].world, &subjects).await;
        let came = after.difference(before).map(|fact| format!("P18: computer {at}, afresh: {fact}"));
        let went = before.difference(&after).map(|fact| format!("P18: computer {at}, no more: {fact}"));
        problems.extend(came.chain(went));
    }
}

fn everything(facts: &Facts) -> Vec<Subject> {
    let ids = |value: &Value, name: &str| -> Vec<String> {
        list(value).iter().map(|record| text(&record[name]).to_owned()).collect()
    };
    let mut subjects = Vec::new();
    let records = &facts.books["records"];
    subjects
        .extend(ids(&records["Customer"], "Id").into_iter().map(|id| Subject::Customer(id.as_str().into())));
    subjects
        .extend(ids(&records["Invoice"], "Id").into_iter().map(|id| Subject::Invoice(id.as_str().into())));
    let account = &facts.account;
    let sent = ids(&account["invoices"], "qbo_id").into_iter().filter(|id| !id.is_empty());
    subjects.extend(sent.map(|id| Subject::Invoice(id.as_str().into())));
    subjects
        .extend(ids(&account["payments"], "id").into_iter().map(|id| Subject::Payment(id.as_str().into())));
    subjects.extend(ids(&account["payouts"], "id").into_iter().map(|id| Subject::Payout(id.as_str().into())));
    subjects.push(Subject::BeforeStart);
    subjects.sort();
    subjects.dedup();
    subjects
}
