//! Answering a query, by the best index there is.

use serde_json::{Value as Json, json};

use super::parser::{Operator, Query, ROWS_MAX};
use super::property;
use super::property::{Kind, Property, Test, Value};
use crate::api::quickbooks::checks::check_readable;
use crate::api::quickbooks::draft::Context;
use crate::api::quickbooks::fault::Fault;
use crate::api::quickbooks::render::render;
use crate::api::quickbooks::wire::Object;
use crate::state::books::Books;
use crate::state::books::entity::{Entity, Named};
use crate::switches::Switch;

/// The inner `QueryResponse` of a query.
pub fn run(books: &Books, context: &Context, query: &Query) -> Result<Json, Fault> {
    let entity = match query.entity {
        Named::Kept(entity) => entity,
        Named::Empty(_) | Named::Unknown if query.count => return Ok(json!({"totalCount": 0})),
        Named::Empty(_) | Named::Unknown => return Ok(json!({})),
    };
    let first = context.loops.then(|| query.begun_again());
    let from = first.as_ref().unwrap_or(query);
    let plan = Plan::new(books, context, from, entity)?;
    if query.count {
        return Ok(json!({"totalCount": plan.count()}));
    }
    // A known fault of the real service: a query of tax codes takes no notice of MAXRESULTS.
    let rows = if entity == Entity::TaxCode { ROWS_MAX } else { query.rows };
    let mut ids = plan.page(from.start, rows);
    if context.loops {
        ids = ids.iter().copied().cycle().take(rows).collect();
    }
    ids.iter().try_for_each(|id| check_readable(books, context, (entity, *id)))?;
    let keep_sku = query.extra.iter().any(|name| name.eq_ignore_ascii_case("sku"));
    let rows: Vec<Json> = ids
        .iter()
        .filter_map(|id| {
            let record = books.record((entity, *id))?;
            let mut row = render(books, context, (entity, *id), record);
            if entity == Entity::Item && !keep_sku {
                row.as_object_mut().map(|map| map.remove("Sku"));
            }
            Some(row)
        })
        .collect();
    if rows.is_empty() {
        return Ok(json!({}));
    }
    let mut answer = Object::new();
    answer.insert("startPosition".into(), json!(query.start));
    answer.insert("maxResults".into(), json!(rows.len()));
    answer.insert(entity.name().into(), Json::Array(rows));
    Ok(Json::Object(answer))
}

/// How the rows of a query are found.
struct Plan<'a> {
    books: &'a Books,
    entity: Entity,
    tests: Vec<Test>,
    order: Vec<(Property, bool)>,
}

impl<'a> Plan<'a> {
    fn new(books: &'a Books, context: &Context, query: &Query, entity: Entity) -> Result<Self, Fault> {
        let mut tests = query
            .conditions
            .iter()
            .map(|condition| Test::new(entity, condition, context.today))
            .collect::<Result<Vec<_>, _>>()?;
        let order = query
            .order
            .iter()
            .map(|(name, descending)| Ok((property::find(entity, name)?, *descending)))
            .collect::<Result<Vec<_>, Fault>>()?;
        if order.iter().any(|(property, _)| property.kind == Kind::Id)
            && context.switches.is(Switch::OrderbyId, "refused")
        {
            return Err(Fault::query_invalid("property 'Id' is not sortable"));
        }
        let lists = entity.is_list();
        let asks_active = tests.iter().any(|test| test.property.name == "Active");
        if lists && !asks_active && context.switches.is(Switch::InactiveRows, "left-out") {
            let active = Property { name: "Active", kind: Kind::Flag };
            tests.push(Test { property: active, operator: Operator::Equal, values: vec![Value::Flag(true)] });
        }
        Ok(Self { books, entity, tests, order })
    }

    fn passes(&self, id: u64) -> bool {
        let place = (self.entity, id);
        self.books.record(place).is_some_and(|record| {
            let value =
                |test: &Test, part| property::value_of_part(self.books, place, record, test.property, part);
            (0..property::parts(record))
                .any(|part| self.tests.iter().all(|test| test.passes(&value(test, part))))
        })
    }

    fn count(&self) -> usize {
        if self.tests.is_empty() {
            return self.books.ids(self.entity).len();
        }
        self.candidates().filter(|id| self.passes(*id)).count()
    }

