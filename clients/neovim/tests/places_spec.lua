-- Threads whose code changed: how they are marked, what they were about, and attaching them to other code.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')
local frame = require('restante.frame')
local plain_notify = vim.notify -- Neovim's own, before the specs listen

local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(help.end_fake)

---@param ... restante.Thread
local function publish(...) help.publish(buf, ...) end

local function thread(id, line, more) return help.thread(buf, 't00000000000000000000' .. id, line, more) end

---@param state string
---@param reason string
---@param more table?
local function placed(state, reason, more)
  return { placement = vim.tbl_extend('force', { state = state, confidence = 0.9, reason = reason }, more or {}) }
end

local outdated = placed('outdated', 'deleted by 12ab34c')
local orphaned = placed('orphaned', 'file gone: poem.lua was deleted by 12ab34c')

---@param id string
---@param line integer
local function lost(id, line) return vim.tbl_extend('force', thread(id, line, orphaned), { range = nil }) end

local ann = { id = 'actor-me', name = 'ann', me = true }
local ben = { id = 'actor-ben', name = 'ben', me = false }

--- What the daemon explains from now on.
---@param more table?
local function explain(more)
  help.ask('test/explain', vim.tbl_extend('force', {
    anchors = { { by = ben, at = 1763800000000, path = 'poem.lua', line = 2, endLine = 3, quote = 'b\nc\n', commit = '1234567890' } },
    original = { path = 'poem.lua', text = 'local a = 1\nb\nc\nlast\n', line = 2, whole = true },
    candidates = {},
  }, more or {}))
end

local candidates = {
  { path = 'poem.lua', range = { start = { line = 3, character = 2 }, ['end'] = { line = 4, character = 3 } },
    confidence = 0.82, reason = '12 of 15 lines equal.', preview = '  print(i)' },
  { path = 'other.lua', range = { start = { line = 0, character = 0 }, ['end'] = { line = 1, character = 0 } },
    confidence = 0.5, reason = 'the same name', preview = 'local b' },
}

local function with_candidates(more)
  candidates[1].uri, candidates[2].uri = vim.uri_from_bufnr(buf), vim.uri_from_fname(vim.fs.dirname(file) .. '/other.lua')
  explain(vim.tbl_extend('force', { candidates = candidates }, more or {}))
end

local function reanchored() return help.asked('restante/thread/reanchor') end

---@param keys string
local function press(keys) vim.api.nvim_feedkeys(vim.keycode(keys), 'xt', false) end

---@return string
local function text_of_buffer() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') end

describe('a mark', function()
  it('of a thread that moved tells where it stood, and has a sign of its own', function()
    publish(thread('aaaaaa', 1, placed('moved', 'moved', { path = 'poem.lua' })), thread('bbbbbb', 2, placed('moved', 'cut and pasted')))
    eq({ [1] = '→|→ 1  ben: Why is this a loop? (moved here from poem.lua)', [2] = '→|→ 1  ben: Why is this a loop? (moved here)' }, help.marks(buf))
  end)
  it('of a lost thread is grey by a group of its own', function()
    publish(thread('aaaaaa', 2, outdated))
    local space = vim.api.nvim_create_namespace('restante')
    local details = vim.api.nvim_buf_get_extmarks(buf, space, 0, -1, { details = true })[1][4]
    eq({ '○', 'RestanteOutdated' }, { vim.trim(details.sign_text), details.sign_hl_group })
    eq('Comment', vim.api.nvim_get_hl(0, { name = 'RestanteOutdated' }).link)
  end)
end)

describe('a thread without a line', function()
  it('is shown from the list, with the reason', function()
    publish(thread('aaaaaa', 3), lost('bbbbbb', 5))
    vim.cmd('Restante threads')
    vim.cmd('2 | Restante thread show')
    assert(help.float():find('file gone: poem.lua was deleted by 12ab34c. It was about:', 1, true), help.float())
  end)
  it('is shown at once when the list is one to choose from', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, list = 'select' })
    publish(lost('bbbbbb', 5))
    help.choose('ben: Why is this a loop? (open · its lines are gone: file gone')
    vim.cmd('Restante threads')
    wait_for('it is shown', help.float)
  end)
  it('is told of where there is none', function()
    publish(lost('bbbbbb', 5))
    vim.cmd('5 | Restante thread show')
    eq({ 'restante: no thread on this line; 1 thread without a line: :Restante threads' }, heard)
  end)
end)

