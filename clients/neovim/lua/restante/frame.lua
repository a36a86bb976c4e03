-- The float's frame: its size, what its upper border says about the threads in it, and the keys in its lower one, each
-- in the cells that there are.
local M = {}

local api = vim.api
local labels = require('restante.labels')
local places = require('restante.places')

local width_min = 30

--- A text in so many cells, shortened in its middle: what it begins and ends with tells more.
---@param text string
---@param width integer cells
---@return string
function M.shorten(text, width)
  if api.nvim_strwidth(text) <= width then return text end
  if width < 1 then return '' end
  local length = vim.fn.strchars(text)
  local head, tail = '', ''
  for taken = 1, length do
    local from_head = taken % 2 == 1
    local next_head = from_head and vim.fn.strcharpart(text, 0, vim.fn.strchars(head) + 1) or head
    local next_tail = from_head and tail or vim.fn.strcharpart(text, length - vim.fn.strchars(tail) - 1)
    if api.nvim_strwidth(next_head) + api.nvim_strwidth(next_tail) > width - 1 then break end
    head, tail = next_head, next_tail
  end
  return head .. '…' .. tail
end

--- ` open, outdated · Why is this a loop? · 0aaaaaa `; the middle gives way.
---@param threads restante.Thread[]
---@param width integer cells
---@return string
function M.title(threads, width)
  local first, state, name, id = threads[1], labels.count(#threads, 'thread'), nil, nil
  if #threads == 1 then
    state, name, id = first.state, labels.name(first, 500), first.short
    local place = first.placement and first.placement.state
    if place and place ~= 'exact' and place ~= 'shifted' then state = ('%s, %s'):format(state, place) end
  else
    id = table.concat(vim.tbl_map(function(thread) return thread.short end, threads), ' ')
  end
  local around = (' %s · %s '):format(state, id)
  local left = width - api.nvim_strwidth(around) - 3
  if not name or left < 4 then return M.shorten(around, width) end
  return (' %s · %s · %s '):format(state, M.shorten(name, left), id)
end

--- Some keys with what they do: as many as fit, and always the one that tells the others.
---@param hints string[] what matters most first
---@param width integer cells
---@return string
function M.hints(hints, width)
  local help = 'g? keys '
  local text = ' '
  for _, hint in ipairs(hints) do
    if api.nvim_strwidth(text .. hint .. '  ' .. help) > width then break end
    text = text .. hint .. '  '
  end
  return M.shorten(text .. help, width)
end

--- The keys that matter most for some threads.
---@param threads restante.Thread[]
---@param width integer cells
---@return string
function M.keys(threads, width)
  if vim.iter(threads):any(places.is_lost) then
    return M.hints({ 'a re-attach', 'o original', 'd diff', 'q close', 'r reply', 'R resolve' }, width)
  end
  return M.hints({ 'r reply', 'e edit', 'R resolve', 'q close', 'o original' }, width)
end

--- A window at the cursor with a buffer of its own, to be fitted to what is written into it.
---@param filetype string
---@return integer buf
---@return integer win
function M.open(filetype)
  require('restante.ui').highlights()
  local buf = api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = 'wipe'
  local win = api.nvim_open_win(buf, true, {
    relative = 'cursor',
    row = 1,
    col = 0,
    width = 40,
    height = 5,
    border = require('restante.config').get().float.border,
    style = 'minimal',
  })
  vim.bo[buf].filetype = filetype
  for option, value in pairs({ wrap = true, linebreak = true, conceallevel = 0, foldenable = false, spell = false }) do
    api.nvim_set_option_value(option, value, { scope = 'local', win = win })
  end
  return buf, win
end

--- Puts other lines into a float's buffer, which nobody else may change.
---@param buf integer
---@param lines string[]
function M.write(buf, lines)
  vim.bo[buf].modifiable = true
  api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].modifiable, vim.bo[buf].modified = false, false
end

--- A key of a float's own.
---@param buf integer
---@param key string
---@param what string
---@param fn fun()
function M.map(buf, key, what, fn)
  vim.keymap.set('n', key, fn, { buffer = buf, nowait = true, silent = true, desc = 'restante: ' .. what })
end

--- Fits the float of some threads.
---@param win integer
---@param threads restante.Thread[]
function M.fit(win, threads)
  M.fit_to(win, function(width) return M.title(threads, width) end, function(width) return M.keys(threads, width) end)
end

--- Fits a float to what is in it and to the screen.
---@param win integer
---@param title fun(width: integer): string in its upper border, in so many cells
---@param keys fun(width: integer): string in its lower one
function M.fit_to(win, title, keys)
  local config = require('restante.config').get().float
  local width_max = math.max(math.min(config.max_width, vim.o.columns - 4), 1)
  local height_max = math.max(math.floor((vim.o.lines - vim.o.cmdheight) * config.max_height), 3)
  local lines = api.nvim_buf_get_lines(api.nvim_win_get_buf(win), 0, -1, false)
  local width, height = width_min, 0
  for _, line in ipairs(lines) do
    width = math.max(width, api.nvim_strwidth(line) + 1)
  end
  width = math.min(width, width_max)
  for _, line in ipairs(lines) do
    height = height + math.max(math.ceil(api.nvim_strwidth(line) / width), 1)
  end
  local frame = { width = width, height = math.max(math.min(height, height_max), 1) }
  -- Without a border there is no place for them, and Neovim would not have it.
  if config.border ~= 'none' then
    frame.title, frame.title_pos = title(width), 'left'
    frame.footer, frame.footer_pos = keys(width), 'right'
  end
  api.nvim_win_set_config(win, frame)
end

return M
