-- A commit that explains some code: its message and what it changed, as git has it, in a window to read. Nothing of it is
-- run: no external diff, no filter, no pager, no check of signatures.
local M = {}

local deadline_ms = 10000
local bytes_max = 1024 * 1024

--- Shows a commit below the current window.
---@param commit string hex
---@param file string in the clone that has it
function M.show(commit, file)
  local ui, read_only, places = require('restante.ui'), require('restante.read_only'), require('restante.places')
  local name = places.commit(commit)
  if not commit:match('^%x+$') then return ui.warn(('%s is no commit'):format(name)) end
  local cmd = {
    'git', '--no-pager', '-C', vim.fs.dirname(file), 'show', '--no-color', '--no-ext-diff', '--no-textconv', '--no-show-signature',
    '--format=fuller', '--stat', '--patch', commit, '--',
  }
  local chunks, size, process = {}, 0, nil
  local function take(_, data)
    if not data or size > bytes_max then return end
    chunks[#chunks + 1], size = data, size + #data
    if size > bytes_max then process:kill('sigterm') end
  end
  process = vim.system(cmd, { timeout = deadline_ms, stdout = take }, vim.schedule_wrap(function(done)
    local whole = size <= bytes_max
    if whole and (done.code ~= 0 or done.signal ~= 0) then
      local why = done.code == 124 and ('git took more than %d s'):format(deadline_ms / 1000) or vim.trim(done.stderr or '')
      return ui.warn(('%s cannot be shown: %s'):format(name, require('restante.labels').first_line(why, 200)))
    end
    local lines = read_only.lines_of(table.concat(chunks):sub(1, bytes_max))
    local buf = read_only.buffer(('restante://commit/%s'):format(name), lines, name .. '.git')
    vim.bo[buf].filetype = 'git'
    read_only.below(buf, 'commit (q closes): ', whole and name or name .. ', only its beginning')
  end))
end

return M
