//! The server as its clients meet it: over HTTP and WebSockets, on a port of its own.

mod again;
mod app;
mod consoles;
mod disk;
mod events;
mod evil;
mod hall;
mod http;
mod join;
mod origin;
mod paced;
mod pipelined;
mod proxied;
mod raw;
mod rehearsal;
mod session;
mod six;
mod stop;
mod walls;
mod watched;
mod workbook;
