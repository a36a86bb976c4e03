-- Reading: marks, the float, lists, the statusline; and what the plugin leaves alone.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')
local client = require('restante.client')

local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(help.end_fake)

---@param ... restante.Thread
local function publish(...) help.publish(buf, ...) end

local function thread(id, line, more) return help.thread(buf, 't00000000000000000000' .. id, line, more) end

local orphaned = { placement = { state = 'orphaned', confidence = 0, reason = 'the lines were deleted' } }

describe('a command with lines', function()
  local function ask_which(command)
    local offered = help.choose()
    vim.cmd(command)
    return vim.tbl_map(function(each) return each:match('%[(%w+)%]$') end, offered[1] or {})
  end

  before_each(function()
    publish(thread('aaaaaa', 1), thread('bbbbbb', 3), thread('cccccc', 3), thread('dddddd', 4, { state = 'resolved' }))
    vim.cmd('1')
  end)

  it('shows their threads and leaves the cursor', function()
    vim.cmd('3Restante thread show')
    local float = help.float()
    assert(float:find('0bbbbbb') and float:find('0cccccc') and not float:find('0aaaaaa'), float)
    require('restante.float').close()
    eq(1, vim.fn.line('.'))
  end)
  it('is about their threads', function()
    for _, name in ipairs({ 'reply', 'resolve', 'edit', 'original', 'explain', 'redact', 'reattach undo', 'title x' }) do
      eq({ name, { '0bbbbbb', '0cccccc' } }, { name, ask_which('3Restante thread ' .. name) })
    end
    eq({ '0aaaaaa', '0bbbbbb', '0cccccc' }, ask_which('1,4Restante thread resolve'))
    vim.cmd('4Restante thread reopen')
    wait_for('it is open', function() return require('restante').threads(buf)[4].state == 'open' end)
  end)
  it('is about none where there is none', function()
    vim.cmd('2Restante thread reply')
    eq({ 'restante: no such thread on this line' }, heard)
  end)
  it('writes a comment in the thread of the line, also from a list', function()
    vim.cmd('4Restante thread reply')
    help.compose()
    assert(vim.wo.winbar:find('Reply to 0dddddd', 1, true), vim.wo.winbar)
    vim.cmd('q!')
    vim.cmd('Restante threads')
    vim.cmd('1')
    vim.cmd('2Restante thread reply')
    help.compose()
    assert(vim.wo.winbar:find('Reply to 0bbbbbb', 1, true), vim.wo.winbar)
  end)
  it('offers in the menu what can be done with them', function()
    local offered = help.choose()
    vim.cmd('2Restante')
    vim.cmd('4Restante')
    eq({ false, true }, { vim.tbl_contains(offered[1], 'Reopen'), vim.tbl_contains(offered[2], 'Reopen') })
  end)
end)

