-- A daemon for the specs, in a process of its own: `nvim --clean --headless -l fake_daemon.lua`. It keeps threads and
-- drafts as long as it lives, and does what `test/…` requests tell it to do wrong.
local threads, drafts = {}, {}
local asked = {} -- every message, as {method, params, raw}
local failing = {} -- method -> error for its next request
local dying = {} -- method -> 'before' or 'after' doing it
local silent = {} -- method -> true: never answered
local held = {} -- method -> 'before' or 'after' doing it: done, or only answered, when test/release says so
local answers_held = {} -- functions that give an answer
local documents = {} -- uri -> version
local damage -- what restante/status tells of the database
local canned = {} -- method -> what it is answered from now on
local explained = {} -- what restante/thread/explain says besides the thread
local sent_drafts = {} -- draft id -> the text that was sent as it, and the thread
local count = 0

local me = { id = 'actor-me', name = 'ann', me = true }

local function fresh(prefix)
  count = count + 1
  return ('%s%022d'):format(prefix, count)
end

local function send(message)
  message.jsonrpc = '2.0'
  local body = vim.json.encode(message)
  io.stdout:write(('Content-Length: %d\r\n\r\n%s'):format(#body, body))
  io.stdout:flush()
end

local function now_ms()
  local seconds, micros = vim.uv.gettimeofday()
  return seconds * 1000 + math.floor(micros / 1000)
end

local function notify(method, params) send({ method = method, params = params }) end

local function comment(text)
  local id = fresh('c')
  return { id = id, author = me, at = 1763800000000, text = text, version = id .. '-1', redacted = false, sync = 'local' }
end

local function publish(uri)
  local of_file = {}
  for _, thread in ipairs(threads) do
    if thread.uri == uri then of_file[#of_file + 1] = thread end
  end
  notify('restante/publishThreads', { uri = uri, version = documents[uri], threads = of_file })
end

local function thread_of(params)
  for _, thread in ipairs(threads) do
    if vim.endswith(thread.id, params.threadId) then return thread end
  end
end

--- Does a write once for each draft: asked again it only answers, and another text of the same draft is refused.
local function once(write)
  return function(params)
    local before = params.draftId and sent_drafts[params.draftId]
    if before and before.text == params.text then return { thread = before.thread } end
    if before then
      local data = { errc = 'already_exists', hint = 'keep what was typed since as a draft of its own, and send that' }
      return nil, { code = 1002, message = 'an earlier text of this draft was sent', data = data }
    end
    local thread = write(params)
    if params.draftId then
      sent_drafts[params.draftId] = { text = params.text, thread = thread }
      local draft = drafts[params.draftId]
      if draft and draft.text == params.text then drafts[params.draftId] = nil end
    end
    publish(thread.uri)
    return { thread = thread }
  end
end

local function set_state(state)
  return function(params)
    local thread = thread_of(params)
    thread.state, thread.stateBy = state, me
    publish(thread.uri)
    return { thread = thread }
  end
end

local answers = {
  initialize = function()
    return {
      capabilities = {
        positionEncoding = 'utf-16',
        textDocumentSync = { openClose = true, change = 2, save = vim.empty_dict() },
        hoverProvider = true,
        codeLensProvider = { resolveProvider = false },
        codeActionProvider = { codeActionKinds = { 'restante.thread.new' } },
        executeCommandProvider = { commands = {} },
        experimental = { restante = { protocolVersion = 1 } },
      },
      serverInfo = { name = 'restanted', version = '0' },
    }
  end,
  shutdown = function() return vim.NIL end,
  ['restante/hello'] = function() return { version = '0', protocolVersion = 1, pid = vim.uv.os_getpid() } end,
  ['restante/status'] = function()
    return {
      version = '0', pid = vim.uv.os_getpid(), uptimeMs = 1, sessions = 1, documents = 1, store = '/s', log = '/l',
      user = { id = me.id, name = me.name, email = '' }, drafts = 0, unindexed = 0,
      historyBytes = 0, historyBytesMax = 1, spaces = {},
      damage = damage,
    }
  end,
  ['restante/draft/put'] = function(params)
    local known = params.id and drafts[params.id]
    if params.text == '' and params.id then
      drafts[params.id] = nil
      return { id = params.id, revision = 0, forked = false }
    end
    local sent = params.id and sent_drafts[params.id]
    local same = known and known.text == params.text and known.kind == params.kind and known.threadId == params.threadId
    if same and (not params.range or vim.deep_equal(known.range, params.range)) then
      return { id = params.id, revision = known.revision, forked = false, sentIn = sent and sent.thread.id }
    end
    local forked = (known and known.revision or 0) ~= (params.base or 0) or sent ~= nil and not known
    local id = (forked or not params.id) and fresh('d') or params.id
    local draft = vim.deepcopy(params)
    draft.base, draft.id, draft.updatedAt = nil, id, 1763800000000
    draft.range, draft.lost = params.range or known and known.range, known and known.lost
    draft.revision = (known and not forked) and known.revision + 1 or 1
    drafts[id] = draft
    return { id = id, revision = draft.revision, forked = forked, sentIn = sent and sent.thread.id }
  end,
  ['restante/drafts'] = function() return { drafts = vim.tbl_values(drafts) } end,
  ['restante/draft/remove'] = function(params)
    drafts[params.id] = nil
    return vim.NIL
  end,
  ['restante/thread/new'] = once(function(params)
    local id = fresh('t')
    local thread = {
      id = id, short = id:sub(-7), space = 's', repository = 'r', path = vim.fs.basename(params.textDocument.uri),
      uri = params.textDocument.uri, range = params.range, state = 'open', opener = me, openedAt = now_ms(),
      updatedAt = now_ms(), quote = 'quoted\n', line = params.range.start.line + 1, sync = 'local',
      placement = { state = 'exact', confidence = 1, reason = 'unchanged' }, comments = { comment(params.text) },
    }
    threads[#threads + 1] = thread
    return thread
  end),
  ['restante/thread/reply'] = once(function(params)
    local thread = thread_of(params)
    table.insert(thread.comments, comment(params.text))
    return thread
  end),
  ['restante/comment/edit'] = once(function(params)
    local thread = thread_of(params)
    for _, each in ipairs(thread.comments) do
      if each.id == params.commentId then
        local before = { author = me, at = each.at, text = each.text, alsoEdited = params.base ~= each.version }
        each.earlier = vim.list_extend(each.earlier or {}, { before })
        each.text, each.editedAt, each.version = params.text, 1763800000000, each.version .. '+'
      end
    end
    return thread
  end),
  ['restante/thread/resolve'] = set_state('resolved'),
  ['restante/thread/reopen'] = set_state('open'),
  ['restante/thread/explain'] = function(params) return vim.tbl_extend('force', { thread = thread_of(params) }, explained) end,
  ['restante/thread/reanchor'] = function(params)
    local thread = thread_of(params)
    thread.placement = { state = 'exact', confidence = 1, reason = 'unchanged' }
    thread.range = params.range or { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 1 } }
    publish(thread.uri)
    return { thread = thread }
  end,
  ['restante/thread'] = function(params) return { thread = thread_of(params) } end,
  ['restante/threads'] = function(params)
    local uri = params.textDocument and params.textDocument.uri
    local found = vim.tbl_filter(function(thread) return not uri or thread.uri == uri end, threads)
    return { version = uri and documents[uri], threads = found }
  end,
  -- What the specs ask for.
  ['test/asked'] = function(params)
    return vim.tbl_filter(function(each) return not params.method or each.method == params.method end, asked)
  end,
  ['test/fail'] = function(params)
    failing[params.method] = { code = 1008, message = params.message, data = { errc = params.errc, hint = params.hint } }
    return vim.NIL
  end,
  ['test/die'] = function(params)
    dying[params.method] = params.when
    return vim.NIL
  end,
  ['test/silent'] = function(params)
    silent[params.method] = true
    return vim.NIL
  end,
  ['test/hold'] = function(params)
    held[params.method] = params.when or 'after'
    return vim.NIL
  end,
  ['test/release'] = function()
    for _, give in ipairs(answers_held) do
      give()
    end
    answers_held = {}
    return vim.NIL
  end,
  ['test/notify'] = function(params)
    notify(params.method, params.params)
    return vim.NIL
  end,
  ['test/threads'] = function(params)
    threads = params.threads
    for uri in pairs(documents) do
      publish(uri)
    end
    return vim.NIL
  end,
  ['test/damage'] = function(params)
    damage = params
    return vim.NIL
  end,
  ['test/answer'] = function(params)
    canned[params.method] = params.result
    return vim.NIL
  end,
  ['test/explain'] = function(params)
    explained = params
    return vim.NIL
  end,
  ['test/place_draft'] = function(params)
    for _, draft in pairs(drafts) do
      draft.range, draft.lost = params.range or draft.range, params.lost
    end
    return vim.NIL
  end,
  ['test/touch_draft'] = function()
    for _, draft in pairs(drafts) do
      draft.revision, draft.text = draft.revision + 1, 'typed elsewhere'
    end
    return vim.NIL
  end,
}

local function take(message, raw)
  local method, params = message.method, message.params or {}
  if method == 'exit' then os.exit(0) end
  local document = params.textDocument
  if method == 'textDocument/didOpen' or method == 'textDocument/didChange' then
    documents[document.uri] = document.version
    if method == 'textDocument/didOpen' then publish(document.uri) end
  elseif method == 'textDocument/didClose' then
    documents[document.uri] = nil
  end
  if not vim.startswith(method, 'test/') then asked[#asked + 1] = { method = method, params = params, raw = raw } end
  if not message.id then return end
  if dying[method] == 'before' then os.exit(9) end
  if silent[method] then
    silent[method] = nil
    return
  end
  if failing[method] then
    send({ id = message.id, error = failing[method] })
    failing[method] = nil
    return
  end
  local answer = canned[method] and function() return canned[method] end or answers[method]
  if not answer then
    return send({ id = message.id, error = { code = -32601, message = 'no method ' .. method, data = { errc = 'unsupported' } } })
  end
  local hold = held[method]
  held[method] = nil
  local function give()
    local result, refused = answer(params)
    if refused then return send({ id = message.id, error = refused }) end
    if dying[method] == 'after' then os.exit(9) end
    local done = { id = message.id, result = result }
    if hold ~= 'after' then return send(done) end
    answers_held[#answers_held + 1] = function() send(done) end
  end
  if hold ~= 'before' then return give() end
  answers_held[#answers_held + 1] = give
end

while true do
  local length
  repeat
    local line = io.stdin:read('*l')
    if not line then os.exit(0) end
    line = line:gsub('\r$', '')
    length = tonumber(line:match('^Content%-Length: (%d+)$')) or length
  until line == ''
  local raw = io.stdin:read(length)
  take(vim.json.decode(raw, { luanil = { object = true } }), raw)
end
