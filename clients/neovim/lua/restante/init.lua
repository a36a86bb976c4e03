-- The plugin's Lua API. Nothing here needs to be called: :Restante works without setup().
local M = {}

--- Settings; the same may be given as vim.g.restante.
---@param opts table? see |restante-config|
function M.setup(opts)
  require('restante.config').set(opts)
  require('restante.marks').refresh_all()
end

--- What the statusline may show for a buffer, such as `2 threads · offline`; empty when there is nothing to say.
---@param buf integer? default: the current one
---@return string
function M.status(buf) return require('restante.status').text(buf) end

--- The threads of a buffer, as the daemon published them last.
---@param buf integer? default: the current one
---@return restante.Thread[]
function M.threads(buf)
  buf = (buf == nil or buf == 0) and vim.api.nvim_get_current_buf() or buf
  return vim.deepcopy(require('restante.marks').threads(buf))
end

--- The decisions that the daemon published for a buffer: those of some of its lines, and those of all of it.
---@param buf integer? default: the current one
---@return { marks: restante.DecisionMark[], whole: restante.DecisionBrief[] }
function M.decisions(buf)
  buf = (buf == nil or buf == 0) and vim.api.nvim_get_current_buf() or buf
  return vim.deepcopy(require('restante.decision_marks').published(buf))
end

--- Runs a sub-command, as `:Restante` would: `require('restante').run('thread', 'show')`.
---@param ... string
function M.run(...) require('restante.commands').run({ fargs = { ... }, range = 0, line1 = 0, line2 = 0, bang = false }) end

---@param opts { first?: integer, last?: integer }? 1-based lines; default: the cursor's
---@return restante.Span
local function span_of(opts)
  local first = opts and opts.first or vim.api.nvim_win_get_cursor(0)[1]
  return require('restante.ranges').of_lines(0, first, opts and opts.last or first)
end

--- Opens a buffer to write a new thread about some lines.
---@param opts { first?: integer, last?: integer }? 1-based lines; default: the cursor's
function M.thread_new(opts) require('restante.actions').thread_new(span_of(opts)) end

--- Shows why some lines are so.
---@param opts { first?: integer, last?: integer, at?: string }? as above; at: a commit, branch or tag
function M.why(opts) require('restante.why').show(span_of(opts), opts and opts.at) end

return M
