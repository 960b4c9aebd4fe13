//! The schema and its steps, which only go forward.

use std::cmp::Ordering;

use engine::ports::StoreFault;
use sqlx::SqliteConnection;

use crate::fault::DbError;
use crate::refill::{refill, refill_link_edges, refill_note_edges};
use crate::transaction::Transaction;

/// Every step that ever shipped, in order; a shipped step is never edited. The number of steps a file has been through
/// is its `user_version`.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_start.sql"),
    include_str!("../migrations/0002_lists.sql"),
    include_str!("../migrations/0003_differences.sql"),
    include_str!("../migrations/0004_waits.sql"),
    include_str!("../migrations/0005_changes.sql"),
    include_str!("../migrations/0006_link_edges.sql"),
    include_str!("../migrations/0007_note_edges.sql"),
];
/// The step that keeps columns of what earlier files hold in bodies only.
const COLUMNS_STEP: usize = 2;
/// The step that keeps what links name, which earlier files hold in bodies only.
const LINK_EDGES_STEP: usize = 6;
/// The step that keeps what the notes of Payments name, which earlier files hold in bodies only.
const NOTE_EDGES_STEP: usize = 7;

/// Brings a file up to date, all steps in one transaction, so that two processes opening it at once do not disturb each
/// other. A file that has been through steps this version does not know is left alone.
pub(crate) async fn migrate(connection: &mut SqliteConnection) -> Result<(), DbError> {
    migrate_by(connection, STEPS, true).await
}

/// Refuses a file that would have to be brought up to date first, or was written by a newer version.
pub(crate) async fn require_current(connection: &mut SqliteConnection) -> Result<(), DbError> {
    let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    match found.cmp(&known) {
        Ordering::Equal => Ok(()),
        Ordering::Less => Err(StoreFault::ReadOnly.into()),
        Ordering::Greater => Err(StoreFault::Newer { found, known }.into()),
    }
}

