-- The connection to the daemon: one LSP client for all buffers. Starts it, attaches buffers, starts it again after it
-- ended, and answers every request exactly once, also when the connection breaks while it is under way.
local M = {}

local api = vim.api
local protocol = require('restante.protocol')

--- Why a request failed: what the daemon answered, or that it could not be asked.
---@class restante.Failure
---@field errc string see docs/protocol.md, Errors
---@field message string
---@field hint? string

---@alias restante.Answer fun(failure: restante.Failure?, result: any)

local restart_delay_ms_min = 250
local restart_delay_ms_max = 30000
local request_deadline_ms = 10000
local attempts_max = 4
local attempt_pause_ms = 300

local client_id ---@type integer? the running client, initialized or not
local ready = false -- it answered initialize
local stopping = false -- the user asked for it
local failures = 0 -- starts in a row that ended before they were of use
local restart_timer ---@type uv.uv_timer_t?
local buffers = {} ---@type table<integer, true> that are to be attached
local waiting = {} ---@type fun(failure: restante.Failure?)[] until the client is ready
local pending = {} ---@type table<table, fun(failure: restante.Failure)> requests under way
local edits = {} ---@type table<integer, integer> how often each buffer's text changed
local sent = {} ---@type table<integer, { version: integer, edits: integer }> what the daemon has of each buffer
local last_exit ---@type { code: integer, signal: integer }?
local gone = {} ---@type fun()[] called when the connection broke

---@return vim.lsp.Client?
local function current() return client_id and vim.lsp.get_client_by_id(client_id) or nil end

---@param message string
---@param hint string?
---@return restante.Failure
local function unavailable(message, hint) return { errc = 'unavailable', message = message, hint = hint } end

--- Calls what waits for the client to be ready (or to fail).
---@param failure restante.Failure?
local function settle(failure)
  local queue = waiting
  waiting = {}
  for _, each in ipairs(queue) do
    each(failure)
  end
end

--- Takes whoever waits for an answer, or for the client to be ready; what is returned tells them that it comes no more.
---@return fun(failure: restante.Failure)
local function take_all()
  local asked, to_start = pending, waiting
  pending, waiting = {}, {}
  return function(failure)
    for _, fail in pairs(asked) do
      fail(failure)
    end
    for _, fail in ipairs(to_start) do
      fail(failure)
    end
  end
end

local not_started = unavailable('the daemon could not be started', 'see :checkhealth restante')

