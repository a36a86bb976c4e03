-- The buffer in which a text of a decision is written: a proposal, an edit, a comment. `:w` sends it. What is not sent stays
-- in a file of this Neovim, among the drafts; the daemon keeps no drafts of decisions.
local M = {}

local api = vim.api
local files = require('restante.draft_files')
local heading = require('restante.heading')
local sessions = require('restante.sessions')
local target = require('restante.target')
local ui = require('restante.ui')

local send_deadline_ms = 12000

--- What a text of a decision is to become.
---@class restante.DecisionPurpose
---@field act 'propose'|'edit'|'comment'
---@field root string a path in the repository
---@field original? string the text that was there to edit
---@field id? string of the decision that there is
---@field short? string how people name that
---@field versions? table<string, string> of its texts that are edited, by name
---@field thread? string that it grows out of
---@field answer? string the comment of that thread which is the accepted answer

---@class restante.DecisionSession : restante.Compose
---@field tried? string the text that was sent last, whatever came of it

local open = {} ---@type table<integer, restante.DecisionSession>

---@param session restante.DecisionSession
---@return restante.DecisionPurpose
local function purpose_of(session) return session.writing.purpose.decision end

--- Puts what was typed into its file. Where that cannot be written, the line above the text says so.
---@param session restante.DecisionSession
local function keep(session)
  if open[session.buf] ~= session then return end
  local text = sessions.draft_of(session)
  session.unkept = nil
  if text == '' then return files.drop(session.writing) end
  if text ~= session.writing.in_file or not vim.uv.fs_stat(session.writing.path) then
    files.put(session.writing, text)
    session.unkept = session.writing.not_in_file
  end
  if api.nvim_buf_is_loaded(session.buf) then heading.show(session) end
end

--- The buffer goes, with or without Neovim: what cannot be kept where it belongs is kept where there is room.
---@param session restante.DecisionSession
local function leave(session)
  if open[session.buf] ~= session then return end
  session.unloaded = sessions.raw_text_of(session)
  keep(session)
  if session.unkept then files.strand(session.writing, sessions.draft_of(session)) end
  if session.writing.not_in_file then ui.warn(('%s is NOT kept: %s'):format(session.what, session.writing.not_in_file)) end
  open[session.buf] = nil
  target.forget(session)
end

--- It is done: the text is with the daemon.
---@param session restante.DecisionSession
---@param decision restante.SpaceDecision
local function close(session, decision)
  open[session.buf] = nil
  target.forget(session)
  files.drop(session.writing)
  if api.nvim_buf_is_valid(session.buf) then
    vim.bo[session.buf].modified = false
    -- `:wq` closes the window itself, so ours comes after it.
    vim.schedule(function() pcall(api.nvim_buf_delete, session.buf, { force = true }) end)
  end
  local done = { propose = 'proposed', edit = 'changed', comment = 'commented on' }
  local what = require('restante.labels').first_line(decision.title, 80)
  ui.info(('%s %s: %s'):format(done[purpose_of(session).act], decision.short, what))
  require('restante.decisions').refresh(decision)
end

--- The name under which a text is sent. Asked again with it nothing is done twice; another text has another one.
---@param session restante.DecisionSession
---@param text string
---@return string
local function key_of(session, text)
  local writing = session.writing
  if session.tried and session.tried ~= text then
    writing.draft, writing.id, writing.in_file = nil, require('restante.ids').new(), nil
    keep(session)
  end
  session.tried = text
  return writing.draft and writing.draft.id or writing.id
end

--- An answer came after its sender was told that nobody answers.
---@param session restante.DecisionSession
---@param text string
---@param decision restante.SpaceDecision
local function answered_late(session, text, decision)
  if open[session.buf] ~= session then return end
  if sessions.text_of(session) == text then return close(session, decision) end
  ui.warn(('an earlier version was sent as %s; what was typed since is here still: :Restante decision edit changes that one'):format(decision.short))
end

---@param session restante.DecisionSession
---@param failure restante.Failure
local function refused(session, failure)
  session.failure = failure
  heading.show(session)
  ui.warn(('%s was not sent: %s'):format(session.what, ui.explain(failure)))
end

