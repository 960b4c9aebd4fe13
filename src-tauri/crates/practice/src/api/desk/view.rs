//! `GET /practice/desk/view`: all that the page shows, short however large the books are.
//!
//! A list holds the newest [`ROWS_MAX`](super::ROWS_MAX) rows that fit what was searched for. A row has the `value` a
//! form sends, the `text` a person reads, and the facts that bodies need besides (`token`, `customer`, …).

use serde_json::{Map, Value, json};

use super::{books, words};
use crate::clock::company_zone;
use crate::faults::Service;
use crate::http::Request;
use crate::refusal::Refusal;
use crate::world::World;

/// Requests and violations shown.
const EVENTS_MAX: usize = 40;

/// What was searched for in a list, in lower case.
fn find(request: &Request, list: &str) -> String {
    request.param(list).unwrap_or_default().trim().to_lowercase()
}

/// The view of one company: `?company=`, the first one when it names none; `?invoices=`, `?customers=` and
/// `?payable=` search.
pub fn view(world: &World, request: &Request) -> Result<Value, Refusal> {
    let realm = match request.param("company").filter(|realm| !realm.is_empty()) {
        Some(realm) => world.companies.get_key_value(realm).map(|(realm, _)| realm),
        None => world.companies.keys().next(),
    };
    let realm = realm.ok_or_else(|| Refusal::not_found().field("company", "is no practice company"))?;
    let platform = world.platforms.values().find(|platform| platform.partner().realm_id == *realm);
    let platform = platform.ok_or_else(Refusal::not_found)?;
    let now = world.clock.now();
    let books = &world.companies[realm];
    let mut lists = Map::new();
    books::lists(
        books,
        &[find(request, "invoices"), find(request, "customers")],
        &platform.recorded(),
        &mut lists,
    );
    platform.desk_lists(&find(request, "payable"), now, &mut lists);
    let faults =
        world.faults.list().map(|(id, armed)| json!({"value": id.to_string(), "text": words::armed(armed)}));
    lists.insert("faults".into(), faults.collect());
    lists.insert("companies".into(), companies(world));
    Ok(json!({
        "desk": {"company": realm, "partner": platform.partner().id},
        "strip": {
            "company": books.company_name(),
            "realm": realm,
            "time": now.to_zoned(company_zone()).strftime("%a, %b %-d, %Y, %H:%M:%S").to_string(),
            "clock": world.clock.mode(),
            "limits": world.options.throttle,
            "closed": books.closing_date().map(|day| day.to_string()),
            "faults": world.faults.list().count(),
            "violations": world.violations.len(),
        },
        "lists": lists,
        "requests": requests(world),
        "violations": violations(world),
    }))
}

fn companies(world: &World) -> Value {
    world
        .companies
        .values()
        .map(|books| json!({"value": books.realm_id(), "text": books.company_name()}))
        .collect()
}

/// What the companion asked for last, newest first.
fn requests(world: &World) -> Value {
    let asked = world.log.newest().filter(|entry| entry.service != Service::Control).take(EVENTS_MAX);
    let zone = company_zone();
    asked
        .map(|entry| {
            json!({"seq": entry.seq, "at": entry.at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string(),
                   "side": words::side(entry.service), "method": entry.method, "path": entry.path,
                   "status": entry.status, "requestid": entry.requestid, "effect": entry.effect,
                   "fault": entry.fault.is_some()})
        })
        .collect()
}

fn violations(world: &World) -> Value {
    let zone = company_zone();
    world
        .violations
        .values()
        .rev()
        .take(EVENTS_MAX)
        .map(|violation| {
            json!({"at": violation.at.to_zoned(zone.clone()).strftime("%b %-d, %H:%M:%S").to_string(),
                   "text": words::violation(&violation.kind), "detail": violation.detail})
        })
        .collect()
}
