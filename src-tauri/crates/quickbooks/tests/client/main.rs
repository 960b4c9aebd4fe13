//! The client against services in the same process: a stand-in that answers what a test wants, and the practice
//! services, which know nothing of the client's types.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod hostile;
mod reading;
mod sign_in;
mod stand_in;
mod writing;
