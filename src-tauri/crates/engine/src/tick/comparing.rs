//! The least urgent part of a step: a page of the comparison of each side (rule F5).

use jiff::Timestamp;

use super::{Engine, Tick, busy};
use crate::affected::commit;
use crate::comparing::{Asked, Comparisons};
use crate::documents::{self, Edit};
use crate::fault::Side;
use crate::importing::{Import, Stage};
use crate::pace::page_interval;
use crate::ports::{Change, ChangeSet, StoreFault};
use crate::settings::Settings;

impl Engine {
    /// One page of each side that has something left and may be asked; `None` when nothing was to be compared. A side that
    /// is paused keeps only itself waiting. With `only_asked` none begins by the calendar.
    pub(super) async fn compare(
        &self,
        settings: &Settings,
        now: Timestamp,
        only_asked: bool,
    ) -> Result<Option<Tick>, StoreFault> {
        let mut comparisons: Comparisons = documents::read(self.store.as_ref(), &self.company).await?;
        if only_asked && comparisons.walk.is_none() && comparisons.asked.is_none() {
            return Ok(None);
        }
        let mut tick = None;
        for side in [Side::Quickbooks, Side::Alternative] {
            let Some(walk) = comparisons.walk.clone().or_else(|| comparisons.due(now)) else { break };
            if walk.is_done(side) || !self.usable(settings, side, now) || !self.is_page_due(side, now).await?
            {
                continue;
            }
            let observer = self.observer(settings, now);
            let Some(news) = self.judge(now, &[side], observer.compare_step(side).await).await? else {
                continue;
            };
            if side == Side::Quickbooks {
                self.runtime().last_page = Some(now);
            }
            comparisons = documents::read(self.store.as_ref(), &self.company).await?;
            let before = tick.map_or(0, |tick: Tick| tick.news);
            let read = comparisons.walk.as_ref().map(|walk| walk.read);
            tick = Some(Tick { news: before + news, compared: read, ..busy(now) });
            if comparisons.walk.is_none() {
                tracing::info!("compared");
                break;
            }
        }
        if tick.as_ref().is_some_and(|tick| tick.news > 0) {
            self.runtime().last_news = Some(now);
        }
        Ok(tick)
    }

    /// F2: pages of QuickBooks are reads of the month's budget.
    async fn is_page_due(&self, side: Side, now: Timestamp) -> Result<bool, StoreFault> {
        let last = self.runtime().last_page;
        let (Side::Quickbooks, Some(last)) = (side, last) else { return Ok(true) };
        let month = now.strftime("%Y-%m").to_string();
        let (reads, _) = self.store.requests(&self.company, &month).await?;
        let passed = now.duration_since(last);
        Ok(passed.is_negative() || passed >= page_interval(reads, now))
    }

    /// A comparison that an earlier version began, in the way of all work, goes on beside it.
    pub(super) async fn go_on_beside(&self, old: Import) -> Result<Import, StoreFault> {
        let ended = Import { stage: Stage::Done, ..old.clone() };
        let walked = Edit::Walked { from: Some(Box::new(old)), to: Box::new(ended.clone()) };
        let changes = ChangeSet::from([Change::edit(walked), Change::edit(Edit::Compare(Asked::WHOLE))]);
        commit(self.store.as_ref(), &self.company, changes).await?;
        Ok(ended)
    }
}
