//! What is read, and with how few requests.

use std::collections::BTreeSet;

use engine::fault::{Blame, Fault, FaultKind};
use engine::ports::{Changes, Entity, Look, Page, PageFilter, PageRead, Unreadable};
use engine::record::{Read, Record, RecordRef};
use jiff::Timestamp;
use ledger::books::{Company, JournalEntry};
use ledger::{Currency, books};
use serde_json::json;
use serde_json::value::RawValue;
use transport::{HttpResponse, Method};

use super::{Class, QuickBooks};
use crate::answer::{self, EmbeddedFault, Item};
use crate::fault::{RequestContext, RequestTarget, in_item};
use crate::query::{self, Order, Query, ROWS_MAX};
use crate::records::{self, Kind, Row};

/// Rows of one look that are kept (rule F9).
const LOOK_ROWS_MAX: usize = 20_000;
/// Items in one batch (reference 8).
const BATCH_ITEMS_MAX: usize = 30;

impl QuickBooks {
    pub(super) async fn read_company(&self) -> Result<Company, Fault> {
        let texts = ["SELECT * FROM CompanyInfo".to_owned(), query::PREFERENCES.to_owned()];
        let (context, answer) = self.send_batch(&texts).await?;
        let found = items(&context, &answer, texts.len())?;
        let unreadable = |why: String| context.unreadable(&answer, why);
        let [info, preferences] = found.as_slice() else {
            return Err(unreadable("the batch was answered in part".to_owned()));
        };
        let info = answer::first_row(info, "CompanyInfo").map_err(unreadable)?;
        let preferences = answer::first_row(preferences, "Preferences").map_err(unreadable)?;
        let company =
            records::company(&self.realm, info, preferences).map_err(|flaw| unreadable(flaw.to_string()))?;
        // Kept from the first time on: a company's home currency cannot be changed.
        let _kept = self.home.set(company.home_currency);
        Ok(company)
    }

    /// The currency of records that name none.
    async fn home(&self) -> Result<Currency, Fault> {
        match self.home.get() {
            Some(home) => Ok(*home),
            None => Ok(self.read_company().await?.home_currency),
        }
    }

    pub(super) async fn read_page(&self, page: &Page) -> Result<PageRead, Fault> {
        let texts = [Order::Created, Order::Any].map(|order| query::page(page, order));
        let [Some((kind, in_order)), Some((_, in_any))] = texts else {
            return Err(Self::never_sent(format!("{:?} cannot be listed by {:?}", page.entity, page.filter)));
        };
        let home = self.home().await?;
        self.run_in_order(Some(kind), [&in_order, &in_any], home).await
    }

    /// Asks for rows in the order of creation; where QuickBooks refuses to sort, without an order, now and from then on.
    async fn run_in_order(
        &self,
        kind: Option<Kind>,
        [in_order, in_any]: [&str; 2],
        home: Currency,
    ) -> Result<PageRead, Fault> {
        let as_it_comes = |read: PageRead| PageRead { created_until: None, ..read };
        if self.sorting.is_refused() {
            return self.run_query(kind, in_any, home).await.map(as_it_comes);
        }
        let read = self.run_query(kind, in_order, home).await;
        if read.is_ok() {
            self.sorting.was_taken(self.tokens.now());
        }
        match read {
            Err(fault)
                if fault.evidence.status == Some(400)
                    && fault.kind == FaultKind::Refused
                    && !self.sorting.is_taken(self.tokens.now()) =>
            {
                // The same refusal without an order was not about the order.
                let Ok(read) = self.run_query(kind, in_any, home).await else { return Err(fault) };
                self.sorting.was_refused();
                Ok(as_it_comes(read))
            }
            read => read,
        }
    }

    /// How many rows all pages of that list have (reference 5).
    pub async fn count_all(&self, entity: Entity, filter: &PageFilter) -> Result<u64, Fault> {
        let Some(text) = query::count(entity, filter) else {
            return Err(Self::never_sent(format!("{entity:?} cannot be counted by {filter:?}")));
        };
        self.counted(&text).await
    }

    pub(super) async fn count_ids(
        &self,
        entity: Entity,
        filter: &PageFilter,
        ids: &[String],
    ) -> Result<u64, Fault> {
        let mut sum = 0;
        for text in query::count_ids(entity, filter, ids) {
            sum += self.counted(&text).await?;
        }
        Ok(sum)
    }

    async fn counted(&self, text: &str) -> Result<u64, Fault> {
        let request = self.get(&["query"], &[("query", text)]);
        let (context, answer) = self.call(request, Class::Read, RequestTarget::Else).await?;
        answer::count(&answer.body).map_err(|why| context.unreadable(&answer, why))
    }

    async fn run_query(&self, kind: Option<Kind>, text: &str, home: Currency) -> Result<PageRead, Fault> {
        let request = self.get(&["query"], &[("query", text)]);
        let (context, answer) = self.call(request, Class::Read, RequestTarget::Else).await?;
        answer::query(&answer.body, kind, home).map_err(|why| context.unreadable(&answer, why))
    }

