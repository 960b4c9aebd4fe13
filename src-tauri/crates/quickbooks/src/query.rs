//! The query language (reference 5): what is asked for, as text.

use engine::ports::{Entity, Look, Page, PageFilter};
use jiff::Timestamp;
use ledger::books;

use crate::records::Kind;

/// The most rows one query may ask for.
pub(crate) const ROWS_MAX: usize = 1_000;
/// Deposits of two weeks, as far as anybody can expect; more are read page by page.
const DEPOSITS_EXPECTED: usize = 200;
/// Payments of one family of one amount within two weeks, as far as anybody can expect.
const SAME_AMOUNT_EXPECTED: usize = 10;
/// Ids in one `IN` list, so that an address stays below 2,000 characters.
const IDS_MAX: usize = 100;

/// One targeted query and how many rows it may bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// `None`: the company's preferences.
    pub kind: Option<Kind>,
    pub conditions: Vec<String>,
    /// Rows expected at most, as far as that is known.
    pub rows: usize,
}

impl Query {
    fn new(kind: Kind, condition: String, rows: usize) -> Self {
        let mut conditions = vec![condition];
        if kind.is_list() {
            conditions.push(ACTIVE_OR_NOT.to_owned());
        }
        Self { kind: Some(kind), conditions, rows }
    }

    /// The text, from row `start` (counted from 1).
    pub(crate) fn text(&self, start: usize, order: Order) -> String {
        match self.kind {
            Some(kind) => statement(kind, &self.conditions, order, start as u64, ROWS_MAX),
            None => PREFERENCES.to_owned(),
        }
    }
}

/// In which order rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they were created, so that a change of a row moves no other.
    Created,
    /// In QuickBooks' own: for an answer that is whole, and where QuickBooks refuses to sort.
    Any,
}

/// The one record that says how far the books are closed.
pub(crate) const PREFERENCES: &str = "SELECT * FROM Preferences";
/// Without it inactive list entries are left out.
const ACTIVE_OR_NOT: &str = "Active IN (true,false)";

fn statement(kind: Kind, conditions: &[String], order: Order, start: u64, rows: usize) -> String {
    let filter =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let order = match order {
        Order::Created => " ORDERBY MetaData.CreateTime",
        Order::Any => "",
    };
    format!("SELECT * FROM {}{filter}{order} STARTPOSITION {} MAXRESULTS {rows}", kind.name(), start.max(1))
}

/// The query of a page; `None` where the filter does not fit the entity.
pub(crate) fn page(page: &Page, order: Order) -> Option<(Kind, String)> {
    let (kind, mut conditions) = conditions(page.entity, &page.filter)?;
    let created = page.created_from.map(|at| format!("MetaData.CreateTime >= '{}'", instant(at)));
    conditions.extend(created);
    let rows = usize::try_from(page.size).unwrap_or(ROWS_MAX).clamp(1, ROWS_MAX);
    Some((kind, statement(kind, &conditions, order, page.start, rows)))
}

/// How many of these ids there are, of all that the filter names where there are none; no query for an entity without
/// records.
pub(crate) fn count_ids(entity: Entity, filter: &PageFilter, ids: &[String]) -> Vec<String> {
    let Some((kind, others)) = conditions(entity, filter) else { return Vec::new() };
    if ids.is_empty() {
        return count(entity, filter).into_iter().collect();
    }
    let text = |ids: &[String]| {
        let mut conditions = vec![one_of("Id", ids.iter().map(String::as_str))];
        conditions.extend(others.clone());
        format!("SELECT COUNT(*) FROM {} WHERE {}", kind.name(), conditions.join(" AND "))
    };
    ids.chunks(IDS_MAX).map(text).collect()
}

/// How many rows all pages have; `None` where the filter does not fit the entity.
pub(crate) fn count(entity: Entity, filter: &PageFilter) -> Option<String> {
    let (kind, conditions) = conditions(entity, filter)?;
    let filter =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    Some(format!("SELECT COUNT(*) FROM {}{filter}", kind.name()))
}

