-- What can be done with the decisions of the space: taking a position, accepting, writing down. Each action gets its
-- decision from where it was named, from the lines under the cursor, from the text that shows it, or from a list.
local M = {}

local labels = require('restante.labels')
local method = require('restante.protocol').method
local ui = require('restante.ui')

---@class restante.DecisionSubject
---@field id string or what people call it
---@field root string a path in the repository

-- Reasons that were typed and not sent, by action and decision: offered again.
local unsent = {} ---@type table<string, string>

---@param decisions (restante.DecisionBrief|restante.SpaceDecisionRow)[]
---@param callback fun(decision: restante.DecisionBrief|restante.SpaceDecisionRow)
local function choose(decisions, callback)
  ui.select(decisions, {
    prompt = 'Which decision?',
    kind = 'restante.decision',
    format_item = function(each)
      return ('%s: %s (%s)'):format(each.short or each.name, labels.first_line(each.title or '', 100), each.status)
    end,
  }, function(choice)
    if choice then callback(choice) end
  end)
end

--- Has one of the repository's decisions chosen.
---@param root string
---@param status string? only those with it
---@param callback fun(subject: restante.DecisionSubject)
local function from_list(root, status, callback)
  require('restante.client').request(method.decisions_proposed, { root = root, status = status }, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    if result.note then ui.warn(result.note) end
    if #result.decisions == 0 then
      return ui.info(('no decision of this space is %s: :Restante decision new proposes one'):format(status or 'there'))
    end
    choose(result.decisions, function(row) callback({ id = row.id, root = root }) end)
  end)
end

--- Finds the decision that is meant.
---@param call restante.Call
---@param status string? which of a list could be meant
---@param callback fun(subject: restante.DecisionSubject)
function M.subject(call, status, callback)
  local shown, root = vim.b.restante_decision, require('restante.decisions').root()
  if call.words[1] then return callback({ id = call.words[1], root = shown and shown.root or root }) end
  if shown then return callback(shown) end
  local first, last = require('restante.ranges').lines_of_command(call.opts)
  local here = vim.tbl_filter(
    function(decision) return decision.source == 'space' end,
    require('restante.decision_marks').at(0, first - 1, last - 1)
  )
  if #here == 0 then return from_list(root, status, callback) end
  if #here == 1 then return callback({ id = here[1].id, root = root }) end
  choose(here, function(decision) callback({ id = decision.id, root = root }) end)
end

--- Opens the decision to be read.
---@param subject restante.DecisionSubject
function M.show(subject) require('restante.decisions').open({ source = 'space', id = subject.id, name = subject.id }, subject.root) end

--- Sends something that is done to a decision, and tells what it is by now.
---@param name string the method
---@param params table
---@param done fun(decision: restante.SpaceDecision): string
---@param failed fun(failure: restante.Failure)
---@param opts { buf: integer }?
local function change(name, params, done, failed, opts)
  require('restante.client').write(name, params, function(failure, result)
    if failure then return failed(failure) end
    local decision = result.decision
    ui.info(('%s %s: %s'):format(decision.short, done(decision), labels.first_line(decision.title, 80)))
    require('restante.decisions').refresh(decision)
  end, opts)
end

--- Asks for a reason, and does something with it. A reason that was not sent is there when it is asked for again.
---@param subject restante.DecisionSubject
---@param prompt string
---@param act string
---@param send fun(reason: string?, failed: fun(failure: restante.Failure))
---@param is_needed boolean?
local function with_reason(subject, prompt, act, send, is_needed)
  local key = act .. ' ' .. subject.id
  vim.ui.input({ prompt = prompt, default = unsent[key] }, function(reason)
    if not reason then return end
    if is_needed and not reason:match('%S') then return ui.warn('an objection says what speaks against it: nothing was sent') end
    unsent[key] = reason ~= '' and reason or nil
    send(unsent[key], function(failure)
      local kept = unsent[key] and '; the reason that you typed is there when you do it again' or ''
      ui.warn(('not done: %s%s'):format(ui.explain(failure), kept))
    end)
  end)
end

---@param act string
---@param name string the method
---@return fun(subject: restante.DecisionSubject)
local function becomes(act, name)
  return function(subject)
    with_reason(subject, ('Why %s it (may be empty): '):format(act), act, function(reason, failed)
      change(name, { decisionId = subject.id, reason = reason }, function(decision)
        unsent[act .. ' ' .. subject.id] = nil
        return 'is ' .. decision.status
      end, failed)
    end)
  end
end

M.accept = becomes('accept', method.decision_accept)
M.reject = becomes('reject', method.decision_reject)
M.deprecate = becomes('deprecate', method.decision_deprecate)
M.reopen = becomes('reopen', method.decision_reopen)

---@param stand restante.Stand
---@param prompt string
---@param said string
---@return fun(subject: restante.DecisionSubject)
local function stands(stand, prompt, said)
  return function(subject)
    with_reason(subject, prompt, stand, function(reason, failed)
      change(method.decision_position, { decisionId = subject.id, stand = stand, text = reason }, function()
        unsent[stand .. ' ' .. subject.id] = nil
        return said
      end, failed)
    end, stand == 'objection')
  end
end

M.consent = stands('consent', 'What you want to say with it (may be empty): ', 'has your consent')
M.object = stands('objection', 'What speaks against it: ', 'has your objection')
M.abstain = stands('abstain', 'Why you abstain (may be empty): ', 'has your abstention')

--- Says that a decision governs some lines of the current file.
---@param subject restante.DecisionSubject
---@param opts restante.Lines
function M.govern(subject, opts)
  local where = require('restante.decision_texts').lines_of(opts)
  if not where then return end
  local params = {
    decisionId = subject.id,
    textDocument = { uri = where.uri },
    range = require('restante.ranges').to_range(where.source, where.span, require('restante.client').encoding()),
  }
  change(method.decision_govern, params, function() return 'governs these lines' end, function(failure)
    ui.warn('not done: ' .. ui.explain(failure))
  end, { buf = where.source })
end

--- Writes an accepted decision into the repository, and opens the record. Nothing is committed.
---@param subject restante.DecisionSubject
function M.write(subject)
  local params = { decisionId = subject.id, root = subject.root }
  require('restante.client').request(method.decision_write, params, function(failure, result)
    if failure then return ui.warn('not written: ' .. ui.explain(failure)) end
    -- Of those that are open, what they say now.
    vim.cmd.checktime()
    require('restante.list').go_to(vim.uri_to_fname(result.uri))
    local lines = {}
    for _, file in ipairs(result.files) do
      lines[#lines + 1] = ('%s %s'):format(file.new and 'new' or 'changed', file.path)
    end
    for _, left in ipairs(result.byHand) do
      lines[#lines + 1] = 'left to do: ' .. labels.first_line(left, 200)
    end
    ui.info(('%s; nothing is committed'):format(table.concat(lines, '\n')))
  end)
end

return M
