-- What statuslines may show: b:restante_status, b:restante_status_dict and the event User RestanteUpdate.
local M = {}

local api = vim.api
local last ---@type restante.StatusResult?

---@class restante.BufferStatus
---@field open integer
---@field resolved integer
---@field orphaned integer
---@field pending integer threads of which something is not sent yet, or was refused

---@param buf integer?
---@return integer
local function resolve(buf) return (buf == nil or buf == 0) and api.nvim_get_current_buf() or buf --[[@as integer]] end

--- Writes a buffer's counts where statuslines look, and says so.
---@param buf integer
---@param threads restante.Thread[]
function M.update(buf, threads)
  local counts = { open = 0, resolved = 0, orphaned = 0, pending = 0 } ---@type restante.BufferStatus
  for _, thread in ipairs(threads) do
    local state = thread.state == 'resolved' and 'resolved' or 'open'
    counts[state] = counts[state] + 1
    if require('restante.places').is_orphaned(thread) then counts.orphaned = counts.orphaned + 1 end
    if thread.sync == 'pending' or thread.sync == 'rejected' then counts.pending = counts.pending + 1 end
  end
  vim.b[buf].restante_status = counts.open > 0 and require('restante.labels').count(counts.open, 'thread') or ''
  vim.b[buf].restante_status_dict = counts
  M.announce({ buf = buf })
end

--- Says that what statuslines show may have changed; Neovim draws them again only when asked.
---@param data table
function M.announce(data)
  vim.cmd('redrawstatus!')
  api.nvim_exec_autocmds('User', { pattern = 'RestanteUpdate', modeline = false, data = data })
end

--- The daemon's own state changed.
---@param status restante.StatusResult
function M.changed(status)
  last = status
  require('restante.damage').tell(status.damage)
  require('restante.float').refresh_unplaced()
  require('restante.on_disk').ask_all()
  M.announce({})
end

--- What the daemon said last.
---@return restante.StatusResult?
function M.last() return last end

--- What a person may want to do something about, in a word.
---@return string?
local function trouble()
  local phases, refused, first = {}, 0, false
  for _, space in ipairs(last and last.spaces or {}) do
    phases[space.phase] = true
    refused = refused + space.rejected
    first = first or space.received ~= nil
  end
  if refused > 0 then return ('%d refused'):format(refused) end
  if phases.needsLogin then return 'log in' end
  if phases.error then return 'hub error' end
  if phases.offline then return 'offline' end
  if first then return 'first sync' end
end

--- `2 threads · offline`; empty when there is nothing to say.
---@param buf integer?
---@return string
function M.text(buf)
  buf = resolve(buf)
  local words = {}
  local own = vim.b[buf].restante_status
  if own == nil then return '' end
  if own ~= '' then words[1] = own end
  words[#words + 1] = trouble()
  return table.concat(words, ' · ')
end

return M
