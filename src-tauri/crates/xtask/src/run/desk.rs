//! What a person can type while the companion watches: the other people's part.

/// A typed word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A customer pays the first open invoice, or the one with this number.
    Pay(Option<String>),
    /// Alternative pays out.
    Payout,
    /// *Create Deposits*.
    Deposits(bool),
    /// Everything else is a command of `companion-cli`.
    Companion(Vec<String>),
    Help,
    Quit,
    Nothing,
}

impl Word {
    pub fn read(line: &str) -> Self {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [] => Self::Nothing,
            ["pay"] => Self::Pay(None),
            ["pay", number] => Self::Pay(Some(number.to_owned())),
            ["payout"] => Self::Payout,
            ["deposits", "on"] => Self::Deposits(true),
            ["deposits", "off"] => Self::Deposits(false),
            ["help" | "?"] => Self::Help,
            ["quit" | "exit" | "q"] => Self::Quit,
            _ => Self::Companion(words.into_iter().map(str::to_owned).collect()),
        }
    }
}

/// What can be typed.
pub const HELP: &str = "  pay [number]     a customer pays an invoice: it becomes a payment in QuickBooks
  payout           Alternative pays out: nothing happens in QuickBooks while Create Deposits is off
  deposits on      switches Create Deposits on; the next payout becomes a deposit
  status, holds, payments, payouts, activity, explain …   any command of companion-cli
  quit             ends everything; the next run goes on from here";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_meant() {
        assert_eq!(Word::read("pay\n"), Word::Pay(None));
        assert_eq!(Word::read("  pay  1042 "), Word::Pay(Some("1042".to_owned())));
        assert_eq!(Word::read("deposits on"), Word::Deposits(true));
        assert_eq!(Word::read(""), Word::Nothing);
        assert_eq!(
            Word::read("explain invoice:17"),
            Word::Companion(vec!["explain".to_owned(), "invoice:17".to_owned()])
        );
    }
}
