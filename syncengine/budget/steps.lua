-- One step of a budget: read its state, take or learn, keep its state. Before this stand the constants, FIELDS with
-- their first values, and `take` and `learn` of one shape.
--
-- KEYS[1]  the hash of the account
-- ARGV     step, now ("": this server's clock), milliseconds after which an unused state is forgotten,
--          requests, seconds, burst ("": none), share, then
--          take:  lane                                      -> {"turn", at, serial} or {"wait", seconds}
--          learn: at, serial, too many (1 or 0), retry after, limit, remaining, resets at ("": not said)

local function told(limit, remaining, resets_at)
  return limit and {limit = limit, remaining = remaining, resets_at = resets_at} or nil
end

local function clock()
  local time = redis.call("TIME")
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local function load_state()
  local names, s = {}, {}
  for index, field in ipairs(FIELDS) do
    names[index] = field[1]
  end
  local kept = redis.call("HMGET", KEYS[1], unpack(names))
  for index, field in ipairs(FIELDS) do
    s[field[1]] = tonumber(kept[index] or "") or field[2]
  end
  return s
end

local function keep_state(s)
  local pairs_of = {}
  for index, field in ipairs(FIELDS) do
    pairs_of[2 * index - 1] = field[1]
    pairs_of[2 * index] = string.format("%.17g", s[field[1]])
  end
  redis.call("HSET", KEYS[1], unpack(pairs_of))
  redis.call("PEXPIRE", KEYS[1], ARGV[3])
end

-- The wishes of connectors/pacing/__init__.py.
local function take_in_lane(terms, s, lane, now)
  if lane > s.wish_lane and now < s.wish_until then
    return s.wish_until - now
  end
  local wait = take(terms, s, lane, now)
  if not wait then
    s.wish_until = 0
  elseif lane < BACKFILL then
    s.wish_lane, s.wish_until = lane, now + wait + COMES_BACK
  end
  return wait
end

local n = {}
for index = 2, #ARGV do
  n[index] = tonumber(ARGV[index])
end
local now = n[2] or clock()
local terms = {requests = n[4], seconds = n[5], burst = n[6], share = n[7]}
local s = load_state()
local outcome = {}
if ARGV[1] == "take" then
  local wait = take_in_lane(terms, s, n[8], now)
  if wait then
    outcome = {"wait", string.format("%.17g", wait)}
  else
    outcome = {"turn", string.format("%.17g", now), string.format("%.17g", s.serial or 0)}
  end
else
  local answer = {too_many = n[10] == 1, retry_after = n[11], told = told(n[12], n[13], n[14])}
  learn(terms, s, answer, {at = n[8], serial = n[9]}, now)
end
keep_state(s)
return outcome
