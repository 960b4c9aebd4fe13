//! What befalls one computer's calls.

use std::future::{Future, pending, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use engine::tick::Engine;
use jiff::Timestamp;

/// Something that is to happen at a call still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strike {
    /// The process dies when so many calls more have been made, the last of them before it goes out.
    DieBefore(u32),
    /// The same, the last of them after the service has done it and before its answer is read.
    DieAfter(u32),
}

/// People act while a call is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// When so many calls more have been made; the last of them may be done already, and its answer not read yet.
    In(u32, bool),
    /// They act now, and the call waits for them.
    Now,
}

#[derive(Default)]
struct Fate {
    strike: Option<Strike>,
    visit: Option<Visit>,
    dead: bool,
    late_creates: u32,
    rival_creates: u32,
    lies: u32,
    rival: Option<(Arc<Engine>, Arc<InjectedFaults>)>,
    rival_at_work: bool,
}

/// The fate of one computer's calls to both services.
#[derive(Default)]
pub struct InjectedFaults(Mutex<Fate>);

impl InjectedFaults {
    fn fate(&self) -> MutexGuard<'_, Fate> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something is to happen.
    pub fn strike(&self, strike: Strike) {
        self.fate().strike = Some(strike);
    }

    /// The next creates reach QuickBooks only after the companion gave up waiting for their answers.
    pub fn delay_creates(&self, count: u32) {
        self.fate().late_creates = count;
    }

    /// Another computer works between the last look and the next creates of this one.
    pub fn race(&self, count: u32) {
        self.fate().rival_creates = count;
    }

    /// The other computer's engine as it is now, and the faults injected there.
    pub fn rival(&self, engine: Arc<Engine>, faults: Arc<Self>) {
        self.fate().rival = Some((engine, faults));
    }

    /// Nothing befalls anybody any more.
    pub fn clear(&self) {
        let mut fate = self.fate();
        fate.strike = None;
        fate.visit = None;
        fate.dead = false;
        fate.late_creates = 0;
        fate.rival_creates = 0;
        fate.lies = 0;
    }

    /// The next answers about payments are about other ones.
    pub fn lie(&self, count: u32) {
        self.fate().lies = count;
    }

    /// Whether this answer is a lie.
    pub fn lies(&self) -> bool {
        let mut fate = self.fate();
        let lies = fate.lies > 0;
        fate.lies = fate.lies.saturating_sub(1);
        lies
    }

    /// Ready once the process has died.
    pub fn death(&self) -> impl Future<Output = ()> + '_ {
        poll_fn(|_| if self.fate().dead { Poll::Ready(()) } else { Poll::Pending })
    }

    /// The process starts anew.
    pub fn revive(&self) {
        let mut fate = self.fate();
        fate.dead = false;
        fate.visit = None;
    }

    /// People act in the middle of a call: before the service has it, or once it is done and the answer is on its way.
    pub fn visit(&self, calls: u32, done: bool) {
        self.fate().visit = Some(Visit::In(calls, done));
    }

    /// Ready when people are to act now; [`resume`](Self::resume) ends it.
    pub fn visited(&self) -> impl Future<Output = ()> + '_ {
        poll_fn(|_| if self.fate().visit == Some(Visit::Now) { Poll::Ready(()) } else { Poll::Pending })
    }

    /// Whether people act now.
    pub fn is_visited(&self) -> bool {
        self.fate().visit == Some(Visit::Now)
    }

    /// They are done, and the call goes on.
    pub fn resume(&self) {
        self.fate().visit = None;
    }

    async fn let_people_act(&self, done: bool) {
        {
            let mut fate = self.fate();
            fate.visit = match fate.visit {
                Some(Visit::In(0, when)) if when == done => Some(Visit::Now),
                Some(Visit::In(left @ 1.., when)) if when == done => Some(Visit::In(left - 1, when)),
                other => other,
            };
        }
        poll_fn(|_| if self.fate().visit == Some(Visit::Now) { Poll::Pending } else { Poll::Ready(()) })
            .await;
    }

    fn threatens(&self) -> bool {
        let fate = self.fate();
        fate.strike.is_some() || fate.visit.is_some() || fate.dead || fate.rival_at_work
    }

    /// One call to a service, under these faults.
    pub async fn call<T>(&self, call: impl Future<Output = T>) -> T {
        if self.dies(false) {
            pending::<()>().await;
        }
        self.let_people_act(false).await;
        let answer = call.await;
        if self.dies(true) {
            pending::<()>().await;
        }
        self.let_people_act(true).await;
        answer
    }

    fn dies(&self, done: bool) -> bool {
        let mut fate = self.fate();
        if fate.dead {
            return true;
        }
        fate.strike = match (fate.strike, done) {
            (Some(Strike::DieBefore(0)), false) | (Some(Strike::DieAfter(0)), true) => {
                fate.dead = true;
                None
            }
            (Some(Strike::DieBefore(left)), false) => Some(Strike::DieBefore(left - 1)),
            (Some(Strike::DieAfter(left)), true) => Some(Strike::DieAfter(left - 1)),
            (other, _) => other,
        };
        fate.dead
    }

    /// Whether this create is one of the late ones.
    pub fn is_late(&self) -> bool {
        let mut fate = self.fate();
        let late = fate.late_creates > 0;
        fate.late_creates = fate.late_creates.saturating_sub(1);
        late
    }

    /// The other computer takes its turn now, if it is to.
    pub async fn let_rival_work(&self, now: Timestamp) {
        let rival = {
            let mut fate = self.fate();
            if fate.rival_creates == 0 || fate.rival_at_work {
                return;
            }
            fate.rival_creates -= 1;
            fate.rival_at_work = true;
            fate.rival.clone()
        };
        // A rival that is about to die would never come back to its caller.
        if let Some((rival, _)) = rival.filter(|(_, faults)| !faults.threatens()) {
            rival.ask_to_look();
            for _ in 0..3 {
                // What it comes to shows in the end; a store that failed shows in its own next step.
                let _step = rival.tick(now).await;
            }
        }
        self.fate().rival_at_work = false;
    }
}
