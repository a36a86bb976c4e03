-- Decisions of the space: writing proposals, and what is done to a decision.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local file, buf, heard
local id, short = 'd0000000000000000000loop1', 'D-00loop1'

before_each(function() file, buf, heard = help.begin() end)
after_each(help.end_fake)

---@param status string?
---@param more table?
local function decision(status, more)
  local ann = { id = 'actor-me', name = 'ann', me = true }
  local texts = {}
  for _, name in ipairs({ 'title', 'context', 'options', 'outcome', 'consequences', 'applies_to', 'review_by' }) do
    local text = name == 'title' and 'Loops are written out' or name == 'context' and 'Why?' or ''
    texts[#texts + 1] = { name = name, text = text, version = 'v-' .. name, author = ann, at = 1763800000000 }
  end
  return vim.tbl_extend('force', {
    id = id, short = short, space = 's', repository = 'r', title = 'Loops are written out', status = status or 'proposed',
    ownStatus = status or 'proposed', editedSinceAccepted = false, proposer = ann, proposedAt = 1763800000000,
    updatedAt = 1763800000000, texts = texts, changes = {}, positions = {}, comments = {}, links = {}, linkedFrom = {},
    supersededBy = {}, places = {}, sync = 'local',
  }, more or {})
end

--- Has the daemon say so of a decision.
---@param method string
---@param status string?
local function answer(method, status) help.answer('restante/decision' .. method, { decision = decision(status) }) end

--- Marks the third line as governed by the decision.
local function mark()
  local brief = { source = 'space', id = id, short = short, name = short, title = 'Loops are written out', status = 'proposed' }
  local at = { start = { line = 2, character = 0 }, ['end'] = { line = 2, character = 3 } }
  help.ask('test/notify', { method = 'restante/publishDecisions', params = {
    uri = vim.uri_from_bufnr(buf), version = vim.lsp.util.buf_versions[buf], marks = { { range = at, decision = brief, stale = false } }, whole = {},
  } })
  wait_for('it is marked', function() return #require('restante').decisions(buf).marks == 1 end)
  vim.cmd('3')
end

---@return string[]
local function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end

--- What is offered among the drafts.
---@return string[]
local function drafts()
  local offered = help.choose()
  vim.cmd('Restante drafts')
  vim.wait(1000, function() return offered[1] ~= nil or heard[#heard] == 'restante: no unsent drafts' end, 5)
  return offered[1] or {}
end

--- Answers vim.ui.input.
---@param reason string?
---@return table[] asked
local function type_reason(reason)
  local asked = {}
  vim.ui.input = function(opts, done)
    asked[#asked + 1] = opts
    done(reason)
  end
  return asked
end

describe('a proposal', function()
  it('is written below its lines, and governs them', function()
    answer('/propose')
    vim.cmd('2,3Restante decision new')
    help.compose()
    eq('# ', lines()[1])
    vim.api.nvim_buf_set_lines(0, 0, 1, false, { '# Loops are written out' })
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { '-- above' })
    help.send()
    local asked = help.asked('restante/decision/propose')
    eq(1, #asked)
    eq({ 'Loops are written out', 2, 3 }, { asked[1].title, asked[1].range.start.line, asked[1].range['end'].line })
    eq({ vim.uri_from_fname(file), 26, nil }, { asked[1].textDocument.uri, #asked[1].key, asked[1].context })
    eq({ 'restante: proposed D-00loop1: Loops are written out' }, heard)
    eq({}, drafts())
  end)
  it('without a range is about no lines', function()
    answer('/propose')
    vim.cmd('Restante decision new')
    help.compose('# Title', 'Applies to: src/**', '## Outcome', 'So be it.')
    help.send()
    local asked = help.asked('restante/decision/propose')[1]
    eq({ 'Title', { 'src/**' }, 'So be it.', file }, { asked.title, asked.appliesTo, asked.outcome, asked.root })
    eq(nil, asked.range)
  end)
  it('that was refused stays, with the reason above it, and asks again under its name', function()
    vim.cmd('3Restante decision new')
    local text = help.compose('# Title')
    help.ask('test/fail', { method = 'restante/decision/propose', errc = 'internal', message = 'the disk is full.' })
    vim.cmd.write()
    eq({ true, true }, { vim.bo[text].modified, vim.wo.winbar:find('NOT SENT: the disk is full', 1, true) ~= nil })
    answer('/propose')
    help.send()
    local asked = help.asked('restante/decision/propose')
    eq(asked[1].key, asked[#asked].key)
  end)
  it('without a title is not sent', function()
    vim.cmd('Restante decision new')
    help.compose('## Context', 'x')
    vim.cmd.write()
    eq({}, help.asked('restante/decision/propose'))
    eq({ 'restante: New decision was not sent: it has no title (write one behind the first #)' }, heard)
  end)
  it('that was left is among the drafts, and goes on about its lines', function()
    vim.cmd('3Restante decision new')
    help.compose('# Title', 'more')
    vim.cmd('quit!')
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { '-- above' })
    local offered = drafts()
    assert(offered[1] and offered[1]:find('New decision about poem.lua, line 3', 1, true), vim.inspect(offered))
    help.choose('New decision')
    vim.cmd('Restante drafts')
    help.compose()
    eq({ '# Title', 'more' }, lines())
    answer('/propose')
    help.send()
    eq(3, help.asked('restante/decision/propose')[1].range.start.line)
  end)
  it('is in a file as it is typed, for whatever ends this Neovim', function()
    vim.cmd('3Restante decision new')
    help.compose('# Title', 'more')
    wait_for('it is kept', function()
      local kept = require('restante.draft_files').all()[1]
      return kept and kept.text == '# Title\nmore' and kept.purpose.range.start.line == 2
    end)
  end)
  it('that nobody answered is asked for again as the same one, and another text as another one', function()
    vim.cmd('Restante decision new')
    local text = help.compose('# Title')
    local function refuse()
      help.ask('test/fail', { method = 'restante/decision/propose', errc = 'internal', message = 'no' })
      vim.cmd.write()
    end
    refuse()
    refuse()
    vim.api.nvim_buf_set_lines(text, 0, -1, false, { '# Another title' })
    refuse()
    local keys = vim.tbl_map(function(each) return each.key end, help.asked('restante/decision/propose'))
    eq({ true, false }, { keys[1] == keys[2], keys[2] == keys[3] })
  end)
  it('whose lines are gone is proposed without them only when that is said', function()
    vim.cmd('3,4Restante decision new')
    local text = help.compose('# Title')
    vim.api.nvim_buf_set_lines(buf, 2, 4, false, {})
    vim.cmd.write()
    eq({}, help.asked('restante/decision/propose'))
    assert(heard[#heard]:find(':w! proposes it without them', 1, true), heard[#heard])
    answer('/propose')
    vim.cmd('write!')
    wait_for('it is closed', function() return not vim.api.nvim_buf_is_valid(text) end)
    eq(nil, help.asked('restante/decision/propose')[1].range)
  end)
  it('grows out of a thread, filled with what was said there; the comment under the cursor is the answer', function()
    local thread = help.thread(buf, 't00000000000000000000aaaaaa', 3)
    local answered = vim.tbl_extend('force', thread.comments[1], { id = 'c2', text = 'Because of the cache.' })
    table.insert(thread.comments, answered)
    help.publish(buf, thread)
    help.answer('restante/decision/template', {
      title = 'Why is this a loop?', context = 'Why is this a loop?', options = '- ben: Because of the cache.',
      outcome = 'Because of the cache.', consequences = '',
    })
    vim.cmd('3Restante thread show')
    assert(vim.fn.search('Because of the cache') > 0)
    vim.api.nvim_feedkeys('D', 'mx', false)
    help.compose()
    eq({ '# Why is this a loop?', 'Because of the cache.' }, { lines()[1], lines()[16] })
    eq({ thread.id, 'c2' }, { help.asked('restante/decision/template')[1].threadId, help.asked('restante/decision/template')[1].acceptedComment })
    answer('/propose')
    help.send()
    local asked = help.asked('restante/decision/propose')[1]
    eq({ thread.id, 'c2', '' }, { asked.fromThread, asked.acceptedComment, asked.consequences })
  end)
end)

describe('a decision', function()
  it('of the marked line is accepted, with a reason', function()
    mark()
    answer('/accept', 'accepted')
    type_reason('All agree.')
    vim.cmd('Restante decision accept')
    wait_for('it is told', function() return heard[1] end)
    eq({ 'restante: D-00loop1 is accepted: Loops are written out' }, heard)
    local asked = help.asked('restante/decision/accept')[1]
    eq({ id, 'All agree.', 26 }, { asked.decisionId, asked.reason, #asked.key })
  end)
  it('is chosen from a list of those that may be meant, where none is marked', function()
    help.answer('restante/decisions/proposed', { decisions = { {
      id = id, short = short, space = 's', title = 'Loops are written out', status = 'proposed', appliesTo = {}, proposedAt = 1, updatedAt = 1,
    } } })
    answer('/position')
    type_reason('')
    local offered = help.choose(short)
    vim.cmd('Restante decision consent')
    wait_for('it is told', function() return heard[1] end)
    eq({ { 'D-00loop1: Loops are written out (proposed)' } }, offered)
    eq('proposed', help.asked('restante/decisions/proposed')[1].status)
    local asked = help.asked('restante/decision/position')[1]
    eq({ id, 'consent', nil }, { asked.decisionId, asked.stand, asked.text })
  end)
  it('is objected to with what speaks against it, or not at all; what was typed comes back after a failure', function()
    type_reason(' ')
    vim.cmd('Restante decision object ' .. short)
    eq({}, help.asked('restante/decision/position'))
    local asked = type_reason('Too slow.')
    help.ask('test/fail', { method = 'restante/decision/position', errc = 'conflict', message = 'it is rejected.' })
    vim.cmd('Restante decision object ' .. short)
    wait_for('it is told', function() return heard[2] end)
    vim.cmd('Restante decision object ' .. short)
    eq('Too slow.', asked[2].default)
  end)
  it('is shown, and the window shows what became of it', function()
    mark()
    local record = { decision = { source = 'space', id = id, short = short, name = short, status = 'proposed' }, text = '# Loops\n\nproposed\n', markup = 'markdown', problems = {} }
    help.answer('restante/decisions/record', record)
    vim.cmd('Restante decision show')
    eq({ '# Loops', '', 'proposed' }, lines())
    local ben = { id = 'actor-ben', name = 'ben', me = false }
    help.answer('restante/decision', { decision = decision('proposed', {
      changes = { { status = 'proposed', by = ben, at = 1000 } },
      positions = { { by = ben, stand = 'objection', at = 3000, text = 'Too slow.\nMuch.', current = true } },
      comments = { { id = 'c1', author = ben, at = 2000, text = 'Hm.', version = 'v', redacted = false, sync = 'sent' } },
    }) })
    vim.cmd('quit | Restante decision show')
    local text = table.concat(lines(), '\n'):gsub('%d+%-%d+%-%d+ %d+:%d+', 'then')
    eq('# Loops\n\nproposed\n\n## What was said\n\n- ben proposed it, then\n\n- ben says, then:\n\n  Hm.\n\n- ben objects, then:\n\n  Too slow.\n  Much.', text)
    record.text = '# Loops\n\naccepted\n'
    help.answer('restante/decisions/record', record)
    answer('/accept', 'accepted')
    type_reason('')
    vim.cmd('Restante decision accept')
    wait_for('it is shown', function() return lines()[3] == 'accepted' end)
    eq(id, help.asked('restante/decision/accept')[1].decisionId)
  end)
  it('is edited: only what was changed is sent, with its version', function()
    answer('')
    vim.cmd('Restante decision edit ' .. short)
    help.compose()
    eq('Why?', lines()[8])
    vim.api.nvim_buf_set_lines(0, 7, 8, false, { 'Why not?' })
    answer('/edit')
    help.send()
    local asked = help.asked('restante/decision/edit')[1]
    eq({ id, { { name = 'context', text = 'Why not?', base = 'v-context' } } }, { asked.decisionId, asked.texts })
  end)
  it('is commented on', function()
    answer('')
    vim.cmd('Restante decision comment ' .. short)
    help.compose('I like it.')
    answer('/comment')
    help.send()
    eq('I like it.', help.asked('restante/decision/comment')[1].text)
  end)
  it('governs more lines', function()
    answer('/govern')
    vim.cmd('4,5Restante decision govern ' .. short)
    wait_for('it is told', function() return heard[1] end)
    local range = help.asked('restante/decision/govern')[1].range
    eq({ 3, 4 }, { range.start.line, range['end'].line })
  end)
  it('is written into the repository, and its record opened', function()
    local record = help.write_record(help.decision(buf, '0013'))
    help.answer('restante/decision/write', {
      path = 'docs/decisions/0013-loops.md', uri = vim.uri_from_fname(record), written = true, byHand = { 'Name it in the index.' },
      files = { { path = 'docs/decisions/0013-loops.md', new = true, text = '' } },
    })
    vim.cmd('Restante decision write ' .. short)
    wait_for('it is open', function() return vim.api.nvim_buf_get_name(0) == record end)
    eq({ short, file }, { help.asked('restante/decision/write')[1].decisionId, help.asked('restante/decision/write')[1].root })
    eq({ 'new docs/decisions/0013-loops.md', 'left to do: Name it in the index.; nothing is committed' }, vim.split(heard[1]:sub(11), '\n'))
  end)
  it('has its commands completed, and then its name', function()
    mark()
    local commands = require('restante.commands')
    eq({ 'accept' }, commands.complete('acc', 'Restante decision acc'))
    eq({ short }, commands.complete('D-', 'Restante decision accept D-'))
    eq({}, commands.complete('', 'Restante decision new '))
  end)
end)
