-- What can be done with threads. Each action gets the thread from where the cursor is: in the float, or on a line.
local M = {}

local api = vim.api
local labels = require('restante.labels')
local method = require('restante.protocol').method
local ui = require('restante.ui')

---@class restante.Subject
---@field thread restante.Thread
---@field comment? restante.Comment
---@field source? integer the file's buffer

--- The lines that a command was given; without one, or with a range of nought, it is about the cursor's.
---@alias restante.Lines { range: integer, line1: integer, line2: integer }

--- Asks the daemon to change a thread and shows what came of it.
---@param name string
---@param params table
---@param what string for the message when it fails
---@param callback fun(thread: restante.Thread)?
local function change(name, params, what, callback)
  require('restante.client').write(name, params, function(failure, result)
    if failure then return ui.warn(('%s: %s'):format(what, ui.explain(failure))) end
    require('restante.float').changed(result.thread)
    if callback then callback(result.thread) end
  end)
end

--- The threads that a command is about: of its line in a list, of the comment that is written, or of its lines in a file.
---@param lines restante.Lines?
---@param callback fun(threads: restante.Thread[], source: integer?)
local function at_lines(lines, callback)
  local first, last = require('restante.ranges').lines_of_command(lines)
  local id, listed_for = require('restante.list').under_cursor(last)
  local buf = listed_for or api.nvim_get_current_buf()
  id = id or require('restante.sessions').thread_of(buf)
  local marks = require('restante.marks')
  if not id then return callback(marks.at(buf, first - 1, last - 1), buf) end
  for _, thread in ipairs(marks.threads(buf)) do
    if thread.id == id then return callback({ thread }, buf) end
  end
  M.subject({ id }, nil, function(subject) callback({ subject.thread }) end)
end

--- Whether there is a thread at the cursor.
---@return boolean
function M.is_at_thread()
  if require('restante.float').under_cursor() or require('restante.list').under_cursor() then return true end
  if require('restante.sessions').thread_of(api.nvim_get_current_buf()) then return true end
  return #require('restante.marks').at(0, api.nvim_win_get_cursor(0)[1] - 1) > 0
end

--- Finds the thread that is meant: named, in the float, in a list, or on the lines; asks when there are several.
---@param words string[] perhaps an id
---@param wanted (fun(thread: restante.Thread): boolean)?
---@param callback fun(subject: restante.Subject)
---@param lines restante.Lines?
function M.subject(words, wanted, callback, lines)
  if words[1] then
    -- Waited for: what is typed next may be meant for what this opens.
    local params, opts = { threadId = words[1], root = vim.uv.cwd() }, { deadline_ms = 3000 }
    local failure, result = require('restante.client').request_sync(method.thread, params, opts)
    if failure then return ui.warn(ui.explain(failure)) end
    return callback({ thread = result.thread })
  end
  local _, last = require('restante.ranges').lines_of_command(lines)
  local under = require('restante.float').under_cursor(last)
  if under then return callback(under) end
  at_lines(lines, function(found, buf)
    if wanted then found = vim.tbl_filter(wanted, found) end
    if #found == 0 then return ui.info('no such thread on this line') end
    if #found == 1 then return callback({ thread = found[1], source = buf }) end
    ui.select(found, { prompt = 'Which thread?', kind = 'restante.thread', format_item = labels.in_list }, function(choice)
      if choice then callback({ thread = choice, source = buf }) end
    end)
  end)
end

--- Why a file can have no threads; nil when it can, or nobody says in time: it is found out again when one is sent.
---@param buf integer
---@param uri string
---@return restante.Failure?
local function refusal(buf, uri)
  -- To list the threads below it means to locate it. Where no repository is in sight there is time to start the daemon.
  local params, deadline_ms = { root = uri, limit = 1 }, vim.fs.root(buf, '.git') and 500 or 3000
  local failure = require('restante.client').request_sync(method.threads, params, { deadline_ms = deadline_ms })
  local for_good = failure and (failure.errc == 'not_found' or failure.errc == 'invalid_argument')
  return for_good and failure or nil
end

