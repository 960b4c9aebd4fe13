//! A pause that a person asks for; it outlasts a restart.

use contract::status::Status;
use contract::window::PauseRequest;
use contract::{Code, Problem};
use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::words;

/// A week; longer is *until resumed*.
const MINUTES_MAX: u32 = 7 * 24 * 60;

impl App {
    /// Pauses syncing.
    pub(super) async fn pause(&self, request: PauseRequest) -> Result<Status, Problem> {
        let member = self.member(&request.company).await?;
        member.host.settings(&member.company).await?;
        let now = member.host.now();
        let until = match request.minutes {
            None => Timestamp::MAX,
            Some(minutes) if (1..=MINUTES_MAX).contains(&minutes) => {
                let pause = SignedDuration::from_mins(i64::from(minutes));
                now.checked_add(pause).unwrap_or(Timestamp::MAX)
            }
            Some(_) => {
                return Err(Problem::new(
                    Code::Usage,
                    "A pause lasts from one minute to one week, or until you resume.",
                ));
            }
        };
        let paused = member.host.user_actions(&member.company).pause(now, until).await;
        paused.map_err(|fault| words::from_store(&fault))?;
        self.ring(&member);
        self.status(&request.company).await
    }

    /// Goes on.
    pub(super) async fn resume(&self, company: &str) -> Result<Status, Problem> {
        let member = self.member(company).await?;
        member.host.settings(&member.company).await?;
        let resumed = member.host.user_actions(&member.company).resume(member.host.now()).await;
        resumed.map_err(|fault| words::from_store(&fault))?;
        member.host.try_now(&member.company).await;
        self.status(company).await
    }
}
