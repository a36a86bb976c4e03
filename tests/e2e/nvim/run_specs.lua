-- Runs spec files in a headless Neovim, with no framework:
--
--   nvim --clean --headless -l run_specs.lua FILE_spec.lua...
--
-- A spec calls, at its top level, what this file defines:
--   describe(name, fn)      groups; only a prefix to the names
--   before_each(fn), after_each(fn)   inside a describe or for the whole file
--   it(name, fn)            one test; it fails when fn raises
--   eq(wanted, got)         deep equality
--   wait_for(what, fn, ms)  runs the event loop until fn() is truthy and returns that; raises at the deadline (5 s)
-- After each test all buffers are wiped. Closes with `N passed, N failed` and exits with 1 after a failure.

local passed, failed = 0, 0
local scopes = {} ---@type { name: string, before: function[], after: function[] }[]

local function say(text) io.stdout:write(text, '\n') end

local function indent(text) return (tostring(text):gsub('\n', '\n    ')) end

---@param wanted any
---@param got any
function _G.eq(wanted, got)
  if not vim.deep_equal(wanted, got) then
    error(('wanted %s\ngot    %s'):format(vim.inspect(wanted), vim.inspect(got)), 2)
  end
end

---@generic T
---@param what string the condition in words
---@param ask fun(): T?
---@param deadline_ms integer?
---@return T
function _G.wait_for(what, ask, deadline_ms)
  local answer, trouble
  local ok = vim.wait(deadline_ms or 5000, function()
    local good, result = pcall(ask)
    trouble = not good and result or nil
    answer = good and result or nil
    return answer ~= nil and answer ~= false
  end, 10)
  if not ok then
    error(('never within %d ms: %s%s'):format(deadline_ms or 5000, what, trouble and '\n' .. tostring(trouble) or ''), 2)
  end
  return answer
end

function _G.describe(name, fn)
  scopes[#scopes + 1] = { name = name, before = {}, after = {} }
  fn()
  scopes[#scopes] = nil
end

function _G.before_each(fn) table.insert(scopes[#scopes].before, fn) end
function _G.after_each(fn) table.insert(scopes[#scopes].after, fn) end

local function each(kind)
  for _, scope in ipairs(scopes) do
    for _, fn in ipairs(scope[kind]) do fn() end
  end
end

local function clean_up()
  vim.cmd('silent! tabonly! | silent! only!')
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    pcall(vim.api.nvim_buf_delete, buffer, { force = true })
  end
end

function _G.it(name, fn)
  local names = {}
  for _, scope in ipairs(scopes) do names[#names + 1] = scope.name end
  names[#names + 1] = name
  local full = table.concat(names, ' ')
  local ok, trouble = xpcall(function()
    each('before')
    fn()
  end, debug.traceback)
  local after_ok, after_trouble = xpcall(each, debug.traceback, 'after')
  clean_up()
  if ok and after_ok then
    passed = passed + 1
    say('ok ' .. full)
  else
    failed = failed + 1
    say('FAILED ' .. full .. '\n    ' .. indent(trouble or after_trouble))
  end
end

for _, file in ipairs(arg) do
  scopes = { { name = vim.fn.fnamemodify(file, ':t:r'), before = {}, after = {} } }
  local ok, trouble = xpcall(dofile, debug.traceback, file)
  if not ok then
    failed = failed + 1
    say('FAILED ' .. file .. '\n    ' .. indent(trouble))
  end
end
say(('%d passed, %d failed'):format(passed, failed))
io.stdout:flush()
os.exit(failed == 0 and passed > 0 and 0 or 1)
