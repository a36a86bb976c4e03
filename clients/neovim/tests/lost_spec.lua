-- Unsent texts whose lines are not where they were: they are found again, or sent to no others.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(help.end_fake)

local function lines_of(buffer) return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end

---@return restante.Draft[]
local function kept() return help.ask('restante/drafts').drafts end

---@param line integer 0-based
---@return restante.Range
local function at(line) return { start = { line = line, character = 0 }, ['end'] = { line = line, character = 3 } } end

--- Goes on with the only draft.
---@param from string what its item begins with
---@return integer compose
local function go_on(from)
  local offered = help.choose(from)
  vim.cmd('Restante drafts')
  wait_for('it is offered', function() return offered[1] end)
  return help.compose()
end

--- `:w` keeps the text, and sends it to nowhere.
---@param compose integer
---@param what string
local function is_only_kept(compose, what)
  local told = ': its lines are not there any more; :w keeps it as a draft, :Restante thread new begins it at other lines'
  assert(vim.wo.winbar:find(what .. told, 1, true), vim.wo.winbar)
  vim.api.nvim_buf_set_lines(compose, 0, -1, false, { 'typed on' })
  vim.cmd.write()
  eq({}, help.asked('restante/thread/new'))
  local why = 'the lines that it is about are not there any more'
  local next_step = '(:Restante thread new at other lines, with this text, begins it there; :Restante! drafts throws this one away)'
  eq({ ('restante: %s is kept as a draft, not sent: %s %s'):format(what, why, next_step) }, heard)
  eq({ 'typed on' }, vim.tbl_map(function(draft) return draft.text end, kept()))
  eq({ compose, false }, { vim.api.nvim_get_current_buf(), vim.bo[compose].modified })
end

