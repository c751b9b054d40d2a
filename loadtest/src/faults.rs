//! The fault matrix.

mod doorbell;
mod proxy;
mod redis;
mod resp;
mod said;
