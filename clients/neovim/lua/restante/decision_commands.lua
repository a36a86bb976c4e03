-- The sub-commands of :Restante about decisions of the space: proposing, talking over, accepting, writing down.

--- What may follow: the decisions in this buffer.
---@return string[]
local function names()
  local found, known = {}, require('restante.decision_marks').published(0)
  local all = vim.list_extend(vim.tbl_map(function(mark) return mark.decision end, known.marks), vim.list_slice(known.whole))
  for _, decision in ipairs(all) do
    if decision.short and not vim.list_contains(found, decision.short) then found[#found + 1] = decision.short end
  end
  return found
end

--- Threads of this buffer, short.
---@return string[]
local function threads()
  return vim.tbl_map(function(thread) return thread.short end, require('restante.marks').threads(0))
end

---@return boolean
local function is_at_decision()
  if vim.b.restante_decision then return true end
  local here = require('restante.decision_marks').at(0, vim.api.nvim_win_get_cursor(0)[1] - 1)
  return vim.iter(here):any(function(decision) return decision.source == 'space' end)
end

---@return boolean
local function never() return false end

--- What is done to one decision.
---@param doc string
---@param action string its name in the module
---@param status string? which of a list could be meant
---@param more { module?: string, here?: fun(): boolean }?
---@return restante.Sub
local function on_decision(doc, action, status, more)
  more = more or {}
  return {
    doc = doc,
    usage = '[decision]',
    words = names,
    run = function(call)
      require('restante.decision_actions').subject(call, status, function(subject)
        require('restante.' .. (more.module or 'decision_actions'))[action](subject, call.opts)
      end)
    end,
    here = more.here or never,
  }
end

---@type table<string, restante.Sub>
return {
  ['decision new'] = {
    doc = 'Propose a decision',
    run = function(call) require('restante.decision_texts').new(call) end,
  },
  ['decision from'] = {
    doc = 'Make a decision of a thread',
    usage = '[thread]',
    words = threads,
    run = function(call)
      require('restante.actions').subject(call.words, nil, function(subject)
        require('restante.decision_texts').from_thread(subject)
      end, call.opts)
    end,
    here = function(found) return #found > 0 end,
  },
  ['decision show'] = on_decision('Show a decision of the space', 'show', nil, { here = is_at_decision }),
  ['decision edit'] = on_decision('Edit a decision', 'edit', nil, { module = 'decision_texts' }),
  ['decision comment'] = on_decision('Comment on a decision', 'comment', nil, { module = 'decision_texts' }),
  ['decision consent'] = on_decision('Consent to a decision', 'consent', 'proposed'),
  ['decision object'] = on_decision('Object to a decision', 'object', 'proposed'),
  ['decision abstain'] = on_decision('Abstain from a decision', 'abstain', 'proposed'),
  ['decision accept'] = on_decision('Accept a decision', 'accept', 'proposed'),
  ['decision reject'] = on_decision('Reject a decision', 'reject', 'proposed'),
  ['decision deprecate'] = on_decision('Say that a decision no longer holds', 'deprecate', 'accepted'),
  ['decision reopen'] = on_decision('Propose a decision again', 'reopen'),
  ['decision govern'] = on_decision('Say that a decision governs these lines', 'govern'),
  ['decision write'] = on_decision('Write a decision into the repository', 'write', 'accepted'),
}