    pub(super) async fn read_journal_entries(&self, number: &str) -> Result<Vec<JournalEntry>, Fault> {
        let home = self.home().await?;
        let request = self.get(&["query"], &[("query", &query::journal_entries(number))]);
        let (context, answer) = self.call(request, Class::Read, RequestTarget::Else).await?;
        let rows = answer::rows_named(&answer.body, "JournalEntry")
            .map_err(|why| context.unreadable(&answer, why))?;
        let entries = rows.into_iter().map(|raw| records::journal_entry(raw, home));
        entries.collect::<Result<_, _>>().map_err(|flaw| context.unreadable(&answer, flaw.to_string()))
    }

    pub(super) async fn read_changes(&self, entities: &[Entity], since: Timestamp) -> Result<Changes, Fault> {
        let home = self.home().await?;
        let mut names: Vec<&str> = Vec::new();
        for entity in entities {
            match Kind::of_entity(*entity) {
                Some(kind) => names.push(kind.name()),
                None => names.extend(["CompanyInfo", "Preferences"]),
            }
        }
        let since = query::instant(since);
        let request = self.get(&["cdc"], &[("entities", &names.join(",")), ("changedSince", &since)]);
        let (context, answer) = self.call(request, Class::Read, RequestTarget::Else).await?;
        match answer::changes(&answer.body, home) {
            Ok(Ok(changes)) => Ok(changes),
            Ok(Err(EmbeddedFault(fault))) => Err(in_item(&context, &answer, &fault)),
            Err(why) => Err(context.unreadable(&answer, why)),
        }
    }

