//! A server that proves itself with a certificate that nobody vouches for, as a proxy between this computer and the
//! service does.
#![expect(clippy::unwrap_used, reason = "test code outside #[test] functions")]

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use transport::{HttpRequest, Online, Transport as _, TransportError, Url, install_crypto};

/// For `localhost` and `127.0.0.1`, good for a hundred years, signed by itself; its key stands below and guards nothing.
const CERTIFICATE: &str = "MIIBWzCCAQ2gAwIBAgIUNPOfI0EBK6BA+m8VOwYN3qOBePYwBQYDK2VwMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDAgFw0yNjEx\
MzAwMDA4MTVaGA8yMTI2MTEwNjAwMDgxNVowFDESMBAGA1UEAwwJbG9jYWxob3N0MCowBQYDK2VwAyEA5R3VSnWcexwR7S+U\
4rVl7IZVarHGLxSWF5tbpt/WUbGjbzBtMB0GA1UdDgQWBBRYTMDp/Ple1VaFE8CCIe4lhW5FuDAfBgNVHSMEGDAWgBRYTMDp\
/Ple1VaFE8CCIe4lhW5FuDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAFBgMrZXADQQAy\
ziCa+HFjCt9iZZqJeyaqs73b6WrTC0azcZmhGWI/2Pl5RLV3i839VX0XVloxAKEBTXDbBZYSyR7WWlLAL7MK";
const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIA6mvHZIxrrx7g3pXIJfnufuySeIYR3YcYmOJqCtvnFj";

/// Takes one connection; tells how many bytes of a request came over it.
async fn serving() -> (SocketAddr, tokio::task::JoinHandle<usize>) {
    install_crypto();
    let certificate = CertificateDer::from(STANDARD.decode(CERTIFICATE).unwrap());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(STANDARD.decode(KEY).unwrap()));
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else { return 0 };
        let mut request = [0; 4096];
        stream.read(&mut request).await.unwrap_or(0)
    });
    (address, served)
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_said_so_and_nothing_was_sent() {
    let (address, served) = serving().await;
    let url = Url::parse(&format!("https://{address}/x?code=SEC")).unwrap();
    match Online::new("companion/test").unwrap().send(HttpRequest::post(url)).await {
        Err(TransportError::Untrusted(why)) => {
            assert!(why.contains("certificate") && !why.contains("SEC"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(served.await.unwrap(), 0);
}
