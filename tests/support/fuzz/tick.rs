//! A whole pass over answers that were spoiled on their way.

use transport::{HttpResponse, StatusCode};

use super::run;
use crate::World;

/// Answers that are spoiled; what comes later is as it was sent.
const SPOILED_MAX: usize = 400;
/// Requests that one step may make (rule F9).
const REQUESTS_MAX: usize = 60;
/// Steps in which a look must come to rest.
const STEPS_MAX: usize = 80;

/// Four bytes an answer: what is done to it, where, and with what.
pub(super) fn tick(bytes: &[u8]) {
    run(async {
        let world = World::started().await;
        let invoice = world.invoice("Harbor Dental", "300.00").await;
        let other = world.invoice("Copperline Electric", "55.00").await;
        world.sync().await;
        world.pay(&invoice).await;
        world.edit("Invoice", &other.id, serde_json::json!({ "DueDate": "2027-01-31" })).await;

        let mut script = bytes.iter().copied().take(SPOILED_MAX * 4).collect::<Vec<_>>().into_iter();
        world.injector.spoil(Box::new(move |answer| {
            let mut next = || script.next();
            if let (Some(how), Some(high), Some(low), Some(with)) = (next(), next(), next(), next()) {
                spoil(answer, how, usize::from(u16::from_be_bytes([high, low])), with);
            }
        }));
        for _ in 0..5 {
            world.advance(600);
            world.engine.ask_to_look();
            comes_to_rest(&world).await;
        }
        world.injector.discharge();
        // Whatever was told wrong is found by a comparison, and money is there once.
        for _ in 0..5 {
            world.advance(9 * 3_600);
            world.engine.try_now();
            comes_to_rest(&world).await;
        }
        // It may be signed out by then, or wait for a person.
        let recorded = world.recorded().await;
        assert!(recorded.is_empty() || recorded == [30_000], "{recorded:?}");
    });
}

fn spoil(answer: &mut HttpResponse, how: u8, at: usize, with: u8) {
    let body = &mut answer.body;
    let at = at % body.len().max(1);
    match how % 8 {
        // Most come as they are.
        0..=2 => {}
        3 => body.truncate(at),
        4 => {
            if let Some(byte) = body.get_mut(at) {
                *byte = with;
            }
        }
        5 => {
            // A digit becomes another: an id, an amount, a date, a version.
            if let Some(digit) = body.iter_mut().skip(at).find(|byte| byte.is_ascii_digit()) {
                *digit = b'0' + with % 10;
            }
        }
        6 => {
            let words: [&[u8]; 4] = [b"null", b"[]", b"{}", b"-1"];
            body.splice(at..at, words[usize::from(with) % 4].iter().copied());
        }
        _ => {
            let statuses = [400, 401, 403, 404, 429, 500, 503, 200];
            answer.status = StatusCode::from_u16(statuses[usize::from(with) % 8]).unwrap();
        }
    }
}

async fn comes_to_rest(world: &World) {
    for _ in 0..STEPS_MAX {
        let mark = world.request_mark().await;
        let busy = world.tick().await.busy;
        let asked = world.asked(mark).await.len();
        assert!(asked <= REQUESTS_MAX, "{asked} requests in one step");
        if !busy {
            return;
        }
    }
    panic!("the companion never comes to rest");
}
