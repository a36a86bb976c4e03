-- Defines :Restante, the <Plug> mappings and the autocommands that attach to files. Everything else is loaded when it
-- is first needed.
if vim.g.loaded_restante then return end
vim.g.loaded_restante = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.notify('restante needs Neovim 0.10 or newer', vim.log.levels.WARN)
  return
end

-- No `bar`: that would take `"` and `|` for the end of a phrase to search for, or of a title.
vim.api.nvim_create_user_command('Restante', function(opts) require('restante.commands').run(opts) end, {
  nargs = '*',
  range = true,
  bang = true,
  desc = 'Threads in the code they are about',
  complete = function(lead, line) return require('restante.commands').complete(lead, line) end,
})

local plugs = {
  ['thread-new'] = { { 'n', 'x' }, 'thread new' },
  ['thread-show'] = { { 'n' }, 'thread show' },
  ['thread-reply'] = { { 'n' }, 'thread reply' },
  ['thread-resolve'] = { { 'n' }, 'thread resolve' },
  ['thread-reopen'] = { { 'n' }, 'thread reopen' },
  ['thread-original'] = { { 'n' }, 'thread original' },
  ['thread-diff'] = { { 'n' }, 'thread diff' },
  ['thread-reattach'] = { { 'n', 'x' }, 'thread reattach' },
  ['why'] = { { 'n', 'x' }, 'why' },
  ['governed'] = { { 'n' }, 'governed' },
  ['decisions'] = { { 'n' }, 'decisions' },
  ['decision-new'] = { { 'n', 'x' }, 'decision new' },
  ['decision-from'] = { { 'n' }, 'decision from' },
  ['tour'] = { { 'n' }, 'tour' },
  ['tour-next'] = { { 'n' }, 'tour next' },
  ['tour-prev'] = { { 'n' }, 'tour prev' },
  ['threads'] = { { 'n' }, 'threads' },
  ['drafts'] = { { 'n' }, 'drafts' },
  ['toggle'] = { { 'n' }, 'toggle' },
  ['sync'] = { { 'n' }, 'sync' },
  ['menu'] = { { 'n' }, '' },
}
for name, plug in pairs(plugs) do
  vim.keymap.set(plug[1], ('<Plug>(restante-%s)'):format(name), (':Restante %s<CR>'):format(plug[2]), {
    silent = true,
    desc = 'Restante: ' .. (plug[2] ~= '' and plug[2] or 'choose an action'),
  })
end
for name, step in pairs({ next = 1, prev = -1 }) do
  vim.keymap.set(
    'n',
    ('<Plug>(restante-%s)'):format(name),
    function() require('restante.marks').jump(step * vim.v.count1) end,
    { desc = ('Restante: %s thread'):format(name == 'next' and 'next' or 'previous') }
  )
end

local group = vim.api.nvim_create_augroup('restante', { clear = true })
vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufWritePost', 'BufFilePost' }, {
  group = group,
  desc = 'restante: follow files of git repositories',
  callback = function(event) require('restante.client').attach(event.buf) end,
})
vim.api.nvim_create_autocmd('BufReadCmd', {
  group = group,
  pattern = 'restante://decision/D-*',
  desc = 'restante: show a decision of the space',
  callback = function(event) require('restante.decisions').fill(event.buf) end,
})

-- Loaded late, by a plugin manager: the files that are open already.
if vim.v.vim_did_enter == 1 then
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buf) then require('restante.client').attach(buf) end
  end
end
