//! Totals and counts that are kept up to date are those of the rows, whatever happens to the rows.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use engine::intent::Lane;
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{Change, Store as _};
use engine::record::{RecordKind, RecordRef};
use proptest::prelude::*;
use store::SqliteStore;
use store::conformance::sample::{at, intent, known, mirror_invoice, northwind, tie};
use store::conformance::totals_of;

/// One random change of a row among a few.
#[derive(Debug, Clone)]
enum Act {
    Tie(u8, [i64; 4]),
    Untie(u8),
    Mirror(u8),
    Gone(u8),
    Outbox(u8, OutboxState),
    Drop(u8),
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![8 => -1_000_000_i64..1_000_000, 1 => any::<i64>(), 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
}

fn state() -> impl Strategy<Value = OutboxState> {
    prop::sample::select(vec![
        OutboxState::Ready,
        OutboxState::Sent,
        OutboxState::Waiting,
        OutboxState::Held,
        OutboxState::Shelved,
        OutboxState::Done,
    ])
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0..6_u8, prop::array::uniform4(amount())).prop_map(|(id, amounts)| Act::Tie(id, amounts)),
        2 => (0..6_u8, -9..9_i64).prop_map(|(id, same)| Act::Tie(id, [same, same, 0, 0])),
        1 => (0..6_u8).prop_map(Act::Untie),
        2 => (0..6_u8).prop_map(Act::Mirror),
        2 => (0..6_u8).prop_map(Act::Gone),
        3 => (0..6_u8, state()).prop_map(|(id, state)| Act::Outbox(id, state)),
        1 => (0..6_u8).prop_map(Act::Drop),
    ]
}

/// The same, kept the long way.
#[derive(Default)]
struct Model {
    ties: BTreeMap<u8, engine::ports::TieRow>,
    live: BTreeMap<u8, bool>,
    outbox: BTreeMap<u8, OutboxState>,
}

impl Model {
    fn take(&mut self, act: &Act) -> Change {
        match *act {
            Act::Tie(id, amounts) => {
                let row = tie(&id.to_string(), amounts);
                self.ties.insert(id, row.clone());
                Change::Tie(row)
            }
            Act::Untie(id) => {
                self.ties.remove(&id);
                Change::Untie(id.to_string().into())
            }
            Act::Mirror(id) => {
                self.live.insert(id, true);
                mirror_invoice(&id.to_string(), 1)
            }
            Act::Gone(id) => {
                self.live.entry(id).and_modify(|live| *live = false);
                let reference = RecordRef::new(RecordKind::BooksInvoice, id.to_string());
                Change::Gone { reference, at: at(1) }
            }
            Act::Outbox(id, state) => {
                self.outbox.insert(id, state);
                Change::Outbox(Box::new(OutboxItem { state, ..intent(&id.to_string(), Lane::Changes, 0) }))
            }
            Act::Drop(id) => {
                self.outbox.remove(&id);
                Change::DropOutbox(intent(&id.to_string(), Lane::Changes, 0).slot)
            }
        }
    }

    async fn check(&self, store: &SqliteStore) {
        let company = northwind();
        assert_eq!(store.tie(&company).await.unwrap(), totals_of(self.ties.values()));
        let apart: Vec<_> = self.ties.values().filter(|row| !row.difference().is_zero()).cloned().collect();
        assert_eq!(store.differing_ties(&company, 100).await.unwrap(), apart);
        let live = self.live.values().filter(|live| **live).count() as u64;
        assert_eq!(store.count(&company, RecordKind::BooksInvoice).await.unwrap(), live);
        let mut counts = BTreeMap::new();
        for state in self.outbox.values() {
            *counts.entry(*state).or_insert(0_u64) += 1;
        }
        let told = store.outbox_counts(&company).await.unwrap();
        assert_eq!(
            told.into_iter().map(|(_, state, count)| (state, count)).collect::<BTreeMap<_, _>>(),
            counts
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn totals_are_the_sums_of_the_rows(lists in prop::collection::vec(prop::collection::vec(act(), 1..12), 1..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = SqliteStore::in_memory().await.unwrap();
            let mut model = Model::default();
            for list in &lists {
                let mut changes = vec![known(&northwind())];
                changes.extend(list.iter().map(|act| model.take(act)));
                store.write(&northwind(), changes.into()).await.unwrap();
                model.check(&store).await;
            }
        });
    }
}
