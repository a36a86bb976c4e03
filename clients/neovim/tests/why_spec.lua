-- "Why is this code so?": the view, what its lines lead to, and asking where nothing is recorded.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')
local why = require('restante.why')

local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(function()
  why.close()
  help.end_fake()
end)

local ann = { name = 'ann', mail = 'ann@x', commit = ('12ab'):rep(10), at = 1763800000000 }

---@param more table?
local function answer(more)
  return vim.tbl_extend('force', { decisions = {}, threads = {}, people = { ann }, uncommitted = false, gaps = {}, complete = true }, more or {})
end

---@param number string
---@param more table?
---@param ... restante.WhyEvidence
local function explains(number, more, ...)
  local evidence = { ... }
  if #evidence == 0 then evidence = { { kind = 'applies-to', text = 'the record says that it applies to *.lua', weight = 0.7 } } end
  return { decision = help.decision(buf, number, more), score = 0.9, evidence = evidence }
end

---@return string
local function shown()
  local state = why.state()
  return state and table.concat(vim.api.nvim_buf_get_lines(state.buf, 0, -1, false), '\n') or ''
end

---@param text string
local function wait_for_text(text)
  wait_for('the view says ' .. text, function() return shown():find(text, 1, true) end)
end

---@param result table
---@param command string?
local function ask(result, command)
  help.answer('restante/why', result)
  vim.cmd(command or '3Restante why')
  wait_for('it is answered', function() return why.state().known end)
end

--- Puts the cursor of the view on a line and presses a key.
---@param text string
---@param key string
local function press(text, key)
  assert(vim.fn.search('\\V' .. text, 'cw') > 0, shown())
  vim.api.nvim_feedkeys(vim.keycode(key), 'mx', false)
end

