//! The scripts: each is one step that no other may come between, and that is saved whole or not at all.

use super::{Keys, packed};
use crate::stream::{
    news,
    store::{Batch, Beginning, Expected},
};
use line::{Cmd, cmd};

/// Where the log stands. With replicas it writes something, so that `WAIT` has something to wait for.
const STAND: &str = r"
if ARGV[1] == '1' then redis.call('HINCRBY', KEYS[1], 'fence', 1) end
local top = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'hash', 'began_at', 'recovers_until')
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local recovers = 0
if top[5] and tonumber(top[4]) <= ms and ms < tonumber(top[5]) then recovers = 1 end
return {top[1], top[2], top[3], recovers, string.format('%.0f', ms)}
";

/// Appends, if epoch, offset and hash are those that are expected and no request is in the log.
const APPEND: &str = r"
local top = redis.call('HMGET', KEYS[2], 'epoch', 'offset', 'hash', 'began_at', 'recovers_until')
if top[1] ~= ARGV[1] then return {'other life'} end
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local recovers = top[5] and tonumber(top[4]) <= ms and ms < tonumber(top[5])
if recovers and ARGV[4] == '0' then return {'other life'} end
if top[2] ~= ARGV[2] or top[3] ~= ARGV[3] then return {'elsewhere'} end
local commits, texts = tonumber(ARGV[7]), tonumber(ARGV[8])
for n = 0, commits - 1 do
  local known = redis.call('HGET', KEYS[3], ARGV[9 + n * 4 + 3])
  if known then return {'known', known} end
end
for n = 0, commits - 1 do
  local at = 9 + n * 4
  redis.call('XADD', KEYS[1], ARGV[at] .. '-0', 'commit', ARGV[at + 1], 'hash', ARGV[at + 2])
  redis.call('HSET', KEYS[3], ARGV[at + 3], ARGV[at])
end
for n = 0, texts - 1 do
  local at = 9 + commits * 4 + n * 2
  redis.call('HSET', KEYS[4], ARGV[at], ARGV[at + 1])
end
local last = 9 + (commits - 1) * 4
redis.call('HSET', KEYS[2], 'offset', ARGV[last], 'hash', ARGV[last + 2])
-- As long as something is brought back there is time to bring more.
if recovers then
  local longer = tonumber(top[5]) - tonumber(top[4])
  redis.call('HSET', KEYS[2], 'began_at', string.format('%.0f', ms),
    'recovers_until', string.format('%.0f', ms + longer))
end
redis.call('PUBLISH', ARGV[5], ARGV[6])
return {'done'}
";

/// Begins a new life of the log, if it stands where that is expected.
const BEGIN: &str = r"
local top = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'hash')
if not top[1] and redis.call('EXISTS', KEYS[3]) == 1 then
  return redis.error_reply('LOST the stream is there, and where it stands is not')
end
if (top[1] or '') ~= ARGV[1] or (top[2] or '0') ~= ARGV[2] then return 0 end
if top[3] and top[3] ~= ARGV[3] then return 0 end
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('HSET', KEYS[1], 'epoch', ARGV[4], 'offset', ARGV[2], 'hash', ARGV[3],
  'began_at', string.format('%.0f', ms), 'recovers_until', string.format('%.0f', ms + ARGV[5]))
for n = 6, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[n], ARGV[n + 1]) end
return 1
";

/// Puts a note where another lies, or takes it away.
const SWAP: &str = r"
local there = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[2] == 'something' and not there then return 0 end
if ARGV[2] == 'nothing' and there then return 0 end
if ARGV[2] == 'this' and there ~= ARGV[3] then return 0 end
if ARGV[4] == '1' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[5])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1
";

/// Erases texts.
const ERASE: &str = r"
local gone = 0
for n = 3, #ARGV do gone = gone + redis.call('HDEL', KEYS[1], ARGV[n]) end
redis.call('PUBLISH', ARGV[1], ARGV[2])
return gone
";

/// A script with flags is refused as a whole when memory is full, instead of in the middle.
fn eval((flags, script): (&str, &str), keys: &[&str]) -> Cmd {
    let mut eval = cmd("EVAL");
    eval.arg(format!("#!lua flags={flags}\n{script}")).arg(keys.len());
    keys.iter().for_each(|key| {
        eval.arg(key);
    });
    eval
}

pub(super) fn stand(keys: &Keys, replicas: u32) -> Cmd {
    // It must be known where the log stands when memory is full, too.
    let flags = if replicas > 0 { "allow-oom" } else { "no-writes" };
    let mut stand = eval((flags, STAND), &[&keys.top]);
    stand.arg(u8::from(replicas > 0));
    stand
}

pub(super) fn append(keys: &Keys, batch: &Batch) -> Cmd {
    let mut append = eval(("", APPEND), &[&keys.log, &keys.top, &keys.ids, &keys.texts]);
    let Batch { epoch, after, entries, requests, again } = batch;
    append.arg(epoch.as_str()).arg(after.0.0).arg(&after.1.0[..]).arg(u8::from(*again));
    append.arg(&keys.news).arg(news::appended(epoch, after.0, entries));
    let texts = || entries.iter().flat_map(|entry| &entry.texts);
    append.arg(entries.len()).arg(texts().count());
    for (entry, request) in entries.iter().zip(requests) {
        let record = &entry.record;
        append.arg(record.offset.0).arg(&record.bytes[..]).arg(&record.hash[..]);
        append.arg(&request.0.as_bytes()[..]);
    }
    for sealed in texts() {
        append.arg(&sealed.hash[..]).arg(packed(sealed));
    }
    append
}

pub(super) fn begin(keys: &Keys, beginning: &Beginning) -> Cmd {
    let mut begin = eval(("", BEGIN), &[&keys.top, &keys.notes, &keys.log]);
    let Beginning { after, at, epoch, recovers_ms, notes } = beginning;
    begin.arg(after.as_ref().map_or("", domain::Epoch::as_str));
    begin.arg(at.0.0).arg(&at.1.0[..]).arg(epoch.as_str()).arg(*recovers_ms);
    for (key, bytes) in notes {
        begin.arg(key).arg(&bytes[..]);
    }
    begin
}

pub(super) fn swap(keys: &Keys, key: &str, expected: &Expected, new: Option<&[u8]>) -> Cmd {
    let mut swap = eval(("", SWAP), &[&keys.notes]);
    let nothing = Vec::new();
    let (what, this) = match expected {
        Expected::Anything => ("anything", &nothing),
        Expected::Something => ("something", &nothing),
        Expected::This(None) => ("nothing", &nothing),
        Expected::This(Some(this)) => ("this", this),
    };
    swap.arg(key).arg(what).arg(&this[..]);
    swap.arg(u8::from(new.is_some())).arg(new.unwrap_or_default());
    swap.arg(&keys.news).arg(news::noted(key, new));
    swap
}

pub(super) fn erase(keys: &Keys, hashes: &[[u8; 32]]) -> Cmd {
    let mut erase = eval(("allow-oom", ERASE), &[&keys.texts]);
    erase.arg(&keys.news).arg(news::erased(hashes));
    hashes.iter().for_each(|hash| {
        erase.arg(&hash[..]);
    });
    erase
}
