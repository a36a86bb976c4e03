-- Where a thread's code is, and where it was, in words. No window, no buffer: only text.
local M = {}

--- The first and the last line of a range; one that ends before a line's first character does not have that line.
---@param range restante.Range
---@return integer first 1-based
---@return integer last
function M.bounds(range)
  local first, last = range.start.line + 1, range['end'].line + 1
  if range['end'].character == 0 and last > first then last = last - 1 end
  return first, last
end

--- `src/a.cpp:10-12`, as compilers and shells have it.
---@param path string
---@param first integer 1-based
---@param last integer
---@return string
function M.spot(path, first, last) return first == last and ('%s:%d'):format(path, first) or ('%s:%d-%d'):format(path, first, last) end

--- Where a thread is now, or was opened, when it is not in any text.
---@param thread restante.Thread
---@return string
function M.of(thread)
  -- The line is one of the file where it was opened, and of no other.
  if not thread.range then return M.spot(thread.path, thread.line, thread.line) end
  return M.spot(thread.placement and thread.placement.path or thread.path, M.bounds(thread.range))
end

---@param thread restante.Thread
---@return boolean
function M.is_orphaned(thread) return thread.placement ~= nil and thread.placement.state == 'orphaned' end

--- Whether its code is nowhere to be found.
---@param thread restante.Thread
---@return boolean
function M.is_lost(thread) return M.is_orphaned(thread) or thread.placement ~= nil and thread.placement.state == 'outdated' end

--- What is unusual about a thread's place; nil when there is nothing.
---@param thread restante.Thread
---@return string?
function M.unusual(thread)
  local place = thread.placement
  local state = place and place.state
  if state == 'orphaned' then return 'its lines are gone' end
  if state == 'outdated' then return 'its lines are gone, they stood here' end
  if state == 'edited' then return 'lines changed since' end
  if state == 'moved' then return place.path and 'moved here from ' .. thread.path or 'moved here' end
end

--- The daemon's sentence about a thread's place, without its full stop.
---@param thread restante.Thread
---@return string
function M.reason(thread) return thread.placement and (thread.placement.reason:gsub('%.$', '')) or '' end

--- A commit as the daemon names it in its reasons.
---@param commit string
---@return string
function M.commit(commit) return commit:sub(1, 10) end

--- Why a thread is where it is, one fact a line.
---@param known restante.ThreadExplainResult
---@return string[]
function M.explanation(known)
  local thread, labels = known.thread, require('restante.labels')
  local lines = { ('%s: %s [%s]'):format(thread.opener.name, labels.name(thread), thread.short) }
  ---@param text string
  local function add(text) lines[#lines + 1] = '  ' .. text end
  local place = thread.placement
  if place then
    add(('%s, %s: %s'):format(place.state, M.of(thread), M.reason(thread)))
    add(('confidence: %.2f'):format(place.confidence))
  else
    add('not placed: no text of its file is at hand')
  end
  if known.lastGood then
    local at = known.lastGood
    local where = at.commit and ' in commit ' .. M.commit(at.commit) or ', in no commit'
    add('last found: ' .. M.spot(at.path, M.bounds(at.range)) .. where)
  end
  if known.brokenBy then add('not found after commit: ' .. M.commit(known.brokenBy)) end
  for index, anchor in ipairs(known.anchors) do
    local what = index == 1 and 'opened' or 're-attached'
    local where = M.spot(anchor.path, anchor.line, anchor.endLine)
    if anchor.commit then where = ('%s in commit %s'):format(where, M.commit(anchor.commit)) end
    add(('%s by %s, %s: %s'):format(what, anchor.by.name, labels.date(anchor.at), where))
  end
  return lines
end

---@param a restante.AnchorChange
---@param b restante.AnchorChange
---@return boolean
local function same_anchor(a, b)
  return a.path == b.path and a.line == b.line and a.endLine == b.endLine and a.quote == b.quote and a.commit == b.commit
end

--- What undoing the last re-attachment is; nil when there is none. That of one which was itself an undo attaches again.
---@param anchors restante.AnchorChange[] oldest first
---@return string?
function M.undoing(anchors)
  local last, back = anchors[#anchors], nil
  if #anchors < 2 then return nil end
  for index = #anchors - 1, 1, -1 do
    local anchor = anchors[index]
    if back and same_anchor(anchor, last) then
      return ('Attach again to %s, as by %s'):format(M.spot(back.path, back.line, back.endLine), back.by.name)
    end
    if not same_anchor(anchor, last) then back = back or anchor end
  end
  return ('Undo the re-attachment by %s'):format(last.by.name)
end

--- One place where a lost thread's code may be; how they are ordered says which is likelier.
---@param candidate restante.Candidate
---@return string
function M.candidate(candidate)
  local where = M.spot(candidate.path, M.bounds(candidate.range))
  local reason = candidate.reason:gsub('%.$', '')
  local preview = require('restante.labels').first_line(candidate.preview, 48)
  return ('%s (%s) %s'):format(where, reason, preview)
end

return M
