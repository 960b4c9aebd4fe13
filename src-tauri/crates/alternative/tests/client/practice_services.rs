//! The client against the practice services, in process: a company from connecting to its payout in the bank.

use std::sync::{Arc, Mutex};

use alternative::{Alternative, check_key};
use engine::fault::FaultKind;
use engine::ports::{Installation, InvoiceBody, Processor, Version};
use engine::record::{Read, Record, RecordRef};
use ledger::alternative::{
    ArchiveReason, ArchivedBy, Customer, Integration, Invoice, LinkState, Owner, Payment, PaymentId,
    PaymentReport, PaymentStatus, Payout, PayoutReport, PayoutStatus,
};
use ledger::{MinorUnits, RealmId};
use practice::alternative::Platform;
use practice::faults::{FaultRule, Kind, Service};
use practice::{CompanyKind, Options, Practice};
use transport::{HttpRequest, HttpResponse, InProcess, Transport, TransportError};

use crate::calls::{customer_body, invoice_body};
use crate::scripted::{API, Still, client};

/// Practice services with one partner account, and a client of it.
struct World {
    practice: Practice,
    client: Alternative,
}

/// Passes everything on and keeps the answers.
struct Tapped(InProcess<practice::Door>, Mutex<Vec<HttpResponse>>);

#[async_trait::async_trait]
impl Transport for Tapped {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let answer = self.0.send(request).await?;
        self.1.lock().unwrap().push(answer.clone());
        Ok(answer)
    }
}

fn world_with(change: impl FnOnce(&mut Options)) -> World {
    let mut options = Options::quiet(CompanyKind::Empty);
    change(&mut options);
    let practice = Practice::new(options).unwrap();
    let (id, secret) = practice.with_world(|world| {
        let partner = world.partners().next().unwrap();
        (partner.client_id.clone(), partner.client_secret.clone())
    });
    let client = client(Arc::new(InProcess::new(practice.door())), &id, &secret);
    World { practice, client }
}

fn world() -> World {
    world_with(|_| ())
}

/// Version 1 of a record, unless said otherwise.
const FIRST: Version = Version { version: 1, mapping_revision: 0 };

impl World {
    /// What a payer, a bank or a dashboard user does.
    fn act<T>(
        &self,
        act: impl FnOnce(&mut Platform, jiff::Timestamp) -> Result<T, practice::alternative::Refusal>,
    ) -> T {
        self.practice.with_world(|world| {
            let now = world.clock.now();
            act(world.platforms.values_mut().next().unwrap(), now).unwrap()
        })
    }

    async fn connect(&self) -> Integration {
        let installation = Installation { id: "i-1".to_owned(), name: "Front desk".to_owned() };
        self.client.connect(&RealmId::from("4620816365"), "Northwind MSP", &installation).await.unwrap()
    }

    /// A connected company with customer 58 and invoice 204 over 480.10.
    async fn with_an_invoice() -> Self {
        let world = world();
        world.connect().await;
        world.client.put_customer(&"58".into(), FIRST, &customer_body()).await.unwrap();
        world.client.put_invoice(&"204".into(), FIRST, &bill()).await.unwrap();
        world
    }

    /// A payer pays invoice 204 in full.
    fn pay(&self, outcome: &str) -> PaymentId {
        let body = object(&format!(
            r#"{{"allocations":[{{"qbo_invoice_id":"204"}}],"outcome":"{outcome}","fee":{{"amount":1.00,"covered_by_customer":false}}}}"#
        ));
        let payment = self.act(|platform, now| platform.pay(&body, now));
        payment["id"].as_str().unwrap().into()
    }
}

fn object(text: &str) -> practice::alternative::act::Body {
    serde_json::from_str(text).unwrap()
}

fn bill() -> InvoiceBody {
    invoice_body(&"58".into(), 48_010)
}

macro_rules! read_as {
    ($($name:ident, $variant:ident => $type:ty;)*) => {
        $(fn $name(read: Read<Record>) -> $type {
            match read.record {
                Record::$variant(record) => record,
                other => panic!("{other:?}"),
            }
        })*
    };
}

read_as! {
    customer, AlternativeCustomer => Customer;
    invoice, AlternativeInvoice => Invoice;
    payment, AlternativePayment => Payment;
    payout, AlternativePayout => Payout;
}

