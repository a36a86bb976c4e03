-- The window that a text is written in, its buffer and the events of that. It is a real buffer, so that what one's
-- fingers know works: `:w` sends and closes, `:x` and ZZ too; what is not sent stays, as a draft.
local M = {}

local api = vim.api
local drafts = require('restante.drafts')
local heading = require('restante.heading')
local keeping = require('restante.keeping')
local labels = require('restante.labels')
local sending = require('restante.sending')
local sessions = require('restante.sessions')
local ui = require('restante.ui')

local open = sessions.open

---@class restante.ComposeOptions
---@field source? integer
---@field span? restante.Span
---@field writing? restante.Writing that goes on
---@field text? string what is edited
---@field sent? fun(thread: restante.Thread?)

--- A text that is safe nowhere comes back.
---@param session restante.Compose
---@param failure restante.Failure
local function rescue(session, failure)
  local source = session.source and api.nvim_buf_is_loaded(session.source) and session.source or nil
  local writing = session.writing
  local range = source and writing.purpose.range
  local again = M.start(writing.purpose, {
    source = source,
    span = range and not writing.lost and require('restante.ranges').to_span(source, range, 'utf-16') or nil,
    text = session.original,
    sent = session.sent,
    writing = writing,
  }, { purpose = writing.purpose, text = session.unloaded, updatedAt = 0 })
  keeping.check_kept(again, failure, true)
  ui.warn(('%s could not be kept, so here it is again: %s'):format(again.what, again.unkept or ui.explain(failure)))
  keeping.keep(again)
end

--- Follows what is typed, until the buffer is unloaded.
---@param session restante.Compose
local function watch(session)
  api.nvim_buf_attach(session.buf, false, { on_lines = function()
    if open[session.buf] ~= session then return true end
    keeping.keep_soon(session)
  end })
end

--- The buffer has another name after `:saveas`, and Neovim made another buffer of its own.
---@param session restante.Compose
local function take_name_back(session)
  for _, other in ipairs(api.nvim_list_bufs()) do
    if other ~= session.buf and api.nvim_buf_get_name(other) == session.name then api.nvim_buf_delete(other, { force = true }) end
  end
  api.nvim_buf_set_name(session.buf, session.name)
end

--- `:w` sends; into a file it writes, as in any buffer, and sends nothing.
---@param buf integer
---@param event 'BufWriteCmd'|'FileWriteCmd'
---@param match string
---@return boolean done or its buffer stays, changed, which tells Neovim that it is not
function M.write(buf, event, match)
  local session = open[buf]
  if not session then return false end
  if match == session.name then
    if event == 'BufWriteCmd' then
      sending.write(session)
      return true
    end
    local why = "only a part of it was asked for; :w sends all of it, :'<,'>w FILE writes a part"
    ui.warn(('%s was not sent: %s'):format(session.what, why))
    return false
  end
  if api.nvim_buf_get_name(session.buf) ~= session.name then take_name_back(session) end
  local command = ("noautocmd '[,']write! %s %s"):format(vim.v.cmdarg, vim.fn.fnameescape(match))
  local written, problem = pcall(vim.cmd, command)
  if not written then
    -- In Neovim's own words, without where in our code that was, and over the name that it has told.
    vim.cmd.redraw()
    api.nvim_echo({ { (problem:gsub('^.*Vim%(%a+%):', '')), 'ErrorMsg' } }, true, {})
  end
  return written
end

--- The buffer's own events.
---@param session restante.Compose
local function listen(session)
  local group = api.nvim_create_augroup('restante.compose.' .. session.buf, { clear = true })
  ---@param events string|string[]
  ---@param callback fun(event: vim.api.keyset.create_autocmd.callback_args)
  local function on(events, callback)
    api.nvim_create_autocmd(events, { group = group, buffer = session.buf, callback = callback })
  end
  for _, event in ipairs({ 'BufWriteCmd', 'FileWriteCmd' }) do
    -- An interrupt has the command fail, so that `:wq FILE` does not quit; from a callback in Lua none gets out.
    local write = ("v:lua.require'restante.window'.write(%d, '%s', expand('<amatch>'))"):format(session.buf, event)
    api.nvim_create_autocmd(event, {
      group = group,
      buffer = session.buf,
      command = ('if !%s | call interrupt() | endif'):format(write),
    })
  end
  on('BufReadCmd', function()
    -- `:e` and `:e!` give back what is kept, which is what was there.
    api.nvim_buf_set_lines(session.buf, 0, -1, false, vim.split(sessions.raw_text_of(session), '\n', { plain = true }))
    vim.bo[session.buf].buftype, vim.bo[session.buf].filetype = 'acwrite', 'markdown'
    session.unloaded = nil
    watch(session)
    -- Neovim takes it for unchanged after this event; but it is not sent.
    vim.schedule(function()
      if not api.nvim_buf_is_loaded(session.buf) then return end
      vim.bo[session.buf].modified = sessions.text_of(session) ~= (session.original or '')
    end)
  end)
  on({ 'BufEnter', 'WinEnter' }, function() session.inside = true end)
  on({ 'BufLeave', 'WinLeave' }, function()
    session.inside = false
    if open[session.buf] then keeping.keep(session) end
  end)
  on('InsertLeave', function() keeping.keep(session) end)
  on('BufWinEnter', function() heading.show(session) end)
  -- It may be read again; only with its buffer it ends.
  on('BufUnload', function()
    if open[session.buf] ~= session then return end
    session.unloaded = sessions.raw_text_of(session)
    keeping.keep(session)
  end)
  on('BufWipeout', function()
    if open[session.buf] ~= session then return end
    sessions.forget(session)
    keeping.part(session, function(failure) rescue(session, failure) end)
  end)
  watch(session)
