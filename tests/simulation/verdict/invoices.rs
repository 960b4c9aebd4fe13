//! Alternative shows each invoice and customer as QuickBooks has it, and asks for what is owed.

use engine::link::Link;
use engine::subject::Subject;
use serde_json::{Value, json};
use support::minor;

use super::Evidence;
use crate::facts::{list, text};

pub(super) fn judge(evidence: &Evidence<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    for invoice in evidence.facts.records("Invoice") {
        in_books(evidence, invoice, &mut problems);
    }
    for row in evidence.facts.kept("invoices") {
        in_alternative(evidence, row, &mut problems);
    }
    for customer in evidence.facts.records("Customer") {
        customer_in_books(evidence, customer, &mut problems);
    }
    for row in evidence.facts.kept("customers") {
        let Some(id) = row["qbo_id"].as_str() else { continue };
        if row["archived_by"] == "companion" && !evidence.actions.once_inactive.contains(id) {
            problems.push(format!("C3: customer {id} was archived although it was never inactive"));
        }
    }
    problems
}

fn is_void(invoice: &Value) -> bool {
    minor(&invoice["TotalAmt"]) == 0 && text(&invoice["PrivateNote"]).contains("Voided")
}

/// I11: it waits for a payment that is being processed.
fn is_processing(evidence: &Evidence<'_>, mirror: &Value) -> bool {
    let mut payments =
        evidence.facts.kept("payments").iter().filter(|payment| payment["status"] == "processing");
    payments
        .any(|payment| list(&payment["allocations"]).iter().any(|part| part["invoice_id"] == mirror["id"]))
}

fn explained(evidence: &Evidence<'_>, id: &str) -> bool {
    let subject = Subject::Invoice(id.into());
    let drifts = evidence.links(&subject).any(|link| match link {
        Link::Invoice(link) => link.drift.is_some() || link.kept_out.is_some() || link.refused.is_some(),
        _ => false,
    });
    drifts
        || evidence.is_held(&subject)
        || evidence.waits(&subject)
        || evidence.actions.edited_by_hand.contains(id)
}

fn in_books(evidence: &Evidence<'_>, invoice: &Value, problems: &mut Vec<String>) {
    let id = text(&invoice["Id"]);
    let mirror = evidence.facts.mirror("invoices", id);
    let open = minor(&invoice["Balance"]) > 0;
    let Some(mirror) = mirror else {
        if open && !explained(evidence, id) {
            problems.push(format!("I14: open invoice {id} is not in Alternative"));
        }
        return;
    };
    if is_void(invoice) {
        let asked = evidence.is_asked_about(&Subject::Invoice(id.into()));
        if mirror["archived"] == json!(false) && !is_processing(evidence, mirror) && !asked {
            problems.push(format!("I7: invoice {id} was voided but is not archived"));
        }
        return;
    }
    if mirror["archived"] == json!(true) || explained(evidence, id) {
        return;
    }
    for (name, expected, shown) in [
        ("total", minor(&invoice["TotalAmt"]), minor(&mirror["total"])),
        (
            "outstanding balance",
            expected_outstanding(evidence, invoice, mirror),
            minor(&mirror["outstanding_balance"]),
        ),
    ] {
        if expected != shown {
            problems
                .push(format!("I4: invoice {id} shows a {name} of {shown} instead of {expected}: {mirror}"));
        }
    }
    let same = [
        ("number", &invoice["DocNumber"], &mirror["invoice_number"]),
        ("due date", &invoice["DueDate"], &mirror["due_date"]),
        ("customer", &invoice["CustomerRef"]["value"], &mirror["customer_qbo_id"]),
    ];
    for (name, expected, shown) in same {
        if expected != shown {
            problems.push(format!("I2: invoice {id} shows the {name} {shown} instead of {expected}"));
        }
    }
}

/// I4: QuickBooks' balance, less live payments that Alternative does not know to be recorded, and with what failed ones
/// still hold there.
fn expected_outstanding(evidence: &Evidence<'_>, invoice: &Value, mirror: &Value) -> i64 {
    let mut open = minor(&invoice["Balance"]);
    for payment in evidence.facts.kept("payments") {
        let parts = list(&payment["allocations"]).iter().filter(|part| part["invoice_id"] == mirror["id"]);
        let share: i64 = parts.map(|part| minor(&part["amount"])).sum();
        let recorded = payment["link"]["state"] == "recorded";
        match text(&payment["status"]) {
            "processing" | "succeeded" if !recorded => open -= share,
            "failed" if recorded => open += share,
            _ => {}
        }
    }
    open.clamp(0, minor(&mirror["total"]))
}

fn in_alternative(evidence: &Evidence<'_>, row: &Value, problems: &mut Vec<String>) {
    let Some(id) = row["qbo_id"].as_str() else {
        if row["archived_by"] == "companion" {
            problems.push(format!("I9: the companion archived {}, which is Alternative's own", row["id"]));
        }
        return;
    };
    let books = evidence.facts.record("Invoice", id);
    let asked = evidence.is_asked_about(&Subject::Invoice(id.into()));
    if books.is_none() && row["archived"] == json!(false) && !is_processing(evidence, row) && !asked {
        problems.push(format!("I6: invoice {id} was deleted but is not archived"));
    }
    if row["archived_by"] == "companion" && books.is_some_and(|invoice| !is_void(invoice)) {
        problems.push(format!("I6: invoice {id} was archived although QuickBooks has it"));
    }
}

fn customer_in_books(evidence: &Evidence<'_>, customer: &Value, problems: &mut Vec<String>) {
    let id = text(&customer["Id"]);
    let subject = Subject::Customer(id.into());
    let active = customer["Active"] != json!(false);
    let Some(mirror) = evidence.facts.mirror("customers", id) else {
        if active && !evidence.is_held(&subject) {
            problems.push(format!("C1: customer {id} is not in Alternative"));
        }
        return;
    };
    let archived = mirror["archived"] == json!(true);
    if !active && !archived {
        problems.push(format!("C3: customer {id} is inactive but not archived"));
    }
    if active
        && !archived
        && text(&mirror["name"]) != text(&customer["DisplayName"])
        && !evidence.is_held(&subject)
    {
        problems.push(format!(
            "C2: customer {id} is called {} instead of {}",
            mirror["name"], customer["DisplayName"]
        ));
    }
}
