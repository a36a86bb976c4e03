-- :Restante and its sub-commands: words in, one action out.
local M = {}

local ui = require('restante.ui')

--- What a sub-command is given.
---@class restante.Call
---@field words string[] after the sub-command's own
---@field opts { range: integer, line1: integer, line2: integer, bang: boolean }

---@class restante.Sub
---@field doc string
---@field run fun(call: restante.Call)
---@field words? string[]|fun(lead: string): string[] what may follow, for completion
---@field usage? string what follows it, for people; nil: nothing
---@field most? integer|fun(words: string[]): integer how many words that is; default: as many as in usage
---@field here? fun(threads: restante.Thread[]): boolean whether the menu offers it; nil: always, false: never

---@param lines restante.Lines
---@return restante.Thread[]
local function here(lines)
  local first, last = require('restante.ranges').lines_of_command(lines)
  local under = require('restante.float').under_cursor(last)
  if under then return { under.thread } end
  return require('restante.marks').at(0, first - 1, last - 1)
end

---@param action string its name in the module
---@param wanted (fun(thread: restante.Thread): boolean)?
---@param module 'actions'|'original'|'explain'|nil default: actions
---@return fun(call: restante.Call)
local function on_thread(action, wanted, module)
  return function(call)
    require('restante.actions').subject(call.words, wanted, function(subject)
      require('restante.' .. (module or 'actions'))[action](subject)
    end, call.opts)
  end
end

---@param thread restante.Thread
---@return boolean
local function is_open(thread) return thread.state ~= 'resolved' end

---@param thread restante.Thread
---@return boolean
local function is_resolved(thread) return thread.state == 'resolved' end

---@param predicate (fun(thread: restante.Thread): boolean)?
---@return fun(threads: restante.Thread[]): boolean
local function any(predicate)
  return function(threads)
    for _, thread in ipairs(threads) do
      if not predicate or predicate(thread) then return true end
    end
    return false
  end
end

--- Tells which words a sub-command does not take, and what it takes.
---@param name string
---@param words string[]
---@param from integer the first of them
local function refuse(name, words, from)
  local usage = M.subs[name].usage
  local rest = table.concat(words, ' ', from)
  ui.warn(('"%s" is not understood here; usage: :Restante %s%s'):format(rest, name, usage and ' ' .. usage or ''))
end

local states = { open = true, resolved = true, all = true }
local scopes = { file = 'file', repo = 'repo', everything = 'everything' }

---@param call restante.Call
local function threads(call)
  local scope, state = 'file', 'open'
  for _, word in ipairs(call.words) do
    if states[word] then
      state = word
    elseif scopes[word] then
      scope = scopes[word]
    else
      return ui.warn(('threads: %q is neither of %s'):format(word, 'file, repo, everything, open, resolved, all'))
    end
  end
  require('restante.list').threads(scope, state)
end

---@param call restante.Call
local function toggle(call)
  local what = call.words[1] or 'all'
  if not vim.tbl_contains({ 'all', 'signs', 'text', 'decisions', 'resolved' }, what) then
    return ui.warn(('toggle: %q is neither of signs, text, decisions, resolved'):format(what))
  end
  local on = require('restante.marks').toggle(what)
  ui.info(('%s %s'):format(what == 'all' and 'marks' or what, on and 'shown' or 'hidden'))
end

---@param step integer
---@return fun(call: restante.Call)
local function jump(step)
  return function(call)
    local count = call.words[1] or '1'
    if not count:match('^%d+$') then return refuse(step > 0 and 'next' or 'prev', call.words, 1) end
    require('restante.marks').jump(step * tonumber(count))
  end
end

---@param name string
---@return fun(call: restante.Call)
local function space(name)
  return function(call) require('restante.space')[name](call.words[1]) end
end

