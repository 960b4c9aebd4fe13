//! The error bodies of the accounting API, in both of its spellings.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::wire::clock_text_ms;
use crate::http::Reply;
use crate::switches::{Switch, Switches};

/// An error of the data service: one code, and texts as recorded from the real one where known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub status: u16,
    pub code: &'static str,
    pub message: &'static str,
    pub detail: String,
    /// The property at fault, where the service names one.
    pub element: Option<String>,
    pub kind: &'static str,
    /// 6210 only: somebody closed the books between the app's last look at the closing date and its write. Not part of
    /// the answer.
    pub closed_unseen: bool,
}

impl Fault {
    fn validation(code: &'static str, message: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status: 400,
            code,
            message,
            detail: detail.into(),
            element: Some(String::new()),
            kind: "ValidationFault",
            closed_unseen: false,
        }
    }

    fn at(mut self, element: &str) -> Self {
        self.element = Some(element.to_owned());
        self
    }

    /// 500: the operation does not exist for this entity.
    pub fn unsupported_operation(what: &str) -> Self {
        Self::validation("500", "Unsupported Operation", format!("Operation {what} is not supported."))
    }

    /// 610 on a name in a list that is missing or inactive.
    pub fn inactive() -> Self {
        Self::validation(
            "610",
            "Object Not Found",
            "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
        )
    }

    /// 610 on a transaction that does not exist (any more).
    pub fn deleted() -> Self {
        Self::validation(
            "610",
            "Object Not Found",
            "Object Not Found : Another user has deleted this transaction.",
        )
    }

    /// 2010: the body is no object this entity knows.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::validation("2010", "Request has invalid or unsupported property", detail)
    }

    /// 2010 for one property.
    pub fn property(name: &str) -> Self {
        Self::unreadable(format!(
            "Property Name:{name} failed to parse json object; a property specified is unsupported or invalid"
        ))
        .at(name)
    }

    /// 2020.
    pub fn missing(parameter: &str) -> Self {
        Self::validation(
            "2020",
            "Required param missing, need to supply the required value for the API",
            format!("Required parameter {parameter} is missing in the request"),
        )
        .at(parameter)
    }

    /// 2050.
    pub fn too_long(element: &str, max: usize) -> Self {
        Self::validation(
            "2050",
            "String length is either shorter or longer than supported by specification",
            format!("String length specified does not match the supported length. Max:{max} {element}"),
        )
        .at(element)
    }

    /// 2080.
    pub fn number(element: &str) -> Self {
        Self::validation("2080", "Invalid Number", format!("Invalid Number : {element}")).at(element)
    }

    /// 2170.
    pub fn enumeration(element: &str, value: &str) -> Self {
        Self::validation("2170", "Invalid Enumeration", format!("Invalid Enumeration : {value}")).at(element)
    }

    /// 2500.
    pub fn reference(element: &str, id: &str) -> Self {
        let family = match element.rsplit('.').next().unwrap_or(element) {
            "ItemRef" | "GroupItemRef" => "Items",
            "CustomerRef" | "Entity" | "ParentRef" => "Names",
            name if name.contains("Account") => "Accounts",
            "SalesTermRef" => "Terms",
            _ => "Lists",
        };
        Self::validation(
            "2500",
            "Invalid Reference Id",
            format!("Invalid Reference Id : {family} element id {id} not found"),
        )
        .at(element)
    }

    /// 4000.
    pub fn query_parse(detail: String) -> Self {
        Self { element: None, ..Self::validation("4000", "Error parsing query", detail) }
    }

    /// 4001.
    pub fn query_invalid(detail: impl AsRef<str>) -> Self {
        let detail = format!("QueryValidationError: {}", detail.as_ref());
        Self { element: None, ..Self::validation("4001", "Invalid query", detail) }
    }

    /// 4002: a row of the answer holds what the service itself took and cannot write out, seen with e-mail addresses.
    pub fn query_processing() -> Self {
        let detail = "QueryProcessingError: To email address entered is invalid";
        Self { element: None, ..Self::validation("4002", "Error processing query", detail) }
    }

    /// 5010.
    pub fn stale(who: &str, entity: &str) -> Self {
        Self::validation(
            "5010",
            "Stale Object Error",
            format!(
                "Stale Object Error : You and {who} were working on this at the same time. {who} finished before you did, so your work was not saved. Entity={entity}"
            ),
        )
    }

    /// 6000.
    pub fn business(detail: impl AsRef<str>) -> Self {
        let detail = format!("Business Validation Error: {}", detail.as_ref());
        Self::validation(
            "6000",
            "A business validation error has occurred while processing your request",
            detail,
        )
    }

    /// 6070.
    pub fn amount_not_product() -> Self {
        Self::validation(
            "6070",
            "Amount calculation incorrect in the request",
            "Amount calculation incorrect in the request : Amount is not equal to UnitPrice * Qty. Supplied value",
        )
    }

    /// 6140.
    pub fn duplicate_number(number: &str, entity: &str, id: u64) -> Self {
        Self::validation(
            "6140",
            "Duplicate Document Number Error",
            format!(
                "Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber={number} is assigned to TxnType={entity} with TxnId={id}"
            ),
        )
    }

    /// 6210.
    pub fn closed(closed: jiff::civil::Date) -> Self {
        Self::validation(
            "6210",
            "Account Period Closed",
            format!(
                "Account Period Closed, Cannot Update Through Services : The account period has closed and the account books cannot be updated through the QuickBooks Online Services API. Closing date {closed}"
            ),
        )
    }

    /// 6240.
    pub fn duplicate_name() -> Self {
        Self::validation(
            "6240",
            "Duplicate Name Exists Error",
            "The name supplied already exists. : Another customer, vendor or employee is already using this name. Please use a different name.",
        )
    }

    /// 6540.
    pub fn deposited() -> Self {
        Self::validation(
            "6540",
            "Deposited Transaction cannot be changed",
            "Deposited Transaction cannot be changed : This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on and remove it first.",
        )
    }

    /// The same texts under another code (for the open questions about codes).
    #[must_use]
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// The inner `Fault` object.
    pub fn to_value(&self) -> Value {
        let mut error = json!({"Message": self.message, "Detail": self.detail, "code": self.code});
        if let (Some(element), Some(map)) = (&self.element, error.as_object_mut()) {
            map.insert("element".into(), json!(element));
        }
        json!({"Error": [error], "type": self.kind})
    }

    /// The whole answer.
    pub fn to_reply(&self, now: Timestamp) -> Reply {
        Reply::json(self.status, &json!({"Fault": self.to_value(), "time": clock_text_ms(now)}))
    }
}

