//! The engine of one connected company with its clients.

use std::sync::Arc;

use alternative::{Account, Alternative, Key};
use contract::{Code, Problem};
use engine::ports::SecretName;
use engine::settings::{AlternativeAccess, Closed, QuickbooksAccess, Settings};
use engine::tick::Engine;
use ledger::CompanyId;
use quickbooks::{App, Limits, QuickBooks, Tokens};
use transport::{Limiter, Quota, Url};

use crate::host::{Host, Pace};
use crate::words;
use crate::words::journal::Dashboard;

/// One company at work.
pub(crate) struct CompanyRuntime {
    pub(crate) engine: Engine,
    pub(crate) books: Arc<QuickBooks>,
    pub(crate) processor: Arc<Alternative>,
    pub(crate) tokens: Tokens,
}

impl CompanyRuntime {
    /// Both clients and the engine over them. Asks the keychain, but no service.
    pub(crate) async fn make(host: &Host, settings: Settings) -> Result<Self, Problem> {
        let company = settings.company.clone();
        let (Some(quickbooks), Some(alternative)) = (&settings.quickbooks, &settings.alternative) else {
            return Err(Problem::new(Code::NotConnected, "Connect QuickBooks and Alternative first."));
        };
        let tokens = tokens(host, &settings, quickbooks).await?;
        let limits = match host.pace {
            Pace::Limited => Limits::quickbooks(),
            Pace::Unlimited => Limits::unlimited(),
        };
        let books = Arc::new(QuickBooks::new(
            Arc::clone(&host.transport),
            address(&quickbooks.api)?,
            quickbooks.company.realm.clone(),
            tokens.clone(),
            Arc::new(limits),
            Some(quickbooks.company.home_currency),
        ));
        let processor = Arc::new(processor(host, &company, settings.practice, alternative)?);
        let engine = Engine::new(
            company,
            host.store.clone(),
            books.clone(),
            processor.clone(),
            Arc::clone(&host.clock) as Arc<dyn engine::ports::Clock>,
        );
        let engine = engine.worded(Arc::new(Dashboard));
        Ok(Self { engine, books, processor, tokens })
    }
}

/// Alternative's client of a company, its secret read from the keychain when it is needed.
pub(crate) fn processor(
    host: &Host,
    company: &CompanyId,
    practice: bool,
    access: &AlternativeAccess,
) -> Result<Alternative, Problem> {
    let key = Key::Kept { vault: host.vault(practice), company: company.clone() };
    let account = Account::new(&access.api, access.client_id.as_str(), key)
        .map_err(|error| Problem::new(Code::Usage, error.to_string()))?;
    let limiter = match host.pace {
        Pace::Limited => Limiter::new(Quota::AlternativeCalls),
        Pace::Unlimited => Limiter::unlimited(),
    };
    let clock = Arc::clone(&host.clock) as Arc<dyn engine::ports::Clock>;
    let client = Alternative::new(account, Arc::clone(&host.transport), clock, Arc::new(limiter));
    if let Some(currency) = access.home_currency {
        client.set_home_currency(currency);
    }
    Ok(client)
}

/// The keeper of a company's sign-in.
pub(crate) async fn tokens(
    host: &Host,
    settings: &Settings,
    access: &QuickbooksAccess,
) -> Result<Tokens, Problem> {
    let vault = host.vault(settings.practice);
    let kept = vault.get(&settings.company, SecretName::QuickbooksClientSecret).await;
    let client_secret =
        kept.map_err(|fault| words::from_vault(&fault))?.ok_or_else(|| words::closed(Closed::SignInEnded))?;
    let app = App { client_id: access.client_id.clone(), client_secret };
    Ok(Tokens::new(
        Arc::clone(&host.transport),
        address(&access.discovery)?,
        app,
        settings.company.clone(),
        vault,
        Arc::clone(&host.clock) as Arc<dyn engine::ports::Clock>,
    ))
}

/// An address that was checked when it was given.
pub(crate) fn address(text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text.trim()).ok().filter(transport::may_travel);
    url.ok_or_else(|| {
        Problem::new(Code::Usage, format!("`{text}` is not an https address."))
            .hint("Only addresses on this computer may be plain http.")
    })
}
