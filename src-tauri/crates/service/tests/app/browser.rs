//! A browser without scripts: it walks the sign-in pages and brings the answer to the companion.

use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use transport::{HttpRequest, Method, Transport, Url};

pub struct Browser {
    pub transport: Arc<dyn Transport>,
    pub base: String,
}

impl Browser {
    /// Walks from the page to the address that it sends the browser back to; with a realm that company is chosen.
    pub async fn allow(&self, page: &str, realm: Option<&str>) -> Url {
        let page = self.up_to_consent(page, realm).await;
        self.submit(&page, "consent", &[]).await.unwrap_err()
    }

    /// The same, but the person cancels in the end.
    pub async fn refuse(&self, page: &str) -> Url {
        let page = self.up_to_consent(page, None).await;
        self.submit(&page, "cancel", &[]).await.unwrap_err()
    }

    async fn up_to_consent(&self, page: &str, realm: Option<&str>) -> String {
        let page = self.follow(HttpRequest::get(Url::parse(page).unwrap())).await.unwrap();
        let person = [("email", "owner@example.com"), ("password", "practice")];
        let page = self.submit(&page, "sign-in", &person).await.unwrap();
        let page = self.submit(&page, "skip-phone", &[]).await.unwrap();
        let realm = realm.unwrap_or_else(|| between(&page, "name=\"realm_id\" value=\"", "\""));
        self.submit(&page, "company", &[("realm_id", realm)]).await.unwrap()
    }

    /// Sends a form: the next page, or the address outside that the browser is sent to.
    async fn submit(&self, page: &str, form: &str, fields: &[(&str, &str)]) -> Result<String, Url> {
        let at = page.find(&format!("<form id=\"{form}\"")).unwrap_or_else(|| panic!("no {form} in {page}"));
        let action = between(&page[at..], "action=\"", "\"");
        let mut all = vec![("flow", between(&page[at..], "name=\"flow\" value=\"", "\""))];
        all.extend_from_slice(fields);
        let url = Url::parse(&self.base).unwrap().join(action).unwrap();
        self.follow(HttpRequest::new(Method::POST, url).form(&all)).await
    }

    async fn follow(&self, mut request: HttpRequest) -> Result<String, Url> {
        loop {
            let url = request.url.clone();
            let answer = self.transport.send(request).await.unwrap();
            if !answer.status.is_redirection() {
                let page = String::from_utf8(answer.body).unwrap();
                assert!(answer.status.is_success(), "{url}: {} {page}", answer.status);
                return Ok(page);
            }
            let next = url.join(answer.header("location").unwrap()).unwrap();
            if !next.as_str().starts_with(&self.base) {
                return Err(next);
            }
            request = HttpRequest::get(next);
        }
    }

    /// Opens the address on this computer; the page that is shown, or nothing where nobody listens any more.
    pub async fn deliver(&self, back: &Url) -> Option<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, back.port().unwrap())).await.ok()?;
        let target = &back[url::Position::BeforePath..url::Position::AfterQuery];
        let host = &back[url::Position::BeforeHost..url::Position::AfterPort];
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        Some(answer)
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let from = text.find(before).unwrap_or_else(|| panic!("no {before} in {text}")) + before.len();
    let length = text[from..].find(after).unwrap();
    &text[from..from + length]
}
