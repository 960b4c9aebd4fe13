use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::desk::{Desk, Got};

fn digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(bytes)))
}

fn put(desk: &mut Desk, qbo_id: &str, kind: &str, digest: Option<&str>, bytes: &[u8]) -> Got {
    let mut request = desk.request("PUT", &format!("/integrations/quickbooks/invoices/{qbo_id}/pdf"));
    request.headers.insert("content-type", HeaderValue::from_str(kind).unwrap());
    if let Some(digest) = digest {
        request.headers.insert("content-digest", HeaderValue::from_str(digest).unwrap());
    }
    request.body = bytes.to_vec();
    desk.handle(&request)
}

#[test]
fn a_pdf_is_taken_once_and_read_back() {
    let mut desk = Desk::stocked();
    let bytes = b"%PDF-1.7 first";
    let taken = put(&mut desk, "1042", "application/pdf", Some(&digest(bytes)), bytes).is(201);
    let expected = json!({"qbo_id": "1042", "content_digest": digest(bytes), "size_bytes": 14,
                          "updated_at": "2026-08-04T12:00:00.000Z"});
    assert_eq!(taken, expected);
    desk.wait(60);
    assert_eq!(put(&mut desk, "1042", "application/pdf", Some(&digest(bytes)), bytes).is(200), expected);
    let other = b"%PDF-1.7 second";
    put(&mut desk, "1042", "application/pdf", Some(&digest(other)), other).is(201);
    let got = desk.read("invoices/1042/pdf");
    assert_eq!((got.status, &got.reply.body[..]), (200, &other[..]));
    assert_eq!(got.header("content-type"), Some("application/pdf"));
    assert_eq!(got.header("content-digest"), Some(digest(other).as_str()));
}

#[test]
fn checks_come_in_order_size_kind_digest_record() {
    let mut desk = Desk::stocked();
    let large = vec![b'x'; 10_485_761];
    put(&mut desk, "99", "text/html", None, &large).refuses(413, "payload_too_large");
    put(&mut desk, "99", "application/pdf", None, b"<html>").refuses(415, "unsupported_media_type");
    put(&mut desk, "99", "text/html", None, b"%PDF-1.7").refuses(415, "unsupported_media_type");
    put(&mut desk, "99", "application/pdf", None, b"%PDF-1.7").refuses(400, "digest_mismatch");
    put(&mut desk, "99", "application/pdf", Some("md5=:x:"), b"%PDF-1.7").refuses(400, "digest_mismatch");
    let wrong = digest(b"other");
    put(&mut desk, "99", "application/pdf", Some(&wrong), b"%PDF-1.7").refuses(400, "digest_mismatch");
    let right = digest(b"%PDF-1.7");
    put(&mut desk, "99", "application/pdf", Some(&right), b"%PDF-1.7").refuses(404, "not_found");
    desk.read("invoices/1042/pdf").refuses(404, "not_found");
}

#[test]
fn ten_mebibytes_are_just_right() {
    let mut desk = Desk::stocked();
    let mut bytes = b"%PDF-".to_vec();
    bytes.resize(10_485_760, b'x');
    put(&mut desk, "1042", "application/pdf", Some(&digest(&bytes)), &bytes).is(201);
}

#[test]
fn the_pdf_link_serves_what_was_uploaded() {
    let mut desk = Desk::stocked();
    let bytes = b"%PDF-1.7 mine";
    put(&mut desk, "1042", "application/pdf", Some(&digest(bytes)), bytes).is(201);
    let id = desk.read("invoices/1042").is(200)["id"].as_str().unwrap().to_owned();
    let link = desk.get(&format!("/invoices/{id}/pdf-link")).is(200)["url"].as_str().unwrap().to_owned();
    let target = link.split_once("/alternative").unwrap().1.to_owned();
    assert_eq!(desk.get(&target).reply.body, bytes);
    let state = desk.control("GET", "/state?side=alternative", &Value::Null).is(200);
    let account = state["alternative"].as_object().unwrap().values().next().unwrap().clone();
    assert_eq!(account["invoices"][0]["pdf"]["content_digest"], digest(bytes));
}
