-- Writing in a real buffer: `:w` sends and closes; what is not sent stays, as a draft. Sending waits for the daemon,
-- which answers when the text is on this machine's disk, never for a hub.
local M = {}

local api = vim.api
local drafts = require('restante.drafts')
local labels = require('restante.labels')
local ui = require('restante.ui')
local method = require('restante.protocol').method

local targets = api.nvim_create_namespace('restante.targets')
local send_deadline_ms = 12000
local leave_deadline_ms = 1000
local retry_ms = 2000
local look_deadline_ms = 500

---@class restante.Compose
---@field buf integer
---@field writing restante.Writing
---@field what string for people
---@field source? integer the file's buffer, for a new thread
---@field mark? integer its lines there
---@field unloaded? string what was in its buffer when that was unloaded, which is before it is read again
---@field original? string the text that is edited, or was sent
---@field inside boolean the cursor is in it
---@field sending boolean
---@field failure? restante.Failure why it was not sent
---@field unkept? string why what was typed is neither with the daemon nor in a file
---@field overtaken? boolean an earlier version of it was sent
---@field due table<string, true> what is to be done soon
---@field sent? fun(thread: restante.Thread?)

local open = {} ---@type table<integer, restante.Compose>
local parting = {} ---@type table<restante.Compose, true> whose buffers are gone while their texts are safe nowhere yet

---@param session restante.Compose
---@return string
local function raw_text_of(session)
  if session.unloaded then return session.unloaded end
  if not api.nvim_buf_is_loaded(session.buf) then return '' end
  return table.concat(api.nvim_buf_get_lines(session.buf, 0, -1, false), '\n')
end

---@param session restante.Compose
---@return string
local function text_of(session)
  local text = raw_text_of(session)
  return text:match('%S') and text or ''
end

--- Where a new thread's lines are now, in the given encoding.
---@param session restante.Compose
---@param encoding restante.Encoding
---@return restante.Range?
local function target(session, encoding)
  if not session.source or not api.nvim_buf_is_loaded(session.source) then return nil end
  local found = api.nvim_buf_get_extmark_by_id(session.source, targets, session.mark, { details = true })
  if #found == 0 then return nil end
  local span = { row = found[1], col = found[2], end_row = found[3].end_row, end_col = found[3].end_col }
  return require('restante.ranges').to_range(session.source, span, encoding)
end

--- The text as it is to be kept; an edit that changed nothing is no draft.
---@param session restante.Compose
---@return string
local function draft_of(session)
  local text = text_of(session)
  local purpose = session.writing.purpose
  if purpose.kind == 'newThread' then purpose.range = target(session, 'utf-16') or purpose.range end
  return text ~= session.original and text or ''
end

--- What is told when the thread has an earlier version of the text.
---@param session restante.Compose
---@return string
local function overtaken_note(session)
  local kind = session.writing.purpose.kind
  local as = kind == 'edit' and 'a further edit' or kind == 'reply' and 'a further comment' or 'a thread of its own'
  return ('an earlier version was sent (see the thread); what is here now is kept as a draft of its own; :w sends it as %s'):format(as)
end

--- The line above the text: what this is, what to press, and what went wrong.
---@param session restante.Compose
local function label(session)
  local note = ':w sends, :q! keeps it as a draft'
  if session.overtaken then note = overtaken_note(session) end
  if session.unkept then
    note = ('%s kept: %s'):format(session.failure and 'NOT SENT and NOT' or 'NOT', session.unkept)
  elseif session.failure then
    local kept = { daemon = ' (kept as a draft)', file = ' (kept in a file of this Neovim)' }
    note = 'NOT SENT: ' .. ui.explain(session.failure) .. (kept[drafts.where(session.writing, draft_of(session))] or '')
  end
  if session.writing.forked then note = note .. '; another editor changed or sent the draft, this is a copy' end
  local bar = ('%%#RestanteHint# %s: %s%%<'):format(session.what:gsub('%%', '%%%%'), (note:gsub('%%', '%%%%')))
  for _, win in ipairs(vim.fn.win_findbuf(session.buf)) do
    api.nvim_set_option_value('winbar', bar, { scope = 'local', win = win })
  end
end

--- Does something after a while, once however often it is asked for meanwhile.
---@param session restante.Compose
---@param what string
---@param after_ms integer
---@param act fun(session: restante.Compose)
local function soon(session, what, after_ms, act)
  if session.due[what] then return end
  session.due[what] = true
  vim.defer_fn(function()
    session.due[what] = nil
    if open[session.buf] == session then act(session) end
  end, after_ms)
