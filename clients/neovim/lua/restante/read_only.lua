-- A text to read that is in no file here: its buffer, the line above it that says what it is, and `q` that closes it. It
-- asks for nothing and remembers nothing.
local M = {}

local api = vim.api

--- As Neovim reads a file: CRLF is the end of a line where it is that of all of them.
---@param text string
---@return string[]
function M.lines_of(text)
  local is_dos = not text:gsub('\r\n', ''):find('\n', 1, true)
  if is_dos then text = text:gsub('\r\n', '\n') end
  return vim.split((text:gsub('\n$', '')), '\n', { plain = true })
end

--- A buffer that is only read, named so that it tells what it is.
---@param name string
---@param lines string[]
---@param path string of the file, which says its filetype
---@return integer
function M.buffer(name, lines, path)
  local buf = api.nvim_create_buf(false, true)
  local unique, n = name, 1
  while vim.fn.bufexists(unique) == 1 do
    n = n + 1
    unique = ('%s#%d'):format(name, n)
  end
  api.nvim_buf_set_name(buf, unique)
  vim.bo[buf].bufhidden = 'wipe'
  api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].modifiable, vim.bo[buf].modified = false, false
  local filetype = vim.filetype.match({ filename = path, contents = lines })
  if filetype then vim.bo[buf].filetype = filetype end
  return buf
end

--- The line above a text: what it is. In a narrow window the folders give way, not the file's name.
---@param win integer
---@param what string
---@param where string?
function M.label(win, what, where)
  local bar = ('%%#RestanteHint# %s%%<%s'):format(what:gsub('%%', '%%%%'), (where or ''):gsub('%%', '%%%%'))
  api.nvim_set_option_value('winbar', bar, { scope = 'local', win = win })
end

---@param buf integer
---@param close fun()
function M.closes_with_q(buf, close)
  vim.keymap.set('n', 'q', close, { buffer = buf, nowait = true, silent = true, desc = 'restante: close' })
end

--- Shows a text below the current window; `q` closes it and goes back there.
---@param buf integer
---@param what string for the line above it
---@param where string?
function M.below(buf, what, where)
  require('restante.ui').highlights()
  local from = api.nvim_get_current_win()
  local win = api.nvim_open_win(buf, true, { split = 'below', win = from })
  M.label(win, what, where)
  M.closes_with_q(buf, function()
    if not pcall(api.nvim_win_close, win, true) then return vim.cmd.bprevious() end
    if api.nvim_win_is_valid(from) then api.nvim_set_current_win(from) end
  end)
end

return M
