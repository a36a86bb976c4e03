-- Files that are not UTF-8: the daemon reads them itself, since what Neovim would send is not what they have.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local file, buf, heard

before_each(function()
  help.use_fake()
  heard = help.heard()
  help.choose()
  -- In latin-1 `Ã¤` has the bytes of an `ä` in UTF-8, which the daemon takes for one.
  file = help.repository({ 'one', '\xe4 = "\xc3\xa4\xfc"', 'three' })
  buf = help.edit(file)
end)
after_each(help.end_fake)

---@param id string
---@param range integer[] first line, character, last line, character
local function thread(id, range)
  return help.thread(buf, 't00000000000000000000' .. id, range[1] + 1, {
    range = { start = { line = range[1], character = range[2] }, ['end'] = { line = range[3], character = range[4] } },
  })
end

--- What the daemon has from now on, and tells nobody of but by its status.
local function come(...)
  local threads = { ... }
  help.ask('test/threads', { threads = threads })
  help.ask('test/notify', { method = 'restante/didChangeStatus', params = help.ask('restante/status') })
  wait_for('they are there', function() return vim.deep_equal(require('restante').threads(buf), threads) end)
end

local function opened() return help.asked('textDocument/didOpen') end

it('its text is not sent, and its threads are shown all the same, also those that come', function()
  eq({ 'latin1', 'ä = "Ã¤ü"' }, { vim.bo[buf].fileencoding, vim.api.nvim_buf_get_lines(buf, 1, 2, false)[1] })
  eq({}, opened())
  come(thread('aaaaaa', { 1, 0, 1, 8 }))
  assert(help.marks(buf)[2]:find('Why is this a loop?', 1, true))
end)

it('its columns are those of the file', function()
  local marks = require('restante.marks')
  -- `ä = "` is five characters, what was read as one is two here.
  come(thread('aaaaaa', { 1, 5, 1, 6 }), thread('bbbbbb', { 1, 6, 1, 7 }), thread('cccccc', { 1, 0, 1, 8 }))
  local line = vim.api.nvim_buf_get_lines(buf, 1, 2, false)[1]
  local function text_of(id)
    local span = marks.span(buf, 't00000000000000000000' .. id)
    return line:sub(span.col + 1, span.end_col)
  end
  eq({ 'Ã¤', 'ü', line }, { text_of('aaaaaa'), text_of('bbbbbb'), text_of('cccccc') })
  vim.fn.cursor(2, vim.fn.stridx(line, 'ü') + 1)
  vim.cmd.normal({ vim.keycode('v<Esc>'), bang = true })
  vim.cmd("'<,'>Restante thread new")
  help.compose('x')
  help.send()
  eq({ start = { line = 1, character = 6 }, ['end'] = { line = 1, character = 7 } }, help.asked('restante/thread/new')[1].range)
  eq({}, opened())
end)

it('its marks follow what is typed, and stay where they are until that is written', function()
  come(thread('aaaaaa', { 2, 0, 2, 5 }))
  vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'new' })
  come(thread('aaaaaa', { 2, 0, 2, 5 }), thread('bbbbbb', { 0, 0, 0, 3 }))
  eq(3, require('restante.marks').span(buf, 't00000000000000000000aaaaaa').row)
  help.ask('test/threads', { threads = { thread('aaaaaa', { 1, 0, 1, 3 }) } })
  vim.cmd('silent write')
  wait_for('the daemon is asked', function() return require('restante.marks').span(buf, 't00000000000000000000aaaaaa').row == 1 end)
end)

it('no thread is opened about lines that are not written', function()
  vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'new' })
  vim.cmd('3 | Restante thread new')
  local told = 'poem.lua has changes that are not written; as it is latin1, the daemon reads it from disk (write it first)'
  eq({ 'restante: ' .. told }, heard)
  vim.cmd('silent write')
  vim.cmd('3 | Restante thread new')
  local compose = help.compose('x')
  vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'newer' })
  vim.cmd.write()
  eq('restante: New thread at poem.lua, line 3 was not sent: ' .. told, heard[2])
  eq({}, help.asked('restante/thread/new'))
  vim.api.nvim_buf_call(buf, function() vim.cmd('silent write') end)
  vim.api.nvim_set_current_win(vim.fn.bufwinid(compose))
  help.send()
  eq(3, help.asked('restante/thread/new')[1].range.start.line)
end)

it('it is sent when it becomes UTF-8, and not any more when that ends', function()
  vim.cmd('set fileencoding=utf-8 | silent write')
  wait_for('it is open', function() return #opened() == 1 end)
  vim.cmd('set fileencoding=latin1 | silent write')
  wait_for('it is closed', function() return #help.asked('textDocument/didClose') == 1 end)
  come(thread('aaaaaa', { 2, 0, 2, 5 }))
  eq(1, #opened())
end)

it('a byte order mark counts as one, too', function()
  vim.cmd('set fileencoding=utf-8 bomb | silent write | edit')
  eq({ true, 'utf-8' }, { vim.bo[buf].bomb, vim.bo[buf].fileencoding })
  come(thread('aaaaaa', { 0, 0, 0, 4 }), thread('bbbbbb', { 0, 2, 0, 4 }))
  local one, two = unpack(vim.tbl_map(function(each) return require('restante.marks').span(buf, each.id) end, require('restante').threads(buf)))
  eq({ { 0, 3 }, { 1, 3 } }, { { one.col, one.end_col }, { two.col, two.end_col } })
  eq({}, opened())
end)
