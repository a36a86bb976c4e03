-- The lines of a file that a new thread's unsent text is about, while they are edited and while the file is read anew.
-- Lines that are deleted are lost, and an undo gives them back.
local M = {}

local api = vim.api
local about = require('restante.about')

--- How long what is new counts as one edit.
local recent_ms = 1000

local namespace = api.nvim_create_namespace('restante.targets')

---@param session restante.Compose
---@return vim.api.keyset.extmark_details?, restante.Span?
local function mark_of(session)
  if not session.source or not session.mark or not api.nvim_buf_is_loaded(session.source) then return nil end
  local row, col, details = unpack(api.nvim_buf_get_extmark_by_id(session.source, namespace, session.mark, { details = true }))
  if not row then return nil end
  local end_row, end_col = details.end_row, details.end_col
  -- What is typed before an empty line pushes only its beginning.
  if end_row < row or end_row == row and end_col < col then
    end_row, end_col = row, col
  end
  return details, { row = row, col = col, end_row = end_row, end_col = end_col }
end

--- Whether nothing stands in a span. That of lines which were deleted or typed anew keeps a line break at most.
---@param session restante.Compose
---@param span restante.Span
---@return boolean
local function is_blank(session, span)
  local ok, lines = pcall(api.nvim_buf_get_text, session.source, span.row, span.col, span.end_row, span.end_col, {})
  return not ok or not table.concat(lines):find('%S')
end

---@param session restante.Compose
---@param span restante.Span
local function set_mark(session, span)
  session.aimed_at_nothing = is_blank(session, span)
  session.mark = api.nvim_buf_set_extmark(session.source, namespace, span.row, span.col, {
    id = session.mark,
    end_row = span.end_row,
    end_col = span.end_col,
    end_right_gravity = false,
    hl_group = 'RestanteTarget',
    hl_eol = true,
    invalidate = true,
  })
end

---@param session restante.Compose
local function unmark(session)
  if session.mark and api.nvim_buf_is_valid(session.source) then
    pcall(api.nvim_buf_del_extmark, session.source, namespace, session.mark)
  end
  session.mark = nil
end

---@param session restante.Compose
---@param lost boolean?
local function tell(session, lost)
  if session.writing.lost == lost then return end
  session.writing.lost = lost
  -- `:x` and ZZ send what counts as changed: it can be sent again.
  if not lost and api.nvim_buf_is_loaded(session.buf) then vim.bo[session.buf].modified = true end
  require('restante.heading').show(session)
end

--- Names what is written anew, after it became about other lines or another file.
---@param session restante.Compose
local function rename(session)
  session.what = require('restante.labels').draft(session.writing.purpose)
  require('restante.heading').show(session)
end

--- Where the lines are now, in the given encoding; nothing when they are lost.
---@param session restante.Compose
---@param encoding restante.Encoding
---@return restante.Range?
function M.now(session, encoding)
  local details, span = mark_of(session)
  if not details or not span or details.invalid then return nil end
  -- Neovim 0.10 says `invalid` only of marks within a line.
  if not session.aimed_at_nothing and is_blank(session, span) then return nil end
  return require('restante.ranges').to_range(session.source, span, encoding)
end

--- Has what is kept with the text say where the lines are and what they say, or that they are lost.
---@param session restante.Compose
function M.follow(session)
  local purpose, details = session.writing.purpose, mark_of(session)
  if not purpose.range or not details then return end
  local range = M.now(session, 'utf-16')
  if range then
    purpose.range = range
    about.note(session.source, purpose)
  end
  local uri = vim.uri_from_bufnr(session.source)
  if purpose.uri ~= uri then
    -- `:saveas`: the buffer is another file.
    purpose.uri = uri
    rename(session)
  end
  tell(session, range == nil or nil)
end

--- The lines are where they were found again, or lost.
---@param session restante.Compose
---@param span restante.Span?
local function settle(session, span)
  if span then
    set_mark(session, span)
    rename(session)
  end
  tell(session, not span or nil)
