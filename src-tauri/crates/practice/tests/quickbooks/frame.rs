//! The frame around every call: faults on purpose, the log of requests, the clock.

use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use practice::faults::{FaultRule, Kind, Service};
use practice::{ClockMode, CompanyKind, Cut, Options, World};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::bench::{Bench, invoice};

/// What calls are sent with, and answered with.
type Body = Full<Bytes>;

async fn call(bench: &Bench, method: Method, path: &str, body: &Value) -> Result<Response<Body>, Cut> {
    let request = Request::builder()
        .method(method)
        .uri(format!("/quickbooks/v3/company/{}{path}", bench.realm))
        .header("authorization", format!("Bearer {}", bench.token))
        .body(Body::from(body.to_string()))
        .unwrap();
    bench.practice.door().oneshot(request).await
}

async fn bytes(response: Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

fn rule(kind: Kind, value: Option<Value>) -> FaultRule {
    FaultRule {
        service: Service::Quickbooks,
        method: Some("POST".into()),
        path: Some("/invoice".into()),
        kind,
        value,
        times: 1,
        every: None,
    }
}

fn arm(bench: &Bench, kind: Kind, value: Option<Value>) {
    bench.world(|world| world.faults.add(rule(kind, value)));
}

fn invoices(bench: &Bench) -> u64 {
    bench.query("select count(*) from Invoice")["totalCount"].as_u64().unwrap()
}

#[tokio::test]
async fn drop_before_does_nothing_and_drop_after_has_done_it() {
    let bench = Bench::sample();
    let before = invoices(&bench);
    for (kind, more) in [(Kind::Refuse, 0), (Kind::DropBefore, 0), (Kind::DropAfter, 1)] {
        arm(&bench, kind, None);
        let answer = call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await;
        assert_eq!(answer.unwrap_err(), Cut);
        assert_eq!(invoices(&bench), before + more, "{kind:?}");
    }
    let answer = call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap();
    assert_eq!(answer.status(), 200, "the rules are spent");
}

#[tokio::test]
async fn statuses_faults_garbage_and_halves() {
    let bench = Bench::sample();
    arm(&bench, Kind::Status, Some(json!(503)));
    assert_eq!(call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap().status(), 503);
    arm(&bench, Kind::Fault, Some(json!(6190)));
    let answer = call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap();
    assert_eq!(answer.status(), 400);
    let fault: Value = serde_json::from_slice(&bytes(answer).await).unwrap();
    assert_eq!(fault["Fault"]["Error"][0]["code"], "6190");
    arm(&bench, Kind::Fault, Some(json!("3001")));
    assert_eq!(call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap().status(), 429);
    arm(&bench, Kind::Garbage, None);
    let answer = call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(serde_json::from_slice::<Value>(&bytes(answer).await).is_err());
    let before = invoices(&bench);
    arm(&bench, Kind::Truncate, None);
    let answer = call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap();
    assert!(serde_json::from_slice::<Value>(&bytes(answer).await).is_err());
    assert_eq!(invoices(&bench), before + 1, "only the answer was spoiled");
}

#[tokio::test]
async fn a_delay_only_delays() {
    let bench = Bench::sample();
    arm(&bench, Kind::Delay, Some(json!(5)));
    let answer = call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    for (kind, value) in [(Kind::Delay, None), (Kind::Status, Some(json!(42))), (Kind::Fault, None)] {
        assert!(rule(kind, value).check().is_err());
    }
    let mut never = rule(Kind::Refuse, None);
    never.times = 0;
    assert!(never.check().is_err());
    assert!(rule(Kind::Refuse, None).check().is_ok());
}

#[tokio::test]
async fn the_log_tells_what_each_request_did() {
    let bench = Bench::sample();
    call(&bench, Method::POST, "/invoice?requestid=r-9", &invoice("15", 1)).await.unwrap();
    arm(&bench, Kind::DropAfter, None);
    call(&bench, Method::POST, "/invoice", &invoice("15", 1)).await.unwrap_err();
    call(&bench, Method::GET, "/preferences", &json!({})).await.unwrap();
    let entries: Vec<_> = bench.world(|world| world.log.since(0).cloned().collect());
    assert_eq!(entries.len(), 3);
    assert!(entries[0].effect.as_ref().unwrap().starts_with("created Invoice "));
    assert_eq!(entries[0].requestid.as_deref(), Some("r-9"));
    assert_eq!(entries[0].status, Some(200));
    assert_eq!((entries[1].status, entries[1].fault), (None, Some(Kind::DropAfter)));
    assert!(entries[1].effect.as_ref().unwrap().starts_with("created Invoice "));
    assert_eq!(entries[2].effect, None);
    assert!(entries[2].bytes > 100);
}

#[tokio::test]
async fn a_body_over_twelve_mebibytes_is_413() {
    let bench = Bench::sample();
    let request = Request::post(format!("/quickbooks/v3/company/{}/invoice", bench.realm))
        .body(Body::from(vec![b' '; practice::server::BODY_BYTES_MAX + 1]))
        .unwrap();
    assert_eq!(bench.practice.door().oneshot(request).await.unwrap().status(), 413);
}

#[tokio::test]
async fn practice_time_needs_no_token_and_follows_the_clock() {
    let bench = Bench::sample();
    bench.advance(90);
    let request = Request::get("/practice/time").body(Body::default()).unwrap();
    let answer = bench.practice.door().oneshot(request).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes(answer).await).unwrap();
    assert_eq!(body, json!({"practice": true, "now": "2026-08-04T12:01:30.000Z"}));
}

