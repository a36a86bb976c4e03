-- Sending what was written. It waits for the daemon, which answers when the text is on this machine's disk, never for a
-- hub. Meanwhile one may type on and the daemon may end: a text is sent once, and what was typed since stays.
local M = {}

local api = vim.api
local drafts = require('restante.drafts')
local heading = require('restante.heading')
local keeping = require('restante.keeping')
local overtaken = require('restante.overtaken')
local sessions = require('restante.sessions')
local target = require('restante.target')
local ui = require('restante.ui')
local method = require('restante.protocol').method

local send_deadline_ms = 12000
local retry_ms = 2000

local open = sessions.open

---@param session restante.Compose
---@param thread restante.Thread
local function close(session, thread)
  sessions.forget(session)
  drafts.finish(session.writing)
  if api.nvim_buf_is_valid(session.buf) then
    for _, win in ipairs(vim.fn.win_findbuf(session.buf)) do
      if not pcall(api.nvim_win_close, win, true) and session.source and api.nvim_buf_is_valid(session.source) then
        api.nvim_win_set_buf(win, session.source)
      end
    end
    pcall(api.nvim_buf_delete, session.buf, { force = true })
  end
  if session.sent then session.sent(thread) end
end

--- No window closes under anybody's fingers.
---@param session restante.Compose
---@return boolean
local function is_typed_in(session)
  return api.nvim_get_current_buf() == session.buf and vim.startswith(api.nvim_get_mode().mode, 'i')
end

--- Closes after success, unless somebody types on.
---@param session restante.Compose
---@param text string
---@param thread restante.Thread
local function close_or_go_on(session, text, thread)
  if open[session.buf] == session then
    if sessions.text_of(session) ~= text then return overtaken.go_on(session) end
    if is_typed_in(session) then
      return sessions.soon(session, 'close', retry_ms, function() close_or_go_on(session, text, thread) end)
    end
  end
  close(session, thread)
end

--- A text was sent. The buffer closes, unless there is more in it by now.
---@param session restante.Compose
---@param text string
---@param thread restante.Thread
---@param id string what its draft was called here
local function sent(session, text, thread, id)
  local more, writing = sessions.text_of(session) ~= text, session.writing
  local begun = writing.id ~= id -- a save was told that it is sent, and has begun another draft
  if begun and more and not writing.sent_in then return end -- and the reader was told
  local now = sessions.comment_in(session, thread)
  -- Unless somebody has edited it since.
  if now and now.text == text then writing.purpose.base = now.version end
  session.original = text
  -- What is left to say belongs to what was said.
  if more then return overtaken.go_on(session, thread.id) end
  -- The daemon took the draft away with what was sent; what we saved as it since goes, too.
  drafts.renew(writing, thread.id)
  vim.bo[session.buf].modified = false
  -- `:wq` closes the window itself, so ours comes after it; and keys that waited for the write are typed before it.
  vim.schedule(function() close_or_go_on(session, text, thread) end)
end

--- A text was sent after its sender was told that nobody answers.
---@param session restante.Compose
---@param text string
---@param thread restante.Thread
---@param id string what its draft was called here
local function sent_late(session, text, thread, id)
  -- What is being sent now will find out; and asked twice, it is told twice.
  if session.sending or text == session.original then return end
  if not is_typed_in(session) or sessions.text_of(session) ~= text then return sent(session, text, thread, id) end
  sessions.soon(session, 'close', retry_ms, function() sent_late(session, text, thread, id) end)
end

