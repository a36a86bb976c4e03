-- Where lines end: for the daemon, as in LSP, at every LF, CRLF and lone CR; for Neovim where 'fileformat' says. So a row of
-- a buffer with a CR in it is several lines of the wire, and this counts the one by the other. Of a buffer without any it
-- remembers that, and looks at what is put in.
local M = {}

local api = vim.api

---@class restante.LineEnds
---@field has_cr boolean there is a CR in the text, or was since it was read
---@field first? integer[] the line of the wire that each row begins with; one more for the row behind the last
---@field counted_by? string the options that this was counted by

--- A line of the wire in a buffer: a row, or what stands between the CRs of one.
---@class restante.Piece
---@field line integer 0-based
---@field row integer 0-based
---@field from integer the byte of the row that it begins at
---@field text string without its end

local known = {} ---@type table<integer, restante.LineEnds>

---@param buf integer
---@param first integer 0-based
---@param behind integer the row behind the last; -1: all
---@return boolean
local function any_cr(buf, first, behind)
  for _, text in ipairs(api.nvim_buf_get_lines(buf, first, behind, false)) do
    if text:find('\r', 1, true) then return true end
  end
  return false
end

--- Keeps count from now on: from before the first change, as one may take away the CR that another has put in.
---@param buf integer
---@return restante.LineEnds
function M.follow(buf)
  if known[buf] then return known[buf] end
  local state = { has_cr = any_cr(buf, 0, -1) } ---@type restante.LineEnds
  local attached = api.nvim_buf_attach(buf, false, {
    on_lines = function(_, _, _, first, _, behind)
      state.has_cr, state.first = state.has_cr or any_cr(buf, first, behind), nil
    end,
    on_reload = function()
      state.has_cr, state.first = any_cr(buf, 0, -1), nil
    end,
    on_detach = function() known[buf] = nil end,
  })
  -- One that is not loaded will have another text.
  if attached then known[buf] = state end
  return state
end

--- The lines of the wire in a row: a CR ends one, unless it is half of the CRLF that ends the row.
---@param buf integer
---@param line integer the first of them
---@param row integer
---@param text string of the row
---@param is_last boolean
---@return restante.Piece[]
local function pieces_of(buf, line, row, text, is_last)
  local ends_in_lf = vim.bo[buf].fileformat == 'unix' and (not is_last or vim.bo[buf].endofline)
  if ends_in_lf and text:sub(-1) == '\r' then text = text:sub(1, -2) end
  local pieces, from = {}, 0
  for _, piece in ipairs(vim.split(text, '\r', { plain = true })) do
    pieces[#pieces + 1] = { line = line + #pieces, row = row, from = from, text = piece }
    from = from + #piece + 1
  end
  return pieces
end

---@param buf integer
---@return integer[]
local function first_lines(buf)
  local state = M.follow(buf)
  local options = vim.bo[buf].fileformat .. tostring(vim.bo[buf].endofline)
  if state.first and state.counted_by == options then return state.first end
  local texts, first = api.nvim_buf_get_lines(buf, 0, -1, false), { 0 }
  for index, text in ipairs(texts) do
    first[index + 1] = first[index] + #pieces_of(buf, 0, 0, text, index == #texts)
  end
  state.first, state.counted_by = first, options
  return first
end

---@param buf integer
---@param row integer 0-based
---@return string
local function text_of(buf, row) return api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or '' end

--- The line of the wire that a place in a buffer is in.
---@param buf integer
---@param row integer 0-based; past the end means behind the last
---@param byte integer
---@return restante.Piece
function M.at(buf, row, byte)
  local text = text_of(buf, row)
  if not M.follow(buf).has_cr then return { line = row, row = row, from = 0, text = text } end
  local first = first_lines(buf)
  local pieces = pieces_of(buf, first[math.min(row + 1, #first)], row, text, row + 2 >= #first)
  for index = #pieces, 2, -1 do
    if pieces[index].from <= byte then return pieces[index] end
  end
  return pieces[1]
end

--- Where a line of the wire is in a buffer; nothing past its end.
---@param buf integer
---@param line integer 0-based
---@return restante.Piece?
function M.find(buf, line)
  if line >= M.count(buf) then return nil end
  if not M.follow(buf).has_cr then return { line = line, row = line, from = 0, text = text_of(buf, line) } end
  local first = first_lines(buf)
  local low, high = 1, #first - 1
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if first[middle] > line then
      high = middle - 1
    else
      low = middle
    end
  end
  return pieces_of(buf, first[low], low - 1, text_of(buf, low - 1), low + 1 == #first)[line - first[low] + 1]
end

--- How many lines of the wire there are.
---@param buf integer
---@return integer
function M.count(buf)
  if not M.follow(buf).has_cr then return api.nvim_buf_line_count(buf) end
  local first = first_lines(buf)
  return first[#first]
end

--- As nvim_buf_get_lines, by the lines of the wire.
---@param buf integer
---@param first integer 0-based
---@param behind integer the one behind the last; -1: all
---@return string[]
function M.texts(buf, first, behind)
  if not M.follow(buf).has_cr then return api.nvim_buf_get_lines(buf, first, behind, false) end
  local rows, found = api.nvim_buf_get_lines(buf, 0, -1, false), {}
  for index, text in ipairs(rows) do
    for _, piece in ipairs(pieces_of(buf, 0, 0, text, index == #rows)) do
      found[#found + 1] = piece.text
    end
  end
  return vim.list_slice(found, first + 1, behind == -1 and #found or behind)
end

--- What to send of a change. Neovim says by its own lines what was changed, so where these are others all of the text goes.
---@param params restante.DidChangeTextDocumentParams
---@return restante.DidChangeTextDocumentParams
function M.change(params)
  local buf = vim.uri_to_bufnr(params.textDocument.uri)
  if not M.follow(buf).has_cr then return params end
  local line_end = ({ dos = '\r\n', mac = '\r' })[vim.bo[buf].fileformat] or '\n'
  local text = table.concat(api.nvim_buf_get_lines(buf, 0, -1, false), line_end)
  if vim.bo[buf].endofline then text = text .. line_end end
  return { textDocument = params.textDocument, contentChanges = { { text = text } } }
end

return M
