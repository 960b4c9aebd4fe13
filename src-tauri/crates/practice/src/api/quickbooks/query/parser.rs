//! From tokens to a query.

use super::lexer::{KEYWORDS, Spot, Token, tokens};
use crate::api::quickbooks::fault::Fault;
use crate::state::books::entity::{Named, lookup};

/// Rows asked for without `MAXRESULTS`.
const ROWS_DEFAULT: usize = 100;
/// The most rows one answer holds.
pub const ROWS_MAX: usize = 1_000;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Like,
}

/// `property operator value`; `IN` has several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub property: String,
    pub operator: Operator,
    pub values: Vec<String>,
}

/// A query that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub count: bool,
    pub entity: Named,
    /// Properties named after `*`, like `Sku`.
    pub extra: Vec<String>,
    pub conditions: Vec<Condition>,
    /// Property and whether descending.
    pub order: Vec<(String, bool)>,
    /// From 1.
    pub start: usize,
    pub rows: usize,
}

impl Query {
    /// The same from the first row on: without where it was asked to begin, be it by position or by what paging leans on.
    pub fn begun_again(&self) -> Self {
        let mut first = Self { start: 1, ..self.clone() };
        first.conditions.retain(|condition| {
            let leans = ["Id", "MetaData.CreateTime"];
            let forward = matches!(condition.operator, Operator::Greater | Operator::GreaterOrEqual);
            !(forward && leans.iter().any(|name| name.eq_ignore_ascii_case(&condition.property)))
        });
        first
    }
}

struct Parser {
    spots: Vec<Spot>,
    at: usize,
}

/// Reads a query. `clamp` takes `MAXRESULTS` over 1000 as 1000 instead of refusing it.
pub fn parse(text: &str, clamp: bool) -> Result<Query, Fault> {
    let mut parser = Parser { spots: tokens(text)?, at: 0 };
    parser.expect("select")?;
    let (count, extra) = parser.selection()?;
    parser.expect("from")?;
    let entity_name = parser.name()?;
    let entity = lookup(&entity_name);
    if entity == Named::Unknown {
        return Err(Fault::query_invalid(format!("Invalid context declaration: {entity_name}")));
    }
    let mut query = Query {
        count,
        entity,
        extra,
        conditions: Vec::new(),
        order: Vec::new(),
        start: 1,
        rows: ROWS_DEFAULT,
    };
    if parser.accept("where") {
        loop {
            query.conditions.push(parser.condition()?);
            if !parser.accept("and") {
                break;
            }
        }
    }
    if parser.accept("orderby") || (parser.accept("order") && parser.expect("by").map(|()| true)?) {
        query.order = parser.order()?;
    }
    if parser.accept("startposition") {
        query.start = parser.position()?;
    }
    if parser.accept("maxresults") {
        query.rows = parser.position()?;
        if query.rows > ROWS_MAX && !clamp {
            return Err(Fault::query_invalid(format!(
                "value {} is too large. Max allowed value is {ROWS_MAX}",
                query.rows
            )));
        }
        query.rows = query.rows.min(ROWS_MAX);
    }
    match parser.peek().token {
        Token::End => Ok(query),
        _ => Err(parser.peek().unexpected(&["<EOF>"])),
    }
}

impl Parser {
    fn peek(&self) -> &Spot {
        // The last token is always `End`.
        &self.spots[self.at.min(self.spots.len() - 1)]
    }

    fn next(&mut self) -> Spot {
        let spot = self.peek().clone();
        self.at += 1;
        spot
    }

