-- Why the program ended before it answered anything, in its own words. Neovim's client puts these into its log only, so
-- the program is started once more to hear them.
local M = {}

local deadline_ms = 3000

--- What `restante` said last, and the hint that belongs to it.
---@param stderr string
---@return string? message
---@return string? hint
function M.reason_in(stderr)
  local message, hint
  for line in vim.gsplit(stderr, '\n', { plain = true }) do
    local said = line:match('^restante: (.*)')
    if said then
      message, hint = said, nil
    elseif message then
      hint = hint or line:match('^hint: (.*)')
    end
  end
  return message, hint
end

--- Asks; the callback is called on the main loop, with nothing when it said nothing.
---@param cmd string[]
---@param callback fun(message: string?, hint: string?)
function M.ask(cmd, callback)
  local function answered(done) callback(M.reason_in(done.stderr or '')) end
  local ok = pcall(vim.system, cmd, { text = true, stdout = false, timeout = deadline_ms }, vim.schedule_wrap(answered))
  if not ok then callback() end
end

return M
