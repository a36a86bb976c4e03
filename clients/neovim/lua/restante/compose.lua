-- Beginning to write, or going on: what was not sent stays, so the text may be open already, or there may be a draft of
-- it to choose.
local M = {}

local api = vim.api
local drafts = require('restante.drafts')
local labels = require('restante.labels')
local sessions = require('restante.sessions')
local ui = require('restante.ui')
local window = require('restante.window')

local look_deadline_ms = 500

--- The open buffer about the same thing.
---@param purpose restante.Purpose
---@param kept restante.Kept?
---@return restante.Compose?
local function already_open(purpose, kept)
  for _, session in pairs(sessions.open) do
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

--- The lines that an open text had lost are there again.
---@param session restante.Compose
---@param purpose restante.Purpose
---@param opts restante.ComposeOptions
local function find_again(session, purpose, opts)
  session.writing.purpose, session.source = purpose, opts.source
  require('restante.target').aim(session, opts.span)
end

--- Begins to write, or goes on with a draft about the same place when the reader wants to. Unless there is something to
--- ask, the window is there when this returns.
---@param purpose restante.Purpose
---@param opts restante.ComposeOptions
---@param kept restante.Kept? go on with this one, unasked
function M.open(purpose, opts, kept)
  local there = already_open(purpose, kept)
  if there then
    if there.writing.lost and kept and opts.span then find_again(there, purpose, opts) end
    local win = vim.fn.bufwinid(there.buf)
    if win ~= -1 then return api.nvim_set_current_win(win) end
    return vim.cmd.sbuffer(there.buf)
  end
  local offer = not kept and require('restante.config').get().drafts.offer
  local found = offer and look(purpose) or {}
  if #found == 0 then return window.start(purpose, opts, kept) end
  local items = vim.list_extend(vim.list_slice(found), { false })
  ui.select(items, {
    prompt = 'There is an unsent draft here',
    kind = 'restante.draft',
    ---@param item restante.Kept|false
    format_item = function(item)
      if not item then return 'Begin anew (the draft is kept)' end
      local begin = 'Go on with the draft of %s%s: '
      return labels.with_text(begin:format(labels.date(item.updatedAt), labels.lost(item)), item.text)
    end,
  }, function(choice)
    if choice == nil then return end
    if not choice then return window.start(purpose, opts) end
    -- It stays about what it was begun on: its own lines, and the version of the comment that it was typed on.
    local about = choice.purpose
    about.base = about.base or purpose.base
    if opts.source then opts.span = require('restante.about').find(opts.source, choice) end
    window.start(about, opts, choice)
  end)
end

return M
