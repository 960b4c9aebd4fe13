//! Secrets come from standard input or a prompt without echo, never from arguments or the environment.

use std::io::{BufRead as _, IsTerminal as _};

use contract::{Code, Problem};
use secrecy::SecretString;

/// One secret: typed at a prompt, or the next line of standard input.
pub fn read(prompt: &str) -> Result<SecretString, Problem> {
    let typed = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{prompt}: "))
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    let typed =
        typed.map_err(|error| Problem::new(Code::Failed, format!("{prompt} could not be read: {error}")))?;
    let secret = typed.trim();
    if secret.is_empty() {
        return Err(Problem::new(Code::Usage, format!("{prompt} is missing."))
            .hint("Enter it at the prompt, or pass it on standard input."));
    }
    Ok(SecretString::from(secret.to_owned()))
}