#[tokio::test]
async fn n2_connecting_and_disconnecting() {
    let world = world();
    let before = world.client.integration().await.unwrap();
    assert_eq!((before.realm, before.other_link), (None, false));
    assert!(before.capabilities.iter().any(|name| name == "invoices.upsert"), "{:?}", before.capabilities);

    let state = world.connect().await;
    assert_eq!(state.realm, Some(RealmId::from("4620816365")));
    assert_eq!(state.company_name.as_deref(), Some("Northwind MSP"));

    let installation = Installation { id: "i-2".to_owned(), name: "Office".to_owned() };
    let other = world.client.connect(&RealmId::from("77"), "Other Ltd", &installation).await.unwrap_err();
    assert_eq!(other.kind, FaultKind::AlreadyConnected);

    assert_eq!(world.client.disconnect().await.unwrap().realm, None);
    let fault = world.client.customers(None).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotConnected);
}

#[tokio::test]
async fn n8_the_built_in_link_stands_in_the_way() {
    let world = world();
    world.act(|platform, now| platform.act("integration", &object(r#"{"action":"set_other_link"}"#), now));
    assert!(world.client.integration().await.unwrap().other_link);
    let installation = Installation { id: "i-1".to_owned(), name: "Front desk".to_owned() };
    let fault = world.client.connect(&RealmId::from("1"), "A", &installation).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::OtherLinkActive);
}

#[tokio::test]
async fn a_server_without_the_contract_is_told_from_a_wrong_key() {
    let world = world_with(|options| options.documented_only = true);
    assert_eq!(world.client.integration().await.unwrap_err().kind, FaultKind::NotOffered);
    assert!(world.client.all_customers(None).await.unwrap().records.is_empty());
    let (id, secret) = world.practice.with_world(|world| {
        let partner = world.partners().next().unwrap();
        (partner.client_id.clone(), partner.client_secret.clone())
    });
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(world.practice.door()));
    let clock = Still::at("2026-08-04T12:00:00Z");
    assert_eq!(check_key(API, &id, &secret.into(), transport.clone(), clock.clone()).await, Ok(None));
    let wrong = check_key(API, &id, &"wrong".into(), transport, clock).await.unwrap_err();
    assert_eq!(wrong.kind, FaultKind::KeyRefused);
}

#[tokio::test]
async fn c1_c3_a_customer_is_written_archived_and_restored() {
    let world = world();
    world.connect().await;
    let id = "58".into();
    assert_eq!(world.client.customer(&id).await.unwrap_err().kind, FaultKind::NotFound);

    let written = customer(world.client.put_customer(&id, FIRST, &customer_body()).await.unwrap());
    assert_eq!(
        (written.qbo_id.clone(), written.owner, written.version),
        (Some(id.clone()), Owner::Quickbooks, 1)
    );
    assert_eq!(written.name, "Lakeside Vet");
    // The same again is no change; another body in the same version is a conflict; an older version is stale.
    let again = customer(world.client.put_customer(&id, FIRST, &customer_body()).await.unwrap());
    assert_eq!(again, written);
    let mut renamed = customer_body();
    renamed.display_name = "Lakeside Animal Clinic".to_owned();
    let conflict = world.client.put_customer(&id, FIRST, &renamed).await.unwrap_err();
    assert_eq!(conflict.kind, FaultKind::VersionConflict);
    let stale = world.client.put_customer(&id, Version::default(), &renamed).await.unwrap_err();
    assert_eq!(stale.kind, FaultKind::Stale);
    let revised = Version { mapping_revision: 1, ..FIRST };
    let renamed = customer(world.client.put_customer(&id, revised, &renamed).await.unwrap());
    assert_eq!((renamed.name.as_str(), renamed.mapping_revision), ("Lakeside Animal Clinic", 1));

    let archived = customer(world.client.archive_customer(&id, ArchiveReason::Merged).await.unwrap());
    assert_eq!(
        (archived.archived_by, archived.archive_reason),
        (Some(ArchivedBy::Companion), Some(ArchiveReason::Merged))
    );
    let documented = customer(world.client.customer_by_id(&archived.id).await.unwrap());
    assert_eq!(
        (documented.qbo_id, documented.owner),
        (None, Owner::Alternative),
        "the documented object has no mapping"
    );
    assert!(!customer(world.client.restore_customer(&id).await.unwrap()).archived);
}

#[tokio::test]
async fn i1_i3_an_invoice_is_taken_to_the_cent_or_refused_in_words() {
    let world = World::with_an_invoice().await;
    let taken = invoice(world.client.invoice(&"204".into()).await.unwrap());
    assert_eq!((taken.total, taken.outstanding), (MinorUnits(48_010), Some(MinorUnits(48_010))));
    assert_eq!((taken.number.as_deref(), taken.version), (Some("2204"), 1));
    assert_eq!(invoice(world.client.invoice_by_id(&taken.id).await.unwrap()).total, taken.total);

    let second = Version { version: 2, mapping_revision: 0 };
    let crooked = InvoiceBody { total: MinorUnits(48_011), ..bill() };
    let refused = world.client.put_invoice(&"204".into(), second, &crooked).await.unwrap_err();
    assert_eq!((refused.kind, refused.evidence.status), (FaultKind::Refused, Some(422)));
    assert!(refused.evidence.message.unwrap().contains("480.1"), "the platform's own words");

    let unknown = invoice_body(&"999".into(), 100);
    let fault = world.client.put_invoice(&"205".into(), FIRST, &unknown).await.unwrap_err();
    assert!(fault.evidence.message.unwrap().contains("999"));

    let archived = invoice(world.client.archive_invoice(&"204".into(), ArchiveReason::Voided).await.unwrap());
    assert_eq!((archived.status.as_str(), archived.archived), ("ARCHIVED", true));
    assert!(!invoice(world.client.restore_invoice(&"204".into()).await.unwrap()).archived);
}

#[tokio::test]
async fn n7_a_record_of_another_integration_is_only_read() {
    let world = World::with_an_invoice().await;
    let body = object(r#"{"action":"set_owner","qbo_id":"204","owner":"other_integration"}"#);
    world.act(|platform, now| platform.act("invoice", &body, now));
    assert_eq!(invoice(world.client.invoice(&"204".into()).await.unwrap()).owner, Owner::OtherIntegration);
    let second = Version { version: 2, mapping_revision: 0 };
    let fault = world.client.put_invoice(&"204".into(), second, &bill()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::OwnedElsewhere);
}

#[tokio::test]
async fn i13_a_pdf_travels_with_its_digest() {
    let world = World::with_an_invoice().await;
    world.client.put_pdf(&"204".into(), b"%PDF-1.7\n%an invoice\n").await.unwrap();
    world.client.put_pdf(&"204".into(), b"%PDF-1.7\n%an invoice\n").await.unwrap();
    let fault = world.client.put_pdf(&"204".into(), b"<html>slow down</html>").await.unwrap_err();
    assert_eq!((fault.kind, fault.evidence.status), (FaultKind::Refused, Some(415)));
    let missing = world.client.put_pdf(&"9".into(), b"%PDF-1.7\n").await.unwrap_err();
    assert_eq!(missing.kind, FaultKind::NotFound);
}

#[tokio::test]
async fn i11_a_payment_in_progress_holds_the_invoice_still() {
    let world = World::with_an_invoice().await;
    let id = world.pay("hang");
    let read = payment(world.client.payment(&id).await.unwrap());
    assert_eq!((read.status, read.sub_total), (PaymentStatus::Processing, MinorUnits(48_010)));
    let second = Version { version: 2, mapping_revision: 0 };
    let larger = invoice_body(&"58".into(), 50_000);
    let fault = world.client.put_invoice(&"204".into(), second, &larger).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::PaymentInProgress);
    let fault = world.client.archive_invoice(&"204".into(), ArchiveReason::Deleted).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::PaymentInProgress);
}