end

--- Tells when a text is safe nowhere, and when it is safe again.
---@param session restante.Compose
---@param failure restante.Failure?
---@param quiet boolean? only in the label
local function check_kept(session, failure, quiet)
  local was, writing = session.unkept, session.writing
  local safe = writing.closed or drafts.where(writing, draft_of(session)) ~= nil
  if not safe and not failure then return end -- typed since; it is saved soon
  session.unkept = not safe and ('%s; %s'):format(ui.explain(failure), writing.not_in_file or 'in no file') or nil
  if session.unkept == was then return end
  label(session)
  if was or not session.unkept or session.sending or quiet then return end
  local text = ('%s is NOT kept: %s'):format(session.what, session.unkept)
  -- Where a buffer is unloaded no window opens to tell it in.
  vim.schedule(function() ui.warn(text) end)
end

--- Keeps the text.
---@param session restante.Compose
---@param callback fun(failure: restante.Failure?)?
local function keep(session, callback)
  local was_forked = session.writing.forked
  drafts.save(session.writing, draft_of(session), function(failure)
    if open[session.buf] == session then
      if session.writing.forked ~= was_forked then label(session) end
      check_kept(session, failure)
    end
    -- Whatever it was, it may pass without another key being pressed.
    if failure then
      soon(session, 'retry', retry_ms, function()
        if not session.writing.saving and not session.sending then keep(session) end
      end)
    end
    if callback then callback(failure) end
  end)
end

--- Something was typed. No save that is due is put off by more of it: a Neovim that is killed runs no autocommand, so
--- what it leaves behind is what was written before.
---@param session restante.Compose
local function keep_soon(session)
  local config = require('restante.config').get().drafts
  soon(session, 'file', config.file_ms, function() drafts.jot(session.writing, draft_of(session)) end)
  soon(session, 'daemon', config.daemon_ms, keep)
end

--- Forgets a buffer that is gone or about to go.
---@param session restante.Compose
local function forget(session)
  open[session.buf] = nil
  if session.source and session.mark and api.nvim_buf_is_valid(session.source) then
    pcall(api.nvim_buf_del_extmark, session.source, targets, session.mark)
  end
end

--- Closes after success. `:wq` closes the window itself, so ours comes after it.
---@param session restante.Compose
---@param thread restante.Thread?
local function close(session, thread)
  drafts.finish(session.writing)
  forget(session)
  if api.nvim_buf_is_valid(session.buf) then vim.bo[session.buf].modified = false end
  vim.schedule(function()
    if api.nvim_buf_is_valid(session.buf) then
      for _, win in ipairs(vim.fn.win_findbuf(session.buf)) do
        if not pcall(api.nvim_win_close, win, true) and session.source and api.nvim_buf_is_valid(session.source) then
          api.nvim_win_set_buf(win, session.source)
        end
      end
      pcall(api.nvim_buf_delete, session.buf, { force = true })
    end
    if session.sent then session.sent(thread) end
  end)
end

--- An earlier version of the text was sent. What was typed since is another draft.
---@param session restante.Compose
local function overtaken(session)
  drafts.renew(session.writing)
  session.failure, session.overtaken = nil, true
  session.what = labels.draft(session.writing.purpose)
  keep(session)
  label(session)
  ui.warn(('%s: %s'):format(session.what, overtaken_note(session)))
end

--- A text was sent. The buffer closes, unless there is more in it by now.
---@param session restante.Compose
---@param text string
---@param thread restante.Thread
local function sent(session, text, thread)
  if text_of(session) == text then return close(session, thread) end
  local purpose = session.writing.purpose
  -- What is left to say belongs to what was said.
  if purpose.kind == 'newThread' then
    session.writing.purpose = { kind = 'reply', threadId = thread.id }
  elseif purpose.kind == 'edit' then
    for _, comment in ipairs(thread.comments) do
      if comment.id == purpose.commentId and comment.text == text then purpose.base = comment.version end
    end
  end
  session.original = text
  overtaken(session)
end

