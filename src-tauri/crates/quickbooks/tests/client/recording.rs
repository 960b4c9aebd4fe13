//! Recording payments and deposits in a practice company.

use engine::fault::FaultKind;
use engine::ports::{
    AccountDraft, AccountUse, Books, DepositDraft, DepositLineDraft, Entity, Look, Page, PageFilter,
    PaymentDraft, PaymentLineDraft,
};
use engine::record::{Record, RecordRef};
use jiff::SignedDuration;
use ledger::books::{AccountKind, Payment};
use ledger::{MinorUnits, books};
use practice::CompanyKind;
use serde_json::{Value, json};
use transport::Method;

use crate::office::{Office, all};
use crate::practised::invoices;

async fn accounts(office: &Office, kind: AccountKind) -> Vec<books::AccountId> {
    let page = office.books.page(&all(Entity::Account)).await.unwrap();
    page.records
        .iter()
        .filter_map(|read| match &read.record {
            Record::BooksAccount(account) if account.kind == kind => Some(account.id.clone()),
            _ => None,
        })
        .collect()
}

/// Pays an open invoice in full, as the engine would.
async fn draft(office: &Office, reference: &str) -> PaymentDraft {
    let invoice = invoices(office, PageFilter::OpenInvoices).await.remove(0);
    let undeposited = accounts(office, AccountKind::UndepositedFunds).await.remove(0);
    let today =
        office.practice.with_world(|world| world.clock.now()).to_zoned(jiff::tz::TimeZone::UTC).date();
    PaymentDraft {
        customer: invoice.customer,
        date: today,
        currency: invoice.currency,
        multi_currency: false,
        reference: reference.to_owned(),
        note: "Alternative payment 7f".to_owned(),
        deposit_to: undeposited,
        lines: vec![PaymentLineDraft { invoice: invoice.id, amount: invoice.balance }],
        total: invoice.balance,
    }
}

async fn payment(office: &Office, id: &books::PaymentId) -> Payment {
    let read = office.books.read(&RecordRef::books_payment(id)).await.unwrap();
    let Record::BooksPayment(payment) = read.record else { panic!("another record") };
    payment
}

async fn by_reference(office: &Office, reference: &str) -> usize {
    office.books.look(&[Look::PaymentsByReference(reference.to_owned())]).await.unwrap()[0].rows
}

#[tokio::test]
async fn p1_p6_a_payment_is_recorded_once_however_often_it_is_sent() {
    let office = Office::signed_in(CompanyKind::Msp);
    let draft = draft(&office, "AP-ABCDEFGH23456789").await;
    let first = office.books.create_payment(&draft, "request-1").await.unwrap();
    let again = office.books.create_payment(&draft, "request-1").await.unwrap();
    assert_eq!(first.id, again.id);
    assert!(first.trace.is_some());
    assert_eq!(by_reference(&office, &draft.reference).await, 1);

    let recorded = payment(&office, &first.id).await;
    assert_eq!(
        (recorded.total, recorded.date, &recorded.customer),
        (draft.total, draft.date, &draft.customer)
    );
    assert_eq!(
        (recorded.reference.as_deref(), recorded.note.as_deref()),
        (Some("AP-ABCDEFGH23456789"), Some("Alternative payment 7f"))
    );
    assert_eq!(recorded.deposit_to, Some(draft.deposit_to.clone()));
    assert!(recorded.applied[0].pays(&draft.lines[0].invoice), "{recorded:?}");
    let page = office.books.look(&[Look::Invoices(vec![draft.lines[0].invoice.clone()])]).await.unwrap();
    let Record::BooksInvoice(invoice) = &page[0].records[0].record else { panic!("another record") };
    assert_eq!(invoice.balance, MinorUnits::ZERO);

    // The bookkeeper's own eyes: the payment among the customer's, ours among ours.
    let looks = [
        Look::PaymentsOfCustomer { customer: draft.customer.clone(), from: draft.date, to: draft.date },
        Look::Payments(vec![first.id.clone()]),
        Look::Customers(vec![draft.customer.clone()]),
    ];
    let pages = office.books.look(&looks).await.unwrap();
    assert!(pages.iter().all(|page| page.rows == 1), "{pages:?}");
    let ours = Page { filter: PageFilter::OurPayments, ..all(Entity::Payment) };
    assert!(
        office
            .books
            .page(&ours)
            .await
            .unwrap()
            .records
            .iter()
            .any(|read| read.record.reference().id == first.id.as_str())
    );
}

#[tokio::test]
async fn p6_a_lost_answer_is_unknown_and_the_same_request_finds_out() {
    let office = Office::signed_in(CompanyKind::Msp);
    let draft = draft(&office, "AP-LOSTLOSTLOSTLOST").await;
    for (kind, recorded) in [("drop_before", 0), ("drop_after", 1)] {
        office.fault("POST", "/payment", kind, Value::Null).await;
        let lost = office.books.create_payment(&draft, "request-1").await.unwrap_err();
        assert_eq!((&lost.kind, lost.kind.is_definite()), (&FaultKind::Unanswered, false));
        assert_eq!(by_reference(&office, &draft.reference).await, recorded, "{kind}");
    }
    let found = office.books.create_payment(&draft, "request-1").await.unwrap();
    assert_eq!(by_reference(&office, &draft.reference).await, 1);
    assert_eq!(payment(&office, &found.id).await.total, draft.total);
}