#[tokio::test]
async fn p1_d3_from_a_payment_to_the_payout_in_the_bank() {
    let world = World::with_an_invoice().await;
    let start = world.client.events(None, 100, 0).await.unwrap();
    let id = world.pay("succeed");

    // The feed says where to look.
    let news = world.client.events(start.end_cursor.as_deref(), 100, 25).await.unwrap();
    assert!(
        news.events
            .iter()
            .any(|event| event.payment.as_ref() == Some(&id) && event.qbo_invoice == Some("204".into()))
    );
    assert!(news.events.iter().any(|event| event.topic == "payment_succeeded"
        && event.entity == Some(RecordRef::alternative_payment(&id))));

    let paid = payment(world.client.payment(&id).await.unwrap());
    assert_eq!((paid.status, paid.allocations.len()), (PaymentStatus::Succeeded, 1));
    assert_eq!(paid.allocations[0].qbo_invoice, Some("204".into()));
    let listed = world.client.payments(Some(paid.created_at), None).await.unwrap();
    assert_eq!(listed.records.into_iter().map(payment).collect::<Vec<_>>(), [paid]);

    let report = PaymentReport {
        qbo_payments: vec!["771".into()],
        state: LinkState::Recorded,
        detail: Some("Recorded in Undeposited Funds".to_owned()),
    };
    world.client.report_payment(&id, &report).await.unwrap();
    assert_eq!(payment(world.client.payment(&id).await.unwrap()).reported, Some(report));

    let bundled = world.act(|platform, now| platform.bundle(&object("{}"), now));
    let payout_id = bundled["id"].as_str().unwrap().into();
    assert_eq!(payout(world.client.payout(&payout_id).await.unwrap()).status, PayoutStatus::Pending);
    world.act(|platform, now| platform.act_on_payout(payout_id.as_str(), "pay", &object("{}"), now));
    let arrived = payout(world.client.payout(&payout_id).await.unwrap());
    assert!(arrived.adds_up());
    assert_eq!(
        (arrived.status, arrived.total, arrived.lines.len()),
        (PayoutStatus::Succeeded, MinorUnits(47_910), 2)
    );

    let report = PayoutReport { qbo_deposit: Some("812".into()), state: LinkState::Recorded, detail: None };
    world.client.report_payout(&payout_id, &report).await.unwrap();
    let listed = world.client.payouts(None, None).await.unwrap();
    assert_eq!(payout(listed.records.into_iter().next().unwrap()).reported, Some(report));
    assert_eq!(payment(world.client.payment(&id).await.unwrap()).payout, Some(payout_id));

    let violations = world.practice.with_world(|world| world.violations.len());
    assert_eq!(violations, 0, "a good client never does these");
}

