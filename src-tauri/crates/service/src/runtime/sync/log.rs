//! The beginning and the end of a run in the log.

use contract::Problem;
use ledger::CompanyId;
use tracing::Instrument as _;

/// Runs within the span of the company.
pub(super) async fn logged<T>(
    company: &CompanyId,
    run: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let run = async {
        tracing::info!("sync_started");
        let ended = run.await;
        match &ended {
            Ok(_) => tracing::info!("sync_stopped"),
            // The message may name a customer.
            Err(problem) => tracing::warn!(code = ?problem.code, "sync_stopped"),
        }
        ended
    };
    run.instrument(tracing::info_span!("company", %company)).await
}
