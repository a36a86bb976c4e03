-- Unsent texts. The daemon keeps them, so that another editor can go on with them; until it says that it has a text,
-- the text lies in a file of our own. So whatever ends first, what was typed is somewhere.
local M = {}

local files = require('restante.draft_files')
local method = require('restante.protocol').method

--- What a text is to become. Ranges are in UTF-16 units, as the daemon's drafts have them.
---@class restante.Purpose
---@field kind restante.DraftKind|'decision' what belongs to a decision only this Neovim keeps
---@field threadId? string
---@field commentId? string
---@field base? string the version that an edit was typed on
---@field uri? string
---@field range? restante.Range
---@field lines? string[] how the lines of the range begin, to know them again
---@field before? string[] how those above them begin
---@field after? string[] how those below them begin
---@field total? integer how many lines the file had
---@field decision? restante.DecisionPurpose

--- A text being written, on its way to the daemon.
---@class restante.Writing
---@field purpose restante.Purpose
---@field id string what a new draft is called: saved again because the answer got lost, it is still one draft
---@field draft? { id: string, revision: integer } the daemon's
---@field saved? string what the daemon has
---@field wanted? string what it is to have
---@field left { id: string, revision: integer }[] drafts of the daemon's to be removed once it has the text under its own id
---@field forked? boolean another editor had saved meanwhile: this is a copy
---@field first? string the id of what a copy is a copy of
---@field sent_in? string the thread of an earlier text, which a save was told; until the reader is told, too
---@field lost? boolean the lines that it is to be about are gone, and its range is only where they were
---@field closed? boolean nothing is to be saved any more
---@field path string the file of our own
---@field in_file? string what that file has
---@field not_in_file? string why it could not be written
---@field saving boolean
---@field after fun(failure: restante.Failure?)[]

--- An unsent text, wherever it lies.
---@class restante.Kept
---@field purpose restante.Purpose
---@field text string
---@field updatedAt integer
---@field draft? { id: string, revision: integer }
---@field path? string
---@field lost? boolean as of a text being written
---@field elsewhere? boolean another Neovim is writing it
---@field stranded? boolean it lies where it was left when neither the daemon nor the usual file could take it

--- Begins to keep a text, or goes on with one.
---@param purpose restante.Purpose
---@param kept restante.Kept?
---@return restante.Writing
function M.begin(purpose, kept)
  local first = kept and kept.draft and files.first_of(kept.draft.id)
  return {
    purpose = purpose,
    id = require('restante.ids').new(),
    draft = kept and kept.draft,
    saved = kept and kept.draft and not kept.path and kept.text or nil,
    in_file = kept and kept.path and kept.text or nil,
    path = kept and kept.path or files.fresh_path(),
    forked = first and true,
    first = first,
    lost = kept and kept.lost,
    saving = false,
    left = {},
    after = {},
  }
end

--- Removes the drafts that were left behind, unless another editor has gone on with one.
---@param writing restante.Writing
local function sweep(writing)
  local left = writing.left
  if #left == 0 then return end
  writing.left = {}
  local client = require('restante.client')
  client.request(method.drafts, nil, function(_, result)
    for _, draft in ipairs(result and result.drafts or {}) do
      local is_current = writing.draft and draft.id == writing.draft.id
      for _, old in ipairs(left) do
        if not is_current and draft.id == old.id and draft.revision == old.revision then
          client.request(method.draft_remove, { id = old.id }, function(failure)
            if not failure then files.forget_copy(old.id) end
          end)
        end
      end
    end
  end)
end

--- What the daemon has saved is no draft to go on with.
---@param writing restante.Writing
---@param saved restante.DraftPutResult
local function leave(writing, saved)
  table.insert(writing.left, { id = saved.id, revision = saved.revision })
  -- No other save comes that would sweep.
  if writing.closed then sweep(writing) end
end

---@param writing restante.Writing
---@param failure restante.Failure?
local function settled(writing, failure)
  writing.saving = false
  local after = writing.after
  writing.after = {}
  for _, callback in ipairs(after) do
    callback(failure)
  end
end

---@param writing restante.Writing
---@param id string the draft's
---@param text string
---@return restante.DraftPutParams
local function to_put(writing, id, text)
  local draft, purpose = writing.draft, writing.purpose
  return {
    id = id,
    base = draft and draft.id == id and draft.revision or nil,
    kind = purpose.kind,
    text = text,
    threadId = purpose.threadId,
    commentId = purpose.commentId,
    uri = purpose.uri,
    -- The daemon would remember what is at those lines now; of a draft that it has it knows which were meant.
    range = not writing.lost and purpose.range or nil,
  }
