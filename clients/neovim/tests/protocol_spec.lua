-- Holds lua/restante/protocol.lua to protocol/examples, which the C++ and TypeScript tests read too.
-- Run: nvim -l clients/neovim/tests/protocol_spec.lua
local here = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p'))
local client = vim.fs.dirname(here)
local shared = vim.fs.dirname(vim.fs.dirname(client)) .. '/protocol'
package.path = client .. '/lua/?.lua;' .. package.path

local protocol = require('restante.protocol')
local failures, checks = {}, 0

---@param ok any
---@param ... any
local function check(ok, ...)
  checks = checks + 1
  if not ok then
    table.insert(failures, table.concat(vim.tbl_map(tostring, { ... }), ': '))
  end
end

---@param path string
---@return any
local function read_json(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return vim.json.decode(text)
end

-- What is right is taken for its type, what is wrong is named.
local paths = vim.fn.glob(shared .. '/examples/*/*.json', true, true)
check(#paths > 50, 'there are examples')
for _, path in ipairs(paths) do
  local example = read_json(path)
  local name = vim.fs.basename(path)
  local right = { example.minimal }
  vim.list_extend(right, example.valid)
  vim.list_extend(right, example.future)
  for _, value in ipairs(right) do
    local ok, problem = protocol.validate(example.type, value)
    check(ok, name, problem, vim.inspect(value))
  end
  for _, wrong in ipairs(example.invalid) do
    local ok, problem = protocol.validate(example.type, wrong.value)
    check(not ok and problem:find(wrong.error, 1, true), name, problem or 'no problem', 'wanted', wrong.error)
  end
end

-- Arrays, maps and nullable values are checked by their inner type.
local person = { id = 'a', name = 'b', me = true }
---@param wanted string?
---@param name string
---@param value any
local function check_problem(wanted, name, value)
  local problem = protocol.problem_of(name, value)
  check(problem == wanted, name, problem, 'wanted', wanted)
end
check_problem('[1].id: string expected, got number', '[Person]', { person, { id = 1 } })
check_problem('[1][1]: boolean expected, got number', '[[boolean]]', { {}, { true, 0 } })
check_problem('a[1]: boolean expected, got null', '{[boolean]}', { a = { true, vim.NIL } })
check_problem(nil, 'Person?', vim.NIL)
check_problem('null expected, got number', 'null', 0)
check_problem('integer out of range', 'uinteger', 2147483648)

-- Every method of the schema has its constant, and nothing else has.
local names = {}
for _, path in ipairs(vim.fn.glob(shared .. '/schema/*.json', true, true)) do
  vim.list_extend(names, vim.tbl_keys(read_json(path).methods or {}))
end
local constants = vim.tbl_values(protocol.method)
table.sort(names)
table.sort(constants)
check(vim.deep_equal(names, constants), 'methods', vim.inspect(constants))
check(protocol.method.thread_new == 'restante/thread/new', 'thread_new')
check(protocol.enums.ThreadState.resolved == 'resolved', 'ThreadState')

for _, failure in ipairs(failures) do
  io.stderr:write(failure .. '\n')
end
print(('protocol: %d checks, %d failed'):format(checks, #failures))
os.exit(#failures == 0 and 0 or 1)
