//! Which user's program is at the other end of a connection on this computer.

use std::net::SocketAddr;

/// The number of the user whose program is there; `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn user(from: SocketAddr, here: SocketAddr) -> Option<u32> {
    // An IPv4 connection may come out of a socket of either family.
    let tables = [procfs::net::tcp(), procfs::net::tcp6()];
    let sockets = tables.into_iter().flatten().flatten();
    let sockets =
        sockets.map(|socket| (plain(socket.local_address), plain(socket.remote_address), socket.uid));
    owner(sockets, plain(from), plain(here))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn user(_from: SocketAddr, _here: SocketAddr) -> Option<u32> {
    None
}

/// The user that this program runs as.
#[cfg(target_os = "linux")]
pub(super) fn ours() -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").ok().map(|found| found.uid())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn ours() -> Option<u32> {
    None
}

/// An IPv4 address in an IPv6 one as itself.
#[cfg(target_os = "linux")]
fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// The socket that begins there and ends here belongs to whom?
#[cfg(any(target_os = "linux", test))]
fn owner(
    mut sockets: impl Iterator<Item = (SocketAddr, SocketAddr, u32)>,
    from: SocketAddr,
    here: SocketAddr,
) -> Option<u32> {
    sockets.find_map(|(begins, ends, user)| (begins == from && ends == here).then_some(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_end_is_found_by_both_addresses() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        let sockets = [
            // Our own end, and another connection of somebody else to us.
            (at("127.0.0.1:17823"), at("127.0.0.1:50000"), 1_000),
            (at("127.0.0.1:50001"), at("127.0.0.1:17823"), 1_001),
            (at("127.0.0.1:50000"), at("127.0.0.1:17823"), 1_002),
        ];
        let of = |from| owner(sockets.into_iter(), at(from), at("127.0.0.1:17823"));
        assert_eq!(of("127.0.0.1:50000"), Some(1_002));
        assert_eq!(of("127.0.0.1:50001"), Some(1_001));
        assert_eq!(of("127.0.0.1:50002"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_of_our_own_is_ours() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = std::net::TcpListener::bind(address) else { continue };
            let stream = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (there, from) = listener.accept().unwrap();
            let told = user(from, there.local_addr().unwrap());
            assert!(told.is_some(), "the system tells");
            assert_eq!(told, ours());
            drop(stream);
        }
    }
}
