-- A CR inside a line: to the daemon it ends one, to Neovim it does not.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local ranges = require('restante.ranges')

local buf, heard

--- A file of these bytes, open and known to the daemon.
---@param bytes string
local function open(bytes)
  local file = help.repository()
  local handle = assert(io.open(file, 'wb'))
  handle:write(bytes)
  handle:close()
  buf = help.edit(file)
end

before_each(function()
  help.use_fake()
  heard = help.heard()
  help.choose()
end)
after_each(help.end_fake)

---@param line integer
---@param character integer
---@param end_line integer
---@param end_character integer
---@return restante.Range
local function range(line, character, end_line, end_character)
  return { start = { line = line, character = character }, ['end'] = { line = end_line, character = end_character } }
end

---@param id string
---@param where restante.Range
local function thread(id, where) return help.thread(buf, 't00000000000000000000' .. id, where.start.line + 1, { range = where }) end

local function span_of(id)
  local span = require('restante.marks').span(buf, 't00000000000000000000' .. id)
  return { span.row, span.col, span.end_row, span.end_col }
end

---@param compose integer
local function is_lost(compose) return require('restante.sessions').open[compose].writing.lost end

--- The text that the changes so far make of the first one, by the daemon's lines.
local function daemons_text()
  local text = help.asked('textDocument/didOpen')[1].textDocument.text
  ---@param position restante.Position
  local function offset(position)
    local at = 1
    for _ = 1, position.line do
      local cr_or_lf = text:find('[\r\n]', at)
      at = cr_or_lf + (text:sub(cr_or_lf, cr_or_lf + 1) == '\r\n' and 2 or 1)
    end
    return at + position.character
  end
  for _, change in ipairs(help.asked('textDocument/didChange')) do
    for _, each in ipairs(change.contentChanges) do
      local first, behind = 1, #text + 1
      if each.range then
        first, behind = offset(each.range.start), offset(each.range['end'])
      end
      text = text:sub(1, first - 1) .. each.text .. text:sub(behind)
    end
  end
  return text
end

local mixed = ('a1\r\nb2\nc3\rd4\r\ne5\n'):rep(3) .. 'unique line here\r\nend\n'

for name, case in pairs({
  ['mixed line ends'] = { mixed, { { 0, 0 }, { 1, 0 }, { 2, 0 }, { 2, 3 }, { 3, 0 }, { 4, 0 } } },
  ['CRLF everywhere but once'] = { 'a\rb\r\nc\r\n', { { 0, 0 }, { 0, 2 }, { 1, 0 } } },
  ['a CR before CRLF'] = { 'a\r\r\nb\r\n', { { 0, 0 }, { 0, 2 }, { 1, 0 } } },
  ['a CR at the end'] = { 'a\nb\r', { { 0, 0 }, { 1, 0 }, { 1, 2 } } },
  ['LF only'] = { 'a\nb\n', { { 0, 0 }, { 1, 0 } } },
}) do
  it('its lines are counted as the daemon counts them: ' .. name, function()
    open(case[1])
    for line, place in ipairs(case[2]) do
      local where = range(line - 1, 0, line - 1, 0)
      eq({ row = place[1], col = place[2], end_row = place[1], end_col = place[2] }, ranges.to_span(buf, where, 'utf-16'))
      eq(where, ranges.to_range(buf, { row = place[1], col = place[2], end_row = place[1], end_col = place[2] }, 'utf-16'))
    end
  end)
end

it('a thread has its mark at its line, and one that is written is about that', function()
  open(mixed)
  help.publish(buf, thread('aaaaaa', range(3, 0, 3, 2)), thread('bbbbbb', range(15, 0, 15, 16)))
  eq({ { 2, 3, 2, 5 }, { 12, 0, 12, 16 } }, { span_of('aaaaaa'), span_of('bbbbbb') })
  assert(help.marks(buf)[3] and help.marks(buf)[13])
  vim.cmd('13 | Restante thread new')
  help.compose('Unique?')
  help.send()
  -- To the end of the line, without the CR that Neovim has there.
  eq(range(15, 0, 15, 16), help.asked('restante/thread/new')[1].range)
  vim.cmd('3 | Restante thread new')
  help.compose('Two?')
  help.send()
  eq(range(2, 0, 3, 2), help.asked('restante/thread/new')[2].range)
  eq({}, heard)
end)

