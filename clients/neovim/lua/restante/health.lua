-- :checkhealth restante
local M = {}

local health = vim.health
local protocol_version = 1

---@param failure restante.Failure
---@return string
local function explain(failure) return require('restante.ui').explain(failure) end

---@return boolean found
local function check_program()
  local cmd = require('restante.config').get().cmd
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    health.error(('the program %s was not found'):format(cmd[1]), {
      'Install Restante, or put its folder into $PATH',
      "or name it: vim.g.restante = { cmd = { '/path/to/restante', 'lsp' } }",
    })
    return false
  end
  local ok, done = pcall(function() return vim.system({ path, '--version' }, { text = true, timeout = 3000 }):wait() end)
  if ok and done.code == 0 then
    health.ok(('program: %s, %s'):format(path, vim.trim(done.stdout)))
  else
    health.warn(('%s --version did not answer well'):format(path))
  end
  return true
end

---@return boolean answers
local function check_daemon()
  local client = require('restante.client')
  local method = require('restante.protocol').method
  local hello = { version = tostring(vim.version()), protocolVersion = protocol_version }
  local failure, answer = client.request_sync(method.hello, hello, { deadline_ms = 5000 })
  if failure then
    local log = 'look into :lua vim.cmd.edit(vim.lsp.get_log_path())'
    health.error('the daemon does not answer: ' .. failure.message, { failure.hint or log, failure.hint and log })
    return false
  end
  health.ok(('daemon: restanted %s, process %d'):format(answer.version, answer.pid))
  if answer.protocolVersion ~= protocol_version then
    health.warn(('the daemon speaks version %d of the protocol, this plugin %d'):format(answer.protocolVersion, protocol_version), {
      'Update the older one of them',
    })
  else
    health.ok(('protocol version %d on both sides'):format(protocol_version))
  end
  local trouble, status = client.request_sync(method.status, nil, { deadline_ms = 5000 })
  if trouble then
    health.error('its status: ' .. explain(trouble))
    return false
  end
  if status.damage then
    local since = require('restante.labels').date(status.damage.since)
    health.error(('%s (since %s)'):format(require('restante.damage').text(status.damage), since), { status.damage.hint })
  end
  health.info('log: ' .. status.log)
  health.info(('you are %s'):format(status.user.name))
  if #status.spaces == 0 then health.info('no space yet: threads stay on this machine (:Restante init)') end
  for _, space in ipairs(status.spaces) do
    local line = ('%s: %s'):format(space.hub or 'space ' .. space.space, space.text)
    local good = space.phase == 'idle' or space.phase == 'syncing' or space.phase == 'noHub'
    if space.rejected > 0 then
      health.warn(line .. (', %d refused'):format(space.rejected), { 'see :Restante outbox' })
    elseif space.phase == 'needsLogin' then
      health.warn(line, { ':Restante login ' .. (space.hub or '') })
    elseif good then
      health.ok(line)
    else
      health.warn(line, { 'what you write is kept and sent later' })
    end
  end
  return true
end

--- Whether decision records are found where one is.
local function check_decisions()
  local root = require('restante.decisions').root()
  local method = require('restante.protocol').method
  local failure, found = require('restante.client').request_sync(method.decisions, { root = root }, { deadline_ms = 5000 })
  if failure then return health.info('decision records: ' .. explain(failure)) end
  health.info(('decision records in this repository: %d'):format(#found.decisions))
  for _, gap in ipairs(found.gaps) do
    health.warn(gap.text, gap.hint and { gap.hint } or nil)
  end
end

function M.check()
  health.start('restante')
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.10') == 1 then
    health.ok('Neovim ' .. version)
  else
    health.error('Neovim ' .. version .. ' is too old', { '0.10 is the oldest that is supported' })
  end
  local problems = require('restante.config').problems()
  if #problems == 0 then health.ok('settings') end
  for _, problem in ipairs(problems) do
    health.warn('setting ' .. problem, { 'see :help restante-config' })
  end
  if vim.fn.executable('git') == 0 then health.error('git was not found') end
  for _, kept in ipairs(require('restante.draft_files').stranded()) do
    health.warn(('an unsent text could be kept only in %s when Neovim ended'):format(kept.path), { 'go on with it: :Restante drafts' })
  end
  if check_program() and check_daemon() then check_decisions() end
end

return M