describe('the view', function()
  it('has decisions with status, outcome and evidence, then threads, then who touched the lines last', function()
    local thread = help.thread(buf, 't00000000000000000000aaaaaa', 3)
    ask(answer({
      decisions = {
        explains('0012', nil, { kind = 'mention', text = 'line 3 names ADR-0012', weight = 0.98, line = 3 }),
        explains('0003', { status = 'superseded', supersededBy = { 'ADR-0012' }, title = 'Loops are unrolled' }),
      },
      threads = { thread },
      uncommitted = true,
      gaps = { { text = 'the history is shallow.', hint = 'git fetch --unshallow' } },
    }))
    local date = os.date('%Y-%m-%d %H:%M', ann.at / 1000)
    eq({
      vim.fn.fnamemodify(file, ':.') .. ':3',
      '2 decisions · 1 thread',
      '',
      'ADR-0012: Loops are written out',
      '  accepted · 2024-05-01 · docs/decisions/0012-loops.md',
      '  We write loops out.',
      '  - line 3 names ADR-0012',
      '',
      'ADR-0003: Loops are unrolled',
      '  superseded by ADR-0012 · 2024-05-01 · docs/decisions/0003-loops.md',
      '  We write loops out.',
      '  - the record says that it applies to *.lua',
      '',
      'Threads',
      '  - ben: Why is this a loop? (open · 1 comment) [0aaaaaa]',
      '',
      'Last touched by',
      '  - ann · ' .. date .. ' · 12ab12ab12',
      '',
      'Some of these lines are not committed.',
      'Not looked at: the history is shallow (git fetch --unshallow)',
    }, vim.split(shown(), '\n'))
  end)
  it('asks about the lines of a range, at a revision when one is named', function()
    ask(answer(), '2,3Restante why v1.0')
    local asked = help.asked('restante/why')[1]
    eq({ 'v1.0', 1, 2 }, { asked.at, asked.range.start.line, asked.range['end'].line })
    assert(shown():find(':2-3 at v1.0', 1, true), shown())
  end)
  it('says at once what is known, completes itself, and keeps the cursor on what it is on', function()
    help.ask('test/hold', { method = 'restante/why', when = 'after' })
    help.answer('restante/why', answer({ decisions = { explains('0001', { title = 'First' }), explains('0012') } }))
    vim.cmd('3Restante why')
    eq('looking…', vim.split(shown(), '\n')[2])
    local token = wait_for('it is asked', function() return (help.asked('restante/why')[1] or {}).partialResultToken end)
    local so_far = answer({ decisions = { explains('0012') }, people = {}, complete = false })
    help.ask('test/notify', { method = 'restante/whySoFar', params = { token = token, value = so_far } })
    wait_for_text('1 decision · looking at the history…')
    vim.fn.search('We write loops out')
    help.ask('test/release')
    wait_for_text('2 decisions')
    eq('ADR-0012: Loops are written out', vim.api.nvim_get_current_line())
    assert(not shown():find('looking', 1, true), shown())
  end)
  it('takes nothing that was meant for another question', function()
    help.ask('test/hold', { method = 'restante/why', when = 'after' })
    help.answer('restante/why', answer())
    vim.cmd('3Restante why')
    help.ask('test/notify', { method = 'restante/whySoFar', params = { token = 'other', value = answer({ decisions = { explains('0001') } }) } })
    help.ask('restante/hello')
    assert(not shown():find('ADR-0001', 1, true), shown())
  end)
  it('tells the daemon that the answer is not wanted any more when it is closed', function()
    help.ask('test/hold', { method = 'restante/why', when = 'before' })
    help.answer('restante/why', answer())
    vim.cmd('3Restante why')
    wait_for('it is asked', function() return #help.asked('restante/why') == 1 end)
    vim.api.nvim_feedkeys('q', 'mx', false)
    eq(nil, why.state())
    wait_for('it is withdrawn', function() return #help.asked('$/cancelRequest') == 1 end)
    eq({}, heard)
  end)
  it('says why nothing is known, and looks again', function()
    help.ask('test/fail', { method = 'restante/why', errc = 'unavailable', message = 'git was not found.', hint = 'install it' })
    vim.cmd('3Restante why')
    wait_for_text('Not known: git was not found (install it)')
    help.answer('restante/why', answer({ decisions = { explains('0012') } }))
    vim.api.nvim_feedkeys(vim.keycode('<C-r>'), 'mx', false)
    wait_for_text('1 decision')
  end)
  it('shows what others wrote as text, one line each', function()
    local hostile = 'a\n# b\27[31m ' .. '\226\128\174' .. '<script>'
    ask(answer({ decisions = { explains('0012', { title = hostile, outcome = hostile }, { kind = 'x', text = hostile, weight = 1 }) } }))
    eq({ 'ADR-0012: a', '  a', '  - a' }, vim.tbl_filter(function(line) return line:find('a$') end, vim.split(shown(), '\n')))
    why.close()
    ask(answer({ decisions = { explains('0012', { title = hostile:sub(3) }) } }))
    assert(shown():find('ADR-0012: # b [31m <202e><script>', 1, true), shown())
  end)
  it('is about files', function()
    vim.cmd.enew()
    vim.cmd('Restante why')
    eq({ 'restante: "why" is asked about lines of a file: this buffer is none' }, heard)
  end)
  it('keeps its place in a narrow window without a border', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, float = { border = 'none' } })
    help.resize(40)
    ask(answer({ decisions = { explains('0012') } }))
    assert(vim.api.nvim_win_get_width(0) <= 40)
    help.resize(80)
  end)
end)