it('the daemon has the text that the buffer has, whatever is typed', function()
  open(mixed)
  local function in_step()
    help.ask('restante/status')
    local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), '\n') .. '\n'
    wait_for('the daemon has it', function() return daemons_text() == text end)
  end
  vim.api.nvim_buf_set_text(buf, 12, 0, 12, 6, { 'only' })
  in_step()
  vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'x\ry' })
  in_step()
  vim.cmd([[silent %s/\r//g]])
  in_step()
  vim.api.nvim_buf_set_lines(buf, 1, 2, false, {})
  in_step()
end)

it('a CR that is typed counts from then on, and what is typed elsewhere is sent alone', function()
  open('a\nb\nc\n')
  vim.api.nvim_buf_set_lines(buf, 0, 1, false, { 'A' })
  wait_for('it is sent', function() return #help.asked('textDocument/didChange') == 1 end)
  assert(help.asked('textDocument/didChange')[1].contentChanges[1].range)
  eq(2, ranges.to_span(buf, range(2, 0, 2, 0), 'utf-16').row)
  vim.api.nvim_buf_set_lines(buf, 0, 1, false, { 'A\rB' })
  wait_for('all of it is sent', function() return daemons_text() == 'A\rB\nb\nc\n' end)
  eq({ row = 1, col = 0, end_row = 1, end_col = 1 }, ranges.to_span(buf, range(2, 0, 2, 1), 'utf-16'))
end)

it('a CR that is taken away at once counted as long as it was there', function()
  open('a\nb\nc\n')
  vim.api.nvim_buf_set_lines(buf, 0, 1, false, { 'A\rB' })
  vim.api.nvim_buf_set_lines(buf, 1, 2, false, { 'x' })
  vim.api.nvim_buf_set_lines(buf, 0, 1, false, { 'AB' })
  wait_for('the daemon has it', function() return daemons_text() == 'AB\nx\nc\n' end)
end)

it('a text that is written stays about its lines when others with a CR come above, and when the file is read anew', function()
  open(mixed)
  vim.cmd('13 | Restante thread new')
  local compose = help.compose('x')
  vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'v\rw' })
  vim.api.nvim_buf_call(buf, function() vim.cmd('silent write') end)
  local handle = assert(io.open(vim.api.nvim_buf_get_name(buf), 'ab'))
  handle:write('more\n')
  handle:close()
  vim.api.nvim_buf_call(buf, function() vim.cmd('edit') end)
  vim.api.nvim_set_current_win(vim.fn.bufwinid(compose))
  help.send()
  eq(range(17, 0, 17, 16), help.asked('restante/thread/new')[1].range)
end)

it('a text whose lines are cut and put elsewhere is about these', function()
  open(mixed)
  vim.cmd('13 | Restante thread new')
  local compose = help.compose('x')
  vim.api.nvim_buf_call(buf, function() vim.cmd('silent 13delete') end)
  wait_for('they are lost', function() return is_lost(compose) end)
  vim.api.nvim_buf_call(buf, function() vim.cmd('silent $put') end)
  wait_for('they are found', function() return not is_lost(compose) end)
  vim.api.nvim_set_current_win(vim.fn.bufwinid(compose))
  help.send()
  eq(range(16, 0, 16, 16), help.asked('restante/thread/new')[1].range)
end)

it('a text about one of many lines that are alike stays there when the file is read anew', function()
  open(('a\rb\n'):rep(20))
  vim.cmd('10 | Restante thread new')
  local compose = help.compose('x')
  vim.api.nvim_buf_call(buf, function() vim.cmd('edit') end)
  vim.api.nvim_set_current_win(vim.fn.bufwinid(compose))
  help.send()
  eq(range(18, 0, 19, 1), help.asked('restante/thread/new')[1].range)
end)

it('the code as it was has its lines highlighted, and the diff is of rows', function()
  open(mixed)
  help.publish(buf, thread('aaaaaa', range(15, 0, 15, 16)))
  local ben = { id = 'actor-ben', name = 'ben', me = false }
  help.ask('test/explain', {
    anchors = { { by = ben, at = 0, path = 'poem.lua', line = 16, endLine = 16, quote = 'unique line here\n' } },
    original = { path = 'poem.lua', text = mixed, line = 16, whole = true },
    candidates = {},
  })
  vim.cmd('13 | Restante thread original')
  wait_for('it is shown', function() return vim.api.nvim_buf_get_name(0):find('restante://original', 1, true) end)
  eq({ 13, 'unique line here\r' }, { vim.fn.line('.'), vim.fn.getline('.') })
  eq(vim.api.nvim_buf_get_lines(buf, 0, -1, false), vim.api.nvim_buf_get_lines(0, 0, -1, false))
end)

it('a list of threads elsewhere leads to the row, as far as the file is open', function()
  open(mixed)
  help.publish(buf, thread('aaaaaa', range(15, 0, 15, 16)))
  vim.cmd('Restante threads repo')
  wait_for('it is there', function() return #vim.fn.getqflist() == 1 end)
  eq(13, vim.fn.getqflist()[1].lnum)
end)

it('the diff of a quote is with the rows that hold its lines now', function()
  open(mixed)
  help.publish(buf, thread('aaaaaa', range(2, 0, 3, 2)))
  local ben = { id = 'actor-ben', name = 'ben', me = false }
  help.ask('test/explain', {
    anchors = { { by = ben, at = 0, path = 'poem.lua', line = 3, endLine = 4, quote = 'c3\rd4\n' } },
    original = { path = 'poem.lua', text = 'c3\rd4\n', line = 1, whole = false },
    candidates = {},
  })
  vim.cmd('3 | Restante thread diff')
  local shown = wait_for('it is shown', function()
    local names = vim.tbl_map(function(win) return vim.api.nvim_win_get_buf(win) end, vim.api.nvim_tabpage_list_wins(0))
    return #names == 2 and names
  end)
  local texts = vim.tbl_map(function(each) return vim.api.nvim_buf_get_lines(each, 0, -1, false) end, shown)
  eq({ { 'c3\rd4' }, { 'c3\rd4\r' } }, texts)
end)

it('a draft whose lines are lost leads to where they were', function()
  open(mixed)
  local purpose = { kind = 'newThread', uri = vim.uri_from_bufnr(buf), range = range(15, 0, 15, 16) }
  require('restante.list').open_draft({ purpose = purpose, text = 'x', updatedAt = 0, lost = true })
  eq(13, vim.api.nvim_win_get_cursor(vim.fn.bufwinid(buf))[1])
end)
