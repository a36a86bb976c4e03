-- Files that are not UTF-8, or begin with a byte order mark. Neovim has their text in UTF-8 and would send that, which the
-- daemon would compare with what git has, byte for byte: every line with an umlaut would be an edited one. So the daemon
-- is not sent their text: it reads the file itself, and this asks for the threads when something may have changed.
local M = {}

local api = vim.api

local settle_ms = 200

local followed = {} ---@type table<integer, { asking: boolean? }>

--- Whether a buffer's text is not, byte for byte, what its file has.
---@param buf integer
---@return boolean
function M.is(buf)
  local encoding = vim.bo[buf].fileencoding
  return encoding ~= '' and encoding ~= 'utf-8' or vim.bo[buf].bomb
end

--- Why nothing can be said to the daemon about lines of a buffer: it reads the file, so it must be as the buffer is.
---@param buf integer
---@return restante.Failure?
function M.problem(buf)
  if not M.is(buf) or not vim.bo[buf].modified then return nil end
  local encoding = vim.bo[buf].fileencoding
  return {
    errc = 'stale',
    message = ('%s has changes that are not written; as it is %s, the daemon reads it from disk'):format(
      vim.fs.basename(api.nvim_buf_get_name(buf)),
      vim.bo[buf].bomb and encoding .. ' with a byte order mark' or encoding
    ),
    hint = 'write it first',
  }
end

---@param buf integer
local function ask(buf)
  local state = followed[buf]
  if not state or state.asking then return end
  state.asking = true
  vim.defer_fn(function()
    local function goes_on() return followed[buf] == state and api.nvim_buf_is_loaded(buf) and M.is(buf) end
    if not goes_on() then
      if followed[buf] == state then followed[buf] = nil end
      return
    end
    -- What happens from now on needs to be asked for again.
    state.asking = nil
    local params = { textDocument = { uri = vim.uri_from_bufnr(buf) }, state = 'all' }
    require('restante.client').request(require('restante.protocol').method.threads, params, function(failure, result)
      if failure or not goes_on() then return end
      require('restante.marks').show(buf, result.threads, not vim.bo[buf].modified)
    end)
  end, settle_ms)
end

--- Asks for the threads of a buffer, and from now on whenever they may have changed.
---@param buf integer
function M.follow(buf)
  followed[buf] = followed[buf] or {}
  ask(buf)
end

---@param buf integer
function M.leave(buf) followed[buf] = nil end

--- Whether there is any such buffer.
---@return boolean
function M.any() return next(followed) ~= nil end

--- The daemon said that something changed, or is another one.
function M.ask_all()
  for buf in pairs(followed) do
    ask(buf)
  end
end

--- A line, or its beginning, as it is in the file; nil where that encoding has no such character.
---@param buf integer
---@param line integer 0-based
---@param text string
---@return string?
function M.encode(buf, line, text)
  local encoding = vim.bo[buf].fileencoding
  if line == 0 and vim.bo[buf].bomb then text = '\239\187\191' .. text end
  -- To UTF-8 it would lose its mark.
  return (encoding == '' or encoding == 'utf-8') and text or vim.iconv(text, 'utf-8', encoding)
end

return M