end

--- The daemon has a text, or there is none: our file goes, unless only that knows the lines that are to be found again.
---@param writing restante.Writing
---@param text string
local function release(writing, text)
  if text == '' or not writing.lost or not writing.purpose.lines then files.drop(writing) end
end

--- Saves follow one another: each needs the revision of the one before.
---@param writing restante.Writing
local function put(writing)
  local text, id = writing.wanted or '', writing.id
  writing.saving = true
  local params = to_put(writing, writing.draft and writing.draft.id or id, text)
  require('restante.client').request(method.draft_put, params, function(failure, result)
    if writing.closed then
      if result then leave(writing, result) end
      return settled(writing)
    end
    if failure then return settled(writing, failure) end
    if writing.id ~= id then
      -- It has become another draft meanwhile.
      leave(writing, result)
      return put(writing)
    end
    if result.sentIn then
      -- Saved again as what it is to be by now: whoever goes on with it after this Neovim sends it as that.
      writing.draft = { id = result.id, revision = result.revision }
      M.renew(writing, result.sentIn)
      writing.sent_in = result.sentIn
      M.jot(writing, writing.wanted)
      return put(writing)
    end
    writing.saved = text
    if result.forked then
      writing.forked, writing.first = true, writing.first or params.id
    end
    local was = writing.draft and writing.draft.id
    -- An empty text removed the draft; the next one begins another.
    writing.draft = text ~= '' and { id = result.id, revision = result.revision } or nil
    if not writing.draft then
      files.forget_copy(result.id)
    elseif writing.first and result.id ~= was then
      files.remember_copy(result.id, writing.first)
    end
    if writing.wanted ~= text then return put(writing) end
    -- While one types the file has what the daemon is to get next.
    if writing.in_file == nil or writing.in_file == text then release(writing, text) end
    sweep(writing)
    settled(writing)
  end, {
    -- It was taken for failed, so another save has followed or will.
    late = function(result) leave(writing, result) end,
  })
end

--- Keeps a text in our own file only, which costs next to nothing.
---@param writing restante.Writing
---@param text string
function M.jot(writing, text)
  if writing.closed or text == '' or text == writing.in_file and vim.uv.fs_stat(writing.path) then return end
  if text == writing.saved and not writing.saving then return end
  files.put(writing, text)
end

--- Where a text is safe, if anywhere.
---@param writing restante.Writing
---@param text string
---@return 'daemon'|'file'|'nothing'|nil nothing: there is none
function M.where(writing, text)
  if text == '' then return 'nothing' end
  if text == writing.saved then return 'daemon' end
  if text == writing.in_file then return 'file' end
end

--- Keeps a text. When this returns it is in a file, unless that cannot be written; the callback comes when the daemon has
--- it, or cannot be asked.
---@param writing restante.Writing
---@param text string
---@param callback fun(failure: restante.Failure?)?
function M.save(writing, text, callback)
  callback = callback or function() end
  if writing.closed then return callback() end
  if not writing.saving and (text == writing.saved or (text == '' and not writing.draft)) then
    release(writing, text)
    return callback()
  end
  if text == '' then files.drop(writing) end
  M.jot(writing, text)
  writing.wanted = text
  table.insert(writing.after, callback)
  if not writing.saving then put(writing) end
end

--- An earlier text of the draft was sent: what there is now is to be another draft, which the next save begins. Of a
--- new thread it is what is left to say in that.
---@param writing restante.Writing
---@param thread string? the id of the thread that it was sent in
function M.renew(writing, thread)
  if writing.purpose.kind == 'newThread' and thread then
    writing.purpose, writing.lost = { kind = 'reply', threadId = thread }, nil
  end
  if writing.draft then table.insert(writing.left, writing.draft) end
  writing.id = require('restante.ids').new()
  writing.draft, writing.saved, writing.in_file, writing.forked, writing.first = nil, nil, nil, nil, nil
end

--- Asks in which thread an earlier text of a draft was sent.
---@param writing restante.Writing
---@param id string as which this text was refused
---@param text string
---@param callback fun(failure: restante.Failure?, thread: string?)
function M.where_sent(writing, id, text, callback)
  require('restante.client').request(method.draft_put, to_put(writing, id, text), function(failure, result)
    if result then leave(writing, result) end
    callback(failure, result and result.sentIn)
  end, { late = function(result) leave(writing, result) end })
