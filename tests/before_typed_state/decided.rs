//! Decisions of every kind: pressed a moment ago, or carried out long since.

use crate::before_start;
use crate::cases::{PAYMENTS, PAYOUTS, raise_for_choices};
use crate::invoices;
use crate::scene::Scene;

/// The company `pressed`: every choice of every hold was taken just before the program ended; nothing followed yet.
pub async fn press(scene: &mut Scene) {
    let earlier = "before_start/list/leave";
    before_start::start_after_a_payment(scene, earlier).await;
    scene.world.create_deposits("Checking").await;
    let mut named = vec![(earlier.to_owned(), "leave")];
    for (case, choices) in invoices::CHOICES {
        for choice in *choices {
            let name = format!("{case}/{choice}");
            invoices::raise(scene, case, &name).await;
            named.push((name, *choice));
        }
    }
    named.extend(raise_for_choices(scene, PAYMENTS.iter().chain(PAYOUTS)).await);
    for (name, choice) in named {
        let hold = scene.hold(scene.named(&name)).await;
        let account = scene.world.account("Bank Charges");
        let keyed = format!("{name}/keyed");
        let arguments = match choice {
            "choose_account" => vec![("account", account.as_str())],
            "already_recorded" => vec![("payment", scene.named(&keyed))],
            _ => Vec::new(),
        };
        scene.world.decide(&hold, choice, &arguments).await;
    }
}

/// The company `settled`: the same, and the companion worked for ten minutes since.
pub async fn settle(scene: &mut Scene) {
    press(scene).await;
    scene.world.sync_for(10).await;
}