/// With `fills`, a file from before a step that keeps something of its bodies is filled up.
async fn migrate_by(
    connection: &mut SqliteConnection,
    steps: &'static [&'static str],
    fills: bool,
) -> Result<(), DbError> {
    let mut transaction = Transaction::begin(connection).await?;
    let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(transaction.connection()).await?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let done = usize::try_from(found).ok().filter(|done| *done <= steps.len());
    let Some(done) = done else {
        return Err(StoreFault::Newer { found, known }.into());
    };
    for step in &steps[done..] {
        sqlx::raw_sql(*step).execute(transaction.connection()).await?;
    }
    let lacks = |step: usize| fills && (1..step).contains(&done);
    if lacks(COLUMNS_STEP) {
        refill(transaction.connection()).await?;
    }
    if lacks(LINK_EDGES_STEP) {
        refill_link_edges(transaction.connection()).await?;
    }
    if lacks(NOTE_EDGES_STEP) {
        refill_note_edges(transaction.connection()).await?;
    }
    if done < steps.len() {
        let number = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {known}"));
        sqlx::raw_sql(number).execute(transaction.connection()).await?;
    }
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::Connection as _;

    const FIRST: &str = "CREATE TABLE one (it INTEGER PRIMARY KEY) STRICT; INSERT INTO one VALUES (1);";
    const SECOND: &str = "ALTER TABLE one ADD COLUMN more TEXT NOT NULL DEFAULT 'kept';";
    const BROKEN: &str = "CREATE TABLE two (it INTEGER) STRICT; CREATE TABLE one (it INTEGER) STRICT;";

    async fn memory() -> SqliteConnection {
        SqliteConnection::connect("sqlite::memory:").await.unwrap()
    }

    async fn version(connection: &mut SqliteConnection) -> i64 {
        sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await.unwrap()
    }

    #[tokio::test]
    async fn steps_go_forward_once() {
        let mut connection = memory().await;
        migrate_by(&mut connection, &[FIRST], false).await.unwrap();
        migrate_by(&mut connection, &[FIRST], false).await.unwrap();
        assert_eq!(version(&mut connection).await, 1);
        migrate_by(&mut connection, &[FIRST, SECOND], false).await.unwrap();
        assert_eq!(version(&mut connection).await, 2);
        let kept: Vec<(i64, String)> =
            sqlx::query_as("SELECT it, more FROM one").fetch_all(&mut connection).await.unwrap();
        assert_eq!(kept, [(1, "kept".to_owned())]);
    }

    #[tokio::test]
    async fn an_older_file_gets_its_columns() {
        use crate::codec::Packer;
        use crate::conformance::sample;
        let mut connection = memory().await;
        migrate_by(&mut connection, &STEPS[..1], false).await.unwrap();
        sqlx::raw_sql("INSERT INTO companies (id, settings) VALUES ('northwind', '{}')")
            .execute(&mut connection)
            .await
            .unwrap();
        let body = Packer::new().unwrap().json(&sample::one_of_each()[1]).unwrap();
        sqlx::query(
            "INSERT INTO records (company, kind, id, version, listed_at, label, read_at, gone_at, body) \
             VALUES (1, 'q_invoice', '145', 3, '2026-11-18', '1145', 0, 5, ?1)",
        )
        .bind(body)
        .execute(&mut connection)
        .await
        .unwrap();
        migrate(&mut connection).await.unwrap();
        let kept: Vec<(String, i64, i64, i64)> =
            sqlx::query_as("SELECT label, total, rest, gone FROM figures")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        assert_eq!(kept, [("1145".to_owned(), 168_000, 168_000, 1)]);
    }

    #[tokio::test]
    async fn an_older_file_gets_what_the_notes_of_its_payments_name() {
        use crate::codec::Packer;
        use crate::conformance::sample;
        use engine::record::Record;
        let mut connection = memory().await;
        migrate_by(&mut connection, &STEPS[..6], false).await.unwrap();
        sqlx::raw_sql("INSERT INTO companies (id, settings) VALUES ('northwind', '{}')")
            .execute(&mut connection)
            .await
            .unwrap();
        let note = Some("Alternative Payments 5f0c (card)".to_owned());
        let payment = ledger::books::Payment { note, applied: Vec::new(), ..sample::payment("150", "145") };
        sqlx::query(
            "INSERT INTO records (company, kind, id, version, listed_at, label, read_at, body) \
             VALUES (1, 'q_payment', '150', 0, '2026-11-18', '150', 0, ?1)",
        )
        .bind(Packer::new().unwrap().json(&Record::BooksPayment(payment)).unwrap())
        .execute(&mut connection)
        .await
        .unwrap();
        migrate(&mut connection).await.unwrap();
        let kept: Vec<(String, String, String, String)> =
            sqlx::query_as("SELECT source_kind, source_id, target_kind, target_id FROM edges")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        let names = ["q_payment", "150", "a_payment", "5f0c"].map(str::to_owned);
        assert_eq!(kept, [names.into()]);
    }

    #[tokio::test]
    async fn an_older_file_gets_what_its_links_name() {
        use crate::codec::Packer;
        use engine::link::{Link, PayoutLink, PayoutState};
        let mut connection = memory().await;
        migrate_by(&mut connection, &STEPS[..5], false).await.unwrap();
        sqlx::raw_sql("INSERT INTO companies (id, settings) VALUES ('northwind', '{}')")
            .execute(&mut connection)
            .await
            .unwrap();
        let state = PayoutState::Deposited { deposit: "52".into(), amount: ledger::MinorUnits(300) };
        let link = Link::Payout(PayoutLink { state, ..PayoutLink::default() });
        sqlx::query("INSERT INTO links (company, subject, body) VALUES (1, 'payout:po-1', ?1)")
            .bind(Packer::new().unwrap().json(&link).unwrap())
            .execute(&mut connection)
            .await
            .unwrap();
        migrate(&mut connection).await.unwrap();
        let kept: Vec<(String, String, String)> =
            sqlx::query_as("SELECT target_kind, target_id, subject FROM link_edges")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        assert_eq!(kept, [("q_deposit".to_owned(), "52".to_owned(), "payout:po-1".to_owned())]);
    }

    #[tokio::test]
    async fn a_newer_file_is_left_alone() {
        let mut connection = memory().await;
        migrate_by(&mut connection, &[FIRST, SECOND], false).await.unwrap();
        let refused = migrate_by(&mut connection, &[FIRST], false).await;
        assert!(
            matches!(refused, Err(DbError::Known(StoreFault::Newer { found: 2, known: 1 }))),
            "{refused:?}"
        );
        assert_eq!(version(&mut connection).await, 2);
    }

    #[tokio::test]
    async fn a_step_that_fails_leaves_nothing() {
        let mut connection = memory().await;
        assert!(migrate_by(&mut connection, &[FIRST, BROKEN], false).await.is_err());
        assert_eq!(version(&mut connection).await, 0);
        let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(tables, 0);
    }
}