---@type table<string, restante.Sub>
M.subs = {
  ['thread new'] = {
    doc = 'Write a new thread about these lines',
    run = function(call)
      require('restante.actions').thread_new(require('restante.ranges').of_command(0, call.opts))
    end,
    here = function() return vim.bo.buftype == '' end,
  },
  ['thread show'] = {
    doc = 'Show the threads of this line',
    usage = '[id]',
    run = function(call) require('restante.actions').show(call.words, call.opts) end,
    here = any(),
  },
  ['thread reply'] = { doc = 'Reply', usage = '[id]', run = on_thread('reply'), here = any() },
  ['thread resolve'] = { doc = 'Resolve', usage = '[id]', run = on_thread('resolve', is_open), here = any(is_open) },
  ['thread reopen'] = { doc = 'Reopen', usage = '[id]', run = on_thread('reopen', is_resolved), here = any(is_resolved) },
  ['thread edit'] = { doc = 'Edit your comment', usage = '[id]', run = on_thread('edit'), here = any() },
  ['thread redact'] = { doc = 'Withdraw your comment', usage = '[id]', run = on_thread('redact'), here = any() },
  ['thread title'] = {
    doc = 'Give the thread a title',
    usage = '[title]',
    most = math.huge,
    run = function(call)
      local title = #call.words > 0 and table.concat(call.words, ' ') or nil
      local actions = require('restante.actions')
      actions.subject({}, nil, function(subject) actions.title(subject, title) end, call.opts)
    end,
    here = any(),
  },
  ['thread original'] = { doc = 'Show the code as it was', usage = '[id]', run = on_thread('show', nil, 'original'), here = any() },
  ['thread diff'] = { doc = 'Compare with the code as it was', usage = '[id]', run = on_thread('diff', nil, 'original'), here = any() },
  ['thread explain'] = { doc = 'Tell why it is where it is', usage = '[id]', run = on_thread('show', nil, 'explain'), here = any() },
  ['thread reattach'] = {
    doc = 'Re-attach a thread to other code',
    usage = '[undo] [id]',
    most = function(words) return words[1] == 'undo' and 2 or 1 end,
    run = function(call) require('restante.reattach').run(call) end,
    here = function(threads)
      return #threads > 0 or vim.iter(require('restante.marks').threads(0)):any(require('restante.places').is_lost)
    end,
  },
  threads = {
    doc = 'List the threads of this file',
    usage = '[scope] [state]',
    run = threads,
    words = { 'file', 'repo', 'everything', 'open', 'resolved', 'all' },
  },
  search = {
    doc = 'Search all comments',
    usage = '{words}',
    most = math.huge,
    run = function(call)
      if #call.words > 0 then return require('restante.list').search(table.concat(call.words, ' ')) end
      vim.ui.input({ prompt = 'Words: ' }, function(text)
        if text and text ~= '' then require('restante.list').search(text) end
      end)
    end,
  },
  drafts = { doc = 'Go on with an unsent draft', run = function(call) require('restante.list').drafts(call.opts.bang) end },
  toggle = { doc = 'Show or hide the marks', usage = '[what]', run = toggle, words = { 'signs', 'text', 'decisions', 'resolved' } },
  next = { doc = 'Go to the next thread', usage = '[count]', run = jump(1) },
  prev = { doc = 'Go to the previous thread', usage = '[count]', run = jump(-1) },
  sync = { doc = 'Exchange with the hub now', run = space('sync') },
  status = { doc = 'Tell how things stand', run = space('status') },
  login = { doc = "Give the hub's token", usage = '[hub]', run = space('login') },
  init = { doc = 'Make this repository part of a space', usage = '[hub]', run = space('init') },
  outbox = { doc = 'Show what is not sent yet', run = function() require('restante.list').outbox() end },
  log = { doc = "Open the daemon's log", run = space('log') },
  restart = { doc = 'Connect to the daemon anew', run = space('restart') },
}
for _, others in ipairs({ 'restante.why_commands', 'restante.decision_commands' }) do
  for name, sub in pairs(require(others)) do
    M.subs[name] = sub
  end
