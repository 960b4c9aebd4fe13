//! `holds`, `decide`.

use contract::Problem;
use contract::hold::{Decided, HoldCard};
use ledger::CompanyId;
use service::{Host, decide as take, holds as list};

use super::pair;
use crate::exit::Exit;
use crate::output::Output;

pub async fn holds(host: &Host, company: &CompanyId, output: Output) -> Result<Exit, Problem> {
    output.result(&list(host, company).await?, |cards| holds_text(cards));
    Ok(Exit::Fine)
}

fn holds_text(cards: &[HoldCard]) -> String {
    if cards.is_empty() {
        return "Nothing needs your decision.".to_owned();
    }
    cards.iter().map(card).collect::<Vec<_>>().join("\n\n")
}

fn card(card: &HoldCard) -> String {
    let amount = card.amount.map(|money| format!("  {money}")).unwrap_or_default();
    let mut lines = vec![
        card.title.clone(),
        format!("  {}", card.cause),
        format!("  {}", card.consequence),
        format!("  {}  rule {}{amount}", card.record, card.rule),
    ];
    for choice in &card.choices {
        lines.push(format!("  companion-cli decide {} {:<20}  {}", card.id, choice.id, choice.label));
    }
    lines.join("\n")
}

pub async fn decide(
    host: &Host,
    company: &CompanyId,
    hold: &str,
    choice: &str,
    arguments: &[String],
    output: Output,
) -> Result<Exit, Problem> {
    let arguments = arguments.iter().map(|text| pair(text)).collect::<Result<_, _>>()?;
    output.result(&take(host, company, hold, choice, &arguments).await?, decided_text);
    Ok(Exit::Fine)
}

fn decided_text(decided: &Decided) -> String {
    let mut lines = vec![decided.title.clone()];
    if decided.still_open {
        lines.extend(decided.show.iter().map(|line| format!("  {line}")));
        lines.push("Nothing was decided yet.".to_owned());
    } else {
        lines.push(format!("Decided: {}. The next sync carries it out.", decided.choice));
    }
    lines.join("\n")
}
