//! Long lists, sums and search for the window: read from columns alone, without unpacking a body, and many rows in one
//! answer of the database.

mod differences;
mod faces;
mod invoices;
mod search;
#[cfg(test)]
mod tests;
mod told;
mod transit;

pub use differences::Differing;
pub use faces::Face;
pub use invoices::InvoiceFigures;
pub use search::{FoundRecord, Wanted};
pub use told::{Told, ToldQuery, ToldRow, ToldState};
pub use transit::Unsettled;

use engine::ports::StoreFault;
use serde::de::DeserializeOwned;

use crate::codec::from_json;
use crate::fault::DbError;
use crate::sqlite::{Asked, SqliteStore, column};

impl SqliteStore {
    /// Rows that a statement gives as one JSON array of arrays.
    async fn bulk<T: DeserializeOwned>(
        &self,
        sql: &'static str,
        bind: impl FnOnce(Asked) -> Asked,
    ) -> Result<Vec<T>, StoreFault> {
        let read = async {
            let row = self.row(sql, bind).await?;
            let Some(row) = row else { return Ok(Vec::new()) };
            Ok(from_json(column(&row, 0)?)?)
        };
        read.await.map_err(|error: DbError| self.fault(error))
    }
}
