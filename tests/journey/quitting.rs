//! SIGTERM ends the real program within five seconds, whatever the other side does (rule F9).

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::computer::Computer;
use crate::services::Services;
use crate::{in_session, text};

/// What the other side does, by name.
fn troubles() -> Vec<(&'static str, Vec<Value>)> {
    let of = |service: &str, path: &str, kind: &str, value: Value| json!({ "service": service, "path": path, "kind": kind, "value": value });
    let alternative = |path: &str, kind: &str, value: Value| of("alternative", path, kind, value);
    let quickbooks = |path: &str, kind: &str, value: Value| of("quickbooks", path, kind, value);
    vec![
        ("a PDF that is never there", vec![quickbooks("/pdf", "fault", json!("610"))]),
        ("events in a circle", vec![alternative("/events", "loop", json!("cycle"))]),
        ("events without end", vec![alternative("/events", "loop", json!("endless"))]),
        ("a place in the feed that is refused", vec![alternative("/events", "status", json!(400))]),
        ("pages that repeat", vec![quickbooks("/query", "loop", json!("pages"))]),
        (
            "lists without end",
            ["/customers", "/invoices", "/payments", "/payouts"]
                .map(|path| {
                    let mut rule = alternative(path, "loop", json!("endless"));
                    rule["method"] = json!("GET");
                    rule
                })
                .into(),
        ),
        (
            "no answer",
            // Not of a token: an exchange under way has its own fifteen seconds.
            vec![
                quickbooks("/company/", "delay", json!(60_000)),
                alternative("/integrations/", "delay", json!(60_000)),
            ],
        ),
        ("answers that break off", vec![quickbooks("", "truncate", Value::Null)]),
    ]
}

fn terminate(child: &Child) {
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// The program is asked to end while this goes on; says how long that took.
#[expect(clippy::disallowed_methods, reason = "real time is what is measured")]
async fn ended(services: &Services, computer: &Computer, what: &str, rules: &[Value]) -> Duration {
    for rule in rules {
        services.control("POST", "/faults", rule.clone()).await;
    }
    let child = computer.spawn(&["sync", "--watch"]);
    tokio::time::sleep(Duration::from_secs(3)).await;
    terminate(&child);
    let asked = Instant::now();
    let ran = computer.finish(child);
    let took = asked.elapsed();
    assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
    services.control("DELETE", "/faults/all", Value::Null).await;
    took
}

#[test]
fn f9_the_program_ends_within_five_seconds_whatever_the_other_side_does() {
    in_session("quitting::f9_the_program_ends_within_five_seconds_whatever_the_other_side_does", async {
        for (what, rules) in troubles() {
            let services = Services::start(&["--no-throttle", "--company", "empty"]);
            services.bill("Harbor Dental", 6).await;
            let computer = Computer::new(services.base());
            computer.connect(&services).await;
            let first = ended(&services, &computer, what, &rules).await;
            computer.sync().fine();
            for invoice in services.open_invoices().await.iter().take(2) {
                services.pay(text(&invoice["Id"]), "succeed").await;
            }
            let later = ended(&services, &computer, what, &rules).await;
            println!("{what}: {first:?} in a first read, {later:?} later");
            assert!(first.max(later) < Duration::from_secs(5), "{what}: {first:?}, {later:?}");
            computer.sync().fine();
            assert_eq!(services.our_payments().await.len(), 2, "{what}");
            assert_eq!(computer.status()["tie_out"]["agrees"], true, "{what}");
        }
    });
}
