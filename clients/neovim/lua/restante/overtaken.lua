-- An earlier version of a text was sent: by this Neovim, though nobody answered in time, or by another editor that has
-- the same draft. What was typed since goes on as a draft of its own; of what, is found out here.
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
function M.go_on(session)
  drafts.renew(session.writing)
  session.failure, session.overtaken = nil, true
  session.what = labels.draft(session.writing.purpose)
  keeping.keep(session)
  heading.show(session)
  ui.warn(('%s: %s'):format(session.what, heading.overtaken_note(session)))
end

--- What is written goes on as a comment in the thread.
---@param session restante.Compose
---@param thread restante.Thread
function M.in_thread(session, thread) session.writing.purpose = { kind = 'reply', threadId = thread.id } end

--- What is written goes on from what the comment is now.
---@param session restante.Compose
---@param thread restante.Thread
function M.from_newest(session, thread)
  local purpose = session.writing.purpose
  for _, comment in ipairs(thread.comments) do
    if comment.id == purpose.commentId then
      purpose.base, session.original = comment.version, comment.text
    end
  end
end

--- The threads that a draft may have been sent as, newest first. The daemon says that it was sent, not as what; but that
--- is one of the reader's own in that file, and younger than the draft.
---@param session restante.Compose
---@param draft string its id
---@param callback fun(failure: restante.Failure?, threads: restante.Thread[]?)
local function find_threads(session, draft, callback)
  local params = { textDocument = { uri = session.writing.purpose.uri }, state = 'all' }
  require('restante.client').request(method.threads, params, function(failure, result)
    if failure then return callback(failure) end
    local since = require('restante.ids').time(draft)
    local found = vim.tbl_filter(function(thread) return thread.opener.me and thread.openedAt >= since end, result.threads)
    table.sort(found, function(a, b) return a.id > b.id end)
    callback(nil, found)
  end, { buf = session.source })
end

--- Asks what to send a text as. Before it is answered nothing is changed, and `:w` asks again.
---@param session restante.Compose
---@param threads restante.Thread[]
local function ask(session, threads)
  vim.ui.select(vim.list_extend(threads, { false }), {
    prompt = 'An earlier version of this text was sent. Send what is here as',
    kind = 'restante.thread',
    ---@param thread restante.Thread|false
    format_item = function(thread) return thread and 'A comment to ' .. labels.in_list(thread) or 'Another thread' end,
  }, function(thread)
    if thread == nil or sessions.open[session.buf] ~= session then return end
    if thread then M.in_thread(session, thread) end
    M.go_on(session)
  end)
end

--- The daemon refused a text, since another one of the same draft was sent. What there is now is sent by the next `:w`,
--- when the reader was told as what.
---@param session restante.Compose
---@param draft string the id that it was to be sent as
---@param refusal restante.Failure
function M.refused(session, draft, refusal)
  local purpose = session.writing.purpose
  if purpose.kind == 'reply' then return M.go_on(session) end
  session.sending = true
  local function found_out()
    session.sending = false
    return sessions.open[session.buf] == session
  end
  if purpose.kind == 'edit' then
    return require('restante.client').request(method.thread, { threadId = purpose.threadId }, function(_, result)
      if not found_out() then return end
      -- Not known, it stays an edit of an older version, which the thread shows as "also edited".
      if result then M.from_newest(session, result.thread) end
      M.go_on(session)
    end)
  end
  find_threads(session, draft, function(failure, threads)
    if not found_out() then return end
    if threads and #threads == 1 then
      M.in_thread(session, threads[1])
      return M.go_on(session)
    end
    session.failure = failure or refusal
    heading.show(session)
    if failure then return ui.warn(('%s was not sent: %s'):format(session.what, ui.explain(failure))) end
    ask(session, threads)
  end)
end

return M
