//! Exit codes: 0 fine, 1 failed, 2 usage, 3 something needs a decision, 4 sign-in needed.

use std::process::ExitCode;

use contract::status::{Connection, Status};
use contract::{Code, Problem};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Fine,
    Failed,
    Usage,
    Decision,
    SignIn,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Decision => 3,
            Exit::SignIn => 4,
        })
    }
}

/// The code of a problem.
pub fn of(problem: &Problem) -> Exit {
    match problem.code {
        Code::Usage => Exit::Usage,
        Code::SignInNeeded | Code::KeyRefused => Exit::SignIn,
        _ => Exit::Failed,
    }
}

/// The code of a finished run.
pub fn after_sync(status: &Status) -> Exit {
    if status.connection == Connection::SignInEnded {
        Exit::SignIn
    } else if status.holds > 0 {
        Exit::Decision
    } else {
        Exit::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_by_what_a_script_would_do() {
        let of = |code| super::of(&Problem::new(code, "words"));
        assert_eq!(of(Code::Usage), Exit::Usage);
        assert_eq!(of(Code::SignInNeeded), Exit::SignIn);
        assert_eq!(of(Code::KeyRefused), Exit::SignIn);
        for failed in [Code::Keychain, Code::InUse, Code::WrongCompany, Code::Cancelled, Code::Failed] {
            assert_eq!(of(failed), Exit::Failed);
        }
    }
}
