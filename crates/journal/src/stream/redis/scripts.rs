//! The scripts: each is one step that no other may come between, and that is saved whole or not at all.

use super::{Keys, packed};
use crate::{
    contract::Note,
    stream::{
        news,
        store::{Batch, Beginning, Expected, Lost, Mending},
    },
};
use domain::{Epoch, Offset};
use line::{Cmd, cmd};

/// What the scripts share. The keys are the same for all of them, in this order.
const SHARED: &str = r"
local NAMES, KINDS = {'top', 'log', 'ids', 'texts', 'notes'}, {'hash', 'stream', 'hash', 'hash', 'hash'}
local function call(...) return redis.call(...) end
local function written(number) return string.format('%.0f', number) end

-- What lies under a key, if it is of another type than it should be.
local function odd(n)
  local kind = call('TYPE', KEYS[n])['ok']
  if kind ~= KINDS[n] and kind ~= 'none' then return kind end
  return false
end

-- A whole number, as it is written here.
local function number(text)
  if text and #text < 16 and string.match(text, '^%d+$') then return tonumber(text) end
  return false
end

-- Where the log stands.
local function stands()
  if odd(1) then return {raw = odd(1)} end
  local it = call('HMGET', KEYS[1], 'epoch', 'offset', 'hash', 'began_at', 'recovers_until', 'texts', 'notes', 'doubt')
  local raw = {}
  for n = 1, #it do raw[n] = tostring(it[n]) end
  return {
    epoch = it[1] and it[1] ~= '' and it[1], offset = number(it[2]), hash = it[3] and #it[3] == 32 and it[3],
    from = number(it[4]), to = number(it[5]), texts = number(it[6]), notes = number(it[7]), doubt = it[8],
    raw = table.concat(raw, ' '),
  }
end

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Whether a new life of the log has just begun; one that would last for ever was written by someone else.
local function recovers(it, ms)
  return it.from and it.to and it.from <= ms and ms < it.to and it.to - it.from <= 600000
end

local function stream()
  local of, flat = {}, call('XINFO', 'STREAM', KEYS[2])
  for n = 1, #flat, 2 do of[flat[n]] = flat[n + 1] end
  return of
end

-- Why the log is not what it is said to be; false, if it is.
local function log_is_amiss(it)
  if odd(1) then return 'where it stands is of type ' .. odd(1) end
  if not it.epoch then
    for n = 2, 5 do
      if call('EXISTS', KEYS[n]) == 1 then return 'where it stands is gone' end
    end
    return false
  end
  if not (it.offset and it.hash) then return 'where it stands cannot be read' end
  if odd(2) then return 'what lies in its place is of type ' .. odd(2) end
  if call('EXISTS', KEYS[2]) == 0 then return it.offset > 0 and 'the stream is gone' end
  local of, last = stream(), written(it.offset) .. '-0'
  if of['length'] ~= it.offset then
    return 'the stream holds ' .. of['length'] .. ' entries and should hold ' .. written(it.offset)
  end
  if of['last-generated-id'] ~= last then return 'the stream goes on after ' .. of['last-generated-id'] end
  if it.offset > 0 then
    local first, final = of['first-entry'], of['last-entry']
    if first[1] ~= '1-0' or final[1] ~= last then return 'the stream goes from ' .. first[1] .. ' to ' .. final[1] end
    local hash
    for n = 1, #final[2], 2 do
      if final[2][n] == 'hash' then hash = final[2][n + 1] end
    end
    if hash ~= it.hash then return 'the stream ends otherwise than it is said to' end
  end
  return false
end

-- Why what lies beside the log is not all that was put there; false, if it is.
local function rest_is_amiss(it)
  if not (it.epoch and it.offset) then return false end
  for n = 3, 5 do
    if odd(n) then return NAMES[n] .. ' is of type ' .. odd(n) end
  end
  local ids = call('HLEN', KEYS[3])
  if ids ~= it.offset then return ids .. ' requests are noted for ' .. written(it.offset) .. ' commits' end
  for n = 4, 5 do
    local are, were = call('HLEN', KEYS[n]), it[NAMES[n]]
    if were and are < were then return are .. ' ' .. NAMES[n] .. ' lie there and ' .. written(were) .. ' should' end
  end
  return false
