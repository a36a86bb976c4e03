-- What lies on disk of unsent texts: a file for each that the daemon does not have yet, and, of drafts that are copies of
-- others, which these are. All of it below stdpath('state'), where several Neovims may be at work.
local M = {}

local uv = vim.uv

local only_mine = tonumber('700', 8)
--- A copy's file of a draft that is gone goes after this: nobody who saves one at this moment loses it.
local copy_kept_s = 24 * 60 * 60

local count = 0

---@param name string
---@return string
local function folder(name) return vim.fs.joinpath(vim.fn.stdpath('state') --[[@as string]], 'restante', name) end

--- Where a text is left when Neovim ends and neither the daemon nor a file in the folder can take it: the folder may be
--- nobody's to write in, or its disk full. The best first.
---@return string[]
local function shores()
  return { vim.fs.dirname(folder('drafts')), vim.fs.joinpath(uv.os_tmpdir(), ('restante-%d'):format(uv.getuid())) }
end

--- Whether a folder is there and the user's own: in the second of these anybody could have made it.
---@param path string
---@return boolean
local function is_own(path)
  local info = uv.fs_stat(path)
  return info ~= nil and info.type == 'directory' and info.uid == uv.getuid()
end

---@return integer milliseconds
local function now_ms()
  local seconds, micros = uv.gettimeofday()
  return seconds * 1000 + math.floor(micros / 1000)
end

--- Where a text that is begun will lie.
---@return string
function M.fresh_path()
  count = count + 1
  return vim.fs.joinpath(folder('drafts'), ('%d-%d-%d.json'):format(now_ms(), uv.os_getpid(), count))
end

--- Puts a file where it belongs, whole or not at all.
---@param path string
---@param body string
---@return string? problem
local function write(path, body)
  local made, refused = pcall(vim.fn.mkdir, vim.fs.dirname(path), 'p', only_mine)
  if not made then return (tostring(refused):gsub('^Vim:', '')) end
  local fresh = path .. '.new'
  local file, problem = uv.fs_open(fresh, 'w', tonumber('600', 8))
  if not file then return problem end
  local written, trouble = uv.fs_write(file, body)
  local closed, late_trouble = uv.fs_close(file)
  if written == #body and closed then
    local _, moved = uv.fs_rename(fresh, path)
    return moved
  end
  uv.fs_unlink(fresh)
  return trouble or late_trouble or 'there is no room for all of it'
end

--- Puts a text into its file.
---@param writing restante.Writing
---@param text string
function M.put(writing, text)
  writing.not_in_file = write(writing.path, vim.json.encode({
    purpose = writing.purpose,
    draft = writing.draft or { id = writing.id, revision = 0 },
    text = text,
    updatedAt = now_ms(),
    pid = uv.os_getpid(),
  }))
  if not writing.not_in_file then writing.in_file = text end
end

---@param writing restante.Writing
function M.drop(writing)
  uv.fs_unlink(writing.path)
  writing.in_file = nil
end

--- Leaves a text that is safe nowhere wherever there is room, to be offered when Neovim is begun again.
---@param writing restante.Writing
---@param text string
function M.strand(writing, text)
  for _, shore in ipairs(shores()) do
    pcall(vim.fn.mkdir, shore, 'p', only_mine)
    if is_own(shore) then
      writing.path = vim.fs.joinpath(shore, vim.fs.basename(writing.path))
      M.put(writing, text)
      if not writing.not_in_file then return end
    end
  end
end

--- Whether a process lives.
---@param pid integer
---@return boolean
local function alive(pid)
  local ok = uv.kill(pid, 0)
  return ok == 0
end

---@param path string
---@return string
local function read(path)
  local file = io.open(path, 'rb')
  local body = file and file:read('*a') or ''
  if file then file:close() end
  return body
end

--- What lies in the files of a folder.
---@param found restante.Kept[] where it is put
---@param where string
---@param stranded boolean?
local function look_into(found, where, stranded)
  for name, kind in vim.fs.dir(where) do
    if kind == 'file' and vim.endswith(name, '.json') then
      local path = vim.fs.joinpath(where, name)
      local ok, body = pcall(vim.json.decode, read(path))
      -- What cannot be read is left where it is, for a person to look at.
      if ok and type(body) == 'table' and type(body.text) == 'string' and type(body.purpose) == 'table' then
        local pid = tonumber(body.pid) or 0
        found[#found + 1] = {
          purpose = body.purpose,
          text = body.text,
          updatedAt = tonumber(body.updatedAt) or 0,
          draft = body.draft,
          path = path,
          elsewhere = pid ~= uv.os_getpid() and pid > 0 and alive(pid) or nil,
          stranded = stranded,
        }
      end
    end
  end
end

--- What was left where there was room.
---@return restante.Kept[]
function M.stranded()
  local found = {}
  for _, shore in ipairs(shores()) do
    if is_own(shore) then look_into(found, shore, true) end
  end
  return found
end

--- What lies in files.
---@return restante.Kept[]
function M.all()
  local found = M.stranded()
  look_into(found, folder('drafts'))
  return found
end

---@param id string
---@return string
local function copy_path(id) return vim.fs.joinpath(folder('copies'), id) end

--- Remembers what a draft is a copy of, for whoever goes on with it after this Neovim: the daemon does not know.
---@param id string
---@param first string the id of the draft that it is a copy of
function M.remember_copy(id, first) write(copy_path(id), first) end

--- What a draft is a copy of.
---@param id string
---@return string? first
function M.first_of(id)
  local first = read(copy_path(id))
  return first ~= '' and first or nil
end

--- A draft is gone.
---@param id string
function M.forget_copy(id) uv.fs_unlink(copy_path(id)) end

--- Forgets copies that were sent or thrown away elsewhere.
---@param there table<string, any> the drafts that there are, by id
function M.forget_other_copies(there)
  for id in vim.fs.dir(folder('copies')) do
    local info = not there[id] and uv.fs_stat(copy_path(id))
    if info and info.mtime.sec < os.time() - copy_kept_s then M.forget_copy(id) end
  end
end

return M
