//! When each side is looked at next (rule F2).

use jiff::{SignedDuration, Timestamp};

use super::{BLIND_LOOK, Engine};
use crate::documents::{self, Blind};
use crate::pace::{Attention, look_interval};
use crate::ports::{OutboxQuery, StoreFault};

impl Engine {
    pub(super) async fn next_look(&self, now: Timestamp) -> Result<Timestamp, StoreFault> {
        let (asked, last) = {
            let runtime = self.runtime();
            (runtime.look_asked, runtime.last_look)
        };
        let Some(last) = last.filter(|_| !asked) else { return Ok(now) };
        let owing = !self.store.outbox(&self.company, &OutboxQuery::Open { limit: 1 }).await?.is_empty();
        Ok(last.checked_add(self.interval(now, owing).await?).unwrap_or(Timestamp::MAX))
    }

    /// When to read Alternative's feed next, if nothing rings and QuickBooks is not looked at: what is owed cannot be
    /// written there anyway, so it sets no pace.
    pub(super) async fn next_feed(&self, now: Timestamp) -> Result<Timestamp, StoreFault> {
        let last = self.runtime().last_feed;
        let Some(last) = last else { return Ok(now) };
        Ok(last.checked_add(self.interval(now, false).await?).unwrap_or(Timestamp::MAX))
    }

    async fn interval(&self, now: Timestamp, owing: bool) -> Result<SignedDuration, StoreFault> {
        let month = now.strftime("%Y-%m").to_string();
        let (reads, _) = self.store.requests(&self.company, &month).await?;
        let blind = documents::read::<Blind>(self.store.as_ref(), &self.company).await? != Blind::default();
        let runtime = self.runtime();
        let attention = Attention {
            watched: runtime.watched_until.is_some_and(|until| until > now),
            owing,
            bell: false,
            last_news: runtime.last_news,
            reads,
        };
        Ok(look_interval(&attention, now).max(if blind { BLIND_LOOK } else { SignedDuration::ZERO }))
    }
}
