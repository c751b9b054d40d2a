//! A Redis of a test's own, and the log of the summit `demo` on it.

#[path = "../../../line/tests/own/redis.rs"]
mod redis;

#[allow(unused_imports, reason = "not every test needs everything")]
pub use redis::{Server, copy};

use domain::SummitId;
use journal::Redis;
use line::{Line, cmd};
use std::time::Duration;

const WITHIN: Duration = Duration::from_secs(5);

/// The log on a Redis.
pub fn store(server: &Server, replicas: u32) -> Redis {
    Redis::new(&server.target(), "test", &SummitId::from("demo"), replicas)
}

/// Alters a stored record. Entries cannot change: the stream is written anew.
pub async fn alter(server: &Server, offset: u64, bytes: &[u8]) {
    const SCRIPT: &str = "
        local all = redis.call('XRANGE', KEYS[1], '-', '+')
        redis.call('DEL', KEYS[1])
        for _, entry in ipairs(all) do
            local fields = entry[2]
            if entry[1] == ARGV[1] then fields[2] = ARGV[2] end
            redis.call('XADD', KEYS[1], entry[1], unpack(fields))
        end";
    let mut question = cmd("EVAL");
    question.arg(SCRIPT).arg(1).arg("test:{demo}:log").arg(format!("{offset}-0")).arg(bytes);
    Line::new(server.target()).ask(&question, WITHIN).await.unwrap();
}