#[tokio::test]
async fn d3_a_deposit_takes_payments_and_fees_and_then_the_payment_is_frozen() {
    let office = Office::signed_in(CompanyKind::Msp);
    let draft = draft(&office, "AP-DEPOSITDEPOSIT22").await;
    let paid = office.books.create_payment(&draft, "request-1").await.unwrap();
    let fees = office
        .books
        .create_account(
            &AccountDraft { name: "Alternative Payments Fees".into(), used_for: AccountUse::Fees },
            "request-2",
        )
        .await
        .unwrap();
    let named = office
        .books
        .look(&[Look::AccountsNamed(vec!["Alternative Payments Fees".into(), "Nobody's".into()])])
        .await
        .unwrap();
    let Record::BooksAccount(account) = &named[0].records[0].record else { panic!("another record") };
    assert_eq!((named[0].rows, &account.id, account.kind), (1, &fees.id, AccountKind::Expense));

    let bank = accounts(&office, AccountKind::Bank).await.remove(0);
    let deposit = DepositDraft {
        account: bank.clone(),
        date: draft.date,
        currency: draft.currency,
        multi_currency: false,
        note: "Alternative payout po_77".into(),
        lines: vec![
            DepositLineDraft::Payment { payment: paid.id.clone(), amount: draft.total },
            DepositLineDraft::Direct {
                account: fees.id.clone(),
                amount: MinorUnits(-784),
                customer: Some(draft.customer.clone()),
                description: "Processing fee".into(),
            },
        ],
    };
    let written = office.books.create_deposit(&deposit, "request-3").await.unwrap();
    assert_eq!(office.books.create_deposit(&deposit, "request-3").await.unwrap().id, written.id);
    let read = office.books.read(&RecordRef::books_deposit(&written.id)).await.unwrap();
    let Record::BooksDeposit(read) = read.record else { panic!("another record") };
    assert_eq!(
        (read.total, read.account, read.note.as_deref()),
        (deposit.total(), bank, Some("Alternative payout po_77"))
    );
    assert_eq!(read.lines[0].payment, Some(paid.id.clone()));
    assert_eq!((&read.lines[1].account, &read.lines[1].customer), (&Some(fees.id), &Some(draft.customer)));

    let frozen = payment(&office, &paid.id).await;
    assert_eq!(frozen.deposit, Some(written.id));
    let refused = office.books.delete_payment(&paid.id, frozen.version, "request-4").await.unwrap_err();
    assert_eq!(refused.kind, FaultKind::Deposited);
}

#[tokio::test]
async fn p7_a_payment_is_deleted_only_at_its_newest_version() {
    let office = Office::signed_in(CompanyKind::Msp);
    let before = office.practice.with_world(|world| world.clock.now());
    let draft = draft(&office, "AP-DELETE").await;
    let paid = office.books.create_payment(&draft, "request-1").await.unwrap();
    let version = payment(&office, &paid.id).await.version;
    let stale = office.books.delete_payment(&paid.id, version + 7, "request-2").await.unwrap_err();
    assert_eq!(stale.kind, FaultKind::Stale);
    office.books.delete_payment(&paid.id, version, "request-3").await.unwrap();

    let reference = RecordRef::books_payment(&paid.id);
    assert_eq!(office.books.read(&reference).await.unwrap_err().kind, FaultKind::NotFound);
    assert_eq!(
        office.books.delete_payment(&paid.id, version, "request-4").await.unwrap_err().kind,
        FaultKind::NotFound
    );
    let since = before - SignedDuration::from_mins(5);
    let changes = office.books.changes(&[Entity::Invoice, Entity::Payment], since).await.unwrap();
    assert!(changes.gone.iter().any(|gone| gone.reference == reference), "{changes:?}");
    assert!(
        changes
            .records
            .iter()
            .any(|read| read.record.reference() == RecordRef::books_invoice(&draft.lines[0].invoice))
    );
    assert_eq!(changes.unreadable, []);
    office.assert_no_violations().await;
}

#[tokio::test]
async fn d7_closed_books_refuse_with_their_own_fault() {
    let office = Office::signed_in(CompanyKind::Msp);
    let draft = draft(&office, "AP-CLOSEDCLOSED2345").await;
    let path = format!("/quickbooks/{}/close-books", office.realm);
    office.control(Method::POST, &path, &json!({"date": draft.date.to_string()})).await;
    assert_eq!(office.books.company().await.unwrap().closed_until, Some(draft.date));
    let refused = office.books.create_payment(&draft, "request-1").await.unwrap_err();
    assert_eq!((refused.kind, refused.evidence.code.as_deref()), (FaultKind::PeriodClosed, Some("6210")));
}
