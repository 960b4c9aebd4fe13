//! Each payment that Alternative collected for a QuickBooks invoice is in QuickBooks exactly once, or somebody was asked.

use std::collections::{BTreeMap, BTreeSet};

use engine::link::{Link, PartState};
use engine::reference::payment_reference;
use engine::subject::Subject;
use serde_json::Value;
use support::minor;

use super::Evidence;
use crate::facts::{deposit_of, list, named, text};

/// What plans and holds call a payment.
pub(super) fn subject(payment: &Value) -> Subject {
    Subject::Payment(text(&payment["id"]).into())
}

/// Payments in the books that a companion wrote for this one, by the reference of each customer there is.
pub(super) fn recorded<'a>(evidence: &'a Evidence<'_>, payment: &Value) -> Vec<&'a Value> {
    let id = text(&payment["id"]).into();
    let customers = evidence.facts.records("Customer").iter().map(|customer| text(&customer["Id"]).into());
    let references: BTreeSet<String> = customers.map(|customer| payment_reference(&id, &customer)).collect();
    let ours = evidence.facts.ours();
    ours.filter(|books| references.contains(text(&books["PaymentRefNum"]))).collect()
}

/// What each QuickBooks customer's part should be; `None` while an invoice of it is unknown there.
fn parts(evidence: &Evidence<'_>, payment: &Value) -> BTreeMap<String, i64> {
    let mut parts = BTreeMap::new();
    for part in list(&payment["allocations"]) {
        let Some(id) = part["qbo_invoice_id"].as_str() else { continue };
        let invoice = evidence.facts.record("Invoice", id);
        let customer = invoice.map_or("gone", |invoice| named(&invoice["CustomerRef"]));
        *parts.entry(customer.to_owned()).or_default() += minor(&part["amount"]);
    }
    parts
}

pub(super) fn judge(evidence: &Evidence<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    for payment in evidence.facts.kept("payments") {
        judge_one(evidence, payment, &mut problems);
    }
    let known: BTreeSet<&str> = evidence
        .facts
        .kept("payments")
        .iter()
        .flat_map(|payment| recorded(evidence, payment))
        .map(|books| text(&books["Id"]))
        .collect();
    for books in evidence.facts.ours().filter(|books| !known.contains(text(&books["Id"]))) {
        problems.push(format!("P1: payment {} in QuickBooks belongs to nothing in Alternative", books["Id"]));
    }
    undeposited(evidence, &mut problems);
    entries(evidence, &mut problems);
    problems
}

/// P8: an entry for what went back is there once, and no more of a payment than went back.
fn entries(evidence: &Evidence<'_>, problems: &mut Vec<String>) {
    let ours = evidence.facts.records("JournalEntry").iter();
    let ours: Vec<_> = ours.filter(|entry| text(&entry["DocNumber"]).starts_with("AR-")).collect();
    let numbers: BTreeSet<_> = ours.iter().map(|entry| text(&entry["DocNumber"])).collect();
    if numbers.len() < ours.len() {
        problems.push(format!("P8: an entry is there twice: {ours:#?}"));
    }
    for payment in evidence.facts.kept("payments") {
        let id = text(&payment["id"]);
        let about_it = ours.iter().filter(|entry| text(&entry["PrivateNote"]).contains(id));
        let booked: i64 = about_it.map(|entry| minor(&list(&entry["Line"])[0]["Amount"])).sum();
        let went_back = match text(&payment["status"]) {
            "failed" | "charged_back" => minor(&payment["sub_total"]),
            _ => minor(&payment["refunded_amount"]),
        };
        if booked > went_back {
            problems
                .push(format!("P8: {booked} is booked as gone back of payment {id}, and {went_back} did"));
        }
    }
}

