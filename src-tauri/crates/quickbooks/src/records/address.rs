//! The e-mail address in what people type into QuickBooks' one field for it (rule C1).

/// The longest that the part before the @ may be (RFC 5321).
const LOCAL_MAX: usize = 64;
/// The longest that a whole address may be (RFC 5321).
const ADDRESS_MAX: usize = 254;

/// The first valid address, whatever stands around it: names, brackets, separators. Nothing where none is valid, so that
/// what nobody can be reached by is never sent as an address (rules C1, C8).
pub(super) fn first_address(text: &str) -> Option<String> {
    let between = |symbol: char| symbol.is_whitespace() || ",;<>()[]\"|".contains(symbol);
    let mut candidates = text.split(between).map(bare);
    candidates.find(|candidate| is_valid(candidate)).map(str::to_owned)
}

/// Without the scheme of a link that was pasted, and without the marks of the sentence that it stands in.
fn bare(candidate: &str) -> &str {
    let scheme = candidate.get(.."mailto:".len()).filter(|start| start.eq_ignore_ascii_case("mailto:"));
    let address = scheme.map_or(candidate, |scheme| &candidate[scheme.len()..]);
    address.trim_matches(|symbol: char| ".:'/".contains(symbol))
}

fn is_valid(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    address.len() <= ADDRESS_MAX && is_local(local) && is_domain(domain)
}

fn is_local(local: &str) -> bool {
    let allowed = |symbol: char| symbol.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(symbol);
    let dotted = local.split('.').all(|part| !part.is_empty());
    dotted && local.len() <= LOCAL_MAX && local.chars().all(allowed)
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let allowed = |symbol: char| symbol.is_alphanumeric() || symbol == '-';
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(allowed)
    };
    let top = domain.rsplit_once('.').map(|(_, top)| top);
    let is_top = |top: &str| top.chars().count() >= 2 && !top.chars().all(|symbol| symbol.is_ascii_digit());
    top.is_some_and(is_top) && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_the_first_valid_address_is_found_in_whatever_people_type() {
        for text in [
            "a@x.com",
            " a@x.com, b@y.com",
            " ;a@x.com;b@y.com",
            "a@x.com b@y.com",
            "a@x.com\nb@y.com",
            "Ann <a@x.com>",
            "\"Ann, Accounting\" <a@x.com>",
            "a@x.com,",
            "a@x.com (Ann)",
            "mailto:a@x.com",
            "MAILTO:a@x.com.",
            "ann at x.com, a@x.com",
            "@x.com a@x a@.com a@x..com a@-x.com a@x.1 .a@x.com@ a@x.com",
        ] {
            assert_eq!(first_address(text).as_deref(), Some("a@x.com"), "{text}");
        }
    }

    #[test]
    fn c1_what_is_no_address_is_none() {
        for text in [
            "",
            "none",
            "n/a",
            "ann@",
            "@x.com",
            "ann@x",
            "ann at x.com",
            "a@x@y.com",
            "a..b@x.com",
            "a@x.com/b",
        ] {
            assert_eq!(first_address(text), None, "{text}");
        }
    }

    #[test]
    fn c1_an_address_is_kept_as_it_was_typed() {
        for text in ["O'Brien+ap@Mail.Example.co.uk", "x_1-2@sub.example.museum", "jürgen@müller.example"] {
            assert_eq!(first_address(text).as_deref(), Some(text));
        }
    }
}