describe('a mark', function()
  it('has a sign for each state, and words for those who see no colours', function()
    publish(
      thread('aaaaaa', 1),
      thread('bbbbbb', 2, { sync = 'pending' }),
      thread('cccccc', 3, { placement = { state = 'edited', confidence = 0.8, reason = 'changed' } }),
      thread('dddddd', 4, { state = 'resolved' }),
      thread('ffffff', 5, { placement = { state = 'outdated', confidence = 0.9, reason = 'deleted by commit 12ab' } }),
      vim.tbl_extend('force', thread('eeeeee', 5, orphaned), { range = nil })
    )
    eq({
      [1] = '●|● 1  ben: Why is this a loop?',
      [2] = '◌|◌ 1  ben: Why is this a loop? (not sent yet)',
      [3] = '◐|◐ 1  ben: Why is this a loop? (lines changed since)',
      [5] = '○|○ 1  ben: Why is this a loop? (outdated: deleted by commit 12ab)',
    }, help.marks(buf))
    vim.cmd('Restante toggle resolved')
    eq('✓|✓ 1  ben: Why is this a loop? (resolved)', help.marks(buf)[4])
    vim.cmd('Restante toggle resolved')
  end)
  it('stands for all threads of its line', function()
    publish(thread('aaaaaa', 3, { state = 'resolved' }), thread('bbbbbb', 3), thread('cccccc', 3, { sync = 'pending' }))
    eq('◌|◌ 1  ben: Why is this a loop? (not sent yet)  +1 more', help.marks(buf)[3])
  end)
  it('is cut to its width', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, virtual_text = { max_width = 20 } })
    publish(thread('aaaaaa', 3))
    eq('●|● 1  ben: Why is this…', help.marks(buf)[3])
  end)
  it('has the width of its window, also when that changes', function()
    local columns, name = vim.o.columns, ('Why is this a loop, and not a map? '):rep(9)
    publish(thread('aaaaaa', 3, { title = name }), thread('bbbbbb', 3))
    for _, width in ipairs({ 200, 60, 50 }) do
      help.resize(width)
      vim.api.nvim_exec_autocmds('BufWinEnter', { buffer = buf }) -- that windows are resized is told when they are drawn
      local behind = help.marks(buf)[3]:match('|(.*)')
      assert(behind:find('Why is', 1, true), behind)
      -- The column of the sign, the line, its end, two cells and what stands behind it.
      eq(width, 2 + #help.lines[3] + 1 + 2 + vim.api.nvim_strwidth(behind))
    end
    help.resize(columns)
  end)
  it('keeps the name in a narrow window, and loses what its sign tells', function()
    local beside = require('restante.labels').beside
    local one = thread('aaaaaa', 3, { placement = { state = 'edited', confidence = 0.8, reason = 'changed' } })
    eq('1  ben: Why is this a loop? (lines changed since)', beside(one, 50))
    eq('1  ben: Why is this… (lines changed since)', beside(one, 42))
    eq('1  ben: Why is this a loop?', beside(one, 38))
    eq('1  ben: Why is this…', beside(one, 20))
    eq('1  Why is this a…', beside(one, 17))
  end)
  it('of lost code names the commit where that fits, the name of the thread being worth more', function()
    local reason = 'deleted by commit 12ab34cd'
    local one = thread('aaaaaa', 3, { placement = { state = 'outdated', confidence = 0.9, reason = reason .. '.' } })
    local beside = require('restante.labels').beside
    eq('1  ben: Why is this a loop? (outdated: deleted by commit 12ab34cd)', beside(one, 80))
    eq('1  ben: Why is this a loop? (outdated: deleted by commit 12ab34cd)', beside(one, 66))
    eq('1  ben: Why is this a l… (its lines are gone, they stood here)', beside(one, 62))
    one.state = 'resolved'
    eq('1  ben: Why is this a loop? (resolved, outdated: deleted by commit 12ab34cd)', beside(one, 80))
    one.title = ('A long title '):rep(9)
    eq('1  ben: A long title A long title … (outdated: deleted by commit 12ab34cd)', beside(vim.tbl_extend('force', one, { state = 'open' }), 74))
  end)
  it('follows what is typed before the daemon says so', function()
    publish(thread('aaaaaa', 3))
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'new' })
    eq('●|● 1  ben: Why is this a loop?', help.marks(buf)[4])
    eq(3, #vim.tbl_keys(require('restante.marks').at(buf, 3)[1].placement))
  end)
  it('is not moved back by places in an older text', function()
    local one = thread('aaaaaa', 3)
    publish(one)
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { 'new' })
    local params = { uri = vim.uri_from_bufnr(buf), version = 0, threads = { one, thread('bbbbbb', 1) } }
    require('restante.marks').publish(buf, params)
    eq('●|● 1  ben: Why is this a loop?', help.marks(buf)[4])
    -- It asks for the places in the text as it is, and takes those.
    wait_for('the answer moved it', function() return help.marks(buf)[3] and not help.marks(buf)[4] end)
  end)
  it('can be hidden and shown again', function()
    publish(thread('aaaaaa', 3))
    vim.cmd('Restante toggle text')
    eq({ [3] = '●|' }, help.marks(buf))
    vim.cmd('Restante toggle')
    eq({}, help.marks(buf))
    vim.cmd('Restante toggle')
    vim.cmd('Restante toggle text')
    eq('●|● 1  ben: Why is this a loop?', help.marks(buf)[3])
  end)
  it('survives :edit!', function()
    publish(thread('aaaaaa', 3))
    vim.api.nvim_buf_set_lines(buf, 0, 2, false, {})
    vim.cmd('edit!')
    wait_for('it is back', function() return help.marks(buf)[3] end)
  end)
