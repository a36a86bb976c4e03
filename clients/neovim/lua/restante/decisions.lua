-- Decision records: lists of them, and reading one. A record that lies in the work tree is its file; any other is a text to
-- read.
local M = {}

local method = require('restante.protocol').method
local text = require('restante.why_text')
local ui = require('restante.ui')

--- Where a question about the repository is asked from: the current file, else the current directory.
---@return string
function M.root()
  local name = vim.api.nvim_buf_get_name(0)
  return vim.bo.buftype == '' and name ~= '' and name or vim.uv.cwd() or '.'
end

--- How Neovim colours what a record is written in.
local filetypes = { markdown = 'markdown', asciidoc = 'asciidoc', rest = 'rst', mediawiki = 'mediawiki', yaml = 'yaml' }

--- A decision's text as the daemon has it; of one of the space with what was said of it.
---@param found restante.RecordResult
---@param decision restante.SpaceDecision? as it is now, when that is known
---@return string[]
local function lines_of(found, decision)
  if found.decision.source == 'space' and not decision then
    local params = { decisionId = found.decision.id }
    local _, result = require('restante.client').request_sync(method.decision, params, { deadline_ms = 3000 })
    decision = result and result.decision
  end
  local said = decision and '\n' .. require('restante.decision_talk').render(decision) or ''
  return require('restante.read_only').lines_of(found.text .. said)
end

--- Shows a decision's text.
---@param found restante.RecordResult
---@param root string
---@param at string?
local function read(found, root, at)
  local read_only, labels = require('restante.read_only'), require('restante.labels')
  local decision = found.decision
  local is_ours = decision.source == 'space'
  local path = not is_ours and decision.path or decision.name
  local buf = read_only.buffer('restante://record/' .. path, lines_of(found), path)
  vim.bo[buf].filetype = filetypes[found.markup] or 'text'
  if is_ours then
    vim.b[buf].restante_decision = { id = decision.id, root = root }
  end
  local where = at and ('%s at %s'):format(labels.first_line(path, 200), at) or labels.first_line(path, 200)
  read_only.below(buf, is_ours and 'decision (q closes): ' or 'record (q closes): ', where)
end

---@param name string its number, name, path or title
---@param root string
---@param at string?
local function ask(name, root, at)
  local params = { root = root, name = name, at = at }
  -- Waited for: what is typed next may be meant for what this opens.
  local failure, found = require('restante.client').request_sync(method.decisions_record, params, { deadline_ms = 3000 })
  if failure then return ui.warn(ui.explain(failure)) end
  local is_file = found.decision.source ~= 'space' and found.decision.uri and not at
  if is_file then return require('restante.list').go_to(vim.uri_to_fname(found.decision.uri)) end
  read(found, root, at)
end

--- Opens a decision's record.
---@param decision restante.DecisionBrief
---@param root string a path in the repository
---@param at string? the commit, branch or tag that was asked about
function M.open(decision, root, at)
  if decision.source == 'space' then return ask(decision.id, root) end
  local file = decision.uri and not at and vim.uri_to_fname(decision.uri)
  if file and vim.uv.fs_stat(file) then return require('restante.list').go_to(file) end
  ask(decision.path or decision.id or decision.name, root, at)
end

--- Opens the record that somebody names.
---@param name string
function M.show(name) ask(name, M.root()) end

--- Shows what a decision of the space has become, in the buffers that show it.
---@param decision restante.SpaceDecision
function M.refresh(decision)
  local id = decision.id
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    local shown = vim.api.nvim_buf_is_loaded(buf) and vim.b[buf].restante_decision
    if shown and shown.id == id then
      require('restante.client').request(method.decisions_record, { root = shown.root, name = id }, function(failure, found)
        if failure or not vim.api.nvim_buf_is_loaded(buf) then return end
        require('restante.frame').write(buf, lines_of(found, decision))
      end)
    end
  end
end

-- Where the repository of a decision is asked about from, by the name of the buffer that would show it.
local roots = {} ---@type table<string, string>

--- Fills a buffer that a list leads to, which shows a decision of the space.
---@param buf integer
function M.fill(buf)
  local name = vim.api.nvim_buf_get_name(buf)
  local params = { root = roots[name] or vim.uv.cwd(), name = vim.fs.basename(name) }
  local failure, found = require('restante.client').request_sync(method.decisions_record, params, { deadline_ms = 3000 })
  -- Read anew when it is seen again.
  vim.bo[buf].buftype, vim.bo[buf].swapfile, vim.bo[buf].bufhidden, vim.bo[buf].filetype = 'nofile', false, 'unload', 'markdown'
  require('restante.frame').write(buf, failure and { ui.explain(failure) } or lines_of(found))
  if found then
    vim.b[buf].restante_decision = { id = found.decision.id, root = params.root }
  end
end

--- An entry of a list: its file, if it is one here, or the buffer that shows it.
---@param decision restante.DecisionBrief
---@param words string what the list says of it
---@param root string a path in the repository
---@return vim.quickfix.entry
function M.item(decision, words, root)
  local file = decision.uri and vim.uri_to_fname(decision.uri) or nil
  if decision.source == 'space' then
    file = 'restante://decision/' .. decision.short
    roots[file] = root
  end
  return { filename = file, lnum = 1, col = 1, text = words, type = 'I', user_data = { decision = decision } }
end

--- Lists the decisions of the repository, those with some words best first.
---@param words string none: all of them
function M.list(words)
  local root = M.root()
  local params = { root = root, query = words ~= '' and words or nil }
  require('restante.client').request(method.decisions, params, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    local title = words == '' and 'Decisions' or 'Decisions with ' .. words
    local gaps = text.gaps(result.gaps)
    if #gaps > 0 then title = ('%s (%s)'):format(title, table.concat(gaps, '; ')) end
    local items = vim.tbl_map(function(decision) return M.item(decision, text.brief(decision), root) end, result.decisions)
    require('restante.list').fill(items, title, {
      kind = 'restante.decision',
      open = function(item) M.open(item.user_data.decision, root) end,
    })
  end)
end

return M
