-- The sub-commands of :Restante about decisions: why code is so, lists of decisions, tours.

--- A folder's absolute path; by default that of the current file.
---@param word string?
---@return string
local function folder(word)
  if word then return vim.fs.normalize(vim.fn.fnamemodify(word, ':p')) end
  local root = require('restante.decisions').root()
  return vim.fn.isdirectory(root) == 1 and root or vim.fs.dirname(root)
end

---@param call restante.Call
local function tour(call)
  local tours, word = require('restante.tour'), call.words[1]
  if word == 'next' or word == 'prev' then return tours.step(word == 'next' and 1 or -1) end
  if word == 'code' then return tours.code() end
  tours.start(folder(word))
end

---@return boolean
local function in_file() return vim.bo.buftype == '' end

---@type table<string, restante.Sub>
return {
  why = {
    doc = 'Tell why these lines are so',
    usage = '[revision]',
    run = function(call)
      require('restante.why').show(require('restante.ranges').of_command(0, call.opts), call.words[1])
    end,
    here = in_file,
  },
  governed = {
    doc = 'Tell which decisions govern this line',
    run = function(call)
      local first, last = require('restante.ranges').lines_of_command(call.opts)
      require('restante.decision_marks').tell(first - 1, last - 1)
    end,
    here = function() return #require('restante.decision_marks').at(0, vim.api.nvim_win_get_cursor(0)[1] - 1) > 0 end,
  },
  decisions = {
    doc = 'List the decisions of this repository',
    usage = '[words]',
    most = math.huge,
    run = function(call) require('restante.decisions').list(table.concat(call.words, ' ')) end,
  },
  decision = {
    doc = 'Open the record of a decision',
    usage = '{name}',
    most = math.huge,
    words = function() return require('restante.decision_marks').names(0) end,
    run = function(call)
      if #call.words > 0 then return require('restante.decisions').show(table.concat(call.words, ' ')) end
      require('restante.decisions').list('')
    end,
    here = function() return false end,
  },
  tour = {
    doc = 'Read the decisions of this folder',
    usage = '[folder|next|prev|code]',
    run = tour,
    words = function(lead) return vim.list_extend({ 'next', 'prev', 'code' }, vim.fn.getcompletion(lead, 'dir')) end,
  },
}
