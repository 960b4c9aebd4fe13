//! Notes and files, and what they are attached to.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::draft::{Context, Draft};
use super::fault::Fault;
use super::fields::Fields;
use super::wire::Object;
use crate::http::Reply;
use crate::state::books::entity::{Entity, Named};
use crate::state::books::kept::Kept;
use crate::state::books::record::{Attachable, Attached, Meta, Record};
use crate::state::books::{Books, entity};
use crate::world::World;

/// How long an address of a file works.
const ADDRESS_SECONDS: i64 = 15 * 60;
/// What the server says of a file; the switch has it taken back or refused.
pub const SET_BY_THE_SERVER: [&str; 3] = ["Size", "FileAccessUri", "TempDownloadUri"];
const NOTE_CHARACTERS_MAX: usize = 2_000;
const NAME_CHARACTERS_MAX: usize = 1_000;

/// Reads an attachment from a draft. An update is full and replaces what it is attached to; the file stays.
pub fn build(books: &Books, draft: &Draft<'_, Attachable>) -> Result<Attachable, Fault> {
    let fields = draft.fields;
    let old = draft.old;
    let mut kept = Kept::take(Entity::Attachable.kept(), fields.object(), None);
    fields.text_up_to("Note", NOTE_CHARACTERS_MAX)?;
    fields.text_up_to("FileName", NAME_CHARACTERS_MAX)?;
    if let Some(old) = old.filter(|old| old.file.is_some()) {
        for name in ["FileName", "ContentType"] {
            if let (None, Some(value)) = (kept.text(name), old.kept.value(name)) {
                kept.set(name, &value);
            }
        }
    }
    if kept.text("Note").is_none() && kept.text("FileName").is_none() {
        return Err(Fault::missing("FileName"));
    }
    let attached = match fields.list("AttachableRef")? {
        Some(sent) => sent.iter().map(|object| attached(books, object)).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Attachable {
        meta: Meta::default(),
        attached,
        file: old.and_then(|old| old.file.clone()),
        size: old.and_then(|old| old.size),
        kept,
    })
}

/// One `{EntityRef{type, value}, IncludeOnSend}`; what these books keep must exist.
fn attached(books: &Books, object: &Object) -> Result<Attached, Fault> {
    let fields = Fields::of(object, "AttachableRef.");
    let inner = fields.inner("EntityRef")?.ok_or_else(|| Fault::missing("AttachableRef.EntityRef"))?;
    let inner = Fields::of(inner, "AttachableRef.EntityRef.");
    let kind = inner.text("type")?.ok_or_else(|| Fault::missing("AttachableRef.EntityRef.type"))?;
    let id = inner.text("value")?.ok_or_else(|| Fault::missing("AttachableRef.EntityRef.value"))?;
    let kind = match entity::lookup(&kind) {
        Named::Kept(entity) => {
            let known = entity.id_of(&id).is_some_and(|id| books.record((entity, id)).is_some());
            if !known {
                return Err(Fault::reference("AttachableRef.EntityRef", &id));
            }
            entity.name()
        }
        Named::Empty(_) => return Err(Fault::reference("AttachableRef.EntityRef", &id)),
        Named::Unknown => {
            return Err(Fault::enumeration("AttachableRef.EntityRef.type", &kind));
        }
    };
    let include_on_send = fields.flag("IncludeOnSend")?.unwrap_or(false);
    Ok(Attached { kind: kind.into(), id: id.into(), include_on_send })
}

/// Gives an attachment its file.
pub fn put_file(books: &mut Books, id: u64, bytes: &[u8]) {
    let place = (Entity::Attachable, id);
    if let Some(Record::Attachable(attachable)) = books.record(place).map(|record| &**record) {
        let attachable = Attachable {
            file: Some(STANDARD.encode(bytes).into()),
            size: Some(bytes.len() as u64),
            ..attachable.clone()
        };
        books.put(place, Record::Attachable(attachable));
    }
}

/// What answers say of it.
pub fn render(books: &Books, context: &Context, id: u64, attachable: &Attachable, map: &mut Object) {
    if !attachable.attached.is_empty() {
        let rows: Vec<Value> = attachable
            .attached
            .iter()
            .map(|row| {
                json!({"EntityRef": {"type": row.kind, "value": row.id}, "IncludeOnSend": row.include_on_send})
            })
            .collect();
        map.insert("AttachableRef".into(), Value::Array(rows));
    }
    if let Some(size) = attachable.size {
        let realm = books.realm_id();
        map.insert("Size".into(), json!(size));
        map.insert("FileAccessUri".into(), json!(format!("/v3/company/{realm}/download/{id}")));
        map.insert("TempDownloadUri".into(), json!(address(books, context, id)));
    }
}

/// An address that gives the file's bytes to anybody for a quarter of an hour.
pub fn address(books: &Books, context: &Context, id: u64) -> String {
    let realm = books.realm_id();
    let until = context.now.as_second() + ADDRESS_SECONDS;
    let seal = seal(&context.seal, realm, id, until);
    format!("{}/quickbooks/files/{realm}/{id}/{until}/{seal}", context.base)
}

fn seal(secret: &str, realm: &str, id: u64, until: i64) -> String {
    let digest = Sha256::digest(format!("{secret}/{realm}/{id}/{until}"));
    URL_SAFE_NO_PAD.encode(digest)
}

/// `GET /quickbooks/files/{realm}/{id}/{until}/{seal}`.
pub fn file(world: &World, path: &str, now: Timestamp) -> Option<Reply> {
    let rest = path.strip_prefix("/quickbooks/files/")?;
    let gone = || Reply::text(403, "This address is not valid any more.");
    let [realm, id, until, sealed] = *rest.split('/').collect::<Vec<_>>().as_slice() else {
        return Some(gone());
    };
    let (Ok(id), Ok(until)) = (id.parse(), until.parse()) else { return Some(gone()) };
    if now.as_second() > until || seal(&world.intuit.client_secret, realm, id, until) != sealed {
        return Some(gone());
    }
    let record = world.companies.get(realm).and_then(|books| books.record((Entity::Attachable, id)));
    let Some(Record::Attachable(attachable)) = record.map(|record| &**record) else { return Some(gone()) };
    let bytes = attachable.file.as_deref().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    let kind = attachable.kept.value("ContentType");
    let kind = kind.and_then(|kind| kind.as_str().map(str::to_owned));
    Some(Reply::bytes(200, kind.as_deref().unwrap_or("application/octet-stream"), bytes))
}
