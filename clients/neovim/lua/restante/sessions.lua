-- The texts that are being written: what each says now, where the lines are that it is about, and which are open. Who
-- shows, keeps and sends them all work on these.
local M = {}

local api = vim.api
local target = require('restante.target')

---@class restante.Compose
---@field buf integer
---@field name string its buffer's
---@field writing restante.Writing
---@field what string for people
---@field source? integer the file's buffer, for what is about lines
---@field mark? integer its lines there, unless they are lost
---@field aimed_at_nothing? boolean it is about an empty line
---@field group? integer the autocommands that have the lines followed
---@field told? table who is told of edits of the lines: another one for each time that the file is read
---@field unloaded? string what was in its buffer when that was unloaded, which is before it is read again
---@field last string what was in its buffer when that was looked at last
---@field original? string the text that is edited, or was sent
---@field inside boolean the cursor is in it
---@field sending boolean
---@field failure? restante.Failure why it was not sent
---@field unkept? string why what was typed is neither with the daemon nor in a file
---@field overtaken? boolean an earlier version of it was sent
---@field due table<string, true> what is to be done soon
---@field note? string what to press, where that is not as usual
---@field lost_note? string what to press when its lines are gone, where that is not as usual
---@field sent? fun(thread: restante.Thread?)

local open = {} ---@type table<integer, restante.Compose>
M.open = open -- by buffer, until it is sent or its buffer is gone

--- The thread that the text in a buffer is to be part of.
---@param buf integer
---@return string? id none where there is no text, or it is to be a thread of its own
function M.thread_of(buf) return open[buf] and open[buf].writing.purpose.threadId end

---@param session restante.Compose
---@return string
function M.raw_text_of(session)
  if session.unloaded then return session.unloaded end
  -- A deadly signal has every buffer emptied before anybody is told that Neovim ends: that throws no text away.
  if api.nvim_buf_is_loaded(session.buf) then
    session.last = table.concat(api.nvim_buf_get_lines(session.buf, 0, -1, false), '\n')
  end
  return session.last
end

---@param session restante.Compose
---@return string
function M.text_of(session)
  local text = M.raw_text_of(session)
  return text:match('%S') and text or ''
end

--- What the comment that an edit is about is in a thread now.
---@param session restante.Compose
---@param thread restante.Thread
---@return restante.Comment?
function M.comment_in(session, thread)
  for _, comment in ipairs(thread.comments) do
    if comment.id == session.writing.purpose.commentId then return comment end
  end
end

--- The text as it is to be kept; an edit that changed nothing is no draft.
---@param session restante.Compose
---@return string
function M.draft_of(session)
  local text = M.text_of(session)
  target.follow(session)
  return text ~= session.original and text or ''
end

--- Does something after a while, once however often it is asked for meanwhile.
---@param session restante.Compose
---@param what string
---@param after_ms integer
---@param act fun(session: restante.Compose)
function M.soon(session, what, after_ms, act)
  if session.due[what] then return end
  session.due[what] = true
  vim.defer_fn(function()
    session.due[what] = nil
    if open[session.buf] == session then act(session) end
  end, after_ms)
end

--- Forgets a buffer that is gone or about to go.
---@param session restante.Compose
function M.forget(session)
  open[session.buf] = nil
  target.forget(session)
end

return M
