//! Where secrets rest (rule N4): the system's keychain, or memory for tests and for *Keep until I quit*.
//!
//! Two secrets a company are long-lived, the QuickBooks refresh token and the secret of Alternative's API key; both
//! are far below the 2.5 KB that Windows takes. Nothing here logs, and no fault carries a secret.

#![deny(missing_docs)]

mod keychain;
mod memory;
mod platform;

pub use keychain::{KeychainVault, LeftBehind, PRACTICE_SERVICE, SERVICE};
pub use memory::MemoryVault;
