-- What does not fit on the line of messages: in a float above it, which takes no focus and no key, and goes when the
-- cursor moves. A message that is too long would stop everything with a "Press ENTER".
local M = {}

local api = vim.api

local stays_ms = 1500 -- at least, as it may come while something is typed

local shown ---@type { buf: integer, win: integer }?

function M.close()
  local was = shown
  shown = nil
  pcall(api.nvim_del_augroup_by_name, 'restante.notice')
  if was and api.nvim_win_is_valid(was.win) then api.nvim_win_close(was.win, true) end
end

--- Whether the line of messages has the cells for this.
---@param lines string[]
---@return boolean
function M.fits(lines)
  return #lines < 2 and vim.fn.strdisplaywidth(lines[1] or '') <= vim.v.echospace
end

--- How many lines of the screen this takes at a width.
---@param lines string[]
---@param width integer
---@return integer
local function height_of(lines, width)
  local height = 0
  for _, line in ipairs(lines) do
    height = height + math.max(math.ceil(vim.fn.strdisplaywidth(line) / width), 1)
  end
  return height
end

---@param win integer
local function close_with_movement(win)
  if not shown or shown.win ~= win then return end
  api.nvim_create_autocmd({ 'CursorMoved', 'CursorMovedI', 'InsertEnter', 'CmdlineEnter', 'TabLeave', 'VimResized' }, {
    group = api.nvim_create_augroup('restante.notice', { clear = true }),
    desc = 'restante: close what was told',
    callback = function()
      -- A window may not be closed from the command line's events.
      vim.schedule(function()
        if shown and shown.win == win then M.close() end
      end)
      return true
    end,
  })
end

--- Shows the lines until the cursor moves.
---@param lines string[]
function M.show(lines)
  M.close()
  local width = 1
  for _, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line))
  end
  local border = require('restante.config').get().float.border
  local frame = border == 'none' and 0 or 2
  width = math.max(math.min(width, vim.o.columns - frame), 1)
  local below = vim.o.cmdheight + (vim.o.laststatus > 0 and 1 or 0)
  local buf = api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = 'wipe'
  api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].modifiable, vim.bo[buf].modified = false, false
  local win = api.nvim_open_win(buf, false, {
    relative = 'editor',
    anchor = 'SW',
    row = vim.o.lines - below,
    col = 0,
    width = width,
    height = math.max(math.min(height_of(lines, width), vim.o.lines - below - frame), 1),
    border = border,
    style = 'minimal',
    focusable = false,
    noautocmd = true,
    zindex = 60, -- above the threads' float
  })
  api.nvim_set_option_value('wrap', true, { scope = 'local', win = win })
  shown = { buf = buf, win = win }
  vim.defer_fn(function() close_with_movement(win) end, stays_ms)
end

--- What is shown, for tests.
---@return string[]?
function M.lines()
  if not shown or not api.nvim_win_is_valid(shown.win) then return nil end
  return api.nvim_buf_get_lines(shown.buf, 0, -1, false)
end

return M
