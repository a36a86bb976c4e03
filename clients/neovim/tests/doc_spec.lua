-- The manual names what there is, and its links lead somewhere.
local client = vim.fs.dirname(vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')))
local manual = table.concat(vim.fn.readfile(client .. '/doc/restante.txt'), '\n')

---@return table<string, true>
local function tags()
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder, 'p')
  vim.uv.fs_copyfile(client .. '/doc/restante.txt', folder .. '/restante.txt')
  vim.cmd.helptags(folder)
  local found = {}
  for _, line in ipairs(vim.fn.readfile(folder .. '/tags')) do
    found[line:match('^[^\t]+')] = true
  end
  return found
end

it('makes tags, and every link to us or to Neovim has one', function()
  local own = tags()
  assert(own['restante'] and own[':Restante'])
  for link in manual:gmatch('|([^|%s]+)|') do
    assert(own[link] or #vim.fn.getcompletion(link, 'help') > 0, link)
  end
end)

it('has every command, setting, mapping and highlight group', function()
  vim.cmd.runtime('plugin/restante.lua')
  require('restante.ui').highlights()
  local own = tags()
  for name in pairs(require('restante.commands').subs) do
    assert(own[':Restante-' .. name:gsub(' ', '-')], name)
  end
  for name in pairs(require('restante.config').defaults) do
    assert(manual:find('\n      ' .. name .. ' = ', 1, true), name)
  end
  for _, map in ipairs(vim.api.nvim_get_keymap('n')) do
    if map.lhs:find('restante', 1, true) then assert(own[map.lhs], map.lhs) end
  end
  for _, name in ipairs(vim.fn.getcompletion('Restante', 'highlight')) do
    assert(own['hl-' .. name], name)
  end
end)

it('tells the defaults as they are', function()
  local text = manual:match('The defaults:\n>lua\n(.-)\n<')
  eq(require('restante.config').defaults, assert(loadstring('return ' .. text))())
end)

it('is no wider than a help window', function()
  for line in vim.gsplit(manual, '\n') do
    assert(vim.api.nvim_strwidth(line) <= 80, line)
  end
end)

it('is found after what the README says was done', function()
  local readme = table.concat(vim.fn.readfile(client .. '/README.md'), '\n')
  local home = vim.fn.tempname()
  vim.fn.mkdir(home .. '/clients', 'p')
  vim.fn.system({ 'cp', '-R', client, home .. '/clients/neovim' })
  local environment = { HOME = home, PATH = vim.fs.dirname(vim.v.progpath) .. ':' .. vim.env.PATH }
  ---@param script string
  local function run(script)
    local result = vim.system({ 'env', '-u', 'XDG_DATA_HOME', '-u', 'XDG_CONFIG_HOME', '-u', 'XDG_STATE_HOME', 'sh', '-ec', script },
      { cwd = home, env = environment, text = true }):wait()
    return result.stdout .. result.stderr
  end
  run(assert(readme:match('## Install.-```sh\n(.-)```')))
  local said = run([[nvim --headless -c 'help restante' -c 'echo expand("%:t")' -c quitall]])
  assert(said:find('restante.txt', 1, true), said)
end)
