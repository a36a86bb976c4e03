-- An answer to "why is this code so?" as lines to read, and what each of them leads to. No window, no buffer: only text.
-- What others wrote is shown as text, one line each.
local M = {}

local labels = require('restante.labels')
local places = require('restante.places')

local separator = ' · '
local text_width = 500 -- of what others wrote, in one line

--- What a line of the view leads to.
---@class restante.WhyRow
---@field key string stays the same while the answer completes itself
---@field decision? restante.DecisionBrief
---@field commit? string hex
---@field line? integer in the file asked about, 1-based
---@field thread? restante.Thread

---@class restante.WhyText
---@field lines string[]
---@field rows table<integer, restante.WhyRow>
---@field headings integer[] which of the lines are

--- How a decision is called: `ADR-0012: Loops are written out`.
---@param decision restante.DecisionBrief
---@param width integer? cells of the title
---@return string
function M.name(decision, width)
  local name = labels.first_line(decision.name, 80)
  if not decision.title or decision.title == '' then return name end
  return ('%s: %s'):format(name, labels.first_line(decision.title, width or text_width))
end

--- Its status, with what replaces it.
---@param decision restante.DecisionBrief
---@return string
function M.status(decision)
  local by = decision.supersededBy or {}
  local status = labels.first_line(decision.status == 'unknown' and 'no status' or decision.status, 40)
  if #by == 0 then return status end
  return ('%s by %s'):format(status == 'superseded' and status or status .. ', superseded', labels.first_line(table.concat(by, ', '), 80))
end

--- A decision in one line, as lists have it.
---@param decision restante.DecisionBrief
---@return string
function M.brief(decision)
  local words = { M.status(decision), decision.date }
  return ('%s (%s)'):format(M.name(decision), table.concat(words, ', '))
end

--- What governs a line, two lines a decision: its name and status, and what was decided.
---@param decisions restante.DecisionBrief[]
---@return string[]
function M.hover(decisions)
  local lines = {}
  for _, decision in ipairs(decisions) do
    lines[#lines + 1] = M.brief(decision)
    if decision.outcome and decision.outcome ~= '' then lines[#lines + 1] = '  ' .. labels.first_line(decision.outcome, text_width) end
  end
  return lines
end

--- What could not be looked at, one line each.
---@param gaps restante.LookupGap[]
---@return string[]
function M.gaps(gaps)
  return vim.tbl_map(function(gap)
    local text = labels.first_line(gap.text, text_width):gsub('%.$', '')
    return gap.hint and ('Not looked at: %s (%s)'):format(text, labels.first_line(gap.hint, text_width)) or 'Not looked at: ' .. text
  end, gaps)
end

--- Those who touched the lines last, for a sentence: `ann, ben and 2 others`.
---@param people restante.LastAuthor[]
---@return string
function M.people(people)
  local names = {}
  for _, person in ipairs(people) do
    local name = labels.first_line(person.name, 60)
    if not vim.tbl_contains(names, name) then names[#names + 1] = name end
  end
  if #names < 2 then return names[1] or '' end
  if #names > 3 then return ('%s, %s and %d others'):format(names[1], names[2], #names - 2) end
  return table.concat(names, ', ', 1, #names - 1) .. ' and ' .. names[#names]
end

--- What the view says above everything: how much there is, and whether more may come.
---@param known restante.WhyResult
---@return string
function M.summary(known)
  local words = {}
  if #known.decisions > 0 then words[1] = labels.count(#known.decisions, 'decision') end
  if #known.threads > 0 then words[#words + 1] = labels.count(#known.threads, 'thread') end
  if not known.complete then words[#words + 1] = 'looking at the history…' end
  if #words > 0 then return table.concat(words, separator) end
  local whom = M.people(known.people)
  if whom == '' then return 'Nothing is recorded about these lines. a: ask' end
  return ('Nothing is recorded about these lines. a: ask %s, who touched them last'):format(whom)
end

--- The whole answer.
---@param where string the lines that were asked about
---@param known restante.WhyResult
---@return restante.WhyText
function M.render(where, known)
  local out = { lines = {}, rows = {}, headings = {} } ---@type restante.WhyText
  ---@param text string
  ---@param row restante.WhyRow?
  local function add(text, row)
    out.lines[#out.lines + 1] = text
    out.rows[#out.lines] = row
  end
  ---@param text string
  ---@param row restante.WhyRow?
  local function heading(text, row)
    if #out.lines > 0 then add('') end
    add(text, row)
    table.insert(out.headings, #out.lines)
  end
  heading(where)
  add(M.summary(known))
  for _, each in ipairs(known.decisions) do
    local decision = each.decision
    local id = decision.id or decision.path or decision.name
    local row = { key = 'decision ' .. id, decision = decision }
    heading(M.name(decision), row)
    local words = { M.status(decision) }
    if decision.date then words[#words + 1] = decision.date end
    if decision.reviewBy then words[#words + 1] = 'review by ' .. decision.reviewBy end
    if decision.path then words[#words + 1] = labels.first_line(decision.path, 200) end
    add('  ' .. table.concat(words, separator), row)
    if decision.outcome and decision.outcome ~= '' then add('  ' .. labels.first_line(decision.outcome, text_width), row) end
    for _, evidence in ipairs(each.evidence) do
      local text = labels.first_line(evidence.text, text_width)
      local leads_on = evidence.commit or evidence.line
      add('  - ' .. text, {
        key = ('evidence %s %s %s'):format(id, evidence.kind, text),
        decision = not leads_on and decision or nil,
        commit = evidence.commit,
        line = not evidence.commit and evidence.line or nil,
      })
    end
  end
  if #known.threads > 0 then heading('Threads') end
  for _, thread in ipairs(known.threads) do
    add('  - ' .. labels.in_list(thread, text_width), { key = 'thread ' .. thread.id, thread = thread })
  end
  if #known.people > 0 then heading('Last touched by') end
  for _, person in ipairs(known.people) do
    local words = { labels.first_line(person.name, 60), labels.date(person.at), places.commit(person.commit) }
    add('  - ' .. table.concat(words, separator), { key = 'person ' .. person.mail .. person.commit, commit = person.commit })
  end
  if known.uncommitted or #known.gaps > 0 then add('') end
  if known.uncommitted then add('Some of these lines are not committed.') end
  for _, gap in ipairs(M.gaps(known.gaps)) do
    add(gap)
  end
  return out
end

return M
