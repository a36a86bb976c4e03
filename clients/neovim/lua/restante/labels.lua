-- What the daemon says, in the few words that fit beside it. No window, no buffer: only text.
local M = {}

local places = require('restante.places')
local separator = ' · '

---@param n integer
---@param one string
---@param many string?
---@return string
function M.count(n, one, many) return ('%d %s'):format(n, n == 1 and one or many or one .. 's') end

--- A date in the reader's own zone.
---@param at integer Unix time in milliseconds
---@return string
function M.date(at) return tostring(os.date(require('restante.config').get().date_format, math.floor(at / 1000))) end

--- The characters that turn the direction of a text around, as Neovim shows them in a buffer; a terminal would obey them.
---@param text string
---@return string
function M.visible(text)
  local function number(char) return ('<%04x>'):format(vim.fn.char2nr(char, true)) end
  -- U+200E, U+200F, U+202A to U+202E; U+2066 to U+2069; U+061C.
  text = text:gsub('\226\128[\142\143\170-\174]', number)
  return (text:gsub('\226\129[\166-\169]', number):gsub('\216\156', number))
end

--- The first line that says something, cut to a width.
---@param text string
---@param width integer cells
---@return string
function M.first_line(text, width)
  local line = ''
  for each in vim.gsplit(text, '\n', { plain = true }) do
    if each:match('%S') then
      line = vim.trim(each)
      break
    end
  end
  line = M.visible((line:gsub('%c', ' ')))
  if vim.api.nvim_strwidth(line) <= width then return line end
  local length = vim.fn.strchars(line)
  while length > 0 and vim.api.nvim_strwidth(line) > width - 1 do
    length = length - 1
    line = vim.fn.strcharpart(line, 0, length)
  end
  return line .. '…'
end

local rest_width_min = 24

--- A line of a list to choose from, as wide as the screen: what it begins with, and as much of a text as there is room for.
---@param prefix string
---@param text string
---@return string
function M.with_text(prefix, text)
  -- The numbers of Neovim's own list are before it.
  return prefix .. M.first_line(text, math.max(vim.o.columns - vim.api.nvim_strwidth(prefix) - 5, rest_width_min))
end

--- Which sign and highlight a thread has.
---@param thread restante.Thread
---@return 'orphaned'|'pending'|'resolved'|'outdated'|'edited'|'moved'|'open'
function M.kind(thread)
  if places.is_orphaned(thread) then return 'orphaned' end
  if thread.sync == 'pending' or thread.sync == 'rejected' then return 'pending' end
  if thread.state == 'resolved' then return 'resolved' end
  local place = thread.placement and thread.placement.state
  if place == 'outdated' or place == 'edited' or place == 'moved' then return place end
  return 'open'
end

---@param sync restante.SyncState
---@return string[]
local function travel(sync)
  if sync == 'pending' then return { 'not sent yet' } end
  if sync == 'rejected' then return { 'refused by the hub' } end
  return {}
end

