//! The sign-in to QuickBooks in the background: the walk tells how it goes, a second one takes the place of the first.

use std::time::Duration;

use contract::setup::QuickbooksConnected;
use contract::tag::Tag;
use contract::walk::{SignIn, SignInRequest, Walk, WalkStep};
use contract::{Code, Problem};
use engine::connect::SIGN_IN_TIME;
use secrecy::SecretString;
use tokio::sync::oneshot;

use super::companies::Member;
use super::{App, lock, practice};
use crate::use_cases::connect_quickbooks::{SignIn as Asked, SignInNews, connect_quickbooks};
use crate::use_cases::qbo_app_keys::{API, DISCOVERY, Keys};

/// Any free port will do: the practice services take them all.
const PRACTICE_REDIRECT: &str = "http://localhost:0/callback";
/// How long a sign-in that was given up may take to leave.
const LEAVE_TIME: Duration = Duration::from_secs(3);

impl App {
    /// Opens QuickBooks' sign-in page and waits for the answer in the background.
    pub(super) async fn begin_sign_in(&self, request: SignInRequest) -> Result<Walk, Problem> {
        let name = request.company;
        let ready = self.practise_if(&name).await?;
        let member = self.member(&name).await?;
        member.host.settings(&member.company).await?;
        if matches!(self.signing(&name), Some(SignIn::Answered { .. })) {
            // It is about to be connected; a second page would only undo that.
            return self.walk(&name).await;
        }
        self.leave_sign_in(&name).await;
        let keys = match (request.keys, &ready) {
            (Some(keys), _) => Some(Keys {
                api: keys.api.unwrap_or_else(|| API.to_owned()),
                discovery: keys.discovery.unwrap_or_else(|| DISCOVERY.to_owned()),
                client_id: keys.client_id,
                client_secret: SecretString::from(keys.client_secret),
            }),
            (None, Some(ready)) => Some(practice::keys(ready)),
            (None, None) => None,
        };
        let redirect = ready.is_some().then(|| PRACTICE_REDIRECT.to_owned());
        let asked = Asked { company: member.company.clone(), keys, redirect };
        let (cancel, cancelled) = oneshot::channel();
        let attempt = {
            let mut all = lock(&self.0.doing);
            let doing = all.entry(name.clone()).or_default();
            doing.attempt += 1;
            doing.sign_in = Some(SignIn::Preparing);
            doing.attempt
        };
        let app = self.clone();
        let task = tokio::spawn(async move { app.sign_in(member, asked, attempt, cancelled).await });
        if let Some(doing) = lock(&self.0.doing).get_mut(&name) {
            doing.signing = Some((cancel, task));
        }
        self.walk(&name).await
    }

    /// Gives the sign-in up.
    pub(super) async fn cancel_sign_in(&self, company: &str) -> Result<Walk, Problem> {
        self.leave_sign_in(company).await;
        if let Some(doing) = lock(&self.0.doing).get_mut(company)
            && !matches!(doing.sign_in, Some(SignIn::Connected | SignIn::Answered { .. }))
        {
            doing.sign_in = Some(SignIn::Idle);
        }
        self.walk(company).await
    }

    fn signing(&self, company: &str) -> Option<SignIn> {
        lock(&self.0.doing).get(company).and_then(|doing| doing.sign_in.clone())
    }

    /// Ends the wait for an answer; an answer that has arrived is taken to its end.
    async fn leave_sign_in(&self, company: &str) {
        let signing = lock(&self.0.doing).get_mut(company).and_then(|doing| doing.signing.take());
        let Some((cancel, mut task)) = signing else { return };
        let _ended_already = cancel.send(());
        let waited = tokio::time::timeout(LEAVE_TIME, &mut task).await;
        if waited.is_err() && matches!(self.signing(company), Some(SignIn::Preparing)) {
            task.abort();
        }
    }

    /// One sign-in from beginning to end.
    async fn sign_in(&self, member: Member, asked: Asked, attempt: u64, cancelled: oneshot::Receiver<()>) {
        let name = member.company.to_string();
        let host = &member.host;
        let told = |news| {
            let stage = match news {
                SignInNews::Page(page) => {
                    if let Some(open) = &self.0.open_page {
                        // Where no browser opens, the address is shown all the same.
                        let _opened = open(page.as_str());
                    }
                    let at = host.now();
                    let until = at.checked_add(SIGN_IN_TIME).unwrap_or(at);
                    SignIn::PageOpened { address: page.to_string(), at, until }
                }
                SignInNews::Answered => SignIn::Answered { at: host.now() },
            };
            self.tell_sign_in(&name, attempt, stage);
        };
        let cancel = async {
            if cancelled.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let ended = connect_quickbooks(host, asked, told, cancel).await;
        let stage = match self.after_sign_in(&member, ended).await {
            Ok(()) => SignIn::Connected,
            // Given up here: the walk shows the beginning again.
            Err(problem) if problem.code == Code::Cancelled && is_given_up(&problem) => SignIn::Idle,
            Err(problem) => SignIn::Ended(problem),
        };
        self.tell_sign_in(&name, attempt, stage);
    }

    async fn after_sign_in(
        &self,
        member: &Member,
        ended: Result<QuickbooksConnected, Problem>,
    ) -> Result<(), Problem> {
        ended?;
        self.step_on(member, WalkStep::Confirm, None).await?;
        let company = member.company.as_str();
        self.run_if_started(company).await?;
        self.ring(member);
        let tags = [Tag::Companies, Tag::Status, Tag::Accounts, Tag::Preferences, Tag::Activity];
        self.invalidate(company, &tags);
        Ok(())
    }

    /// Shows a stage unless another sign-in has begun.
    fn tell_sign_in(&self, company: &str, attempt: u64, stage: SignIn) {
        if let Some(doing) = lock(&self.0.doing).get_mut(company).filter(|doing| doing.attempt == attempt) {
            doing.sign_in = Some(stage);
        }
        self.invalidate(company, &[Tag::Walk]);
    }
}

/// Given up in the companion, not refused in the browser.
fn is_given_up(problem: &Problem) -> bool {
    *problem == crate::words::ending(&engine::connect::Ending::Cancelled)
}
