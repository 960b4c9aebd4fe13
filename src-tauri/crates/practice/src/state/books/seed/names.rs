//! Names of the practice company's customers.

/// First halves of company names.
pub const FIRST: &[&str] = &[
    "Copperline",
    "Bluebird",
    "Cedar Hill",
    "Lakeside",
    "Summit",
    "Harvest",
    "Redwood",
    "Silver Birch",
    "Old Mill",
    "Riverbend",
    "Northgate",
    "Meadow",
    "Beacon",
    "Granite",
    "Juniper",
    "Orchard",
    "Pioneer",
    "Sunrise",
    "Willow",
    "Brightwater",
];

/// Second halves.
pub const SECOND: &[&str] = &["Electric", "Dental", "Architects", "Bakery", "Law Group", "Logistics"];

/// Customers with something to watch out for: accents, an apostrophe, an ampersand, a long name.
pub const SPECIAL: &[&str] = &[
    "Café Müller & Søn",
    "O'Brien Plumbing",
    "Peña Landscaping",
    "Zürich Optik",
    "Smith & Daughters, LLC",
    "The Very Long-Winded Society for the Preservation of Historic Typewriters and Adding Machines of New England",
];

/// Streets of addresses.
pub const STREETS: &[&str] = &["Main Street", "Harbor Road", "Elm Avenue", "Mill Lane", "State Street"];

/// Cities with state and postal code.
pub const CITIES: &[(&str, &str, &str)] = &[
    ("Boston", "MA", "02110"),
    ("Portland", "ME", "04101"),
    ("Hartford", "CT", "06103"),
    ("Albany", "NY", "12207"),
    ("Providence", "RI", "02903"),
];