fn judge_one(evidence: &Evidence<'_>, payment: &Value, problems: &mut Vec<String>) {
    let (id, status) = (text(&payment["id"]), text(&payment["status"]));
    let subject = subject(payment);
    let books = recorded(evidence, payment);
    let changed = books.iter().any(|record| evidence.actions.changed_payments.contains(text(&record["Id"])));
    let sum: i64 = books.iter().map(|record| minor(&record["TotalAmt"])).sum();
    let parts = parts(evidence, payment);
    let wanted: i64 = parts.values().sum();
    let shown: Vec<_> =
        books.iter().map(|record| format!("{} of {}", record["Id"], record["TotalAmt"])).collect();
    let shown = shown.join(", ");
    if !changed && sum > wanted {
        let paid = &payment["allocations"];
        problems.push(format!("P6: payment {id} of {wanted} is in QuickBooks too often: {shown} {paid}"));
    }
    // What was keyed for one customer is no look-alike any more once its invoice belongs to another.
    let moved = list(&payment["allocations"])
        .iter()
        .any(|part| part["qbo_invoice_id"].as_str().is_some_and(|id| evidence.actions.moved.contains(id)));
    if !moved {
        keyed_by_hand(evidence, &subject, id, &books, problems);
    }
    let asked = evidence.is_held(&subject) || evidence.waits(&subject);
    match status {
        "processing" | "succeeded"
            if !changed
                && sum < wanted
                && !asked
                && !is_settled(evidence, &subject)
                && !evidence.decided(&subject, &TAKEN_CARE_OF) =>
        {
            problems.push(format!(
                "P1: payment {id} ({status}) of {wanted} is not in QuickBooks, and nobody was asked: [{shown}] {:?}",
                evidence.links(&subject).collect::<Vec<_>>()
            ));
        }
        "failed" if sum > 0 && !asked && !evidence.decided(&subject, &TAKEN_CARE_OF) => {
            problems.push(format!("P7: payment {id} failed but is in QuickBooks: {shown}"));
        }
        "refunded" | "charged_back" if sum > 0 && !asked && !evidence.decided(&subject, &TAKEN_CARE_OF) => {
            problems.push(format!("P8: payment {id} went back, and nobody was asked: {shown}"));
        }
        // In part: it stays recorded as a whole, and somebody is asked.
        "succeeded"
            if minor(&payment["refunded_amount"]) > 0
                && sum > 0
                && !asked
                && !evidence.decided(&subject, &TAKEN_CARE_OF) =>
        {
            problems.push(format!("P8: a part of payment {id} went back, and nobody was asked: {shown}"));
        }
        _ => {}
    }
    let link = text(&payment["link"]["state"]);
    let by_hand = evidence.links(&subject).any(|link| {
        matches!(link, Link::Payment(link)
        if link.parts.iter().any(|part| matches!(part.state, PartState::Recorded { ours: false, .. })))
    });
    if link == "recorded" && books.is_empty() && !by_hand {
        problems.push(format!("P15: Alternative thinks that payment {id} is in QuickBooks"));
    }
    let live = matches!(status, "processing" | "succeeded");
    if live && link != "recorded" && sum == wanted && wanted > 0 && !asked {
        problems.push(format!("P15: Alternative was not told that payment {id} is in QuickBooks ({link})"));
    }
}

/// Decisions after which what went back is somebody's, or in the books as an entry.
const TAKEN_CARE_OF: [&str; 3] = ["i_handled_it", "write_entry", "given_back"];

/// Every part was settled by a person or is recorded as another's payment.
fn is_settled(evidence: &Evidence<'_>, subject: &Subject) -> bool {
    let answered = evidence.decided(&Subject::BeforeStart, &["leave"]);
    answered
        || evidence.links(subject).any(|link| match link {
            Link::Payment(link) => {
                !link.parts.is_empty()
                    && link.parts.iter().any(|part| {
                        matches!(part.state, PartState::LeftOut | PartState::Recorded { ours: false, .. })
                    })
            }
            _ => false,
        })
}

/// P5: what somebody keyed by hand is not recorded a second time unless a person said so.
fn keyed_by_hand(
    evidence: &Evidence<'_>,
    subject: &Subject,
    id: &str,
    books: &[&Value],
    problems: &mut Vec<String>,
) {
    let keyed = evidence.actions.keyed.iter().filter(|(_, payment)| payment == id);
    for (keyed, _) in keyed {
        let there =
            evidence.facts.record("Payment", keyed).is_some_and(|payment| minor(&payment["TotalAmt"]) > 0);
        let said = evidence.actions.matched.contains(keyed)
            || evidence.actions.decided.iter().any(|(known, _)| *known == subject.to_string());
        if there && !books.is_empty() && !said && !evidence.unmet.contains(keyed) {
            problems.push(format!("P5: payment {id} was keyed by hand as {keyed} and recorded by us too"));
        }
    }
}

/// Our payments in Undeposited Funds are those that are on no deposit, one by one, and the account says the same.
fn undeposited(evidence: &Evidence<'_>, problems: &mut Vec<String>) {
    let deposits = evidence.facts.records("Deposit");
    for payment in evidence.facts.ours() {
        let Some(deposit) = deposit_of(payment) else { continue };
        if !deposits.iter().any(|known| text(&known["Id"]) == deposit) {
            problems.push(format!("payment {} is on deposit {deposit}, which does not exist", payment["Id"]));
        }
    }
    let funds =
        evidence.facts.records("Account").iter().find(|account| account["Name"] == "Undeposited Funds");
    let funds = funds.map(|account| text(&account["Id"])).unwrap_or_default();
    let rest: i64 = evidence
        .facts
        .records("Payment")
        .iter()
        .filter(|payment| named(&payment["DepositToAccountRef"]) == funds && deposit_of(payment).is_none())
        .map(|payment| minor(&payment["TotalAmt"]))
        .sum();
    let balance = minor(&evidence.facts.books["undeposited_funds"]);
    if rest != balance {
        problems.push(format!("Undeposited Funds hold {balance}, payments on no deposit come to {rest}"));
    }
}
