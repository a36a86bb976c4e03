-- What the daemon says by itself, handed to who shows it. Silent by design.
local M = {}

--- The threads of an open document.
---@param _ any
---@param params restante.PublishThreadsParams
function M.publish_threads(_, params)
  local ok = require('restante.protocol').validate('PublishThreadsParams', params)
  if not ok then return end
  local buf = vim.uri_to_bufnr(params.uri)
  if not vim.api.nvim_buf_is_loaded(buf) then return end
  require('restante.marks').publish(buf, params)
end

--- Counts and the state of sync.
---@param _ any
---@param params restante.StatusResult
function M.did_change_status(_, params)
  local ok = require('restante.protocol').validate('StatusResult', params)
  if ok then require('restante.status').changed(params) end
end

--- A line for the log; never for the screen.
---@param _ any
---@param params restante.LogMessageParams
function M.log_message(_, params)
  local log = require('vim.lsp.log')
  local write = params.type == 1 and log.error or params.type == 2 and log.warn or log.info
  write('restante', params.message)
end

--- What the daemon's lenses and code actions name, for those who switch them on.
---@type table<string, fun(command: table, context: table)>
M.commands = {
  ['restante.showThreads'] = function() require('restante.commands').run_words({ 'thread', 'show' }) end,
  ['restante.thread.new'] = function() require('restante.commands').run_words({ 'thread', 'new' }) end,
}

return M
