//! What rests in the database, which a disk can spoil.

use engine::comparing::Comparisons;
use engine::documents::{self, Document, Edit, FeedPoint, GoodPoint, Kept};
use engine::importing::Import;
use engine::ports::{Change, StoreFault};

use super::with_world;
use crate::World;

/// A record's body.
pub(super) fn body(bytes: &[u8]) {
    if let Err(fault) = store::unpack(bytes) {
        assert!(matches!(fault, StoreFault::Damaged(_)), "{fault}");
    }
}

/// A document of the engine: it is read, or damage is said.
pub(super) fn document(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    with_world(async |world| {
        reads::<Comparisons>(world, &text).await;
        reads::<FeedPoint>(world, &text).await;
        reads::<GoodPoint>(world, &text).await;
        reads::<Option<Import>>(world, &text).await;
    });
}

async fn reads<D: Document>(world: &World, text: &str) {
    let keep = |text| Change::edit(Edit::Keep(Kept::fixture(D::NAME, text)));
    world.store.write(&world.company, vec![keep(Some(text.to_owned()))].into()).await.unwrap();
    match documents::read::<D>(&*world.store, &world.company).await {
        Ok(_) | Err(StoreFault::Document(_)) => {}
        Err(fault) => panic!("{fault}"),
    }
    world.store.write(&world.company, vec![keep(None)].into()).await.unwrap();
}
