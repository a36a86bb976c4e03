-- What the specs share: a repository, a file in it, the fake daemon, and answers for the questions of the editor.
local M = {}

local here = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p'))
local client = require('restante.client')

M.daemon = here .. '/fake_daemon.lua'

M.lines = { 'local a = 1', 'local wörld = "𝄞x" -- ä', 'for i = 1, 3 do', '  print(i)', 'end' }

--- A repository with one file; returns the file.
---@param lines string[]?
---@return string
function M.repository(lines)
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder .. '/.git', 'p')
  local file = vim.uv.fs_realpath(folder) .. '/poem.lua'
  vim.fn.writefile(lines or M.lines, file)
  return file
end

--- The plugin with its fake daemon; nothing is asked unless a spec says so.
---@param settings table?
function M.use_fake(settings)
  vim.cmd.runtime('plugin/restante.lua')
  local cmd = { vim.v.progpath, '--clean', '--headless', '-l', M.daemon }
  require('restante').setup(vim.tbl_deep_extend('force', { cmd = cmd, drafts = { file_ms = 1, daemon_ms = 1 } }, settings or {}))
end

--- Ends the daemon, and all that it knows.
function M.end_fake()
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    -- What is written in them is kept now, and not by the daemon of the next spec.
    if vim.bo[buf].buftype == 'acwrite' then vim.api.nvim_buf_delete(buf, { force = true }) end
  end
  client.stop()
  wait_for('the daemon has ended', function() return client.state().id == nil end)
  vim.fn.delete(vim.fn.stdpath('state') .. '/restante', 'rf')
end

--- Opens a file and waits for the daemon to know it.
---@param file string
---@return integer buffer
function M.edit(file)
  vim.cmd.edit(vim.fn.fnameescape(file))
  local buf = vim.api.nvim_get_current_buf()
  wait_for('the daemon published its threads', function() return vim.b[buf].restante_status end)
  return buf
end

--- The plugin with its fake daemon, the user's answers, and a file of a repository that is open.
---@return string file
---@return integer buffer
---@return string[] heard
function M.begin()
  M.use_fake()
  local heard = M.heard()
  M.choose()
  local file = M.repository()
  return file, M.edit(file), heard
end

--- Has the daemon publish these threads for the buffer, and no others.
---@param buf integer
---@param ... restante.Thread
function M.publish(buf, ...)
  local threads = { ... }
  M.ask('test/threads', { threads = threads })
  wait_for('they are there', function() return vim.deep_equal(require('restante').threads(buf), threads) end)
end

--- Asks the fake daemon something and returns the answer.
---@param method string
---@param params table?
---@return any
function M.ask(method, params)
  local failure, result = client.request_sync(method, params, { deadline_ms = 5000 })
  assert(not failure, failure and failure.message)
  return result
end

--- The parameters of all requests of one method so far.
---@param method string
---@return table[]
function M.asked(method)
  return vim.tbl_map(function(each) return each.params end, M.ask('test/asked', { method = method }))
end

--- Has the daemon answer all requests of one method with this.
---@param method string
---@param result table
function M.answer(method, result) M.ask('test/answer', { method = method, result = result }) end

--- A decision record of the clone in which a buffer's file is.
---@param buf integer
---@param number string
---@param more table?
---@return restante.DecisionBrief
function M.decision(buf, number, more)
  local path = ('docs/decisions/%s-loops.md'):format(number)
  local file = vim.fs.joinpath(vim.fs.dirname(vim.api.nvim_buf_get_name(buf)), path)
  return vim.tbl_deep_extend('force', {
    source = 'file', number = number, name = 'ADR-' .. number, title = 'Loops are written out', status = 'accepted',
    date = '2024-05-01', path = path, uri = vim.uri_from_fname(file), outcome = 'We write loops out.',
  }, more or {})
end

--- Puts a decision's record on disk.
---@param decision restante.DecisionBrief
---@return string file
function M.write_record(decision)
  local file = vim.uri_to_fname(decision.uri)
  vim.fn.mkdir(vim.fs.dirname(file), 'p')
  vim.fn.writefile({ '# ' .. decision.title }, file)
  return file
end

--- Waits for a window to write in, and types.
---@param ... string
---@return integer buffer
function M.compose(...)
  local buf = wait_for('there is a buffer to write in', function()
    local current = vim.api.nvim_get_current_buf()
    return vim.bo[current].buftype == 'acwrite' and current
  end)
  if select('#', ...) > 0 then vim.api.nvim_buf_set_lines(buf, 0, -1, false, { ... }) end
  return buf
end

--- `:w` in the current buffer, until it is closed.
function M.send()
  local buf = vim.api.nvim_get_current_buf()
  vim.cmd.write()
  wait_for('the text was sent and its buffer closed', function() return not vim.api.nvim_buf_is_valid(buf) end)
end

--- Makes the screen so wide, and one window of it.
---@param columns integer
function M.resize(columns)
  vim.o.columns = columns
  vim.cmd('vsplit | only')
end

--- What is drawn: line number -> sign and text.
---@param buf integer
---@return table<integer, string>
function M.marks(buf)
  local found = {}
  local space = vim.api.nvim_create_namespace('restante')
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, space, 0, -1, { details = true })) do
    local details = mark[4]
    local text = details.virt_text and table.concat(vim.tbl_map(function(chunk) return chunk[1] end, details.virt_text)) or ''
    found[mark[2] + 1] = vim.trim(details.sign_text or '-') .. '|' .. vim.trim(text)
  end
  return found
end

--- A thread as the daemon would publish it.
---@param buf integer
---@param id string
---@param line integer 1-based
---@param more table?
---@return restante.Thread
function M.thread(buf, id, line, more)
  local ben = { id = 'actor-ben', name = 'ben', me = false }
  return vim.tbl_deep_extend('force', {
    id = id, short = id:sub(-7), space = 's', repository = 'r', path = 'poem.lua', uri = vim.uri_from_bufnr(buf),
    range = { start = { line = line - 1, character = 0 }, ['end'] = { line = line - 1, character = 3 } },
    placement = { state = 'exact', confidence = 1, reason = 'unchanged' }, state = 'open', opener = ben,
    openedAt = 1763800000000, updatedAt = 1763800000000, quote = 'for\n', line = line, sync = 'sent',
    comments = {
      { id = id .. '-1', author = ben, at = 1763800000000, text = 'Why is this a loop?', version = 'v1', redacted = false, sync = 'sent' },
    },
  }, more or {})
end

--- Answers the next questions of vim.ui.select by the beginning of an item; returns what was offered.
---@param ... string
---@return string[][] offered
function M.choose(...)
  local answers, offered = { ... }, {}
  vim.ui.select = function(items, opts, done)
    local labels = vim.tbl_map(opts.format_item or tostring, items)
    offered[#offered + 1] = labels
    local wanted = table.remove(answers, 1)
    for index, label in ipairs(labels) do
      if wanted and vim.startswith(label, wanted) then return done(items[index], index) end
    end
    done(nil)
  end
  return offered
end

--- Collects what the plugin says aloud.
---@return string[]
function M.heard()
  local heard = {}
  vim.notify = function(text) heard[#heard + 1] = text end
  return heard
end

--- The float's text, or nil.
---@return string?
function M.float()
  local state = require('restante.float').state()
  return state and table.concat(vim.api.nvim_buf_get_lines(state.buf, 0, -1, false), '\n')
end

return M