fn conditions(entity: Entity, filter: &PageFilter) -> Option<(Kind, Vec<String>)> {
    let kind = Kind::of_entity(entity)?;
    let mut conditions = Vec::new();
    match (filter, kind) {
        (PageFilter::All, _) => {}
        (PageFilter::OpenInvoices, Kind::Invoice) => conditions.push("Balance > '0'".to_owned()),
        (PageFilter::IssuedSince(date), Kind::Invoice) => conditions.push(format!("TxnDate >= '{date}'")),
        (PageFilter::OurPayments, Kind::Payment) => conditions.push("PaymentRefNum LIKE 'AP-%'".to_owned()),
        (PageFilter::UpdatedSince(at), _) => {
            conditions.push(format!("MetaData.LastUpdatedTime >= '{}'", instant(*at)));
        }
        (PageFilter::OpenInvoices | PageFilter::IssuedSince(_) | PageFilter::OurPayments, _) => return None,
    }
    if kind.is_list() {
        conditions.push(ACTIVE_OR_NOT.to_owned());
    }
    Some((kind, conditions))
}

/// Journal entries with exactly this number.
pub(crate) fn journal_entries(number: &str) -> String {
    format!("SELECT * FROM JournalEntry WHERE DocNumber = {} STARTPOSITION 1 MAXRESULTS 10", quoted(number))
}

/// The queries of a targeted read: none for an empty list, several for a long one.
pub(crate) fn look(look: &Look) -> Vec<Query> {
    match look {
        Look::Invoices(ids) => by_ids(Kind::Invoice, ids, books::InvoiceId::as_str),
        Look::Customers(ids) => by_ids(Kind::Customer, ids, books::CustomerId::as_str),
        Look::Payments(ids) => by_ids(Kind::Payment, ids, books::PaymentId::as_str),
        Look::Deposits(ids) => by_ids(Kind::Deposit, ids, books::DepositId::as_str),
        Look::Accounts(ids) => by_ids(Kind::Account, ids, books::AccountId::as_str),
        Look::PaymentsByReference(reference) => {
            vec![Query::new(Kind::Payment, format!("PaymentRefNum = {}", quoted(reference)), 10)]
        }
        Look::PaymentsOfCustomer { customer, from, to } => {
            let mut query =
                Query::new(Kind::Payment, format!("CustomerRef = {}", quoted(customer.as_str())), 50);
            query.conditions.push(format!("TxnDate >= '{from}'"));
            query.conditions.push(format!("TxnDate <= '{to}'"));
            vec![query]
        }
        Look::PaymentsOfFamily { customers, total, currency, from, to } => customers
            .chunks(IDS_MAX)
            .map(|customers| {
                let whose = one_of("CustomerRef", customers.iter().map(books::CustomerId::as_str));
                let mut query = Query::new(Kind::Payment, whose, SAME_AMOUNT_EXPECTED);
                query.conditions.push(format!("TotalAmt = '{}'", total.to_major(*currency)));
                query.conditions.push(format!("TxnDate >= '{from}'"));
                query.conditions.push(format!("TxnDate <= '{to}'"));
                query
            })
            .collect(),
        Look::DepositsBetween { from, to } => {
            let mut query = Query::new(Kind::Deposit, format!("TxnDate >= '{from}'"), DEPOSITS_EXPECTED);
            query.conditions.push(format!("TxnDate <= '{to}'"));
            vec![query]
        }
        Look::AccountsNamed(names) => names
            .chunks(IDS_MAX)
            .map(|names| {
                Query::new(Kind::Account, one_of("Name", names.iter().map(String::as_str)), names.len())
            })
            .collect(),
        Look::ClosingDate => vec![Query { kind: None, conditions: Vec::new(), rows: 1 }],
    }
}

fn by_ids<I>(kind: Kind, ids: &[I], text: fn(&I) -> &str) -> Vec<Query> {
    ids.chunks(IDS_MAX).map(|ids| Query::new(kind, one_of("Id", ids.iter().map(text)), ids.len())).collect()
}

fn one_of<'a>(field: &str, values: impl Iterator<Item = &'a str>) -> String {
    format!("{field} IN ({})", values.map(quoted).collect::<Vec<_>>().join(","))
}

