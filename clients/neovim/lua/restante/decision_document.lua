-- A decision as one Markdown text that a person edits: its title, to which files it applies, and a section for each of its
-- texts. The command line has the same (clients/cli/decision_document.cpp). Pure: it asks nobody and opens nothing.
local M = {}

---@class restante.DecisionDocument
---@field title string
---@field applies_to string[] globs
---@field review_by string
---@field context string
---@field options string
---@field outcome string
---@field consequences string

local sections = { 'context', 'options', 'outcome', 'consequences' }

---@return restante.DecisionDocument
local function empty()
  return { title = '', applies_to = {}, review_by = '', context = '', options = '', outcome = '', consequences = '' }
end

--- Commas and line ends are between globs, but for commas within braces.
---@param text string
---@return string[]
local function split_globs(text)
  local globs, glob, depth = {}, '', 0
  for character in (text .. '\n'):gmatch('.') do
    if character == '{' then depth = depth + 1 end
    if character == '}' then depth = math.max(depth - 1, 0) end
    if character == '\n' or character == ',' and depth == 0 then
      if vim.trim(glob) ~= '' then globs[#globs + 1] = vim.trim(glob) end
      glob = ''
    else
      glob = glob .. character
    end
  end
  return globs
end

--- What stands behind `name:`.
---@param line string
---@param name string
---@return string?
local function value_of(line, name)
  if line:sub(1, #name + 1):lower() ~= name .. ':' then return nil end
  return vim.trim(line:sub(#name + 2))
end

--- Takes a line that stands before the first section, if it is one of those that say something there.
---@param document restante.DecisionDocument
---@param line string
---@return boolean taken
local function take_head(document, line)
  if document.title == '' and vim.startswith(line, '# ') then
    document.title = vim.trim(line:sub(3))
    return true
  end
  local globs, review_by = value_of(line, 'applies to'), value_of(line, 'review by')
  document.applies_to = globs and split_globs(globs) or document.applies_to
  document.review_by = review_by or document.review_by
  return globs ~= nil or review_by ~= nil
end

--- As a text to edit; without a document, one to fill in.
---@param document restante.DecisionDocument?
---@return string
function M.text(document)
  document = document or empty()
  local applies_to = table.concat(document.applies_to, ', ')
  local lines = { '# ' .. document.title, '', 'Applies to: ' .. applies_to, 'Review by: ' .. document.review_by }
  for _, name in ipairs(sections) do
    vim.list_extend(lines, { '', ('## %s%s'):format(name:sub(1, 1):upper(), name:sub(2)), '' })
    local text = vim.trim(document[name])
    if text ~= '' then vim.list_extend(lines, vim.split(text, '\n', { plain = true })) end
  end
  return table.concat(lines, '\n')
end

--- The opposite. What stands before the first section is context, and a section that comes twice goes on.
---@param text string
---@return restante.DecisionDocument
function M.parse(text)
  local document, current, in_head = empty(), 'context', true
  for _, line in ipairs(vim.split(text, '\r?\n')) do
    local heading = vim.trim(line:match('^## (.*)$') or ''):lower()
    if vim.list_contains(sections, heading) then
      current, in_head = heading, false
    elseif not (in_head and take_head(document, line)) then
      document[current] = ('%s%s\n'):format(document[current], line)
    end
  end
  for _, name in ipairs(sections) do
    document[name] = vim.trim(document[name])
  end
  return document
end

---@param decision restante.SpaceDecision
---@return restante.DecisionDocument
function M.of(decision)
  local texts = {}
  for _, each in ipairs(decision.texts) do
    texts[each.name] = each.text
  end
  local document = empty()
  for _, name in ipairs(sections) do
    document[name] = vim.trim(texts[name] or '')
  end
  document.title, document.review_by = decision.title, texts.review_by or ''
  document.applies_to = split_globs(texts.applies_to or '')
  return document
end

--- The texts that differ, each with the version that was edited.
---@param before restante.DecisionDocument
---@param after restante.DecisionDocument
---@param versions table<string, string> by the text's name
---@return restante.DecisionTextChange[]
function M.changes(before, after, versions)
  local found = {}
  for _, name in ipairs({ 'title', 'context', 'options', 'outcome', 'consequences', 'applies_to', 'review_by' }) do
    local was, is = before[name], after[name]
    if name == 'applies_to' then
      was, is = table.concat(was, '\n'), table.concat(is, '\n')
    end
    if was ~= is then found[#found + 1] = { name = name, text = is, base = versions[name] } end
  end
  return found
end

return M
