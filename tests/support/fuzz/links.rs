//! What a browser or a desktop hands over: anybody can make such an address.

#[path = "../../../src-tauri/src/deep_link.rs"]
#[expect(dead_code, unreachable_pub, reason = "the window uses all of it")]
mod deep_link;

/// The answer to a sign-in, in the query of the address that the browser came back to.
pub(super) fn callback(bytes: &[u8]) {
    let query = String::from_utf8_lossy(bytes);
    if let Some(answer) = service::callback_answer(&query) {
        let realm = answer.realm.map(|realm| realm.to_string()).unwrap_or_default();
        assert!(realm.bytes().all(|byte| byte.is_ascii_digit()), "a realm is a number: {realm}");
    }
}

/// A link that the desktop opens.
pub(super) fn deep_link(bytes: &[u8]) {
    let link = String::from_utf8_lossy(bytes);
    if let Ok(page) = deep_link::parse(&link) {
        assert_eq!(link, format!("{}://open/{}", deep_link::SCHEME, page.address()), "nothing is corrected");
        // The name of a company may hold dots, and is no path.
        assert!(!page.as_str().contains(".."), "{link}");
    }
}
