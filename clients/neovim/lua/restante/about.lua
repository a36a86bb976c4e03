-- The lines that a new thread's unsent text is about. Their numbers say where they were when a Neovim ended that was not
-- asked, or before the file was read anew: so what they said is kept with them, and what stood around them, since there may
-- be others like them.
local M = {}

local line_ends = require('restante.line_ends')

-- As much as tells lines from others: more of them, or longer ones, are known by how they begin.
local lines_max = 8
local around_max = 4
local bytes_max = 300

--- How lines of the wire begin.
---@param buf integer
---@param first integer 0-based
---@param behind integer the one behind the last; -1: all
---@return string[]
local function read(buf, first, behind)
  return vim.tbl_map(function(line) return line:sub(1, bytes_max) end, line_ends.texts(buf, first, behind))
end

--- Notes what a range's lines say, and those around them, to know them again.
---@param buf integer
---@param purpose restante.Purpose with its range
function M.note(buf, purpose)
  local first, behind = purpose.range.start.line, purpose.range['end'].line + 1
  local lines = read(buf, first, math.min(behind, first + lines_max))
  purpose.lines = #lines > 0 and lines or nil
  purpose.before, purpose.after = read(buf, math.max(first - around_max, 0), first), read(buf, behind, behind + around_max)
  purpose.total = line_ends.count(buf)
end

--- Whether lines stand at a row.
---@param all string[]
---@param row integer 0-based
---@param lines string[]
---@return boolean
local function stand_at(all, row, lines)
  for index, line in ipairs(lines) do
    if all[row + index] ~= line then return false end
  end
  return true
end

--- How many lines around a row are those that stood around the range, counted outwards.
---@param all string[]
---@param row integer 0-based
---@param purpose restante.Purpose
---@return integer
local function like_around(all, row, purpose)
  local before, after = purpose.before or {}, purpose.after or {}
  local height = purpose.range['end'].line - purpose.range.start.line + 1
  local count, up, down = 0, 0, 0
  while up < #before and all[row - up] == before[#before - up] do
    up, count = up + 1, count + 1
  end
  while down < #after and all[row + height + down + 1] == after[down + 1] do
    down, count = down + 1, count + 1
  end
  return count
end

--- The one place where the lines stand. Of several it is the one with most of what stood around them.
---@param all string[] the text
---@param purpose restante.Purpose
---@param among restante.Rows? where to look, in lines of the wire; nothing: everywhere
---@return integer? row 0-based; none where they stand nowhere, or nobody knows which of several is meant
local function only_place(all, purpose, among)
  local found, most = {}, -1
  for row = among and among.first or 0, (among and among.behind or #all) - #purpose.lines do
    local alike = stand_at(all, row, purpose.lines) and like_around(all, row, purpose) or -1
    if alike > most then
      found, most = {}, alike
    end
    if alike >= 0 and alike == most then found[#found + 1] = row end
  end
  if #found == 1 then return found[1] end
  -- Where they were, as long as nothing speaks against it: lines that came or went above, or that these were replaced.
  local was = purpose.range.start.line
  local may_stay = not among and (purpose.total == nil or purpose.total == #all)
  return may_stay and vim.list_contains(found, was) and was or nil
end

---@class restante.Rows
---@field first integer 0-based
---@field behind integer the row behind the last

--- Moves a range to where its lines are by now.
---@param buf integer
---@param purpose restante.Purpose with its range and what it said
---@param among restante.Rows? where to look; nothing: everywhere
---@return boolean found
function M.seek(buf, purpose, among)
  local row = only_place(read(buf, 0, -1), purpose, among)
  if not row then return false end
  local range = purpose.range
  local down = row - range.start.line
  range.start.line, range['end'].line = row, range['end'].line + down
  return true
end

--- Where a kept text's lines are in the buffer of their file: from now on it is about these, or marked as lost.
---@param buf integer
---@param kept restante.Kept a new thread
---@return restante.Span?
function M.find(buf, kept)
  local range, lines = kept.purpose.range, kept.purpose.lines
  kept.lost = kept.lost or not range or nil
  if kept.lost or not range then return nil end
  -- What the daemon has comes without: it has looked for them itself.
  if lines and not M.seek(buf, kept.purpose) then
    kept.lost = true
    return nil
  end
  return require('restante.ranges').to_span(buf, range, 'utf-16')
end

return M