describe("a draft of the daemon's whose lines are gone", function()
  local item = 'New thread at poem.lua, line 3 (its lines are not there any more), '

  before_each(function()
    vim.cmd('3 | Restante thread new')
    help.compose('not yet')
    vim.cmd('q!')
    wait_for('it is kept', function() return #kept() == 1 end)
    help.ask('test/place_draft', { lost = true })
  end)

  it('is marked in the list, kept by :w, and sent to no other lines', function()
    is_only_kept(go_on(item), 'New thread at poem.lua, line 3')
    eq({ at(2).start, true }, { kept()[1].range.start, kept()[1].lost })
    for _, put in ipairs(help.asked('restante/draft/put')) do
      eq(put.text == 'not yet', put.range ~= nil)
    end
  end)
  it('is kept also when it is gone on with from the place', function()
    local offered = help.choose('Go on with')
    vim.cmd('3 | Restante thread new')
    local compose = help.compose()
    assert(offered[1][1]:find(' (its lines are not there any more): not yet', 1, true), offered[1][1])
    is_only_kept(compose, 'New thread at poem.lua, line 3')
  end)
  it('closes with :wq, and is a draft', function()
    local compose = go_on(item)
    vim.cmd.wq()
    eq(false, vim.api.nvim_buf_is_valid(compose))
    eq({ 'not yet' }, vim.tbl_map(function(draft) return draft.text end, kept()))
    eq({}, help.asked('restante/thread/new'))
  end)
  it('is not said to be kept when nothing takes it', function()
    local compose = go_on(item)
    vim.api.nvim_buf_set_lines(compose, 0, -1, false, { 'raw \xff' })
    local state = vim.fn.stdpath('state') .. '/restante'
    vim.fn.delete(state, 'rf')
    vim.fn.writefile({}, state)
    vim.cmd.write()
    assert(heard[1]:find('was neither sent nor kept: the lines that it is about are not there any more; the text is not UTF-8', 1, true), heard[1])
    eq(true, vim.bo[compose].modified)
    vim.api.nvim_buf_set_lines(compose, 0, -1, false, {})
    vim.fn.delete(state)
  end)
  it('is sent as usual once its lines are there again', function()
    go_on(item)
    vim.cmd('q!')
    help.ask('test/place_draft', { range = at(3) })
    go_on('New thread at poem.lua, line 4, ')
    help.send()
    eq(3, help.asked('restante/thread/new')[1].range.start.line)
    eq({}, heard)
  end)
  it('is sent from the window that is open, too, once its lines are there again', function()
    local compose = go_on(item)
    vim.cmd.write()
    help.ask('test/place_draft', { range = at(3) })
    eq(compose, go_on('New thread at poem.lua, line 4, '))
    assert(vim.wo.winbar:find('New thread at poem.lua, line 4: :w sends', 1, true), vim.wo.winbar)
    eq(true, vim.bo[compose].modified)
    help.send()
    eq(3, help.asked('restante/thread/new')[1].range.start.line)
  end)
  it('opens no empty buffer for a file that is gone', function()
    vim.cmd.enew()
    vim.cmd.bwipeout(buf)
    vim.uv.fs_unlink(file)
    -- Whether the daemon has noticed or not.
    help.ask('test/place_draft', {})
    local compose = go_on('New thread at poem.lua, line 3, ')
    eq(0, vim.fn.bufexists(file))
    is_only_kept(compose, 'New thread at poem.lua, line 3')
  end)
  it('has become a comment when it was sent before', function()
    local compose = go_on(item)
    local id = kept()[1].id
    local params = { textDocument = { uri = vim.uri_from_fname(file) }, range = at(2), text = 'not yet', draftId = id }
    help.ask('restante/thread/new', params)
    vim.api.nvim_buf_set_lines(compose, 0, -1, false, { 'and more' })
    vim.cmd.write()
    wait_for('it is told', function() return heard[1] end)
    assert(heard[1]:find('an earlier version was sent', 1, true), heard[1])
    wait_for('it can be sent', function() return vim.wo.winbar:find(':w sends it as a further comment', 1, true) end)
    help.send()
    eq({ 'and more' }, vim.tbl_map(function(each) return each.text end, help.asked('restante/thread/reply')))
  end)
end)

describe("a text that only this Neovim's own file has", function()
  local folder = vim.fn.stdpath('state') .. '/restante/drafts'
  local item = 'New thread at poem.lua, line 3, '

  before_each(function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, drafts = { file_ms = 1, daemon_ms = 60000 } })
  end)

  --- Begins one about some lines; what is left is what a Neovim leaves that is killed before the daemon has it.
  ---@param about string the lines, as the command takes them
  ---@return { purpose: restante.Purpose } body
  local function leave_behind(about)
    vim.cmd(about .. 'Restante thread new')
    local compose = help.compose('saved')
    local path = wait_for('it is in a file', function() return vim.fn.glob(folder .. '/*.json', true, true)[1] end)
    local body = vim.fn.readfile(path)
    vim.api.nvim_buf_set_lines(compose, 0, -1, false, {})
    vim.cmd('q!')
    eq({ 0, {} }, { vim.fn.filereadable(path), kept() })
    vim.fn.writefile(body, path)
    return vim.json.decode(body[1])
  end

  --- Changes the file; the command's cursor is in it.
  ---@param ... string
  local function change(...)
    vim.api.nvim_buf_set_lines(buf, 0, -1, false, { ... })
    vim.cmd('silent write')
  end

  --- It is sent, about these lines.
  ---@param first integer 0-based
  ---@param last integer
  local function is_sent_to(first, last)
    help.send()
    local range = help.asked('restante/thread/new')[1].range
    eq({ first, last }, { range.start.line, range['end'].line })
    eq({}, heard)
    eq({}, vim.fn.readdir(folder))
  end

  it('says what these lines are, so much of it that they are known again', function()
    local long = {}
    for index = 1, 12 do
      long[index] = index .. ('ä'):rep(400)
    end
    change(unpack(long))
    local lines = leave_behind('2,11').purpose.lines
    eq({ 8, long[2]:sub(1, 300), long[9]:sub(1, 300) }, { #lines, lines[1], lines[8] })
    change('new', unpack(long))
    go_on('New thread at poem.lua, lines 2')
    is_sent_to(2, 11)
  end)
  it('is sent where it was begun while its lines are there, though there are others like them', function()
    leave_behind('5')
    change('x', 'for', 'do', 'end', 'end')
    go_on('New thread at poem.lua, line 5, ')
    is_sent_to(4, 4)
  end)
  it('is sent to its lines where they are by now', function()
    leave_behind('3,4')
    change('new', 'newer', unpack(help.lines))
    go_on('New thread at poem.lua, lines 3–4, ')
    assert(vim.wo.winbar:find('New thread at poem.lua, lines 5–6: :w sends', 1, true), vim.wo.winbar)
    is_sent_to(4, 5)
  end)
  it('is sent to its lines also when it is gone on with from where they were', function()
    leave_behind('3,4')
    change('new', unpack(help.lines))
    help.choose('Go on with')
    vim.cmd('3 | Restante thread new')
    help.compose()
    is_sent_to(3, 4)
  end)
  for why, text in pairs({ ['gone'] = { 'a', 'b', 'c', 'd' }, ['in two places'] = { help.lines[3], 'a', 'b', help.lines[3] } }) do
    it(('is only kept while its lines are %s, and sent once they are there again'):format(why), function()
      leave_behind('3')
      change(unpack(text))
      is_only_kept(go_on(item), 'New thread at poem.lua, line 3')
      eq({ nil, nil }, { kept()[1].range, kept()[1].lost })
      vim.cmd('q!')
      go_on(item) -- to look only
      vim.cmd('q!')
      change('new', unpack(help.lines))
      heard = help.heard()
      go_on(item)
      is_sent_to(3, 3)
      eq({}, kept())
    end)
  end
  it('is lost for an editor that has only what the daemon has of it', function()
    leave_behind('3')
    change('a', 'b', 'c')
    is_only_kept(go_on(item), 'New thread at poem.lua, line 3')
    vim.cmd('q!')
    vim.fn.delete(folder, 'rf')
    heard = help.heard()
    is_only_kept(go_on('New thread in poem.lua (its lines are not there any more), '), 'New thread in poem.lua')
  end)
  it('opens no empty buffer for a file that is gone', function()
    leave_behind('3')
    vim.cmd.enew()
    vim.cmd.bwipeout(buf)
    vim.uv.fs_unlink(file)
    local compose = go_on(item)
    eq(0, vim.fn.bufexists(file))
    is_only_kept(compose, 'New thread at poem.lua, line 3')
  end)
  it('of before is about the lines that it says', function()
    local body = leave_behind('3')
    body.purpose.lines = nil
    vim.fn.writefile({ vim.json.encode(body) }, vim.fn.glob(folder .. '/*.json', true, true)[1])
    change('a', 'b', 'c', 'd')
    go_on(item)
    is_sent_to(2, 2)
  end)
end)

describe('a text that is being written while its file', function()
  local what = 'New thread at poem.lua, line 3'
  local gone = 'its lines are not there any more'

  ---@return integer compose
  local function begin()
    vim.cmd('3 | Restante thread new')
    local compose = help.compose('not yet')
    assert(vim.wo.winbar:find(what .. ': :w sends', 1, true), vim.wo.winbar)
    return compose
  end

  --- Waits for the line above the text to say so, or no longer.
  ---@param compose integer
  ---@param says boolean
  local function heading_says_gone(compose, says)
    local win = vim.fn.bufwinid(compose)
    wait_for('the heading', function() return (vim.wo[win].winbar:find(gone, 1, true) ~= nil) == says end)
  end

  ---@param ... string
  local function read_anew(...)
    vim.fn.writefile({ ... }, file)
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent edit!') end)
  end

  it('loses its lines is only kept, and sent once they are there again', function()
    local compose = begin()
    vim.api.nvim_buf_call(buf, function() vim.cmd('2,3delete') end)
    heading_says_gone(compose, true)
    is_only_kept(compose, what)
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent undo') end)
    heading_says_gone(compose, false)
    heard = help.heard()
    vim.bo[buf].modified = false
    help.send()
    eq(at(2).start, help.asked('restante/thread/new')[1].range.start)
    eq({}, heard)
  end)
  it('loses them is not sent by keys that come at once', function()
    local compose = begin()
    vim.api.nvim_buf_set_lines(buf, 2, 3, false, {})
    vim.cmd.write()
    eq({ {}, compose }, { help.asked('restante/thread/new'), vim.api.nvim_get_current_buf() })
    assert(heard[1]:find('is kept as a draft, not sent', 1, true), heard[1])
  end)
  it('is read anew is sent to its lines where they are by then', function()
    local compose = begin()
    read_anew('new', 'newer', unpack(help.lines))
    wait_for('it is found', function() return vim.wo[vim.fn.bufwinid(compose)].winbar:find('line 5: :w sends', 1, true) end)
    help.send()
    eq(4, help.asked('restante/thread/new')[1].range.start.line)
    eq({}, heard)
  end)
  it('is read anew without them is only kept, and sent once they are there again', function()
    local compose = begin()
    read_anew('a', 'b', 'c', 'd')
    heading_says_gone(compose, true)
    is_only_kept(compose, what)
    read_anew('new', unpack(help.lines))
    heading_says_gone(compose, false)
    heard = help.heard()
    help.send()
    eq(3, help.asked('restante/thread/new')[1].range.start.line)
    eq({}, heard)
  end)
  it('loses several lines at once is only kept, too', function()
    vim.cmd('2,4Restante thread new')
    local compose = help.compose('not yet')
    vim.api.nvim_buf_call(buf, function() vim.cmd('2,4delete') end)
    heading_says_gone(compose, true)
    is_only_kept(compose, 'New thread at poem.lua, lines 2–4')
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent undo') end)
    heading_says_gone(compose, false)
    vim.bo[buf].modified = false
    help.send()
    local range = help.asked('restante/thread/new')[1].range
    eq({ 1, 3 }, { range.start.line, range['end'].line })
  end)
  for what_came, text in pairs({ ['something else'] = { 'a', 'b', 'c' }, ['one of two'] = { help.lines[3], help.lines[3], 'c' } }) do
    it(('has %s in the place of its lines is only kept'):format(what_came), function()
      local compose = begin()
      vim.api.nvim_buf_set_lines(buf, 1, 4, false, text)
      heading_says_gone(compose, true)
      is_only_kept(compose, what)
    end)
  end
  for how, keys in pairs({ change = '2G3ccnew', visual = '2GVjjcnew\rnewer\rnewest', motion = '2Gc2jnew' }) do
    it(('has its lines typed anew (%s) is only kept'):format(how), function()
      vim.cmd('2,4Restante thread new')
      local compose = help.compose('not yet')
      vim.api.nvim_buf_call(buf, function() vim.cmd.normal({ vim.keycode(keys:gsub('\r', '<CR>')), bang = true }) end)
      heading_says_gone(compose, true)
      is_only_kept(compose, 'New thread at poem.lua, lines 2–4')
    end)
  end
  it('has lost its lines stays so when others like them are put in with more, or typed', function()
    local compose = begin()
    vim.api.nvim_buf_set_lines(buf, 2, 3, false, {})
    heading_says_gone(compose, true)
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'a', help.lines[3], 'b' })
    vim.api.nvim_buf_call(buf, function() vim.cmd.normal({ 'Go' .. help.lines[3], bang = true }) end)
    is_only_kept(compose, what)
  end)
  it('got its lines back is sent by :x, too', function()
    local compose = begin()
    vim.api.nvim_buf_call(buf, function() vim.cmd('3delete') end)
    heading_says_gone(compose, true)
    vim.cmd.write()
    eq(false, vim.bo[compose].modified)
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent undo') end)
    heading_says_gone(compose, false)
    vim.bo[buf].modified = false
    vim.cmd('silent xit')
    eq(2, help.asked('restante/thread/new')[1].range.start.line)
  end)
  it('is read anew with blocks all alike is only kept when nobody can tell', function()
    local text = {}
    for _ = 1, 6 do
      vim.list_extend(text, { 'one', 'two', 'three', 'four' })
    end
    vim.api.nvim_buf_set_lines(buf, 0, -1, false, text)
    vim.cmd('silent write')
    vim.cmd('11Restante thread new')
    local compose = help.compose('not yet')
    read_anew('one', 'two', 'three', 'four', unpack(text))
    heading_says_gone(compose, true)
    vim.cmd.write()
    eq({}, help.asked('restante/thread/new'))
  end)
  it('is saved as another is about that one, and says so', function()
    local compose = begin()
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent saveas! ' .. vim.fs.dirname(file) .. '/other.lua') end)
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'new' })
    wait_for('it says so', function() return vim.wo[vim.fn.bufwinid(compose)].winbar:find('New thread at other.lua', 1, true) end)
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent write') end)
    help.send()
    eq('other.lua', vim.fs.basename(help.asked('restante/thread/new')[1].textDocument.uri))
    vim.cmd('silent! bwipeout! ' .. buf)
  end)
  it('has a window without room for another, gets a page', function()
    while pcall(vim.cmd.split) do
    end
    vim.cmd('3 | Restante thread new')
    help.compose('not yet')
    eq(2, #vim.api.nvim_list_tabpages())
    vim.cmd('q!')
    vim.cmd('silent only')
    eq({}, heard)
  end)
  it('goes through a filter is sent to its lines among what came back', function()
    local compose = begin()
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent %!echo new; cat') end)
    wait_for('it is found', function() return vim.wo[vim.fn.bufwinid(compose)].winbar:find('line 4: :w sends', 1, true) end)
    vim.bo[buf].modified = false
    help.send()
    eq(3, help.asked('restante/thread/new')[1].range.start.line)
  end)
  it('has its lines cut and put elsewhere goes with them', function()
    local compose = begin()
    vim.api.nvim_buf_call(buf, function() vim.cmd('3delete') end)
    heading_says_gone(compose, true)
    vim.api.nvim_buf_call(buf, function() vim.cmd('1put!') end)
    heading_says_gone(compose, false)
    vim.bo[buf].modified = false
    help.send()
    eq(0, help.asked('restante/thread/new')[1].range.start.line)
  end)
  it('is read anew with others like its lines is sent to those that have the same around them', function()
    local text = {}
    for index = 1, 6 do
      vim.list_extend(text, { ('def f%d():'):format(index), '    return None', '' })
    end
    vim.api.nvim_buf_set_lines(buf, 0, -1, false, text)
    vim.cmd('silent write')
    vim.cmd('8Restante thread new')
    local compose = help.compose('not yet')
    read_anew('new', 'newer', 'newest', unpack(text))
    wait_for('it is found', function() return vim.wo[vim.fn.bufwinid(compose)].winbar:find('line 11: :w sends', 1, true) end)
    help.send()
    eq(10, help.asked('restante/thread/new')[1].range.start.line)
  end)
  it('has an empty line that it is about, goes along with that', function()
    vim.api.nvim_buf_set_lines(buf, 2, 2, false, { '' })
    vim.cmd('silent write')
    begin()
    vim.api.nvim_buf_call(buf, function() vim.cmd.normal({ '3GOnew', bang = true }) end)
    vim.api.nvim_buf_call(buf, function() vim.cmd('silent write') end)
    help.send()
    local range = help.asked('restante/thread/new')[1].range
    eq({ 3, 3 }, { range.start.line, range['end'].line })
  end)
end)

describe('a draft', function()
  it('is gone on with beside a text that has the only window', function()
    vim.cmd('3 | Restante thread new')
    help.compose('one')
    wait_for('it is kept', function() return #kept() == 1 end)
    vim.cmd.only()
    help.choose('New thread at poem.lua, line 3')
    vim.cmd('Restante drafts')
    wait_for('the file shows, too', function() return vim.fn.bufwinid(buf) ~= -1 end)
    eq({}, heard)
  end)
end)
