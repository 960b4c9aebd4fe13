//! The snapshot as text.

use contract::setup::Synced;
use contract::status::{ItemStatus, SideState, State, Status};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::amount::{bare, full};
use super::table::{Align, table};

/// The whole page.
pub fn page(status: &Status) -> String {
    let mut lines = vec![status.sentence.clone(), String::new()];
    lines.push(format!(
        "QuickBooks   {}{}",
        status.quickbooks.company.as_deref().unwrap_or("–"),
        side(status.quickbooks.state)
    ));
    if let Some(email) = &status.quickbooks.email {
        lines.push(format!("             signed in as {email}"));
    }
    lines.push(format!("Alternative  {}", side(status.alternative.state).trim_start_matches(", ")));
    lines.push(tie_out(status));
    lines.push(String::new());
    lines.push(board(&status.items));
    lines.push(String::new());
    if status.waiting.count > 0 {
        let sum = &status.waiting;
        lines.push(format!("Pending            {} ({})", sum.count, full(sum.minor, sum.currency)));
    }
    if status.holds > 0 {
        let held = &status.held;
        lines.push(format!(
            "Needs you          {} ({}): companion-cli holds",
            status.holds,
            full(held.minor, held.currency)
        ));
    }
    if let Some(next) = status.next_look {
        lines.push(format!("Next check         {}", time(next)));
    }
    lines.push(format!("Reads this month   {} of {}", status.reads_this_month, status.read_budget));
    lines.extend(status.notes.iter().cloned());
    lines.join("\n")
}

/// One line a company.
pub fn lines(all: &[Status]) -> String {
    let rows: Vec<_> = all
        .iter()
        .map(|status| {
            vec![
                status.company.clone(),
                status.quickbooks.company.clone().unwrap_or_default(),
                word(status.state).to_owned(),
                status.sentence.clone(),
            ]
        })
        .collect();
    let columns =
        [("Company", Align::Left), ("QuickBooks", Align::Left), ("State", Align::Left), ("", Align::Left)];
    table(&columns, &rows, "Nothing is connected yet.")
}

/// What a run did, and how things stand.
pub fn after_sync(synced: &Synced) -> String {
    let done = match synced.done {
        0 => "Nothing was left to do.".to_owned(),
        1 => "1 change written.".to_owned(),
        done => format!("{done} changes written."),
    };
    let status = &synced.status;
    let mut lines = vec![done, status.sentence.clone(), tie_out(status)];
    if status.holds > 0 {
        lines.push("Decide with: companion-cli holds".to_owned());
    }
    lines.join("\n")
}

/// One line while watching.
pub fn watch_line(status: &Status) -> String {
    let as_of = status.as_of.map(|at| format!("as of {}  ", time(at))).unwrap_or_default();
    format!("{:<9}  {as_of}{}", word(status.state), status.sentence)
}

fn tie_out(status: &Status) -> String {
    let tie = &status.tie_out;
    let currency = status.waiting.currency;
    let (quickbooks, alternative) =
        (bare(tie.quickbooks_minor, currency), bare(tie.alternative_minor, currency));
    if tie.at.is_none() {
        return "Tie-out      not compared yet".to_owned();
    }
    let relation = if quickbooks == alternative { "equals" } else { "differs from" };
    let mut lines = vec![format!(
        "Tie-out      {} open invoices: QuickBooks {quickbooks} {relation} Alternative {alternative} {currency}",
        tie.invoices
    )];
    if let Some(at) = tie.compared_at {
        let running = if tie.comparing { "; comparing now" } else { "" };
        lines.push(format!("             compared in full {}{running}", time(at)));
    }
    for part in &tie.explained {
        lines.push(format!("             {} {}", bare(part.minor, currency), lower(&part.reason)));
    }
    for one in &tie.differing {
        lines.push(format!(
            "             invoice {}: difference of {}",
            one.number,
            bare(one.minor, currency)
        ));
    }
    if tie.apart > 0 {
        lines.push(format!("             {} with a difference", tie.apart));
    }
    lines.join("\n")
}

/// A sentence continued: names keep their capitals.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn board(items: &[ItemStatus]) -> String {
    let columns = [
        ("Item", Align::Left),
        ("State", Align::Left),
        ("Last change", Align::Left),
        ("Today", Align::Right),
        ("In flight", Align::Right),
        ("Waiting", Align::Right),
    ];
    let count = |number: u64| if number == 0 { "–".to_owned() } else { number.to_string() };
    let rows: Vec<_> = items
        .iter()
        .map(|item| {
            vec![
                item.item.name().to_owned(),
                if item.off { "Off" } else { word(item.state) }.to_owned(),
                item.last_change.map_or_else(|| "–".to_owned(), time),
                count(item.today),
                count(item.in_flight),
                count(item.waiting),
            ]
        })
        .collect();
    table(&columns, &rows, "")
}

/// The four states in words.
pub fn word(state: State) -> &'static str {
    match state {
        State::Done => "Done",
        State::Working => "Working",
        State::Waiting => "Waiting",
        State::NeedsYou => "Needs you",
    }
}

fn side(state: SideState) -> &'static str {
    match state {
        SideState::NotConnected => ", not connected",
        SideState::Ok => ", connected",
        SideState::SlowedDown => ", asked us to slow down",
        SideState::Offline => ", not responding",
        SideState::Untrusted => ", its certificate is not trusted here",
        SideState::SignInEnded => ", the sign-in has ended",
        SideState::KeyRefused => ", the API key is refused",
        SideState::SubscriptionLapsed => ", the subscription is not active",
        SideState::OtherLinkActive => ", its own link is active",
        SideState::AlreadyConnected => ", connected to another company",
        SideState::Disconnected => ", disconnected there",
        SideState::KeychainLocked => ", the keychain is locked",
    }
}

/// A local clock time with its day.
pub fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%b %-d %H:%M:%S").to_string()
}