describe('a line of the view leads', function()
  it('from a decision to its record', function()
    local decision = help.decision(buf, '0012')
    local record = help.write_record(decision)
    ask(answer({ decisions = { explains('0012') } }))
    press('We write loops', '<CR>')
    eq(record, vim.api.nvim_buf_get_name(0))
    eq(nil, why.state())
  end)
  it('to a text to read when the record is not here', function()
    local decision = help.decision(buf, '0012')
    local result = { decision = decision, text = '# Loops\n\nlong', markup = 'markdown', problems = {} }
    result.decision.uri = nil
    help.answer('restante/decisions/record', result)
    ask(answer({ decisions = { explains('0012') } }))
    press('Loops are', '<CR>')
    eq({ '# Loops', '', 'long' }, vim.api.nvim_buf_get_lines(0, 0, -1, false))
    eq({ false, 'nofile', 'markdown' }, { vim.bo.modifiable, vim.bo.buftype, vim.bo.filetype })
    eq(decision.path, help.asked('restante/decisions/record')[1].name)
    vim.api.nvim_feedkeys('q', 'mx', false)
    eq(file, vim.api.nvim_buf_get_name(0))
  end)
  it('from evidence to its line, and from a thread to the thread', function()
    local thread = help.thread(buf, 't00000000000000000000aaaaaa', 3)
    local found = answer({
      decisions = { explains('0012', nil, { kind = 'comment', text = 'the comment at line 1', weight = 0.5, line = 1 }) },
      threads = { thread },
    })
    ask(found)
    press('the comment at', '<CR>')
    eq({ file, 1 }, { vim.api.nvim_buf_get_name(0), vim.fn.line('.') })
    ask(found)
    press('Why is this', '<CR>')
    assert(help.float():find('Why is this a loop?', 1, true))
    require('restante.float').close()
  end)
  it('from a commit to what it changed, or to why that cannot be shown', function()
    local folder = vim.fs.dirname(file)
    vim.fn.delete(folder .. '/.git', 'rf')
    local function git(...)
      local done = vim.system({ 'git', '-C', folder, '-c', 'user.name=ann', '-c', 'user.email=ann@x', ... }, { text = true }):wait()
      assert(done.code == 0, done.stderr)
      return vim.trim(done.stdout)
    end
    git('init', '--quiet')
    git('add', '.')
    git('commit', '--quiet', '--message', 'Write loops out')
    local here = vim.tbl_extend('force', ann, { commit = git('rev-parse', 'HEAD') })
    ask(answer({ people = { here } }))
    press('- ann', '<CR>')
    wait_for('the commit is there', function() return vim.bo.filetype == 'git' end)
    assert(vim.fn.search('Write loops out') > 0 and vim.fn.search('^+for i') > 0)
    vim.cmd.close()
    vim.fn.writefile(vim.split(('a long line\n'):rep(200000), '\n'), folder .. '/large.txt')
    git('add', '.')
    git('commit', '--quiet', '--message', 'Add much')
    require('restante.commit').show(git('rev-parse', 'HEAD'), file)
    wait_for('a part of it is there', function() return vim.wo.winbar:find('only its beginning', 1, true) end)
    vim.cmd.close()
    ask(answer())
    press('- ann', '<CR>')
    wait_for('it says so', function() return heard[1] end)
    assert(heard[1]:find('^restante: 12ab12ab12 cannot be shown: '), heard[1])
  end)
  it('nowhere from what is about nothing', function()
    ask(answer())
    vim.cmd('1')
    vim.api.nvim_feedkeys(vim.keycode('<CR>'), 'mx', false)
    assert(why.state())
  end)
end)

describe('where nothing is recorded', function()
  it('it says so, names who touched the lines last, and one key asks about them', function()
    local ben = vim.tbl_extend('force', ann, { name = 'ben', mail = 'ben@x' })
    ask(answer({ people = { ann, ben, ann } }), '2,3Restante why')
    assert(shown():find('Nothing is recorded about these lines. a: ask ann and ben, who touched them last', 1, true), shown())
    vim.api.nvim_feedkeys('a', 'mx', false)
    help.compose('Why?')
    help.send()
    local range = help.asked('restante/thread/new')[1].range
    eq({ 1, 2 }, { range.start.line, range['end'].line })
  end)
  it('it asks about the lines where they are by now', function()
    ask(answer({ people = {} }))
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { '-- new' })
    vim.api.nvim_feedkeys('a', 'mx', false)
    help.compose('Why?')
    help.send()
    eq(3, help.asked('restante/thread/new')[1].range.start.line)
  end)
end)