--- Called after the connection broke, so that what was typed can be put in safety.
---@param callback fun()
function M.on_gone(callback) gone[#gone + 1] = callback end

--- When the next try is due after so many failures in a row.
---@param count integer
---@return integer milliseconds
function M.restart_delay_ms(count)
  return math.min(restart_delay_ms_min * 2 ^ math.max(count - 1, 0), restart_delay_ms_max)
end

local start -- defined below

---@param delay_ms integer
local function start_later(delay_ms)
  if restart_timer then return end
  restart_timer = vim.defer_fn(function()
    restart_timer = nil
    if not client_id and not stopping and (next(buffers) or require('restante.on_disk').any()) then start() end
  end, delay_ms)
end

---@param id integer?
---@param code integer
---@param signal integer
local function ended(id, code, signal)
  if not id or id ~= client_id then return end
  last_exit = { code = code, signal = signal }
  -- A connection that never answered, or an ended one: the next one waits longer unless this one was of use.
  local was_of_use, tell = ready, take_all()
  failures = ready and 1 or failures + 1
  client_id, ready, sent = nil, false, {}
  if was_of_use or stopping then
    tell(unavailable('the connection to the daemon broke'))
  else
    -- It says itself why it was of no use.
    require('restante.start_trouble').ask(
      require('restante.config').get().cmd,
      function(message, hint) tell(message and unavailable(message, hint) or not_started) end
    )
  end
  for _, callback in ipairs(gone) do
    callback()
  end
  if not stopping then start_later(M.restart_delay_ms(failures)) end
end

--- The transport: the program of the settings. How it ends is told to us only; Neovim's own client is told that all is
--- well, since it would warn aloud.
---@param dispatchers vim.lsp.rpc.Dispatchers
---@return vim.lsp.rpc.PublicClient
local function connect(dispatchers)
  local quiet = vim.tbl_extend('force', {}, dispatchers)
  local id ---@type integer?
  quiet.on_exit = function(code, signal)
    dispatchers.on_exit(0, 0)
    vim.schedule(function() ended(id, code, signal) end)
  end
  local rpc = vim.lsp.rpc.start(require('restante.config').get().cmd, quiet)
  local notify = rpc.notify
  rpc.notify = function(name, params)
    if name == protocol.method.text_document_did_change then params = require('restante.line_ends').change(params) end
    return notify(name, params)
  end
  vim.schedule(function() id = client_id end)
  return rpc
end

--- Whether the program of the settings is there.
---@return boolean
function M.installed() return vim.fn.executable(require('restante.config').get().cmd[1]) == 1 end

--- Which client runs, for health and tests.
---@return { id: integer?, ready: boolean, failures: integer, last_exit: { code: integer, signal: integer }? }
function M.state() return { id = client_id, ready = ready, failures = failures, last_exit = last_exit } end

--- The encoding that positions of this session count in.
---@return restante.Encoding
function M.encoding()
  local client = current()
  return client and client.offset_encoding or 'utf-16'
end

---@param client vim.lsp.Client
local function initialized(client)
  local wanted = require('restante.config').get().lsp
  local able = client.server_capabilities
  -- Hover, lenses and actions stay with the other servers unless the user wants ours too.
  if not wanted.hover then able.hoverProvider = false end
  if not wanted.code_lens then able.codeLensProvider = nil end
  if not wanted.code_action then able.codeActionProvider = nil end
  able.semanticTokensProvider = nil
  ready, failures = true, 0
  settle()
  require('restante.on_disk').ask_all()
end

--- Keeps `sent` in step: which version the daemon has, and whether that is the buffer's text.
local function watch_versions()
  api.nvim_create_autocmd('LspNotify', {
    group = api.nvim_create_augroup('restante.versions', { clear = true }),
    desc = 'restante: remember which version the daemon has',
    callback = function(event)
      local data = event.data or {}
      if data.client_id ~= client_id then return end
      local document = vim.tbl_get(data, 'params', 'textDocument')
      if not document or not document.version then return end
      local buf = vim.uri_to_bufnr(document.uri)
      sent[buf] = { version = document.version, edits = edits[buf] or 0 }
    end,
  })
end

--- Whether a version is what the buffer holds now.
---@param buf integer
---@param version integer?
---@return boolean
function M.is_current(buf, version)
  if version == nil then return true end
  return sent[buf] ~= nil and sent[buf].version == version and sent[buf].edits == (edits[buf] or 0)
end

---@type vim.lsp.ClientConfig
local function settings()
  local handlers = require('restante.incoming')
  return {
    name = 'restante',
    cmd = connect,
    root_dir = vim.uv.cwd(),
    init_options = { restante = { publishThreads = true, publishDecisions = true, status = true } },
    handlers = {
      [protocol.method.publish_threads] = handlers.publish_threads,
      [protocol.method.did_change_status] = handlers.did_change_status,
      [protocol.method.publish_decisions] = handlers.publish_decisions,
      [protocol.method.text_document_publish_diagnostics] = handlers.publish_diagnostics,
      [protocol.method.why_so_far] = handlers.why_so_far,
      [protocol.method.window_log_message] = handlers.log_message,
    },
    commands = handlers.commands,
    on_init = initialized,
  }
end

--- Starts the client and attaches all buffers that wait.
function start()
  if client_id or not M.installed() then return end
  stopping = false
  watch_versions()
  local buf = next(buffers)
  while buf and not api.nvim_buf_is_loaded(buf) do
    buffers[buf] = nil
    buf = next(buffers)
  end
  local starter = vim.lsp.start_client
  local ok, id = pcall(function()
    if buf then
      return vim.lsp.start(settings(), { bufnr = buf, silent = true, reuse_client = function() return false end })
    end
    -- A request without any file: a client without buffers.
    if vim.fn.has('nvim-0.11') == 1 then return vim.lsp.start(settings(), { attach = false, silent = true }) end
    return (starter(settings()))
  end)
  if not ok or not id then
    failures = failures + 1
    settle(not_started)
    start_later(M.restart_delay_ms(failures))
    return
  end
  client_id = id
  for each in pairs(buffers) do
    if api.nvim_buf_is_loaded(each) then vim.lsp.buf_attach_client(each, id) end
  end
end

--- Counts a buffer's changes. Registered before the LSP client's own listener, which may send at once.
---@param buf integer
local function count_edits(buf)
  if edits[buf] then return end
  edits[buf] = 0
  require('restante.line_ends').follow(buf)
  local function changed() edits[buf] = (edits[buf] or 0) + 1 end
  api.nvim_buf_attach(buf, false, {
    on_lines = changed,
    on_reload = changed,
    on_detach = function()
      edits[buf], sent[buf], buffers[buf] = nil, nil, nil
    end,
  })
end

--- Whether a buffer is a file of a git repository that the user wants followed.
---@param buf integer
---@return boolean
local function wanted(buf)
  if vim.bo[buf].buftype ~= '' then return false end
  local name = api.nvim_buf_get_name(buf)
  if name == '' or name:match('^%a[%w+.-]+://') then return false end
  local enabled = require('restante.config').get().enabled
  if type(enabled) == 'function' then enabled = enabled(buf) end
  return enabled and vim.fs.root(buf, '.git') ~= nil
end

--- Follows a buffer, if it is one to follow. Quiet when the program is missing.
---@param buf integer
function M.attach(buf)
  if not api.nvim_buf_is_loaded(buf) then return end
  local on_disk = require('restante.on_disk')
  local is_on_disk = on_disk.is(buf)
  if not is_on_disk and buffers[buf] and client_id then return end
  if not wanted(buf) or not M.installed() then return end
  require('restante.ui').highlights()
  if is_on_disk then
    if buffers[buf] and client_id then vim.lsp.buf_detach_client(buf, client_id) end
    buffers[buf], sent[buf] = nil, nil
    return on_disk.follow(buf)
  end
  on_disk.leave(buf)
  count_edits(buf)
  buffers[buf] = true
  if client_id then
    vim.lsp.buf_attach_client(buf, client_id)
  else
    start()
  end
end

--- Calls back when the client is ready, starting it when it does not run.
---@param callback fun(failure: restante.Failure?)
local function when_ready(callback)
  if ready and client_id then return callback(nil) end
  if not M.installed() then
    local program = require('restante.config').get().cmd[1]
    return callback(unavailable(('the program %s was not found'):format(program), 'see :checkhealth restante'))
  end
  waiting[#waiting + 1] = callback
  if not client_id then start() end
end

--- An answer's error in our words.
---@param err any
---@return restante.Failure
local function to_failure(err)
  local data = type(err.data) == 'table' and err.data or {}
  return { errc = data.errc or 'internal', message = err.message or vim.inspect(err), hint = data.hint }
end

---@class restante.RequestOptions
---@field deadline_ms? integer
---@field buf? integer whose unsent changes go first
---@field late? fun(result: any) told what was done all the same, after the deadline

--- Asks the daemon; the callback is called exactly once, on the main loop.
---@param method string
---@param params table? nothing: an empty object
---@param callback restante.Answer
---@param opts restante.RequestOptions?
---@return fun() cancel tells the daemon that its answer is wanted no more
function M.request(method, params, callback, opts)
  opts = opts or {}
  -- The program would not understand the message, and answer nothing.
  local problem = require('restante.utf8').problem(params, 'request')
  if problem then
    callback(problem)
    return function() end
  end
  local done = false
  local token = {}
  local withdraw = function() end
  ---@param failure restante.Failure?
  ---@param result any
  local function answer(failure, result)
    if done then return end
    done, pending[token] = true, nil
    callback(failure, result)
  end
  pending[token] = answer
  local deadline_ms = opts.deadline_ms or request_deadline_ms
  vim.defer_fn(function()
    answer({ errc = 'deadline_exceeded', message = ('the daemon did not answer within %d s'):format(deadline_ms / 1000) })
  end, deadline_ms)

  when_ready(function(failure)
    if failure or done then return answer(failure) end
    local client = current()
    if not client then return answer(unavailable('the daemon is not running')) end
    if params == nil or next(params) == nil then params = vim.empty_dict() end
    local function handler(err, result)
      if err then return answer(to_failure(err)) end
      if result == vim.NIL then result = nil end
      if done and opts.late then return opts.late(result) end
      answer(nil, result)
    end
    local buf = opts.buf or next(client.attached_buffers) or 0
    local ok, id
    if vim.fn.has('nvim-0.11') == 1 then
      ok, id = client:request(method, params, handler, buf)
      withdraw = function() client:cancel_request(id) end
    else
      ok, id = client.request(method, params, handler, buf)
      withdraw = function() client.cancel_request(id) end
    end
    if not ok then answer(unavailable('the connection to the daemon is closed')) end
  end)
  return function()
    if done then return end
    withdraw()
    answer({ errc = 'cancelled', message = 'not wanted any more' })
  end
end

--- Does something that may be done again without harm until the daemon, or the one after it, has answered.
---@param attempt fun(answer: restante.Answer)
---@param callback restante.Answer
function M.until_answered(attempt, callback)
  local left = attempts_max
  local function try()
    left = left - 1
    attempt(function(failure, result)
      local again = failure and failure.errc == 'unavailable' and left > 0 and M.installed()
      if not again then return callback(failure, result) end
      vim.defer_fn(try, attempt_pause_ms)
    end)
  end
  try()
end

--- A request that writes: asked again with its key when the connection breaks, so that it is done once.
---@param method string
---@param params table
---@param callback restante.Answer
---@param opts { buf?: integer }? as for request
function M.write(method, params, callback, opts)
  params = vim.tbl_extend('error', params, { key = require('restante.ids').new() })
  M.until_answered(function(answer) M.request(method, params, answer, opts) end, callback)
end

--- The same as request, waiting for the answer on the event loop.
---@param method string
---@param params table?
---@param opts { deadline_ms?: integer, buf?: integer }?
---@return restante.Failure? failure
---@return any result
function M.request_sync(method, params, opts)
  local failure, result, done
  M.request(method, params, function(f, r)
    failure, result, done = f, r, true
  end, opts)
  vim.wait((opts and opts.deadline_ms or request_deadline_ms) + 100, function() return done == true end, 5)
  if not done then return { errc = 'cancelled', message = 'interrupted' } end
  return failure, result
end

--- Ends the session; the daemon lives on.
function M.stop()
  stopping = true
  local client = current()
  if not client then return end
  if vim.fn.has('nvim-0.11') == 1 then
    client:stop()
  else
    client.stop()
  end
end

--- Ends the session and begins a new one; buffers are attached again.
---@param done fun()?
function M.restart(done)
  local again
  again = function()
    failures, stopping = 0, false
    for _, buf in ipairs(api.nvim_list_bufs()) do
      M.attach(buf)
    end
    when_ready(function() if done then done() end end)
  end
  if not current() then return again() end
  local once = false
  M.on_gone(function()
    if once then return end
    once = true
    again()
  end)
  M.stop()
end

return M
