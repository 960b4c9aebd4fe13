//! Which company lives where: real ones in the data directory, the practice company in its own.

use std::sync::Arc;

use contract::problem::Step;
use contract::walk::WalkStep;
use contract::window::{AppInfo, CompanyInfo};
use contract::{Code, Problem};
use engine::ports::Store;
use engine::settings::Settings;
use ledger::CompanyId;

use super::{App, lock};
use crate::host::Host;
use crate::words;

/// Name of the practice company.
pub const PRACTICE_COMPANY: &str = "practice";

/// A company and the host that it belongs to.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) host: Arc<Host>,
    pub(super) company: CompanyId,
}

impl Member {
    /// Its settings, once anything was chosen for it.
    pub(super) async fn settings(&self) -> Result<Option<Settings>, Problem> {
        self.host.store.settings(&self.company).await.map_err(|fault| words::from_store(&fault))
    }
}

impl App {
    /// Where that company lives; nothing: the practice company was never tried.
    pub(super) async fn member_if_any(&self, company: &str) -> Result<Option<Member>, Problem> {
        if company == PRACTICE_COMPANY {
            let host = self.practice_host();
            return Ok(host.map(|host| Member { host, company: CompanyId::from(PRACTICE_COMPANY) }));
        }
        let host = Arc::clone(&self.0.real);
        let company = host.choose(Some(company)).await?;
        Ok(Some(Member { host, company }))
    }

    /// Where that company lives.
    pub(super) async fn member(&self, company: &str) -> Result<Member, Problem> {
        self.member_if_any(company).await?.ok_or_else(|| {
            Problem::new(Code::NotConnected, "The practice company has not been set up yet.")
                .hint("Choose Try the practice company first.")
                .step(Step::ConnectAlternative)
        })
    }

    pub(super) fn practice_host(&self) -> Option<Arc<Host>> {
        lock(&self.0.practice).clone()
    }

    /// All companies of both directories, the practice company last.
    pub(super) async fn members(&self) -> Result<Vec<(Member, Settings)>, Problem> {
        let mut all = Vec::new();
        for settings in self.0.real.companies().await? {
            let member = Member { host: Arc::clone(&self.0.real), company: settings.company.clone() };
            all.push((member, settings));
        }
        if let Some(member) = self.member_if_any(PRACTICE_COMPANY).await?
            && let Some(settings) = member.settings().await?
        {
            all.push((member, settings));
        }
        Ok(all)
    }

    /// The program and its companies.
    pub(super) async fn info(&self) -> Result<AppInfo, Problem> {
        let mut companies = Vec::new();
        for (member, settings) in self.members().await? {
            let walk = match settings.started_at {
                Some(_) => WalkStep::Done,
                None => self.walk_so_far(member.company.as_str()).await?.step,
            };
            companies.push(CompanyInfo {
                company: member.company.to_string(),
                name: settings.quickbooks.as_ref().map(|access| access.company.name.clone()),
                practice: settings.practice,
                walk,
                connected_at: settings.started_at,
            });
        }
        Ok(AppInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            data: self.0.real.data.display().to_string(),
            companies,
            can_practise: self.0.services.can_start(),
            has_desktop: self.0.has_desktop,
        })
    }
}
