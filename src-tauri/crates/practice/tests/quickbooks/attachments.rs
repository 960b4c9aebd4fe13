//! Notes and files.

use base64::Engine as _;
use http::Method;
use practice::http::{Reply, Request};
use serde_json::{Value, json};

use crate::bench::{Bench, stub};

fn note(kind: &str, id: &str) -> Value {
    json!({"Note": "Call first.", "AttachableRef": [{"EntityRef": {"type": kind, "value": id}}]})
}

fn upload(bench: &Bench, body: &[u8]) -> Reply {
    let mut request = bench.request(Method::POST, "/upload");
    request.headers.insert("content-type", "multipart/form-data; boundary=practice-part".parse().unwrap());
    request.body = body.to_vec();
    bench.send(&request)
}

fn file(reply: &Reply) -> Value {
    let answer = reply.to_json();
    assert_eq!(reply.status, 200, "{answer}");
    answer["AttachableResponse"][0]["Attachable"].clone()
}

#[test]
fn a_note_is_attached_to_a_record_that_exists() {
    let bench = Bench::sample();
    let made = bench.post("/attachable", note("Vendor", "30"));
    assert_eq!(
        made["AttachableRef"],
        json!([{"EntityRef": {"type": "Vendor", "value": "30"}, "IncludeOnSend": false}])
    );
    assert_eq!(made["Note"], "Call first.");
    assert_eq!(bench.reread("attachable", &made), made);
    assert_eq!(bench.refused("/attachable", note("Vendor", "9999")).code, "2500");
    assert_eq!(bench.refused("/attachable", note("Planet", "1")).code, "2170");
    assert_eq!(bench.refused("/attachable", json!({"AttachableRef": []})).code, "2020");
}

#[test]
fn an_update_is_full_and_replaces_what_it_is_attached_to() {
    let bench = Bench::sample();
    let made = bench.post("/attachable", note("Vendor", "30"));
    let mut change = stub(&made);
    change["sparse"] = json!(true);
    change["Note"] = json!("Changed.");
    let changed = bench.post("/attachable", change);
    assert_eq!(changed["Note"], "Changed.");
    assert_eq!(changed.get("AttachableRef"), None);
    assert_eq!(changed["SyncToken"], "1");
    assert_eq!(
        bench
            .refused("/attachable", {
                let mut old = stub(&made);
                old["Note"] = json!("x");
                old
            })
            .code,
        "5010"
    );
}

#[test]
fn the_servers_own_words_about_a_file_are_refused_when_echoed() {
    let bench = Bench::sample();
    for (name, value) in
        [("Size", json!(3)), ("FileAccessUri", json!("/x")), ("TempDownloadUri", json!("https://x"))]
    {
        let mut body = note("Vendor", "30");
        body[name] = value;
        let refused = bench.refused("/attachable", body);
        assert_eq!((refused.code.as_str(), refused.element.as_str()), ("2010", name));
    }
}

#[test]
fn q6_an_uploaded_file_sent_back_whole_is_refused_or_taken() {
    let uploaded = |bench: &Bench| {
        let body = "--part\r\nContent-Disposition: form-data; name=\"file_content_01\"; filename=\"a.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nhello\r\n--part--\r\n";
        let mut request = bench.request(http::Method::POST, "/upload");
        request.headers.insert("content-type", "multipart/form-data; boundary=part".parse().unwrap());
        request.body = body.as_bytes().to_vec();
        file(&bench.send(&request))
    };
    let bench = Bench::sample();
    assert_eq!(bench.refused("/attachable", uploaded(&bench)).code, "2010");
    let bench = Bench::with_switch("Q6=taken");
    let made = uploaded(&bench);
    assert!(made["FileAccessUri"].is_string());
    let back = bench.post("/attachable", made.clone());
    assert_eq!(
        (&back["SyncToken"], &back["FileAccessUri"], &back["Size"]),
        (&json!("1"), &made["FileAccessUri"], &json!(5))
    );
}

#[test]
fn attachments_are_found_by_what_they_are_attached_to_letter_case_aside() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 10);
    let id = invoice["Id"].as_str().unwrap();
    let mut body = note("Invoice", id);
    body["AttachableRef"]
        .as_array_mut()
        .unwrap()
        .push(json!({"EntityRef": {"type": "Vendor", "value": "30"}}));
    let made = bench.post("/attachable", body);
    let find = |kind: &str, id: &str| {
        let text = format!(
            "select * from Attachable where AttachableRef.EntityRef.Type = '{kind}' and AttachableRef.EntityRef.value = '{id}'"
        );
        bench.rows("Attachable", &text)
    };
    assert_eq!(find("invoice", id)[0]["Id"], made["Id"]);
    assert_eq!(find("vendor", id).len(), 0, "both must hold of the same link");
    assert_eq!(find("vendor", "30").len(), 2);
}

