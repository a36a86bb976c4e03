-- Spaces, hubs and the daemon itself, as commands.
local M = {}

local labels = require('restante.labels')
local method = require('restante.protocol').method
local ui = require('restante.ui')

---@param space restante.SpaceStatus
---@return string
local function space_line(space)
  local line = ('%s: %s'):format(space.hub or 'on this machine only', space.text)
  if space.pending > 0 then line = line .. (', %d to send'):format(space.pending) end
  if space.rejected > 0 then line = line .. (', %d refused (see :Restante outbox)'):format(space.rejected) end
  return line
end

--- How things stand, one fact a line.
---@param status restante.StatusResult
---@return string[]
function M.status_lines(status)
  local lines = { ('restanted %s, process %d, for %s'):format(status.version, status.pid, status.user.name) }
  if status.damage then vim.list_extend(lines, { require('restante.damage').text(status.damage), '  ' .. status.damage.hint }) end
  for _, space in ipairs(status.spaces) do
    lines[#lines + 1] = space_line(space)
  end
  if status.drafts > 0 then lines[#lines + 1] = labels.count(status.drafts, 'unsent draft') end
  return lines
end

function M.status()
  require('restante.client').request(method.status, nil, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    ui.lines(M.status_lines(result))
  end)
end

--- Exchanges with the hubs now; tells how it went, when it is over.
function M.sync()
  require('restante.client').request(method.sync, nil, function(failure, result)
    if failure then return ui.warn('not synced: ' .. ui.explain(failure)) end
    require('restante.damage').tell(result.damage)
    if #result.spaces == 0 then return ui.info('there is no space to sync yet: :Restante init') end
    ui.lines(vim.tbl_map(space_line, result.spaces))
  end, { deadline_ms = 40000 })
end

--- Gives the daemon a hub's token. It is typed unseen and never an argument.
---@param hub string?
function M.login(hub)
  if not hub then
    return vim.ui.input({ prompt = 'Hub: ', default = 'https://' }, function(text)
      if text and text ~= '' then M.login(text) end
    end)
  end
  local token = vim.fn.inputsecret('Token for ' .. hub .. ': ')
  if token == '' then return ui.info('not logged in: no token given') end
  require('restante.client').request(method.login, { hub = hub, token = token }, function(failure, result)
    if failure then return ui.warn('not logged in: ' .. ui.explain(failure)) end
    ui.info(('logged in to %s as %s'):format(result.hub, result.user))
  end, { deadline_ms = 40000 })
end

--- Makes the current file's repository part of a space.
---@param hub string?
function M.init(hub)
  local root = vim.fs.root(0, '.git') or vim.fs.root(vim.uv.cwd() or '.', '.git')
  if not root then return ui.warn('this is not in a git repository') end
  require('restante.client').request(method.init, { root = root, hub = hub }, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    local what = result.created and 'wrote %s: commit it, so that clones are part of the space' or '%s is there already'
    ui.info(what:format(vim.fn.fnamemodify(result.file, ':~:.')))
  end)
end

--- Opens the daemon's log.
function M.log()
  require('restante.client').request(method.status, nil, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    vim.cmd('botright split ' .. vim.fn.fnameescape(result.log))
    vim.bo.readonly, vim.bo.modifiable, vim.bo.bufhidden = true, false, 'wipe'
    vim.cmd('normal! G')
  end)
end

--- Begins a new session with the daemon.
function M.restart()
  require('restante.client').restart(function() ui.info('connected again') end)
end

return M