end)

it('next and prev go from line to line and around', function()
  publish(thread('aaaaaa', 2), thread('bbbbbb', 4), thread('cccccc', 5, { state = 'resolved' }))
  local seen = {}
  for _, command in ipairs({ 'next', 'next', 'next', 'prev', 'prev', 'next 2' }) do
    vim.cmd('Restante ' .. command)
    seen[#seen + 1] = vim.fn.line('.')
  end
  eq({ 2, 4, 2, 4, 2, 2 }, seen)
end)

describe('the float', function()
  it('holds every thread of the line in reading order', function()
    publish(thread('aaaaaa', 3), thread('bbbbbb', 3, { title = 'Loops', state = 'resolved', stateBy = { id = 'x', name = 'cy', me = false } }))
    vim.cmd('3 | Restante thread show')
    eq({ 'open · line 3 · 0aaaaaa', '' }, vim.list_slice(vim.split(help.float(), '\n'), 1, 2))
    assert(help.float():find('\n---\n\n# Loops\nresolved by cy · line 3 · 0bbbbbb\n', 1, true), help.float())
    eq('markdown', vim.bo.filetype)
    eq(false, vim.bo.modifiable)
  end)
  it('marks what was edited, withdrawn, not sent, and the text that lost', function()
    local one = thread('aaaaaa', 3)
    local ann = { id = 'actor-me', name = 'ann', me = true }
    one.comments[1].earlier = { { author = ann, at = 0, text = 'Why *not*?', alsoEdited = true } }
    one.comments[1].editedAt = 1763800000000
    one.comments[2] = vim.tbl_extend('force', one.comments[1], { id = 'c2', redacted = true, text = '', editedAt = nil, earlier = nil })
    one.comments[3] = vim.tbl_extend('force', one.comments[2], { id = 'c3', redacted = false, text = 'ok', author = ann, sync = 'pending' })
    publish(one)
    vim.cmd('3 | Restante thread show')
    local text = help.float()
    for _, wanted in ipairs({ ' · edited 20', ' · also edited by ann\n', '> Also edited by ann', '> Why *not*?', 'Withdrawn by its author', '## ann (you) · ', ' · not sent yet\nok' }) do
      assert(text:find(wanted, 1, true), wanted .. ' in\n' .. text)
    end
  end)
  it('takes what is published, in place, the cursor staying on its comment', function()
    local one = thread('aaaaaa', 3)
    publish(one)
    vim.cmd('3 | Restante thread show')
    vim.api.nvim_win_set_cursor(0, { 4, 2 })
    local win = vim.api.nvim_get_current_win()
    local newer = vim.deepcopy(one)
    newer.title = 'A title'
    table.insert(newer.comments, vim.tbl_extend('force', one.comments[1], { id = 'c2', text = 'Because.' }))
    publish(newer)
    assert(help.float():find('Because.', 1, true))
    eq(win, vim.api.nvim_get_current_win())
    eq({ 5, 2 }, vim.api.nvim_win_get_cursor(0))
    eq({}, heard)
  end)
  it('resolves, reopens, replies and comes back, closes', function()
    publish(thread('aaaaaa', 3))
    vim.cmd('3 | Restante thread show')
    vim.cmd.normal('R')
    wait_for('it is resolved', function() return help.float():find('resolved by ann', 1, true) end)
    vim.cmd.normal('R')
    wait_for('it is open', function() return help.float():find('^open') end)
    vim.cmd.normal('r')
    help.compose('Because.')
    vim.cmd.write()
    wait_for('the float is back with the reply', function() return (help.float() or ''):find('Because.', 1, true) end)
    eq(1, #vim.fn.win_findbuf(buf))
    vim.cmd.normal('y')
    eq('t00000000000000000000aaaaaa', vim.fn.getreg('"'))
    vim.cmd.normal('q')
    eq(nil, help.float())
    eq(buf, vim.api.nvim_get_current_buf())
  end)
  it("does not edit another's comment", function()
    publish(thread('aaaaaa', 3))
    vim.cmd('3 | Restante thread show')
    vim.api.nvim_win_set_cursor(0, { 4, 0 })
    vim.cmd.normal('e')
    eq({ 'restante: this comment is not yours' }, heard)
  end)
  it('is where commands about its file, and about its threads, work as in the file', function()
    publish(thread('aaaaaa', 3), thread('bbbbbb', 3), thread('cccccc', 4))
    vim.cmd('3 | Restante thread show')
    vim.fn.search('0bbbbbb')
    vim.cmd('Restante thread show')
    eq('open · line 3 · 0bbbbbb', vim.split(help.float(), '\n')[1])
    vim.cmd('Restante threads')
    eq({ 3, 3, 4 }, vim.tbl_map(function(item) return item.lnum end, vim.fn.getloclist(0)))
    vim.cmd('lclose')
    eq({ buf, {} }, { vim.api.nvim_get_current_buf(), heard })
  end)
end)

it('threads fill the location list, orphaned ones too', function()
  publish(thread('aaaaaa', 3), vim.tbl_extend('force', thread('bbbbbb', 5, orphaned), { range = nil }))
  vim.cmd('Restante threads')
  local items = vim.fn.getloclist(0)
  eq({ 3, 5 }, vim.tbl_map(function(item) return item.lnum end, items))
  eq('ben: Why is this a loop? (open · its lines are gone: the lines were deleted · 1 comment) [0bbbbbb]', items[2].text)
end)

it('the statusline has a count, and the event comes with each change', function()
  local events = 0
  local id = vim.api.nvim_create_autocmd('User', { pattern = 'RestanteUpdate', callback = function() events = events + 1 end })
  eq('', vim.b.restante_status)
  publish(thread('aaaaaa', 3), thread('bbbbbb', 4), thread('cccccc', 5, { state = 'resolved', sync = 'pending' }))
  vim.api.nvim_del_autocmd(id)
  eq('2 threads', vim.b.restante_status)
  eq({ open = 2, resolved = 1, orphaned = 0, pending = 1 }, vim.b.restante_status_dict)
  eq('2 threads', require('restante').status())
  eq(1, events)
end)

it('the statusline says that the first sync is under way', function()
  local status = require('restante.status')
  publish(thread('aaaaaa', 3))
  status.changed({ spaces = { { phase = 'syncing', rejected = 0, received = 0 } } })
  eq('1 thread · first sync', require('restante').status())
  status.changed({ spaces = { { phase = 'offline', rejected = 0, received = 9 } } })
  eq('1 thread · offline', require('restante').status())
  status.changed({ spaces = { { phase = 'idle', rejected = 0 } } })
  eq('1 thread', require('restante').status())
end)

describe('it leaves alone', function()
  it('hover, lenses and actions of other servers', function()
    local able = vim.lsp.get_client_by_id(client.state().id).server_capabilities
    eq({ false, nil, nil }, { able.hoverProvider, able.codeLensProvider, able.codeActionProvider })
    eq('', vim.fn.maparg('K', 'n'))
  end)
  it('files outside repositories, and buffers that are no files', function()
    local outside = vim.fn.tempname()
    vim.fn.writefile({ 'x' }, outside)
    vim.cmd.edit(outside)
    eq({}, vim.lsp.get_clients({ bufnr = 0 }))
    vim.cmd.help()
    eq({}, vim.lsp.get_clients({ bufnr = 0 }))
  end)
  it('what the daemon sends that is not in the schema', function()
    help.ask('test/notify', { method = 'restante/publishThreads', params = { uri = vim.uri_from_bufnr(buf), threads = { 1 } } })
    help.ask('test/notify', { method = 'restante/fromTheFuture', params = { x = 1 } })
    help.ask('test/notify', { method = 'window/logMessage', params = { type = 1, message = 'a line' } })
    eq({}, heard)
  end)
end)

it('empty parameters are an object', function()
  client.request_sync('restante/status', {})
  assert(help.ask('test/asked', { method = 'restante/status' })[1].raw:find('"params":{}', 1, true))
end)

it('after the daemon ended it connects again by itself, quietly, and the marks are there', function()
  local before = client.state().id
  help.ask('test/die', { method = 'restante/status', when = 'before' })
  local failure = client.request_sync('restante/status')
  eq('unavailable', failure.errc)
  wait_for('there is another session', function() return client.state().ready and client.state().id ~= before end)
  wait_for('the buffer is attached', function() return #vim.lsp.get_clients({ bufnr = buf }) == 1 end)
  publish(thread('aaaaaa', 3))
  eq('●|● 1  ben: Why is this a loop?', help.marks(buf)[3])
  eq({}, heard)
end)

it('waits longer after each failure, within a bound', function()
  eq({ 250, 500, 1000, 30000 }, vim.tbl_map(client.restart_delay_ms, { 1, 2, 3, 20 }))
end)

it('an answer that never comes fails at its deadline', function()
  help.ask('test/silent', { method = 'restante/status' })
  local failure = client.request_sync('restante/status', nil, { deadline_ms = 50 })
  eq('deadline_exceeded', failure.errc)
end)

it(':Restante restart begins a new session', function()
  local before = client.state().id
  vim.cmd('Restante restart')
  wait_for('it says so', function() return vim.deep_equal(heard, { 'restante: connected again' }) end)
  assert(client.state().id ~= before)
end)

it('the bare command offers what is possible here', function()
  publish(thread('aaaaaa', 3))
  local offered = help.choose()
  vim.cmd('3 | Restante')
  vim.cmd('1 | Restante')
  eq({ 'Show the threads of this line', 'Reply', 'Resolve', 'Edit your comment' }, vim.list_slice(offered[1], 1, 4))
  eq('Write a new thread about these lines', offered[2][1])
end)

it('completes its words', function()
  publish(thread('aaaaaa', 3))
  local complete = function(line) return vim.fn.getcompletion(line, 'cmdline') end
  eq({ 'thread', 'threads' }, complete('Restante th'))
  eq({ 'reattach', 'redact', 'reopen', 'reply', 'resolve' }, complete('Restante thread re'))
  eq({ '0aaaaaa', 'undo' }, complete('Restante thread reattach '))
  eq({ '0aaaaaa' }, complete('Restante thread show 0'))
  eq({ 'decisions', 'resolved', 'signs', 'text' }, complete('Restante toggle '))
end)

describe('all of the line', function()
  local input = vim.ui.input
  before_each(function() vim.ui.input = function(_, done) done(nil) end end)
  after_each(function() vim.ui.input = input end)

  it('is searched for, a phrase too', function()
    vim.cmd('Restante search "a loop" | begin*')
    eq('"a loop" | begin*', help.asked('restante/search')[1].query)
  end)
  it('is the title', function()
    publish(thread('aaaaaa', 3))
    vim.cmd('3Restante thread title a|b, "c" | d')
    eq('a|b, "c" | d', help.asked('restante/thread/title')[1].title)
  end)
end)

describe('what turns the direction of text around is shown as its number', function()
  local turned = 'a \u{202e}b\u{2069} \u{200f}ä \u{061c}x 👩\u{200d}💻'
  local shown = 'a <202e>b<2069> <200f>ä <061c>x 👩\u{200d}💻'
  local one

  before_each(function()
    one = thread('aaaaaa', 3, { opener = { name = 'b\u{202e}en' } })
    one.comments[1].text = turned
  end)

  it('beside a line and in lists', function()
    local labels = require('restante.labels')
    eq('1  b<202e>en: ' .. shown, labels.beside(one, 90))
    eq('b<202e>en: ' .. shown .. ' (open · 1 comment) [0aaaaaa]', labels.in_list(one, 90))
  end)
  it('where one chooses', function()
    publish(one, thread('bbbbbb', 3, { title = turned }))
    local offered = help.choose()
    vim.cmd('3Restante thread resolve')
    local begin = shown:match('^(.*) 👩') -- what fits on the screen
    eq({ 'b<202e>en: ' .. begin, 'ben: ' .. begin }, vim.tbl_map(function(each) return each:match('^(.*) 👩') end, offered[1]))
  end)
  it('where one chooses among what was found', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, list = 'select' })
    local request = client.request
    client.request = function(_, _, callback)
      callback(nil, { behind = 0, hits = {
        { path = 'p\u{202e}', line = 1, author = { name = 'b\u{202e}en' }, snippet = turned, state = 'open', threadId = 't0aaaaaa' },
      } })
    end
    local offered = help.choose()
    require('restante.list').search('x\u{202e}')
    client.request = request
    eq('p<202e>: b<202e>en: ' .. shown .. ' (open) [0aaaaaa]', offered[1][1])
  end)
end)

it('words that a command does not take are refused, with those that it takes', function()
  publish(thread('aaaaaa', 3))
  local id = thread('aaaaaa', 3).id
  for command, usage in pairs({
    ['thread new extra words'] = 'thread new',
    ['thread show ' .. id .. ' x'] = 'thread show [id]',
    ['thread resolve ' .. id .. ' x'] = 'thread resolve [id]',
    ['thread reattach ' .. id .. ' undo'] = 'thread reattach [undo] [id]',
    ['thread reattach undo ' .. id .. ' x'] = 'thread reattach [undo] [id]',
    ['threads repo all x'] = 'threads [scope] [state]',
    ['toggle text | Restante toggle signs'] = 'toggle [what]',
    ['next 2 x'] = 'next [count]',
    ['prev x'] = 'prev [count]',
    ['status x'] = 'status',
    ['drafts x'] = 'drafts',
    ['init https://x y'] = 'init [hub]',
  }) do
    while heard[1] do
      table.remove(heard)
    end
    vim.cmd('Restante ' .. command)
    eq(1, #heard)
    eq(usage, heard[1]:match(' is not understood here; usage: :Restante (.*)$') or heard[1])
    eq(buf, vim.api.nvim_get_current_buf())
  end
  eq('open', require('restante').threads(buf)[1].state)
  eq({}, help.asked('restante/init'))
end)

it('a word that is no command is told', function()
  vim.cmd('Restante frobnicate')
  eq({ 'restante: there is no :Restante frobnicate; see :help restante-commands' }, heard)
end)

describe('settings', function()
  local config = require('restante.config')
  it('of setup() go before those of vim.g.restante', function()
    vim.g.restante = { resolved = true, list = 'select' }
    require('restante').setup({ list = 'quickfix' })
    eq({ true, 'quickfix', {} }, { config.get().resolved, config.get().list, config.problems() })
    vim.g.restante = nil
  end)
  it('that are wrong are left out and told', function()
    require('restante').setup({ colour = 1, signs = { open = 'long', clsoed = 'x' }, list = 'popup', float = { border = { '' } }, resolved = 1 })
    eq({
      'colour: no such setting',
      'list: one of quickfix, select expected, got "popup"',
      'resolved: boolean expected, got number',
      'signs.clsoed: no such setting',
      'signs.open: one or two cells expected, got "long"',
    }, config.problems())
    eq('●', config.get().signs.open)
  end)
end)

it(':checkhealth tells what there is', function()
  help.use_fake({ colour = 1 })
  vim.cmd('checkhealth restante')
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  for _, wanted in ipairs({ 'OK Neovim 0.', 'setting colour: no such setting', 'daemon: restanted 0', 'protocol version 1 on both sides' }) do
    assert(text:find(wanted, 1, true), wanted .. ' in\n' .. text)
  end
end)