#[test]
fn an_upload_with_line_feeds_alone_a_leading_blank_line_and_base64_is_read() {
    let bench = Bench::sample();
    let content = base64::engine::general_purpose::STANDARD.encode("hello\n");
    let body = format!(
        "\n--practice-part\nContent-Disposition: form-data; name=\"file_metadata_01\"\nContent-Type: application/json\n\n\
         {{\n  \"FileName\": \"a.txt\",\n  \"ContentType\": \"text/plain\",\n  \"Note\": \"\"\n}}\n\n\
         --practice-part\nContent-Disposition: form-data; name=\"file_content_01\"\nContent-Type: text/plain\n\
         Content-Transfer-Encoding: base64\n\n{content}\n\n--practice-part--\n"
    );
    let made = file(&upload(&bench, body.as_bytes()));
    assert_eq!((&made["FileName"], &made["Size"]), (&json!("a.txt"), &json!(6)));
    assert_eq!(bench.reread("attachable", &made)["Size"], 6);
}

#[test]
fn an_upload_keeps_every_byte_and_its_address_works_for_a_quarter_of_an_hour() {
    let bench = Bench::sample();
    let bytes: Vec<u8> = (0..=255).chain([b'\r', b'\n', b'-', b'-']).collect();
    let mut body = b"--practice-part\r\nContent-Disposition: form-data; name=\"file_content_01\"; filename=\"b.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n".to_vec();
    body.extend(&bytes);
    body.extend(b"\r\n--practice-part--\r\n");
    let made = file(&upload(&bench, &body));
    assert_eq!(made["FileName"], "b.bin");
    let address = made["TempDownloadUri"].as_str().unwrap();
    let path = address.split_once("4010").unwrap().1;
    let fetch = || bench.send(&Request::new(Method::GET, path, jiff::Timestamp::UNIX_EPOCH));
    assert_eq!(fetch().body, bytes, "no token is needed");
    let told = bench.get_reply(&format!("/download/{}", made["Id"].as_str().unwrap()));
    assert_eq!(String::from_utf8(told.body).unwrap(), address);
    bench.advance(901);
    assert_eq!(fetch().status, 403);
}

#[test]
fn an_upload_that_is_none_is_refused_and_one_bad_file_does_not_spoil_the_other() {
    let bench = Bench::sample();
    assert_eq!(upload(&bench, b"nothing").status, 400);
    let mut request = bench.request(Method::POST, "/upload");
    request.body = b"{}".to_vec();
    assert_eq!(bench.send(&request).status, 400);
    let part = |name: &str, text: &str| {
        format!(
            "--practice-part\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{text}\r\n"
        )
    };
    let body = [
        part("file_metadata_01", "{\"Note\": 5"),
        part("file_content_01", "one"),
        part("file_content_02", "two"),
        "--practice-part--\r\n".to_owned(),
    ];
    let answer = upload(&bench, body.concat().as_bytes()).to_json();
    let rows = answer["AttachableResponse"].as_array().unwrap();
    assert_eq!(rows[0]["Fault"]["Error"][0]["code"], "2010");
    assert_eq!(rows[1]["Attachable"]["Size"], 3);
}

#[test]
fn an_attachment_can_be_deleted() {
    let bench = Bench::sample();
    let made = bench.post("/attachable", note("Vendor", "30"));
    let gone = bench.post("/attachable?operation=delete", stub(&made));
    assert_eq!(gone, json!({"status": "Deleted", "domain": "QBO", "Id": made["Id"]}));
    assert_eq!(bench.get_reply(&format!("/attachable/{}", made["Id"].as_str().unwrap())).status, 400);
}

#[test]
fn an_upload_is_replayed_under_its_requestid() {
    let bench = Bench::sample();
    let body = b"--practice-part\r\nContent-Disposition: form-data; name=\"file_content_01\"; filename=\"f\"\r\n\r\none\r\n--practice-part--\r\n";
    let send = || {
        let mut request = bench.request(Method::POST, "/upload?requestid=up-1");
        request
            .headers
            .insert("content-type", "multipart/form-data; boundary=\"practice-part\"".parse().unwrap());
        request.body = body.to_vec();
        file(&bench.send(&request))["Id"].clone()
    };
    assert_eq!(send(), send());
}
