-- The threads of a line, in a float: all comments, in reading order, as plain Markdown. It follows what the daemon
-- publishes, in place, and its keys exist in its own buffer only.
local M = {}

local api = vim.api
local frame = require('restante.frame')
local labels = require('restante.labels')

---@class restante.Float
---@field buf integer
---@field win integer
---@field source? integer the file's buffer, when it is about one
---@field ids string[] of the threads
---@field threads restante.Thread[]
---@field rendered restante.Rendered
---@field help? boolean the keys are shown too

local float ---@type restante.Float?

local help = {
  'r        reply',
  'e        edit the comment under the cursor',
  'R        resolve or reopen',
  't        give it a title',
  'x        withdraw the comment under the cursor',
  'o        the code as it was (q closes)',
  'd        a diff from that to what is there now (q closes)',
  'a        re-attach it to other code, or undo that',
  'i        why it is where it is',
  'D        make a decision of it; the comment under the cursor is the answer',
  'y        copy the id of the thread',
  '<C-r>    read it again',
  'q <Esc>  close',
  'g?       show or hide these keys',
}

--- Writes the threads into the buffer, the cursor staying on its comment.
---@param state restante.Float
local function fill(state)
  local before = state.rendered and state.rendered.at[api.nvim_win_get_cursor(state.win)[1]]
  local old_cursor = state.rendered and api.nvim_win_get_cursor(state.win)
  local offset = 0
  if before and before.comment then
    local row = old_cursor[1]
    while row > 1 and state.rendered.at[row - 1].comment == before.comment do
      row, offset = row - 1, offset + 1
    end
  end
  state.rendered = labels.render(state.threads)
  if state.help then
    local lines, at = state.rendered.lines, state.rendered.at
    for _, line in ipairs(vim.list_extend({ '', 'Keys:' }, help)) do
      lines[#lines + 1] = line
      at[#lines] = { thread = state.threads[#state.threads] }
    end
  end
  frame.write(state.buf, state.rendered.lines)
  frame.fit(state.win, state.threads)
  if before then
    for row, at in ipairs(state.rendered.at) do
      if at.thread.id == before.thread.id and (not before.comment or at.comment and at.comment.id == before.comment.id) then
        row = before.comment and math.min(row + offset, #state.rendered.lines) or old_cursor[1]
        api.nvim_win_set_cursor(state.win, { math.min(row, #state.rendered.lines), old_cursor[2] })
        break
      end
    end
  end
end

--- The float that is open, if it still is.
---@return restante.Float?
local function current()
  if float and not (api.nvim_win_is_valid(float.win) and api.nvim_buf_is_valid(float.buf)) then float = nil end
  return float
end

function M.close()
  local state = current()
  float = nil
  if state and api.nvim_win_is_valid(state.win) then api.nvim_win_close(state.win, true) end
end

--- Takes the float out of sight, with its cursor and its threads; nil when there is none.
---@return { below: integer, show: fun() }? hidden the window that it stands in, and how to have it back, with the focus
function M.hide()
  local state = current()
  if not state then return nil end
  local below = api.nvim_win_get_config(state.win).win
  if not below or not api.nvim_win_is_valid(below) then below = vim.fn.win_getid(vim.fn.winnr('#')) end
  if api.nvim_get_current_win() == state.win then api.nvim_set_current_win(below) end
  api.nvim_win_set_config(state.win, { hide = true, focusable = false })
  return {
    below = below,
    show = function()
      if current() ~= state then return end
      api.nvim_win_set_config(state.win, { hide = false, focusable = true })
      api.nvim_set_current_win(state.win)
    end,
  }
end

--- What the cursor is on in the float: a thread, perhaps a comment. Nil when the cursor is not in it.
---@param line integer? another line than the cursor's
---@return { thread: restante.Thread, comment: restante.Comment?, source: integer? }?
function M.under_cursor(line)
  local state = current()
  if not state or api.nvim_get_current_win() ~= state.win then return nil end
  local at = state.rendered.at[line or api.nvim_win_get_cursor(state.win)[1]]
  return at and { thread = at.thread, comment = at.comment, source = state.source }
end

---@param state restante.Float
local function toggle_help(state)
  state.help = not state.help
  fill(state)
  if state.help then
    vim.cmd('normal! Gzb')
    vim.fn.search('^Keys:$', 'bW')
  end
end

---@param state restante.Float
local function map_keys(state)
  ---@param key string
  ---@param what string
  ---@param fn fun()
  local function map(key, what, fn) frame.map(state.buf, key, what, fn) end
  ---@param name string
  ---@param module string?
  ---@return fun()
  local function action(name, module)
    return function()
      local at = M.under_cursor()
      if at then require('restante.' .. (module or 'actions'))[name](at) end
    end
  end
  map('r', 'reply', action('reply'))
  map('e', 'edit', action('edit'))
  map('R', 'resolve or reopen', action('toggle_state'))
  map('x', 'withdraw', action('redact'))
  map('t', 'title', action('title'))
  map('o', 'the code as it was', action('show', 'original'))
  map('d', 'diff from the code as it was', action('diff', 'original'))
  map('a', 're-attach', action('offer', 'reattach'))
  map('i', 'why it is where it is', action('show', 'explain'))
  map('D', 'make a decision of it', action('from_thread', 'decision_texts'))
  map('y', 'copy the id', action('yank'))
  map('<C-r>', 'read it again', function() M.refresh() end)
  map('q', 'close', M.close)
  map('<Esc>', 'close', M.close)
  map('g?', 'keys', function() toggle_help(state) end)
end

--- Opens the float, or fills the one that is open.
---@param threads restante.Thread[]
---@param source integer? the file's buffer
---@param at_end boolean? put the cursor on the newest comment
function M.show(threads, source, at_end)
  M.close()
  local buf, win = frame.open('markdown')
  local state = {
    buf = buf,
    win = win,
    source = source,
    threads = threads,
    ids = vim.tbl_map(function(thread) return thread.id end, threads),
  }
  float = state
  map_keys(state)
  fill(state)
  api.nvim_create_autocmd('VimResized', {
    group = api.nvim_create_augroup('restante.float', { clear = true }),
    desc = 'restante: fit the float to the screen',
    callback = function()
      if current() == state then frame.fit(win, state.threads) end
    end,
  })
  if at_end then
    local at = state.rendered.at
    local row = #at
    while row > 1 and at[row - 1].comment == at[#at].comment do
      row = row - 1
    end
    api.nvim_win_set_cursor(win, { row, 0 })
  end
end

--- Takes newer states of the threads that are shown.
---@param state restante.Float
---@param threads restante.Thread[]
local function take(state, threads)
  local by_id, changed = {}, false
  for _, thread in ipairs(threads) do
    by_id[thread.id] = thread
  end
  for index, thread in ipairs(state.threads) do
    local newer = by_id[thread.id]
    if newer and not vim.deep_equal(newer, thread) then
      state.threads[index], changed = newer, true
    end
  end
  if changed then fill(state) end
end

--- A buffer's threads were published.
---@param buf integer
---@param threads restante.Thread[]
function M.published(buf, threads)
  local state = current()
  if state and state.source == buf then take(state, threads) end
end

--- Asks for the threads that are shown.
---@param state restante.Float
local function ask(state)
  for _, id in ipairs(state.ids) do
    local params = { threadId = id, root = vim.uv.cwd() }
    if state.source and api.nvim_buf_is_valid(state.source) then
      params = { threadId = id, textDocument = { uri = vim.uri_from_bufnr(state.source) } }
    end
    require('restante.client').request(require('restante.protocol').method.thread, params, function(failure, result)
      if not failure and current() == state then take(state, { result.thread }) end
    end)
  end
end

function M.refresh()
  local state = current()
  if state then ask(state) end
end

--- Threads that are shown apart from an open file are not published: they are asked for when anything changed.
function M.refresh_unplaced()
  local state = current()
  if state and not state.source then ask(state) end
end

--- One thread's newer state, as an answer to what was done with it.
---@param thread restante.Thread
function M.changed(thread)
  local state = current()
  if state then take(state, { thread }) end
end

--- The float, for tests.
---@return restante.Float?
function M.state() return current() end

return M
