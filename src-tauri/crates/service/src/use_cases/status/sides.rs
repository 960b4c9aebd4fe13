//! How each side is doing, in the snapshot's words.

use contract::status::{AlternativeStatus, Connection, Mode, QuickbooksStatus, SideState};
use engine::fault::FaultKind;
use engine::settings::Closed;
use engine::side::SideState as Seen;
use jiff::Timestamp;

use super::Picture;

pub(super) fn quickbooks(picture: &Picture) -> QuickbooksStatus {
    let access = picture.settings.quickbooks.as_ref();
    let state = if access.is_none() || !picture.settings.bound {
        SideState::NotConnected
    } else {
        side(picture.settings.quickbooks_closed, &picture.facts.quickbooks, picture.now)
    };
    QuickbooksStatus {
        company: access.map(|access| access.company.name.clone()),
        realm_id: access.map(|access| access.company.realm.to_string()),
        email: access.and_then(|access| access.email.clone()),
        phone_verified: access.and_then(|access| access.phone_verified),
        state,
    }
}

pub(super) fn alternative(picture: &Picture) -> AlternativeStatus {
    let access = picture.settings.alternative.as_ref();
    AlternativeStatus {
        heard_at: picture.facts.heard_at.filter(|_| access.is_some()),
        state: match access {
            None => SideState::NotConnected,
            Some(_) => side(picture.settings.alternative_closed, &picture.facts.alternative, picture.now),
        },
        mode: access.map(|access| if access.integration { Mode::Integration } else { Mode::Documented }),
    }
}

fn side(closed: Option<Closed>, seen: &Seen, now: Timestamp) -> SideState {
    match closed {
        Some(Closed::SignInEnded) => return SideState::SignInEnded,
        Some(Closed::KeyRefused) => return SideState::KeyRefused,
        Some(Closed::SubscriptionLapsed) => return SideState::SubscriptionLapsed,
        Some(Closed::OtherLinkActive) => return SideState::OtherLinkActive,
        Some(Closed::AlreadyConnected) => return SideState::AlreadyConnected,
        Some(Closed::Disconnected) => return SideState::Disconnected,
        None => {}
    }
    match seen.fault.as_ref().map(|fault| &fault.kind) {
        None => SideState::Ok,
        Some(FaultKind::Throttled { .. }) if !is_paused(seen, now) => SideState::Ok,
        Some(FaultKind::Throttled { .. }) => SideState::SlowedDown,
        Some(FaultKind::Vault) => SideState::KeychainLocked,
        Some(FaultKind::Untrusted) => SideState::Untrusted,
        Some(_) => SideState::Offline,
    }
}

/// Whether a side is in a pause after a fault.
pub(super) fn is_paused(seen: &Seen, now: Timestamp) -> bool {
    seen.fault.is_some() && seen.paused_until.is_some_and(|until| until > now)
}

/// The line about connections.
pub(super) fn connection(picture: &Picture) -> Connection {
    let settings = &picture.settings;
    if settings.paused_until.is_some_and(|until| until > picture.now) {
        return Connection::Paused;
    }
    let states = [quickbooks(picture).state, alternative(picture).state];
    let any = |wanted: &[SideState]| states.iter().any(|state| wanted.contains(state));
    if any(&[SideState::SignInEnded, SideState::KeyRefused, SideState::NotConnected]) {
        Connection::SignInEnded
    } else if any(&[
        SideState::SubscriptionLapsed,
        SideState::OtherLinkActive,
        SideState::AlreadyConnected,
        SideState::Disconnected,
    ]) {
        Connection::Paused
    } else if any(&[SideState::Offline, SideState::Untrusted, SideState::KeychainLocked]) {
        Connection::Offline
    } else {
        Connection::Ok
    }
}

/// Something that no waiting will mend.
pub(super) fn needs_person(picture: &Picture) -> bool {
    picture.settings.quickbooks_closed.is_some()
        || picture.settings.alternative_closed.is_some()
        || [&picture.facts.quickbooks, &picture.facts.alternative].iter().any(|seen| {
            let kind = seen.fault.as_ref().map(|fault| &fault.kind);
            matches!(kind, Some(FaultKind::Vault | FaultKind::Untrusted))
        })
}