end

-- The menu's order: what is here first.
local menu_order = {
  'thread show', 'thread reply', 'thread resolve', 'thread reopen', 'thread edit', 'thread title', 'thread redact',
  'thread original', 'thread diff', 'thread explain', 'thread new', 'why', 'governed', 'decision show',
  'decision new', 'decision from', 'thread reattach', 'next', 'prev', 'threads', 'search', 'drafts', 'decisions', 'tour', 'toggle', 'outbox', 'sync', 'status', 'init', 'login', 'log',
  'restart',
}

--- The bare command: what can be done here.
---@param opts { range: integer, line1: integer, line2: integer, bang: boolean }
local function menu(opts)
  local found = here(opts)
  local names = vim.tbl_filter(function(name)
    local possible = M.subs[name].here
    return not possible or possible(found)
  end, menu_order)
  ui.select(names, {
    prompt = 'Restante',
    kind = 'restante.action',
    format_item = function(name) return M.subs[name].doc end,
  }, function(name)
    if name then M.subs[name].run({ words = {}, opts = opts }) end
  end)
end

--- Runs :Restante.
---@param opts { fargs: string[], range: integer, line1: integer, line2: integer, bang: boolean }
function M.run(opts)
  local words = opts.fargs
  if #words == 0 then return menu(opts) end
  local name, used = words[1], 1
  if name == 'thread' then
    if not words[2] then return M.run(vim.tbl_extend('force', opts, { fargs = { 'thread', 'show' } })) end
    name, used = 'thread ' .. words[2], 2
  elseif M.subs[name .. ' ' .. (words[2] or '')] then
    name, used = ('%s %s'):format(name, words[2]), 2
  end
  local sub = M.subs[name]
  if not sub then return ui.warn(('there is no :Restante %s; see :help restante-commands'):format(name)) end
  local rest, most = vim.list_slice(words, used + 1), sub.most or select(2, (sub.usage or ''):gsub('%S+', ''))
  if type(most) == 'function' then most = most(rest) end
  if #rest > most then return refuse(name, rest, most + 1) end
  sub.run({ words = rest, opts = opts })
end

--- The same from Lua, without a range.
---@param words string[]
function M.run_words(words) M.run({ fargs = words, range = 0, line1 = 0, line2 = 0, bang = false }) end

--- Ids of the threads of this buffer, short, for completion.
---@return string[]
local function ids()
  return vim.tbl_map(function(thread) return thread.short end, require('restante.marks').threads(0))
end

--- Completes :Restante.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local rest = line:match('Restante!?%s+(.*)$') or ''
  local before = vim.split(vim.trim(rest:sub(1, #rest - #lead)), '%s+', { trimempty = true })
  local choices = {}
  if #before == 0 then
    local seen = {}
    for name in pairs(M.subs) do
      local word = name:match('^%S+')
      if not seen[word] then choices[#choices + 1] = word end
      seen[word] = true
    end
  elseif before[1] == 'thread' and #before == 1 then
    for name in pairs(M.subs) do
      choices[#choices + 1] = name:match('^thread (%S+)$')
    end
  elseif before[1] == 'thread' and #before == 2 and before[2] ~= 'new' and before[2] ~= 'title' then
    choices = ids()
    if before[2] == 'reattach' then choices[#choices + 1] = 'undo' end
  elseif M.subs[table.concat(before, ' ')] then
    local words = M.subs[table.concat(before, ' ')].words or {}
    choices = type(words) == 'function' and words(lead) or vim.list_slice(words --[[@as string[] ]])
    for name in pairs(before[1] == 'decision' and #before == 1 and M.subs or {}) do
      choices[#choices + 1] = name:match('^decision (%S+)$')
    end
  end
  table.sort(choices)
  return vim.tbl_filter(function(choice) return vim.startswith(choice, lead) end, choices)
end

return M