#[test]
fn a_real_clock_can_be_shifted() {
    let bench = Bench::new(Options::new(ClockMode::Real));
    let before = bench.world(|world| world.clock.now());
    bench.advance(86_400);
    let after = bench.world(|world| world.clock.now());
    assert!(after.duration_since(before).as_secs() >= 86_400);
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_not_the_clients_fault() {
    let bench = Bench::sample();
    let (id, secret) =
        bench.world(|world| (world.intuit.client_id.clone(), world.intuit.client_secret.clone()));
    let mut lost = rule(Kind::DropAfter, None);
    (lost.service, lost.path) = (Service::Intuit, None);
    bench.world(|world| world.faults.add(lost));
    let ask = || {
        let form = format!(
            "client_id={id}&client_secret={secret}&grant_type=refresh_token&refresh_token={}",
            bench.refresh
        );
        Request::post("/intuit/oauth2/v1/tokens/bearer").body(Body::from(form)).unwrap()
    };
    bench.practice.door().oneshot(ask()).await.unwrap_err();
    let again = bench.practice.door().oneshot(ask()).await.unwrap();
    assert_eq!(again.status(), 400);
    assert!(bench.violations().is_empty());
}

/// One of each kind that has a reader of its own.
fn write_further_kinds(bench: &Bench) {
    let line = serde_json::json!({"Amount": 5, "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "13"}, "CustomerRef": {"value": "15"}}});
    let sold = bench.post("/salesreceipt", invoice("15", 7));
    let linked = serde_json::json!({"Amount": 7,
        "LinkedTxn": [{"TxnId": sold["Id"], "TxnType": "SalesReceipt", "TxnLineId": "0"}]});
    bench.post("/deposit", serde_json::json!({"DepositToAccountRef": {"value": "35"}, "Line": [linked]}));
    for (path, body) in [
        ("estimate", invoice("15", 8)),
        ("bill", serde_json::json!({"VendorRef": {"value": "30"}, "Line": [line]})),
        (
            "transfer",
            serde_json::json!({"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "4"}, "Amount": 1}),
        ),
        (
            "attachable",
            serde_json::json!({"Note": "n", "AttachableRef": [{"EntityRef": {"type": "Vendor", "value": "30"}}]}),
        ),
        ("employee", serde_json::json!({"GivenName": "Kept"})),
        ("companycurrency", serde_json::json!({"Code": "NOK"})),
    ] {
        bench.post(&format!("/{path}"), body);
    }
}

#[test]
fn state_comes_back_from_the_data_directory() {
    let directory = tempfile::tempdir().unwrap();
    let open = || {
        let mut options = Options::quiet(CompanyKind::Sample);
        options.data = Some(directory.path().to_owned());
        Bench::new(options)
    };
    let bench = open();
    bench.advance(120);
    bench.world(World::save_clock);
    let made = bench.post("/invoice?requestid=r-1", invoice("15", 10));
    let paid = bench.payment("15", 4, &made);
    bench.post("/payment?operation=delete", crate::bench::stub(&paid));
    let second = bench.payment("15", 10, &made);
    bench.post("/deposit", Bench::deposit_body(&[&second]));
    write_further_kinds(&bench);
    let state =
        |bench: &Bench| bench.world(|world| practice::quickbooks::state_json(world)["companies"].clone());
    let before = state(&bench);
    let (token, refresh) = (bench.token.clone(), bench.refresh.clone());
    drop(bench);

    let bench = open();
    assert_eq!(state(&bench), before);
    assert_eq!((bench.token.clone(), bench.refresh.clone()), (token, refresh));
    assert_eq!(bench.world(|world| world.clock.now()).to_string(), "2026-08-04T12:02:00Z");
    assert_eq!(bench.post("/invoice?requestid=r-1", invoice("15", 10)), made, "replayed");
    let next = bench.invoice("15", 1);
    assert!(
        next["Id"].as_str().unwrap().parse::<u64>().unwrap()
            > second["Id"].as_str().unwrap().parse::<u64>().unwrap() + 1
    );
    drop(bench);

    // A torn last line is dropped; the rest is there.
    let log = directory.path().join("changes.log");
    let mut bytes = std::fs::read(&log).unwrap();
    bytes.extend_from_slice(b"[[\"quickbooks/9341450000000001/records\",\"Invoice:1\",{\"Inv");
    std::fs::write(&log, bytes).unwrap();
    let bench = open();
    assert_eq!(bench.reread("invoice", &next)["Id"], next["Id"]);
    drop(bench);

    // A damaged line in the middle is not guessed around.
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, text.replacen("\"Invoice\":{", "\"Invoice\":[", 1)).unwrap();
    let mut options = Options::quiet(CompanyKind::Sample);
    options.data = Some(directory.path().to_owned());
    assert!(practice::Practice::new(options).is_err());
}
