//! Links that bring the window to a page or a record: `alternative-companion://open/<page>[/<record>]`, with
//! `?company=<name>` behind it where another company than the one that is looked at may be meant.
//!
//! Anybody can make such a link, so nothing is decoded, corrected or guessed: a link either has exactly this form or is
//! refused. A page only shows something; no link does anything.

use std::fmt;

/// The scheme that the installed companion is registered for.
pub const SCHEME: &str = "alternative-companion";
/// The longest link that is looked at.
const LINK_BYTES_MAX: usize = 256;
/// What stands before the name of a company.
const COMPANY: &str = "?company=";
/// The longest name of a company.
const COMPANY_BYTES_MAX: usize = 40;
/// The longest id of a record.
const RECORD_BYTES_MAX: usize = 80;

/// Pages of the window, and whether a record of them can be named.
const PAGES: &[(&str, bool)] = &[
    ("overview", false),
    ("needs-you", true),
    ("activity", true),
    ("invoices", true),
    ("customers", true),
    ("payments", true),
    ("payouts", true),
    ("integrations", false),
    ("settings", false),
    ("walk", false),
];

/// A page of the window, as behind the `#/` of its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    page: String,
    company: Option<String>,
}

impl Page {
    /// A company's inbox, or one card of it. A card whose id has another form than ours opens the inbox.
    pub fn needs_you(company: &str, hold: Option<&str>) -> Self {
        let page = match hold.filter(|hold| is_record(hold)) {
            Some(hold) => format!("needs-you/{hold}"),
            None => "needs-you".to_owned(),
        };
        Self { page, company: named(company) }
    }

    /// Where a company's connections are.
    pub fn integrations(company: &str) -> Self {
        Self { page: "integrations".to_owned(), company: named(company) }
    }

    /// `needs-you/HOLD`
    pub fn as_str(&self) -> &str {
        &self.page
    }

    /// Whose page, where that was said.
    pub fn company(&self) -> Option<&str> {
        self.company.as_deref()
    }

    /// The address behind `#/` in the window: `needs-you/HOLD?company=main`.
    pub fn address(&self) -> String {
        match &self.company {
            Some(company) => format!("{}{COMPANY}{company}", self.page),
            None => self.page.clone(),
        }
    }
}

fn named(company: &str) -> Option<String> {
    is_company(company).then(|| company.to_owned())
}

/// Why a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Longer than any of ours.
    TooLong,
    /// Another scheme, or another action than `open`.
    NotOurs,
    /// The window has no such page.
    UnknownPage,
    /// Not the id of a record, or the page has none.
    NoRecord,
    /// Not the name of a company.
    NoCompany,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "it is too long",
            Self::NotOurs => "it does not say what to open",
            Self::UnknownPage => "there is no such page",
            Self::NoRecord => "it names no record",
            Self::NoCompany => "it names no company",
        })
    }
}

/// Whether a program's argument is meant as such a link.
pub fn is_link(argument: &str) -> bool {
    argument
        .get(..SCHEME.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(SCHEME) && argument[SCHEME.len()..].starts_with(':'))
}

/// Reads a link.
pub fn parse(link: &str) -> Result<Page, Refused> {
    if link.len() > LINK_BYTES_MAX {
        return Err(Refused::TooLong);
    }
    let path =
        link.strip_prefix(SCHEME).and_then(|rest| rest.strip_prefix("://open/")).ok_or(Refused::NotOurs)?;
    let (path, company) = match path.split_once(COMPANY) {
        Some((path, company)) => (path, Some(named(company).ok_or(Refused::NoCompany)?)),
        None => (path, None),
    };
    let (page, record) = match path.split_once('/') {
        Some((page, record)) => (page, Some(record)),
        None => (path, None),
    };
    let (name, has_records) =
        PAGES.iter().find(|(name, _)| *name == page).copied().ok_or(Refused::UnknownPage)?;
    match record {
        None => Ok(Page { page: name.to_owned(), company }),
        Some(record) if has_records && is_record(record) => {
            Ok(Page { page: format!("{name}/{record}"), company })
        }
        Some(_) => Err(Refused::NoRecord),
    }
}

/// Companies are named by letters, digits, dots, `-` and `_`.
fn is_company(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= COMPANY_BYTES_MAX && text.bytes().all(fits)
}

