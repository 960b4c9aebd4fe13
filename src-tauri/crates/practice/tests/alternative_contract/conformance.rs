//! The answers of the integration endpoints against the `OpenAPI` file of the contract, when it is there.

use std::path::Path;

use serde_json::{Value, json};

use crate::desk::{Desk, text};

/// The `required` lists of the schemas in the file, by schema name. The file writes them on one line or as a block
/// right below `required:`; only those of the schema itself and of its own `allOf` parts are read.
fn required(yaml: &str, schema: &str) -> Vec<String> {
    let head = format!("    {schema}:");
    let mut lines = yaml.lines().skip_while(|line| *line != head).skip(1).peekable();
    let mut names = Vec::new();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() {
            continue;
        }
        if indent <= 4 {
            break;
        }
        let Some(rest) = line.trim_start().strip_prefix("required:") else { continue };
        if indent > 10 {
            continue;
        }
        if let Some(list) = rest.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            names.extend(list.split(',').map(|name| name.trim().to_owned()));
            continue;
        }
        while let Some(name) = lines.peek().and_then(|line| line.trim_start().strip_prefix("- ")) {
            names.push(name.to_owned());
            lines.next();
        }
    }
    names
}

fn has_required(yaml: &str, schema: &str, value: &Value) {
    let names = required(yaml, schema);
    assert!(!names.is_empty(), "{schema} was not found in the contract");
    for name in names {
        assert!(value.get(&name).is_some(), "{schema} lacks {name}: {value}");
    }
}

#[test]
fn required_fields_of_the_contract_are_there() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/reference/alternative-openapi.yaml");
    let Ok(yaml) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let mut desk = Desk::stocked();
    let state = desk.get("/integrations/quickbooks").is(200);
    has_required(&yaml, "IntegrationState", &state);
    has_required(&yaml, "IntegrationConnectedBy", &state["connected_by"]);
    has_required(&yaml, "IntegrationPayoutBank", &state["payout_bank"]);
    let payment = desk.pay(None, "succeed");
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    let link = json!({"qbo_payment_ids": ["1"], "state": "recorded", "detail": null});
    let kept = desk.put(&format!("payments/{}/link", text(&payment["id"])), &link).is(200);
    has_required(&yaml, "IntegrationPaymentLink", &kept);
    let link = json!({"qbo_deposit_id": "1", "state": "recorded", "detail": null});
    let kept = desk.put(&format!("payouts/{}/link", text(&payout["id"])), &link).is(200);
    has_required(&yaml, "IntegrationPayoutLink", &kept);
    for (list, page, row) in [
        ("customers", "IntegrationCustomerPage", "IntegrationCustomer"),
        ("invoices", "IntegrationInvoicePage", "IntegrationInvoice"),
        ("payments", "IntegrationPaymentPage", "IntegrationPayment"),
        ("payouts", "IntegrationPayoutPage", "IntegrationPayout"),
        ("events", "IntegrationEventPage", "IntegrationEvent"),
    ] {
        let got = desk.read(list).is(200);
        has_required(&yaml, page, &got);
        for value in got["data"].as_array().unwrap() {
            has_required(&yaml, row, value);
        }
        match list {
            "payments" => {
                has_required(&yaml, "IntegrationAllocation", &got["data"][0]["allocations"][0]);
                has_required(&yaml, "IntegrationPaymentLinkKept", &got["data"][0]["link"]);
            }
            "payouts" => {
                has_required(&yaml, "IntegrationPayoutLine", &got["data"][0]["lines"][0]);
                has_required(&yaml, "IntegrationPayoutLinkKept", &got["data"][0]["link"]);
            }
            _ => {}
        }
    }
}

#[test]
fn every_path_of_the_contract_is_a_route() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/reference/alternative-openapi.yaml");
    let Ok(yaml) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let mut desk = Desk::connected();
    let mut target = String::new();
    let mut seen = 0;
    for line in yaml.lines().skip_while(|line| *line != "paths:").take_while(|line| *line != "webhooks:") {
        if let Some(path) = line.strip_prefix("  /").and_then(|path| path.strip_suffix(':')) {
            target = format!("/{path}").replace('{', "").replace('}', "");
        }
        let method = match line {
            "    get:" => "GET",
            "    put:" => "PUT",
            "    post:" => "POST",
            "    patch:" => "PATCH",
            "    delete:" => "DELETE",
            _ => continue,
        };
        seen += 1;
        let got = desk.send(method, &target, None);
        assert_ne!(got.reply.body, b"404 page not found", "{method} {target}");
    }
    assert!(seen > 40, "only {seen} operations were read");
}
