//! The tie-out, tallies and requests.

use std::collections::BTreeMap;

use engine::category::SyncCategory;
use engine::ports::{Change, Store, TallyRow, TieRow, TieTotals};
use ledger::MinorUnits;

use super::sample::{at, known, northwind, tie};

async fn write(store: &dyn Store, changes: Vec<Change>) {
    let mut all = vec![known(&northwind())];
    all.extend(changes);
    store.write(&northwind(), all.into()).await.unwrap();
}

/// The sums over rows, reckoned the long way.
pub fn totals_of<'r>(rows: impl IntoIterator<Item = &'r TieRow>) -> TieTotals {
    let saturated =
        |sum: i128| MinorUnits(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }));
    let (mut invoices, mut apart, mut sums) = (0, 0, [0_i128; 4]);
    for row in rows {
        invoices += 1;
        apart += u64::from(!row.difference().is_zero());
        let amounts = [row.quickbooks, row.alternative, row.clearing, row.drift];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += i128::from(amount.0);
        }
    }
    let [quickbooks, alternative, clearing, drift] = sums.map(saturated);
    TieTotals { invoices, apart, quickbooks, alternative, clearing, drift }
}

/// Added, changed, taken away: the totals are those of the rows that are left.
pub async fn totals_follow_every_row(store: &dyn Store) {
    assert_eq!(store.tie(&northwind()).await.unwrap(), TieTotals::default());
    let mut rows = BTreeMap::new();
    let steps = [
        Some(tie("1", [100, 100, 0, 0])),
        Some(tie("2", [100, 90, 10, 0])),
        Some(tie("3", [-5, 7, 0, 1])),
        Some(tie("2", [0, 90, 0, 0])),
        None,
        Some(tie("3", [-5, -5, 0, 0])),
    ];
    for step in steps {
        let change = if let Some(row) = step {
            rows.insert(row.invoice.clone(), row.clone());
            Change::Tie(row)
        } else {
            rows.remove(&"1".into());
            Change::Untie("1".into())
        };
        write(store, vec![change]).await;
        assert_eq!(store.tie(&northwind()).await.unwrap(), totals_of(rows.values()));
    }
    write(
        store,
        vec![Change::Untie("none".into()), Change::Tie(tie("4", [1; 4])), Change::Untie("4".into())],
    )
    .await;
    assert_eq!(store.tie(&northwind()).await.unwrap(), totals_of(rows.values()));
}

/// A hostile answer may hold any amount: sums saturate, and are right again once it is gone.
pub async fn absurd_amounts_add_up(store: &dyn Store) {
    let rows = [
        tie("1", [i64::MAX, i64::MIN, -1, 1]),
        tie("2", [i64::MAX, i64::MIN, 1 << 32, -(1 << 32)]),
        tie("3", [5, -5, i64::MIN, 7]),
    ];
    write(store, rows.iter().cloned().map(Change::Tie).collect()).await;
    let totals = store.tie(&northwind()).await.unwrap();
    assert_eq!(totals, totals_of(&rows));
    assert_eq!((totals.quickbooks, totals.alternative), (MinorUnits(i64::MAX), MinorUnits(i64::MIN)));
    write(store, vec![Change::Untie("1".into()), Change::Untie("2".into())]).await;
    assert_eq!(store.tie(&northwind()).await.unwrap(), totals_of(&rows[2..]));
    assert_eq!(store.differing_ties(&northwind(), 10).await.unwrap(), rows[2..]);
}

/// Only those that nothing explains, in order.
pub async fn rows_that_do_not_tie_are_told(store: &dyn Store) {
    let rows =
        [tie("3", [2, 1, 0, 0]), tie("2", [2, 1, 1, 0]), tie("1", [2, 1, 0, 2]), tie("4", [9, 0, 0, 0])];
    write(store, rows.iter().cloned().map(Change::Tie).collect()).await;
    let [three, _, one, four] = rows;
    assert_eq!(store.differing_ties(&northwind(), 10).await.unwrap(), [one.clone(), three.clone(), four]);
    assert_eq!(store.differing_ties(&northwind(), 1).await.unwrap(), [one]);
    write(store, vec![Change::Tie(tie("1", [1, 1, 0, 0])), Change::Untie("4".into())]).await;
    assert_eq!(store.differing_ties(&northwind(), 10).await.unwrap(), [three]);
}

/// One row an hour and row of the board; the hour of `since` is told where something was counted after it.
pub async fn tallies_are_kept_by_the_hour(store: &dyn Store) {
    let tally = |item, seconds| Change::Tally { item, at: at(seconds) };
    write(
        store,
        vec![
            tally(SyncCategory::Payments, 60),
            tally(SyncCategory::Deposits, 61),
            tally(SyncCategory::Payments, 59),
        ],
    )
    .await;
    write(store, vec![tally(SyncCategory::Payments, 58), tally(SyncCategory::Payments, 3601)]).await;
    let row = |item, hour, count, last| TallyRow { item, hour: at(hour), count, last: at(last) };
    let tallies = |since| async move { store.tallies(&northwind(), at(since)).await.unwrap() };
    let [deposits, payments, later] = [
        row(SyncCategory::Deposits, 0, 1, 61),
        row(SyncCategory::Payments, 0, 3, 60),
        row(SyncCategory::Payments, 3600, 1, 3601),
    ];
    assert_eq!(tallies(0).await, [deposits.clone(), payments, later.clone()]);
    assert_eq!(tallies(61).await, [deposits, later.clone()]);
    assert_eq!(tallies(3600).await, [later]);
    assert!(tallies(7200).await.is_empty());
}

/// Rule F2: the budget is a month's.
pub async fn requests_add_up_within_a_month(store: &dyn Store) {
    let count = |month: &str, reads, writes| Change::Requests { month: month.to_owned(), reads, writes };
    write(store, vec![count("2026-11", 2, 1), count("2026-11", 3, 0), count("2026-12", 1, 1)]).await;
    write(store, vec![count("2026-11", 10, 0)]).await;
    assert_eq!(store.requests(&northwind(), "2026-11").await.unwrap(), (15, 1));
    assert_eq!(store.requests(&northwind(), "2026-12").await.unwrap(), (1, 1));
    assert_eq!(store.requests(&northwind(), "2026-10").await.unwrap(), (0, 0));
}
