-- The lines that a new thread's unsent text is about. A text that only a file of our own has is of a Neovim that ended:
-- its line numbers say where they were then, so what they said is kept with them, and they are looked for again.
local M = {}

local api = vim.api

-- As much as tells lines from others: more of them, or longer ones, are known by how they begin.
local lines_max = 8
local bytes_max = 300

--- How lines of a buffer begin.
---@param buf integer
---@param first integer 0-based
---@param behind integer the one behind the last; -1: all
---@return string[]
local function read(buf, first, behind)
  return vim.tbl_map(function(line) return line:sub(1, bytes_max) end, api.nvim_buf_get_lines(buf, first, behind, false))
end

--- What a range's lines say, to know them again.
---@param buf integer
---@param range restante.Range
---@return string[]?
function M.quote(buf, range)
  local first = range.start.line
  local lines = read(buf, first, math.min(range['end'].line + 1, first + lines_max))
  return #lines > 0 and lines or nil
end

--- The one place where such lines stand.
---@param buf integer
---@param lines string[]
---@return integer? row 0-based; none where they stand nowhere, or nobody knows which of several is meant
local function only_place(buf, lines)
  local all, found = read(buf, 0, -1), nil
  for row = 0, #all - #lines do
    local same = true
    for index, line in ipairs(lines) do
      same = same and all[row + index] == line
    end
    if same and found then return nil end
    if same then found = row end
  end
  return found
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
  if lines and not vim.deep_equal(M.quote(buf, range), lines) then
    local row = only_place(buf, lines)
    kept.lost = not row or nil
    if not row then return nil end
    local down = row - range.start.line
    range.start.line, range['end'].line = row, range['end'].line + down
  end
  return require('restante.ranges').to_span(buf, range, 'utf-16')
end

return M