--- A thread's state and whatever is unusual about its place or its way.
---@param thread restante.Thread
---@return string[]
function M.condition(thread)
  local words = {}
  if thread.state == 'resolved' then
    words[1] = thread.stateBy and 'resolved by ' .. thread.stateBy.name or 'resolved'
  else
    words[1] = 'open'
  end
  words[#words + 1] = places.unusual(thread)
  vim.list_extend(words, travel(thread.sync))
  return words
end

--- What a thread is called: its title, else how it begins.
---@param thread restante.Thread
---@param width integer? cells; default: all of its line
---@return string
function M.name(thread, width)
  width = width or 1000
  if thread.title and thread.title ~= '' then return M.first_line(thread.title, width) end
  local first = thread.comments[1]
  local text = first and not first.redacted and M.first_line(first.text, width) or ''
  return text ~= '' and text or '(withdrawn)'
end

---@param range restante.Range
---@return string
local function lines_of(range)
  local first, last = places.bounds(range)
  return first == last and ('line %d'):format(first) or ('lines %d–%d'):format(first, last)
end

--- At which lines it is, for people.
---@param thread restante.Thread
---@return string
function M.lines(thread)
  if not thread.range then return ('was at line %d'):format(thread.line) end
  return lines_of(thread.range)
end

local name_width_min = 12 -- of a thread beside its line

--- What stands behind the line of a thread: `2  ann: Why is this a loop?` What is known from its sign gives way first,
--- then who opened it.
---@param thread restante.Thread
---@param width integer
---@return string
function M.beside(thread, width)
  local prefix = ('%d  %s: '):format(#thread.comments, M.visible(thread.opener.name))
  ---@param condition string[]
  ---@return string suffix
  ---@return integer left for its name
  local function around(condition)
    if thread.state == 'open' then table.remove(condition, 1) end
    local suffix = #condition > 0 and ' (' .. table.concat(condition, ', ') .. ')' or ''
    return suffix, width - vim.api.nvim_strwidth(prefix) - vim.api.nvim_strwidth(suffix)
  end
  local condition = M.condition(thread)
  if thread.placement and thread.placement.state == 'outdated' then
    -- Which commit it was, when the name still has room.
    condition[2] = ('outdated: %s'):format(places.reason(thread))
    local suffix, left = around(condition)
    if left >= vim.api.nvim_strwidth(M.name(thread, 2 * name_width_min)) then
      return prefix .. M.name(thread, left) .. suffix
    end
    condition = M.condition(thread)
  end
  local suffix, left = around(condition)
  local needed = vim.api.nvim_strwidth(M.name(thread, name_width_min))
  if left < needed then
    suffix, left = '', width - vim.api.nvim_strwidth(prefix)
  end
  if left < needed then
    prefix = ('%d  '):format(#thread.comments)
    left = width - #prefix
  end
  return prefix .. M.name(thread, math.max(left, needed)) .. suffix
end

--- One line of a list; of code that is lost it tells why. The name gives way.
---@param thread restante.Thread
---@param width integer? cells; default: what a list to choose from has on the screen
---@return string
function M.in_list(thread, width)
  local words = M.condition(thread)
  if places.is_lost(thread) then words[2] = ('%s: %s'):format(words[2], places.reason(thread)) end
  words[#words + 1] = M.count(#thread.comments, 'comment')
  local before, behind = M.visible(thread.opener.name) .. ': ', (' (%s) [%s]'):format(table.concat(words, separator), thread.short)
  local left = (width or vim.o.columns - 5) - vim.api.nvim_strwidth(before .. behind)
  return before .. M.name(thread, math.max(left, rest_width_min)) .. behind
end

--- Beside a comment's author.
---@param comment restante.Comment
---@return string[]
local function comment_words(comment)
  local words = {}
  if comment.editedAt and not comment.redacted then words[#words + 1] = 'edited ' .. M.date(comment.editedAt) end
  for _, earlier in ipairs(comment.earlier or {}) do
    if earlier.alsoEdited then
      words[#words + 1] = 'also edited by ' .. earlier.author.name
      break
    end
  end
  return vim.list_extend(words, travel(comment.sync))
end

---@class restante.Rendered
---@field lines string[]
---@field at table<integer, { thread: restante.Thread, comment: restante.Comment? }> what each line belongs to

--- A whole thread as Markdown, in reading order, with the texts that lost a concurrent edit.
---@param threads restante.Thread[]
---@return restante.Rendered
function M.render(threads)
  local out = { lines = {}, at = {} } ---@type restante.Rendered
  local thread, comment
  ---@param text string
  local function add(text)
    for line in vim.gsplit(text, '\n', { plain = true }) do
      out.lines[#out.lines + 1] = line
      out.at[#out.lines] = { thread = thread, comment = comment }
    end
  end
  for index, each in ipairs(threads) do
    thread, comment = each, nil
    if index > 1 then
      add('')
      add('---')
      add('')
    end
    if each.title and each.title ~= '' then add('# ' .. M.first_line(each.title, 200)) end
    local words = vim.list_extend(M.condition(each), { M.lines(each), each.short })
    add(table.concat(words, separator))
    local state = each.placement and each.placement.state
    if state ~= nil and state ~= 'exact' and state ~= 'shifted' then
      add(('%s. It was about:'):format(places.reason(each)))
      local longest = 2
      for run in each.quote:gmatch('`+') do
        longest = math.max(longest, #run)
      end
      local fence = ('`'):rep(longest + 1)
      add(fence)
      add((each.quote:gsub('\n$', '')))
      add(fence)
    end
    for _, one in ipairs(each.comments) do
      comment = nil
      add('')
      comment = one
      local who = one.author.name .. (one.author.me and ' (you)' or '')
      add('## ' .. table.concat(vim.list_extend({ who, M.date(one.at) }, comment_words(one)), separator))
      add(one.redacted and '*Withdrawn by its author.*' or (one.text:gsub('\n$', '')))
      for _, earlier in ipairs(one.earlier or {}) do
        if earlier.alsoEdited then
          add('')
          add(('> Also edited by %s, %s:'):format(earlier.author.name, M.date(earlier.at)))
          for line in vim.gsplit(earlier.text, '\n', { plain = true }) do
            add('> ' .. line)
          end
        end
      end
    end
  end
  return out
end

--- Beside a draft's name in a list.
---@param kept restante.Kept
---@return string
function M.lost(kept) return kept.lost and ' (its lines are not there any more)' or '' end

--- What a text of a decision will become, for people.
---@param draft restante.Purpose
---@return string
local function draft_of_decision(draft)
  local decision = draft.decision --[[@as restante.DecisionPurpose]]
  if decision.act == 'edit' then return 'Edit of ' .. decision.short end
  if decision.act == 'comment' then return 'Comment on ' .. decision.short end
  if decision.thread then return 'Decision of ' .. decision.thread:sub(-7) end
  if not draft.uri or not draft.range then return 'New decision' end
  return ('New decision about %s, %s'):format(vim.fs.basename(vim.uri_to_fname(draft.uri)), lines_of(draft.range))
end

--- What a draft will become, for people.
---@param draft restante.Purpose
---@return string
function M.draft(draft)
  if draft.decision then return draft_of_decision(draft) end
  if draft.kind == 'newThread' then
    local file = draft.uri and vim.fs.basename(vim.uri_to_fname(draft.uri)) or 'a file'
    if not draft.range then return 'New thread in ' .. file end
    return ('New thread at %s, %s'):format(file, lines_of(draft.range))
  end
  local short = draft.threadId and draft.threadId:sub(-7) or 'a thread'
  return draft.kind == 'edit' and 'Edit in ' .. short or 'Reply to ' .. short
end

return M
