//! After a day of honest services nothing differs unseen: what is not known was read, both sides were compared, and no more
//! was archived than a person was asked about.

use engine::comparing::Comparisons;
use engine::documents;
use engine::ports::HoldQuery;
use engine::record::{RecordKind, RecordRef};
use engine::subject::Subject;
use jiff::{SignedDuration, Timestamp};

use crate::facts::Facts;
use crate::scene::Scene;

/// So many archives a day are not asked about (rule I16); no company here has so many invoices that more are.
const FEW: usize = 10;
/// How long an archive counts.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn judge(scene: &Scene, facts: &Facts) -> Vec<String> {
    let mut problems = Vec::new();
    for (at, computer) in scene.computers.iter().enumerate() {
        let (store, company) = (computer.store(), &computer.world.company);
        let now = computer.world.now();
        let comparisons: Comparisons = documents::read(store.as_ref(), company).await.unwrap();
        if !comparisons.is_fresh(now) {
            problems.push(format!("F5: computer {at} compared both sides no more: {comparisons:?}"));
        }
        let holds = store.holds(company, &HoldQuery::Open).await.unwrap();
        let waits = store.waits(company, 10_000).await.unwrap();
        let subjects = holds.into_iter().map(|hold| hold.draft.subject);
        for subject in subjects.chain(waits.into_iter().map(|(subject, _)| subject)) {
            if let Subject::Unread(reference) = &subject
                && is_there(facts, reference)
            {
                problems.push(format!("F8: computer {at} does not know {subject}, which can be read again"));
            }
        }
        let archived = computer.archived();
        let asked = archived.iter().filter(|(_, invoice)| {
            let subject = Subject::Invoice(invoice.as_str().into());
            !scene.actions.let_through.contains(&(at, subject))
        });
        let times: Vec<Timestamp> = asked.map(|(when, _)| *when).collect();
        let within = |from: Timestamp| {
            times.iter().filter(|to| (SignedDuration::ZERO..A_DAY).contains(&to.duration_since(from))).count()
        };
        let most = times.iter().map(|from| within(*from)).max().unwrap_or(0);
        if most > FEW {
            problems.push(format!("I16: computer {at} archived {most} invoices in a day, and asked nobody"));
        }
    }
    problems
}

/// Whether a record exists: what is named by a lie alone can never be read.
fn is_there(facts: &Facts, reference: &RecordRef) -> bool {
    let id = reference.id.as_str();
    let kept = |list: &str| facts.kept(list).iter().any(|row| row["id"] == id || row["qbo_id"] == id);
    match reference.kind {
        RecordKind::BooksCustomer => facts.record("Customer", id).is_some(),
        RecordKind::BooksInvoice => facts.record("Invoice", id).is_some(),
        RecordKind::BooksPayment => facts.record("Payment", id).is_some(),
        RecordKind::BooksDeposit => facts.record("Deposit", id).is_some(),
        RecordKind::BooksAccount => facts.record("Account", id).is_some(),
        RecordKind::AlternativeCustomer => kept("customers"),
        RecordKind::AlternativeInvoice => kept("invoices"),
        RecordKind::AlternativePayment => kept("payments"),
        RecordKind::AlternativePayout => kept("payouts"),
    }
}
