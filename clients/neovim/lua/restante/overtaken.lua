-- An earlier version of a text was sent: by this Neovim, though nobody answered in time, or by another editor that has
-- the same draft. What was typed since goes on as a draft of its own, and in the thread that is there now.
local M = {}

local drafts = require('restante.drafts')
local heading = require('restante.heading')
local keeping = require('restante.keeping')
local labels = require('restante.labels')
local sessions = require('restante.sessions')
local ui = require('restante.ui')
local method = require('restante.protocol').method

--- What was typed since is another draft, and the reader is told.
---@param session restante.Compose
---@param thread string? the id of the thread that the earlier version is in, where that is news
function M.go_on(session, thread)
  local writing = session.writing
  -- A save that was told has begun the other draft already.
  if not writing.sent_in then drafts.renew(writing, thread) end
  writing.sent_in = nil
  session.failure, session.overtaken = nil, true
  session.what = labels.draft(writing.purpose)
  keeping.keep(session)
  heading.show(session)
  ui.warn(('%s: %s'):format(session.what, heading.overtaken_note(session)))
end

--- Does something about a text that must not be sent before it is done.
---@param session restante.Compose
---@param ask fun(callback: fun(failure: restante.Failure?, result: any))
---@param callback fun(failure: restante.Failure?, result: any)
local function before_sending(session, ask, callback)
  session.sending = true
  ask(function(failure, result)
    session.sending = false
    if sessions.open[session.buf] == session then callback(failure, result) end
  end)
end

--- An edit goes on from what the comment is now.
---@param session restante.Compose
---@param thread restante.Thread
local function from_newest(session, thread)
  local now = sessions.comment_in(session, thread)
  if now then
    session.writing.purpose.base, session.original = now.version, now.text
  end
end

--- It was found out not from the answer to what this Neovim sent, so of an edit it has to be asked what the comment is.
---@param session restante.Compose
function M.found_out(session)
  local purpose = session.writing.purpose
  if purpose.kind ~= 'edit' then return M.go_on(session) end
  before_sending(session, function(callback)
    require('restante.client').request(method.thread, { threadId = purpose.threadId }, callback)
  end, function(_, result)
    -- Not known, it stays an edit of an older version, which the thread shows as "also edited".
    if result then from_newest(session, result.thread) end
    M.go_on(session)
  end)
end

--- A text was not sent, since another one of the same draft was. What there is now is sent by the next `:w`, when the
--- reader was told as what.
---@param session restante.Compose
---@param draft string? the id as which the daemon refused it
---@param refusal restante.Failure
function M.refused(session, draft, refusal)
  local writing = session.writing
  if not draft or writing.purpose.kind ~= 'newThread' then return M.found_out(session) end
  before_sending(session, function(callback)
    drafts.where_sent(writing, draft, sessions.text_of(session), callback)
  end, function(failure, thread)
    if thread or writing.sent_in then return M.go_on(session, thread) end
    session.failure = failure or refusal
    heading.show(session)
    ui.warn(('%s was not sent: %s'):format(session.what, ui.explain(session.failure)))
  end)
end

return M
