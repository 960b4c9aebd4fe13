//! The key, the start, the end of a connection.

use contract::setup::{AlternativeConnected, DisconnectRequest, Disconnected};
use contract::status::Mode;
use contract::walk::{AlternativeKeyRequest, StartRequest, Walk, WalkStep};
use contract::{Code, Problem};
use engine::subject::Subject;
use secrecy::SecretString;

use super::App;
use super::companies::PRACTICE_COMPANY;
use crate::clock::is_practice;
use crate::use_cases::connect_alternative::{API, AlternativeKey, connect_alternative};
use crate::words;

impl App {
    /// Checks and keeps Alternative's API key.
    pub(super) async fn connect_alternative(
        &self,
        request: AlternativeKeyRequest,
    ) -> Result<AlternativeConnected, Problem> {
        let name = request.company;
        let ready = self.practise_if(&name).await?;
        let member = self.member(&name).await?;
        let mut api = request.api.unwrap_or_else(|| API.to_owned());
        let mut secret = request.client_secret.map(|secret| secret.trim().to_owned());
        if let Some(ready) = &ready {
            api.clone_from(&ready.alternative.api);
            // The host has the secret of the practice key and of no other.
            if request.client_id.trim() == ready.partner().client_id {
                secret = secret.or_else(|| Some(ready.partner().client_secret.clone()));
            }
        } else if is_practice(&member.host.transport, &api).await {
            return Err(Problem::new(
                Code::PracticeMix,
                "These are practice services, but this is a real company. Nothing was changed.",
            )
            .hint("Choose Try the practice company instead."));
        }
        let secret = secret.filter(|secret| !secret.is_empty()).ok_or_else(|| {
            Problem::new(Code::Usage, "The API key secret is missing.")
                .hint("Copy it from Partner Dashboard › Team Preferences › API Keys.")
        })?;
        let key = AlternativeKey {
            company: member.company.clone(),
            api,
            client_id: request.client_id.trim().to_owned(),
            client_secret: SecretString::from(secret),
        };
        let connected = connect_alternative(&member.host, key).await?;
        let goes_on = connected.mode == Mode::Integration && !connected.other_link;
        let step = if goes_on { WalkStep::ConnectQuickbooks } else { WalkStep::Alternative };
        self.step_on(&member, step, Some(connected.clone())).await?;
        self.run_if_started(&name).await?;
        self.ring(&member);
        Ok(connected)
    }

    /// *Start syncing*.
    pub(super) async fn start_syncing(&self, request: StartRequest) -> Result<Walk, Problem> {
        let name = request.company;
        self.practise_if(&name).await?;
        let member = self.member(&name).await?;
        member.host.connected(&member.company).await?;
        let mut ticked = Vec::new();
        for record in &request.earlier {
            let Ok(subject @ (Subject::Payment(_) | Subject::Payout(_))) = record.parse::<Subject>() else {
                let words = format!("`{record}` is neither a payment nor a payout, so nothing was started.");
                return Err(Problem::new(Code::Usage, words));
            };
            ticked.push(subject);
        }
        self.leave_preview(&name).await;
        let started = member.host.user_actions(&member.company).start_with(member.host.now(), &ticked).await;
        started.map_err(|fault| words::from_store(&fault))?;
        self.step_on(&member, WalkStep::Done, None).await?;
        self.run_if_started(&name).await?;
        self.walk(&name).await
    }

    /// Ends the connection; its loop ends by itself.
    pub(super) async fn disconnect(&self, request: DisconnectRequest) -> Result<Disconnected, Problem> {
        let name = &request.company;
        if name == PRACTICE_COMPANY && request.everywhere {
            self.practise().await?;
        }
        let member = self.member(name).await?;
        self.cancel_sign_in(name).await?;
        self.leave_preview(name).await;
        self.stop_loop(name).await;
        let (everywhere, forget) = (request.everywhere, request.forget);
        let ended =
            crate::use_cases::disconnect::disconnect(&member.host, &member.company, everywhere, forget).await;
        if ended.is_err() {
            self.run_if_started(name).await?;
        } else if let Some(doing) = super::lock(&self.0.doing).get_mut(name) {
            *doing = super::walk::Doing::default();
        }
        ended
    }
}
