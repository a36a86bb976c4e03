-- Between Neovim's rows and bytes and the lines and code units that LSP positions count in.
local M = {}

local line_ends = require('restante.line_ends')

---@alias restante.Encoding 'utf-8'|'utf-16'|'utf-32'

--- How many code units the first `byte` bytes of a line are.
---@param line string
---@param byte integer
---@param encoding restante.Encoding
---@return integer
function M.to_units(line, byte, encoding)
  if encoding == 'utf-8' or byte <= 0 then return math.max(byte, 0) end
  local before = line:sub(1, byte)
  return encoding == 'utf-16' and vim.fn.strutf16len(before, true) or vim.fn.strchars(before)
end

--- At which byte of a line a position is; past the end means the end.
---@param line string
---@param units integer
---@param encoding restante.Encoding
---@return integer
function M.to_byte(line, units, encoding)
  if encoding == 'utf-8' then return math.min(units, #line) end
  local byte = vim.fn.byteidxcomp(line, units, encoding == 'utf-16')
  return byte < 0 and #line or byte
end

--- The characters of a line of a file, as the daemon counts them: a byte that is not part of UTF-8 is one.
---@param line string any bytes
---@param encoding restante.Encoding
---@return fun(): integer? next_character the byte behind the next one, and how many code units it is
local function characters(line, encoding)
  local at, wrong = 0, require('restante.utf8').first_wrong(line)
  return function()
    if at >= #line then return nil end
    local first, size, units = line:byte(at + 1), 1, 1
    if at + 1 == wrong then
      local next_wrong = require('restante.utf8').first_wrong(line:sub(at + 2))
      wrong = next_wrong and at + 1 + next_wrong
    else
      size = first >= 0xF0 and 4 or first >= 0xE0 and 3 or first >= 0xC2 and 2 or 1
      units = encoding == 'utf-8' and size or encoding == 'utf-16' and size == 4 and 2 or 1
    end
    at = at + size
    return at, units
  end
end

---@param buf integer
---@param row integer 0-based
---@return string
local function line_at(buf, row) return vim.api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or '' end

--- As to_units, of a line in a buffer. What the daemon reads from disk it counts there.
---@param buf integer
---@param piece restante.Piece
---@param byte integer of the piece
---@param encoding restante.Encoding
---@return integer
local function units_at(buf, piece, byte, encoding)
  local on_disk = require('restante.on_disk')
  local before = on_disk.is(buf) and on_disk.encode(buf, piece.line, piece.text:sub(1, byte))
  if not before then return M.to_units(piece.text, byte, encoding) end
  local total = 0
  for _, units in characters(before, encoding) do
    total = total + units
  end
  -- A byte order mark belongs to the line that it is in.
  return byte <= 0 and 0 or total
end

--- As to_byte, of a line in a buffer.
---@param buf integer
---@param piece restante.Piece
---@param units integer
---@param encoding restante.Encoding
---@return integer of the piece
local function byte_at(buf, piece, units, encoding)
  if not require('restante.on_disk').is(buf) then return M.to_byte(piece.text, units, encoding) end
  -- By the buffer's characters, as not every beginning of the file's bytes is some of them: behind as many as there are
  -- before the position.
  local ends = vim.str_utf_pos(piece.text .. ' ')
  local low, high = 1, #ends
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if units_at(buf, piece, ends[middle] - 1, encoding) > units then
      high = middle - 1
    else
      low = middle
    end
  end
  return ends[low] - 1
end

--- Byte positions of a buffer, end-exclusive, 0-based: what extmarks take.
---@class restante.Span
---@field row integer
---@field col integer
---@field end_row integer
---@field end_col integer

--- A range of the wire in a buffer, cut to what the buffer has.
---@param buf integer
---@param range restante.Range
---@param encoding restante.Encoding
---@return restante.Span
function M.to_span(buf, range, encoding)
  local last = vim.api.nvim_buf_line_count(buf) - 1
  ---@param position restante.Position
  ---@return integer row
  ---@return integer col
  local function place(position)
    local piece = line_ends.find(buf, position.line)
    if not piece then return last, #line_at(buf, last) end
    return piece.row, piece.from + byte_at(buf, piece, position.character, encoding)
  end
  local row, col = place(range.start)
  local end_row, end_col = place(range['end'])
  if end_row < row or (end_row == row and end_col < col) then
    end_row, end_col = row, col
  end
  return { row = row, col = col, end_row = end_row, end_col = end_col }
end

--- The opposite.
---@param buf integer
---@param span restante.Span
---@param encoding restante.Encoding
---@return restante.Range
function M.to_range(buf, span, encoding)
  ---@param row integer
  ---@param col integer
  ---@return restante.Position
  local function position(row, col)
    local piece = line_ends.at(buf, row, col)
    -- Half of a CRLF is behind it.
    local byte = math.min(col - piece.from, #piece.text)
    return { line = piece.line, character = units_at(buf, piece, byte, encoding) }
  end
  return { start = position(span.row, span.col), ['end'] = position(span.end_row, span.end_col) }
end

--- The rows that hold some lines of the wire, cut to what the buffer has.
---@param buf integer
---@param first integer 1-based
---@param last integer
---@return integer first_row 0-based
---@return integer last_row
function M.rows_of(buf, first, last)
  local end_row = vim.api.nvim_buf_line_count(buf) - 1
  ---@param line integer
  ---@return integer
  local function row(line)
    local piece = line_ends.find(buf, math.max(line - 1, 0))
    return piece and piece.row or end_row
  end
  return row(first), row(last)
end

--- Whole lines, without the last one's end.
---@param buf integer
---@param first integer 1-based
---@param last integer
---@return restante.Span
function M.of_lines(buf, first, last)
  return { row = first - 1, col = 0, end_row = last - 1, end_col = #line_at(buf, last - 1) }
end

--- The lines that a command is about: the cursor's, unless it was given others.
---@param opts { range: integer, line1: integer, line2: integer }?
---@return integer first 1-based
---@return integer last
function M.lines_of_command(opts)
  if opts and opts.range > 0 then return opts.line1, opts.line2 end
  local line = vim.api.nvim_win_get_cursor(0)[1]
  return line, line
end

--- What a command was given: nothing (the cursor's line), lines, or the last visual selection, whose columns count when
--- it was characterwise.
---@param buf integer
---@param opts { range: integer, line1: integer, line2: integer }
---@return restante.Span
function M.of_command(buf, opts)
  local first, last = M.lines_of_command(opts)
  if opts.range == 0 then return M.of_lines(buf, first, last) end
  local from, to = vim.api.nvim_buf_get_mark(buf, '<'), vim.api.nvim_buf_get_mark(buf, '>')
  local selected = opts.range == 2 and from[1] == first and to[1] == last
  if not selected or vim.fn.visualmode() ~= 'v' then return M.of_lines(buf, first, last) end
  local line = line_at(buf, to[1] - 1)
  local col = math.min(to[2], #line)
  -- The mark is on the last character; the range ends behind it.
  if vim.o.selection ~= 'exclusive' and col < #line then col = col + #vim.fn.strpart(line, col, 1, true) end
  return { row = from[1] - 1, col = math.min(from[2], #line_at(buf, from[1] - 1)), end_row = to[1] - 1, end_col = col }
end

return M