    pub(super) async fn read_looks(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault> {
        let queries: Vec<(usize, Query)> = looks
            .iter()
            .enumerate()
            .flat_map(|(place, look)| query::look(look).into_iter().map(move |query| (place, query)))
            .collect();
        let mut pages = vec![PageRead::default(); looks.len()];
        if queries.is_empty() {
            return Ok(pages);
        }
        let home = self.home().await?;
        for group in grouped(&queries) {
            for ((place, _), page) in group.iter().zip(self.run_group(group, home).await?) {
                let (context, whole) = (&looks[*place], &mut pages[*place]);
                whole.rows += page.rows;
                whole.closed_until = page.closed_until.or(whole.closed_until);
                whole.refused = whole.refused.take().or(page.refused);
                whole.unreadable.extend(page.unreadable);
                for read in page.records {
                    if context.is_answered_by(&read.record) {
                        whole.records.push(read);
                    } else {
                        let why = "QuickBooks answered with a record that was not asked for".to_owned();
                        whole.unreadable.push(Unreadable { reference: None, why, definite: true });
                    }
                }
            }
        }
        Ok(pages)
    }

    /// One query alone, several as a batch. An answer as large as answers get may have been cut: then each query is
    /// asked again alone, page by page.
    async fn run_group(&self, group: &[(usize, Query)], home: Currency) -> Result<Vec<PageRead>, Fault> {
        if let [(_, query)] = group {
            return match self.run_whole(query, home).await {
                Err(fault) if fault.kind.blame() != Blame::Side => {
                    Ok(vec![PageRead { refused: Some(fault), ..PageRead::default() }])
                }
                read => Ok(vec![read?]),
            };
        }
        let texts: Vec<String> = group.iter().map(|(_, query)| query.text(1, Order::Any)).collect();
        let (context, answer) = self.send_batch(&texts).await?;
        let found =
            answer::batch(&answer.body, texts.len()).map_err(|why| context.unreadable(&answer, why))?;
        let pages = found
            .into_iter()
            .zip(group)
            .map(|(item, (_, query))| {
                let page = match (item, query.kind) {
                    (Item::Found(response), Some(kind)) => answer::query_response(response, kind, home),
                    (Item::Found(response), None) => answer::preferences(response),
                    (Item::Refused(fault), _) => {
                        let fault = in_item(&context, &answer, &fault);
                        if fault.kind.blame() == Blame::Side {
                            return Err(fault);
                        }
                        // The others are answered: only this one is not known.
                        return Ok(PageRead { refused: Some(fault), ..PageRead::default() });
                    }
                };
                page.map_err(|why| context.unreadable(&answer, why))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if pages.iter().map(|page| page.rows).sum::<usize>() < ROWS_MAX {
            return Ok(pages);
        }
        let mut whole = Vec::with_capacity(group.len());
        for (_, query) in group {
            whole.push(self.run_whole(query, home).await?);
        }
        Ok(whole)
    }

    async fn run_whole(&self, query: &Query, home: Currency) -> Result<PageRead, Fault> {
        let mut whole = self.run_from(query, 1, home).await?;
        let mut last = whole.rows;
        while last >= ROWS_MAX {
            let more = self.run_from(query, whole.rows + 1, home).await?;
            last = more.rows;
            let known: BTreeSet<_> = whole.records.iter().map(|read| read.record.reference()).collect();
            let new = more.records.iter().any(|read| !known.contains(&read.record.reference()));
            if whole.rows >= LOOK_ROWS_MAX || !new {
                return Err(Fault::new(engine::fault::Side::Quickbooks, FaultKind::Unreadable)
                    .saying("the pages of one look repeat or never end"));
            }
            whole.rows += more.rows;
            whole.records.extend(more.records);
            whole.unreadable.extend(more.unreadable);
        }
        Ok(whole)
    }

    async fn run_from(&self, query: &Query, start: usize, home: Currency) -> Result<PageRead, Fault> {
        let [in_order, in_any] = [Order::Created, Order::Any].map(|order| query.text(start, order));
        self.run_in_order(query.kind, [&in_order, &in_any], home).await
    }

    async fn send_batch(&self, texts: &[String]) -> Result<(RequestContext, HttpResponse), Fault> {
        let items: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| json!({ "bId": index.to_string(), "Query": text }))
            .collect();
        let request = self.post(&["batch"], &[], json!({ "BatchItemRequest": items }).to_string());
        let (mut context, answer) = self.call(request, Class::Batch, RequestTarget::Else).await?;
        // It only reads, whatever its method says.
        context.method = Method::GET;
        Ok((context, answer))
    }

    pub(super) async fn read_record(&self, reference: &RecordRef) -> Result<Read<Record>, Fault> {
        let Some(kind) = Kind::of_record(reference.kind) else {
            return Err(Self::never_sent(format!("{:?} is no record of QuickBooks", reference.kind)));
        };
        let home = self.home().await?;
        let request = self.get(&[&kind.name().to_ascii_lowercase(), &reference.id], &[]);
        let (context, answer) = self.call(request, Class::Read, RequestTarget::Record).await?;
        let raw =
            answer::single(&answer.body, kind.name()).map_err(|why| context.unreadable(&answer, why))?;
        match records::row(kind, raw, home, None) {
            Row::Live(read) if read.record.reference() == *reference => Ok(read),
            Row::Live(_) => Err(context.unreadable(&answer, "QuickBooks answered with another record")),
            Row::Gone(_) => Err(context.fault(FaultKind::NotFound, "QuickBooks says that it is deleted")),
            Row::Unreadable(flawed) => Err(context.unreadable(&answer, flawed.why)),
        }
    }

    pub(super) async fn read_pdf(&self, id: &books::InvoiceId) -> Result<Vec<u8>, Fault> {
        let request = self
            .get(&["invoice", id.as_str(), "pdf"], &[])
            .with(transport::HeaderName::from_static("accept"), "application/pdf");
        let (_, answer) = self.call(request, Class::Read, RequestTarget::Record).await?;
        Ok(answer.body)
    }

    /// A request that makes no sense and was not sent.
    fn never_sent(why: String) -> Fault {
        Fault::new(engine::fault::Side::Quickbooks, FaultKind::Refused).saying(why)
    }
}

/// The objects of each item of a batch; the first refusal is that of the whole.
fn items<'a>(
    context: &RequestContext,
    answer: &'a HttpResponse,
    count: usize,
) -> Result<Vec<&'a RawValue>, Fault> {
    answer::batch(&answer.body, count)
        .map_err(|why| context.unreadable(answer, why))?
        .into_iter()
        .map(|item| match item {
            Item::Found(response) => Ok(response),
            Item::Refused(fault) => Err(in_item(context, answer, &fault)),
        })
        .collect()
}

/// Queries that go out together: at most 30, and together below the most rows that an answer may hold.
fn grouped(queries: &[(usize, Query)]) -> Vec<&[(usize, Query)]> {
    let mut groups = Vec::new();
    let (mut start, mut rows) = (0, 0);
    for (index, (_, query)) in queries.iter().enumerate() {
        if index > start && (index - start >= BATCH_ITEMS_MAX || rows + query.rows >= ROWS_MAX) {
            groups.push(&queries[start..index]);
            (start, rows) = (index, 0);
        }
        rows += query.rows;
    }
    if start < queries.len() {
        groups.push(&queries[start..]);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(looks: &[Look]) -> Vec<usize> {
        let queries: Vec<_> = looks.iter().flat_map(query::look).map(|query| (0, query)).collect();
        grouped(&queries).iter().map(|group| group.len()).collect()
    }

    #[test]
    fn batches_hold_at_most_thirty_items_and_fewer_than_a_thousand_rows() {
        let reference = Look::PaymentsByReference("AP-X".into());
        assert_eq!(groups(&vec![reference; 65]), [30, 30, 5]);
        let many: Vec<books::InvoiceId> = (0..2_000).map(|id| id.to_string().into()).collect();
        assert_eq!(groups(&[Look::Invoices(many)]), [9, 9, 2]);
        assert!(groups(&[]).is_empty());
    }
}
