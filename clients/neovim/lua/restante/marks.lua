-- Threads in a buffer: a sign and a few words behind the line. Where a thread is, the daemon says; between two of its
-- messages the extmarks follow what is typed.
local M = {}

local api = vim.api
local labels = require('restante.labels')

local places = api.nvim_create_namespace('restante.places') -- invisible: the ranges
local shown = api.nvim_create_namespace('restante') -- what is seen
local settle_ms = 200

---@class restante.Marked
---@field threads restante.Thread[] as published last
---@field marks table<string, integer> thread id -> extmark in `places`
---@field settling boolean? a question for the current places is under way

local buffers = {} ---@type table<integer, restante.Marked>
local hidden = { signs = false, text = false, decisions = false, all = false }
local show_resolved ---@type boolean? what :Restante toggle resolved chose

---@param buf integer
---@return integer
local function resolve(buf) return buf == 0 and api.nvim_get_current_buf() or buf end

---@return boolean
local function with_resolved()
  if show_resolved ~= nil then return show_resolved end
  return require('restante.config').get().resolved
end

--- Whether a thread has a sign here.
---@param thread restante.Thread
---@return boolean
local function visible(thread)
  return thread.range ~= nil and not require('restante.places').is_orphaned(thread) and (thread.state ~= 'resolved' or with_resolved())
end

--- The threads of a buffer.
---@param buf integer
---@return restante.Thread[]
function M.threads(buf)
  local marked = buffers[resolve(buf)]
  return marked and marked.threads or {}
end

--- Where a thread is now, by its extmark.
---@param buf integer
---@param id string
---@return restante.Span?
function M.span(buf, id)
  buf = resolve(buf)
  local mark = buffers[buf] and buffers[buf].marks[id]
  if not mark then return nil end
  local found = api.nvim_buf_get_extmark_by_id(buf, places, mark, { details = true })
  if #found == 0 then return nil end
  local details = found[3]
  return { row = found[1], col = found[2], end_row = details.end_row or found[1], end_col = details.end_col or found[2] }
end

