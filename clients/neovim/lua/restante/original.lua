-- The code that a thread was about, as it was: in a window of its own, or beside what is there now.
local M = {}

local api = vim.api
local places = require('restante.places')
local read_only = require('restante.read_only')

local as_it_was = 'as it was (q closes): '
local anchored = api.nvim_create_namespace('restante.original')

---@class restante.DiffView
---@field tab integer
---@field from_tab integer
---@field from_win integer
---@field now integer buffer
---@field before table what `q` was mapped to in that buffer

local view ---@type restante.DiffView? the one that is open

--- The original text in a buffer, its anchored lines highlighted.
---@param known restante.ThreadExplainResult
---@return integer buf
---@return integer line of the first of them, 1-based
local function original_buffer(known)
  require('restante.ui').highlights()
  local text, anchor = known.original, known.anchors[#known.anchors]
  local name = ('restante://original/%s/%s'):format(known.thread.short, text.path)
  local buf = read_only.buffer(name, read_only.lines_of(text.text), text.path)
  local first, last = require('restante.ranges').rows_of(buf, text.line, text.line + anchor.endLine - anchor.line)
  api.nvim_buf_set_extmark(buf, anchored, first, 0, {
    end_row = last + 1,
    hl_group = 'RestanteTarget',
    hl_eol = true,
    strict = false,
  })
  return buf, first + 1
end

---@param known restante.ThreadExplainResult
---@return string
local function about(known)
  local anchor = known.anchors[#known.anchors]
  local where = places.spot(anchor.path, anchor.line, anchor.endLine)
  if anchor.commit then where = ('%s in %s'):format(where, places.commit(anchor.commit)) end
  if not known.original.whole then where = where .. ', only these lines are kept' end
  return where
end

--- Shows it below; `q` closes it and goes back to the float, as it was, when it was asked for from there.
---@param subject restante.Subject
function M.show(subject)
  local float = require('restante.float')
  local from_float = float.under_cursor() ~= nil
  require('restante.explain').ask(subject, function(known)
    -- It would lie over what is shown.
    local back = from_float and float.hide() or nil
    local buf, line = original_buffer(known)
    local from = back and back.below or api.nvim_get_current_win()
    local win = api.nvim_open_win(buf, true, { split = 'below', win = from })
    read_only.label(win, as_it_was, about(known))
    api.nvim_win_set_cursor(win, { line, 0 })
    vim.cmd('normal! zz')
    local function return_to_where_it_was_asked_for()
      if api.nvim_win_is_valid(from) then api.nvim_set_current_win(from) end
      if back then back.show() end
      back = nil
    end
    read_only.closes_with_q(buf, function()
      if not pcall(api.nvim_win_close, win, true) then return vim.cmd.bprevious() end
      return_to_where_it_was_asked_for()
    end)
    if not back then return end
    api.nvim_create_autocmd('WinClosed', {
      pattern = tostring(win),
      once = true,
      desc = 'restante: show the float again',
      -- The window is still there while this event is told.
      callback = vim.schedule_wrap(function()
        if back then return_to_where_it_was_asked_for() end
      end),
    })
  end)
end

--- The buffer that shows what is there now.
---@param known restante.ThreadExplainResult
---@param source integer?
---@return integer
local function now_buffer(known, source)
  local thread = known.thread
  local path = thread.placement and thread.placement.path or thread.path
  local buf = source and api.nvim_buf_is_valid(source) and source or nil
  local file = not buf and require('restante.list').file_of(path, thread.uri)
  if file and vim.uv.fs_stat(file) then
    buf = vim.fn.bufadd(file)
    vim.fn.bufload(buf)
  end
  local name = ('restante://now/%s/%s'):format(thread.short, path)
  if not buf then return read_only.buffer(name, {}, path) end
  if known.original.whole or not thread.range then return buf end
  -- Of the original there are only the lines, so of what is there now, too.
  local first, last = require('restante.ranges').rows_of(buf, places.bounds(thread.range))
  return read_only.buffer(name, api.nvim_buf_get_lines(buf, first, last + 1, false), path)
end

--- Gives `q` back to the file's buffer.
local function release()
  local was = view
  view = nil
  if not was or not api.nvim_buf_is_valid(was.now) then return end
  api.nvim_buf_call(was.now, function()
    pcall(vim.keymap.del, 'n', 'q', { buffer = was.now })
    if was.before.buffer == 1 then vim.fn.mapset('n', false, was.before) end
  end)
end

--- Closes the tab of the diff and goes back to where it was asked for.
local function close_diff()
  local was = view
  release()
  if not was or not api.nvim_tabpage_is_valid(was.tab) then return end
  for _, win in ipairs(api.nvim_tabpage_list_wins(was.tab)) do
    api.nvim_win_call(win, function() vim.cmd.diffoff() end)
  end
  vim.cmd.tabclose(api.nvim_tabpage_get_number(was.tab))
  if api.nvim_tabpage_is_valid(was.from_tab) then api.nvim_set_current_tabpage(was.from_tab) end
  if api.nvim_win_is_valid(was.from_win) then api.nvim_set_current_win(was.from_win) end
end

--- `q` in the file's own buffer: only in this tab; elsewhere it records a macro, as ever.
local function map_now()
  local own = view
  vim.keymap.set('n', 'q', function()
    if not own or api.nvim_get_current_tabpage() ~= own.tab then return 'q' end
    vim.schedule(close_diff)
    return ''
  end, { buffer = view.now, expr = true, desc = 'restante: close the diff' })
end

--- Shows a diff in a tab of its own: the original on the left, what is there now on the right.
---@param subject restante.Subject
function M.diff(subject)
  require('restante.explain').ask(subject, function(known)
    close_diff()
    local from_tab, from_win = api.nvim_get_current_tabpage(), api.nvim_get_current_win()
    local now = now_buffer(known, subject.source)
    local original, line = original_buffer(known)
    vim.cmd('tab sbuffer ' .. original)
    local left = api.nvim_get_current_win()
    local right = api.nvim_open_win(now, false, { split = 'right', win = left })
    view = {
      tab = api.nvim_get_current_tabpage(),
      from_tab = from_tab,
      from_win = from_win,
      now = now,
      before = api.nvim_buf_call(now, function() return vim.fn.maparg('q', 'n', false, true) end),
    }
    read_only.label(left, as_it_was, about(known))
    local where = known.thread.range and places.of(known.thread) or 'no such file'
    read_only.label(right, vim.bo[now].buftype == '' and 'now' or 'now: ', vim.bo[now].buftype ~= '' and where or nil)
    for _, win in ipairs({ right, left }) do
      api.nvim_win_call(win, function() vim.cmd.diffthis() end)
    end
    api.nvim_win_set_cursor(left, { line, 0 })
    vim.cmd('normal! zvzz')
    vim.cmd.syncbind()
    read_only.closes_with_q(original, close_diff)
    map_now()
    api.nvim_create_autocmd('TabClosed', {
      group = api.nvim_create_augroup('restante.diff', { clear = true }),
      desc = 'restante: give q back',
      -- The tab is still there while this event is told.
      callback = vim.schedule_wrap(function()
        if view and not api.nvim_tabpage_is_valid(view.tab) then release() end
      end),
    })
  end)
end

return M
