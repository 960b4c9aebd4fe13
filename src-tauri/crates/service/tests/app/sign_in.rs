//! The sign-in in the background: refused, forged, given up, begun again, and to the wrong company.

use contract::walk::SignIn;
use contract::{Code, command};
use practice::{CompanyKind, Options};
use url::Url;

use crate::world::{World, company, text};

async fn at_the_page() -> (World, String) {
    let world = World::new().await;
    world.begin_practice().await;
    world.give_key().await;
    let page = world.begin_sign_in().await;
    (world, page)
}

/// The answer with another `state`.
fn forged(back: &Url) -> Url {
    let mut forged = back.clone();
    let pairs: Vec<_> = back.query_pairs().into_owned().collect();
    let pairs = pairs.iter().map(|(name, value)| (name, if name == "state" { "made-up" } else { value }));
    forged.query_pairs_mut().clear().extend_pairs(pairs);
    forged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_told_with_the_way_on() {
    let (world, page) = at_the_page().await;
    let back = world.browser().refuse(&page).await;
    let shown = world.browser().deliver(&back).await.unwrap();
    assert!(shown.contains("Nothing was connected"), "{shown}");
    let problem = world
        .until(|walk| match walk.sign_in {
            SignIn::Ended(problem) => Some(problem),
            _ => None,
        })
        .await;
    assert_eq!(problem.code, Code::Cancelled);
    assert!(problem.hint.is_some());
    let again = world.begin_sign_in().await;
    assert_ne!(again, page);
    let back = world.browser().allow(&again, None).await;
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_answer_is_shown_the_door_and_the_right_one_still_counts() {
    let (world, page) = at_the_page().await;
    let back = world.browser().allow(&page, None).await;
    let shown = world.browser().deliver(&forged(&back)).await.unwrap();
    assert!(shown.contains("not from your sign-in"), "{shown}");
    assert!(matches!(world.walk().await.sign_in, SignIn::PageOpened { .. }));
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_twice_is_told_that_it_was_used() {
    let (world, page) = at_the_page().await;
    let back = world.browser().allow(&page, None).await;
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
    let shown = world.browser().deliver(&back).await.unwrap();
    assert!(shown.contains("this one has been used"), "{shown}");
    assert_eq!(world.walk().await.sign_in, SignIn::Connected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_was_given_up_takes_no_answer() {
    let (world, page) = at_the_page().await;
    let walk = world.ask::<command::CancelSignIn>(company()).await.unwrap();
    assert_eq!(walk.sign_in, SignIn::Idle);
    let back = world.browser().allow(&page, None).await;
    let shown = world.browser().deliver(&back).await.unwrap();
    assert!(shown.contains("This sign-in is over"), "{shown}");
    assert_eq!(world.walk().await.sign_in, SignIn::Idle);
    assert_eq!(world.walk().await.quickbooks, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_sign_in_takes_the_place_of_the_first() {
    let (world, first) = at_the_page().await;
    let second = world.begin_sign_in().await;
    assert_ne!(first, second);
    let old = world.browser().allow(&first, None).await;
    assert_eq!(world.browser().deliver(&old).await, None);
    let back = world.browser().allow(&second, None).await;
    world.browser().deliver(&back).await;
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n3_another_company_than_the_bound_one_changes_nothing() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.founding.companies = 2;
    let world = World::over(options).await;
    world.begin_practice().await;
    world.give_key().await;
    let companies = world.ready["quickbooks"]["companies"].as_array().unwrap().clone();
    let realms: Vec<_> = companies.iter().map(|it| text(&it["realm_id"])).collect();
    let page = world.begin_sign_in().await;
    let back = world.browser().allow(&page, Some(&realms[0])).await;
    world.browser().deliver(&back).await;
    // Bound is not yet connected: until then a second sign-in is not begun.
    world.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
    let bound = world.walk().await.quickbooks.unwrap();

    let page = world.begin_sign_in().await;
    let back = world.browser().allow(&page, Some(&realms[1])).await;
    world.browser().deliver(&back).await;
    let problem = world
        .until(|walk| match walk.sign_in {
            SignIn::Ended(problem) => Some(problem),
            _ => None,
        })
        .await;
    assert_eq!(problem.code, Code::WrongCompany);
    let hint = problem.hint.unwrap();
    assert!(hint.contains(&bound.name), "{hint}");
    assert!(!hint.contains("separately"), "beside the practice company nothing is set up: {hint}");
    assert_eq!(world.walk().await.quickbooks.unwrap().realm_id, bound.realm_id);
}
