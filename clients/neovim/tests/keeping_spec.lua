-- When sending or saving fails, or is overtaken: what was typed is somewhere, the person is told where, and nothing goes twice.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local notify = vim.notify -- which speaks to a person
local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(help.end_fake)

describe('a failure', function()
  it('leaves the buffer open and changed and says why; the next :w sends', function()
    vim.cmd('Restante thread new')
    local compose = help.compose('text')
    help.ask('test/fail', { method = 'restante/thread/new', message = 'the disk is full.', errc = 'io', hint = 'make room' })
    vim.cmd.write()
    eq(true, vim.bo[compose].modified)
    eq('restante: New thread at poem.lua, line 1 was not sent: the disk is full (make room)', heard[1])
    assert(vim.wo.winbar:find('NOT SENT: the disk is full', 1, true), vim.wo.winbar)
    eq(1, #help.ask('restante/drafts').drafts)
    help.send()
    eq(2, #help.asked('restante/thread/new'))
  end)
  it('that takes the daemon away after it did the work is asked again as the same draft, which is sent once', function()
    vim.cmd('Restante thread new')
    help.compose('once')
    local id = wait_for('it is saved', function()
      local draft = help.ask('restante/drafts').drafts[1]
      return draft and draft.text == 'once' and draft.id
    end)
    help.ask('test/die', { method = 'restante/thread/new', when = 'after' })
    help.send()
    local asked = help.asked('restante/thread/new')
    eq({ id }, vim.tbl_map(function(each) return each.draftId end, asked))
    eq('once', asked[1].text)
    eq({}, help.asked('restante/draft/put'))
    eq({}, heard)
  end)
  it('of the connection behind a write is followed by the same with the same key', function()
    local client = require('restante.client')
    local request, asked = client.request, {}
    client.request = function(method, params, callback)
      asked[#asked + 1] = { method, params.threadId, params.key }
      if #asked < 3 then return callback({ errc = 'unavailable', message = 'the connection to the daemon broke' }) end
      callback(nil, 'done')
    end
    local result
    client.write('restante/thread/resolve', { threadId = 't' }, function(_, answer) result = answer end)
    wait_for('it is answered', function() return result end)
    client.request = request
    eq('done', result)
    assert(asked[1][3]:match('^[0-7][0-9a-hjkmnp-tv-z]+$') and #asked[1][3] == 26, asked[1][3])
    eq({ asked[1], asked[1], asked[1] }, asked)
  end)
  it('of the connection behind a save is followed by a save of the same draft', function()
    local client, drafts = require('restante.client'), require('restante.drafts')
    local request, ids = client.request, {}
    client.request = function(_, params, callback)
      ids[#ids + 1] = params.id
      callback({ errc = 'unavailable', message = 'the connection to the daemon broke' })
    end
    local writing = drafts.begin({ kind = 'reply', threadId = 't' })
    drafts.save(writing, 'typed')
    drafts.save(writing, 'typed, and more')
    client.request = request
    drafts.finish(writing)
    eq(2, #ids)
    eq(ids[1], ids[2])
  end)
  it('of the connection while typing leaves the text in a file, and the next daemon gets it', function()
    vim.cmd('Restante thread new')
    local compose = help.compose('typed')
    local folder = vim.fn.stdpath('state') .. '/restante/drafts'
    local function files() return vim.fn.glob(folder .. '/*.json', true, true) end
    wait_for('the daemon has it', function() return #help.ask('restante/drafts').drafts == 1 and #files() == 0 end)
    help.ask('test/die', { method = 'restante/draft/put', when = 'before' })
    vim.api.nvim_buf_set_lines(compose, 0, -1, false, { 'typed and more' })
    local path = wait_for('there is a file', function() return files()[1] end)
    eq('typed and more', vim.json.decode(table.concat(vim.fn.readfile(path))).text)
    eq('rw-------', vim.fn.getfperm(path))
    wait_for('the daemon has it', function()
      local failure, result = require('restante.client').request_sync('restante/drafts')
      return not failure and result.drafts[1] and result.drafts[1].text == 'typed and more'
    end, 10000)
    wait_for('the file is gone', function() return vim.fn.filereadable(path) == 0 end)
    help.send()
    eq('typed and more', help.asked('restante/thread/new')[1].text)
  end)
end)

describe('a text that neither a file nor the daemon takes', function()
  local client = require('restante.client')
  local request = client.request
  local full

  before_each(function()
    full = true
    -- Where the folder should be there is a file; the daemon says what it says on a full disk.
    local state = vim.fn.stdpath('state') .. '/restante'
    vim.fn.delete(state, 'rf')
    vim.fn.mkdir(vim.fs.dirname(state), 'p')
    vim.fn.writefile({}, state)
    client.request = function(method, params, callback, opts)
      if not full or method ~= 'restante/draft/put' then return request(method, params, callback, opts) end
      vim.schedule(function() callback({ errc = 'io', message = 'the disk is full', hint = 'make room' }) end)
    end
  end)
  after_each(function()
    client.request = request
    vim.fn.delete(vim.fn.stdpath('state') .. '/restante', 'rf')
  end)

  --- There is room again.
  local function make_room()
    vim.fn.delete(vim.fn.stdpath('state') .. '/restante')
    full = false
  end

  it('is said to be not kept, and kept as soon as there is room', function()
    vim.cmd('3 | Restante thread new')
    help.compose('typed')
    wait_for('the label says so', function() return vim.wo.winbar:find('NOT kept: the disk is full (make room); ', 1, true) end)
    wait_for('the reader is told', function() return heard[1] end)
    assert(heard[1]:find('New thread at poem.lua, line 3 is NOT kept: the disk is full (make room); E', 1, true), heard[1])
    vim.cmd.write()
    assert(heard[2]:find('was neither sent nor kept: the disk is full (make room); E', 1, true), heard[2])
    assert(vim.wo.winbar:find('NOT SENT and NOT kept: the disk is full (make room); E', 1, true), vim.wo.winbar)
    assert(not vim.wo.winbar:find('kept as a draft', 1, true), vim.wo.winbar)
    make_room()
    wait_for('it is kept', function() return vim.wo.winbar:find('NOT SENT: the disk is full (make room) (kept as a draft)', 1, true) end)
    eq('typed', help.ask('restante/drafts').drafts[1].text)
    eq(2, #heard)
  end)
  it('but only the daemon does not is kept in a file, and is said to be', function()
    vim.fn.delete(vim.fn.stdpath('state') .. '/restante')
    vim.cmd('3 | Restante thread new')
    help.compose('typed')
    vim.cmd.write()
    assert(vim.wo.winbar:find('(kept in a file of this Neovim)', 1, true), vim.wo.winbar)
    full = false
    wait_for('the daemon gets it', function() return #help.ask('restante/drafts').drafts == 1 end)
  end)
  it('comes back after :q!', function()
    vim.notify = notify
    vim.cmd('3 | Restante thread new')
    local compose = help.compose('typed', 'much')
    vim.cmd('q!')
    eq(false, vim.api.nvim_buf_is_valid(compose))
    local again = help.compose()
    eq({ 'typed', 'much' }, vim.api.nvim_buf_get_lines(again, 0, -1, false))
    eq(true, vim.bo[again].modified)
    assert(vim.wo.winbar:find('NOT kept: the disk is full', 1, true), vim.wo.winbar)
    local told = table.concat(wait_for('the reader is told', require('restante.notice').lines), '\n')
    assert(told:find('New thread at poem.lua, line 3 could not be kept, so here it is again: the disk is full', 1, true), told)
    make_room()
    wait_for('it is kept', function() return vim.wo.winbar:find(':w sends', 1, true) end)
    help.send()
    eq(2, help.asked('restante/thread/new')[1].range.start.line)
    eq({}, help.ask('restante/drafts').drafts)
  end)
end)

describe('a text that nothing takes when Neovim ends', function()
  local state, temporary

  before_each(function()
    state, temporary = vim.fn.stdpath('state') .. '/restante', vim.fn.tempname()
    vim.fn.mkdir(temporary, 'p')
    vim.fn.delete(state, 'rf')
  end)
  after_each(function()
    vim.env.TMPDIR = nil
    vim.fn.delete(state, 'rf')
  end)

  --- Types in a Neovim without a daemon, and ends that.
  ---@param ending string
  local function type_and_end(ending)
    vim.env.TMPDIR = temporary
    local rtp = vim.fs.dirname(vim.fs.dirname(vim.fn.fnamemodify(help.daemon, ':h')))
    local commands = {
      "lua vim.g.restante = { cmd = { '/nowhere/restante', 'lsp' } }", 'set rtp^=' .. rtp, 'runtime plugin/restante.lua',
      'edit ' .. file, '3 | Restante thread new', "call setline(1, ['typed', 'much'])", ending,
    }
    local script = vim.fn.tempname() .. '.vim'
    vim.fn.writefile(commands, script)
    local ended = vim.system({ vim.v.progpath, '--clean', '-n', '--headless', '-S', script }, { text = true, timeout = 10000 }):wait()
    eq(0, ended.code)
  end

  --- It is told of and gone on with, and its file goes when it is sent.
  ---@param folder string
  local function is_found_in(folder)
    local path = vim.fn.glob(folder .. '/*.json', true, true)[1]
    eq('rw-------', vim.fn.getfperm(assert(path)))
    vim.cmd('checkhealth restante')
    local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    assert(health:find('an unsent text could be kept only in ' .. path, 1, true), health)
    vim.cmd.bwipeout()
    local offered = help.choose('New thread at poem.lua, line 3 (kept in ' .. vim.fn.fnamemodify(path, ':~') .. ')')
    vim.cmd('Restante drafts')
    wait_for('it is offered', function() return offered[1] end)
    eq({ 'typed', 'much' }, vim.api.nvim_buf_get_lines(help.compose(), 0, -1, false))
    help.send()
    eq('typed\nmuch', help.asked('restante/thread/new')[1].text)
    eq(0, vim.fn.filereadable(path))
  end

  it('is left beside the folder that cannot be written in', function()
    vim.fn.mkdir(state, 'p')
    vim.fn.writefile({}, state .. '/drafts')
    type_and_end('qall!')
    is_found_in(state)
  end)
  it('is left among the temporary files when there is no room at all, also after :q!', function()
    vim.fn.writefile({}, state)
    type_and_end('quit! | qall!')
    is_found_in(('%s/restante-%d'):format(temporary, vim.uv.getuid()))
  end)
end)

it('a text left in a file by a Neovim that ended is offered', function()
  local folder = vim.fn.stdpath('state') .. '/restante/drafts'
  vim.fn.mkdir(folder, 'p')
  local range = { start = { line = 2, character = 0 }, ['end'] = { line = 2, character = 3 } }
  local purpose = { kind = 'newThread', uri = vim.uri_from_bufnr(buf), range = range }
  vim.fn.writefile({ vim.json.encode({ purpose = purpose, text = 'saved', updatedAt = 1, pid = 0 }) }, folder .. '/1-0-1.json')
  vim.fn.writefile({ '{"not' }, folder .. '/2-0-1.json')
  help.choose('Go on with')
  vim.cmd('3 | Restante thread new')
  eq({ 'saved' }, vim.api.nvim_buf_get_lines(help.compose(), 0, -1, false))
  help.send()
  eq({ '2-0-1.json' }, vim.fn.readdir(folder))
end)

it('a program that is missing keeps the text too', function()
  vim.cmd('Restante thread new')
  local compose = help.compose('typed')
  require('restante').setup({ cmd = { '/nowhere/restante', 'lsp' } })
  require('restante.client').stop()
  wait_for('the session has ended', function() return require('restante.client').state().id == nil end)
  vim.api.nvim_buf_set_lines(compose, 0, -1, false, { 'typed and more' })
  vim.cmd.write()
  assert(heard[1]:find('the program /nowhere/restante was not found', 1, true), heard[1])
  eq(true, vim.bo[compose].modified)
  eq(1, #vim.fn.glob(vim.fn.stdpath('state') .. '/restante/drafts/*.json', true, true))
end)

describe('keys that wait for the write', function()
  it('stay in the buffer, which does not close under them, and become a draft', function()
    vim.cmd('3 | Restante thread new')
    local compose = help.compose('first')
    vim.bo[compose].modified = true
    vim.api.nvim_feedkeys(vim.keycode(':w<CR>A and more'), 'nt', false)
    vim.wait(500, function() return false end)
    vim.api.nvim_feedkeys(vim.keycode('<Esc>'), 'nxt', false)
    wait_for('the first is sent', function() return #help.asked('restante/thread/new') == 1 end)
    wait_for('the rest is a draft', function()
      local kept = help.ask('restante/drafts').drafts
      return #kept == 1 and kept[1].text == 'first and more' and kept[1].kind == 'reply'
    end)
    eq(compose, vim.api.nvim_get_current_buf())
    eq(help.lines, vim.api.nvim_buf_get_lines(buf, 0, -1, false))
  end)
end)
