-- The token bucket of connectors/pacing/bucket.py, step for step; the reasons stand there. A test runs both side by side.
-- `terms`: requests, seconds, burst, share. `s`: the fields of Bucket.

local function depth(terms)
  return math.max(1, terms.burst * terms.share)
end

local function ease(s, now)
  return math.min(1, s.ease + math.max(0, now - s.eased_at) * RECOVERY)
end

local function rate(terms, s, now)
  return terms.requests / terms.seconds * terms.share * ease(s, now)
end

local function fill(terms, s, now)
  if s.at == 0 then
    s.tokens, s.at = depth(terms), now
    return
  end
  local flowed_in = math.max(0, now - s.at) * rate(terms, s, now)
  s.tokens = math.min(depth(terms), s.tokens + flowed_in)
  s.at = math.max(now, s.at)
end

local function needed(terms, s, lane, now)
  local deep = depth(terms)
  local most = math.min(rate(terms, s, now), deep - 1)
  return 1 + held_back(lane, math.min(deep * BACKFILL_LEAVES, most), math.min(deep * LIVE_LEAVES, most))
end

-- Nothing when the request may go, else the seconds to wait.
local function take(terms, s, lane, now)
  fill(terms, s, now)
  if now < s.closed_until then
    return s.closed_until - now
  end
  local missing = needed(terms, s, lane, now) - s.tokens
  if missing > 0 then
    return math.max(0.001, missing / rate(terms, s, now))
  end
  s.tokens = s.tokens - 1
end

local function learn(terms, s, answer, turn, now)
  if not answer.too_many then
    return
  end
  local till = math.max(s.closed_until, now + (answer.retry_after or ONE_LESSON))
  s.tokens, s.at, s.closed_until = 0, till, till
  if now - s.eased_at >= ONE_LESSON then
    s.ease, s.eased_at = math.max(LEAST_EASE, ease(s, now) * YIELD), now
  end
end