--- `:w`: sends, and closes what was sent. `:wall` from another window sends nothing that is half typed.
---@param session restante.DecisionSession
---@param without_lines boolean `:w!`
local function send(session, without_lines)
  if not session.inside then return ui.warn(session.what .. ' was not sent: write it from its own window') end
  if session.sending then return ui.warn(session.what .. ' is being sent') end
  keep(session)
  local text = sessions.text_of(session)
  local wrong, name, params = require('restante.decision_message').of(session, text, without_lines)
  if wrong then return refused(session, wrong) end
  ---@cast name string
  ---@cast params table
  params.key = key_of(session, text)
  local done, failure, result = false, nil, nil
  session.sending = true
  local client = require('restante.client')
  local opts = { buf = session.source, late = function(late) answered_late(session, text, late.decision) end }
  client.until_answered(function(answer) client.request(name, params, answer, opts) end, function(no, yes)
    -- Whoever waits is still there to tell, or has gone on.
    if session.sending then
      done, failure, result = true, no, yes
    elseif yes then
      answered_late(session, text, yes.decision)
    end
  end)
  vim.wait(send_deadline_ms, function() return done end, 5)
  session.sending = false
  if open[session.buf] ~= session then return end
  if not done then return refused(session, { errc = 'unavailable', message = 'nobody answered in time', hint = ':w again, nothing is done twice' }) end
  if failure then return refused(session, failure) end
  close(session, result.decision)
end

---@param session restante.DecisionSession
local function listen(session)
  local group = api.nvim_create_augroup('restante.decision.' .. session.buf, { clear = true })
  ---@param events string|string[]
  ---@param callback fun(event: vim.api.keyset.create_autocmd.callback_args)
  local function on(events, callback)
    api.nvim_create_autocmd(events, { group = group, buffer = session.buf, callback = callback })
  end
  on('BufWriteCmd', function(event)
    if event.match == session.name then return send(session, vim.v.cmdbang == 1) end
    -- Into a file it writes, as from any buffer, and sends nothing.
    vim.cmd(("noautocmd '[,']write%s %s"):format(vim.v.cmdbang == 1 and '!' or '', vim.fn.fnameescape(event.match)))
  end)
  on({ 'BufEnter', 'WinEnter' }, function() session.inside = true end)
  on({ 'BufLeave', 'WinLeave' }, function()
    session.inside = false
    keep(session)
  end)
  on('InsertLeave', function() keep(session) end)
  on('BufWinEnter', function() heading.show(session) end)
  on('BufUnload', function() leave(session) end)
  api.nvim_create_autocmd('VimLeavePre', { group = group, callback = function() leave(session) end })
  api.nvim_buf_attach(session.buf, false, { on_lines = function()
    if open[session.buf] ~= session then return true end
    if session.due.file then return end
    session.due.file = true
    vim.defer_fn(function()
      session.due.file = nil
      if open[session.buf] == session then keep(session) end
    end, require('restante.config').get().drafts.file_ms)
  end })
end

--- A name that no other buffer has.
---@param purpose restante.DecisionPurpose
---@return string
local function name_for(purpose)
  local base = ('restante://%s/%s'):format(purpose.act, purpose.short or purpose.thread and purpose.thread:sub(-7) or 'decision')
  local name, n = base, 1
  while vim.fn.bufexists(name) == 1 do
    n = n + 1
    name = ('%s#%d'):format(base, n)
  end
  return name
end

--- Goes to the buffer in which a kept text is written already.
---@param kept restante.Kept?
---@return boolean
local function is_open(kept)
  for _, session in pairs(open) do
    if kept and kept.path == session.writing.path then
      vim.cmd.sbuffer(session.buf)
      return true
    end
  end
  return false
end

--- Begins to write, or goes on with what was kept.
---@param purpose restante.Purpose
---@param opts { source: integer?, span: restante.Span? } the lines that it is about
---@param kept restante.Kept?
function M.open(purpose, opts, kept)
  if is_open(kept) then return end
  ui.highlights()
  local buf = api.nvim_create_buf(false, false)
  vim.bo[buf].buftype, vim.bo[buf].bufhidden, vim.bo[buf].swapfile = 'acwrite', 'wipe', false
  local decision = purpose.decision --[[@as restante.DecisionPurpose]]
  local text = kept and kept.text or decision.original or ''
  local session = {
    buf = buf,
    last = text,
    name = name_for(decision),
    writing = require('restante.drafts').begin(purpose, kept),
    what = require('restante.labels').draft(purpose),
    note = decision.act == 'propose' and ':w proposes it, :q! keeps it as a draft' or nil,
    lost_note = ':w! proposes it without them',
    source = opts.source,
    original = decision.original,
    inside = true,
    sending = false,
    due = {},
  } ---@type restante.DecisionSession
  if opts.source and opts.span then target.aim(session, opts.span) end
  api.nvim_buf_set_name(buf, session.name)
  api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(text, '\n', { plain = true }))
  vim.bo[buf].modified = kept ~= nil
  open[buf] = session
  listen(session)
  require('restante.window').place(buf, opts.source, api.nvim_buf_line_count(buf) + 1)
  heading.show(session)
  api.nvim_win_set_cursor(0, { 1, #api.nvim_buf_get_lines(buf, 0, 1, false)[1] })
end

return M
