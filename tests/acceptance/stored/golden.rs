//! Values that other computers, QuickBooks, or databases know: made from the same things they stay the same, byte for
//! byte.

use std::collections::BTreeMap;

use engine::facts;
use engine::hold::HoldDraft;
use engine::intent::Action;
use engine::link::{Link, PaymentFinding, PayoutFinding};
use engine::ports::{CustomerBody, InvoiceBody};
use engine::reference::{payment_reference, request_id};
use engine::subject::Subject;
use serde_json::{Value, from_value};

use super::opening::{Stored, folder, json_of};
use crate::text;

/// What the fixture holds of such values, by kind.
pub(super) fn values(what: &str) -> Vec<(Value, String)> {
    let all = json_of(&folder().join("golden.json"));
    let of_kind = all.as_array().unwrap().iter().filter(|value| value["what"] == what);
    of_kind.map(|value| (value["inputs"].clone(), text(&value["value"]).to_owned())).collect()
}

/// Each value is made again from what it was made from; returns how many there are.
fn stays(what: &str, make: impl Fn(&Value) -> String) -> usize {
    let values = values(what);
    for (inputs, value) in &values {
        assert_eq!(make(inputs), *value, "{what} of {inputs:#}");
    }
    assert!(!values.is_empty(), "no {what}");
    values.len()
}

#[test]
fn p6_references_and_request_ids_stay() {
    stays("payment_reference", |inputs| {
        payment_reference(&text(&inputs["payment"]).into(), &text(&inputs["customer"]).into())
    });
    stays("request_id", |inputs| {
        let generation = inputs["generation"].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap();
        request_id(&text(&inputs["realm"]).into(), text(&inputs["intent"]), generation)
    });
}

#[test]
fn p6_slots_and_fingerprints_of_every_action_stay() {
    let action = |inputs: &Value| from_value::<Action>(inputs.clone()).unwrap();
    stays("slot", |inputs| action(inputs).slot().to_string());
    // What Alternative is told in words is no fact: such a report may go out once more, which changes nothing there.
    let in_words = |inputs: &Value| {
        inputs
            .as_object()
            .and_then(|action| action.values().next())
            .is_some_and(|of| of["report"].is_object())
    };
    for (inputs, value) in values("fingerprint").into_iter().filter(|(inputs, _)| !in_words(inputs)) {
        assert_eq!(facts::of_action(&action(&inputs)), value, "{inputs:#}");
    }
    let mut kinds = BTreeMap::<String, usize>::new();
    for (inputs, _) in values("slot") {
        let name = inputs.as_str().or_else(|| inputs.as_object()?.keys().next().map(String::as_str));
        *kinds.entry(name.unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!(kinds.len(), 11, "one kind of action each: {kinds:?}");
}

#[test]
fn holds_keep_their_ids() {
    assert!(stays("hold_id", |inputs| from_value::<HoldDraft>(inputs.clone()).unwrap().key()) > 40);
}

#[test]
fn what_was_found_or_refused_keeps_its_fingerprint() {
    stays("payment_finding", |inputs| {
        facts::of_payment_finding(&from_value::<PaymentFinding>(inputs.clone()).unwrap())
    });
    stays("payout_finding", |inputs| {
        facts::of_payout_finding(&from_value::<PayoutFinding>(inputs.clone()).unwrap())
    });
    stays("refused_customer", |inputs| {
        facts::of_customer(&from_value::<CustomerBody>(inputs.clone()).unwrap())
    });
    let body = |inputs: &Value| from_value::<InvoiceBody>(inputs.clone()).unwrap();
    stays("refused_invoice", |inputs| facts::of_invoice(&body(inputs)));
    stays("content", |inputs| facts::of_content(&body(inputs)));
}

/// What a person decided about these very facts; `choices` looks at what it comes to.
#[tokio::test]
async fn what_was_kept_out_let_through_or_waited_on_is_kept_by_the_same_fingerprint() {
    for what in ["kept_out", "let_through", "waits_on"] {
        let values = values(what);
        assert_eq!(values.len(), 2, "pressed, and settled");
        for (inputs, value) in values {
            let stored = Stored::open(text(&inputs["company"])).await;
            stored.world.sync_for(5).await;
            let subject: Subject = text(&inputs["subject"]).parse().unwrap();
            let (store, company) = (&stored.world.store, &stored.world.company);
            let link = store.links(company, &[subject]).await.unwrap().remove(0).1;
            let kept = match link {
                Link::Invoice(link) if what == "kept_out" => link.kept_out,
                Link::Invoice(link) => link.let_through,
                Link::Payout(link) => link.waits_on,
                _ => None,
            };
            assert_eq!(kept, Some(value), "{inputs}");
        }
    }
}