--- A text was sent after its sender was told that nobody answers.
---@param session restante.Compose
---@param text string
---@param thread restante.Thread
local function sent_late(session, text, thread)
  -- What is being sent now will find out; and asked twice, it is told twice.
  if session.sending or text == session.original then return end
  local typing = api.nvim_get_current_buf() == session.buf and vim.startswith(api.nvim_get_mode().mode, 'i')
  if not typing or text_of(session) ~= text then return sent(session, text, thread) end
  -- No window closes under anybody's fingers.
  soon(session, 'close', retry_ms, function() sent_late(session, text, thread) end)
end

--- Sends a text that the daemon has as a draft. Done twice it is sent once: the daemon knows the drafts that were sent.
---@param session restante.Compose
---@param text string
---@param draft string its id
---@param callback restante.Answer
local function deliver(session, text, draft, callback)
  local client = require('restante.client')
  local purpose = session.writing.purpose
  ---@type restante.RequestOptions
  local opts = {
    late = function(result)
      if open[session.buf] == session then sent_late(session, text, result.thread) end
    end,
  }
  if purpose.kind == 'reply' then
    return client.request(method.thread_reply, { threadId = purpose.threadId, text = text, draftId = draft }, callback, opts)
  end
  if purpose.kind == 'edit' then
    return client.request(method.comment_edit, {
      threadId = purpose.threadId,
      commentId = purpose.commentId,
      text = text,
      base = purpose.base,
      draftId = draft,
    }, callback, opts)
  end
  opts.buf = session.source
  local range = target(session, client.encoding())
  if not range then
    return callback({ errc = 'not_found', message = 'the file is not open any more', hint = 'open it with :Restante drafts' })
  end
  client.request(method.thread_new, {
    textDocument = { uri = vim.uri_from_bufnr(session.source) },
    range = range,
    text = text,
    draftId = draft,
  }, callback, opts)
end

--- Sends what is in the buffer. When the daemon goes away meanwhile, it is started again and the text sent to that one.
---@param session restante.Compose
---@param text string
---@param callback restante.Answer
local function send(session, text, callback)
  if text == '' then return callback({ errc = 'invalid_argument', message = 'there is nothing to send yet' }) end
  if text == session.original then return callback({ errc = 'invalid_argument', message = 'the text is as it was' }) end
  local draft ---@type string?
  require('restante.client').until_answered(function(answer)
    -- Kept once: what is typed while this is sent belongs to another draft.
    if draft then return deliver(session, text, draft, answer) end
    keep(session, function(not_kept)
      if not_kept then return answer(not_kept) end
      draft = session.writing.draft and session.writing.draft.id
      if not draft then return answer({ errc = 'cancelled', message = 'the text was emptied meanwhile' }) end
      deliver(session, text, draft, answer)
    end)
  end, callback)
end

--- `:w` in the buffer.
---@param session restante.Compose
local function write(session)
  -- `:wall` from another window, 'autowrite' and the like do not send a text that is half typed.
  if not session.inside then return ui.warn(session.what .. ' was not sent: write it from its own window') end
  if session.sending then return ui.warn(session.what .. ' is being sent') end
  session.sending = true
  local text = text_of(session)
  local waiting, done = true, false
  local thread ---@type restante.Thread?
  send(session, text, function(failure, result)
    done, session.sending = true, false
    if open[session.buf] ~= session then return end
    if failure and failure.errc == 'already_exists' then return overtaken(session) end
    session.failure = failure
    thread = result and result.thread
    if failure then
      label(session)
      local how, why = 'not sent', ui.explain(failure)
      -- What kept it from being sent is among the reasons.
      if session.unkept then
        how, why = 'neither sent nor kept', session.unkept
      end
      ui.warn(('%s was %s: %s'):format(session.what, how, why))
    elseif not waiting then
      sent(session, text, thread)
    end
  end)
  vim.wait(send_deadline_ms, function() return done end, 5)
  waiting = false
  if not done then return ui.warn(session.what .. ' is still being sent') end
  -- Not before the waiting is over: what is scheduled there would run inside this write, and `:wq` is not done yet.
  if thread and open[session.buf] == session then sent(session, text, thread) end
end

local start -- defined below

--- A text that is safe nowhere comes back.
---@param session restante.Compose
---@param failure restante.Failure
local function rescue(session, failure)
  local source = session.source and api.nvim_buf_is_loaded(session.source) and session.source or nil
  local writing = session.writing
  local range = source and writing.purpose.range
  local again = start(writing.purpose, {
    source = source,
    span = range and require('restante.ranges').to_span(source, range, 'utf-16'),
    text = session.original,
    sent = session.sent,
    writing = writing,
  }, { purpose = writing.purpose, text = session.unloaded, updatedAt = 0 })
  check_kept(again, failure, true)
  ui.warn(('%s could not be kept, so here it is again: %s'):format(again.what, again.unkept or ui.explain(failure)))
  keep(again)
