-- What the daemon knows about a thread's place: asked for by whoever shows it, and shown as it is.
local M = {}

local api = vim.api
local ui = require('restante.ui')

--- Asks, placing the thread in the text as it is in its buffer; a failure is told.
---@param subject restante.Subject
---@param callback fun(known: restante.ThreadExplainResult)
function M.ask(subject, callback)
  local buf = subject.source
  local params = { threadId = subject.thread.id, root = vim.fs.root(0, '.git') or vim.uv.cwd() }
  if buf and api.nvim_buf_is_valid(buf) then
    params = { threadId = subject.thread.id, textDocument = { uri = vim.uri_from_bufnr(buf) } }
  else
    buf = nil
  end
  require('restante.client').request(require('restante.protocol').method.thread_explain, params, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    callback(result)
  end, { buf = buf })
end

--- Tells why a thread is where it is.
---@param subject restante.Subject
function M.show(subject)
  M.ask(subject, function(known) ui.lines(require('restante.places').explanation(known)) end)
end

return M
