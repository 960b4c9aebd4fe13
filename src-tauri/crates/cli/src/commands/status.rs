//! `status`.

use contract::Problem;
use service::{Host, status, status_all};

use crate::exit::Exit;
use crate::output::Output;
use crate::text;

pub async fn run(host: &Host, company: Option<&str>, all: bool, output: Output) -> Result<Exit, Problem> {
    if all {
        output.result(&status_all(host).await?, |all| text::status::lines(all));
    } else {
        let company = host.choose(company).await?;
        output.result(&status(host, &company).await?, text::status::page);
    }
    Ok(Exit::Fine)
}
