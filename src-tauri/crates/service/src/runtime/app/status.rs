//! The snapshot of a company, with what only the running companion knows.

use contract::status::Status;
use contract::summary::{Notice, Summary};
use contract::{Code, Problem};

use super::companies::PRACTICE_COMPANY;
use super::{App, lock};
use crate::use_cases::status::status;
use crate::words::{self, summary::Moment};

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

    /// What matters first in a snapshot, in a few words, by the clock of its company.
    pub fn headline(&self, status: &Status) -> String {
        let practice = self.practice_host().filter(|_| status.practice);
        let host = practice.as_ref().unwrap_or(&self.0.real);
        words::summary::headline(&status.summary, host.now(), &host.zone)
    }

    /// Why the loop rests, and whether the practice services are there.
    pub(super) fn with_notes(&self, mut status: Status) -> Status {
        // That a person has to sign in, or that nothing can be saved, is what the snapshot itself says.
        let unsaved = matches!(status.summary, Summary::NotSaved { .. });
        let told = |trouble: &&Problem| match trouble.code {
            Code::SignInNeeded | Code::KeyRefused | Code::NotConnected => false,
            Code::DiskFull | Code::ReadOnly => !unsaved,
            _ => true,
        };
        let mut first = Vec::new();
        if status.company == PRACTICE_COMPANY && self.0.services.have_ended() {
            first.push(Notice::PracticeStopped);
        }
        if status.company == PRACTICE_COMPANY && !*self.0.taken_up.borrow() {
            first.push(Notice::PracticeStarting);
        }
        if let Some(trouble) = lock(&self.0.troubles).get(&status.company).filter(told) {
            first.push(Notice::Stopped { problem: Box::new(trouble.clone()) });
        }
        let moment = Moment { now: self.0.real.now(), zone: &self.0.real.zone };
        status.notes.splice(0..0, first.iter().map(|notice| words::summary::notice(notice, &moment)));
        status.notices.splice(0..0, first);
        status
    }
}
