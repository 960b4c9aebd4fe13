//! The shapes that answers come in: one record, rows of a query, change data, batches (reference 5, 6, 8).

use std::collections::BTreeMap;

use engine::ports::{Changes, PageRead};
use jiff::Timestamp;
use ledger::Currency;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::field::Text;
use crate::records::{Kind, Row, closed_until, created_at, row};

/// Why an answer as a whole makes no sense.
pub(crate) type ParseError = String;

type Keyed<'a> = BTreeMap<String, &'a RawValue>;

fn parse<'a, T: Deserialize<'a>>(raw: &'a str) -> Result<T, ParseError> {
    serde_json::from_str(raw).map_err(|error| format!("not understood: {error}"))
}

fn keyed(body: &[u8]) -> Result<Keyed<'_>, ParseError> {
    let text = std::str::from_utf8(body).map_err(|_| "not UTF-8".to_owned())?;
    parse(text)
}

fn find<'a>(object: &Keyed<'a>, name: &str) -> Option<&'a RawValue> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

/// The rows under a key: a list, or a single record where QuickBooks saves itself the list.
fn rows(raw: &RawValue) -> Result<Vec<&RawValue>, ParseError> {
    match raw.get().as_bytes().first() {
        Some(b'{') => Ok(vec![raw]),
        Some(b'n') => Ok(Vec::new()),
        _ => parse(raw.get()),
    }
}

/// `time`, QuickBooks' own clock.
fn time(answer: &Keyed<'_>) -> Option<Timestamp> {
    let text: Text = parse(find(answer, "time")?.get()).ok()?;
    text.instant("time").ok()
}

/// `{"Invoice":{…},"time":…}`: the raw record.
pub(crate) fn single<'a>(body: &'a [u8], name: &str) -> Result<&'a str, ParseError> {
    find(&keyed(body)?, name).map(RawValue::get).ok_or_else(|| format!("the answer holds no {name}"))
}

/// What only the id of a written record is read from.
pub(crate) fn part<T: DeserializeOwned>(raw: &str) -> Result<T, ParseError> {
    parse(raw)
}

/// `{"QueryResponse":{"Invoice":[…],…},"time":…}`.
pub(crate) fn query(body: &[u8], kind: Option<Kind>, home: Currency) -> Result<PageRead, ParseError> {
    let answer = keyed(body)?;
    let response = find(&answer, "QueryResponse").ok_or("the answer holds no QueryResponse")?;
    match kind {
        Some(kind) => query_response(response, kind, home),
        None => preferences(response),
    }
}

/// The company's preferences under `QueryResponse`; without them nothing is known of the closing date.
pub(crate) fn preferences(response: &RawValue) -> Result<PageRead, ParseError> {
    let raw = first_row(response, "Preferences")?;
    let closed_until = closed_until(raw).map_err(|flaw| flaw.to_string())?;
    Ok(PageRead { rows: 1, closed_until, ..PageRead::default() })
}

/// `{"QueryResponse":{"totalCount":12},"time":…}`: how many rows there are.
pub(crate) fn count(body: &[u8]) -> Result<u64, ParseError> {
    let answer = keyed(body)?;
    let response = find(&answer, "QueryResponse").ok_or("the answer holds no QueryResponse")?;
    let response: Keyed<'_> = parse(response.get())?;
    parse(find(&response, "totalCount").ok_or("the answer holds no totalCount")?.get())
}

/// The object under `QueryResponse`; nothing found is an empty one.
pub(crate) fn query_response(
    response: &RawValue,
    kind: Kind,
    home: Currency,
) -> Result<PageRead, ParseError> {
    let response: Keyed<'_> = parse(response.get())?;
    let mut page = PageRead::default();
    let Some(found) = find(&response, kind.name()) else { return Ok(page) };
    let found = rows(found)?;
    page.created_until = last_created(&found);
    for raw in found {
        page.rows += 1;
        match row(kind, raw.get(), home, None) {
            Row::Live(read) => page.records.push(read),
            Row::Unreadable(unreadable) => page.unreadable.push(unreadable),
            // Queries never bring deleted records; one that does is not counted as alive.
            Row::Gone(_) => {}
        }
    }
    Ok(page)
}

/// When the last of these rows was created, if each tells its time and none comes before an earlier one.
fn last_created(rows: &[&RawValue]) -> Option<Timestamp> {
    let mut last = Timestamp::MIN;
    for raw in rows {
        last = created_at(raw.get()).filter(|at| *at >= last)?;
    }
    Some(last).filter(|_| !rows.is_empty())
}

