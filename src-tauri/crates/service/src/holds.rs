//! The Needs-you inbox, and decisions.

use std::collections::BTreeMap;

use contract::hold::{Choice, Decided, HoldCard};
use contract::problem::Step;
use contract::{Code, Problem};
use engine::decide::DecideFault;
use engine::hold::Hold;
use engine::ports::{HoldQuery, Store};
use ledger::CompanyId;

use crate::host::Host;
use crate::words;

/// Choices that only show something.
const SHOWS: [&str; 2] = ["show", "open_in_quickbooks"];

/// Open questions, oldest first.
pub async fn holds(host: &Host, company: &CompanyId) -> Result<Vec<HoldCard>, Problem> {
    host.settings(company).await?;
    let open = host.store.holds(company, &HoldQuery::Open).await;
    Ok(open.map_err(|fault| words::from_store(&fault))?.into_iter().map(card).collect())
}

fn card(hold: Hold) -> HoldCard {
    let draft = hold.draft;
    let choices = draft.choices.into_iter().map(|choice| Choice {
        shows: SHOWS.contains(&choice.id.as_str()),
        id: choice.id,
        label: choice.label,
        asks: None,
    });
    HoldCard {
        id: hold.id,
        rule: draft.rule,
        title: draft.title,
        cause: draft.cause,
        consequence: draft.consequence,
        amount: draft.amount,
        record: draft.subject.to_string(),
        customer: None,
        choices: choices.collect(),
        raised_at: hold.raised_at,
        details: draft.details,
    }
}

/// Takes a decision; the next pass carries it out.
pub async fn decide(
    host: &Host,
    company: &CompanyId,
    hold: &str,
    choice: &str,
    arguments: &BTreeMap<String, String>,
) -> Result<Decided, Problem> {
    host.settings(company).await?;
    let decided = host.desk(company).decide(host.now(), hold, choice, arguments).await;
    let decided = decided.map_err(|fault| refused(&fault))?;
    let still_open = SHOWS.contains(&choice);
    let draft = &decided.draft;
    let label = draft.choices.iter().find(|one| one.id == choice).map(|one| one.label.clone());
    let shown = draft.details.iter().filter(|_| still_open);
    Ok(Decided {
        hold: decided.id.clone(),
        title: draft.title.clone(),
        choice: label.unwrap_or_else(|| choice.to_owned()),
        still_open,
        show: shown.map(|(name, value)| format!("{name}: {value}")).collect(),
    })
}

fn refused(fault: &DecideFault) -> Problem {
    match fault {
        DecideFault::Unknown(id) => Problem::new(Code::Usage, format!("There is no open question {id}."))
            .hint("It may have been answered, or its facts may have changed.")
            .step(Step::Holds),
        DecideFault::NotOffered { choice, offered } => {
            Problem::new(Code::Usage, format!("This question does not offer `{choice}`."))
                .hint(format!("It offers: {offered}"))
        }
        DecideFault::Argument(words) => {
            Problem::new(Code::Usage, "This choice needs to know more, so nothing was decided.")
                .hint(words.clone())
        }
        DecideFault::Store(fault) => words::from_store(fault),
    }
}
