-- When what is typed is handed to the drafts: while one types, when the cursor leaves, when the buffer goes and when
-- Neovim does. And what is told when they cannot keep it, since then only its buffer has it.
local M = {}

local api = vim.api
local drafts = require('restante.drafts')
local heading = require('restante.heading')
local sessions = require('restante.sessions')
local ui = require('restante.ui')

local retry_ms = 2000
local leave_deadline_ms = 1000

local open = sessions.open
local parting = {} ---@type table<restante.Compose, true> whose buffers are gone while their texts are safe nowhere yet

--- Tells when a text is safe nowhere, and when it is safe again.
---@param session restante.Compose
---@param failure restante.Failure?
---@param quiet boolean? only in the heading
function M.check_kept(session, failure, quiet)
  local was, writing = session.unkept, session.writing
  local safe = writing.closed or drafts.where(writing, sessions.draft_of(session)) ~= nil
  if not safe and not failure then return end -- typed since; it is saved soon
  session.unkept = not safe and ('%s; %s'):format(ui.explain(failure), writing.not_in_file or 'in no file') or nil
  if session.unkept == was then return end
  heading.show(session)
  if was or not session.unkept or session.sending or quiet then return end
  local text = ('%s is NOT kept: %s'):format(session.what, session.unkept)
  -- Where a buffer is unloaded no window opens to tell it in.
  vim.schedule(function() ui.warn(text) end)
end

--- Keeps the text.
---@param session restante.Compose
---@param callback fun(failure: restante.Failure?)?
function M.keep(session, callback)
  local was_forked = session.writing.forked
  drafts.save(session.writing, sessions.draft_of(session), function(failure)
    if open[session.buf] == session then
      if session.writing.forked ~= was_forked then heading.show(session) end
      M.check_kept(session, failure)
      -- What is being sent tells it itself.
      if session.writing.sent_in and not session.sending then require('restante.overtaken').found_out(session) end
    end
    -- Whatever it was, it may pass without another key being pressed.
    if failure then
      sessions.soon(session, 'retry', retry_ms, function()
        if not session.writing.saving and not session.sending then M.keep(session) end
      end)
    end
    if callback then callback(failure) end
  end)
end

--- Something was typed. No save that is due is put off by more of it: a Neovim that is killed runs no autocommand, so
--- what it leaves behind is what was written before.
---@param session restante.Compose
function M.keep_soon(session)
  local config = require('restante.config').get().drafts
  sessions.soon(session, 'file', config.file_ms, function() drafts.jot(session.writing, sessions.draft_of(session)) end)
  sessions.soon(session, 'daemon', config.daemon_ms, M.keep)
end

--- A buffer is gone; its text must be somewhere.
---@param session restante.Compose
---@param rescue fun(failure: restante.Failure) when it is nowhere
function M.part(session, rescue)
  local text = sessions.draft_of(session)
  if drafts.where(session.writing, text) then return end
  parting[session] = true
  drafts.save(session.writing, text, function(failure)
    if not failure or drafts.where(session.writing, text) then
      parting[session] = nil
      return
    end
    vim.schedule(function()
      parting[session] = nil
      rescue(failure)
    end)
  end)
end

--- Keeps every open text and waits a moment for the daemon to have them. What is safe nowhere then is left where there is
--- room: nobody can be told any more.
local function leave()
  local waiting, all = 0, vim.list_extend(vim.tbl_values(open), vim.tbl_keys(parting))
  for _, session in ipairs(all) do
    waiting = waiting + 1
    M.keep(session, function() waiting = waiting - 1 end)
  end
  if waiting > 0 then vim.wait(leave_deadline_ms, function() return waiting == 0 end, 5) end
  for _, session in ipairs(all) do
    local text = sessions.draft_of(session)
    if not session.writing.closed and not drafts.where(session.writing, text) then require('restante.draft_files').strand(session.writing, text) end
  end
end

api.nvim_create_autocmd('VimLeavePre', {
  group = api.nvim_create_augroup('restante.compose', { clear = true }),
  desc = 'restante: keep unsent texts',
  callback = leave,
})

return M
