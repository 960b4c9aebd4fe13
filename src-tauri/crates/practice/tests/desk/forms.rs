//! The forms of the desk's page, and how a body is filled in: the rules stand at the top of `desk.js`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub type Attributes = BTreeMap<String, String>;

pub struct Button {
    pub words: String,
    pub attributes: Attributes,
}

pub struct Form {
    pub id: String,
    pub controls: Vec<Attributes>,
    /// First option of each select that lists them in the page.
    pub defaults: BTreeMap<String, String>,
    pub buttons: Vec<Button>,
}

/// The attributes of a tag, given what follows its name.
fn attributes(mut rest: &str) -> Attributes {
    let mut found = Attributes::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ', '\n', '>']).unwrap();
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return found;
        }
        let Some(value) = after.strip_prefix('=') else {
            found.insert(name.to_owned(), String::new());
            rest = after;
            continue;
        };
        let quote = value.chars().next().unwrap();
        let (text, after) = value[1..].split_once(quote).unwrap();
        found.insert(name.to_owned(), text.replace("&amp;", "&"));
        rest = after;
    }
}

/// Every form of the page.
pub fn forms() -> Vec<Form> {
    let page = practice::desk::PAGE;
    page.split("<form ").skip(1).map(|text| form(text.split_once("</form>").unwrap().0)).collect()
}

fn form(text: &str) -> Form {
    let mut form = Form {
        id: attributes(text)["id"].clone(),
        controls: Vec::new(),
        defaults: BTreeMap::new(),
        buttons: Vec::new(),
    };
    let mut select = String::new();
    for tag in text.split('<').skip(1) {
        let (name, rest) = tag.split_once([' ', '>', '\n']).unwrap_or((tag, ""));
        match name {
            "input" | "select" => {
                let found = attributes(rest);
                if let Some(name) = found.get("name") {
                    select.clone_from(name);
                    if let Some(value) = found.get("value") {
                        form.defaults.insert(name.clone(), value.clone());
                    }
                }
                form.controls.push(found);
            }
            "option" => {
                let found = attributes(rest);
                form.defaults.entry(select.clone()).or_insert_with(|| found["value"].clone());
                for (fact, value) in
                    found.iter().filter_map(|(name, v)| Some((name.strip_prefix("data-")?, v)))
                {
                    let place = format!("{select}={}.{fact}", found["value"]);
                    form.defaults.insert(place, value.clone());
                }
            }
            "button" => {
                let words = tag.rsplit_once('>').unwrap().1.trim().to_owned();
                form.buttons.push(Button { words, attributes: attributes(rest) });
            }
            _ => {}
        }
    }
    form
}

/// What a template comes to: a value, nothing, or nothing for the object around it either.
enum Filled {
    Value(Value),
    Absent,
    Gone,
}

fn leaf(field: &dyn Fn(&str) -> String, text: &str) -> Filled {
    let Some(kind) = text.chars().next().filter(|kind| "$#@".contains(*kind)) else {
        return Filled::Value(text.into());
    };
    let (name, end) = match text[1..].strip_suffix(['?', '!']) {
        Some(name) => (name, text.chars().last()),
        None => (&text[1..], None),
    };
    let (left, right) = name.split_once('*').map_or((name, None), |(left, right)| (left, Some(right)));
    let value = field(left);
    match (value.is_empty(), end) {
        (true, Some('?')) => return Filled::Absent,
        (true, Some(_)) => return Filled::Gone,
        (true, None) => panic!("{text} needs a value"),
        (false, _) => {}
    }
    Filled::Value(match (kind, right) {
        ('@', _) => Value::Bool(value == "yes"),
        ('$', _) => value.into(),
        (_, None) => serde_json::from_str(&value).unwrap(),
        (_, Some(right)) => (value.parse::<i64>().unwrap() * field(right).parse::<i64>().unwrap()).into(),
    })
}

fn fill(field: &dyn Fn(&str) -> String, template: &Value) -> Filled {
    match template {
        Value::String(text) => leaf(field, text),
        Value::Array(parts) => {
            let filled = parts.iter().filter_map(|part| match fill(field, part) {
                Filled::Value(value) => Some(value),
                Filled::Absent | Filled::Gone => None,
            });
            Filled::Value(filled.collect())
        }
        Value::Object(parts) => {
            let mut made = Map::new();
            for (key, part) in parts {
                match fill(field, part) {
                    Filled::Gone if part.is_string() => return Filled::Gone,
                    Filled::Value(value) if value != Value::Array(Vec::new()) => {
                        made.insert(key.clone(), value);
                    }
                    _ => {}
                }
            }
            let lost = made.is_empty() && !parts.is_empty();
            if lost { Filled::Absent } else { Filled::Value(Value::Object(made)) }
        }
        other => Filled::Value(other.clone()),
    }
}

/// The body of a button.
pub fn body(field: &dyn Fn(&str) -> String, template: &str) -> Value {
    match fill(field, &serde_json::from_str(template).unwrap()) {
        Filled::Value(value) => value,
        Filled::Absent | Filled::Gone => Value::Object(Map::new()),
    }
}

/// A path or a sentence: each `{name}` replaced. Panics when one has nothing to say.
pub fn words(field: &dyn Fn(&str) -> String, template: &str, answer: &Value) -> String {
    let mut said = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        let plain = name.trim_start_matches('$');
        let value = match plain.strip_prefix("answer.") {
            None => field(plain),
            Some(path) => match path.split('.').fold(answer, |at, part| &at[part]) {
                Value::String(text) => text.clone(),
                Value::Null => panic!("{template}: {name} is not in {answer}"),
                other => other.to_string(),
            },
        };
        assert!(!value.is_empty(), "{template}: {name} is empty");
        if name.starts_with('$') {
            assert!(value.parse::<f64>().is_ok(), "{template}: {name} is no amount: {value}");
        }
        said.push_str(before);
        said.push_str(&value);
        rest = after;
    }
    said + rest
}