end

-- Whether more lies beside the log than is counted.
local function is_uncounted(it)
  for n = 4, 5 do
    if it.epoch and not odd(n) and call('HLEN', KEYS[n]) > (it[NAMES[n]] or -1) then return true end
  end
  return false
end

-- Changes with the log and with where it stands.
local function sign(it)
  local kind = call('TYPE', KEYS[2])['ok']
  if kind == 'stream' then
    local of = stream()
    kind = of['length'] .. ' ' .. of['last-generated-id']
  end
  return redis.sha1hex(it.raw .. ' ' .. kind)
end

-- Notes how many notes there are; what was lost before stays lost until it is found.
local function count(it, were)
  if not it.epoch then return end
  local are, known = call('HLEN', KEYS[5]), it.notes
  if known and were < known then are = known + are - were end
  if are ~= known then call('HSET', KEYS[1], 'notes', written(are)) end
end

-- Moves a key out of the way.
local function set_aside(n, aside)
  call('RENAME', KEYS[n], KEYS[n + 5])
  aside[#aside + 1] = KEYS[n + 5]
end
";

/// Where the log stands, and whether that is so. With replicas it writes something, so that `WAIT` has something to wait
/// for.
const STAND: &str = r"
if ARGV[1] == '1' and not odd(1) then call('HINCRBY', KEYS[1], 'fence', 1) end
local it, ms = stands(), now()
return {
  it.epoch or false, it.offset and written(it.offset) or false, it.hash or false, recovers(it, ms) and 1 or 0,
  written(ms), log_is_amiss(it) or false, it.doubt or false, rest_is_amiss(it) or false,
  is_uncounted(it) and 1 or 0, odd(5) and 0 or call('HLEN', KEYS[5]), sign(it),
}
";

/// Appends, if epoch, offset and hash are those that are expected, the log is what it is said to be, and no request is
/// in it.
const APPEND: &str = r"
for n = 1, 4 do
  if odd(n) then return {'amiss'} end
end
local it, ms = stands(), now()
if it.epoch ~= ARGV[1] then return {'other life'} end
local again = ARGV[4] == '1'
local is_new = recovers(it, ms)
if is_new and not again then return {'other life'} end
if not it.offset or it.doubt then return {'amiss'} end
if written(it.offset) ~= ARGV[2] or it.hash ~= ARGV[3] then return {'elsewhere'} end
if call('XLEN', KEYS[2]) ~= it.offset then return {'amiss'} end
local commits, texts = tonumber(ARGV[7]), tonumber(ARGV[8])
for n = 0, commits - 1 do
  local known = call('HGET', KEYS[3], ARGV[9 + n * 4 + 3])
  if known and not (again and known == ARGV[9 + n * 4]) then return {'known', known} end
end
for n = 0, commits - 1 do
  local at = 9 + n * 4
  local added = redis.pcall('XADD', KEYS[2], ARGV[at] .. '-0', 'commit', ARGV[at + 1], 'hash', ARGV[at + 2])
  -- Only the first can be refused: the others follow it.
  if type(added) == 'table' and added['err'] then return {'amiss'} end
  call('HSET', KEYS[3], ARGV[at + 3], ARGV[at])
end
for n = 0, texts - 1 do
  local at = 9 + commits * 4 + n * 2
  -- One that was erased meanwhile stays so.
  if not (again and call('HGET', KEYS[4], ARGV[at]) == '') then call('HSET', KEYS[4], ARGV[at], ARGV[at + 1]) end
end
call('HSET', KEYS[1], 'texts', it.texts and written(it.texts + texts) or call('HLEN', KEYS[4]))
local last = 9 + (commits - 1) * 4
call('HSET', KEYS[1], 'offset', ARGV[last], 'hash', ARGV[last + 2])
-- As long as something is brought back there is time to bring more.
if is_new then
  call('HSET', KEYS[1], 'began_at', written(ms), 'recovers_until', written(ms + it.to - it.from))
end
call('PUBLISH', ARGV[5], ARGV[6])
return {'done'}
";

/// Writes what an append writes, into the keys of the log, and takes it away again: each key must be of its type, and
/// what is written must be taken as that of an append. An entry is only asked for in front of the last one, where a stream
/// takes none. Nothing is written to a log that is not there.
const PROBE: &str = r"
local it = stands()
if not it.epoch then return 0 end
if log_is_amiss(it) then return 2 end
if it.offset > 0 then
  local added = redis.pcall('XADD', KEYS[2], 'NOMKSTREAM', '0-1', 'probe', '')
  if type(added) == 'table' and added.err and not string.find(added.err, 'equal or smaller', 1, true) then
    return redis.error_reply(added.err)
  end
end
for n = 3, 4 do
  call('HSET', KEYS[n], 'probe', '')
  call('HDEL', KEYS[n], 'probe')
end
call('HINCRBY', KEYS[1], 'fence', 1)
return 1
";

/// Begins a new life of the log, if it stands where that is expected.
const BEGIN: &str = r"
local it, ms = stands(), now()
if log_is_amiss(it) then return 0 end
if (it.epoch or '') ~= ARGV[1] or (it.offset or 0) ~= tonumber(ARGV[2]) then return 0 end
if it.hash and it.hash ~= ARGV[3] then return 0 end
call('HSET', KEYS[1], 'epoch', ARGV[4], 'offset', ARGV[2], 'hash', ARGV[3],
  'began_at', written(ms), 'recovers_until', written(ms + ARGV[5]))
it.epoch = ARGV[4]
local were = call('HLEN', KEYS[5])
for n = 6, #ARGV, 2 do call('HSET', KEYS[5], ARGV[n], ARGV[n + 1]) end
count(it, were)
return 1
";

/// Keeps the log up to a commit, sets aside what lies behind it, and begins a new life, if all is as it was seen.
const MEND: &str = r"
local function many(command, key, of)
  for n = 1, #of, 1000 do call(command, key, unpack(of, n, math.min(n + 999, #of))) end
end
local it, ms, aside = stands(), now(), {}
if sign(it) ~= ARGV[1] then return {0} end
local keep, ids = tonumber(ARGV[2]), {}
local is_stream = not odd(2) and call('EXISTS', KEYS[2]) == 1
if is_stream and keep > 0 then
  local behind = call('XRANGE', KEYS[2], '(' .. ARGV[2] .. '-0', '+')
  if call('XLEN', KEYS[2]) - #behind ~= keep then return {0} end
  for n = 1, #behind do ids[n] = behind[n][1] end
elseif keep > 0 then
  return {0}
end
for n = 1, 5 do
  if odd(n) then set_aside(n, aside) end
end
if is_stream and keep == 0 then
  if call('XLEN', KEYS[2]) > 0 then set_aside(2, aside) else call('DEL', KEYS[2]) end
elseif is_stream then
  if #ids > 0 then
    call('COPY', KEYS[2], KEYS[7])
    call('XTRIM', KEYS[7], 'MINID', ARGV[2] .. '-1')
    aside[#aside + 1] = KEYS[7]
  end
  many('XDEL', KEYS[2], ids)
  call('XSETID', KEYS[2], ARGV[2] .. '-0')
end
local noted, gone = call('HGETALL', KEYS[3]), {}
for n = 1, #noted, 2 do
  local at = number(noted[n + 1])
  if #noted[n] ~= 16 or not at or at > keep then gone[#gone + 1] = noted[n] end
end
many('HDEL', KEYS[3], gone)
call('HDEL', KEYS[1], 'doubt')
call('HSET', KEYS[1], 'epoch', ARGV[4], 'offset', ARGV[2], 'hash', ARGV[3], 'texts', ARGV[6],
  'began_at', written(ms), 'recovers_until', written(ms + ARGV[5]))
it.epoch = ARGV[4]
local were = call('HLEN', KEYS[5])
for n = 7, #ARGV, 2 do call('HSET', KEYS[5], ARGV[n], ARGV[n + 1]) end
count(it, were)
return {1, aside}
";

/// Puts back what lay beside commits that are in the log: requests, and texts that are not there or are not what they
/// were.
const RESTORE: &str = r"
local it, aside = stands(), {}
if it.epoch ~= ARGV[1] then return {0} end
for n = 3, 5 do
  if odd(n) then set_aside(n, aside) end
end
-- All of it follows from the log.
if ARGV[2] == '1' then call('DEL', KEYS[3]) end
local commits, texts = tonumber(ARGV[3]), tonumber(ARGV[4])
for n = 0, commits - 1 do call('HSET', KEYS[3], ARGV[6 + n * 2], ARGV[5 + n * 2]) end
local put = 0
for n = 0, texts - 1 do
  local at = 5 + commits * 2 + n * 2
  local there = call('HGET', KEYS[4], ARGV[at])
  if there ~= '' and there ~= ARGV[at + 1] then
    call('HSET', KEYS[4], ARGV[at], ARGV[at + 1])
    put = put + 1
  end
end
return {1, aside, put}
";

/// Puts notes back that are not there. They were counted when they were put there first.
const RESTORE_NOTES: &str = r"
local it, put = stands(), 0
if it.epoch ~= ARGV[1] or odd(5) then return 0 end
for n = 3, #ARGV, 3 do
  if not call('HGET', KEYS[5], ARGV[n]) then
    call('HSET', KEYS[5], ARGV[n], ARGV[n + 1])
    call('PUBLISH', ARGV[2], ARGV[n + 2])
    put = put + 1
  end
end
local are = call('HLEN', KEYS[5])
if are > (it.notes or 0) then call('HSET', KEYS[1], 'notes', written(are)) end
return put
";

/// Takes what lies beside the log for all there is, and the log for sound.
const SETTLE: &str = r"
local it = stands()
if it.epoch ~= ARGV[1] then return 0 end
call('HDEL', KEYS[1], 'doubt')
for n = 4, 5 do
  if not odd(n) then call('HSET', KEYS[1], NAMES[n], call('HLEN', KEYS[n])) end
end
return 1
";

/// Says that a commit could not be read.
const DOUBT: &str = r"
if stands().epoch ~= ARGV[1] then return 0 end
return call('HSET', KEYS[1], 'doubt', ARGV[2])
";

/// Puts a note where another lies, or takes it away.
const SWAP: &str = r"
local there = call('HGET', KEYS[5], ARGV[1])
if ARGV[2] == 'something' and not there then return 0 end
if ARGV[2] == 'nothing' and there then return 0 end
if ARGV[2] == 'this' and there ~= ARGV[3] then return 0 end
local it, were = stands(), call('HLEN', KEYS[5])
if ARGV[4] == '1' then
  call('HSET', KEYS[5], ARGV[1], ARGV[5])
  count(it, were)
else
  call('HDEL', KEYS[5], ARGV[1])
  if there and it.epoch and it.notes and it.notes > 0 then call('HINCRBY', KEYS[1], 'notes', -1) end
end
call('PUBLISH', ARGV[6], ARGV[7])
return 1
";

/// Erases texts. Nothing is left of one but that it was there, so that it is not taken for one that was lost.
const ERASE: &str = r"
local gone = 0
for n = 3, #ARGV do
  local there = call('HGET', KEYS[4], ARGV[n])
  if there and there ~= '' then
    call('HSET', KEYS[4], ARGV[n], '')
    gone = gone + 1
  end
end
call('PUBLISH', ARGV[1], ARGV[2])
return gone
";

/// A script with flags is refused as a whole when memory is full, instead of in the middle.
fn eval((flags, script): (&str, &str), keys: &Keys, aside: &[String]) -> Cmd {
    let mut eval = cmd("EVAL");
    let all = keys.all();
    eval.arg(format!("#!lua flags={flags}\n{SHARED}{script}")).arg(all.len() + aside.len());
    all.iter().for_each(|key| {
        eval.arg(*key);
    });
    aside.iter().for_each(|key| {
        eval.arg(key);
    });
    eval
}

pub(super) fn stand(keys: &Keys, replicas: u32) -> Cmd {
    // It must be known where the log stands when memory is full, too.
    let flags = if replicas > 0 { "allow-oom" } else { "no-writes" };
    let mut stand = eval((flags, STAND), keys, &[]);
    stand.arg(u8::from(replicas > 0));
    stand
}

pub(super) fn probe(keys: &Keys) -> Cmd {
    eval(("", PROBE), keys, &[])
}

pub(super) fn append(keys: &Keys, batch: &Batch) -> Cmd {
    let mut append = eval(("", APPEND), keys, &[]);
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
    let mut begin = eval(("", BEGIN), keys, &[]);
    let Beginning { after, at, epoch, recovers_ms, notes } = beginning;
    begin.arg(after.as_ref().map_or("", domain::Epoch::as_str));
    begin.arg(at.0.0).arg(&at.1.0[..]).arg(epoch.as_str()).arg(*recovers_ms);
    for (key, bytes) in notes {
        begin.arg(key).arg(&bytes[..]);
    }
    begin
}

pub(super) fn mend(keys: &Keys, mending: &Mending) -> Cmd {
    let Mending { seen, keep, texts, epoch, recovers_ms, notes } = mending;
    let mut mend = eval(("allow-oom", MEND), keys, &keys.aside(epoch.as_str()));
    mend.arg(&seen[..]).arg(keep.0.0).arg(&keep.1.0[..]);
    mend.arg(epoch.as_str()).arg(*recovers_ms).arg(*texts);
    for (key, bytes) in notes {
        mend.arg(key).arg(&bytes[..]);
    }
    mend
}

pub(super) fn restore(keys: &Keys, epoch: &Epoch, lost: &Lost, at: u128) -> Cmd {
    let mut restore = eval(("", RESTORE), keys, &keys.aside(&format!("{epoch}-{at}")));
    let Lost { entries, requests, first } = lost;
    let texts = || entries.iter().flat_map(|entry| &entry.texts);
    restore.arg(epoch.as_str()).arg(u8::from(*first)).arg(entries.len()).arg(texts().count());
    for (entry, request) in entries.iter().zip(requests) {
        restore.arg(entry.offset().0).arg(&request.0.as_bytes()[..]);
    }
    for sealed in texts() {
        restore.arg(&sealed.hash[..]).arg(packed(sealed));
    }
    restore
}

pub(super) fn restore_notes(keys: &Keys, epoch: &Epoch, notes: &[Note]) -> Cmd {
    let mut restore = eval(("", RESTORE_NOTES), keys, &[]);
    restore.arg(epoch.as_str()).arg(&keys.news);
    for (key, bytes) in notes {
        restore.arg(key).arg(&bytes[..]).arg(news::noted(key, Some(&bytes[..])));
    }
    restore
}

pub(super) fn settle(keys: &Keys, epoch: &Epoch) -> Cmd {
    let mut settle = eval(("allow-oom", SETTLE), keys, &[]);
    settle.arg(epoch.as_str());
    settle
}

pub(super) fn doubt(keys: &Keys, epoch: &Epoch, offset: Offset) -> Cmd {
    let mut doubt = eval(("allow-oom", DOUBT), keys, &[]);
    doubt.arg(epoch.as_str()).arg(offset.0);
    doubt
}

pub(super) fn swap(keys: &Keys, key: &str, expected: &Expected, new: Option<&[u8]>) -> Cmd {
    let mut swap = eval(("", SWAP), keys, &[]);
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
    let mut erase = eval(("allow-oom", ERASE), keys, &[]);
    erase.arg(&keys.news).arg(news::erased(hashes));
    hashes.iter().for_each(|hash| {
        erase.arg(&hash[..]);
    });
    erase
}
