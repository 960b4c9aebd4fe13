//! The query language: `SELECT * | COUNT(*) FROM Entity [WHERE …] [ORDERBY …] [STARTPOSITION n] [MAXRESULTS n]`.

mod lexer;
mod parser;
mod property;
mod run;

pub use parser::parse;
pub use property::instant;
pub use run::run;
