-- Lines that a decision governs or that name one: a dim sign in front of them, and on request what was decided. Where they
-- are, the daemon says; between two of its messages the extmarks follow what is typed.
local M = {}

local api = vim.api
local text = require('restante.why_text')

local namespace = api.nvim_create_namespace('restante.decisions')

---@class restante.Governed
---@field marks restante.DecisionMark[]
---@field whole restante.DecisionBrief[]
---@field extmarks table<integer, integer> index in marks -> extmark

local buffers = {} ---@type table<integer, restante.Governed>

---@param buf integer
---@return integer
local function resolve(buf) return buf == 0 and api.nvim_get_current_buf() or buf end

--- What a mark looks like.
---@param mark restante.DecisionMark
---@return vim.api.keyset.set_extmark
local function look(mark)
  local config, marks = require('restante.config').get().decisions, require('restante.marks')
  local opts = { priority = config.priority, undo_restore = false } ---@type vim.api.keyset.set_extmark
  if marks.is_hidden('decisions') then return opts end
  local group = mark.stale and 'RestanteStale' or 'RestanteDecision'
  if config.sign ~= '' and not marks.is_hidden('signs') then
    opts.sign_text, opts.sign_hl_group = config.sign, group
  end
  if config.virtual_text and not marks.is_hidden('text') then
    opts.virt_text = { { ('  %s %s'):format(config.sign, text.name(mark.decision, 60)), group } }
    opts.virt_text_pos, opts.hl_mode = 'eol', 'combine'
  end
  return opts
end

---@param buf integer
---@param extmark integer
---@return restante.Span?
local function span_of(buf, extmark)
  local found = api.nvim_buf_get_extmark_by_id(buf, namespace, extmark, { details = true })
  if #found == 0 then return nil end
  return { row = found[1], col = found[2], end_row = found[3].end_row or found[1], end_col = found[3].end_col or found[2] }
end

---@param buf integer
---@param span restante.Span
---@param mark restante.DecisionMark
---@param extmark integer? the one to change
---@return integer
local function place(buf, span, mark, extmark)
  local opts = look(mark)
  opts.id, opts.end_row, opts.end_col, opts.end_right_gravity = extmark, span.end_row, span.end_col, false
  return api.nvim_buf_set_extmark(buf, namespace, span.row, span.col, opts)
end

--- Of the same decision in the same place, however far it was moved.
---@param mark restante.DecisionMark
---@return string
local function key_of(mark)
  local decision = mark.decision
  return table.concat({ mark.place or '', decision.id or '', decision.path or '', decision.name }, '\n')
end

--- Where the marks that are there stand now, by what they are of, in the order of lines.
---@param buf integer
---@return table<string, restante.Span[]>
local function spans_by_key(buf)
  local known, spans = buffers[buf], {}
  for index, mark in ipairs(known and known.marks or {}) do
    local span = span_of(buf, known.extmarks[index])
    if span then
      spans[key_of(mark)] = spans[key_of(mark)] or {}
      table.insert(spans[key_of(mark)], span)
    end
  end
  return spans
end

--- The decisions of a buffer, as the daemon says. Ranges of another text than the buffer's place only what has no place yet.
---@param buf integer
---@param params restante.PublishDecisionsParams
function M.publish(buf, params)
  local client, ranges = require('restante.client'), require('restante.ranges')
  require('restante.ui').highlights()
  if not buffers[buf] then
    api.nvim_buf_attach(buf, false, { on_detach = function() buffers[buf] = nil end })
  end
  local spans = client.is_current(buf, params.version) and {} or spans_by_key(buf)
  api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  local extmarks = {}
  for index, mark in ipairs(params.marks) do
    local there = spans[key_of(mark)]
    local span = there and table.remove(there, 1) or ranges.to_span(buf, mark.range, client.encoding())
    extmarks[index] = place(buf, span, mark)
  end
  buffers[buf] = { marks = params.marks, whole = params.whole, extmarks = extmarks }
end

--- What was published for a buffer last.
---@param buf integer
---@return { marks: restante.DecisionMark[], whole: restante.DecisionBrief[] }
function M.published(buf)
  local known = buffers[resolve(buf)]
  return { marks = known and known.marks or {}, whole = known and known.whole or {} }
end

--- The decisions of some lines, those of the whole file last; each once.
---@param buf integer
---@param first integer 0-based
---@param last integer? default: the same
---@return restante.DecisionBrief[]
function M.at(buf, first, last)
  buf = resolve(buf)
  local known, found, seen = buffers[buf], {}, {}
  if not known then return found end
  ---@param decision restante.DecisionBrief
  local function add(decision)
    local key = decision.id or decision.path or decision.name
    if not seen[key] then found[#found + 1] = decision end
    seen[key] = true
  end
  for index, mark in ipairs(known.marks) do
    local span = span_of(buf, known.extmarks[index])
    local end_row = span and (span.end_col == 0 and span.end_row > span.row and span.end_row - 1 or span.end_row)
    if span and span.row <= (last or first) and first <= end_row then add(mark.decision) end
  end
  for _, decision in ipairs(known.whole) do
    add(decision)
  end
  return found
end

--- Tells which decisions govern some lines of the current buffer.
---@param first integer 0-based
---@param last integer
function M.tell(first, last)
  local ui, found = require('restante.ui'), M.at(0, first, last)
  if #found == 0 then return ui.info('no decision is known to govern this line; :Restante why looks further') end
  ui.lines(text.hover(found))
end

--- The names of the decisions in a buffer, for completion.
---@param buf integer
---@return string[]
function M.names(buf)
  local known = M.published(buf)
  local all = vim.list_extend(vim.tbl_map(function(mark) return mark.decision end, known.marks), vim.list_slice(known.whole))
  local names = {}
  for _, decision in ipairs(all) do
    if not vim.tbl_contains(names, decision.name) then names[#names + 1] = decision.name end
  end
  return names
end

--- Draws everything again, after a setting changed.
function M.refresh_all()
  for buf, known in pairs(buffers) do
    for index, mark in ipairs(api.nvim_buf_is_loaded(buf) and known.marks or {}) do
      local span = span_of(buf, known.extmarks[index])
      if span then place(buf, span, mark, known.extmarks[index]) end
    end
  end
end

return M