describe('the original', function()
  it('is named by its file also where the window is narrow', function()
    publish(thread('aaaaaa', 2, outdated))
    local path = 'a/folder/in/a/folder/that/is/deep/poem.lua'
    explain({
      anchors = { { by = ben, at = 1763800000000, path = path, line = 2, endLine = 3, quote = 'b\nc\n', commit = '1234567890' } },
      original = { path = path, text = 'local a = 1\nb\nc\nlast\n', line = 2, whole = true },
    })
    vim.cmd('2 | Restante thread original')
    wait_for('it is there', function() return vim.api.nvim_buf_get_name(0):find('restante://original/', 1, true) end)
    local shown = vim.api.nvim_eval_statusline(vim.wo.winbar, { use_winbar = true, maxwidth = 54 }).str
    eq(' as it was (q closes): <eep/poem.lua:2-3 in 1234567890', shown)
  end)
  it('is in a window of its own, at its lines, and q goes back to the float', function()
    publish(thread('aaaaaa', 2, outdated))
    explain()
    vim.cmd('2 | Restante thread show')
    press('o')
    wait_for('it is there', function() return vim.api.nvim_buf_get_name(0):find('restante://original/', 1, true) end)
    eq('local a = 1\nb\nc\nlast', text_of_buffer())
    eq({ 2, 'lua', false }, { vim.fn.line('.'), vim.bo.filetype, vim.bo.modifiable })
    local float = require('restante.float').state().win
    eq(true, vim.api.nvim_win_get_config(float).hide)
    eq(' as it was (q closes): poem.lua:2-3 in 1234567890', (vim.wo.winbar:gsub('%%#%w+#', ''):gsub('%%<', '')))
    local marks = vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_create_namespace('restante.original'), 0, -1, { details = true })
    eq({ 1, 3 }, { marks[1][2], marks[1][4].end_row })
    press('q')
    assert(help.float():find('deleted by 12ab34c. It was about:', 1, true), help.float())
    eq(2, #vim.api.nvim_tabpage_list_wins(0))
    eq({ float, false, true }, { vim.api.nvim_get_current_win(), vim.api.nvim_win_get_config(float).hide, vim.api.nvim_win_get_config(float).focusable })
  end)
  it('gives the float back as it was, all its threads and its cursor, and however it is closed', function()
    publish(thread('aaaaaa', 2), thread('bbbbbb', 2))
    explain()
    vim.cmd('2 | Restante thread show')
    local float, text = vim.api.nvim_get_current_win(), help.float()
    vim.fn.cursor(8, 1)
    for _, close in ipairs({ 'q', ':quit' }) do
      press('o')
      wait_for('it is there', function() return vim.api.nvim_buf_get_name(0):find('restante://original/', 1, true) end)
      if close == 'q' then press('q') else vim.cmd.quit() end
      wait_for('the float has the focus', function() return vim.api.nvim_get_current_win() == float end)
      eq({ text, 8, 2 }, { help.float(), vim.fn.line('.'), #vim.api.nvim_tabpage_list_wins(0) })
    end
    press('q')
    eq({ buf, nil }, { vim.api.nvim_get_current_buf(), help.float() })
  end)
  it('says when only the quote is kept', function()
    publish(thread('aaaaaa', 2, outdated))
    explain({ original = { path = 'poem.lua', text = 'b\nc\n', line = 1, whole = false } })
    vim.cmd('2 | Restante thread original')
    wait_for('it is there', function() return text_of_buffer() == 'b\nc' end)
    assert(vim.wo.winbar:find('only these lines are kept', 1, true), vim.wo.winbar)
    press('q')
    eq({ buf, nil }, { vim.api.nvim_get_current_buf(), help.float() })
  end)
  it('that cannot be had leaves everything as it was', function()
    publish(thread('aaaaaa', 2, outdated))
    help.ask('test/fail', { method = 'restante/thread/explain', errc = 'io', message = 'git cannot be read.', hint = 'run git fsck' })
    vim.cmd('2 | Restante thread show')
    press('o')
    wait_for('it is told', function() return heard[1] end)
    eq({ 'restante: git cannot be read (run git fsck)' }, heard)
    assert(help.float())
  end)
end)

describe('the diff', function()
  ---@param wanted integer tabs
  local function wait_for_tabs(wanted)
    wait_for(wanted .. ' tabs', function() return #vim.api.nvim_list_tabpages() == wanted end)
  end

  it('has the original and the file itself, and q closes it and gives everything back', function()
    publish(thread('aaaaaa', 2, outdated))
    explain()
    vim.keymap.set('n', 'q', '<Cmd>let g:own_q = 1<CR>', { buffer = buf })
    local before = { vim.wo.foldmethod, vim.wo.wrap, vim.wo.scrollbind }
    vim.cmd('2 | Restante thread show')
    press('d')
    wait_for_tabs(2)
    local left, right = unpack(vim.api.nvim_tabpage_list_wins(0))
    eq({ left, true, true }, { vim.api.nvim_get_current_win(), vim.wo[left].diff, vim.wo[right].diff })
    eq({ 'local a = 1\nb\nc\nlast', buf }, { text_of_buffer(), vim.api.nvim_win_get_buf(right) })
    vim.api.nvim_set_current_win(right)
    press('q')
    wait_for_tabs(1)
    assert(help.float(), 'the float is still there')
    eq(vim.api.nvim_get_current_win(), require('restante.float').state().win)
    press('q')
    eq(before, { vim.wo.foldmethod, vim.wo.wrap, vim.wo.scrollbind })
    press('q')
    eq({ 1, false }, { vim.g.own_q, vim.wo.diff })
  end)
  it('does not take q from the file where it is shown elsewhere, nor after its tab was closed by hand', function()
    publish(thread('aaaaaa', 2, outdated))
    explain()
    vim.cmd('2 | Restante thread diff')
    wait_for_tabs(2)
    vim.cmd.tabnext()
    press('qx')
    eq('x', vim.fn.reg_recording())
    press('q')
    vim.cmd('tabclose 2')
    wait_for('q is free', function() return vim.fn.maparg('q', 'n') == '' end)
  end)
  it('of lines alone is with the lines that are there now', function()
    publish(thread('aaaaaa', 3, outdated))
    explain({ original = { path = 'poem.lua', text = 'b\nc\n', line = 1, whole = false } })
    vim.cmd('3 | Restante thread diff')
    wait_for_tabs(2)
    vim.cmd.wincmd('l')
    eq('for i = 1, 3 do', text_of_buffer())
    press('q')
    wait_for_tabs(1)
  end)
  it('of a file that is gone is with nothing', function()
    local gone = lost('aaaaaa', 3)
    gone.uri, gone.path = nil, 'gone.lua'
    publish(thread('bbbbbb', 1))
    help.ask('test/threads', { threads = { gone } })
    explain()
    vim.cmd('Restante thread diff aaaaaa')
    wait_for_tabs(2)
    vim.cmd.wincmd('l')
    eq({ '', 'restante://now/0aaaaaa/gone.lua' }, { text_of_buffer(), vim.api.nvim_buf_get_name(0) })
    press('q')
    wait_for_tabs(1)
  end)
end)

describe('re-attaching', function()
  it('offers what the daemon found, best first, and the line of the cursor; what is chosen is done', function()
    publish(thread('aaaaaa', 2, outdated))
    with_candidates()
    local offered = help.choose('poem.lua:4-5')
    vim.cmd('2 | Restante thread show')
    press('a')
    wait_for('it is told', function() return heard[1] end)
    eq({
      'poem.lua:4-5 (12 of 15 lines equal) print(i)',
      'other.lua:1 (the same name) local b',
      'This line, 2: local wörld = "𝄞x" -- ä',
    }, offered[1])
    local sent = reanchored()[1]
    eq({ vim.uri_from_bufnr(buf), candidates[1].range }, { sent.textDocument.uri, sent.range })
    assert(sent.key)
    eq({ 'restante: re-attached to poem.lua:4-5 (:Restante thread reattach undo)' }, heard)
    wait_for('its mark is there', function() return help.marks(buf)[4] == '●|● 1  ben: Why is this a loop?' end)
    assert(help.float():find('^open · lines 4–5'), help.float())
  end)
  it('to the line of the cursor', function()
    publish(lost('aaaaaa', 2))
    with_candidates()
    help.choose('ben: Why is this a loop?', 'This line, 3: for')
    vim.cmd('3 | Restante thread reattach')
    wait_for('it is done', function() return heard[1] end)
    eq({ start = { line = 2, character = 0 }, ['end'] = { line = 2, character = 15 } }, reanchored()[1].range)
  end)
  it('to a selection, counted in UTF-16, unsent changes first', function()
    publish(lost('aaaaaa', 2))
    help.choose('ben: Why is this a loop?')
    vim.fn.cursor(2, vim.fn.stridx(help.lines[2], '𝄞') + 1)
    press('v<Esc>')
    vim.api.nvim_buf_set_lines(buf, 4, 4, false, { 'unsent' })
    vim.cmd("'<,'>Restante thread reattach")
    wait_for('it is done', function() return heard[1] end)
    eq({ start = { line = 1, character = 15 }, ['end'] = { line = 1, character = 17 } }, reanchored()[1].range)
    local order = vim.tbl_map(function(each) return each.method end, help.ask('test/asked'))
    eq({ 'textDocument/didChange', 'restante/thread/reanchor' }, vim.list_slice(order, #order - 1))
  end)
  it('can be undone, by its command and from what is offered', function()
    publish(thread('aaaaaa', 2))
    local again = { by = ann, at = 1763800000000, path = 'poem.lua', line = 2, endLine = 2, quote = 'x' }
    with_candidates({ anchors = { again, again } })
    help.choose('Undo the re-attachment by ann')
    vim.cmd('2 | Restante thread reattach')
    wait_for('it is undone', function() return heard[1] end)
    vim.cmd('1 | Restante thread reattach undo')
    wait_for('it is undone', function() return heard[2] end)
    eq({ true, true }, vim.tbl_map(function(each) return each.undo end, reanchored()))
    eq({ 'restante: back at poem.lua:1', 'restante: back at poem.lua:1' }, heard)
  end)
  it('that was undone is offered again, by whose it was', function()
    publish(thread('aaaaaa', 2))
    ---@param by restante.Person
    ---@param line integer
    local function anchor(by, line)
      return { by = by, at = 1763800000000, path = 'poem.lua', line = line, endLine = line + 1, quote = tostring(line) }
    end
    for _, case in ipairs({
      { { anchor(ann, 1), anchor(ben, 4) }, 'Undo the re-attachment by ben' },
      { { anchor(ann, 1), anchor(ben, 4), anchor(ann, 1) }, 'Attach again to poem.lua:4-5, as by ben' },
      { { anchor(ann, 1), anchor(ann, 2), anchor(ben, 4), anchor(ann, 2) }, 'Attach again to poem.lua:4-5, as by ben' },
      { { anchor(ann, 1), anchor(ann, 2), anchor(ben, 4) }, 'Undo the re-attachment by ben' },
    }) do
      with_candidates({ anchors = case[1] })
      local offered = help.choose()
      vim.cmd('2 | Restante thread reattach')
      wait_for('it is offered', function() return offered[1] end)
      eq(case[2], offered[1][#offered[1]])
    end
  end)
  it('that is refused changes nothing and is told', function()
    local columns = vim.o.columns
    help.resize(100)
    publish(thread('aaaaaa', 2, outdated))
    with_candidates()
    help.choose('This line')
    help.ask('test/fail', { method = 'restante/thread/reanchor', errc = 'invalid_argument', message = 'it is about these lines already' })
    vim.cmd('2 | Restante thread show')
    press('a')
    wait_for('it is told', function() return heard[1] end)
    eq({ 'restante: not re-attached: it is about these lines already' }, heard)
    eq('○|○ 1  ben: Why is this a loop? (outdated: deleted by 12ab34c)', help.marks(buf)[2])
    assert(help.float())
    require('restante.float').close()
    help.resize(columns)
  end)
  it('asks the daemon nothing where no thread is lost', function()
    publish(thread('aaaaaa', 2))
    vim.cmd('4 | Restante thread reattach')
    eq({ 'restante: no thread of this file has lost its lines: name one by its id' }, heard)
    eq({}, reanchored())
  end)
end)

it('why it is where it is, is told', function()
  local one = thread('aaaaaa', 2, outdated)
  local known = {
    thread = one,
    anchors = {
      { by = ben, at = 1763800000000, path = 'poem.lua', line = 2, endLine = 2, quote = 'b', commit = '1234567890' },
      { by = ann, at = 1763900000000, path = 'other.lua', line = 7, endLine = 9, quote = 'b' },
    },
    lastGood = { commit = 'abcdef0123456', path = 'other.lua', range = { start = { line = 6, character = 0 }, ['end'] = { line = 9, character = 0 } } },
    brokenBy = '12ab34cdef567',
    candidates = {},
  }
  local date = require('restante.labels').date
  eq({
    'ben: Why is this a loop? [0aaaaaa]',
    '  outdated, poem.lua:2: deleted by 12ab34c',
    '  confidence: 0.90',
    '  last found: other.lua:7-9 in commit abcdef0123',
    '  not found after commit: 12ab34cdef',
    '  opened by ben, ' .. date(1763800000000) .. ': poem.lua:2 in commit 1234567890',
    '  re-attached by ann, ' .. date(1763900000000) .. ': other.lua:7-9',
  }, require('restante.places').explanation(known))
end)

describe('what is told', function()
  local notice = require('restante.notice')
  ---@return string[] what went to the line of messages
  local function spoken()
    local texts, echo = {}, vim.api.nvim_echo
    vim.api.nvim_echo = function(chunks) texts[#texts + 1] = chunks[1][1] end
    return texts, function() vim.api.nvim_echo = echo end
  end

  it('stands on the line of messages when it fits', function()
    local texts, silent = spoken()
    vim.notify = plain_notify
    require('restante.ui').info('short')
    require('restante.ui').lines({ 'one line' })
    silent()
    eq({ { 'restante: short', 'one line' }, nil }, { texts, notice.lines() })
  end)
  it('is in a float without focus when it is more, and goes when the cursor moves', function()
    local texts, silent = spoken()
    vim.notify = plain_notify
    require('restante.ui').warn(('too long '):rep(20))
    silent()
    eq({}, texts)
    eq({ 'restante: ' .. ('too long '):rep(20) }, notice.lines())
    wait_for('it is closed', function()
      vim.api.nvim_exec_autocmds('CursorMoved', {})
      return notice.lines() == nil
    end)
  end)
  it('by the key i leaves the focus in the float of the threads', function()
    publish(thread('aaaaaa', 2, outdated))
    explain()
    vim.cmd('2 | Restante thread show')
    local float = vim.api.nvim_get_current_win()
    press('i')
    wait_for('it is told', notice.lines)
    eq({ float, 'ben: Why is this a loop? [0aaaaaa]' }, { vim.api.nvim_get_current_win(), notice.lines()[1] })
    notice.close()
    eq({ float, nil }, { vim.api.nvim_get_current_win(), notice.lines() })
  end)
  it('is within the screen, however narrow', function()
    local columns = vim.o.columns
    vim.o.columns = 40
    require('restante.ui').lines({ ('a word '):rep(30), 'more' })
    local win = vim.iter(vim.api.nvim_list_wins()):find(function(each) return vim.api.nvim_win_get_config(each).relative == 'editor' end)
    local config = vim.api.nvim_win_get_config(win)
    eq({ 38, 7, false }, { config.width, config.height, config.focusable })
    notice.close()
    vim.o.columns = columns
  end)
end)

describe('the frame', function()
  it('keeps state and id, and shortens what is between', function()
    local one = thread('aaaaaa', 2, outdated)
    eq(' open, outdated · Why is this a loop? · 0aaaaaa ', frame.title({ one }, 80))
    eq(' open, outdated · Why i…loop? · 0aaaaaa ', frame.title({ one }, 40))
    eq(' open, outdated · 0aaaaaa ', frame.title({ one }, 30))
    eq(' 2 threads · 0aaaaaa 0bbbbbb ', frame.title({ one, thread('bbbbbb', 2) }, 40))
    for width = 1, 60 do
      assert(vim.api.nvim_strwidth(frame.title({ one }, width)) <= width, width)
      assert(vim.api.nvim_strwidth(frame.keys({ one }, width)) <= width, width)
    end
  end)
  it('counts cells, not characters', function()
    eq('日…本', frame.shorten('日本日本日本', 5))
    eq('äbc', frame.shorten('äbc', 3))
  end)
  it('names the keys that matter, and always the one that tells the others', function()
    eq(' r reply  e edit  R resolve  q close  o original  g? keys ', frame.keys({ thread('aaaaaa', 2) }, 80))
    eq(' a re-attach  o original  g? keys ', frame.keys({ thread('aaaaaa', 2, outdated) }, 40))
  end)
  it('is as wide as the screen lets it', function()
    local columns = vim.o.columns
    vim.o.columns = 40
    publish(thread('aaaaaa', 2, { title = ('A long title '):rep(9) }))
    vim.cmd('2 | Restante thread show')
    local config = vim.api.nvim_win_get_config(0)
    eq({ 36, ' open · A long t…ng title · 0aaaaaa ' }, { config.width, config.title[1][1] })
    vim.o.columns = columns
  end)
  it('may be without a border', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, float = { border = 'none' } })
    publish(thread('aaaaaa', 2))
    vim.cmd('2 | Restante thread show')
    assert(help.float())
  end)
end)
