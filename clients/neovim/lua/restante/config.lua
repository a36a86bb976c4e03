-- The settings: defaults, what the user gave through vim.g.restante and setup(), and what is wrong with it. A wrong
-- value is left out and told by :checkhealth; nothing here raises.
local M = {}

---@class restante.Config
---@field cmd string[] The program and its arguments.
---@field enabled boolean|fun(buf: integer): boolean Whether to attach to a buffer.
---@field signs restante.Config.Signs
---@field virtual_text restante.Config.VirtualText
---@field decisions restante.Config.Decisions
---@field resolved boolean Also mark resolved threads.
---@field float restante.Config.Float
---@field compose restante.Config.Compose
---@field list 'quickfix'|'select' Where lists of threads are shown.
---@field date_format string As for os.date(), in the reader's own zone.
---@field drafts restante.Config.Drafts
---@field lsp restante.Config.Lsp

---@class restante.Config.Signs
---@field enabled boolean
---@field priority integer Below diagnostics (10), above gitsigns (6).
---@field open string
---@field resolved string
---@field pending string Something in it is not sent yet, or was refused.
---@field edited string Its lines were changed since.
---@field moved string Its lines stood elsewhere, perhaps in another file.
---@field outdated string Its lines are gone; where they stood.
---@field orphaned string Its lines are gone; only in lists.

---@class restante.Config.VirtualText
---@field enabled boolean
---@field priority integer
---@field max_width integer Cells at most; 0: as many as the window has.

---@class restante.Config.Decisions Lines that a decision governs.
---@field sign string In front of them; empty: none.
---@field priority integer Below threads (8) and gitsigns (6).
---@field virtual_text boolean Name the decision behind the first of its lines.
---@field hints boolean Show what is wrong about decisions as diagnostics.

---@class restante.Config.Float
---@field border string|string[]
---@field max_width integer Cells.
---@field max_height number Share of the screen.

---@class restante.Config.Compose
---@field split 'above'|'below'|'left'|'right'
---@field height integer
---@field width integer

---@class restante.Config.Drafts
---@field file_ms integer How old, while one types, the text in our own file may be.
---@field daemon_ms integer The same of the daemon's.
---@field offer boolean Ask whether to go on with a draft that is already there.

---@class restante.Config.Lsp Which of the daemon's LSP features Neovim may use besides.
---@field hover boolean
---@field code_lens boolean
---@field code_action boolean

---@type restante.Config
M.defaults = {
  cmd = { 'restante', 'lsp' },
  enabled = true,
  signs = {
    enabled = true,
    priority = 8,
    open = '●',
    resolved = '✓',
    pending = '◌',
    edited = '◐',
    moved = '→',
    outdated = '○',
    orphaned = '✗',
  },
  virtual_text = { enabled = true, priority = 8, max_width = 0 },
  decisions = { sign = '┊', priority = 5, virtual_text = false, hints = true },
  resolved = false,
  float = { border = 'rounded', max_width = 88, max_height = 0.7 },
  compose = { split = 'below', height = 10, width = 72 },
  list = 'quickfix',
  date_format = '%Y-%m-%d %H:%M',
  drafts = { file_ms = 300, daemon_ms = 1000, offer = true },
  lsp = { hover = false, code_lens = false, code_action = false },
}

-- Where more than the default's own type is right.
local types = {
  enabled = { 'boolean', 'function' },
  ['float.border'] = { 'string', 'table' },
}

local choices = {
  list = { 'quickfix', 'select' },
  ['compose.split'] = { 'above', 'below', 'left', 'right' },
}

local given = {} ---@type table what setup() was called with
local cached ---@type restante.Config?
local cached_from ---@type any vim.g.restante when it was cached
local problems = {} ---@type string[]

--- One setting of the user's, or nil and what is wrong with it.
---@param path string dotted
---@param default any
---@param value any
---@return string? problem
local function problem_of(path, default, value)
  local wanted = types[path] or { type(default) }
  if not vim.tbl_contains(wanted, type(value)) then
    return ('%s: %s expected, got %s'):format(path, table.concat(wanted, ' or '), type(value))
  end
  if choices[path] and not vim.tbl_contains(choices[path], value) then
    return ('%s: one of %s expected, got %q'):format(path, table.concat(choices[path], ', '), value)
  end
  if path == 'cmd' and (#value == 0 or type(value[1]) ~= 'string') then return 'cmd: a program and its arguments expected' end
  if path:match('^signs%.') and type(value) == 'string' then
    local width = vim.api.nvim_strwidth(value)
    if width < 1 or width > 2 then return ('%s: one or two cells expected, got %q'):format(path, value) end
  end
  if path == 'decisions.sign' and vim.api.nvim_strwidth(value) > 2 then
    return ('%s: at most two cells expected, got %q'):format(path, value)
  end
end

--- Lays the user's settings over the defaults.
---@param prefix string
---@param into table
---@param from any
local function overlay(prefix, into, from)
  if type(from) ~= 'table' then
    problems[#problems + 1] = ('%s: table expected, got %s'):format(prefix == '' and 'settings' or prefix, type(from))
    return
  end
  local names = vim.tbl_keys(from)
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, name in ipairs(names) do
    local value = from[name]
    local path = prefix == '' and tostring(name) or prefix .. '.' .. tostring(name)
    local default = into[name]
    if default == nil then
      problems[#problems + 1] = ('%s: no such setting'):format(path)
    elseif type(default) == 'table' and not vim.islist(default) and path ~= 'float.border' then
      overlay(path, default, value)
    else
      local problem = problem_of(path, default, value)
      if problem then
        problems[#problems + 1] = problem
      else
        into[name] = value
      end
    end
  end
end

--- Settings of setup(); they go before those of vim.g.restante.
---@param opts table?
function M.set(opts)
  given = opts or {}
  cached = nil
end

--- The settings in force.
---@return restante.Config
function M.get()
  local global = vim.g.restante
  if cached and vim.deep_equal(global, cached_from) then return cached end
  problems = {}
  local config = vim.deepcopy(M.defaults)
  if global ~= nil then overlay('', config, global) end
  overlay('', config, given)
  cached, cached_from = config, global
  return config
end

--- What is wrong with the user's settings, one line each.
---@return string[]
function M.problems()
  M.get()
  return problems
end

return M
