//! What was checked, in plain words.

use contract::doctor::{Check, EarlierSecrets, Finding, SecretKind};

use super::summary::trust_hint;
use super::{KEYCHAIN_LOCKED, KEYCHAIN_MISSING};

const EARLIER_HINT: &str = "They are from an earlier installation, or in use by the app in another data directory on this computer. If there is no other one, remove them with `companion-cli doctor --forget-earlier`, or in the app with Settings › Check everything.";

/// A finding with its words.
pub(crate) fn check(found: Finding) -> Check {
    let (text, hint) = words(&found);
    Check { name: found.name(), ok: found.ok(), text, hint, remedy: found.remedy(), found }
}

/// What was found, and what to do.
fn words(found: &Finding) -> (String, Option<String>) {
    let only = |text: String| (text, None);
    let with = |text: String, hint: &str| (text, Some(hint.to_owned()));
    match found {
        Finding::KeychainWorks => only("The system keychain keeps secrets.".to_owned()),
        Finding::KeychainLocked => with(KEYCHAIN_LOCKED.to_owned(), "Unlock it."),
        Finding::KeychainMissing { said } => {
            with(KEYCHAIN_MISSING.to_owned(), &format!("The system reports: {said}"))
        }
        Finding::EarlierLeft { left } => with(
            format!("The keychain holds sign-ins that no company here uses: {}.", listed(left)),
            EARLIER_HINT,
        ),
        Finding::EarlierRemoved { removed } if removed.is_empty() => {
            only("The keychain holds nothing of an earlier installation.".to_owned())
        }
        Finding::EarlierRemoved { removed } => {
            only(format!("Removed from the keychain: {}.", listed(removed)))
        }
        Finding::DatabaseSound { kib } => only(format!("The database is sound ({kib} KiB).")),
        Finding::DatabaseTrouble { problem } => (problem.message.clone(), problem.hint.clone()),
        Finding::JournalComplete { company } => only(format!("The journal of {company} is complete.")),
        Finding::JournalChanged { company, entry } => with(
            format!("The journal of {company} was changed or cut at entry {entry}."),
            "Keep a copy of the data directory and send a support bundle.",
        ),
        Finding::JournalUnreadable { company, problem } => {
            (format!("The journal of {company} cannot be read."), problem.hint.clone())
        }
        Finding::Responds { side } => only(format!("{} responds.", side.name())),
        Finding::AddressInvalid { side } => {
            with(format!("The address of {} is invalid.", side.name()), "Connect it again.")
        }
        Finding::Unreachable { side, said } => with(
            format!("{} cannot be reached: {said}", side.name()),
            "Check the network, proxy, and firewall.",
        ),
        Finding::Untrusted { side, said } => with(
            format!("The certificate of {} is not trusted on this computer: {said}", side.name()),
            &trust_hint(side.name()),
        ),
        Finding::Rebuilt { kept, connected } => with(
            format!("A new database was made. The damaged one is kept as {kept}."),
            if *connected {
                "Sync now: QuickBooks and Alternative are read again. Some decisions will be asked for once more."
            } else {
                "Connect Alternative and QuickBooks again, then sync. Some decisions will be asked for once more."
            },
        ),
    }
}

/// `main (QuickBooks sign-in, Alternative API key)`
fn listed(earlier: &[EarlierSecrets]) -> String {
    let companies = earlier.iter().map(|one| {
        let secrets = one.secrets.iter().map(|kind| match kind {
            SecretKind::QuickbooksSignIn => "QuickBooks sign-in",
            SecretKind::AlternativeKey => "Alternative API key",
            SecretKind::DevelopmentKeys => "QuickBooks development keys",
        });
        format!("{} ({})", one.company, secrets.collect::<Vec<_>>().join(", "))
    });
    companies.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use contract::side::Side;
    use contract::{Code, Problem};

    use super::*;

    #[test]
    fn every_finding_has_its_words() {
        let text = |text: &str| text.to_owned();
        let earlier = || {
            vec![
                EarlierSecrets {
                    company: text("main"),
                    secrets: vec![SecretKind::QuickbooksSignIn, SecretKind::AlternativeKey],
                },
                EarlierSecrets { company: text("shop"), secrets: vec![SecretKind::DevelopmentKeys] },
            ]
        };
        let problem = |code| Box::new(Problem::new(code, "It cannot be read.").hint("Do this."));
        let (company, side) = (text("main"), Side::Quickbooks);
        let findings = [
            Finding::KeychainWorks,
            Finding::KeychainLocked,
            Finding::KeychainMissing { said: text("no service") },
            Finding::EarlierLeft { left: earlier() },
            Finding::EarlierRemoved { removed: earlier() },
            Finding::EarlierRemoved { removed: Vec::new() },
            Finding::DatabaseSound { kib: 2048 },
            Finding::DatabaseTrouble { problem: problem(Code::Damaged) },
            Finding::DatabaseTrouble { problem: problem(Code::ReadOnly) },
            Finding::JournalComplete { company: company.clone() },
            Finding::JournalChanged { company: company.clone(), entry: 7 },
            Finding::JournalUnreadable { company, problem: problem(Code::Damaged) },
            Finding::Responds { side },
            Finding::AddressInvalid { side },
            Finding::Unreachable { side, said: text("connection refused") },
            Finding::Untrusted { side: Side::Alternative, said: text("certificate expired") },
            Finding::Rebuilt { kept: text("old.db"), connected: true },
            Finding::Rebuilt { kept: text("old.db"), connected: false },
        ];
        let mut all = String::new();
        for found in findings {
            let Check { name, ok, text, hint, remedy, .. } = check(found);
            let (state, hint) = (if ok { "fine" } else { "trouble" }, hint.as_deref().unwrap_or("–"));
            let _written = writeln!(all, "{name:?} {state}: {text}\n    {hint}");
            if let Some(remedy) = remedy {
                let _written = writeln!(all, "    {remedy:?}");
            }
        }
        insta::assert_snapshot!(all);
    }
}