end

--- The file was read anew, which leaves marks at the numbers of their lines, whatever is there now.
---@param session restante.Compose
local function find_again(session)
  local purpose = session.writing.purpose
  if not purpose.range then return end
  local span = about.find(session.source, { purpose = purpose, text = '', updatedAt = 0 })
  if not span then unmark(session) end
  settle(session, span)
end

--- Rows as lines of the wire.
---@param buf integer
---@param rows restante.Rows
---@return restante.Rows
local function in_lines(buf, rows)
  local line_ends = require('restante.line_ends')
  return { first = line_ends.at(buf, rows.first, 0).line, behind = line_ends.at(buf, rows.behind, 0).line }
end

--- The file was edited. A filter or a formatter replaces all of a text, and the lines may be among what it put there; lines
--- that were cut may be put elsewhere, as they were. What else comes later is other lines, however alike.
---@param session restante.Compose
---@param recent restante.Rows what was new a moment before, too
---@param was_lost boolean? before that
---@param put restante.Rows? what was put in, when nothing else was changed
local function edited(session, recent, was_lost, put)
  M.follow(session)
  local purpose = session.writing.purpose
  if not session.writing.lost or not mark_of(session) then return end
  local height = purpose.range['end'].line - purpose.range.start.line + 1
  recent, put = in_lines(session.source, recent), put and in_lines(session.source, put)
  if was_lost and not (put and put.behind - put.first == height) then return end
  if not about.seek(session.source, purpose, was_lost and put or recent) then return end
  settle(session, require('restante.ranges').to_span(session.source, purpose.range, 'utf-16'))
end

--- What is new after another edit.
---@param rows restante.Rows? after those before
---@param first integer 0-based
---@param last integer the row behind the last that was replaced
---@param behind integer the row behind the last of what is there now
---@return restante.Rows
local function with_edit(rows, first, last, behind)
  if not rows then return { first = first, behind = behind } end
  ---@param row integer
  local function moved(row) return row >= last and row + behind - last or math.min(row, behind) end
  return { first = math.min(moved(rows.first), first), behind = math.max(moved(rows.behind), behind) }
end

--- Is told of edits.
---@param session restante.Compose
local function attach(session)
  local told = {}
  local recent, at, was_lost = nil, 0, nil ---@type restante.Rows?, number, boolean?
  local put, count = nil, 0 ---@type restante.Rows?, integer of those that are not looked at yet
  session.told = told
  api.nvim_buf_attach(session.source, false, {
    on_lines = function(_, _, _, first, last, behind)
      if session.told ~= told then return true end
      -- A filter puts lines in and then takes others out, and lets other things happen between.
      if vim.uv.now() - at > recent_ms then
        recent, was_lost = nil, session.writing.lost
      end
      at, recent = vim.uv.now(), with_edit(recent, first, last, behind)
      count = count + 1
      put = count == 1 and first == last and { first = first, behind = behind } or nil
      if count > 1 then return end
      -- Not in the middle of an edit.
      vim.schedule(function()
        local alone = put
        put, count = nil, 0
        if session.told == told and recent then edited(session, recent, was_lost, alone) end
      end)
    end,
  })
end

--- Looks whenever the file is edited or read anew.
---@param session restante.Compose
local function watch(session)
  session.group = api.nvim_create_augroup('restante.target.' .. session.buf, { clear = true })
  -- `:edit` has ended what was attached.
  api.nvim_create_autocmd('BufReadPost', {
    group = session.group,
    buffer = session.source,
    callback = function()
      attach(session)
      find_again(session)
    end,
  })
  attach(session)
end

--- Marks the lines.
---@param session restante.Compose
---@param span restante.Span
function M.aim(session, span)
  watch(session)
  settle(session, span)
  M.follow(session)
end

--- The text is not written any more.
---@param session restante.Compose
function M.forget(session)
  unmark(session)
  if session.group then api.nvim_del_augroup_by_id(session.group) end
  session.group, session.told = nil, nil
end

return M
