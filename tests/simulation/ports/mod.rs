//! What stands between the engine and the services: late answers, sudden death, a rival computer, and guards taken away.

mod books;
mod processor;
mod sky;
mod watch;

pub use books::SimBooks;
pub use processor::SimProcessor;
pub use sky::{Sky, Strike};
pub use watch::Watch;
