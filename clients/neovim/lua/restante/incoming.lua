-- What the daemon says by itself, handed to who shows it. Silent by design.
local M = {}

--- What takes a message about an open document.
---@param type string of its parameters
---@param take fun(buf: integer, params: any)
---@return lsp.Handler
local function of_document(type, take)
  return function(_, params)
    local ok = require('restante.protocol').validate(type, params)
    if not ok then return end
    local buf = vim.uri_to_bufnr(params.uri)
    if vim.api.nvim_buf_is_loaded(buf) then take(buf, params) end
  end
end

--- The threads of an open document.
M.publish_threads = of_document('PublishThreadsParams', function(buf, params)
  require('restante.marks').publish(buf, params)
end)

--- The decisions in an open document.
M.publish_decisions = of_document('PublishDecisionsParams', function(buf, params)
  require('restante.decision_marks').publish(buf, params)
end)

--- Hints about decisions in an open document.
M.publish_diagnostics = of_document('PublishDiagnosticsParams', function(buf, params)
  require('restante.hints').publish(buf, params.diagnostics)
end)

--- A part of an answer to "why".
---@param _ any
---@param params restante.WhySoFarParams
function M.why_so_far(_, params)
  local ok = require('restante.protocol').validate('WhySoFarParams', params)
  if ok then require('restante.why').so_far(params) end
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
  ['restante.why'] = function() require('restante.commands').run_words({ 'why' }) end,
  ['restante.thread.new'] = function() require('restante.commands').run_words({ 'thread', 'new' }) end,
}

return M