--- Writes a new thread about some lines of the current buffer.
---@param span restante.Span
function M.thread_new(span)
  local buf = api.nvim_get_current_buf()
  if api.nvim_buf_get_name(buf) == '' or vim.bo[buf].buftype ~= '' then
    return ui.warn('threads are about files: this buffer is none')
  end
  require('restante.client').attach(buf)
  local problem = require('restante.on_disk').problem(buf)
  if problem then return ui.warn(ui.explain(problem)) end
  local purpose = {
    kind = 'newThread',
    uri = vim.uri_from_bufnr(buf),
    range = require('restante.ranges').to_range(buf, span, 'utf-16'),
  }
  local refused = refusal(buf, purpose.uri)
  if refused then return ui.warn(ui.explain(refused)) end
  require('restante.compose').open(purpose, { source = buf, span = span })
end

--- Shows the threads of some lines, or a named one.
---@param words string[]
---@param lines restante.Lines?
function M.show(words, lines)
  if words[1] then
    return M.subject(words, nil, function(subject) require('restante.float').show({ subject.thread }) end)
  end
  local _, last = require('restante.ranges').lines_of_command(lines)
  local under = require('restante.float').under_cursor(last)
  if under then return require('restante.float').show({ under.thread }, under.source) end
  at_lines(lines, function(found, buf)
    if #found > 0 then return require('restante.float').show(found, buf) end
    local without = vim.tbl_filter(require('restante.places').is_orphaned, require('restante.marks').threads(0))
    local rest = #without > 0 and ('; %s without a line: :Restante threads'):format(labels.count(#without, 'thread')) or ''
    ui.info('no thread on this line' .. rest)
  end)
end

--- What runs after a text about a thread was sent: back to the float, when it was written from there.
---@param subject restante.Subject
---@param from_float boolean
---@return fun(thread: restante.Thread?)
local function after_sending(subject, from_float)
  return function(thread)
    if not thread or not from_float then return end
    require('restante.float').show({ thread }, subject.source, true)
  end
end

---@param subject restante.Subject
---@param purpose restante.Purpose
---@param text string?
local function compose(subject, purpose, text)
  local float = require('restante.float')
  local from_float = float.under_cursor() ~= nil
  if from_float then float.close() end
  require('restante.compose').open(purpose, { text = text, sent = after_sending(subject, from_float) })
end

---@param subject restante.Subject
function M.reply(subject) compose(subject, { kind = 'reply', threadId = subject.thread.id }) end

--- The comment under the cursor, or the last one of the reader's own.
---@param subject restante.Subject
---@return restante.Comment?
local function own_comment(subject)
  local comment = subject.comment
  if comment then
    if comment.author.me and not comment.redacted then return comment end
    ui.info(comment.redacted and 'this comment was withdrawn' or 'this comment is not yours')
    return nil
  end
  for index = #subject.thread.comments, 1, -1 do
    local each = subject.thread.comments[index]
    if each.author.me and not each.redacted then return each end
  end
  ui.info('no comment of yours in this thread')
end

---@param subject restante.Subject
function M.edit(subject)
  local comment = own_comment(subject)
  if not comment then return end
  compose(subject, {
    kind = 'edit',
    threadId = subject.thread.id,
    commentId = comment.id,
    base = comment.version,
  }, comment.text)
end

---@param subject restante.Subject
function M.redact(subject)
  local comment = own_comment(subject)
  if not comment then return end
  local question = ('Withdraw "%s" for everybody? The log keeps it: a leaked secret must be changed all the same.'):format(
    labels.first_line(comment.text, 40)
  )
  if not ui.confirm(question, '&Withdraw') then return end
  local params = { threadId = subject.thread.id, commentId = comment.id }
  change(method.comment_redact, params, 'not withdrawn')
end

---@param subject restante.Subject
function M.resolve(subject) change(method.thread_resolve, { threadId = subject.thread.id }, 'not resolved') end

---@param subject restante.Subject
function M.reopen(subject) change(method.thread_reopen, { threadId = subject.thread.id }, 'not reopened') end

---@param subject restante.Subject
function M.toggle_state(subject)
  if subject.thread.state == 'resolved' then return M.reopen(subject) end
  M.resolve(subject)
end

---@param subject restante.Subject
---@param title string?
function M.title(subject, title)
  local id = subject.thread.id
  if title then return change(method.thread_title, { threadId = id, title = title }, 'the title was not changed') end
  vim.ui.input({ prompt = 'Title: ', default = subject.thread.title or '' }, function(text)
    if text then M.title(subject, text) end
  end)
end

--- Copies the thread's id, for a shell or a message.
---@param subject restante.Subject
function M.yank(subject)
  vim.fn.setreg(vim.v.register, subject.thread.id)
  ui.info('copied ' .. subject.thread.id)
end

return M