end

--- The id to send a text as, once the daemon has it. A copy goes by the first one's: was that sent, the daemon says so.
---@param writing restante.Writing
---@return string?
function M.name(writing)
  if not writing.draft then return nil end
  return writing.first or writing.draft.id
end

--- The text is where it belongs: there is nothing to keep any more.
---@param writing restante.Writing
function M.finish(writing)
  writing.closed = true
  files.drop(writing)
  sweep(writing)
end

---@param draft restante.Draft
---@return restante.Kept
local function from_daemon(draft)
  return {
    purpose = {
      kind = draft.kind,
      threadId = draft.threadId,
      commentId = draft.commentId,
      uri = draft.uri,
      range = draft.range,
    },
    text = draft.text,
    updatedAt = draft.updatedAt,
    draft = { id = draft.id, revision = draft.revision },
    -- One that says of no lines that it is about them was lost before the daemon had it.
    lost = draft.kind == 'newThread' and (draft.lost or not draft.range) or nil,
  }
end

--- All unsent texts, newest first. With a failure only those in our own files.
---@param callback fun(kept: restante.Kept[], failure: restante.Failure?)
---@param opts { deadline_ms: integer, late: fun(kept: restante.Kept[]) }? late: told all of them after the deadline
function M.all(callback, opts)
  opts = opts or { deadline_ms = 3000, late = function() end }
  local function merge(failure, result)
    local kept, by_id = {}, {}
    for _, draft in ipairs(result and result.drafts or {}) do
      local each = from_daemon(draft)
      kept[#kept + 1], by_id[draft.id] = each, each
    end
    if result then files.forget_other_copies(by_id) end
    for _, file in ipairs(files.all()) do
      local known = file.draft and by_id[file.draft.id]
      -- Saved when its lines were lost, so only the file says which these were.
      local only_here = known and known.lost and not known.purpose.range and file.purpose.lines
      if only_here then
        known.purpose, known.lost = file.purpose, nil
      end
      if known and known.text == file.text and not only_here then
        -- The daemon had it, its answer did not arrive.
        if not file.elsewhere then vim.uv.fs_unlink(file.path) end
      elseif known and (known.text == file.text or known.draft.revision == file.draft.revision) then
        known.text, known.path, known.elsewhere, known.stranded = file.text, file.path, file.elsewhere, file.stranded
        known.updatedAt = math.max(known.updatedAt, file.updatedAt)
      else
        kept[#kept + 1] = file
      end
    end
    table.sort(kept, function(a, b) return a.updatedAt > b.updatedAt end)
    return kept
  end
  require('restante.client').request(method.drafts, nil, function(failure, result)
    callback(merge(failure, result), failure)
  end, {
    deadline_ms = opts.deadline_ms,
    late = function(result) opts.late(merge(nil, result)) end,
  })
end

--- Whether a kept text is about the same place.
---@param a restante.Purpose
---@param b restante.Purpose
---@return boolean
local function same_place(a, b)
  if a.kind ~= b.kind or a.threadId ~= b.threadId or a.commentId ~= b.commentId or a.uri ~= b.uri then return false end
  if a.kind ~= 'newThread' then return true end
  if not a.range or not b.range then return true end
  return a.range.start.line <= b.range['end'].line and b.range.start.line <= a.range['end'].line
end

--- The unsent texts about a place that nobody is writing.
---@param purpose restante.Purpose
---@param callback fun(kept: restante.Kept[])
---@param opts { deadline_ms: integer, late: fun(kept: restante.Kept[]) } as for all()
function M.find(purpose, callback, opts)
  local function here(all)
    return vim.tbl_filter(function(each) return not each.elsewhere and same_place(each.purpose, purpose) end, all)
  end
  M.all(function(all) callback(here(all)) end, {
    deadline_ms = opts.deadline_ms,
    late = function(all) opts.late(here(all)) end,
  })
end

--- Throws a text away.
---@param kept restante.Kept
---@param callback restante.Answer
function M.discard(kept, callback)
  if kept.path then vim.uv.fs_unlink(kept.path) end
  if not kept.draft then return callback(nil) end
  require('restante.client').request(method.draft_remove, { id = kept.draft.id }, function(failure, result)
    if not failure then files.forget_copy(kept.draft.id) end
    callback(failure, result)
  end)
end

return M
