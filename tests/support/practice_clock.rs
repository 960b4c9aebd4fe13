//! The practice services' time as the engine's clock.

use engine::ports::Clock;
use jiff::Timestamp;
use practice::Practice;

/// Time as the practice services have it: a moved clock moves both.
pub struct PracticeClock(pub Practice);

impl Clock for PracticeClock {
    fn now(&self) -> Timestamp {
        self.0.with_world(|world| world.clock.now())
    }
}
