-- When a draft was sent before, by another editor too: what was typed since goes where it belongs, and nothing goes twice.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(help.end_fake)

describe('a draft that was sent in an earlier version', function()
  local client = require('restante.client')
  local request = client.request
  after_each(function() client.request = request end)

  --- Has a method's deadline pass at once.
  local function impatient(wanted)
    client.request = function(method, params, callback, opts)
      if method == wanted then opts = vim.tbl_extend('force', opts or {}, { deadline_ms = 20 }) end
      return request(method, params, callback, opts)
    end
  end

  local function drafts() return help.ask('restante/drafts').drafts end

  --- Waits until one draft is left, and it has this text.
  local function the_only_draft(text)
    return wait_for('there is one draft, ' .. text, function()
      local all = drafts()
      return #all == 1 and all[1].text == text and all[1]
    end)
  end

  local function first_thread()
    vim.cmd('3 | Restante thread new')
    help.compose('Why is this a loop?')
    help.send()
    wait_for('it is marked', function() return help.marks(buf)[3] end)
    return require('restante').threads(buf)[1]
  end

  it('becomes another draft when the daemon refuses it, and is sent as a further comment', function()
    first_thread()
    vim.cmd('3 | Restante thread reply')
    local compose = help.compose('first', 'and more')
    local old = the_only_draft('first\nand more').id
    help.ask('test/fail', {
      method = 'restante/thread/reply', errc = 'already_exists', message = 'an earlier text of this draft was sent',
    })
    vim.cmd.write()
    eq(1, #heard)
    local told = 'an earlier version was sent (see the thread); what is here now is kept as a draft of its own; :w sends it as a further comment'
    assert(heard[1]:find(told, 1, true), heard[1])
    assert(vim.wo.winbar:find(told, 1, true), vim.wo.winbar)
    eq({ 'first', 'and more' }, vim.api.nvim_buf_get_lines(compose, 0, -1, false))
    wait_for('it is another draft', function() return #drafts() == 1 and drafts()[1].id ~= old end)
    local new = the_only_draft('first\nand more').id
    help.send()
    eq({ old, new }, vim.tbl_map(function(each) return each.draftId end, help.asked('restante/thread/reply')))
    eq({}, drafts())
  end)
  it('and that another editor has gone on with stays there', function()
    first_thread()
    vim.cmd('3 | Restante thread reply')
    help.compose('mine')
    the_only_draft('mine')
    help.ask('test/touch_draft')
    help.ask('test/fail', {
      method = 'restante/thread/reply', errc = 'already_exists', message = 'an earlier text of this draft was sent',
    })
    vim.cmd.write()
    wait_for('there are two', function()
      local texts = vim.tbl_map(function(each) return each.text end, drafts())
      table.sort(texts)
      return vim.deep_equal({ 'mine', 'typed elsewhere' }, texts)
    end)
  end)
  it('after nobody answered becomes another draft with what was typed since', function()
    local thread = first_thread()
    vim.cmd('3 | Restante thread reply')
    local compose = help.compose('first')
    the_only_draft('first')
    impatient('restante/thread/reply')
    help.ask('test/hold', { method = 'restante/thread/reply' })
    vim.cmd.write()
    assert(heard[1]:find('the daemon did not answer', 1, true), heard[1])
    vim.api.nvim_buf_set_lines(compose, -1, -1, false, { 'and more' })
    help.ask('test/release')
    wait_for('the reader is told', function() return heard[2] end)
    assert(heard[2]:find('an earlier version was sent (see the thread)', 1, true), heard[2])
    the_only_draft('first\nand more')
    help.send()
    local comments = help.ask('restante/thread', { threadId = thread.id }).thread.comments
    eq({ 'Why is this a loop?', 'first', 'first\nand more' }, vim.tbl_map(function(each) return each.text end, comments))
    eq({}, drafts())
  end)
  it('as a new thread goes on as a reply to it', function()
    vim.cmd('3 | Restante thread new')
    local compose = help.compose('first')
    the_only_draft('first')
    impatient('restante/thread/new')
    help.ask('test/hold', { method = 'restante/thread/new' })
    vim.cmd.write()
    vim.api.nvim_buf_set_lines(compose, -1, -1, false, { 'and more' })
    help.ask('test/release')
    the_only_draft('first\nand more')
    eq('reply', the_only_draft('first\nand more').kind)
    help.send()
    eq(1, #help.asked('restante/thread/new'))
    eq('first\nand more', help.asked('restante/thread/reply')[1].text)
  end)
  describe('by another editor, of a new thread,', function()
    --- Another editor sends the draft as it has it.
    local function sent_elsewhere(draft, text)
      local params = { textDocument = { uri = draft.uri }, range = draft.range, text = text, draftId = draft.id }
      return help.ask('restante/thread/new', params).thread
    end
    local function texts(thread)
      local comments = help.ask('restante/thread', { threadId = thread.id }).thread.comments
      return vim.tbl_map(function(each) return each.text end, comments)
    end
    local told = 'an earlier version was sent (see the thread); what is here now is kept as a draft of its own; :w sends it as a further comment'

    it('and gone goes on as a comment to it', function()
      vim.cmd('3 | Restante thread new')
      local compose = help.compose('first')
      local thread = sent_elsewhere(the_only_draft('first'), 'first')
      vim.api.nvim_buf_set_lines(compose, -1, -1, false, { 'and more' })
      the_only_draft('first\nand more')
      vim.cmd.write()
      wait_for('the reader is told', function() return heard[1] end)
      assert(heard[1]:find(told, 1, true), heard[1])
      assert(vim.wo.winbar:find('Reply to ' .. thread.short, 1, true), vim.wo.winbar)
      wait_for('it is kept as a comment', function() return drafts()[1].kind == 'reply' and #drafts() == 1 end)
      help.send()
      eq({ 'first', 'first\nand more' }, texts(thread))
      eq(1, #require('restante').threads(buf))
      eq({}, drafts())
    end)
    it('and not gone, since more was typed here, goes on as a comment to it', function()
      vim.cmd('3 | Restante thread new')
      help.compose('first', 'and more')
      local thread = sent_elsewhere(the_only_draft('first\nand more'), 'first')
      vim.cmd.write()
      wait_for('the reader is told', function() return heard[1] end)
      assert(heard[1]:find(told, 1, true), heard[1])
      help.send()
      eq({ 'first', 'first\nand more' }, texts(thread))
      eq({}, drafts())
    end)
    it('and is still the same closes', function()
      vim.cmd('3 | Restante thread new')
      help.compose('first')
      local thread = sent_elsewhere(the_only_draft('first'), 'first')
      help.send()
      eq({ 'first' }, texts(thread))
      eq(1, #require('restante').threads(buf))
      eq({}, heard)
    end)
    it('asks which thread it is when there are several, and sends nothing before it is told', function()
      vim.cmd('3 | Restante thread new')
      local compose = help.compose('first', 'and more')
      local thread = sent_elsewhere(the_only_draft('first\nand more'), 'first')
      help.ask('restante/thread/new', {
        textDocument = { uri = vim.uri_from_bufnr(buf) }, range = thread.range, text = 'something else',
      })
      local offered = help.choose()
      vim.cmd.write()
      wait_for('it is asked', function() return offered[1] end)
      eq({ 'ann: something else', 'ann: first', 'Another thread' }, vim.tbl_map(function(each)
        return (each:gsub('^A comment to ', ''):gsub(' %(.*', ''))
      end, offered[1]))
      wait_for('nothing is sent', function() return vim.wo.winbar:find('NOT SENT: an earlier text of this draft was sent', 1, true) end)
      eq({ true, {} }, { vim.bo[compose].modified, help.asked('restante/thread/reply') })
      help.choose('A comment to ann: first')
      vim.cmd.write()
      wait_for('it is one of that thread', function() return vim.wo.winbar:find('Reply to ' .. thread.short, 1, true) end)
      help.send()
      eq({ 'first', 'first\nand more' }, texts(thread))
    end)
    it('and whose thread is not found opens another one only when that is wanted', function()
      vim.cmd('3 | Restante thread new')
      help.compose('first', 'and more')
      sent_elsewhere(the_only_draft('first\nand more'), 'first')
      help.ask('test/threads', { threads = {} })
      help.choose('Another thread')
      vim.cmd.write()
      wait_for('the reader is told', function() return heard[1] end)
      assert(heard[1]:find(':w sends it as a thread of its own', 1, true), heard[1])
      eq({}, require('restante').threads(buf))
      help.send()
      eq({ 'first\nand more' }, texts(require('restante').threads(buf)[1]))
    end)
    it('but thrown away there is opened here, once', function()
      vim.cmd('3 | Restante thread new')
      local compose = help.compose('first')
      help.ask('restante/draft/remove', { id = the_only_draft('first').id })
      vim.api.nvim_buf_set_lines(compose, -1, -1, false, { 'and more' })
      the_only_draft('first\nand more')
      help.send()
      eq({ 'first\nand more' }, texts(require('restante').threads(buf)[1]))
      wait_for('the copy is gone', function() return #drafts() == 0 end)
      eq({}, heard)
    end)
  end)
  for how, gone in pairs({ ['and not gone, since more was typed here,'] = false, ['and gone'] = true }) do
    it(('by another editor, of an edit, %s goes on from what the comment is now'):format(how), function()
      local thread = first_thread()
      local comment = thread.comments[1]
      vim.cmd('3 | Restante thread edit')
      local compose = help.compose('Why a loop?', gone and '' or 'Or not?')
      local draft = the_only_draft(gone and 'Why a loop?\n' or 'Why a loop?\nOr not?')
      help.ask('restante/comment/edit', {
        threadId = thread.id, commentId = comment.id, text = gone and draft.text or 'Why a loop?',
        base = comment.version, draftId = draft.id,
      })
      if gone then
        vim.api.nvim_buf_set_lines(compose, 1, -1, false, { 'Or not?' })
        the_only_draft('Why a loop?\nOr not?')
      end
      vim.cmd.write()
      wait_for('the reader is told', function() return heard[1] end)
      assert(heard[1]:find('an earlier version was sent, the comment is "Why a loop?" now; ', 1, true), heard[1])
      assert(heard[1]:find(':w sends it as a further edit', 1, true), heard[1])
      help.send()
      local now = help.ask('restante/thread', { threadId = thread.id }).thread.comments[1]
      eq('Why a loop?\nOr not?', now.text)
      eq({ false, false }, vim.tbl_map(function(each) return each.alsoEdited end, now.earlier))
      eq({}, drafts())
    end)
  end
  it('and is still the same closes', function()
    vim.cmd('3 | Restante thread new')
    local compose = help.compose('first')
    the_only_draft('first')
    impatient('restante/thread/new')
    help.ask('test/hold', { method = 'restante/thread/new' })
    vim.cmd.write()
    eq(true, vim.bo[compose].modified)
    help.ask('test/release')
    wait_for('it is closed', function() return not vim.api.nvim_buf_is_valid(compose) end)
    eq(1, #help.asked('restante/thread/new'))
    eq({}, drafts())
  end)
end)
