//! `/integrations/quickbooks/invoices/{qbo_id}/pdf`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::view::instant;
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::records::{Pdf, Topic};

/// 10 MiB.
const PDF_BYTES_MAX: usize = 10_485_760;

/// `Content-Digest` of some bytes (RFC 9530).
fn content_digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(bytes)))
}

impl Platform {
    pub(crate) fn put_pdf(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let (request, body) = (call.request, &call.request.body);
        if body.len() > PDF_BYTES_MAX {
            return Err(Refusal::too_large());
        }
        let kind = request.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/pdf") || !body.starts_with(b"%PDF-") {
            return Err(Refusal::not_a_pdf());
        }
        let sent = request.header("content-digest").map(str::trim);
        let sent = sent.ok_or_else(|| Refusal::digest_mismatch("Content-Digest is required"))?;
        let encoded = sent.strip_prefix("sha-256=:").and_then(|rest| rest.strip_suffix(':'));
        let decoded = encoded.and_then(|text| STANDARD.decode(text).ok()).filter(|bytes| bytes.len() == 32);
        if decoded.is_none() {
            return Err(Refusal::digest_mismatch("Content-Digest must be sha-256=:…:"));
        }
        let actual = content_digest(body);
        if sent != actual {
            return Err(Refusal::digest_mismatch("Content-Digest does not match the body"));
        }
        let number = self.known_invoice(qbo_id)?;
        let same = self.pdfs.get(&number).is_some_and(|kept| kept.content_digest == actual);
        if !same {
            let pdf = Pdf { bytes: body.clone(), content_digest: actual, updated_at: call.now };
            self.pdfs.put(number, pdf);
            self.tell(Topic::InvoiceUpdated, number, None, call.now);
            self.effects.push(format!("took PDF of invoice {qbo_id}"));
        }
        let kept = self.pdfs.get(&number).ok_or_else(Refusal::not_found)?;
        let answer = json!({
            "qbo_id": qbo_id,
            "content_digest": kept.content_digest,
            "size_bytes": kept.bytes.len(),
            "updated_at": instant(kept.updated_at),
        });
        Ok(json_reply(if same { 200 } else { 201 }, &answer))
    }

    pub(crate) fn get_pdf(&self, qbo_id: &str) -> Result<Reply, Refusal> {
        let number = self.known_invoice(qbo_id)?;
        let pdf = self.pdfs.get(&number).ok_or_else(Refusal::not_found)?;
        Ok(Reply::bytes(200, "application/pdf", pdf.bytes.clone())
            .with("content-digest", pdf.content_digest.clone()))
    }
}
