//! What a check offered and a person said yes to.

use contract::Problem;
use contract::doctor::{Remedy, RemedyRequest, Report};

use super::App;
use super::companies::PRACTICE_COMPANY;
use crate::use_cases::doctor::{doctor, forget_earlier, rebuild_open};

impl App {
    /// Does it, and checks everything again.
    pub(super) async fn remedy(&self, request: &RemedyRequest) -> Result<Report, Problem> {
        let member = self.member(&request.company).await?;
        match request.remedy {
            Remedy::ForgetEarlier => {
                forget_earlier(&member.host).await?;
            }
            Remedy::Rebuild => {
                self.stop_loops().await;
                let rebuilt = rebuild_open(&member.host).await;
                // What the other directory syncs goes on whatever came of it.
                self.run_all().await?;
                self.run_if_started(PRACTICE_COMPANY).await?;
                rebuilt?;
            }
        }
        doctor(&member.host, None).await
    }
}
