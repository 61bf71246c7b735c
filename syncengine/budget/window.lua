-- The fixed window of connectors/pacing/window.py, step for step; the reasons stand there. A test runs both side by side.
-- `terms`: requests, seconds, share. `s`: the fields of Window. `answer.told`: limit, remaining, resets_at, or nil.

local function ends_at(s)
  return s.resets_at + s.slip
end

local function ours(terms, s)
  local share = math.max(1, math.floor(s.limit * terms.share))
  local beside_rivals = math.floor(s.limit - math.max(s.rivals, s.rivals_before) * RIVALS_GROW)
  return math.max(math.min(share, beside_rivals), 1, math.floor(share * LEAST_SHARE))
end

local function room(terms, s, lane, now)
  local ceiling = ours(terms, s)
  if lane > RESTRICTIONS then
    ceiling = ceiling - math.floor(ceiling * ALWAYS_LEFT)
    local gone = now - (ends_at(s) - terms.seconds)
    local at = math.min(1, math.max(0, gone / (terms.seconds * FULL_BY)))
    local left = held_back(lane, BACKFILL_LEAVES, LIVE_LEAVES) * ceiling * (1 - at)
    ceiling = 1 + math.max(0, ceiling - 1 - left) * (s.head + (1 - s.head) * at)
  end
  return math.min(ceiling, s.limit - s.rivals) - s.spent
end

local function delay(terms, s, lane, now)
  if now < s.closed_until then
    return s.closed_until - now
  end
  local step = terms.seconds * FULL_BY / ours(terms, s)
  local free = room(terms, s, lane, now)
  if free < 1 then
    return math.min((1 - free) * step / (1 - s.head), ends_at(s) - now)
  end
  if s.told == 0 and lane > RESTRICTIONS then
    return math.max(0, s.last_at + step - now)
  end
  return 0
end

local function open_next(terms, s, resets_at)
  s.head = HEAD_START * (1 - math.min(1, s.spent / ours(terms, s)))
  s.resets_at = resets_at
  s.serial = s.serial + 1
  s.spent, s.pending = s.pending, 0
  s.rivals, s.rivals_before = 0, s.rivals
  s.told = 0
end

local function roll(terms, s, now)
  if s.limit == 0 then
    s.limit, s.resets_at, s.serial, s.head = terms.requests, now + terms.seconds, 1, HEAD_START
    return
  end
  local late = now - ends_at(s)
  if late < 0 then
    return
  end
  local unused = math.floor(late / terms.seconds)
  local serial = s.serial + unused + 1
  open_next(terms, s, s.resets_at + (unused + 1) * terms.seconds)
  if unused > 0 then
    s.serial, s.spent, s.rivals_before, s.head = serial, 0, 0, HEAD_START
  end
end

local function ahead(terms, s, told, now)
  local slip = s.slip
  if s.told == 1 then
    slip = math.max(-terms.seconds / 2, math.min(slip, now - (told.resets_at - terms.seconds)))
  end
  open_next(terms, s, told.resets_at)
  s.spent, s.slip = s.spent + 1, slip
end

local function behind(terms, s, told, turn)
  local seen = turn.at - told.resets_at + terms.seconds / 50
  s.slip = math.min(terms.seconds / 2, math.max(s.slip, seen))
  s.closed_until = math.max(s.closed_until, told.resets_at + s.slip)
end

local function place(terms, s, told, turn, now)
  local half = terms.seconds / 2
  if told.resets_at < s.resets_at - half then
    if turn.serial < s.serial then
      if turn.serial == s.serial - 1 then
        s.spent = math.max(0, s.spent - 1)
      end
      return
    end
    if told.resets_at <= turn.at then
      return behind(terms, s, told, turn)
    end
    if s.told == 1 then
      return
    end
  elseif told.resets_at > s.resets_at + half then
    ahead(terms, s, told, now)
  end
  s.rivals = math.max(s.rivals, told.limit - told.remaining - s.spent, 0)
  s.limit, s.resets_at, s.told = told.limit, told.resets_at, 1
end

local function stop(s, answer, now)
  local till = now + UNTOLD_STOP
  if answer.retry_after then
    till = now + answer.retry_after
  elseif answer.told and answer.told.remaining == 0 then
    till = answer.told.resets_at + s.slip
  end
  s.closed_until = math.max(s.closed_until, till)
end

-- Nothing when the request may go, else the seconds to wait.
local function take(terms, s, lane, now)
  roll(terms, s, now)
  local wait = delay(terms, s, lane, now)
  if wait > 0 then
    return math.max(0.001, wait)
  end
  s.spent, s.pending, s.last_at = s.spent + 1, s.pending + 1, now
end

local function learn(terms, s, answer, turn, now)
  roll(terms, s, now)
  if turn.serial == s.serial then
    s.pending = math.max(0, s.pending - 1)
  end
  if answer.told then
    place(terms, s, answer.told, turn, now)
  end
  if answer.too_many then
    stop(s, answer, now)
  end
end
