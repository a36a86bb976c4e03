-- A damaged database: told once, and by :checkhealth.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')

local heard

before_each(function()
  help.use_fake()
  heard = help.heard()
  help.edit(help.repository())
end)
after_each(help.end_fake)

describe('a damaged database', function()
  local damage = { text = 'page 7 is malformed.', since = 1763800000000, hint = 'keep a copy' }
  it('is told once, whatever tells of it', function()
    local failure, status = require('restante.client').request_sync('restante/status')
    assert(not failure)
    status.damage = damage
    for _ = 1, 2 do
      help.ask('test/notify', { method = 'restante/didChangeStatus', params = status })
    end
    wait_for('it is told', function() return heard[1] end)
    help.ask('restante/status')
    eq({ 'restante: the database is damaged: page 7 is malformed (keep a copy)' }, heard)
    eq({ 'the database is damaged: page 7 is malformed', '  keep a copy' }, vim.list_slice(require('restante.space').status_lines(status), 2, 3))
  end)
  it('is an error of :checkhealth', function()
    help.ask('test/damage', damage)
    vim.cmd('checkhealth restante')
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    assert(text:find('ERROR the database is damaged: page 7 is malformed (since ', 1, true), text)
    assert(text:find('keep a copy', 1, true), text)
  end)
end)
