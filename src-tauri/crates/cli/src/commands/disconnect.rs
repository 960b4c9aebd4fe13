//! `disconnect`.

use contract::Problem;
use contract::setup::Disconnected;
use ledger::CompanyId;
use service::{Host, disconnect};

use crate::args::Disconnect;
use crate::exit::Exit;
use crate::output::Output;

pub async fn run(
    host: &Host,
    company: &CompanyId,
    asked: &Disconnect,
    output: Output,
) -> Result<Exit, Problem> {
    let ended = disconnect(host, company, asked.everywhere, asked.forget).await?;
    output.result(&ended, text);
    Ok(Exit::Fine)
}

fn text(ended: &Disconnected) -> String {
    let mut lines = vec![
        if ended.everywhere {
            "Disconnected everywhere: other computers have stopped too."
        } else {
            "Disconnected on this computer. Other computers keep syncing, and the link in Alternative stays."
        }
        .to_owned(),
    ];
    lines.push(
        if ended.forgotten {
            "The local history was deleted."
        } else {
            "The local history stays. Connecting the same company again resumes where it stopped."
        }
        .to_owned(),
    );
    lines.extend(ended.notes.iter().cloned());
    lines.join("\n")
}
