//! The preview in the background: both sides are read, and the walk tells how far that is.

use contract::Problem;
use contract::tag::Tag;
use contract::walk::{PreviewState, Reading, Walk};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use super::companies::Member;
use super::{App, lock};
use crate::runtime::preview::plan;
use crate::runtime::sync::Progress;

/// Progress is told at most this often.
const TELL_PAUSE: SignedDuration = SignedDuration::from_millis(250);

impl App {
    /// Reads both sides in the background and plans.
    pub(super) async fn begin_preview(&self, company: &str) -> Result<Walk, Problem> {
        self.practise_if(company).await?;
        let member = self.member(company).await?;
        member.host.connected(&member.company).await?;
        let since = Some(member.host.now());
        let stop = CancellationToken::new();
        let reads_until = stop.clone();
        let attempt = {
            let mut all = lock(&self.0.doing);
            let doing = all.entry(company.to_owned()).or_default();
            if matches!(doing.preview, Some(PreviewState::Reading(_))) {
                None
            } else {
                doing.reading += 1;
                doing.preview = Some(PreviewState::Reading(Reading { since, ..Reading::default() }));
                Some((doing.reading, doing.previewing.take()))
            }
        };
        if let Some((attempt, before)) = attempt {
            let app = self.clone();
            let task = tokio::spawn(async move {
                if let Some((_, before)) = before {
                    // It was given up, and only one may read at a time.
                    let _ended = before.await;
                }
                app.read(member, attempt, reads_until).await;
            });
            if let Some(doing) = lock(&self.0.doing).get_mut(company) {
                doing.previewing = Some((stop, task));
            }
        }
        self.walk(company).await
    }

    /// Gives the preview up; what was read stays.
    pub(super) async fn cancel_preview(&self, company: &str) -> Result<Walk, Problem> {
        self.give_up_preview(company);
        self.walk(company).await
    }

    /// Gives the preview up, and waits until nothing is read any more.
    pub(super) async fn leave_preview(&self, company: &str) {
        self.give_up_preview(company);
        let previewing = lock(&self.0.doing).get_mut(company).and_then(|doing| doing.previewing.take());
        if let Some((_, task)) = previewing {
            let _ended = task.await;
        }
    }

    fn give_up_preview(&self, company: &str) {
        if let Some(doing) = lock(&self.0.doing).get_mut(company)
            && let Some((stop, _)) = &doing.previewing
        {
            stop.cancel();
            doing.reading += 1;
            doing.preview = Some(PreviewState::Idle);
        }
    }

    async fn read(&self, member: Member, attempt: u64, stop: CancellationToken) {
        let company = member.company.to_string();
        let clock = &member.host.clock;
        let mut told_at = None;
        let mut progress = |step: Progress| {
            let now = clock.base_now();
            if told_at.is_some_and(|at| now.duration_since(at) < TELL_PAUSE) {
                return;
            }
            told_at = Some(now);
            self.tell_reading(&company, attempt, step);
        };
        let planned = plan(&member.host, &member.company, &mut progress, stop).await;
        let state = match planned {
            Ok(view) => PreviewState::Ready(Box::new(view)),
            Err(problem) => PreviewState::Ended(problem),
        };
        if let Some(doing) = lock(&self.0.doing).get_mut(&company).filter(|doing| doing.reading == attempt) {
            doing.preview = Some(state);
        }
        self.invalidate(&company, &[Tag::Walk, Tag::Accounts]);
    }

    fn tell_reading(&self, company: &str, attempt: u64, step: Progress) {
        {
            let mut all = lock(&self.0.doing);
            let Some(doing) = all.get_mut(company).filter(|doing| doing.reading == attempt) else { return };
            let Some(PreviewState::Reading(reading)) = &mut doing.preview else { return };
            match step {
                Progress::Reading { read, total, step } => {
                    (reading.read, reading.total, reading.step) = (read, total, Some(step));
                }
                Progress::Waiting { step, .. } => reading.step = step.or(reading.step.take()),
                Progress::Comparing { read } => reading.read = read,
                Progress::Writing(_) => {}
            }
        }
        self.invalidate(company, &[Tag::Walk]);
    }

    /// Gives up whatever is under way in the walks.
    pub(super) async fn stop_doing(&self) {
        let all = std::mem::take(&mut *lock(&self.0.doing));
        let mut tasks = Vec::new();
        for doing in all.into_values() {
            if let Some((cancel, task)) = doing.signing {
                let _ended_already = cancel.send(());
                tasks.push(task);
            }
            if let Some((stop, task)) = doing.previewing {
                stop.cancel();
                tasks.push(task);
            }
        }
        for task in tasks {
            let _ended = task.await;
        }
    }
}
