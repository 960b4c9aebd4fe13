//! The real keychain of a desktop session that each test starts for itself.
#![cfg(all(unix, not(target_os = "macos")))]
#![expect(clippy::unwrap_used, reason = "test code outside #[test] functions")]

mod session;

use std::time::Duration;

use engine::ports::{SecretName, Vault, VaultFault};
use ledger::CompanyId;
use secrecy::{ExposeSecret, SecretString};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use vault::{KeychainVault, PRACTICE_SERVICE, SERVICE};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn text(secret: Option<SecretString>) -> Option<String> {
    secret.map(|secret| secret.expose_secret().to_owned())
}

/// Locks the default keyring, as a screen lock or the password program would.
fn lock_the_keyring() {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
}

/// Waits until the keychain's name is on the bus.
#[expect(clippy::disallowed_methods, reason = "nobody is told when a name comes onto the bus")]
fn await_the_keychain() {
    const LOOKS_MAX: u32 = 200;
    let there = (0..LOOKS_MAX).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        SecretService::connect(EncryptionType::Plain).is_ok()
    });
    assert!(there, "the keychain never came");
}

#[test]
fn n4_secrets_rest_in_the_system_keychain() {
    session::inside("n4_secrets_rest_in_the_system_keychain", || {
        wait(async {
            let (first, second) = (CompanyId::from("c1"), CompanyId::from("c2"));
            let vault = KeychainVault::new(PRACTICE_SERVICE, "installation-1");
            vault.probe().await.unwrap();

            assert_eq!(text(vault.get(&first, SecretName::RefreshToken).await.unwrap()), None);
            vault.put(&first, SecretName::RefreshToken, &"r1 é".into()).await.unwrap();
            vault.put(&first, SecretName::AlternativeSecret, &"key".into()).await.unwrap();
            vault.put(&second, SecretName::RefreshToken, &"other".into()).await.unwrap();
            vault.put(&first, SecretName::RefreshToken, &"r2 é".into()).await.unwrap();

            // Another start of the same installation finds them.
            let again = KeychainVault::new(PRACTICE_SERVICE, "installation-1");
            assert_eq!(
                text(again.get(&first, SecretName::RefreshToken).await.unwrap()).as_deref(),
                Some("r2 é")
            );
            assert_eq!(
                text(again.get(&first, SecretName::AlternativeSecret).await.unwrap()).as_deref(),
                Some("key")
            );
            assert_eq!(
                text(again.get(&second, SecretName::RefreshToken).await.unwrap()).as_deref(),
                Some("other")
            );

            // Another installation and the real companion do not.
            for stranger in [
                KeychainVault::new(PRACTICE_SERVICE, "installation-2"),
                KeychainVault::new(SERVICE, "installation-1"),
            ] {
                assert_eq!(text(stranger.get(&first, SecretName::RefreshToken).await.unwrap()), None);
            }

            vault.remove(&first, SecretName::RefreshToken).await.unwrap();
            vault.remove(&first, SecretName::RefreshToken).await.unwrap();
            assert_eq!(text(again.get(&first, SecretName::RefreshToken).await.unwrap()), None);
            assert_eq!(
                text(again.get(&second, SecretName::RefreshToken).await.unwrap()).as_deref(),
                Some("other")
            );
        });
    });
}

#[test]
fn a_refresh_token_of_full_length_comes_back_whole() {
    session::inside("a_refresh_token_of_full_length_comes_back_whole", || {
        wait(async {
            let vault = KeychainVault::new(PRACTICE_SERVICE, "installation-1");
            let company = CompanyId::from("c1");
            let long = "RT1-".repeat(512);
            vault.put(&company, SecretName::RefreshToken, &long.clone().into()).await.unwrap();
            assert_eq!(text(vault.get(&company, SecretName::RefreshToken).await.unwrap()), Some(long));
        });
    });
}

#[test]
fn a_locked_keychain_is_told_apart() {
    session::inside("a_locked_keychain_is_told_apart", || {
        wait(async {
            let vault = KeychainVault::new(PRACTICE_SERVICE, "installation-1");
            let company = CompanyId::from("c1");
            vault.put(&company, SecretName::AlternativeSecret, &"key".into()).await.unwrap();
            lock_the_keyring();
            assert_eq!(vault.probe().await, Err(VaultFault::Locked));
            assert_eq!(
                vault.get(&company, SecretName::AlternativeSecret).await.unwrap_err(),
                VaultFault::Locked
            );
            let refused = vault.put(&company, SecretName::AlternativeSecret, &"new".into()).await;
            assert_eq!(refused.unwrap_err(), VaultFault::Locked);
        });
    });
}

#[test]
fn a_keychain_that_starts_late_is_found_without_a_restart() {
    session::inside_without_keychain("a_keychain_that_starts_late_is_found_without_a_restart", || {
        wait(async {
            let vault = KeychainVault::new(PRACTICE_SERVICE, "installation-1");
            let company = CompanyId::from("c1");
            let refused = vault.put(&company, SecretName::AlternativeSecret, &"key".into()).await;
            assert!(matches!(refused, Err(VaultFault::Missing(_))), "{refused:?}");
            let words = vault.probe().await.unwrap_err().to_string();
            assert!(words.contains("no keychain service"), "{words}");

            session::start_keychain();
            await_the_keychain();
            vault.put(&company, SecretName::AlternativeSecret, &"key".into()).await.unwrap();
            assert_eq!(
                text(vault.get(&company, SecretName::AlternativeSecret).await.unwrap()).as_deref(),
                Some("key")
            );
            vault.probe().await.unwrap();
        });
    });
}

#[test]
fn secrets_of_an_earlier_installation_are_found_and_removed_and_no_others() {
    session::inside("secrets_of_an_earlier_installation_are_found_and_removed_and_no_others", || {
        wait(async {
            let (known, unknown) = (CompanyId::from("main"), CompanyId::from("gone"));
            let now = KeychainVault::new(SERVICE, "installation-2");
            let earlier = KeychainVault::new(SERVICE, "installation-1");
            let practice = KeychainVault::new(PRACTICE_SERVICE, "installation-1");
            assert_eq!(now.left_behind(std::slice::from_ref(&known)).await.unwrap(), []);
            for (vault, company) in
                [(&now, &known), (&now, &unknown), (&earlier, &known), (&practice, &known)]
            {
                vault.put(company, SecretName::RefreshToken, &"r".into()).await.unwrap();
            }
            let found = now.left_behind(std::slice::from_ref(&known)).await.unwrap();
            let names: Vec<_> =
                found.iter().map(|one| (one.installation.as_str(), one.company.as_str())).collect();
            assert_eq!(names, [("installation-1", "main"), ("installation-2", "gone")]);
            assert_eq!(now.forget_left_behind(std::slice::from_ref(&known)).await.unwrap(), found);
            assert_eq!(now.left_behind(std::slice::from_ref(&known)).await.unwrap(), []);
            for (vault, kept) in [(&now, true), (&earlier, false), (&practice, true)] {
                let secret = vault.get(&known, SecretName::RefreshToken).await.unwrap();
                assert_eq!(secret.is_some(), kept);
            }
        });
    });
}
