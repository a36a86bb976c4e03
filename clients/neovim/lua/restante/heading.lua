-- The line above a text that is being written: what this is, what to press, and what went wrong. It stays, where a
-- message would be gone with the next key.
local M = {}

local api = vim.api
local drafts = require('restante.drafts')
local sessions = require('restante.sessions')
local ui = require('restante.ui')

--- What is told when the thread has an earlier version of the text.
---@param session restante.Compose
---@return string
function M.overtaken_note(session)
  local kind = session.writing.purpose.kind
  local as = kind == 'edit' and 'a further edit' or kind == 'reply' and 'a further comment' or 'a thread of its own'
  if kind == 'edit' and session.original then
    -- What the next `:w` takes the place of.
    local now = require('restante.labels').first_line(session.original, 40)
    local note = 'an earlier version was sent, the comment is "%s" now; what is here is kept as a draft of its own; :w sends it as %s'
    return note:format(now, as)
  end
  return ('an earlier version was sent (see the thread); what is here now is kept as a draft of its own; :w sends it as %s'):format(as)
end

--- Writes it anew, in every window that shows the text.
---@param session restante.Compose
function M.show(session)
  local note = session.note or ':w sends, :q! keeps it as a draft'
  if session.overtaken then note = M.overtaken_note(session) end
  if session.writing.lost then
    local next_step = session.lost_note or ':w keeps it as a draft, :Restante thread new begins it at other lines'
    note = 'its lines are not there any more; ' .. next_step
  end
  if session.unkept then
    note = ('%s kept: %s'):format(session.failure and 'NOT SENT and NOT' or 'NOT', session.unkept)
  elseif session.failure then
    local kept = { daemon = ' (kept as a draft)', file = ' (kept in a file of this Neovim)' }
    note = 'NOT SENT: ' .. ui.explain(session.failure) .. (kept[drafts.where(session.writing, sessions.draft_of(session))] or '')
  end
  if session.writing.forked then note = note .. '; another editor changed or sent the draft, this is a copy' end
  local bar = ('%%#RestanteHint# %s: %s%%<'):format(session.what:gsub('%%', '%%%%'), (note:gsub('%%', '%%%%')))
  for _, win in ipairs(vim.fn.win_findbuf(session.buf)) do
    api.nvim_set_option_value('winbar', bar, { scope = 'local', win = win })
  end
end

return M
