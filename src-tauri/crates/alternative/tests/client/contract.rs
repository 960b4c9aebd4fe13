//! Every example of the integration contract, read by the client; every body the client sends, held against it.
//!
//! The contract is not part of this repository; where it is not beside it, the tests say so and pass.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use engine::fault::{Fault, FaultKind};
use engine::ports::{Installation, PlatformPage, Processor, Version};
use ledger::alternative::ArchiveReason;
use yaml_rust2::yaml::Hash;
use yaml_rust2::{Yaml, YamlLoader};

use crate::calls::{customer_body, invoice_body, payment_report, payout_report};
use crate::scripted::scripted;

const FILE: &str = "../../../../shared/reference/alternative-openapi.yaml";

fn contract() -> Option<Yaml> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the contract is not beside this checkout");
        return None;
    };
    Some(YamlLoader::load_from_str(&text).unwrap().remove(0))
}

fn hash(yaml: &Yaml) -> impl Iterator<Item = (&str, &Yaml)> {
    let entries = yaml.as_hash().into_iter().flat_map(Hash::iter);
    entries.map(|(name, value)| (name.as_str().unwrap(), value))
}

/// Follows a `$ref` within the file.
fn resolve<'a>(file: &'a Yaml, yaml: &'a Yaml) -> &'a Yaml {
    match yaml["$ref"].as_str() {
        Some(reference) => {
            let steps = reference.trim_start_matches("#/").split('/');
            steps.fold(file, |at, step| &at[step])
        }
        None => yaml,
    }
}

