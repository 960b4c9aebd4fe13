//! Walks the practice sign-in pages as a person would, for `--auto`.

use super::http::{Http, Page};
use crate::workspace::Outcome;

/// The forms a person in a hurry would send, on whichever page they are.
const FORMS: [&str; 4] = ["consent", "company", "skip-phone", "google"];
/// Sign in, phone, company, consent, the answer, and some to spare.
const PAGES_MAX: usize = 10;

/// From the address that opens the sign-in to the page that says the companion has its answer.
pub fn walk(http: &Http, address: &str) -> Outcome<()> {
    let services = origin(address);
    let mut page = http.open(address)?;
    for _ in 0..PAGES_MAX {
        if origin(&page.address) != services {
            return if page.status < 400 { Ok(()) } else { Err(refused(&page)) };
        }
        let Some(form) = FORMS.iter().find_map(|id| Form::on(&page.text, id)) else {
            return Err(refused(&page));
        };
        println!("  {}", form.said);
        page = http.send(&format!("{services}{}", form.action), &form.fields)?;
    }
    Err("the sign-in pages lead in a circle".to_owned())
}

fn refused(page: &Page) -> String {
    let title = between(&page.text, "<h1>", "</h1>").unwrap_or("no title");
    format!("the sign-in stopped at {} ({}): {title}", origin(&page.address), page.status)
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    &address[..end]
}

/// A form as it is sent when nothing in it is changed.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
    /// The words on its button.
    said: String,
}

impl Form {
    /// The form with this id, if the page has it. The pages are ours and plain: double quotes, closed tags.
    fn on(page: &str, id: &str) -> Option<Self> {
        let start = page.find(&format!("<form id=\"{id}\""))?;
        let form = page[start..].split("</form>").next()?;
        let head = form.split('>').next()?;
        let inputs = form.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
        // Of several choices only the chosen one is sent.
        let sent = inputs.filter(|input| !input.contains("type=\"radio\"") || input.contains(" checked"));
        let fields = sent.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
        Some(Self {
            action: attribute(head, "action")?,
            fields: fields.collect(),
            said: between(form, "type=\"submit\">", "</button>").unwrap_or(id).to_owned(),
        })
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = between(tag, &format!("{name}=\""), "\"")?;
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Some(plain.replace("&amp;", "&"))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = &text[text.find(before)? + before.len()..];
    rest.find(after).map(|end| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<h1>Choose your company</h1>
<form id="company" method="post" action="/intuit/connect/company"><input type="hidden" name="flow" value="a&amp;b">
<label><input type="radio" name="realm_id" value="1"> One</label>
<label><input type="radio" name="realm_id" value="2" checked> Two</label>
<button type="submit">Next</button></form>
<form id="cancel" method="post" action="/intuit/connect/cancel"><input type="hidden" name="flow" value="x"><button class="quiet" type="submit">Cancel</button></form>"#;

    #[test]
    fn a_form_is_sent_with_what_is_in_it_and_the_chosen_choice() {
        let form = Form::on(PAGE, "company").unwrap();
        assert_eq!(form.action, "/intuit/connect/company");
        assert_eq!(form.said, "Next");
        let fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("flow", "a&b"), ("realm_id", "2")]);
        assert_eq!(Form::on(PAGE, "consent"), None);
    }

    #[test]
    fn leaving_the_services_is_seen_by_the_origin() {
        assert_eq!(origin("http://127.0.0.1:4010/intuit/connect?x=/"), "http://127.0.0.1:4010");
        assert_eq!(origin("http://localhost:17823"), "http://localhost:17823");
    }

    #[test]
    fn a_page_without_a_way_on_is_named() {
        let page = Page { address: "http://127.0.0.1:4010/x".to_owned(), status: 400, text: PAGE.to_owned() };
        assert_eq!(refused(&page), "the sign-in stopped at http://127.0.0.1:4010 (400): Choose your company");
    }
}
