//! The addresses of this computer: practice services stay on it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// The addresses behind a URL when it is plain HTTP to this computer. Names are not looked up: `localhost` is the only
/// one known, so that no name server can lead elsewhere.
pub fn loopback(url: &Url) -> Option<Vec<SocketAddr>> {
    if url.scheme() != "http" {
        return None;
    }
    let port = url.port_or_known_default()?;
    let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let hosts: Vec<IpAddr> = match url.host()? {
        Host::Domain(name) if name.eq_ignore_ascii_case("localhost") => both.to_vec(),
        Host::Ipv4(address) if address.is_loopback() => vec![address.into()],
        Host::Ipv6(address) if address.is_loopback() => vec![address.into()],
        _ => return None,
    };
    Some(hosts.into_iter().map(|host| SocketAddr::new(host, port)).collect())
}