#[tokio::test]
async fn p15_a_report_without_an_id_is_refused_in_words() {
    let world = World::with_an_invoice().await;
    let id = world.pay("succeed");
    let empty = PaymentReport { qbo_payments: vec![], state: LinkState::Recorded, detail: None };
    let fault = world.client.report_payment(&id, &empty).await.unwrap_err();
    assert_eq!(
        (fault.kind, fault.evidence.code.as_deref()),
        (FaultKind::Refused, Some("unprocessable_entity"))
    );
}

#[tokio::test]
async fn a_long_list_is_walked_by_its_cursors() {
    let world = world();
    world.connect().await;
    for id in 1..=230 {
        world.client.put_customer(&id.to_string().into(), FIRST, &customer_body()).await.unwrap();
    }
    for documented in [false, true] {
        let (mut after, mut ids) = (None, Vec::new());
        loop {
            let page = if documented {
                world.client.all_customers(after.as_deref()).await.unwrap()
            } else {
                world.client.customers(after.as_deref()).await.unwrap()
            };
            assert!(page.unreadable.is_empty());
            ids.extend(page.records.into_iter().map(|read| customer(read).id));
            after = page.end_cursor;
            if !page.more {
                break;
            }
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 230);
    }
}

#[tokio::test]
async fn f1_a_long_poll_rings_when_something_happens() {
    let world = World::with_an_invoice().await;
    let quiet = world.client.events(None, 100, 0).await.unwrap();
    let wait = world.client.events(quiet.end_cursor.as_deref(), 100, 25);
    let ring = async {
        tokio::task::yield_now().await;
        world.pay("hang")
    };
    let (news, _) = tokio::join!(wait, ring);
    assert!(!news.unwrap().events.is_empty());
}

#[tokio::test]
async fn p6_a_write_whose_answer_is_lost_may_be_sent_again() {
    let world = World::with_an_invoice().await;
    let cases = [
        (Kind::DropBefore, None, FaultKind::Unanswered),
        (Kind::DropAfter, None, FaultKind::Unanswered),
        (Kind::Garbage, None, FaultKind::Unreadable),
        (Kind::Truncate, None, FaultKind::Unreadable),
        (Kind::Status, Some(503.into()), FaultKind::Unavailable),
        (Kind::Fault, Some("429".into()), FaultKind::Throttled { wait_seconds: Some(1) }),
    ];
    for (number, (kind, value, expected)) in (2..).zip(cases) {
        let rule = FaultRule {
            service: Service::Alternative,
            method: Some("PUT".to_owned()),
            path: None,
            kind,
            value,
            times: 1,
            every: None,
        };
        world.practice.with_world(|world| world.faults.add(rule));
        let version = Version { version: number, mapping_revision: 0 };
        let fault = world.client.put_invoice(&"204".into(), version, &bill()).await.unwrap_err();
        assert_eq!(fault.kind, expected, "{kind:?}");
        let taken = invoice(world.client.put_invoice(&"204".into(), version, &bill()).await.unwrap());
        assert_eq!((taken.version, taken.outstanding), (number, Some(MinorUnits(48_010))));
    }
}

#[tokio::test]
async fn no_answer_of_the_practice_services_is_lost_in_translation() {
    let practice = Practice::new(Options::quiet(CompanyKind::Empty)).unwrap();
    let (id, secret) = practice.with_world(|world| {
        let partner = world.partners().next().unwrap();
        (partner.client_id.clone(), partner.client_secret.clone())
    });
    let tapped = Arc::new(Tapped(InProcess::new(practice.door()), Mutex::default()));
    let client = client(tapped.clone(), &id, &secret);
    let installation = Installation { id: "i-1".to_owned(), name: "Front desk".to_owned() };
    client.connect(&RealmId::from("1"), "A", &installation).await.unwrap();
    let read = client.put_customer(&"58".into(), FIRST, &customer_body()).await.unwrap();
    let answers = tapped.1.lock().unwrap();
    assert_eq!(answers.last().unwrap().body, read.raw.as_bytes());
}