--- The threads about some lines, in order; resolved ones too.
---@param buf integer
---@param first integer 0-based
---@param last integer? default: the same
---@return restante.Thread[]
function M.at(buf, first, last)
  local found = {}
  for _, thread in ipairs(M.threads(buf)) do
    local span = M.span(buf, thread.id)
    local end_row = span and (span.end_col == 0 and span.end_row > span.row and span.end_row - 1 or span.end_row)
    if span and span.row <= (last or first) and first <= end_row then found[#found + 1] = thread end
  end
  return found
end

--- How many cells there are behind a line, in the narrowest of the windows that show it.
---@param buf integer
---@param row integer 0-based
---@return integer
local function room_behind(buf, row)
  local line = api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or ''
  local room = vim.o.columns
  for _, win in ipairs(vim.fn.win_findbuf(buf)) do
    local info = vim.fn.getwininfo(win)[1]
    -- A column of signs counts before it is drawn, which is when Neovim counts it.
    local signs = vim.startswith(vim.wo[win].signcolumn, 'auto') and 2 or 0
    local width = math.max(info.width - info.textoff - signs, 1)
    local taken = api.nvim_win_call(win, function() return vim.fn.strdisplaywidth(line) end)
    -- The line's end takes a cell.
    room = math.min(room, width - (vim.wo[win].wrap and taken % width or taken) - 1)
  end
  return room
end

--- Draws what is seen: one sign and one text for each line.
---@param buf integer
local function draw(buf)
  api.nvim_buf_clear_namespace(buf, shown, 0, -1)
  if hidden.all then return end
  local config = require('restante.config').get()
  local rows = {} ---@type table<integer, restante.Thread[]>
  for _, thread in ipairs(M.threads(buf)) do
    local span = visible(thread) and M.span(buf, thread.id)
    if span then
      rows[span.row] = rows[span.row] or {}
      table.insert(rows[span.row], thread)
    end
  end
  -- What is most in want of a reader goes first.
  local weight = { pending = 1, open = 2, moved = 3, edited = 4, outdated = 5, resolved = 6 }
  for row, threads in pairs(rows) do
    local first = threads[1]
    for _, each in ipairs(threads) do
      if weight[labels.kind(each)] < weight[labels.kind(first)] then first = each end
    end
    local kind = labels.kind(first)
    local group = 'Restante' .. kind:sub(1, 1):upper() .. kind:sub(2)
    local mark = { priority = config.signs.priority, undo_restore = false }
    if config.signs.enabled and not hidden.signs then
      mark.sign_text, mark.sign_hl_group = config.signs[kind], group
    end
    if config.virtual_text.enabled and not hidden.text then
      local sign, more = '  ' .. config.signs[kind] .. ' ', #threads > 1 and ('  +%d more'):format(#threads - 1) or ''
      local width, width_max = room_behind(buf, row) - api.nvim_strwidth(sign .. more), config.virtual_text.max_width
      if width_max > 0 then width = math.min(width, width_max) end
      mark.virt_text = { { sign, group }, { labels.beside(first, width) .. more, 'RestanteText' } }
      mark.virt_text_pos = 'eol'
      mark.hl_mode = 'combine'
    end
    api.nvim_buf_set_extmark(buf, shown, row, 0, mark)
  end
end

--- Puts a thread's invisible extmark where its range is.
---@param buf integer
---@param marked restante.Marked
---@param thread restante.Thread
local function place(buf, marked, thread)
  local span = require('restante.ranges').to_span(buf, thread.range, require('restante.client').encoding())
  marked.marks[thread.id] = api.nvim_buf_set_extmark(buf, places, span.row, span.col, {
    id = marked.marks[thread.id],
    end_row = span.end_row,
    end_col = span.end_col,
    end_right_gravity = false,
  })
end

--- Takes threads over. Ranges of another version than the buffer's place only what has no place yet.
---@param buf integer
---@param threads restante.Thread[]
---@param current boolean
local function take(buf, threads, current)
  local marked = buffers[buf] or { threads = {}, marks = {} }
  buffers[buf] = marked
  marked.threads = threads
  local present = {}
  for _, thread in ipairs(threads) do
    present[thread.id] = true
    local gone = not thread.range or require('restante.places').is_orphaned(thread)
    if not gone and (current or not marked.marks[thread.id]) then place(buf, marked, thread) end
    if gone then present[thread.id] = nil end
  end
  for id, mark in pairs(marked.marks) do
    if not present[id] then
      api.nvim_buf_del_extmark(buf, places, mark)
      marked.marks[id] = nil
    end
  end
  draw(buf)
  require('restante.status').update(buf, threads)
  require('restante.float').published(buf, threads)
end

--- Asks for the places in the text as it is now, until an answer is of that text.
---@param buf integer
local function settle(buf)
  local marked = buffers[buf]
  if not marked or marked.settling then return end
  marked.settling = true
  vim.defer_fn(function()
    if buffers[buf] ~= marked or not api.nvim_buf_is_loaded(buf) then return end
    local client = require('restante.client')
    local params = { textDocument = { uri = vim.uri_from_bufnr(buf) }, state = 'all' }
    client.request(require('restante.protocol').method.threads, params, function(failure, result)
      marked.settling = false
      if failure or buffers[buf] ~= marked or not api.nvim_buf_is_loaded(buf) then return end
      local current = client.is_current(buf, result.version)
      take(buf, result.threads, current)
      if not current then settle(buf) end
    end, { buf = buf })
  end, settle_ms)
end

--- Draws anew where windows have become wider or narrower.
local function follow_windows()
  api.nvim_create_autocmd({ 'WinResized', 'BufWinEnter' }, {
    group = api.nvim_create_augroup('restante.marks', { clear = true }),
    desc = 'restante: fit what stands behind lines to the windows',
    callback = function(event)
      local wins = event.event == 'WinResized' and vim.v.event.windows or { api.nvim_get_current_win() }
      for _, win in ipairs(wins) do
        local buf = api.nvim_win_is_valid(win) and api.nvim_win_get_buf(win)
        if buffers[buf] then draw(buf) end
      end
    end,
  })
end

--- All threads of a buffer.
---@param buf integer
---@param threads restante.Thread[]
---@param current boolean whether their places are in the text that the buffer has now
function M.show(buf, threads, current)
  if next(buffers) == nil then follow_windows() end
  if not buffers[buf] then
    api.nvim_buf_attach(buf, false, {
      -- The whole text is another: extmarks say nothing any more, the daemon will.
      on_reload = function()
        local marked = buffers[buf]
        if not marked then return end
        marked.marks = {}
        api.nvim_buf_clear_namespace(buf, places, 0, -1)
      end,
      on_detach = function() buffers[buf] = nil end,
    })
  end
  take(buf, threads, current)
end

--- All threads of a buffer, as the daemon says.
---@param buf integer
---@param params restante.PublishThreadsParams
function M.publish(buf, params)
  local current = require('restante.client').is_current(buf, params.version)
  M.show(buf, params.threads, current)
  if not current then settle(buf) end
end

--- Draws everything again, after a setting changed.
function M.refresh_all()
  for buf in pairs(buffers) do
    if api.nvim_buf_is_loaded(buf) then draw(buf) end
  end
  require('restante.decision_marks').refresh_all()
end

--- Whether marks of a kind are switched off.
---@param what 'all'|'signs'|'text'|'decisions'
---@return boolean
function M.is_hidden(what) return hidden.all or hidden[what] end

--- Shows or hides; returns whether it is shown now.
---@param what 'all'|'signs'|'text'|'decisions'|'resolved'
---@return boolean
function M.toggle(what)
  local on
  if what == 'resolved' then
    show_resolved = not with_resolved()
    on = show_resolved
  else
    hidden[what] = not hidden[what]
    on = not hidden[what]
  end
  M.refresh_all()
  return on
end

--- Moves the cursor to the next line with a visible thread; past the end it begins again when 'wrapscan' is set.
---@param step integer how many, negative backwards
---@return boolean moved
function M.jump(step)
  local buf = api.nvim_get_current_buf()
  local rows, seen = {}, {}
  for _, thread in ipairs(M.threads(buf)) do
    local span = visible(thread) and M.span(buf, thread.id)
    if span and not seen[span.row] then
      seen[span.row] = true
      rows[#rows + 1] = span.row
    end
  end
  table.sort(rows)
  local ui = require('restante.ui')
  if #rows == 0 then
    ui.info('no threads in this buffer')
    return false
  end
  local row = api.nvim_win_get_cursor(0)[1] - 1
  local index = step > 0 and #rows + 1 or 0
  if step > 0 then
    for i = #rows, 1, -1 do
      if rows[i] > row then index = i end
    end
    index = index + step - 1
  else
    for i = 1, #rows do
      if rows[i] < row then index = i end
    end
    index = index + step + 1
  end
  if index < 1 or index > #rows then
    if not vim.o.wrapscan then
      ui.info(step > 0 and 'no thread below' or 'no thread above')
      return false
    end
    index = (index - 1) % #rows + 1
  end
  vim.cmd("normal! m'")
  local span_row = rows[index]
  api.nvim_win_set_cursor(0, { span_row + 1, 0 })
  vim.cmd('normal! zv')
  return true
end

return M
