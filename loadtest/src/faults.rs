//! The fault matrix.

mod doorbell;
mod netns;
mod proxy;
mod redis;
mod resp;
mod said;
mod shim;