/// The error of a code asked for on purpose, with the texts and status that belong to it.
pub fn on_purpose(code: &str, now: Timestamp) -> Reply {
    let known = [
        Fault::unsupported_operation("on purpose"),
        Fault::deleted(),
        Fault::unreadable("Property Name:on purpose"),
        Fault::missing("OnPurpose"),
        Fault::too_long("OnPurpose", 21),
        Fault::number("OnPurpose"),
        Fault::enumeration("OnPurpose", "on purpose"),
        Fault::reference("CustomerRef", "0"),
        Fault::query_parse("QueryParserError: on purpose".to_owned()),
        Fault::query_invalid("on purpose"),
        Fault::query_processing(),
        Fault::stale("Ada Owner", "OnPurpose"),
        Fault::business("on purpose"),
        Fault::amount_not_product(),
        Fault::duplicate_number("0", "Invoice", 0),
        Fault::closed(jiff::civil::Date::ZERO),
        Fault::duplicate_name(),
        Fault::deposited(),
    ];
    let gateway = |gate| gateway(&Switches::default(), gate);
    match code {
        "3001" => gateway(Gate::Throttled),
        "3100" => gateway(Gate::OtherCompany),
        "3200" => gateway(Gate::BadToken),
        "3202" => gateway(Gate::Code3202),
        _ => match known.into_iter().find(|fault| fault.code == code) {
            Some(fault) => fault.to_reply(now),
            None => other(code, now),
        },
    }
}

/// What a read meets that holds a record which the service cannot write out: the code is on the whole of it.
pub fn unreadable_record(code: &str, now: Timestamp) -> Reply {
    match code {
        "4002" => Fault::query_processing().to_reply(now),
        "10000" => Reply { status: 400, ..on_purpose(code, now) },
        _ => on_purpose(code, now),
    }
}

fn other(code: &str, now: Timestamp) -> Reply {
    let (status, message, detail, kind) = match code {
        "120" => (
            401,
            "Authorization Failure",
            "User is not authorized to access this company",
            "AuthorizationFault",
        ),
        "6190" => (
            400,
            "Invalid Company Status",
            "Subscription period has ended or canceled or there was a billing problem",
            "ValidationFault",
        ),
        "10000" => (
            500,
            "An application error has occurred while processing your request",
            "System Failure Error: on purpose",
            "SystemFault",
        ),
        _ => (400, "A fault put in on purpose", "on purpose", "ValidationFault"),
    };
    let fault =
        json!({"Error": [{"Message": message, "Detail": detail, "code": code, "element": ""}], "type": kind});
    Reply::json(status, &json!({"Fault": fault, "time": clock_text_ms(now)}))
}

/// What the gateway in front of the data service refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// 401, code 3200: no token, or one that has expired or was never given out.
    BadToken,
    /// 403, code 3100: a token of another company, or of an app that was disconnected.
    OtherCompany,
    /// 401, code 3202: only on purpose, for nobody knows what it stands for.
    Code3202,
    /// 429, code 3001.
    Throttled,
}

/// The gateway's own spelling: lower-case keys, `null` neighbors (switch `gateway-fault`).
pub fn gateway(switches: &Switches, gate: Gate) -> Reply {
    let (status, code, name, detail, kind) = match gate {
        Gate::BadToken => (
            401,
            "3200",
            "ApplicationAuthenticationFailed; errorCode=003200",
            Value::Null,
            "AuthenticationFault",
        ),
        Gate::Code3202 => {
            (401, "3202", "AuthenticationFailed; errorCode=003202", Value::Null, "AuthenticationFault")
        }
        Gate::OtherCompany => {
            (403, "3100", "ApplicationAuthorizationFailed; errorCode=003100", Value::Null, "SERVICE")
        }
        Gate::Throttled => (
            429,
            "3001",
            "ThrottleExceeded; errorCode=003001",
            json!("The request limit was reached. Try again later"),
            "SERVICE",
        ),
    };
    let message = format!("message={name}; statusCode={status}");
    let error = json!({"message": message, "detail": detail, "code": code, "element": null});
    let body = match switches.get(Switch::GatewayFault) {
        "fault-alone" => json!({"fault": {"error": [error], "type": kind}}),
        "upper-case" if gate != Gate::Throttled => {
            json!({"Fault": {"Error": [{"Message": message, "code": code}], "type": "AUTHENTICATION"}})
        }
        _ => json!({"warnings": null, "intuitObject": null, "fault": {"error": [error], "type": kind},
                    "report": null, "queryResponse": null}),
    };
    Reply::json(status, &body)
}