/// The raw rows of a query for a name that is not mirrored.
pub(crate) fn rows_named<'a>(body: &'a [u8], name: &str) -> Result<Vec<&'a str>, ParseError> {
    let answer = keyed(body)?;
    let response = find(&answer, "QueryResponse").ok_or("the answer holds no QueryResponse")?;
    let response: Keyed<'a> = parse(response.get())?;
    let Some(found) = find(&response, name) else { return Ok(Vec::new()) };
    Ok(rows(found)?.into_iter().map(RawValue::get).collect())
}

/// The raw first row under `QueryResponse` for a name that is not mirrored (`Preferences`).
pub(crate) fn first_row<'a>(response: &'a RawValue, name: &str) -> Result<&'a str, ParseError> {
    let response: Keyed<'a> = parse(response.get())?;
    let found = find(&response, name).ok_or_else(|| format!("the answer holds no {name}"))?;
    rows(found)?.first().map(|raw| raw.get()).ok_or_else(|| format!("the answer holds no {name}"))
}

/// `{"CDCResponse":[{"QueryResponse":[{"Invoice":[…]},…]}],"time":…}`, or the fault that hides inside.
pub(crate) fn changes(body: &[u8], home: Currency) -> Result<Result<Changes, EmbeddedFault>, ParseError> {
    let answer = keyed(body)?;
    let answered_at = time(&answer).ok_or("the answer does not tell its time")?;
    let mut changes = Changes {
        records: Vec::new(),
        gone: Vec::new(),
        unreadable: Vec::new(),
        company_changed: false,
        objects: 0,
        answered_at,
    };
    let responses = find(&answer, "CDCResponse").ok_or("the answer holds no CDCResponse")?;
    for response in rows(responses)? {
        let response: Keyed<'_> = parse(response.get())?;
        if let Some(fault) = find(&response, "Fault") {
            return Ok(Err(EmbeddedFault(parse(fault.get())?)));
        }
        let Some(groups) = find(&response, "QueryResponse") else { continue };
        for group in rows(groups)? {
            let group: Keyed<'_> = parse(group.get())?;
            if let Some(fault) = find(&group, "Fault") {
                return Ok(Err(EmbeddedFault(parse(fault.get())?)));
            }
            add_group(&group, home, &mut changes)?;
        }
    }
    Ok(Ok(changes))
}

/// A fault inside an answer that looks like a success.
#[derive(Debug)]
pub(crate) struct EmbeddedFault(pub serde_json::Map<String, serde_json::Value>);

/// The objects of one group, beside keys like `startPosition`.
fn add_group(group: &Keyed<'_>, home: Currency, changes: &mut Changes) -> Result<(), ParseError> {
    for (name, raw) in group {
        if !raw.get().starts_with(['[', '{']) {
            continue;
        }
        let found = rows(raw)?;
        changes.objects += found.len();
        if ["Preferences", "CompanyInfo"].iter().any(|it| it.eq_ignore_ascii_case(name)) {
            changes.company_changed |= !found.is_empty();
        }
        let Some(kind) = Kind::of_key(name) else { continue };
        for raw in found {
            match row(kind, raw.get(), home, Some(changes.answered_at)) {
                Row::Live(read) => changes.records.push(read),
                Row::Gone(gone) => changes.gone.push(gone),
                Row::Unreadable(unreadable) => changes.unreadable.push(unreadable),
            }
        }
    }
    Ok(())
}

/// One item of a batch.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    Found(&'a RawValue),
    Refused(serde_json::Map<String, serde_json::Value>),
}

/// `{"BatchItemResponse":[{"bId":"0","QueryResponse":{…}},{"bId":"1","Fault":{…}}]}`, in the order of `count` items
/// that were named `0`, `1` and so on; QuickBooks promises no order.
pub(crate) fn batch(body: &[u8], count: usize) -> Result<Vec<Item<'_>>, ParseError> {
    let answer = keyed(body)?;
    let items = find(&answer, "BatchItemResponse").ok_or("the answer holds no BatchItemResponse")?;
    let mut by_name = BTreeMap::new();
    for item in rows(items)? {
        let item: Keyed<'_> = parse(item.get())?;
        let name: Text = parse(find(&item, "bId").ok_or("an item of the batch has no bId")?.get())?;
        by_name.insert(name.owned().unwrap_or_default(), item);
    }
    (0..count)
        .map(|index| {
            let item = by_name.get(&index.to_string()).ok_or("an item of the batch was not answered")?;
            if let Some(fault) = find(item, "Fault") {
                return Ok(Item::Refused(parse(fault.get())?));
            }
            find(item, "QueryResponse")
                .map(Item::Found)
                .ok_or_else(|| "an item of the batch holds nothing".to_owned())
        })
        .collect()
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
