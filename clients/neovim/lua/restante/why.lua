-- "Why is this code so?": decisions, threads and those who touched it last, in a float. It says at once what is known and
-- completes itself while it stays where it is; what a line of it is about is one key away, and so is asking.
local M = {}

local api = vim.api
local frame = require('restante.frame')
local method = require('restante.protocol').method
local text = require('restante.why_text')
local ui = require('restante.ui')

-- Of a history as long as this takes more is to come; the view can be closed meanwhile.
local deadline_ms = 120000

---@class restante.WhyView
---@field buf integer
---@field win integer
---@field source integer the file's buffer
---@field mark integer its lines, which move along with what is typed
---@field where string
---@field at? string the revision that was asked about
---@field token string
---@field cancel fun()
---@field known? restante.WhyResult
---@field trouble? string
---@field rows table<integer, restante.WhyRow>
---@field help? boolean the keys are shown too

local asked = api.nvim_create_namespace('restante.why')
local view ---@type restante.WhyView?

local help = {
  '<CR>     what the line is about: the record, the thread, the commit, the code',
  'a        ask: write a new thread about these lines',
  '<C-r>    look again',
  'q <Esc>  close',
  'g?       show or hide these keys',
}

---@return restante.WhyView?
local function current()
  if view and not (api.nvim_win_is_valid(view.win) and api.nvim_buf_is_valid(view.buf)) then view = nil end
  return view
end

---@param state restante.WhyView
local function fit(state)
  frame.fit_to(
    state.win,
    function(width) return frame.shorten((' why · %s '):format(state.where), width) end,
    function(width) return frame.hints({ '<CR> open', 'a ask', 'q close' }, width) end
  )
end

--- Writes what is known, the cursor staying on what it is on.
---@param state restante.WhyView
local function fill(state)
  local cursor = api.nvim_win_get_cursor(state.win)
  local before = state.rows[cursor[1]]
  local lines, headings = { state.where, state.trouble or 'looking…' }, { 1 }
  state.rows = {}
  if state.known and not state.trouble then
    local rendered = text.render(state.where, state.known)
    lines, state.rows, headings = rendered.lines, rendered.rows, rendered.headings
  end
  if state.help then vim.list_extend(lines, vim.list_extend({ '', 'Keys:' }, help)) end
  frame.write(state.buf, lines)
  for _, index in ipairs(headings) do
    api.nvim_buf_set_extmark(state.buf, asked, index - 1, 0, { end_row = index, hl_group = 'RestanteHeading', strict = false })
  end
  fit(state)
  local line = math.min(cursor[1], #lines)
  for index = 1, before and #lines or 0 do
    if state.rows[index] and state.rows[index].key == before.key then
      line = index
      break
    end
  end
  api.nvim_win_set_cursor(state.win, { line, cursor[2] })
end

--- Closes the view; an answer that is under way is wanted no more.
function M.close()
  local state = current()
  view = nil
  if not state then return end
  state.cancel()
  if api.nvim_buf_is_valid(state.source) then api.nvim_buf_del_extmark(state.source, asked, state.mark) end
  api.nvim_win_close(state.win, true)
end

--- The lines that were asked about, where they are now.
---@param state restante.WhyView
---@return restante.Span
local function span_of(state)
  local at = api.nvim_buf_get_extmark_by_id(state.source, asked, state.mark, { details = true })
  return { row = at[1], col = at[2], end_row = at[3].end_row, end_col = at[3].end_col }
end

--- Closes the view and goes to the window of the file.
---@param state restante.WhyView
---@return boolean there
local function back_to(state)
  M.close()
  local win = vim.fn.bufwinid(state.source)
  if win ~= -1 then api.nvim_set_current_win(win) end
  return win ~= -1
end

--- Begins a thread about the lines.
local function ask()
  local state = current()
  if not state then return end
  local span = span_of(state)
  if back_to(state) then require('restante.actions').thread_new(span) end
end

--- Opens what the cursor's line is about.
local function open()
  local state = current()
  local row = state and state.rows[api.nvim_win_get_cursor(state.win)[1]]
  if not state or not row then return end
  if not back_to(state) then return end
  local root = api.nvim_buf_get_name(state.source)
  if row.thread then return require('restante.float').show({ row.thread }, state.source) end
  if row.commit then return require('restante.commit').show(row.commit, root) end
  if row.decision then return require('restante.decisions').open(row.decision, root, state.at) end
  local first = require('restante.ranges').rows_of(state.source, row.line, row.line)
  vim.cmd("normal! m'")
  api.nvim_win_set_cursor(0, { first + 1, 0 })
end

--- Asks the daemon; what it knows at once comes before its answer.
---@param state restante.WhyView
local function request(state)
  local ranges, client = require('restante.ranges'), require('restante.client')
  state.token = require('restante.ids').new()
  local token = state.token
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(state.source) },
    range = ranges.to_range(state.source, span_of(state), client.encoding()),
    at = state.at,
    partialResultToken = token,
  }
  state.cancel = client.request(method.why, params, function(failure, result)
    if current() ~= state or state.token ~= token then return end
    state.known = result or state.known
    state.trouble = failure and 'Not known: ' .. ui.explain(failure) or nil
    fill(state)
  end, { buf = state.source, deadline_ms = deadline_ms })
end

--- What is known before the history was asked.
---@param params restante.WhySoFarParams
function M.so_far(params)
  local state = current()
  if not state or state.token ~= params.token then return end
  state.known = params.value
  fill(state)
end

---@param state restante.WhyView
local function map_keys(state)
  frame.map(state.buf, '<CR>', 'what the line is about', open)
  frame.map(state.buf, 'a', 'ask', ask)
  frame.map(state.buf, '<C-r>', 'look again', function()
    state.cancel()
    request(state)
  end)
  frame.map(state.buf, 'q', 'close', M.close)
  frame.map(state.buf, '<Esc>', 'close', M.close)
  frame.map(state.buf, 'g?', 'keys', function()
    state.help = not state.help
    fill(state)
  end)
end

--- Shows why some lines of the current buffer are so.
---@param span restante.Span
---@param at string? a commit, branch or tag
function M.show(span, at)
  local source = api.nvim_get_current_buf()
  if api.nvim_buf_get_name(source) == '' or vim.bo[source].buftype ~= '' then
    return ui.warn('"why" is asked about lines of a file: this buffer is none')
  end
  require('restante.client').attach(source)
  local problem = require('restante.on_disk').problem(source)
  if problem then return ui.warn(ui.explain(problem)) end
  M.close()
  local path = vim.fn.fnamemodify(api.nvim_buf_get_name(source), ':.')
  local range = require('restante.ranges').to_range(source, span, 'utf-16')
  local where = require('restante.places').spot(path, require('restante.places').bounds(range))
  local buf, win = frame.open('restante-why')
  api.nvim_set_option_value('breakindent', true, { scope = 'local', win = win })
  local state = {
    buf = buf,
    win = win,
    source = source,
    mark = api.nvim_buf_set_extmark(source, asked, span.row, span.col, { end_row = span.end_row, end_col = span.end_col }),
    where = at and ('%s at %s'):format(where, at) or where,
    at = at,
    token = '',
    cancel = function() end,
    rows = {},
  } ---@type restante.WhyView
  view = state
  map_keys(state)
  fill(state)
  request(state)
  api.nvim_create_autocmd('VimResized', {
    group = api.nvim_create_augroup('restante.why', { clear = true }),
    desc = 'restante: fit the view to the screen',
    callback = function()
      if current() == state then fit(state) end
    end,
  })
end

--- The view, for tests.
---@return restante.WhyView?
function M.state() return current() end

return M
