//! The snapshot of a company, with what only the running companion knows.

use contract::status::Status;
use contract::{Code, Problem};

use super::companies::PRACTICE_COMPANY;
use super::{App, lock};
use crate::use_cases::status::status;

/// In a note there is no button to try again with: it names the one that helps.
const SERVICES_ENDED: &str =
    "The practice services have stopped. Nothing is lost. Sync now restarts them where they stopped.";

/// What stands above it is as the last run left it.
const SERVICES_START: &str = "The practice services are starting.";

impl App {
    /// One company's snapshot.
    pub(super) async fn status(&self, company: &str) -> Result<Status, Problem> {
        let member = self.member(company).await?;
        let status = status(&member.host, &member.company).await?;
        Ok(self.with_notes(status))
    }

    /// All companies' snapshots, the practice company's last.
    pub(super) async fn status_all(&self) -> Result<Vec<Status>, Problem> {
        let mut all = Vec::new();
        for (member, _) in self.members().await? {
            all.push(self.status(member.company.as_str()).await?);
        }
        Ok(all)
    }

    /// Why the loop rests, and whether the practice services are there.
    pub(super) fn with_notes(&self, mut status: Status) -> Status {
        // That a person has to sign in is what the snapshot itself says.
        let told = |trouble: &&Problem| {
            !matches!(trouble.code, Code::SignInNeeded | Code::KeyRefused | Code::NotConnected)
        };
        if let Some(trouble) = lock(&self.0.troubles).get(&status.company).filter(told) {
            status.notes.insert(0, words(trouble));
        }
        if status.company == PRACTICE_COMPANY && !*self.0.taken_up.borrow() {
            status.notes.insert(0, SERVICES_START.to_owned());
        }
        if status.company == PRACTICE_COMPANY && self.0.services.have_ended() {
            status.notes.insert(0, SERVICES_ENDED.to_owned());
        }
        status
    }
}

fn words(problem: &Problem) -> String {
    match &problem.hint {
        Some(hint) => format!("{} {hint}", problem.message),
        None => problem.message.clone(),
    }
}
