//! Pages outside the window: which addresses may be given to the system browser.
//!
//! Addresses come from the services' answers and from settings. The browser is given none that could start a program,
//! show a file or lead somewhere else than to the two services or to this computer's practice services.

use std::path::Path;

use url::{Host, Url};

/// Domains of the two services; names below them count too.
const DOMAINS: &[&str] = &["intuit.com", "quickbooks.com", "alternativepayments.io"];
/// The longest address that is opened; sign-in pages stay well below.
const ADDRESS_BYTES_MAX: usize = 4096;

/// What may be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target<'a> {
    /// A page, for the browser.
    Page(Url),
    /// A folder of the companion, for the file manager.
    Folder(&'a Path),
}

/// What an address means, if it may be opened at all. A folder must be one of these, to the letter.
pub fn target<'a>(address: &str, folders: &[&'a Path]) -> Option<Target<'a>> {
    if let Some(folder) = folders.iter().find(|folder| folder.as_os_str() == address) {
        return Some(Target::Folder(folder));
    }
    Url::parse(address).ok().filter(may_open).map(Target::Page)
}

fn may_open(address: &Url) -> bool {
    if address.as_str().len() > ADDRESS_BYTES_MAX || has_userinfo(address) {
        return false;
    }
    match (address.scheme(), address.host()) {
        ("https", Some(Host::Domain(name))) => address.port().is_none() && is_service(name),
        ("http", Some(host)) => is_this_computer(&host),
        _ => false,
    }
}

/// `https://intuit.com@elsewhere/` looks like Intuit to a person.
fn has_userinfo(address: &Url) -> bool {
    !address.username().is_empty() || address.password().is_some()
}

fn is_service(name: &str) -> bool {
    DOMAINS.iter().any(|domain| {
        name.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// The practice services and their desk; a loopback address cannot be a page of somebody else.
fn is_this_computer(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(address: &str) -> bool {
        matches!(target(address, &[]), Some(Target::Page(_)))
    }

    #[test]
    fn only_our_own_folders_open() {
        let data = Path::new("/data/companion");
        assert_eq!(target("/data/companion", &[data]), Some(Target::Folder(data)));
        for elsewhere in ["/data", "/data/companion/../x", "/", "", "."] {
            assert_eq!(target(elsewhere, &[data]), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn the_services_pages_open() {
        for address in [
            "https://appcenter.intuit.com/connect/oauth2?client_id=A&state=B",
            "https://app.qbo.intuit.com/app/invoice?txnId=145",
            "https://intuit.com/",
            "https://dashboard.alternativepayments.io/payouts/15",
        ] {
            assert!(opens(address), "{address}");
        }
    }

    #[test]
    fn practice_pages_on_this_computer_open() {
        for address in ["http://127.0.0.1:40111/desk", "http://localhost:1/", "http://[::1]:8080/oauth"] {
            assert!(opens(address), "{address}");
        }
    }

    #[test]
    fn everything_else_stays_closed() {
        for address in [
            "http://appcenter.intuit.com/",
            "https://intuit.com.evil.example/",
            "https://evilintuit.com/",
            "https://intuit.com@evil.example/",
            "https://user@app.qbo.intuit.com/",
            "https://app.qbo.intuit.com:8443/",
            "https://evil.example/?intuit.com",
            "https://xn--ntuit-8ta.com/",
            "https://127.0.0.1/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "http://192.168.0.1/",
            "http://0.0.0.0/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@intuit.com",
            "ms-settings:privacy",
            "alternative-companion://open/overview",
            "smb://intuit.com/x",
        ] {
            assert!(!opens(address), "{address}");
        }
    }

    #[test]
    fn an_endless_address_stays_closed() {
        let long = format!("https://app.qbo.intuit.com/{}", "a".repeat(ADDRESS_BYTES_MAX));
        assert!(!opens(&long));
    }
}
