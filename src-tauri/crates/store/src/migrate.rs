//! The schema and its steps, which only go forward.

use engine::ports::StoreFault;
use sqlx::SqliteConnection;

use crate::fault::Trouble;
use crate::transaction::Transaction;

/// Every step that ever shipped, in order; a shipped step is never edited. The number of steps a file has been through
/// is its `user_version`.
const STEPS: &[&str] = &[include_str!("../migrations/0001_start.sql")];

/// Brings a file up to date, all steps in one transaction, so that two processes opening it at once do not disturb each
/// other. A file that has been through steps this version does not know is left alone.
pub(crate) async fn migrate(connection: &mut SqliteConnection) -> Result<(), Trouble> {
    migrate_by(connection, STEPS).await
}

async fn migrate_by(
    connection: &mut SqliteConnection,
    steps: &'static [&'static str],
) -> Result<(), Trouble> {
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
        migrate_by(&mut connection, &[FIRST]).await.unwrap();
        migrate_by(&mut connection, &[FIRST]).await.unwrap();
        assert_eq!(version(&mut connection).await, 1);
        migrate_by(&mut connection, &[FIRST, SECOND]).await.unwrap();
        assert_eq!(version(&mut connection).await, 2);
        let kept: Vec<(i64, String)> =
            sqlx::query_as("SELECT it, more FROM one").fetch_all(&mut connection).await.unwrap();
        assert_eq!(kept, [(1, "kept".to_owned())]);
    }

    #[tokio::test]
    async fn a_newer_file_is_left_alone() {
        let mut connection = memory().await;
        migrate_by(&mut connection, &[FIRST, SECOND]).await.unwrap();
        let refused = migrate_by(&mut connection, &[FIRST]).await;
        assert!(
            matches!(refused, Err(Trouble::Known(StoreFault::Newer { found: 2, known: 1 }))),
            "{refused:?}"
        );
        assert_eq!(version(&mut connection).await, 2);
    }

    #[tokio::test]
    async fn a_step_that_fails_leaves_nothing() {
        let mut connection = memory().await;
        assert!(migrate_by(&mut connection, &[FIRST, BROKEN]).await.is_err());
        assert_eq!(version(&mut connection).await, 0);
        let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(tables, 0);
    }
}
