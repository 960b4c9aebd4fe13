//! Sleeping, so that a moved clock, a ring and a person who quits all end it.

use std::time::Duration;

use engine::ports::{Clock, StoreFault};
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;

use tokio_util::sync::CancellationToken;

use crate::claim::{Syncing, claim_once};
use crate::host::Host;

/// How long at most until the clock is read again.
const SLICE: Duration = Duration::from_secs(1);

/// How long a step that is under way may still take when it is told to stop.
const TIME_TO_END: Duration = Duration::from_secs(3);

/// Tries so often to become the one that syncs; who only asks how things stand holds the claim for a moment too.
const CLAIMS: u32 = 10;
/// Between two tries.
const CLAIM_PAUSE: Duration = Duration::from_millis(50);

/// Becomes the only one that syncs this company, over a sound database; the data directory is one process's at a time.
pub(crate) async fn claim(host: &Host, company: &CompanyId) -> Result<Syncing, StoreFault> {
    let syncing = claimed(host, company).await?;
    check_when_due(host, &syncing).await?;
    Ok(syncing)
}

/// Syncing goes on over a database that was found sound in the last day, and since it was last left without an end.
pub(crate) async fn check_when_due(host: &Host, syncing: &Syncing) -> Result<(), StoreFault> {
    let now = host.clock.base_now();
    if syncing.claim.is_check_due(now) {
        host.store.check().await?;
        syncing.claim.checked(now);
    } else {
        syncing.claim.begun();
    }
    Ok(())
}

async fn claimed(host: &Host, company: &CompanyId) -> Result<Syncing, StoreFault> {
    for _ in 1..CLAIMS {
        match claim_once(host, company) {
            Err(StoreFault::InUse) => pause(CLAIM_PAUSE).await,
            claimed => return claimed,
        }
    }
    claim_once(host, company)
}

/// Sleeps for one slice, or less when `until` comes earlier. Ends at once when the signal is given.
pub(crate) async fn slice(host: &Host, until: Timestamp, stop: &CancellationToken) {
    let left = until.duration_since(host.clock.now()).max(SignedDuration::from_millis(1));
    let time = Duration::try_from(left).unwrap_or(SLICE).min(SLICE);
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        () = pause(time) => {}
    }
    host.clock.refresh(&host.transport).await;
}

/// Sleeps until then, but in real time at most until `deadline`: a practice clock may stand still.
pub(crate) async fn until(host: &Host, then: Timestamp, deadline: Timestamp, stop: &CancellationToken) {
    while host.clock.now() < then && host.clock.base_now() < deadline && !stop.is_cancelled() {
        slice(host, then, stop).await;
    }
}

/// What came of some work, or nothing when it was told to stop and did not end soon: then it is cut. What was being written
/// is marked as sent and looked for the next time; a token that is being exchanged is kept by its own task (rules F9, P6).
pub(crate) async fn unless_stopped<T>(work: impl Future<Output = T>, stop: &CancellationToken) -> Option<T> {
    let cut = async {
        stop.cancelled().await;
        pause(TIME_TO_END).await;
    };
    tokio::select! {
        biased;
        ended = work => Some(ended),
        () = cut => None,
    }
}

#[expect(clippy::disallowed_methods, reason = "the run loop is the one place that sleeps")]
pub(crate) async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::test_host::open;

    #[tokio::test]
    async fn one_process_syncs_all_companies_and_each_of_them_once() {
        let folder = tempfile::tempdir().unwrap();
        let (host, other) = (open(folder.path()).await, open(folder.path()).await);
        let (one, two) = (CompanyId::from("one"), CompanyId::from("two"));
        let first = claim(&host, &one).await.unwrap();
        let second = claim(&host, &two).await.unwrap();
        assert!(matches!(claim(&host, &one).await, Err(StoreFault::InUse)));
        assert!(matches!(claim(&other, &two).await, Err(StoreFault::InUse)));
        drop(first);
        assert!(matches!(claim(&other, &one).await, Err(StoreFault::InUse)), "the other company syncs");
        drop(second);
        drop(claim(&other, &one).await.unwrap());
        drop(claim(&host, &one).await.unwrap());
    }
}
