-- Attaching a thread to other code: to a place that the daemon found, to the line of the cursor, to a selection; and
-- undoing that. What is chosen is done, for everybody, and told.
local M = {}

local api = vim.api
local labels = require('restante.labels')
local places = require('restante.places')
local ui = require('restante.ui')

--- A place to attach to.
---@class restante.Target
---@field label string
---@field uri string
---@field range restante.Range in the session's encoding
---@field buf? integer whose unsent changes go first

---@param thread restante.Thread
---@param params table
---@param buf integer?
---@param what string for the message, with %s for where it is now
local function reanchor(thread, params, buf, what)
  local client = require('restante.client')
  params.threadId = thread.id
  client.write(require('restante.protocol').method.thread_reanchor, params, function(failure, result)
    if failure then
      return ui.warn(('%s: %s'):format(params.undo and 'not undone' or 'not re-attached', ui.explain(failure)))
    end
    require('restante.float').changed(result.thread)
    ui.info(what:format(places.of(result.thread)))
  end, { buf = buf })
end

---@param subject restante.Subject
---@param target restante.Target
local function attach(subject, target)
  local problem = target.buf and require('restante.on_disk').problem(target.buf)
  if problem then return ui.warn('not re-attached: ' .. ui.explain(problem)) end
  local params = { textDocument = { uri = target.uri }, range = target.range }
  reanchor(subject.thread, params, target.buf, 're-attached to %s (:Restante thread reattach undo)')
end

--- Back to what it was about before it was re-attached last.
---@param subject restante.Subject
function M.undo(subject) reanchor(subject.thread, { undo = true }, nil, 'back at %s') end

--- Whether threads can be about a buffer.
---@param buf integer
---@return boolean
local function is_file(buf) return vim.bo[buf].buftype == '' and api.nvim_buf_get_name(buf) ~= '' end

--- The line of the cursor, in the thread's file when the cursor is in the float.
---@param subject restante.Subject
---@return restante.Target?
local function cursor_line(subject)
  local buf, win = api.nvim_get_current_buf(), api.nvim_get_current_win()
  if not is_file(buf) and subject.source and api.nvim_buf_is_valid(subject.source) then
    buf, win = subject.source, vim.fn.bufwinid(subject.source)
  end
  if win == -1 or not is_file(buf) then return nil end
  local line = api.nvim_win_get_cursor(win)[1]
  local text = labels.first_line(api.nvim_buf_get_lines(buf, line - 1, line, false)[1] or '', 48)
  return {
    label = ('This line, %d: %s'):format(line, text),
    uri = vim.uri_from_bufnr(buf),
    range = require('restante.ranges').to_range(
      buf,
      require('restante.ranges').of_lines(buf, line, line),
      require('restante.client').encoding()
    ),
    buf = buf,
  }
end

--- Offers the places that the daemon found, best first, then the line of the cursor, then to undo.
---@param subject restante.Subject
function M.offer(subject)
  local here = cursor_line(subject)
  require('restante.explain').ask(subject, function(known)
    local targets = {} ---@type (restante.Target|{ label: string, undo: true })[]
    for _, candidate in ipairs(known.candidates) do
      targets[#targets + 1] = { label = places.candidate(candidate), uri = candidate.uri, range = candidate.range }
    end
    if here then targets[#targets + 1] = here end
    local undoing = places.undoing(known.anchors)
    if undoing then targets[#targets + 1] = { label = undoing, undo = true } end
    if #targets == 0 then return ui.info('no place was found for it: go to the line that it is about') end
    ui.select(targets, {
      prompt = ('Attach "%s" to'):format(labels.name(known.thread, 40)),
      kind = 'restante.place',
      format_item = function(target) return target.label end,
    }, function(target)
      if not target then return end
      if target.undo then return M.undo(subject) end
      attach(subject, target)
    end)
  end)
end

--- The threads of a file whose code is lost; it asks which, even when there is one: it stands nowhere near the cursor.
---@param buf integer
---@param callback fun(subject: restante.Subject)
local function choose_lost(buf, callback)
  local lost = vim.tbl_filter(places.is_lost, require('restante.marks').threads(buf))
  if #lost == 0 then return ui.info('no thread of this file has lost its lines: name one by its id') end
  ui.select(lost, { prompt = 'Re-attach which thread?', kind = 'restante.thread', format_item = labels.in_list }, function(choice)
    if choice then callback({ thread = choice, source = buf }) end
  end)
end

--- `:[range]Restante thread reattach [id|undo [id]]`.
---@param call restante.Call
function M.run(call)
  local actions = require('restante.actions')
  local words, buf = call.words, api.nvim_get_current_buf()
  if words[1] == 'undo' then return actions.subject(vim.list_slice(words, 2), nil, M.undo, call.opts) end
  if call.opts.range == 0 then
    if words[1] or actions.is_at_thread() then return actions.subject(words, nil, M.offer) end
    return choose_lost(buf, M.offer)
  end
  if not is_file(buf) then return ui.warn('threads are about files: this buffer is none') end
  local ranges = require('restante.ranges')
  local target = {
    label = '',
    uri = vim.uri_from_bufnr(buf),
    range = ranges.to_range(buf, ranges.of_command(buf, call.opts), require('restante.client').encoding()),
    buf = buf,
  }
  local function to_target(subject) attach(subject, target) end
  if words[1] then return actions.subject(words, nil, to_target) end
  choose_lost(buf, to_target)
end

return M
