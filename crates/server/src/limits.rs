//! The bounds of the server, each with its reason.

use std::time::Duration;

/// A message from a client: an idea of 500 characters is at most 3 KiB as JSON.
pub const MESSAGE_MAX_BYTES: usize = 16 * 1024;
/// Frames a message may come in: nobody who means well splits 16 KiB finer.
pub const FRAGMENTS_MAX: u32 = 64;
/// The payload of a ping, pong or close, by RFC 6455.
pub const CONTROL_MAX_BYTES: usize = 125;
/// What is handed to a socket at once: below this, what is written to a connection stays within the 8 KiB that
/// actix-http gives each of them, instead of growing to the largest frame and staying so.
pub const WRITE_MAX_BYTES: usize = 4 * 1024;
/// What the kernel keeps for a reader that does not read.
pub const SEND_BUFFER_BYTES: usize = 64 * 1024;
/// How long the kernel tries to reach a peer that does not answer.
pub const PEER_TIMEOUT_S: u64 = 10;
/// How long a whole request may take, head and body: from the accept, or from its first byte on a connection that was
/// kept. An idea is one packet; the largest body has sixteen.
pub const REQUEST_WITHIN: Duration = Duration::from_secs(10);
/// How long a connection is kept on which nothing more is asked.
pub const KEPT_ALIVE: Duration = Duration::from_secs(30);
/// How long an answer waits for a reader that takes less than [`WRITE_MAX_BYTES`] of it meanwhile, as on WebSockets.
pub const UNREAD_MAX: Duration = Duration::from_secs(10);
/// What is read at once of a head, or of a body in chunks: heads of browsers fit.
pub const READ_AT_ONCE_BYTES: usize = 2 * 1024;
/// A head that is larger is of nobody who means well.
pub const HEAD_LARGE_BYTES: usize = 16 * 1024;
/// So many of those may be on their way at once, each of at most 128 KiB: they are told what is wrong with them.
pub const LARGE_HEADS_MAX: usize = 64;
/// Places for strangers where devices with tokens have all others: enough to show a token, or to be told that there is
/// no room.
pub const STRANGERS_MIN: usize = 50;
/// Sockets of one token beside its WebSockets: as many as a browser opens.
pub const SOCKETS_PER_TOKEN: usize = 6;
/// Descriptors that are kept for files, Redis and other sockets of our own.
pub const DESCRIPTORS_KEPT: usize = 256;
/// After what time the log says that sockets were closed, so that most of a flood is one line.
pub const SOCKETS_TOLD_WITHIN: Duration = Duration::from_secs(1);
/// And then not again for so long.
pub const SOCKETS_TOLD_EVERY: Duration = Duration::from_secs(10);
/// Sockets on which nothing was asked, of which the log tells: browsers open some ahead.
pub const SILENT_TOLD_FROM: u64 = 100;
/// Connections waiting to be accepted: a hall that reconnects in one second.
pub const BACKLOG: i32 = 4096;
/// The key of HS256 has 256 bits.
pub const SECRET_MIN_BYTES: usize = 32;
/// A token of ours has some 400 bytes; what is longer is refused unread.
pub const TOKEN_MAX_BYTES: usize = 2048;
/// Tokens that a device may show when it joins: as many seats as one device sensibly holds.
pub const HELD_MAX: usize = 16;
/// What clocks may differ by.
pub const TOKEN_LEEWAY_S: u64 = 5;
/// A request over HTTP.
pub const BODY_MAX_BYTES: usize = 16 * 1024;
/// Addresses whose failed join codes are remembered.
pub const FAILED_ADDRESSES_MAX: usize = 10_000;
/// In how many minutes as many devices may join again as at once: each is a commit that stays.
pub const JOINS_AGAIN_MIN: u32 = 25;
/// Joins with one card at once; see [`JOINS_AGAIN_MIN`]. Few of them hold, each is two commits.
pub const JOINS_PER_CARD: u32 = 60;
/// What an address of a private network, or this machine, may ask over HTTP at once: a hall of 1,500 behind one
/// address opens its pages, of some 35 files each. More is answered `rate.requests`.
pub const VISITS_AT_ONCE_PRIVATE: u32 = 60_000;
/// And then in a second: a hundredth of what one processor answers.
pub const VISITS_PER_S_PRIVATE: u32 = 500;
/// The same for any other address: as many as it may have connections, each with a page.
pub const VISITS_AT_ONCE: u32 = 2_000;
/// See [`VISITS_AT_ONCE`].
pub const VISITS_PER_S: u32 = 50;
/// Documents, lists and records that one token may read over HTTP at once: all tables of a small hall. More is
/// answered `rate.requests`; who wants what is new follows it instead.
pub const READS_AT_ONCE: u32 = 120;
/// And then in a second, as many as messages on a connection.
pub const READS_PER_S: u32 = 20;
/// Tokens whose rates are kept before those that are at rest are forgotten.
pub const RATES_KEPT: usize = 4_096;
/// Addresses whose visits are counted one by one; a flood from more is paced as one.
pub const VISITORS_MAX: usize = 10_000;
/// Lines that one place in the code may log at once: enough to see what goes on. More are held back, and counted.
pub const LOG_LINES_AT_ONCE: u32 = 30;
/// And then in a minute: some 10 MB a day from a place that someone keeps busy.
pub const LOG_LINES_PER_MIN: u32 = 20;
/// Tries that may wait at once for their turn after too many failed.
pub const SLOWED_TRIES_MAX: usize = 64;
/// How long a try waits for its turn at most; if that is later, it is refused at once.
pub const SLOWED_TRY_MS: u64 = 1_000;
/// How often it is looked, at most, whether another node made a code that is not known here: who guesses must not
/// keep the store busy.
pub const CODES_LOOK_EVERY_MS: u64 = 1_000;
/// How often a change of the codes is tried again because another node came first: each is one of its changes.
pub const CODES_SWAPS_MAX: usize = 8;
/// How long codes that nodes share may take, so that who joins is answered within a second.
pub const CODES_WITHIN_MS: u64 = 900;
/// Commits that are carried from one home into another in one step: far below what a store takes in its time.
pub const CARRIED_AT_ONCE: usize = 256;
/// How often what was appended meanwhile is carried, too, before it is said that servers must be stopped.
pub const CARRIES_MAX: usize = 5;
/// Ports after the configured one that a new data directory may take.
pub const PORTS_TRIED: u16 = 20;
/// Replicas that must have what is written: more than anyone runs for a day in a hall.
pub const REPLICAS_MAX: u32 = 8;
/// Summits beside the first that nodes may serve: so many were tried, on two nodes. Each is four connections to Redis
/// from each node, of the 10,000 that it takes.
pub const SUMMITS_MAX: usize = 200;
/// Summits that are opened at once, when a node starts: each holds the next 4 MB of its log while it reads it; and each
/// that is new waits 2 s for nodes that may know more of it, so that fifty of them are begun within ten.
pub const OPENED_AT_ONCE: usize = 16;
/// Registries in which an unknown code is looked for at once.
pub const BOOKS_AT_ONCE: usize = 8;
/// From the signal to the end.
pub const DRAIN_MAX_MS: u64 = 4_500;
/// Texts in one question to an embeddings endpoint: the hub takes no more in at once.
pub const ENDPOINT_BATCH_MAX: u16 = 64;
/// The length of a vector: the largest models of embeddings in use have 4096.
pub const ENDPOINT_DIMENSIONS_MAX: u16 = 8_192;
/// How long an endpoint may be given for an answer: new ideas wait for it, and so does the end of the process.
pub const ENDPOINT_WITHIN_MAX_MS: u16 = 10_000;
/// See [`ENDPOINT_WITHIN_MAX_MS`]; in less, nothing answers but by luck.
pub const ENDPOINT_WITHIN_MIN_MS: u16 = 50;
/// How long an endpoint that failed may be left alone: longer than an hour, and it may as well not be there.
pub const ENDPOINT_RESTS_MAX_S: u16 = 3_600;
/// How long a connection to an endpoint may take: it stands in the hall, or on the same network.
pub const ENDPOINT_CONNECT_WITHIN_MS: u64 = 1_000;
/// The head of an endpoint's answer.
pub const ENDPOINT_ANSWER_HEAD_BYTES: usize = 16 * 1024;
/// A number in an endpoint's answer, with comma, spaces and line break: 17 digits, sign, point and exponent are 24.
pub const ENDPOINT_NUMBER_BYTES: usize = 32;
/// What stands around the numbers; an answer that is larger than both is refused unread.
pub const ENDPOINT_ENVELOPE_BYTES: usize = 64 * 1024;
/// How often a node notes up to where it knows a shared log: what it would not notice after a restart is at most this.
pub const REMEMBERED_EVERY: Duration = Duration::from_secs(2);
/// Consoles of one kind that may have a code at once: more than any team has people.
pub const CONSOLES_MAX: u8 = 99;
/// Devices that made room for others with the same card, as many as are listed: what one still does something about.
pub const DISPLACED_SHOWN: usize = 50;
/// Doors of other summits up to which a new one is sought that leads to none of them: there are 961.
pub const PREFIXES_TOLD_APART: usize = 900;
/// What a try with a short code counts, in tries with a code of today: of those there are so many fewer that it is worth
/// more to who guesses.
pub const SHORT_CODE_COUNTS: u32 = 10;
/// Codes that were used up and are still known as such; the oldest are forgotten, and then are wrong like any other.
pub const SPENT_CODES_KEPT: usize = 2_000;
