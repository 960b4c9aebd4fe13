//! Connecting, choosing and disconnecting, in plain words.

use contract::setup::LeftConnected;

/// What could not be ended everywhere.
pub(crate) fn left_connected(left: LeftConnected) -> &'static str {
    match left {
        LeftConnected::KeyRefused => {
            "Alternative no longer accepts the API key: disconnect QuickBooks in the Partner Dashboard."
        }
        LeftConnected::SignInEnded => "The QuickBooks sign-in had already ended.",
    }
}