    fn accept(&mut self, keyword: &str) -> bool {
        let met = matches!(&self.peek().token, Token::Word(word) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(met);
        met
    }

    fn accept_mark(&mut self, mark: &str) -> bool {
        let met = matches!(&self.peek().token, Token::Mark(found) if *found == mark);
        self.at += usize::from(met);
        met
    }

    fn expect(&mut self, keyword: &str) -> Result<(), Fault> {
        if self.accept(keyword) { Ok(()) } else { Err(self.peek().unexpected(&[&format!("\"{keyword}\"")])) }
    }

    fn expect_mark(&mut self, mark: &str) -> Result<(), Fault> {
        if self.accept_mark(mark) { Ok(()) } else { Err(self.peek().unexpected(&[&format!("\"{mark}\"")])) }
    }

    fn name(&mut self) -> Result<String, Fault> {
        match &self.peek().token {
            Token::Word(word) if !KEYWORDS.contains(&word.to_lowercase().as_str()) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.peek().unexpected(&["<IDENTIFIER>"])),
        }
    }

    fn selection(&mut self) -> Result<(bool, Vec<String>), Fault> {
        if self.accept("count") {
            self.expect_mark("(")?;
            self.expect_mark("*")?;
            self.expect_mark(")")?;
            return Ok((true, Vec::new()));
        }
        if !self.accept_mark("*") {
            return Err(self.peek().unexpected(&["\"*\"", "\"count\""]));
        }
        let mut extra = Vec::new();
        while self.accept_mark(",") {
            extra.push(self.name()?);
        }
        Ok((false, extra))
    }

    fn condition(&mut self) -> Result<Condition, Fault> {
        let property = self.name()?;
        let spot = self.next();
        let operator = match &spot.token {
            Token::Mark("=") => Operator::Equal,
            Token::Mark("!=") => Operator::Unequal,
            Token::Mark("<") => Operator::Less,
            Token::Mark("<=") => Operator::LessOrEqual,
            Token::Mark(">") => Operator::Greater,
            Token::Mark(">=") => Operator::GreaterOrEqual,
            Token::Word(word) if word.eq_ignore_ascii_case("in") => Operator::In,
            Token::Word(word) if word.eq_ignore_ascii_case("like") => Operator::Like,
            _ => {
                return Err(
                    spot.unexpected(&["\"=\"", "\"<\"", "\">\"", "\"<=\"", "\">=\"", "\"in\"", "\"like\""])
                );
            }
        };
        let mut values = Vec::new();
        if operator == Operator::In {
            self.expect_mark("(")?;
            loop {
                values.push(self.value()?);
                if !self.accept_mark(",") {
                    break;
                }
            }
            self.expect_mark(")")?;
        } else {
            values.push(self.value()?);
        }
        Ok(Condition { property, operator, values })
    }

    fn value(&mut self) -> Result<String, Fault> {
        let spot = self.next();
        match &spot.token {
            Token::Text(text) => Ok(text.clone()),
            Token::Number(number) => Ok(number.clone()),
            Token::Word(word)
                if ["true", "false", "current_date"].contains(&word.to_lowercase().as_str()) =>
            {
                Ok(word.to_lowercase())
            }
            _ => Err(spot.unexpected(&["<QUOTED_STRING>", "<NUMBER>", "\"true\"", "\"false\""])),
        }
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, Fault> {
        let mut order = Vec::new();
        loop {
            let property = self.name()?;
            let descending = self.accept("desc");
            if !descending {
                self.accept("asc");
            }
            order.push((property, descending));
            if !self.accept_mark(",") {
                return Ok(order);
            }
        }
    }

    /// A row number or count, from 1.
    fn position(&mut self) -> Result<usize, Fault> {
        let spot = self.next();
        let Token::Number(number) = &spot.token else { return Err(spot.unexpected(&["<NUMBER>"])) };
        match number.parse::<i64>() {
            Ok(value) if value < 1 => {
                Err(Fault::query_invalid(format!("value {value} is too small. Min allowed value is 1")))
            }
            Ok(value) => usize::try_from(value).map_err(|_| spot.unexpected(&["<NUMBER>"])),
            Err(_) => Err(spot.unexpected(&["<NUMBER>"])),
        }
    }
}
