//! The services behind their door, without sockets: what faults put in on purpose are seen through.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use practice::{CompanyKind, Cut, Options, Practice};
use serde_json::Value;
use tower::ServiceExt as _;

/// An answer: status, content type, bytes.
pub type Answer = (u16, String, Vec<u8>);

pub struct World {
    pub practice: Practice,
    pub control: String,
    pub token: String,
    pub realm: String,
}

impl World {
    pub fn open() -> Self {
        let practice = Practice::new(Options::quiet(CompanyKind::Sample)).unwrap();
        let ready = practice.ready();
        let company = &ready["quickbooks"]["companies"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            control: text(&ready["control_token"]),
            token: text(&company["access_token"]),
            realm: text(&company["realm_id"]),
            practice,
        }
    }

    pub async fn send(&self, method: &str, target: &str, token: &str, body: &Value) -> Result<Answer, Cut> {
        let body: Full<Bytes> = if body.is_null() { Full::default() } else { body.to_string().into() };
        let request = http::Request::builder().method(method).uri(target);
        let request = request.header("authorization", format!("Bearer {token}")).body(body).unwrap();
        let answer = self.practice.door().oneshot(request).await?;
        let status = answer.status().as_u16();
        let content_type = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        Ok((status, content_type.unwrap_or_default(), bytes.to_vec()))
    }

    pub async fn control(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (status, _, bytes) =
            self.send(method, &format!("/practice{path}"), &self.control, body).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }
}
