-- What was said and done about a decision, as Markdown behind its text: who proposed it, where everybody stands, what became of it, and
-- what was remarked. Pure.
local M = {}

local said = { consent = 'consents', objection = 'objects', abstain = 'abstains' }

---@class restante.DecisionRemark
---@field at integer
---@field who string
---@field did string
---@field text? string

---@param decision restante.SpaceDecision
---@return restante.DecisionRemark[] oldest first
local function remarks_on(decision)
  local found = {} ---@type restante.DecisionRemark[]
  for index, change in ipairs(decision.changes) do
    local did = change.status == 'proposed' and index > 1 and 'reopened it' or change.status .. ' it'
    found[#found + 1] = { at = change.at, who = change.by.name, did = did, text = change.reason }
  end
  for _, position in ipairs(decision.positions) do
    local did = (said[position.stand] or position.stand) .. (position.current and '' or ' (and took another position since)')
    found[#found + 1] = { at = position.at, who = position.by.name, did = did, text = position.text }
  end
  for _, comment in ipairs(decision.comments) do
    local text = not comment.redacted and comment.text or nil
    found[#found + 1] = { at = comment.at, who = comment.author.name, did = text and 'says' or 'withdrew a comment', text = text }
  end
  local order = {}
  for index, each in ipairs(found) do
    order[each] = index
  end
  table.sort(found, function(a, b) return a.at < b.at or a.at == b.at and order[a] < order[b] end)
  return found
end

---@param decision restante.SpaceDecision
---@return string
function M.render(decision)
  local labels, parts = require('restante.labels'), { '## What was said' }
  for _, each in ipairs(remarks_on(decision)) do
    local head = ('- %s %s, %s'):format(labels.first_line(each.who, 60), each.did, labels.date(each.at))
    local text = vim.trim(each.text or '')
    parts[#parts + 1] = text == '' and head or ('%s:\n\n  %s'):format(head, (text:gsub('\n', '\n  ')))
  end
  return table.concat(parts, '\n\n') .. '\n'
end

return M
