//! `connect alternative`, `connect quickbooks`.

use contract::setup::{AlternativeConnected, OpenPage, QuickbooksConnected};
use contract::status::Mode;
use contract::{Code, Problem};
use ledger::CompanyId;
use service::{AlternativeKey, Host, Keys, SignIn, SignInNews, connect_alternative, connect_quickbooks};

use super::sync::interrupted;
use crate::args::{Cli, Quickbooks};
use crate::exit::Exit;
use crate::output::{Output, line, object_line};
use crate::{place, secret};

pub async fn alternative(cli: &Cli, api: &str, client_id: &str, output: Output) -> Result<Exit, Problem> {
    let client_secret = secret::read("Secret of Alternative's API key")?;
    let host = place::open_for(cli, api).await?;
    let key = AlternativeKey {
        company: host.choose(cli.company.as_deref()).await?,
        api: api.to_owned(),
        client_id: client_id.to_owned(),
        client_secret,
    };
    match connect_alternative(&host, key).await {
        Ok(connected) => {
            output.result(&connected, key_text);
            Ok(Exit::Fine)
        }
        // The key was refused before it was in use: that is a failure here, not a sign-in that has ended.
        Err(problem) if problem.code == Code::KeyRefused => {
            output.problem(&problem);
            Ok(Exit::Failed)
        }
        Err(problem) => Err(problem),
    }
}

fn key_text(connected: &AlternativeConnected) -> String {
    let mut lines = vec!["Alternative accepted the API key.".to_owned()];
    if connected.practice {
        lines.push("  Practice company: no real books.".to_owned());
    }
    if let Some(bank) = &connected.payout_bank {
        lines.push(format!("  Payouts go to   {}, ending in {}", bank.name, bank.last4));
    }
    if let Some(company) = &connected.bound_company {
        lines.push(format!("  Connected with  {company}"));
    }
    lines.push(format!("  Kept in         {}", connected.data));
    lines.extend(connected.notes.iter().map(|note| format!("  {note}")));
    if connected.mode == Mode::Integration {
        lines.push("Next: companion-cli connect quickbooks".to_owned());
    }
    lines.join("\n")
}

pub async fn quickbooks(cli: &Cli, asked: &Quickbooks, output: Output) -> Result<Exit, Problem> {
    let keys = match &asked.client_id {
        Some(client_id) => Some(Keys {
            api: asked.api.clone(),
            discovery: asked.discovery.clone(),
            client_id: client_id.clone(),
            client_secret: secret::read("Client secret of the QuickBooks keys")?,
        }),
        None => None,
    };
    let host = place::open(cli).await?;
    let company = host.choose(cli.company.as_deref()).await?;
    let sign_in = SignIn { company, keys, redirect: Some(asked.redirect.clone()) };
    let no_browser = asked.no_browser;
    let told = move |news| show_news(&news, no_browser, output);
    let connected = connect_quickbooks(&host, sign_in, told, interrupted()).await?;
    if output.json {
        object_line(&connected);
    } else {
        line(&company_text(&connected));
    }
    Ok(Exit::Fine)
}

/// Both secrets once more, for a process that keeps them in memory only.
pub async fn again_in_memory(host: &Host, company: &CompanyId, output: Output) -> Result<(), Problem> {
    let known = service::access(host, company).await?;
    let key = AlternativeKey {
        company: company.clone(),
        api: known.alternative_api,
        client_id: known.alternative_client_id,
        client_secret: secret::read("Secret of Alternative's API key")?,
    };
    connect_alternative(host, key).await?;
    let keys = Keys {
        api: known.quickbooks_api,
        discovery: known.quickbooks_discovery,
        client_id: known.quickbooks_client_id,
        client_secret: secret::read("Client secret of the QuickBooks keys")?,
    };
    let sign_in = SignIn { company: company.clone(), keys: Some(keys), redirect: None };
    let told = move |news| show_news(&news, false, output);
    let connected = connect_quickbooks(host, sign_in, told, interrupted()).await?;
    eprintln!("Signed in to {}. The key and the sign-in are kept until this command ends.", connected.name);
    Ok(())
}

fn show_news(news: &SignInNews, no_browser: bool, output: Output) {
    if let SignInNews::Page(page) = news {
        show_page(page, no_browser, output);
    }
}

fn show_page(page: &transport::Url, no_browser: bool, output: Output) {
    if output.json {
        object_line(&OpenPage { open: page.to_string() });
    } else {
        line(
            "Sign in to QuickBooks in the browser. It asks you to sign in, then for a phone number (Skip for now is fine), the company, and your consent.",
        );
        line(&format!("\n  {page}\n"));
        eprintln!("Waiting up to 10 minutes for the response. Press Ctrl-C to stop.");
    }
    if !no_browser && !service::open_privately(page, |file| open::that_detached(file).is_ok()) {
        eprintln!("No browser could be opened. Open the address yourself.");
    }
}

fn company_text(connected: &QuickbooksConnected) -> String {
    let mut lines = vec![format!(
        "{} {} ({}).",
        if connected.again { "Signed in again to" } else { "Connected to" },
        connected.name,
        connected.realm_id
    )];
    if let Some(email) = &connected.email {
        lines.push(format!("  Signed in   {email}"));
    }
    let phone = match connected.phone_verified {
        Some(true) => "verified",
        Some(false) => "skipped; syncing is not affected",
        None => "not given",
    };
    lines.push(format!("  Phone       {phone}"));
    if let Some(closed) = connected.closed_until {
        lines.push(format!("  Books       closed through {closed}"));
    }
    lines.push("Next: companion-cli plan, then companion-cli sync".to_owned());
    lines.join("\n")
}