    fn page(&self, start: usize, rows: usize) -> Vec<u64> {
        let skip = start - 1;
        let by_id = match self.order.as_slice() {
            [] => true,
            [(property, descending)] => property.kind == Kind::Id && !descending,
            _ => false,
        };
        if by_id && self.tests.is_empty() {
            return self.books.ids(self.entity).iter().skip(skip).take(rows).copied().collect();
        }
        if by_id && !self.candidates_are_unordered() {
            return self.candidates().filter(|id| self.passes(*id)).skip(skip).take(rows).collect();
        }
        if self.by_update_ascending() {
            let since = self.updated_since().unwrap_or(i64::MIN);
            let ids = self.books.updated_since(self.entity, since).map(|(_, id)| id);
            return ids.filter(|id| self.passes(*id)).skip(skip).take(rows).collect();
        }
        let mut ids: Vec<u64> = self.candidates().filter(|id| self.passes(*id)).collect();
        self.sort(&mut ids);
        ids.into_iter().skip(skip).take(rows).collect()
    }

    fn by_update_ascending(&self) -> bool {
        match self.order.as_slice() {
            [(property, false)] => property.name == "MetaData.LastUpdatedTime",
            [(first, false), (second, false)] => {
                first.name == "MetaData.LastUpdatedTime" && second.kind == Kind::Id
            }
            _ => false,
        }
    }

    fn sort(&self, ids: &mut [u64]) {
        ids.sort_unstable();
        if self.order.is_empty() {
            return;
        }
        let key = |id: u64, property: Property| {
            let place = (self.entity, id);
            self.books.record(place).map(|record| property::value(self.books, place, record, property))
        };
        ids.sort_by_cached_key(|id| {
            SortKey(self.order.iter().map(|(p, down)| (key(*id, *p), *down)).collect())
        });
    }

    fn equal_to(&self, name: &str) -> Option<&Value> {
        let wanted = |test: &&Test| test.property.name == name && test.operator == Operator::Equal;
        self.tests.iter().find(wanted).and_then(|test| test.values.first())
    }

    fn updated_since(&self) -> Option<i64> {
        self.tests
            .iter()
            .filter(|test| test.property.name == "MetaData.LastUpdatedTime")
            .filter(|test| {
                matches!(test.operator, Operator::Greater | Operator::GreaterOrEqual | Operator::Equal)
            })
            .filter_map(|test| match test.values.first() {
                Some(Value::Instant(at)) => Some(*at),
                _ => None,
            })
            .max()
    }

    fn id_list(&self) -> Option<Vec<u64>> {
        let test = self.tests.iter().find(|test| test.property.kind == Kind::Id)?;
        let mut ids: Vec<u64> = test
            .values
            .iter()
            .filter_map(|value| match value {
                Value::Id(id) => Some(*id),
                _ => None,
            })
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Some(ids)
    }

    /// Only the index by update time does not yield ids in order.
    fn candidates_are_unordered(&self) -> bool {
        self.id_list().is_none()
            && self.equal_to("CustomerRef").is_none()
            && self.equal_to("DocNumber").is_none()
            && self.updated_since().is_some()
    }

    fn candidates(&self) -> Box<dyn Iterator<Item = u64> + '_> {
        if let Some(ids) = self.id_list() {
            return Box::new(ids.into_iter());
        }
        if let (Some(Value::Id(customer)), true) =
            (self.equal_to("CustomerRef"), self.entity.is_transaction())
        {
            return Box::new(self.books.of_customer(*customer, self.entity));
        }
        if let Some(Value::Text(number)) = self.equal_to("DocNumber") {
            let ids: Vec<u64> = self.books.numbered(self.entity, number).collect();
            return Box::new(ids.into_iter());
        }
        if let Some(since) = self.updated_since() {
            return Box::new(self.books.updated_since(self.entity, since).map(|(_, id)| id));
        }
        Box::new(self.books.ids(self.entity).iter().copied())
    }
}

/// Values in order, some of them descending.
#[derive(PartialEq, Eq)]
struct SortKey(Vec<(Option<Value>, bool)>);

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        for ((mine, down), (theirs, _)) in self.0.iter().zip(&other.0) {
            let order = if *down { theirs.cmp(mine) } else { mine.cmp(theirs) };
            if order.is_ne() {
                return order;
            }
        }
        std::cmp::Ordering::Equal
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
