//! The client against services in the same process: a stand-in that answers what a test wants, and the practice
//! services, which know nothing of the client's types.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod connecting;
mod hostile;
mod office;
mod practised;
mod reading;
mod recording;
mod sign_in;
mod stand_in;
mod writing;