/// Ids of both services and of our questions are letters, digits, `-` and `_`; a colon parts kind and id.
fn is_record(text: &str) -> bool {
    let body = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    text.len() <= RECORD_BYTES_MAX
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && text.bytes().all(body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_follows_the_scheme_is_a_page_of_ours_or_refused(rest in ".{0,60}") {
            for link in [rest.clone(), format!("{SCHEME}://open/{rest}"), format!("{SCHEME}://open/payouts/{rest}")] {
                if let Ok(page) = parse(&link) {
                    let shown = page.as_str();
                    prop_assert!(shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:/".contains(&byte)));
                    prop_assert!(PAGES.iter().any(|(name, _)| shown.split('/').next() == Some(name)));
                    prop_assert!(shown.split('/').count() <= 2);
                }
            }
        }
    }

    fn opened(link: &str) -> Result<String, Refused> {
        parse(link).map(|page| page.as_str().to_owned())
    }

    #[test]
    fn a_link_names_a_page_and_perhaps_a_record() {
        assert_eq!(opened("alternative-companion://open/overview").as_deref(), Ok("overview"));
        assert_eq!(opened("alternative-companion://open/payouts/PO-15").as_deref(), Ok("payouts/PO-15"));
        assert_eq!(
            opened("alternative-companion://open/needs-you/9f2c_81").as_deref(),
            Ok("needs-you/9f2c_81")
        );
        assert_eq!(
            opened("alternative-companion://open/activity/invoice:145").as_deref(),
            Ok("activity/invoice:145")
        );
    }

    #[test]
    fn every_page_can_be_opened_without_a_record() {
        for (page, _) in PAGES {
            assert_eq!(opened(&format!("{SCHEME}://open/{page}")).as_deref(), Ok(*page));
        }
    }

    #[test]
    fn only_pages_with_records_take_one() {
        assert_eq!(opened("alternative-companion://open/settings/1"), Err(Refused::NoRecord));
        assert_eq!(opened("alternative-companion://open/walk/preview"), Err(Refused::NoRecord));
    }

    #[test]
    fn other_schemes_and_other_actions_are_refused() {
        for link in [
            "",
            "alternative-companion",
            "alternative-companion:",
            "alternative-companion:open/overview",
            "alternative-companion:/open/overview",
            "alternative-companion://open",
            "alternative-companion://OPEN/overview",
            "Alternative-Companion://open/overview",
            "alternative-companion://connected?ticket=1",
            "alternative-companion://open@evil/overview",
            "alternative-companion://user:pass@open/overview",
            "alternative-companion://open:80/overview",
            "alternative-companion2://open/overview",
            "https://open/overview",
            "javascript:alert(1)",
            " alternative-companion://open/overview",
        ] {
            assert_eq!(opened(link), Err(Refused::NotOurs), "{link}");
        }
    }

    #[test]
    fn unknown_pages_are_refused() {
        for page in [
            "",
            "/",
            "nowhere",
            "Overview",
            "..",
            "../settings",
            "%6fverview",
            "overview?x=1",
            "overview#/settings",
            "overview\u{0}",
            "overview\n",
            "needs-you%2F9f2c",
            "over\u{2011}view",
        ] {
            assert_eq!(
                opened(&format!("alternative-companion://open/{page}")),
                Err(Refused::UnknownPage),
                "{page:?}"
            );
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for record in [
            "",
            "/",
            "..",
            "../../etc/passwd",
            "a/b",
            "a/",
            "%2e%2e",
            "1%00",
            "1?amount=9",
            "1#x",
            "1&2",
            "-rf",
            ":1",
            "1 2",
            "<script>",
            "');alert(1)//",
            "é",
            "1\\2",
            "1.2",
        ] {
            let link = format!("alternative-companion://open/payouts/{record}");
            assert_eq!(opened(&link), Err(Refused::NoRecord), "{record:?}");
        }
    }

    #[test]
    fn length_is_limited_before_anything_is_read() {
        let record = "a".repeat(RECORD_BYTES_MAX);
        assert!(parse(&format!("alternative-companion://open/payouts/{record}")).is_ok());
        assert_eq!(
            opened(&format!("alternative-companion://open/payouts/{record}a")),
            Err(Refused::NoRecord)
        );
        let huge = "a".repeat(10_000_000);
        assert_eq!(opened(&format!("alternative-companion://open/payouts/{huge}")), Err(Refused::TooLong));
    }

    #[test]
    fn an_argument_is_taken_for_a_link_by_its_scheme() {
        assert!(is_link("alternative-companion://open/overview"));
        assert!(is_link("ALTERNATIVE-COMPANION:whatever"));
        assert!(!is_link("alternative-companion-open"));
        assert!(!is_link("--background"));
        assert!(!is_link("é"));
    }

    #[test]
    fn a_card_with_a_strange_id_opens_the_inbox() {
        assert_eq!(Page::needs_you("main", Some("9f2c")).as_str(), "needs-you/9f2c");
        assert_eq!(Page::needs_you("main", Some("../x")).as_str(), "needs-you");
        assert_eq!(Page::needs_you("main", None).address(), "needs-you?company=main");
        assert_eq!(Page::needs_you("../x", None).address(), "needs-you");
    }

    #[test]
    fn a_link_may_name_the_company() {
        let page = parse("alternative-companion://open/payouts/PO-15?company=company-2").unwrap();
        assert_eq!((page.as_str(), page.company()), ("payouts/PO-15", Some("company-2")));
        assert_eq!(page.address(), "payouts/PO-15?company=company-2");
        for company in ["", "a b", "../x", "a:b", "main&x=1", "main?company=x", "%41", &"a".repeat(41)] {
            let link = format!("alternative-companion://open/overview?company={company}");
            assert_eq!(opened(&link), Err(Refused::NoCompany), "{company:?}");
        }
    }
}
