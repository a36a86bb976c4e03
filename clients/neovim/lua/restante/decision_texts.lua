-- What is written of decisions in a buffer: a proposal about lines or out of a thread, an edit, a comment.
local M = {}

local document = require('restante.decision_document')
local labels = require('restante.labels')
local method = require('restante.protocol').method
local ui = require('restante.ui')

--- Tells that a text of a decision is kept from before.
local function mention_kept()
  local kept = vim.tbl_filter(
    function(each) return each.purpose.kind == 'decision' and not each.elsewhere end,
    require('restante.draft_files').all()
  )
  if #kept > 0 then ui.info('there is an unsent text of a decision, too: :Restante drafts') end
end

---@param decision restante.DecisionPurpose
---@param where { source: integer?, span: restante.Span?, uri: string?, range: restante.Range? }?
local function write_text(decision, where)
  where = where or {}
  mention_kept()
  local purpose = { kind = 'decision', decision = decision, uri = where.uri, range = where.range }
  require('restante.decision_compose').open(purpose, { source = where.source, span = where.span })
end

--- The lines that a command was given, of a file that can be asked about.
---@param opts restante.Lines
---@return { source: integer, span: restante.Span, uri: string, range: restante.Range }?
function M.lines_of(opts)
  local buf, ranges = vim.api.nvim_get_current_buf(), require('restante.ranges')
  if vim.api.nvim_buf_get_name(buf) == '' or vim.bo[buf].buftype ~= '' then
    ui.warn('decisions govern lines of files: this buffer is none')
    return nil
  end
  require('restante.client').attach(buf)
  local problem = require('restante.on_disk').problem(buf)
  if problem then
    ui.warn(ui.explain(problem))
    return nil
  end
  local span = ranges.of_command(buf, opts)
  return { source = buf, span = span, uri = vim.uri_from_bufnr(buf), range = ranges.to_range(buf, span, 'utf-16') }
end

--- Writes a proposal: about the lines that the command was given, or about none.
---@param call restante.Call
function M.new(call)
  local where = nil
  if call.opts.range > 0 then
    where = M.lines_of(call.opts)
    if not where then return end
  end
  write_text({ act = 'propose', root = require('restante.decisions').root(), original = document.text() }, where)
end

--- Writes a proposal that grows out of a thread.
---@param subject restante.Subject
---@param answer string? the comment that is the accepted answer
local function propose_from(subject, answer)
  local params, root = { threadId = subject.thread.id, acceptedComment = answer }, require('restante.decisions').root()
  require('restante.client').request(method.decision_template, params, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    require('restante.float').close()
    local filled = vim.tbl_extend('force', { applies_to = {}, review_by = '' }, result)
    local original = document.text(filled)
    write_text({ act = 'propose', root = root, original = original, thread = subject.thread.id, answer = answer })
  end)
end

--- Makes a decision of a thread. The comment under the cursor is its answer; where there is none, one is chosen.
---@param subject restante.Subject
function M.from_thread(subject)
  local question = subject.thread.comments[1]
  local answers = vim.tbl_filter(
    function(comment) return comment.id ~= question.id and not comment.redacted end,
    subject.thread.comments
  )
  if subject.comment and vim.list_contains(answers, subject.comment) then return propose_from(subject, subject.comment.id) end
  if #answers == 0 then return propose_from(subject) end
  ui.select(vim.list_extend({ false }, answers), {
    prompt = 'Which comment is the answer?',
    kind = 'restante.comment',
    ---@param comment restante.Comment|false
    format_item = function(comment)
      if not comment then return 'None of them yet' end
      return labels.with_text(comment.author.name .. ': ', comment.text)
    end,
  }, function(choice)
    if choice ~= nil then propose_from(subject, choice and choice.id or nil) end
  end)
end

---@param subject restante.DecisionSubject
---@param callback fun(decision: restante.SpaceDecision)
local function with_decision(subject, callback)
  require('restante.client').request(method.decision, { decisionId = subject.id }, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    callback(result.decision)
  end)
end

--- Edits the texts of a decision.
---@param subject restante.DecisionSubject
function M.edit(subject)
  with_decision(subject, function(decision)
    local versions = {}
    for _, text in ipairs(decision.texts) do
      versions[text.name] = text.version
    end
    local original = document.text(document.of(decision))
    write_text({ act = 'edit', root = subject.root, id = decision.id, short = decision.short, original = original, versions = versions })
  end)
end

--- Writes a comment on a decision.
---@param subject restante.DecisionSubject
function M.comment(subject)
  with_decision(subject, function(decision)
    write_text({ act = 'comment', root = subject.root, id = decision.id, short = decision.short })
  end)
end

return M
