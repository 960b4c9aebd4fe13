//! What stands between the engine and the services: late answers, sudden death, a rival computer, and guards taken away.

mod books;
mod injected_faults;
mod processor;
mod store;
mod watch;

pub use books::SimBooks;
pub use injected_faults::{InjectedFaults, Strike};
pub use processor::SimProcessor;
pub use store::SimStore;
pub use watch::Watch;