--- Sends a text that the daemon has as a draft. Done twice it is sent once: the daemon knows the drafts that were sent.
--- So what became a copy is sent under the name of the draft that it is of: that may have been sent elsewhere.
---@param session restante.Compose
---@param text string
---@param draft string its id
---@param callback restante.Answer
local function deliver(session, text, draft, callback)
  local client = require('restante.client')
  local purpose, id = session.writing.purpose, session.writing.id
  ---@type restante.RequestOptions
  local opts = {
    late = function(result)
      if open[session.buf] == session then sent_late(session, text, result.thread, id) end
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
  local range = target.now(session, client.encoding())
  if not range then
    return callback({ errc = 'not_found', message = 'the file is not open any more', hint = 'open it with :Restante drafts' })
  end
  local problem = require('restante.on_disk').problem(session.source)
  if problem then return callback(problem) end
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
---@param callback fun(failure: restante.Failure?, result: any, draft: string?) draft: as which it was sent
local function send(session, text, callback)
  if text == '' then return callback({ errc = 'invalid_argument', message = 'there is nothing to send yet' }) end
  if text == session.original then return callback({ errc = 'invalid_argument', message = 'the text is as it was' }) end
  local draft ---@type string?
  require('restante.client').until_answered(function(answer)
    local function kept(not_kept)
      -- A save was told that an earlier version is sent. What this is to be now, the reader is to know first.
      if session.writing.sent_in then return answer({ errc = 'already_exists', message = 'an earlier version was sent' }) end
      if not_kept then return answer(not_kept) end
      draft = draft or drafts.name(session.writing)
      if not draft then return answer({ errc = 'cancelled', message = 'the text was emptied meanwhile' }) end
      deliver(session, text, draft, answer)
    end
    -- Kept once: what is typed while this is sent belongs to another draft.
    if draft then return kept() end
    keeping.keep(session, kept)
  end, function(failure, result) callback(failure, result, draft) end)
end

--- Keeps a text whose lines are gone, since it would be about whatever is there now, and tells what can be done.
---@param session restante.Compose
local function keep_only(session)
  local text, done = sessions.text_of(session), false
  session.sending = true
  keeping.keep(session, function() done = true end)
  vim.wait(send_deadline_ms, function() return done end, 5)
  session.sending = false
  if open[session.buf] ~= session then return end
  -- It was sent when its lines were there still, and what is left belongs to that thread.
  if session.writing.sent_in then return overtaken.found_out(session) end
  local why = 'the lines that it is about are not there any more'
  if session.unkept then return ui.warn(('%s was neither sent nor kept: %s; %s'):format(session.what, why, session.unkept)) end
  if sessions.text_of(session) == text then vim.bo[session.buf].modified = false end
  local next_step = ':Restante thread new at other lines, with this text, begins it there; :Restante! drafts throws this one away'
  ui.info(('%s is kept as a draft, not sent: %s (%s)'):format(session.what, why, next_step))
end

--- `:w` in the buffer.
---@param session restante.Compose
function M.write(session)
  -- `:wall` from another window, 'autowrite' and the like do not send a text that is half typed.
  if not session.inside then return ui.warn(session.what .. ' was not sent: write it from its own window') end
  if session.sending then return ui.warn(session.what .. ' is being sent') end
  target.follow(session)
  if session.writing.lost and sessions.text_of(session) ~= '' then return keep_only(session) end
  session.sending = true
  local text, id = sessions.text_of(session), session.writing.id
  local waiting, done = true, false
  local thread ---@type restante.Thread?
  local refused ---@type fun()?
  send(session, text, function(failure, result, draft)
    done = true
    local told = session.writing.sent_in ~= nil
    if failure and (told or failure.errc == 'already_exists' and draft) then
      refused = function()
        -- Not before: a save that ends meanwhile would tell it, too.
        session.sending = false
        if open[session.buf] == session then overtaken.refused(session, not told and draft or nil, failure) end
      end
      if not waiting then refused() end
      return
    end
    session.sending = false
    if open[session.buf] ~= session then return end
    session.failure = failure
    thread = result and result.thread
    if failure then
      heading.show(session)
      local how, why = 'not sent', ui.explain(failure)
      -- What kept it from being sent is among the reasons.
      if session.unkept then
        how, why = 'neither sent nor kept', session.unkept
      end
      ui.warn(('%s was %s: %s'):format(session.what, how, why))
    elseif not waiting then
      sent(session, text, thread, id)
    end
  end)
  vim.wait(send_deadline_ms, function() return done end, 5)
  waiting = false
  if not done then return ui.warn(session.what .. ' is still being sent') end
  -- Not before the waiting is over: what is scheduled there would run inside this write, and `:wq` is not done yet.
  if refused then return refused() end
  if thread and open[session.buf] == session then sent(session, text, thread, id) end
end

return M
