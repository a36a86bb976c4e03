-- What is asked of the daemon for a text of a decision that is sent, or why it cannot be. It sends nothing itself.
local M = {}

local document = require('restante.decision_document')
local method = require('restante.protocol').method
local target = require('restante.target')

--- What is asked of the daemon for a new decision, or why it cannot be.
---@param session restante.DecisionSession
---@param text string
---@param without_lines boolean
---@return restante.Failure? failure
---@return table? params
local function proposal(session, text, without_lines)
  local purpose, parsed = session.writing.purpose.decision, document.parse(text)
  if parsed.title == '' then
    return { errc = 'invalid_argument', message = 'it has no title', hint = 'write one behind the first #' }
  end
  local params = {
    root = purpose.root,
    title = parsed.title,
    appliesTo = #parsed.applies_to > 0 and parsed.applies_to or nil,
    reviewBy = parsed.review_by ~= '' and parsed.review_by or nil,
    fromThread = purpose.thread,
    acceptedComment = purpose.answer,
  }
  for _, name in ipairs({ 'context', 'options', 'outcome', 'consequences' }) do
    -- Of a thread, what is left out would be filled again.
    if parsed[name] ~= '' or purpose.thread then params[name] = parsed[name] end
  end
  if not session.writing.purpose.range or without_lines then return nil, params end
  local range = target.now(session, require('restante.client').encoding())
  if not range then
    return { errc = 'not_found', message = 'the lines that it is about are not there any more', hint = ':w! proposes it without them' }
  end
  local problem = require('restante.on_disk').problem(session.source)
  if problem then return problem end
  params.textDocument, params.range = { uri = vim.uri_from_bufnr(session.source) }, range
  return nil, params
end

--- For any text of a decision.
---@param session restante.DecisionSession
---@param text string
---@param without_lines boolean
---@return restante.Failure? failure
---@return string? name of the method
---@return table? params
function M.of(session, text, without_lines)
  local purpose = session.writing.purpose.decision
  if text == '' then return { errc = 'invalid_argument', message = 'there is nothing to send yet' } end
  if purpose.act == 'comment' then return nil, method.decision_comment, { decisionId = purpose.id, text = text } end
  if purpose.act == 'propose' then
    local failure, params = proposal(session, text, without_lines)
    return failure, method.decision_propose, params
  end
  local changes = document.changes(document.parse(purpose.original), document.parse(text), purpose.versions)
  if #changes == 0 then return { errc = 'invalid_argument', message = 'the texts are as they were' } end
  return nil, method.decision_edit, { decisionId = purpose.id, texts = changes }
end

return M
