//! The control API: what tests and the practice desk do to the practice world from outside.
//!
//! Every call needs the bearer token of the ready line, or comes from the practice desk's own page
//! ([`crate::desk`]). Bad input is a 4xx with a sentence, in the same flat body as
//! Alternative's: `{code, message, validation_errors}`. A call changes everything it says or nothing.
//!
//! | call | body |
//! |---|---|
//! | `GET /state?side=` | |
//! | `GET /desk/view?company=&invoices=&customers=&payable=` | |
//! | `GET /requests?since=`, `GET /violations` | |
//! | `GET /metering` | |
//! | `GET`, `POST /clock` | `{advance: seconds}` or `{at: instant}` |
//! | `GET`, `POST /faults`, `DELETE /faults/{id}` or `/faults/all` | `{service, method?, path?, kind, value?, times?, every?, entity?, id?, alone?}`; without `times` until it is taken away |
//! | `GET`, `POST /snapshots`, `POST /snapshots/{id}/restore` | |
//! | `POST /alternative/pay` | `{allocations: [{invoice_id or qbo_invoice_id, amount?}], method?, fee?: {amount, covered_by_customer?}, outcome?, failure_reason?}` |
//! | `POST /alternative/payments/{id}/settle`, `fail`, `refund`, `chargeback` | `{}`, `{reason?}`, `{amount?}`, `{reason?, penalty?}` |
//! | `POST /alternative/payouts` | `{arrival_date?, payment_ids?, adjustments?: [{amount, description, kind?: adjustment or fee}]}` |
//! | `POST /alternative/payouts/{id}/pay`, `fail` | `{}` |
//! | `POST /alternative/records/customer`, `invoice`, `integration` | `{action, …}` |
//! | `POST /alternative/tokens` | `{expire: true}` |
//! | any method `/quickbooks/{realm}/as-user/{path}` | the accounting call's own |
//! | `POST /quickbooks/{realm}/as-user` | `{method, path, body?, person?}`, or `{do: void, unapply, add_from_bank_feed, change_deposit_to, merge or apply_credits_automatically, …, person?}` |
//! | `POST /quickbooks/{realm}/close-books` | `{date}`, null opens |
//! | `POST /quickbooks/{realm}/merge-customers` | `{winner, loser}` |
//! | `POST /quickbooks/{realm}/tokens` | `{action: expire, revoke or rotate}` |
//! | `GET`, `POST /quickbooks/webhooks` | `{url}`: the app's one endpoint, on a loopback address; null takes it away |
//! | `POST /quickbooks/webhooks/deliver` | what is owed is tried now, not at its time |
//!
//! Where there are several partner accounts, `partner` in the body names one by id, client id or name.

mod acts;
mod books;
mod call;
mod faults;
mod money;
mod webhooks;
mod world;

use sha2::{Digest as _, Sha256};

use super::{desk, quickbooks};
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::world::World;
use call::{Answer, body, no_call};

/// Handles one call under `/practice` (but for `/practice/time`).
pub fn handle(world: &mut World, request: &Request) -> Reply {
    if !authorized(world, request)
        && let Err(refusal) = desk::admit(world, request)
    {
        return refused(&refusal);
    }
    let path = request.path.strip_prefix("/practice").unwrap_or(&request.path);
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let reply = match parts[..] {
        ["quickbooks", "webhooks", ref rest @ ..] => {
            webhooks::quickbooks(world, request, rest).map(|value| Reply::json(200, &value))
        }
        ["quickbooks", realm, ref rest @ ..] => books::route(world, request, realm, rest),
        _ => route(world, request, &parts).map(|value| Reply::json(200, &value)),
    };
    reply.unwrap_or_else(|refusal| refused(&refusal))
}

/// Compares digests, so that the time it takes tells nothing about the token.
fn authorized(world: &World, request: &Request) -> bool {
    let sent = request.bearer().map(Sha256::digest);
    sent.is_some_and(|sent| sent == Sha256::digest(&world.control_token))
}

fn refused(refusal: &Refusal) -> Reply {
    Reply::json(refusal.status, &refusal.body())
}

fn route(world: &mut World, request: &Request, parts: &[&str]) -> Answer {
    match (request.method.as_str(), parts) {
        ("GET", ["state"]) => world::state(world, request),
        ("GET", ["requests"]) => world::requests(world, request),
        ("GET", ["violations"]) => Ok(world::violations(world)),
        ("GET", ["metering"]) => Ok(quickbooks::metering_json(world)),
        ("GET", ["desk", "view"]) => desk::view(world, request),
        ("GET", ["clock"]) => Ok(world::clock(world)),
        ("POST", ["clock"]) => world::move_clock(world, &body(request)?),
        ("GET", ["faults"]) => Ok(faults::faults(world)),
        ("POST", ["faults"]) => faults::add_fault(world, body(request)?),
        ("DELETE", ["faults", id]) => faults::remove_fault(world, id),
        ("GET", ["snapshots"]) => Ok(world::snapshots(world)),
        ("POST", ["snapshots"]) => world::take_snapshot(world),
        ("POST", ["snapshots", id, "restore"]) => world::restore_snapshot(world, id),
        ("POST", ["alternative", rest @ ..]) => money::route(world, rest, &body(request)?),
        _ => Err(no_call()),
    }
}
