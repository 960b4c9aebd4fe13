//! What any implementation of the [`Store`](engine::ports::Store) port must do, as functions over an empty store.
//!
//! [`conformance!`](crate::conformance!) makes one test of each for a given kind of store:
//!
//! ```ignore
//! mod in_memory {
//!     async fn fresh() -> (store::SqliteStore, ()) {
//!         (store::SqliteStore::in_memory().await.unwrap(), ())
//!     }
//!     store::conformance!(fresh);
//! }
//! ```
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "this is a test suite")]

mod companies;
mod journal;
mod marks;
mod numbers;
mod outbox;
mod records;
pub mod sample;

pub use companies::*;
pub use journal::*;
pub use marks::*;
pub use numbers::*;
pub use outbox::*;
pub use records::*;

/// One `#[tokio::test]` for each function of the suite. The argument is the path of an async function that gives an
/// empty store and whatever has to live as long.
#[macro_export]
macro_rules! conformance {
    ($fresh:path) => {
        $crate::conformance! { $fresh:
            a_company_begins_with_its_settings
            a_patch_leaves_what_others_set
            a_patch_needs_a_known_company
            companies_are_listed_by_id
            companies_never_meet
            a_list_of_changes_is_all_or_nothing
            settings_of_another_company_are_refused
            a_forgotten_company_is_gone_and_may_come_back
            the_installation_keeps_its_first_id
            a_record_comes_back_as_it_was
            every_kind_of_record_comes_back
            a_lower_version_changes_nothing
            a_correction_counts_whatever_was_there
            the_same_version_replaces
            raw_answers_stay_until_replaced
            gone_records_keep_their_last_look
            reading_again_clears_a_gone_mark
            edges_follow_the_record
            ids_are_paged_in_order_of_text
            ids_can_be_those_not_read_lately
            lists_are_newest_first
            counts_are_of_live_records
            links_are_kept_by_subject
            a_patch_changes_the_link_as_it_is_stored
            p18_links_are_found_by_what_they_name
            an_edit_changes_the_document_as_it_is_stored
            an_edit_of_a_damaged_document_changes_nothing
            a_document_that_moved_is_not_replaced
            dirty_marks_come_oldest_first
            a_mark_made_again_is_not_cleaned
            p18_a_change_marks_who_waits_for_it
            waits_are_replaced_by_subject
            open_holds_come_oldest_first
            documents_come_and_go
            due_intents_come_by_lane_then_planned_first
            what_is_not_due_waits
            slots_are_replaced
            intents_are_counted_by_state
            entries_are_chained_in_order
            entries_are_found_by_what_they_are_about
            an_entry_is_kept_to_the_last_digit
            totals_follow_every_row
            absurd_amounts_add_up
            rows_that_do_not_tie_are_told
            tallies_are_kept_by_the_hour
            requests_add_up_within_a_month
        }
    };
    ($fresh:path: $($case:ident)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                let (store, _kept) = $fresh().await;
                $crate::conformance::$case(&store).await;
            }
        )+
    };
}
