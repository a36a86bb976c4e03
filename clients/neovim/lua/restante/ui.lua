-- How the plugin speaks: only to answer what the user asked for, never about what arrives by itself; a damaged database
-- is the exception.
local M = {}

--- Whether messages go to Neovim's own line: what the user put in its place has room for any.
---@return boolean
local function is_plain() return vim.startswith(debug.getinfo(vim.notify, 'S').source, '@vim/') end

---@param text string
---@param level integer?
local function say(text, level)
  text = 'restante: ' .. text
  local lines, notice = vim.split(text, '\n', { plain = true }), require('restante.notice')
  if is_plain() and not notice.fits(lines) then return notice.show(lines) end
  vim.notify(text, level or vim.log.levels.INFO)
end

--- Tells how something that was asked for went.
---@param text string
function M.info(text) say(text) end

--- Tells that something was not done, and why.
---@param text string
function M.warn(text) say(text, vim.log.levels.WARN) end

--- An error of the daemon's as one sentence, with what to do next.
---@param err restante.Failure
---@return string
function M.explain(err)
  local text = err.message:gsub('%.$', '')
  return err.hint and err.hint ~= '' and ('%s (%s)'):format(text, err.hint) or text
end

--- Some lines: one that fits as messages are, more in a float that goes with the next movement.
---@param lines string[]
function M.lines(lines)
  local notice = require('restante.notice')
  if not notice.fits(lines) then return notice.show(lines) end
  vim.api.nvim_echo({ { lines[1] or '' } }, true, {})
end

--- Has the user choose. Anybody's words may be among the items, so what would turn their direction around is shown.
---@generic T
---@param items T[]
---@param opts { prompt: string, kind?: string, format_item?: fun(item: T): string }
---@param callback fun(choice: T?)
function M.select(items, opts, callback)
  local visible, format = require('restante.labels').visible, opts.format_item or tostring
  vim.ui.select(items, {
    prompt = visible(opts.prompt),
    kind = opts.kind,
    format_item = function(item) return visible(format(item)) end,
  }, callback)
end

--- Asks a yes-or-no question; no is the default.
---@param question string
---@param yes string the label, with & before its key
---@return boolean
function M.confirm(question, yes) return vim.fn.confirm(question, yes .. '\n&Cancel', 2) == 1 end

local groups = {
  RestanteOpen = 'DiagnosticInfo',
  RestanteResolved = 'Comment',
  RestantePending = 'DiagnosticWarn',
  RestanteEdited = 'DiagnosticHint',
  RestanteMoved = 'DiagnosticHint',
  RestanteOutdated = 'Comment',
  RestanteOrphaned = 'DiagnosticWarn',
  RestanteDecision = 'NonText',
  RestanteStale = 'DiagnosticHint',
  RestanteHeading = 'Title',
  RestanteText = 'Comment',
  RestanteTarget = 'CursorLine',
  RestanteHint = 'Comment',
}

local linked = false

--- Links our highlight groups to the colour scheme's, once; the user's own definitions stay.
function M.highlights()
  if linked then return end
  linked = true
  local function link()
    for name, target in pairs(groups) do
      vim.api.nvim_set_hl(0, name, { link = target, default = true })
    end
  end
  link()
  vim.api.nvim_create_autocmd('ColorScheme', {
    group = vim.api.nvim_create_augroup('restante.highlights', { clear = true }),
    desc = 'restante: link highlight groups again',
    callback = link,
  })
end

return M