/// A value in quotes. The backslash is escaped as well, so that no value can end its quotes early.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// An instant with its offset, in whole seconds rounded down: asking for a little more is harmless.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids<I: From<String>>(count: usize) -> Vec<I> {
        (1..=count).map(|id| id.to_string().into()).collect()
    }

    #[test]
    fn a_count_asks_for_the_rows_of_all_pages() {
        let text = |entity, filter| count(entity, &filter);
        assert_eq!(
            text(Entity::Customer, PageFilter::All).as_deref(),
            Some("SELECT COUNT(*) FROM Customer WHERE Active IN (true,false)")
        );
        assert_eq!(
            text(Entity::Invoice, PageFilter::OpenInvoices).as_deref(),
            Some("SELECT COUNT(*) FROM Invoice WHERE Balance > '0'")
        );
        assert_eq!(text(Entity::Customer, PageFilter::OpenInvoices), None);
    }

    #[test]
    fn every_page_and_look_as_text() {
        let mut texts = Vec::new();
        let date = "2026-08-01".parse().unwrap();
        let at: Timestamp = "2026-08-01T10:00:00.999Z".parse().unwrap();
        for (entity, filter) in [
            (Entity::Customer, PageFilter::All),
            (Entity::Account, PageFilter::All),
            (Entity::Deposit, PageFilter::All),
            (Entity::Invoice, PageFilter::OpenInvoices),
            (Entity::Invoice, PageFilter::IssuedSince(date)),
            (Entity::Payment, PageFilter::OurPayments),
            (Entity::Customer, PageFilter::UpdatedSince(at)),
        ] {
            for (created_from, start, order) in
                [(None, 1, Order::Created), (Some(at), 1_001, Order::Created), (None, 1_001, Order::Any)]
            {
                let asked = Page { entity, filter: filter.clone(), created_from, start, size: 1_000 };
                texts.push(page(&asked, order).unwrap().1);
            }
        }
        for asked in [
            Look::Invoices(ids(2)),
            Look::Customers(ids(1)),
            Look::Payments(ids(1)),
            Look::Deposits(ids(1)),
            Look::PaymentsByReference("AP-ABCDEFGH23456789".into()),
            Look::PaymentsOfCustomer { customer: "15".into(), from: date, to: date },
            Look::PaymentsOfFamily {
                customers: ids(2),
                total: ledger::MinorUnits(77_700),
                currency: ledger::Currency::USD,
                from: date,
                to: date,
            },
            Look::AccountsNamed(vec!["Alternative Payments Fees".into(), "Pye's \\ Fees".into()]),
            Look::ClosingDate,
        ] {
            texts.extend(look(&asked).iter().map(|query| query.text(1, Order::Any)));
        }
        insta::assert_snapshot!(texts.join("\n"));
    }

    #[test]
    fn filters_that_do_not_fit_are_not_asked() {
        for (entity, filter) in [
            (Entity::Customer, PageFilter::OpenInvoices),
            (Entity::Invoice, PageFilter::OurPayments),
            (Entity::Company, PageFilter::All),
        ] {
            let asked = Page { entity, filter, created_from: None, start: 1, size: 10 };
            assert_eq!(page(&asked, Order::Created), None);
        }
    }

    #[test]
    fn sizes_stay_within_what_quickbooks_takes() {
        let text = |start, size| {
            let filter = PageFilter::All;
            let asked = Page { entity: Entity::Invoice, filter, created_from: None, start, size };
            page(&asked, Order::Created).unwrap().1
        };
        assert!(text(0, 0).ends_with("STARTPOSITION 1 MAXRESULTS 1"));
        assert!(text(7, u32::MAX).ends_with("STARTPOSITION 7 MAXRESULTS 1000"));
    }

    #[test]
    fn long_lists_are_asked_in_parts() {
        let parts = look(&Look::Invoices(ids(250)));
        assert_eq!(parts.iter().map(|query| query.rows).collect::<Vec<_>>(), [100, 100, 50]);
        assert!(look(&Look::Invoices(Vec::new())).is_empty());
    }

    #[test]
    fn no_value_ends_its_quotes() {
        assert_eq!(quoted("x' OR Id > '0"), r"'x\' OR Id > \'0'");
        assert_eq!(quoted(r"x\' OR"), r"'x\\\' OR'");
    }
}
