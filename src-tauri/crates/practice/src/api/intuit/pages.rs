//! The sign-in pages: plain HTML with forms that work without scripts.
//!
//! A program can walk them: each form has an id (`sign-in`, `google`, `phone`, `skip-phone`, `company`,
//! `consent`, `cancel`), posts to `/intuit/connect/{id}`, and carries its sign-in in the input `flow`.

use super::identity::{EMAIL, PASSWORD};
use crate::http::Reply;
use crate::state::books::Books;
use crate::state::intuit::sign_in::{Flow, Step};
use crate::world::World;

/// The pages' style sheet.
pub const STYLE: &str = include_str!("pages.css");

/// The page of the step a sign-in stands at, with what went wrong on it.
pub fn page(world: &World, id: &str, flow: &Flow, problem: Option<&str>) -> Reply {
    let (title, forms) = match flow.step {
        Step::SignIn => ("Sign in", sign_in(id)),
        Step::Phone => ("Verify your phone number", phone(id, flow)),
        Step::Company => ("Choose your company", company(world, id)),
        Step::Consent => ("Connect your company", consent(world, id, flow)),
    };
    let alert = problem.map_or_else(String::new, |text| format!("<p role=\"alert\">{}</p>", escape(text)));
    let cancel = form(id, "cancel", "<button class=\"quiet\" type=\"submit\">Cancel</button>");
    let status = if problem.is_some() { 422 } else { 200 };
    reply(status, title, &format!("{alert}{forms}{cancel}"))
}

/// A page that only says what is wrong.
pub fn problem(status: u16, title: &str, text: &str) -> Reply {
    reply(status, title, &format!("<p>{}</p>", escape(text)))
}

fn reply(status: u16, title: &str, inner: &str) -> Reply {
    let title = escape(title);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – practice sign-in</title>\n<link rel=\"stylesheet\" href=\"/intuit/pages.css\">\n</head>\n\
         <body>\n<main>\n<p class=\"banner\">Practice QuickBooks: no real books behind this page</p>\n\
         <h1>{title}</h1>\n{inner}\n</main>\n</body>\n</html>\n"
    );
    Reply::html(status, page)
        .with("cache-control", "no-store")
        .with(
            "content-security-policy",
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        )
        .with("x-content-type-options", "nosniff")
        .with("referrer-policy", "no-referrer")
}

fn form(flow: &str, id: &str, inner: &str) -> String {
    let flow = escape(flow);
    format!(
        "<form id=\"{id}\" method=\"post\" action=\"/intuit/connect/{id}\">\
         <input type=\"hidden\" name=\"flow\" value=\"{flow}\">{inner}</form>\n"
    )
}

fn sign_in(id: &str) -> String {
    let fields = "<label for=\"email\">E-mail address</label>\
         <input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"username\" required>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\
         <button type=\"submit\">Sign in</button>";
    let google = "<button class=\"second\" type=\"submit\">Sign in with Google</button>";
    format!(
        "<p class=\"hint\">For practice: <b>{EMAIL}</b> with the password <b>{PASSWORD}</b>.</p>{}<p class=\"or\">or</p>{}",
        form(id, "sign-in", fields),
        form(id, "google", google)
    )
}

fn phone(id: &str, flow: &Flow) -> String {
    let fields = "<label for=\"code\">6-digit code</label>\
         <input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required>\
         <button type=\"submit\">Verify</button>";
    let skip = "<button class=\"second\" type=\"submit\">Skip for now</button>";
    format!(
        "<p>We sent a code to the number ending in 0100.</p>\
         <p class=\"hint\">For practice: the code is <b>{}</b>.</p>{}{}",
        escape(&flow.phone_code),
        form(id, "phone", fields),
        form(id, "skip-phone", skip)
    )
}

fn company(world: &World, id: &str) -> String {
    let choice = |(at, books): (usize, &Books)| {
        let (realm, name) = (escape(books.realm_id()), escape(&books.company_name()));
        let checked = if at == 0 { " checked" } else { "" };
        format!(
            "<label class=\"choice\"><input type=\"radio\" name=\"realm_id\" value=\"{realm}\"{checked}> {name}</label>"
        )
    };
    let choices: Vec<String> = world.companies.values().enumerate().map(choice).collect();
    let choices = choices.concat();
    let fields = format!(
        "<fieldset><legend>Company</legend>{choices}</fieldset><button type=\"submit\">Next</button>"
    );
    form(id, "company", &fields)
}

fn consent(world: &World, id: &str, flow: &Flow) -> String {
    let company = flow.realm.as_ref().and_then(|realm| world.companies.get(realm));
    let what = company.map_or_else(
        || "your name and e-mail address".to_owned(),
        |books| format!("the books of <b>{}</b>", escape(&books.company_name())),
    );
    let fields = "<button type=\"submit\">Connect</button>";
    format!("<p>The app asks to read and change {what}.</p>{}", form(id, "consent", fields))
}

/// Text as HTML text or attribute value.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
