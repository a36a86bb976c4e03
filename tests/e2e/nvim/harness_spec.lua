-- That the runner itself tells good from bad, before anyone relies on it.
local ran_before = 0

before_each(function() ran_before = ran_before + 1 end)

it('runs in the oldest Neovim that the plugin supports', function() eq(1, vim.fn.has('nvim-0.10')) end)

describe('a group', function()
  it('has a fresh buffer per test', function()
    vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'typed' })
    eq({ 'typed' }, vim.api.nvim_buf_get_lines(0, 0, -1, false))
  end)
  it('keeps nothing of the test before', function() eq({ '' }, vim.api.nvim_buf_get_lines(0, 0, -1, false)) end)
end)

it('ran before_each before every test', function() eq(4, ran_before) end)

it('waits on the event loop', function()
  local done = false
  vim.schedule(function() done = true end)
  eq(true, wait_for('the scheduled function ran', function() return done end))
end)

it('raises when values differ, and when a condition never comes', function()
  eq(false, (pcall(eq, { 1 }, { 2 })))
  local ok, trouble = pcall(wait_for, 'pigs fly', function() return false end, 1)
  eq(false, ok)
  assert(tostring(trouble):find('never within 1 ms: pigs fly', 1, true), trouble)
end)
