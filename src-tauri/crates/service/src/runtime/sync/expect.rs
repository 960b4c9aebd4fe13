//! How many records a first read will bring: QuickBooks counts its own beforehand, Alternative's add up as they come.

use engine::importing::{Import, ImportMode, Stage};
use engine::ports::{Entity, PageFilter};
use ledger::CompanyId;

use crate::company_runtime::CompanyRuntime;
use crate::host::Host;
use crate::runtime::sync::once::{Progress, reading};

/// What is expected of a first read.
#[derive(Debug)]
pub(crate) struct Expected {
    total: u64,
    /// Where the read was when it was last heard of.
    stage: Stage,
    read: u64,
}

impl Expected {
    /// Counts what is still to be read; nothing where everything was read before, or QuickBooks does not count.
    pub(crate) async fn ask(
        host: &Host,
        company: &CompanyId,
        company_runtime: &CompanyRuntime,
    ) -> Option<Self> {
        let settings = host.settings(company).await.ok()?;
        let import: Option<Import> = host.document(company).await.ok()?;
        let import = import.unwrap_or_else(|| Import::begin(ImportMode::First, host.now()));
        if import.mode != ImportMode::First || import.stage == Stage::Done {
            return None;
        }
        let since = settings.start_date(settings.day_of(host.now()));
        let lists = [
            (Stage::Company, Entity::Account, PageFilter::All),
            (Stage::Customers, Entity::Customer, PageFilter::All),
            (Stage::OpenInvoices, Entity::Invoice, PageFilter::OpenInvoices),
            (Stage::History, Entity::Invoice, PageFilter::IssuedSince(since)),
            (Stage::OurPayments, Entity::Payment, PageFilter::OurPayments),
        ];
        let mut total = import.read;
        for (stage, entity, filter) in lists {
            if stage < import.stage {
                continue;
            }
            let count = company_runtime.books.count_all(entity, &filter).await.ok()?;
            let behind = if stage == import.stage { import.start.saturating_sub(1) } else { 0 };
            total += count.saturating_sub(behind);
        }
        Some(Self { total, stage: import.stage, read: import.read })
    }

    /// What is told before anything was read.
    pub(crate) fn at_first(&self) -> Progress {
        Progress::Reading { read: self.read, total: Some(self.total), step: reading(self.stage) }
    }

    /// How many there will be, now that the read is here.
    pub(crate) fn note(&mut self, import: &Import) -> u64 {
        if is_alternative(self.stage) {
            self.total += import.read.saturating_sub(self.read);
        }
        (self.stage, self.read) = (import.stage, import.read);
        self.total = self.total.max(self.read);
        self.total
    }
}

/// Its lists do not tell how long they are.
fn is_alternative(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::AlternativeCustomers
            | Stage::AlternativeInvoices
            | Stage::AlternativePayments
            | Stage::AlternativePayouts
            | Stage::AlternativeOnly
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_alternative_has_adds_to_what_quickbooks_counted() {
        let mut expected = Expected { total: 100, stage: Stage::Company, read: 0 };
        let mut import = Import::begin(ImportMode::First, jiff::Timestamp::UNIX_EPOCH);
        let mut at = |stage, read| {
            (import.stage, import.read) = (stage, read);
            expected.note(&import)
        };
        assert_eq!(at(Stage::AlternativeCustomers, 20), 100);
        assert_eq!(at(Stage::AlternativeInvoices, 25), 105);
        assert_eq!(at(Stage::Customers, 30), 110);
        assert_eq!(at(Stage::OpenInvoices, 70), 110);
        assert_eq!(at(Stage::OpenInvoices, 120), 120, "more than was counted came meanwhile");
    }
}
