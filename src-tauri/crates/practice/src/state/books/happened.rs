//! What happened to the records of a company, told to webhooks.
//!
//! Every record that gets a new version was updated, also one that only moved because another was written: a payment
//! updates the invoices it pays. What is more than an update (voided, sent, merged) is said by whoever does it.

use super::place::Place;
use super::record::Record;

/// What happened, as the old body of webhooks spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Verb {
    Create,
    Update,
    Delete,
    Void,
    Emailed,
    Merge,
}

/// One record something happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub place: Place,
    pub verb: Verb,
    /// The record that was merged into this one.
    pub merged: Option<u64>,
}

/// What happened since it was last asked for, in order.
#[derive(Debug, Clone, Default)]
pub struct Happened(Vec<Happening>);

impl Happened {
    /// A record was put in its place.
    pub fn put(&mut self, place: Place, before: Option<&Record>, now: &Record) {
        match before {
            None => self.add(place, Verb::Create),
            Some(before) if before.meta().version != now.meta().version => self.add(place, Verb::Update),
            Some(_) => {}
        }
    }

    /// A record was deleted.
    pub fn deleted(&mut self, place: Place) {
        self.add(place, Verb::Delete);
    }

    /// What was noted of a record last was more than an update.
    pub fn call(&mut self, place: Place, verb: Verb) {
        if let Some(last) = self.0.iter_mut().rev().find(|row| row.place == place) {
            last.verb = verb;
        }
    }

    /// One record was merged into another.
    pub fn merge(&mut self, winner: Place, loser: u64) {
        self.call(winner, Verb::Merge);
        if let Some(last) = self.0.iter_mut().rev().find(|row| row.place == winner) {
            last.merged = Some(loser);
        }
    }

    /// Nobody is told of what was noted last of a record.
    pub fn hush(&mut self, place: Place) {
        if let Some(at) = self.0.iter().rposition(|row| row.place == place && row.verb == Verb::Update) {
            self.0.remove(at);
        }
    }

    /// How much was noted: a mark for [`Self::go_back`].
    pub fn mark(&self) -> usize {
        self.0.len()
    }

    /// Forgets what was noted since a mark: it was undone.
    pub fn go_back(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// Hands out what happened. A record that one call touched several times is told once.
    pub fn take(&mut self) -> Vec<Happening> {
        std::mem::take(&mut self.0)
    }

    fn add(&mut self, place: Place, verb: Verb) {
        match self.0.iter_mut().rev().find(|row| row.place == place) {
            // Two updates are one; what was created and then touched is still new.
            Some(_) if verb == Verb::Update => {}
            Some(last) if verb == Verb::Delete => last.verb = Verb::Delete,
            _ => self.0.push(Happening { place, verb, merged: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::books::entity::Entity;

    const PLACE: Place = (Entity::Invoice, 5);

    fn verbs(happened: &mut Happened) -> Vec<Verb> {
        happened.take().into_iter().map(|row| row.verb).collect()
    }

    #[test]
    fn a_record_touched_twice_is_told_once() {
        let mut happened = Happened::default();
        happened.add(PLACE, Verb::Create);
        happened.add(PLACE, Verb::Update);
        happened.add((Entity::Customer, 5), Verb::Update);
        assert_eq!(verbs(&mut happened), [Verb::Create, Verb::Update]);
        assert_eq!(verbs(&mut happened), []);
    }

    #[test]
    fn what_was_undone_is_not_told() {
        let mut happened = Happened::default();
        happened.add(PLACE, Verb::Update);
        let mark = happened.mark();
        happened.add((Entity::Customer, 5), Verb::Create);
        happened.go_back(mark);
        assert_eq!(verbs(&mut happened), [Verb::Update]);
    }

    #[test]
    fn an_update_can_be_more_than_that_or_nothing() {
        let mut happened = Happened::default();
        happened.add(PLACE, Verb::Update);
        happened.call(PLACE, Verb::Void);
        happened.add((Entity::Payment, 1), Verb::Update);
        happened.hush((Entity::Payment, 1));
        assert_eq!(verbs(&mut happened), [Verb::Void]);
    }
}
