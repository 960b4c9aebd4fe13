//! The running services: one world behind a lock, saved after each change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::time::pause;
use crate::clock::ClockMode;
use crate::options::Options;
use crate::storage::{Storage, StorageError};
use crate::table::{Change, ReplayError};
use crate::world::World;

/// Why the practice services cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

/// What all handles of the services share.
pub struct Shared {
    state: Mutex<State>,
    pub changed: Notify,
}

impl Shared {
    /// The state, for as long as nothing is waited for. A panic elsewhere does not take it away.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The world, and where it is saved.
pub struct State {
    pub world: World,
    storage: Option<Storage>,
    /// Changes that could not be saved yet: they go with the next ones.
    unsaved: Vec<Change>,
}

impl State {
    /// Saves what changed. Practice state that cannot be saved must not be answered for: the call fails.
    pub fn save(&mut self) -> Result<bool, StorageError> {
        self.unsaved.extend(self.world.changes());
        if let Some(storage) = &mut self.storage {
            storage.append(&self.unsaved)?;
        }
        let changed = !self.unsaved.is_empty();
        self.unsaved.clear();
        Ok(changed)
    }
}

/// The running practice services; cheap to clone.
#[derive(Clone)]
pub struct Practice(pub(super) Arc<Shared>);

impl Practice {
    /// Makes the companies, or takes them up again from the data directory.
    pub fn new(mut options: Options) -> Result<Self, OpenError> {
        let mut storage = None;
        let mut changes = Vec::new();
        if let Some(directory) = options.data.clone() {
            let opened = Storage::open(&directory, &options.founding)?;
            options.founding = opened.founding;
            changes = opened.changes;
            storage = Some(opened.storage);
        }
        let mut world = World::new(options);
        if storage.is_some() {
            world.resume(&changes)?;
        }
        let mut state = State { world, storage, unsaved: Vec::new() };
        state.save()?;
        Ok(Self(Arc::new(Shared { state: Mutex::new(state), changed: Notify::new() })))
    }

    /// Looks at the world or changes it from outside a request; what changed is saved and wakes long-polls.
    pub fn with_world<R>(&self, work: impl FnOnce(&mut World) -> R) -> R {
        let mut state = self.0.lock();
        state.world.clock.refresh();
        let result = work(&mut state.world);
        if let Err(error) = state.save() {
            eprintln!("practice: {error}");
        }
        drop(state);
        self.0.changed.notify_waiters();
        result
    }

    /// Waits until `look` finds something to do. It looks again after each change and at the time it names; what it
    /// changes itself is saved.
    pub(crate) async fn when_due<T>(&self, look: impl Fn(&mut World) -> (Option<T>, Option<Timestamp>)) -> T {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let (found, rest) = self.look(&look);
            if let Some(found) = found {
                return found;
            }
            match rest {
                Some(rest) => tokio::select! {
                    () = &mut changed => {}
                    () = pause(rest) => {}
                },
                None => changed.await,
            }
        }
    }

    /// One look, and how long until the next one by a real clock.
    fn look<T>(
        &self,
        look: impl Fn(&mut World) -> (Option<T>, Option<Timestamp>),
    ) -> (Option<T>, Option<Duration>) {
        /// Whatever was found to be due and is not: never look again at once, for ever.
        const REST_MIN: Duration = Duration::from_millis(20);
        let mut state = self.0.lock();
        let world = &mut state.world;
        world.clock.refresh();
        let (found, next) = look(world);
        let now = (world.clock.mode() == ClockMode::Real).then(|| world.clock.now());
        let rest = now.zip(next).map(|(now, next)| Duration::try_from(next.duration_since(now)));
        match state.save() {
            Ok(_) => (found, rest.map(|rest| rest.unwrap_or_default().max(REST_MIN))),
            Err(error) => {
                // What is not saved must not be acted on; it may have gone through by the next change.
                eprintln!("practice: {error}");
                (None, None)
            }
        }
    }
}