end

--- A name that no other buffer has.
---@param purpose restante.Purpose
---@return string
local function name_for(purpose)
  local place = (purpose.threadId or ''):sub(-7)
  if purpose.kind == 'newThread' and purpose.uri then
    place = vim.fs.basename(vim.uri_to_fname(purpose.uri)) .. ':' .. (purpose.range and purpose.range.start.line + 1 or 1)
  end
  local base = ('restante://%s/%s'):format(purpose.kind == 'newThread' and 'new' or purpose.kind, place)
  local name, n = base, 1
  while vim.fn.bufexists(name) == 1 do
    n = n + 1
    name = ('%s#%d'):format(base, n)
  end
  return name
end

--- Gives a text that is written its window: beside that of the file which it is about.
---@param buf integer
---@param source integer? the file's buffer
---@param height integer? in lines, if it wants more than the settings give; up to half the screen
function M.place(buf, source, height)
  local config = require('restante.config').get().compose
  local beside = config.split == 'left' or config.split == 'right'
  local from = vim.fn.bufwinid(source or -1)
  if from == -1 then from = vim.fn.win_getid(vim.fn.winnr('#')) end
  if api.nvim_win_get_config(0).relative == '' or from == 0 then from = api.nvim_get_current_win() end
  local opened = pcall(api.nvim_open_win, buf, true, {
    split = config.split,
    win = from,
    width = beside and config.width or nil,
    height = not beside and math.max(config.height, math.min(height or 0, math.floor(vim.o.lines / 2))) or nil,
  })
  -- Where no window has room for another, there is a page for one.
  if not opened then vim.cmd('tab sbuffer ' .. buf) end
  vim.bo[buf].filetype = 'markdown'
  local options = { wrap = true, linebreak = true, number = false, relativenumber = false, signcolumn = 'auto', spell = vim.wo.spell }
  for option, value in pairs(options) do
    api.nvim_set_option_value(option, value, { scope = 'local', win = 0 })
  end
end

--- Opens the buffer.
---@param purpose restante.Purpose
---@param opts restante.ComposeOptions
---@param kept restante.Kept?
---@return restante.Compose
function M.start(purpose, opts, kept)
  ui.highlights()
  local buf = api.nvim_create_buf(false, false)
  -- Before it has a name, with which a swap file would be made: there may be no room for one.
  vim.bo[buf].buftype, vim.bo[buf].bufhidden, vim.bo[buf].swapfile = 'acwrite', 'wipe', false
  local text = kept and kept.text or opts.text or ''
  local session = {
    buf = buf,
    last = text,
    name = name_for(purpose),
    writing = opts.writing or drafts.begin(purpose, kept),
    what = labels.draft(purpose),
    source = opts.source,
    original = opts.text,
    inside = true,
    sending = false,
    due = {},
    sent = opts.sent,
  } ---@type restante.Compose
  if opts.source and opts.span then require('restante.target').aim(session, opts.span) end
  api.nvim_buf_set_name(buf, session.name)
  api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(text, '\n', { plain = true }))
  -- An unsent text counts as changed, so that `:x` and ZZ send it too.
  vim.bo[buf].modified = kept ~= nil
  open[buf] = session
  listen(session)

  M.place(buf, opts.source)
  heading.show(session)
  if kept then
    local last = api.nvim_buf_line_count(buf)
    api.nvim_win_set_cursor(0, { last, #(api.nvim_buf_get_lines(buf, -2, -1, false)[1] or '') })
  end
  return session
end

return M
