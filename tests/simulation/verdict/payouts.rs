//! Each paid payout is exactly one deposit while Create Deposits is on, or somebody was asked.

use engine::link::{Link, PayoutState};
use engine::subject::Subject;
use serde_json::Value;
use support::minor;

use super::Evidence;
use super::payments::recorded;
use crate::facts::{deposit_of, text};

/// What plans and holds call a payout.
pub(super) fn subject(payout: &Value) -> Subject {
    Subject::Payout(text(&payout["id"]).into())
}

fn deposits<'a>(evidence: &'a Evidence<'_>, payout: &Value) -> Vec<&'a Value> {
    let note = format!("Alternative Payments payout {}", text(&payout["id"]));
    let all = evidence.facts.records("Deposit").iter();
    all.filter(|deposit| text(&deposit["PrivateNote"]).contains(&note)).collect()
}

pub(super) fn judge(evidence: &Evidence<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    for payout in evidence.facts.kept("payouts") {
        judge_one(evidence, payout, &mut problems);
    }
    problems
}

fn judge_one(evidence: &Evidence<'_>, payout: &Value, problems: &mut Vec<String>) {
    let (id, status) = (text(&payout["id"]), text(&payout["status"]));
    let subject = subject(payout);
    let deposits = deposits(evidence, payout);
    let ids: Vec<_> = deposits.iter().map(|deposit| text(&deposit["Id"])).collect();
    if !deposits.is_empty() && !evidence.actions.deposits_ever_on {
        problems.push(format!("D1: payout {id} was deposited although Create Deposits was never on"));
    }
    // Where a person put other money on ours and says that it is to be tried again, both stand.
    let again = evidence.decided(&subject, &["try_again"])
        && ids.iter().any(|id| evidence.actions.changed_deposits.contains(*id));
    if deposits.len() > 1 && !again {
        problems.push(format!("D3: payout {id} is deposited {} times: {ids:?}", deposits.len()));
    }
    let asked = evidence.is_held(&subject) || evidence.waits(&subject);
    if let [deposit] = deposits[..] {
        let changed = evidence.actions.changed_deposits.contains(text(&deposit["Id"]));
        if !changed && minor(&deposit["TotalAmt"]) != minor(&payout["total"]) {
            problems.push(format!(
                "D3: payout {id} of {} is deposited as {}",
                payout["total"], deposit["TotalAmt"]
            ));
        }
        if status != "succeeded" && !asked && !evidence.decided(&subject, &["i_handled_it"]) {
            problems.push(format!("D4: payout {id} is {status} but deposited, and nobody was asked"));
        }
        all_on_it(evidence, payout, text(&deposit["Id"]), problems);
    }
    if status == "succeeded" && deposits.is_empty() && !asked && !is_settled(evidence, &subject) {
        problems.push(format!(
            "D3: payout {id} was paid but not deposited, and nobody was asked: {:?}",
            evidence.links(&subject).collect::<Vec<_>>()
        ));
    }
}

/// The payments of a deposited payout are on that deposit.
fn all_on_it(evidence: &Evidence<'_>, payout: &Value, deposit: &str, problems: &mut Vec<String>) {
    let id = text(&payout["id"]);
    for payment in evidence.facts.kept("payments").iter().filter(|payment| payment["payout_id"] == id) {
        for books in recorded(evidence, payment) {
            let on = deposit_of(books);
            let changed = evidence.actions.changed_payments.contains(text(&books["Id"]));
            let subject = super::payments::subject(payment);
            let again = evidence.decided(&subject, &["record_again"]);
            // Two people, each on a computer of their own, said the opposite of the same payment.
            let at_odds = [("record_ours_too", "it_is_that_one"), ("keep_as_credit", "already_recorded")]
                .iter()
                .any(|(ours, theirs)| {
                    evidence.decided(&subject, &[ours]) && evidence.decided(&subject, &[theirs])
                });
            // Ours came late beside the one that a person chose for it, and after the deposit: a person is asked, or was.
            let twice = evidence.is_held(&subject) || evidence.decided(&subject, &["it_is_that_one"]);
            if on != Some(deposit) && !changed && !again && !at_odds && !twice {
                problems.push(format!(
                    "D3: payment {} of payout {id} is on {on:?}, not on deposit {deposit}",
                    books["Id"]
                ));
            }
        }
    }
}

fn is_settled(evidence: &Evidence<'_>, subject: &Subject) -> bool {
    let left = evidence.decided(&Subject::BeforeStart, &["leave"]);
    left || evidence.links(subject).any(|link| match link {
        Link::Payout(link) => match &link.state {
            PayoutState::Open => false,
            PayoutState::Handled => true,
            PayoutState::LeftToBookkeeper => evidence.actions.deposits_ever_off || evidence.minds.len() > 1,
            // Deposited, says the link; that the deposit is there was looked for, so this one is another's.
            PayoutState::Deposited { deposit, .. } => {
                evidence.facts.record("Deposit", deposit.as_str()).is_some()
            }
        },
        _ => false,
    })
}
