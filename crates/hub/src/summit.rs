//! One summit on this node: its shared state, and the handle to it.

pub(crate) mod state;

mod handle;

pub use handle::SummitHandle;
pub use state::Environment;
