//! What differs between the systems: which store holds the secrets, and what its errors mean.

use std::collections::HashMap;

use engine::ports::VaultFault;
use keyring::{Entry, Error};

/// An entry of the system's keychain.
///
/// `keyring` opens the keychain once for the whole process and keeps a first failure for good, so that one that starts
/// after the companion would never be found. So it is asked only once the keychain is known to answer.
pub fn entry(service: &str, user: &str) -> Result<Entry, VaultFault> {
    reachable()?;
    Entry::new(service, user).map_err(|error| match (error, Entry::store_status()) {
        (Error::NoDefaultStore, Err(cause)) => {
            VaultFault::Missing(format!("{cause}; restart the companion once it runs"))
        }
        (error, _) => explain(error),
    })
}

/// The entries of that service, with the user of each.
pub fn entries(service: &str) -> Result<Vec<(String, keyring_core::Entry)>, VaultFault> {
    // Making an entry opens the store, and asks nothing of it yet.
    entry(service, "search")?;
    let escaped = format!("\\.{}$", service.replace('.', "\\."));
    let wanted = if cfg!(windows) { ("pattern", escaped.as_str()) } else { ("service", service) };
    let found = keyring_core::Entry::search(&HashMap::from([wanted])).map_err(explain)?;
    Ok(found.into_iter().filter_map(|entry| Some((user(&entry)?, entry))).collect())
}

/// Each store tells it in its own way.
fn user(entry: &keyring_core::Entry) -> Option<String> {
    let attributes = || entry.get_attributes().ok()?.remove("username");
    entry.get_specifiers().map(|(_, user)| user).or_else(attributes)
}

/// What an error of the store means to a person.
pub fn explain(error: Error) -> VaultFault {
    match error {
        Error::NoStorageAccess(cause) => no_access(cause.as_ref()),
        Error::PlatformFailure(cause) => platform_failure(cause.as_ref()),
        Error::Ambiguous(entries) => VaultFault::Missing(format!(
            "it holds {} entries of the same name; remove them in the system's password program",
            entries.len()
        )),
        Error::TooLong(_, longest) => VaultFault::Missing(format!("it takes at most {longest} characters")),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            VaultFault::Missing("what it holds under our name is not text".to_owned())
        }
        other => VaultFault::Missing(other.to_string()),
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod system {
    use std::error::Error;

    use engine::ports::VaultFault;

    pub fn look() -> Result<(), VaultFault> {
        Ok(())
    }

    pub fn reachable() -> Result<(), VaultFault> {
        Ok(())
    }

    pub fn no_access(_: &(dyn Error + Send + Sync + 'static)) -> VaultFault {
        VaultFault::Locked
    }

    pub fn platform_failure(cause: &(dyn Error + Send + Sync + 'static)) -> VaultFault {
        VaultFault::Missing(cause.to_string())
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use std::error::Error;
    use std::sync::atomic::{AtomicBool, Ordering};

    use engine::ports::VaultFault;
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;

    /// Whether the default keyring is there and unlocked, without asking the person to unlock it.
    pub fn look() -> Result<(), VaultFault> {
        let service = SecretService::connect(EncryptionType::Plain).map_err(|cause| meaning(&cause))?;
        let keyring = service.get_default_collection().map_err(|cause| meaning(&cause))?;
        if keyring.is_locked().map_err(|cause| meaning(&cause))? { Err(VaultFault::Locked) } else { Ok(()) }
    }

    /// Whether a Secret Service runs; after the first time it did, nobody needs to ask again.
    pub fn reachable() -> Result<(), VaultFault> {
        static ANSWERED: AtomicBool = AtomicBool::new(false);
        if !ANSWERED.load(Ordering::Acquire) {
            // Connecting alone asks nothing of the service; opening a session and naming a keyring does.
            let service = SecretService::connect(EncryptionType::Dh).map_err(|cause| meaning(&cause))?;
            service.get_default_collection().map_err(|cause| meaning(&cause))?;
            ANSWERED.store(true, Ordering::Release);
        }
        Ok(())
    }

    pub fn no_access(cause: &(dyn Error + Send + Sync + 'static)) -> VaultFault {
        cause.downcast_ref().map_or(VaultFault::Locked, meaning)
    }

    pub fn platform_failure(cause: &(dyn Error + Send + Sync + 'static)) -> VaultFault {
        cause.downcast_ref().map_or_else(|| VaultFault::Missing(cause.to_string()), meaning)
    }

    fn meaning(cause: &secret_service::Error) -> VaultFault {
        use secret_service::Error as Cause;
        match cause {
            Cause::Locked | Cause::Prompt | Cause::PromptDisconnected => VaultFault::Locked,
            Cause::NoResult => VaultFault::Missing(
                "there is no default keyring yet; create one in the system's password program".to_owned(),
            ),
            Cause::Unavailable => no_service(),
            other => by_error_name(other.to_string()),
        }
    }

    /// The bus hands errors on by name, inside the text.
    fn by_error_name(text: String) -> VaultFault {
        if text.contains("Secret.Error.IsLocked") {
            VaultFault::Locked
        } else if text.contains("DBus.Error.ServiceUnknown") || text.contains("DBus.Error.NameHasNoOwner") {
            no_service()
        } else {
            VaultFault::Missing(text)
        }
    }

    fn no_service() -> VaultFault {
        VaultFault::Missing("no keychain service is running in this desktop session".to_owned())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_dismissed_prompt_means_locked() {
            assert_eq!(meaning(&secret_service::Error::Prompt), VaultFault::Locked);
            assert_eq!(no_access(&secret_service::Error::Locked), VaultFault::Locked);
            assert_eq!(platform_failure(&secret_service::Error::Locked), VaultFault::Locked);
        }

        #[test]
        fn a_missing_keyring_or_service_is_said() {
            let said = |cause| meaning(&cause).to_string();
            assert!(said(secret_service::Error::NoResult).contains("no default keyring"));
            assert!(said(secret_service::Error::Unavailable).contains("no keychain service"));
        }

        #[test]
        fn errors_of_the_bus_are_told_by_name() {
            let locked =
                by_error_name("zbus error: org.freedesktop.Secret.Error.IsLocked: cannot".to_owned());
            assert_eq!(locked, VaultFault::Locked);
            assert_eq!(
                by_error_name("org.freedesktop.DBus.Error.NameHasNoOwner: none".to_owned()),
                no_service()
            );
            assert_eq!(by_error_name("odd".to_owned()), VaultFault::Missing("odd".to_owned()));
        }
    }
}

use system::{no_access, platform_failure, reachable};

pub use system::look;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_secret_never_reach_the_words() {
        let fault = explain(Error::BadEncoding(b"hush-hush\xff".to_vec()));
        assert!(matches!(&fault, VaultFault::Missing(words) if !words.contains("hush")));
    }

    #[test]
    fn too_long_a_secret_says_how_long_it_may_be() {
        let fault = explain(Error::TooLong("password".to_owned(), 2560));
        assert_eq!(
            fault.to_string(),
            "the system keychain does not answer: it takes at most 2560 characters"
        );
    }
}