end

--- A buffer is gone; its text must be somewhere.
---@param session restante.Compose
local function part(session)
  local text = draft_of(session)
  if drafts.where(session.writing, text) then return end
  parting[session] = true
  drafts.save(session.writing, text, function(failure)
    parting[session] = nil
    if not failure or drafts.where(session.writing, text) then return end
    vim.schedule(function() rescue(session, failure) end)
  end)
end

--- Follows what is typed, until the buffer is unloaded.
---@param session restante.Compose
local function watch(session)
  api.nvim_buf_attach(session.buf, false, { on_lines = function()
    if open[session.buf] ~= session then return true end
    keep_soon(session)
  end })
end

--- The buffer's own events.
---@param session restante.Compose
local function listen(session)
  local group = api.nvim_create_augroup('restante.compose.' .. session.buf, { clear = true })
  ---@param events string|string[]
  ---@param callback fun()
  local function on(events, callback)
    api.nvim_create_autocmd(events, { group = group, buffer = session.buf, callback = callback })
  end
  on('BufWriteCmd', function() write(session) end)
  on('BufReadCmd', function()
    -- `:e` and `:e!` give back what is kept, which is what was there.
    api.nvim_buf_set_lines(session.buf, 0, -1, false, vim.split(raw_text_of(session), '\n', { plain = true }))
    vim.bo[session.buf].buftype, vim.bo[session.buf].filetype = 'acwrite', 'markdown'
    session.unloaded = nil
    watch(session)
    -- Neovim takes it for unchanged after this event; but it is not sent.
    vim.schedule(function()
      if api.nvim_buf_is_loaded(session.buf) then vim.bo[session.buf].modified = text_of(session) ~= (session.original or '') end
    end)
  end)
  on({ 'BufEnter', 'WinEnter' }, function() session.inside = true end)
  on({ 'BufLeave', 'WinLeave' }, function()
    session.inside = false
    if open[session.buf] then keep(session) end
  end)
  on('InsertLeave', function() keep(session) end)
  on('BufWinEnter', function() label(session) end)
  -- It may be read again; only with its buffer it ends.
  on('BufUnload', function()
    if open[session.buf] ~= session then return end
    session.unloaded = raw_text_of(session)
    keep(session)
  end)
  on('BufWipeout', function()
    if open[session.buf] ~= session then return end
    forget(session)
    part(session)
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

---@class restante.ComposeOptions
---@field source? integer
---@field span? restante.Span
---@field writing? restante.Writing that goes on
---@field text? string what is edited
---@field sent? fun(thread: restante.Thread?)

--- Opens the buffer.
---@param purpose restante.Purpose
---@param opts restante.ComposeOptions
---@param kept restante.Kept?
---@return restante.Compose
function start(purpose, opts, kept)
  ui.highlights()
  local buf = api.nvim_create_buf(false, false)
  local session = {
    buf = buf,
    writing = opts.writing or drafts.begin(purpose, kept),
    what = labels.draft(purpose),
    source = opts.source,
    original = opts.text,
    inside = true,
    sending = false,
    due = {},
    sent = opts.sent,
  } ---@type restante.Compose
  if opts.source and opts.span then
    session.mark = api.nvim_buf_set_extmark(opts.source, targets, opts.span.row, opts.span.col, {
      end_row = opts.span.end_row,
      end_col = opts.span.end_col,
      end_right_gravity = false,
      hl_group = 'RestanteTarget',
      hl_eol = true,
    })
  end
  api.nvim_buf_set_name(buf, name_for(purpose))
  vim.bo[buf].buftype, vim.bo[buf].bufhidden, vim.bo[buf].swapfile = 'acwrite', 'wipe', false
  local text = kept and kept.text or opts.text or ''
  api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(text, '\n', { plain = true }))
  -- An unsent text counts as changed, so that `:x` and ZZ send it too.
  vim.bo[buf].modified = kept ~= nil
  open[buf] = session
  listen(session)

  local config = require('restante.config').get().compose
  local beside = config.split == 'left' or config.split == 'right'
  local from = vim.fn.bufwinid(opts.source or -1)
  if from == -1 then from = vim.fn.win_getid(vim.fn.winnr('#')) end
  if api.nvim_win_get_config(0).relative == '' or from == 0 then from = api.nvim_get_current_win() end
  api.nvim_open_win(buf, true, {
    split = config.split,
    win = from,
    width = beside and config.width or nil,
    height = not beside and config.height or nil,
  })
  vim.bo[buf].filetype = 'markdown'
  local options = { wrap = true, linebreak = true, number = false, relativenumber = false, signcolumn = 'auto', spell = vim.wo.spell }
  for option, value in pairs(options) do
    api.nvim_set_option_value(option, value, { scope = 'local', win = 0 })
  end
  label(session)
  if kept then
    local last = api.nvim_buf_line_count(buf)
    api.nvim_win_set_cursor(0, { last, #(api.nvim_buf_get_lines(buf, -2, -1, false)[1] or '') })
  end
  return session
end

--- The open buffer about the same thing.
---@param purpose restante.Purpose
---@param kept restante.Kept?
---@return restante.Compose?
local function already_open(purpose, kept)
  for _, session in pairs(open) do
    local other = session.writing.purpose
    local same = kept and kept.draft and session.writing.draft and kept.draft.id == session.writing.draft.id
    same = same or (kept and kept.path and kept.path == session.writing.path)
    if not kept then
      same = other.kind == purpose.kind
        and other.threadId == purpose.threadId
        and other.commentId == purpose.commentId
        and vim.deep_equal(other.range, purpose.range)
        and other.uri == purpose.uri
    end
    if same then return session end
  end
end

--- The unsent texts about a place. They are waited for, since what is typed next is meant for the window that opens;
--- when the daemon keeps one waiting they are only mentioned later.
---@param purpose restante.Purpose
---@return restante.Kept[]
local function look(purpose)
  local function of_nobody(all)
    return vim.tbl_filter(function(each) return already_open(purpose, each) == nil end, all)
  end
  local found ---@type restante.Kept[]?
  drafts.find(purpose, function(all) found = all end, {
    deadline_ms = look_deadline_ms,
    late = function(all)
      if #of_nobody(all) > 0 then ui.info('there is an unsent draft of this place, too: :Restante drafts') end
    end,
  })
  vim.wait(look_deadline_ms + 100, function() return found ~= nil end, 5)
  return of_nobody(found or {})
end

--- Begins to write, or goes on with a draft about the same place when the reader wants to. Unless there is something to
--- ask, the window is there when this returns.
---@param purpose restante.Purpose
---@param opts restante.ComposeOptions
---@param kept restante.Kept? go on with this one, unasked
function M.open(purpose, opts, kept)
  local there = already_open(purpose, kept)
  if there then
    local win = vim.fn.bufwinid(there.buf)
    if win ~= -1 then return api.nvim_set_current_win(win) end
    return vim.cmd.sbuffer(there.buf)
  end
  local offer = not kept and require('restante.config').get().drafts.offer
  local found = offer and look(purpose) or {}
  if #found == 0 then return start(purpose, opts, kept) end
  local items = vim.list_extend(vim.list_slice(found), { false })
  vim.ui.select(items, {
    prompt = 'There is an unsent draft here',
    kind = 'restante.draft',
    ---@param item restante.Kept|false
    format_item = function(item)
      if not item then return 'Begin anew (the draft is kept)' end
      return ('Go on with the draft of %s: %s'):format(labels.date(item.updatedAt), labels.first_line(item.text))
    end,
  }, function(choice)
    if choice ~= nil then start(purpose, opts, choice or nil) end
  end)
end

--- The session of a buffer, for tests and the menu.
---@param buf integer
---@return restante.Compose?
function M.session(buf) return open[buf] end

--- Keeps every open text and waits a moment for the daemon to have them.
local function leave()
  local waiting = 0
  for _, session in ipairs(vim.list_extend(vim.tbl_values(open), vim.tbl_keys(parting))) do
    waiting = waiting + 1
    keep(session, function() waiting = waiting - 1 end)
  end
  if waiting > 0 then vim.wait(leave_deadline_ms, function() return waiting == 0 end, 5) end
end

api.nvim_create_autocmd('VimLeavePre', {
  group = api.nvim_create_augroup('restante.compose', { clear = true }),
  desc = 'restante: keep unsent texts',
  callback = leave,
})

return M