/// As JSON text, numbers as they are written.
fn json(yaml: &Yaml) -> String {
    match yaml {
        Yaml::Real(text) => text.clone(),
        Yaml::Integer(number) => number.to_string(),
        Yaml::String(text) => text_literal(text),
        Yaml::Boolean(flag) => flag.to_string(),
        Yaml::Null => "null".to_owned(),
        Yaml::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Yaml::Hash(_) => {
            let fields = hash(yaml).map(|(name, value)| format!("{}:{}", text_literal(name), json(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        other => panic!("{other:?}"),
    }
}

fn text_literal(text: &str) -> String {
    let mut literal = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => literal.extend(['\\', char]),
            char if char.is_control() => write!(literal, "\\u{:04x}", u32::from(char)).unwrap(),
            char => literal.push(char),
        }
    }
    literal.push('"');
    literal
}

/// Operations of the contract with their id.
fn operations(file: &Yaml) -> Vec<(&str, &Yaml)> {
    let operations = hash(&file["paths"]).flat_map(|(_, path)| hash(path));
    let ours = operations.filter(|(_, operation)| {
        operation["tags"]
            .as_vec()
            .is_some_and(|tags| tags.iter().any(|tag| tag.as_str() == Some("integration")))
    });
    ours.map(|(_, operation)| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

fn whole(page: &PlatformPage) -> String {
    assert!(page.unreadable.is_empty(), "{:?}", page.unreadable);
    format!("{page:?}")
}

/// Makes the call of an operation for the record that the answer is about; `None` for the one the companion has no use for.
async fn call(client: &impl Processor, operation: &str, answer: &str) -> Option<Result<String, Fault>> {
    let version = Version { version: 3, mapping_revision: 0 };
    let installation = Installation { id: "i".to_owned(), name: "Front desk".to_owned() };
    let answer: serde_json::Value = serde_json::from_str(answer).unwrap_or_default();
    let qbo = answer["qbo_id"].as_str().unwrap_or("58");
    let alt = answer["id"].as_str().unwrap_or("a-1");
    let text = |read: engine::record::Read<engine::record::Record>| format!("{:?}", read.record);
    Some(match operation {
        "getQuickbooksIntegration" => client.integration().await.map(|state| format!("{state:?}")),
        "connectQuickbooks" => client
            .connect(&"4620816365".into(), "Northwind MSP", &installation)
            .await
            .map(|state| format!("{state:?}")),
        "disconnectQuickbooks" => client.disconnect().await.map(|state| format!("{state:?}")),
        "listQuickbooksCustomers" => client.customers(None).await.map(|page| whole(&page)),
        "getQuickbooksCustomer" => client.customer(&qbo.into()).await.map(text),
        "upsertQuickbooksCustomer" => {
            client.put_customer(&qbo.into(), version, &customer_body()).await.map(text)
        }
        "archiveQuickbooksCustomer" => {
            client.archive_customer(&qbo.into(), ArchiveReason::Deleted).await.map(text)
        }
        "restoreQuickbooksCustomer" => client.restore_customer(&qbo.into()).await.map(text),
        "listQuickbooksInvoices" => client.invoices(None).await.map(|page| whole(&page)),
        "getQuickbooksInvoice" => client.invoice(&qbo.into()).await.map(text),
        "upsertQuickbooksInvoice" => {
            client.put_invoice(&qbo.into(), version, &invoice_body(&qbo.into(), 100)).await.map(text)
        }
        "archiveQuickbooksInvoice" => {
            client.archive_invoice(&qbo.into(), ArchiveReason::Deleted).await.map(text)
        }
        "restoreQuickbooksInvoice" => client.restore_invoice(&qbo.into()).await.map(text),
        "putQuickbooksInvoicePdf" => client.put_pdf(&qbo.into(), b"%PDF-1.7").await.map(|()| String::new()),
        "listQuickbooksEvents" => client.events(None, 100, 0).await.map(|page| format!("{page:?}")),
        "listQuickbooksPayments" => client.payments(None, None).await.map(|page| whole(&page)),
        "getQuickbooksPayment" => client.payment(&alt.into()).await.map(text),
        "linkQuickbooksPayment" => {
            client.report_payment(&alt.into(), &payment_report()).await.map(|()| String::new())
        }
        "listQuickbooksPayouts" => client.payouts(None, None).await.map(|page| whole(&page)),
        "getQuickbooksPayout" => client.payout(&alt.into()).await.map(text),
        "linkQuickbooksPayout" => {
            client.report_payout(&alt.into(), &payout_report()).await.map(|()| String::new())
        }
        "getQuickbooksInvoicePdf" => return None,
        new => panic!("the contract has a new call: {new}"),
    })
}

/// What a refusal of the contract means.
fn meaning(operation: &str, status: u16, code: &str) -> FaultKind {
    match (status, code) {
        (401, _) => FaultKind::KeyRefused,
        (404, "not_found") if operation.ends_with("Integration") => FaultKind::NotOffered,
        (404, "not_found") if operation.starts_with("list") || operation.ends_with("connectQuickbooks") => {
            FaultKind::NotOffered
        }
        (404, "not_found") => FaultKind::NotFound,
        (404, _) => FaultKind::NotOffered,
        (409, "stale_version") => FaultKind::Stale,
        (409, "version_conflict") => FaultKind::VersionConflict,
        (409, "owned_elsewhere") => FaultKind::OwnedElsewhere,
        (409, "payment_in_progress") => FaultKind::PaymentInProgress,
        (409, "not_connected") => FaultKind::NotConnected,
        (409, "already_connected") => FaultKind::AlreadyConnected,
        (409, "other_link_active") => FaultKind::OtherLinkActive,
        (410, "cursor_expired") => FaultKind::CursorExpired,
        (400 | 403 | 413 | 415 | 422, _) => FaultKind::Refused,
        (429, _) => FaultKind::Throttled { wait_seconds: None },
        (500, _) => FaultKind::Unavailable,
        new => panic!("the contract has a new refusal: {new:?}"),
    }
}

#[tokio::test]
async fn every_example_of_the_contract_is_understood() {
    let Some(file) = contract() else { return };
    let (mut good, mut refusals) = (0, 0);
    for (operation, described) in operations(&file) {
        for (status, answer) in hash(&described["responses"]) {
            let status: u16 = status.parse().unwrap();
            for (_, content) in hash(&resolve(&file, answer)["content"]) {
                for (name, example) in hash(&content["examples"]) {
                    let value = &resolve(&file, example)["value"];
                    let body = value.as_str().map_or_else(|| json(value), str::to_owned);
                    let (script, client) = scripted();
                    // Twice, since a 401 is tried again with a new token.
                    script.answer(status, body.clone());
                    script.answer(status, body.clone());
                    let Some(outcome) = call(&client, operation, &body).await else { continue };
                    let about = format!("{operation} {status} {name}");
                    match outcome {
                        Ok(_) => {
                            assert!(status < 300, "{about}");
                            good += 1;
                        }
                        Err(fault) => {
                            let code = value["code"].as_str().unwrap_or_default();
                            assert_eq!(fault.kind, meaning(operation, status, code), "{about}: {fault}");
                            let words = fault.evidence.message.unwrap_or_default();
                            let said = value["message"].as_str().unwrap_or_default();
                            assert!(words.starts_with(said), "{about}: {words}");
                            refusals += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(good >= 30 && refusals >= 150, "{good} answers and {refusals} refusals");
}

#[tokio::test]
async fn the_examples_mean_what_they_say() {
    let Some(file) = contract() else { return };
    let mut read = String::new();
    for (operation, described) in operations(&file) {
        let answer = resolve(&file, &described["responses"]["200"]);
        for (name, example) in hash(&answer["content"]["application/json"]["examples"]) {
            let (script, client) = scripted();
            let body = json(&resolve(&file, example)["value"]);
            script.answer(200, body.clone());
            if let Some(outcome) = call(&client, operation, &body).await {
                writeln!(read, "{operation} {name}\n{}\n", outcome.unwrap()).unwrap();
            }
        }
    }
    for expected in [
        // 324.00, less 100.00 paid by check.
        "total: MinorUnits(32400), outstanding: Some(MinorUnits(22400))",
        "sub_total: MinorUnits(20000), total: MinorUnits(20610), refunded: MinorUnits(5000)",
        "failure_reason: Some(\"Insufficient funds (R01)\")",
        "owner: OtherIntegration",
        "archived: true, archived_by: Some(Companion), archive_reason: Some(Merged)",
        "status: Succeeded, currency: Currency([85, 83, 68]), arrival: 2026-10-07",
        "kind: Adjustment, amount: MinorUnits(-2500)",
        "other_link: true",
        "payout_bank: None",
        "topic: \"payment_succeeded\"",
    ] {
        assert!(read.contains(expected), "{expected} is not in:\n{read}");
    }
}

/// Field names of a JSON object.
fn fields(text: &[u8]) -> BTreeSet<String> {
    let yaml = YamlLoader::load_from_str(std::str::from_utf8(text).unwrap()).unwrap().remove(0);
    hash(&yaml).map(|(name, _)| name.to_owned()).collect()
}

#[tokio::test]
async fn what_is_sent_has_every_needed_field_and_no_unknown_one() {
    let Some(file) = contract() else { return };
    let mut bodies = 0;
    for (operation, described) in operations(&file) {
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_badvalue() {
            continue;
        }
        let schema = resolve(&file, schema);
        let (script, client) = scripted();
        script.answer(500, "");
        let _ = call(&client, operation, "").await;
        let sent = fields(&script.asked()[0].body);
        let needed: BTreeSet<_> = schema["required"]
            .as_vec()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        let known: BTreeSet<_> = hash(&schema["properties"]).map(|(name, _)| name.to_owned()).collect();
        assert!(sent.is_superset(&needed), "{operation}: {sent:?} lacks some of {needed:?}");
        assert!(sent.is_subset(&known), "{operation}: {sent:?} has more than {known:?}");
        bodies += 1;
    }
    assert_eq!(bodies, 7);
}
