-- Lists of decisions, reading a record, and tours.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local file, buf, heard

before_each(function() file, buf, heard = help.begin() end)
after_each(function()
  vim.fn.setqflist({}, 'r')
  help.end_fake()
end)

local function texts()
  return vim.tbl_map(function(item) return item.text end, vim.fn.getqflist())
end

describe('the decisions of a repository', function()
  it('are listed with their status, and lead to their records', function()
    local first, second = help.decision(buf, '0003', { status = 'unknown', date = vim.NIL, title = vim.NIL }), help.decision(buf, '0012')
    local record = help.write_record(second)
    first.date, first.title = nil, nil
    help.answer('restante/decisions', { decisions = { first, second }, gaps = { { text = 'the tree of v1 is missing.' } } })
    vim.cmd('Restante decisions')
    wait_for('they are listed', function() return #vim.fn.getqflist() == 2 end)
    eq({ 'ADR-0003 (no status)', 'ADR-0012: Loops are written out (accepted, 2024-05-01)' }, texts())
    eq('Decisions (Not looked at: the tree of v1 is missing)', vim.fn.getqflist({ title = 0 }).title)
    vim.cmd('cc 2')
    eq(record, vim.api.nvim_buf_get_name(0))
  end)
  it('are searched for words', function()
    help.answer('restante/decisions', { decisions = {}, gaps = {} })
    vim.cmd('Restante decisions loops out')
    wait_for('it is told', function() return heard[1] end)
    eq('restante: Decisions with loops out: none', heard[1])
    eq({ 'loops out', file }, { help.asked('restante/decisions')[1].query, help.asked('restante/decisions')[1].root })
  end)
  it('are chosen from where the settings say so', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, list = 'select' })
    local decision = help.decision(buf, '0012')
    local record = help.write_record(decision)
    help.answer('restante/decisions', { decisions = { decision }, gaps = {} })
    local offered = help.choose('ADR-0012')
    vim.cmd('Restante decisions')
    wait_for('it is open', function() return vim.api.nvim_buf_get_name(0) == record end)
    eq({ { 'ADR-0012: Loops are written out (accepted, 2024-05-01)' } }, offered)
  end)
end)

describe('a record', function()
  it('is opened by its name: the file, in the window that was there', function()
    local decision = help.decision(buf, '0012')
    local record = help.write_record(decision)
    help.answer('restante/decisions/record', { decision = decision, text = 'x', markup = 'markdown', problems = {} })
    vim.cmd('Restante decision Loops are written')
    eq(record, vim.api.nvim_buf_get_name(0))
    eq('Loops are written', help.asked('restante/decisions/record')[1].name)
  end)
  it('of a decision that was made in the space is a text to read, though it was written down, too', function()
    local decision = help.decision(buf, '0012', { source = 'space', id = 'd0000000000000000000loop1', short = 'D-00loop1', name = 'D-00loop1' })
    help.write_record(decision)
    help.answer('restante/decisions', { decisions = { decision }, gaps = {} })
    help.answer('restante/decisions/record', { decision = decision, text = '# Loops', markup = 'markdown', problems = {} })
    vim.cmd('Restante decisions')
    wait_for('they are listed', function() return #vim.fn.getqflist() == 1 end)
    vim.fn.search('Loops')
    vim.api.nvim_feedkeys(vim.keycode('<CR>'), 'mx', false)
    eq({ '# Loops' }, vim.api.nvim_buf_get_lines(0, 0, -1, false))
    eq({ decision.short, file }, { help.asked('restante/decisions/record')[1].name, help.asked('restante/decisions/record')[1].root })
  end)
  it('that nobody knows is told', function()
    help.ask('test/fail', { method = 'restante/decisions/record', errc = 'not_found', message = 'there is no decision 99.', hint = 'restante decisions list' })
    vim.cmd('Restante decision 99')
    eq({ 'restante: there is no decision 99 (restante decisions list)' }, heard)
  end)
end)

describe('a tour', function()
  local records

  before_each(function()
    local stops = {}
    records = {}
    for index, number in ipairs({ '0001', '0012' }) do
      local decision = help.decision(buf, number)
      records[index] = help.write_record(decision)
      stops[index] = { decision = decision, why = 'It applies to the folder.' }
    end
    stops[2].place = { path = 'poem.lua', range = { start = { line = 2, character = 0 }, ['end'] = { line = 2, character = 3 } } }
    help.answer('restante/tour', { stops = stops, left = 3, gaps = {} })
  end)

  local function begin(command)
    vim.cmd(command or 'Restante tour')
    wait_for('its stops are listed', function() return #vim.fn.getqflist() == 2 end)
    vim.cmd.cclose()
  end

  it('lists its stops in the order of the daemon', function()
    begin()
    eq({
      '1. ADR-0001: Loops are written out. It applies to the folder.',
      '2. ADR-0012: Loops are written out. It applies to the folder.',
    }, texts())
    eq(vim.fs.dirname(file), help.asked('restante/tour')[1].folder)
  end)
  it('is of a folder that is named', function()
    begin('Restante tour ' .. vim.fs.dirname(file) .. '/docs/')
    eq(vim.fs.dirname(file) .. '/docs', help.asked('restante/tour')[1].folder)
  end)
  it('goes from stop to stop, in the list too, and to the code of one', function()
    begin()
    vim.cmd('Restante tour next')
    eq({ records[1], 1 }, { vim.api.nvim_buf_get_name(0), vim.fn.getqflist({ idx = 0 }).idx })
    vim.cmd('Restante tour code')
    vim.cmd('Restante tour next')
    eq({ records[2], 2 }, { vim.api.nvim_buf_get_name(0), vim.fn.getqflist({ idx = 0 }).idx })
    vim.cmd('Restante tour next')
    vim.cmd('Restante tour code')
    eq({ file, 3 }, { vim.api.nvim_buf_get_name(0), vim.fn.line('.') })
    vim.cmd('Restante tour prev')
    vim.cmd('Restante tour prev')
    eq({
      'restante: 1 of 2: ADR-0001: Loops are written out',
      'restante: no code is named for this stop',
      'restante: 2 of 2: ADR-0012: Loops are written out',
      'restante: the tour ends here',
      'restante: 1 of 2: ADR-0001: Loops are written out',
      'restante: this is the first stop of the tour',
    }, heard)
  end)
  it('of a folder without decisions says what there is', function()
    help.answer('restante/tour', { stops = {}, left = 3, gaps = {} })
    vim.cmd('Restante tour ' .. vim.fs.dirname(file))
    wait_for('it is told', function() return heard[1] end)
    assert(heard[1]:find('no accepted decision is about .*; the repository has 3 decisions: :Restante decisions'), heard[1])
  end)
end)
