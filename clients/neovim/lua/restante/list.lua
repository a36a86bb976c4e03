-- Lists of threads, hits and drafts: in the quickfix or location list, or through vim.ui.select.
local M = {}

local api = vim.api
local labels = require('restante.labels')
local method = require('restante.protocol').method
local ui = require('restante.ui')

---@return string
local function root() return vim.fs.root(0, '.git') or vim.uv.cwd() or '.' end

--- The file of a thread in this clone, if it is there.
---@param path string in the repository
---@param uri string?
---@return string?
function M.file_of(path, uri)
  if uri then return vim.uri_to_fname(uri) end
  local file = vim.fs.joinpath(root(), path)
  return vim.uv.fs_stat(file) and file or nil
end

--- Goes to a file. One with changes that are not written is not read again, and none is thrown away.
---@param file string
function M.go_to(file)
  local buf = vim.fn.bufadd(file)
  if api.nvim_get_current_buf() == buf then return end
  local win = api.nvim_buf_is_loaded(buf) and vim.fn.bufwinid(buf) or -1
  if win ~= -1 then return api.nvim_set_current_win(win) end
  -- A text that is being written keeps its window, too.
  local stays = vim.bo.buftype == 'acwrite' or vim.bo.modified and not vim.o.hidden
  vim.cmd({ cmd = stays and 'split' or 'edit', args = { vim.fn.fnameescape(file) } })
end

--- Goes to an item of a list to choose from.
---@param item vim.quickfix.entry
local function open_thread(item)
  if not item.filename or item.no_line then return require('restante.actions').show({ item.user_data }) end
  M.go_to(item.filename)
  pcall(api.nvim_win_set_cursor, 0, { item.lnum, math.max((item.col or 1) - 1, 0) })
end

---@class restante.ListOptions
---@field here? boolean the location list, not the quickfix list
---@field kind? string for vim.ui.select; default: of threads
---@field open? fun(item: vim.quickfix.entry) what to do with a chosen item; default: as with a thread

--- Shows a list where the settings say.
---@param items vim.quickfix.entry[]
---@param title string
---@param opts restante.ListOptions?
function M.fill(items, title, opts)
  opts = opts or {}
  if #items == 0 then return ui.info(title .. ': none') end
  if require('restante.config').get().list == 'select' then
    return ui.select(items, {
      prompt = title,
      kind = opts.kind or 'restante.thread',
      format_item = function(item) return item.text end,
    }, function(item)
      if item then (opts.open or open_thread)(item) end
    end)
  end
  if opts.here then
    vim.fn.setloclist(0, {}, ' ', { title = title, items = items })
    vim.cmd.lopen()
  else
    vim.fn.setqflist({}, ' ', { title = title, items = items })
    vim.cmd('botright copen')
  end
end

--- Neovim's number of a line, as far as it has the file; of another one's lines it knows no ends.
---@param file string?
---@param line integer 1-based
---@return integer 1-based
local function row_in(file, line)
  local piece = file and vim.fn.bufloaded(file) == 1 and require('restante.line_ends').find(vim.fn.bufadd(file), line - 1)
  return piece and piece.row + 1 or line
end

---@param thread restante.Thread
---@param buf integer?
---@return vim.quickfix.entry
local function item_of(thread, buf)
  local path = thread.placement and thread.placement.path or thread.path
  local file = buf and api.nvim_buf_get_name(buf) or M.file_of(path, thread.uri)
  local span = buf and require('restante.marks').span(buf, thread.id)
  -- Before it the list has the file and the place in it: `poem.lua|3 col 1-5 info| `.
  local before = (file and vim.fn.fnamemodify(file, ':.') .. '|999 col 99 info| ' or path .. ': ')
  return {
    filename = file,
    lnum = span and span.row + 1 or row_in(file, thread.range and thread.range.start.line + 1 or thread.line),
    col = span and span.col + 1 or 1,
    text = (file and '' or path .. ': ') .. labels.in_list(thread, vim.o.columns - api.nvim_strwidth(before)),
    type = thread.state == 'resolved' and 'N' or 'I',
    user_data = thread.id,
    no_line = require('restante.places').is_orphaned(thread) or nil,
  }
end

---@param threads restante.Thread[]
---@param state 'open'|'resolved'|'all'
---@return restante.Thread[]
local function of_state(threads, state)
  if state == 'all' then return threads end
  return vim.tbl_filter(function(thread) return (thread.state == 'resolved') == (state == 'resolved') end, threads)
end

--- In a window with such a list: the thread of the cursor's line, and the buffer that it is listed for.
---@param line integer? another line than the cursor's
---@return string? id
---@return integer? buf
function M.under_cursor(line)
  local win = vim.fn.getwininfo(api.nvim_get_current_win())[1]
  if win.quickfix ~= 1 then return nil end
  local items = win.loclist == 1 and vim.fn.getloclist(0) or vim.fn.getqflist()
  local item = items[line or api.nvim_win_get_cursor(0)[1]]
  if item and type(item.user_data) == 'string' then return item.user_data, item.bufnr end
end

--- Threads of the current buffer, which the daemon has told of. Without one nobody knows that there are none.
---@param state 'open'|'resolved'|'all'
local function threads_of_file(state)
  local client, buf = require('restante.client'), api.nvim_get_current_buf()
  local known = of_state(require('restante.marks').threads(buf), state)
  if #known == 0 and not client.state().ready and client.installed() then
    local failure = client.request_sync(method.status)
    if failure then return ui.warn(ui.explain(failure)) end
    known = of_state(require('restante.marks').threads(buf), state)
  end
  local items = vim.tbl_map(function(thread) return item_of(thread, buf) end, known)
  M.fill(items, 'Threads of this file', { here = true })
end

--- Threads of this file (location list), of this repository or of all spaces (quickfix).
---@param scope 'file'|'repo'|'everything'
---@param state 'open'|'resolved'|'all'
function M.threads(scope, state)
  -- Asked for in the float, they are those of the file that it is about, listed for that one's window.
  local under = require('restante.float').under_cursor()
  if under and under.source then require('restante.float').close() end
  if scope == 'file' then
    return threads_of_file(state)
  end
  local params = { state = state, limit = 1000, root = scope == 'repo' and root() or nil }
  require('restante.client').request(method.threads, params, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    local items = vim.tbl_map(function(thread) return item_of(thread) end, result.threads)
    local title = scope == 'repo' and 'Threads of this repository' or 'Threads'
    if result.next then title = title .. (' (the newest %d)'):format(#items) end
    M.fill(items, title)
    if result.note then ui.warn(result.note) end
  end)
end

--- Comments that hold all the words.
---@param query string
function M.search(query)
  require('restante.client').request(method.search, { query = query, limit = 100 }, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    local items = vim.tbl_map(function(hit)
      local file = M.file_of(hit.path)
      local text = ('%s: %s (%s) [%s]'):format(hit.author.name, hit.snippet, hit.state, hit.threadId:sub(-7))
      return {
        filename = file,
        lnum = hit.line,
        text = (file and '' or hit.path .. ': ') .. text,
        user_data = hit.threadId,
      }
    end, result.hits)
    local title = 'Comments with ' .. query
    if result.behind > 0 then title = title .. (' (%d newer ones are not indexed yet)'):format(result.behind) end
    M.fill(items, title)
  end)
end

--- Goes on with a draft.
---@param kept restante.Kept
function M.open_draft(kept)
  local is_decision = kept.purpose.kind == 'decision'
  local compose = require(is_decision and 'restante.decision_compose' or 'restante.compose')
  if is_decision and not kept.purpose.uri then return compose.open(kept.purpose, {}, kept) end
  if not is_decision and kept.purpose.kind ~= 'newThread' then
    if kept.purpose.kind ~= 'edit' or kept.purpose.base then return compose.open(kept.purpose, {}, kept) end
    -- Another editor's draft does not say which version it was typed on.
    local opts = { deadline_ms = 3000 }
    local _, result = require('restante.client').request_sync(method.thread, { threadId = kept.purpose.threadId }, opts)
    for _, comment in ipairs(result and result.thread.comments or {}) do
      if comment.id == kept.purpose.commentId then kept.purpose.base = comment.version end
    end
    return compose.open(kept.purpose, {}, kept)
  end
  local file, range = vim.uri_to_fname(kept.purpose.uri), kept.purpose.range
  if not vim.uv.fs_stat(file) and vim.fn.bufloaded(file) == 0 then
    -- An empty buffer is not what it was about.
    kept.lost = true
    return compose.open(kept.purpose, {}, kept)
  end
  M.go_to(file)
  local buf = api.nvim_get_current_buf()
  require('restante.client').attach(buf)
  local span = require('restante.about').find(buf, kept)
  local row = span and span.row or range and require('restante.ranges').to_span(buf, range, 'utf-16').row or 0
  api.nvim_win_set_cursor(0, { row + 1, 0 })
  compose.open(kept.purpose, { source = buf, span = span }, kept)
end

--- All unsent texts: choose one to go on with, or throw one away.
---@param discard boolean
function M.drafts(discard)
  require('restante.drafts').all(function(all, failure)
    if failure then ui.warn('only drafts of this Neovim: ' .. ui.explain(failure)) end
    if #all == 0 then return ui.info('no unsent drafts') end
    ui.select(all, {
      prompt = discard and 'Throw away which draft?' or 'Unsent drafts',
      kind = 'restante.draft',
      ---@param kept restante.Kept
      format_item = function(kept)
        local where = labels.draft(kept.purpose) .. labels.lost(kept) .. (kept.elsewhere and ' (open in another Neovim)' or '')
        if kept.stranded then where = ('%s (kept in %s)'):format(where, vim.fn.fnamemodify(kept.path, ':~')) end
        return labels.with_text(('%s, %s: '):format(where, labels.date(kept.updatedAt)), kept.text)
      end,
    }, function(kept)
      if not kept then return end
      if not discard then return M.open_draft(kept) end
      if not ui.confirm('Throw this draft away? ' .. labels.first_line(kept.text, 40), '&Discard') then return end
      require('restante.drafts').discard(kept, function(trouble)
        if trouble then ui.warn('not thrown away: ' .. ui.explain(trouble)) end
      end)
    end)
  end)
end

--- What the hubs do not have yet; a refused entry can be sent again or copied.
function M.outbox()
  require('restante.client').request(method.outbox, nil, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    if #result.entries == 0 then return ui.info('the outbox is empty: the hubs have everything') end
    ui.select(result.entries, {
      prompt = 'Not at the hub',
      kind = 'restante.outbox',
      ---@param entry restante.OutboxEntry
      format_item = function(entry)
        local state = entry.sync == 'rejected' and 'refused: ' .. (entry.reason or '') or 'waits'
        return labels.with_text(('%s  %s  (%s)  '):format(labels.date(entry.at), entry.kind, state), entry.text or '')
      end,
    }, function(entry)
      if not entry then return end
      if entry.sync ~= 'rejected' then return ui.info('it is sent as soon as the hub can be reached') end
      ui.select({ 'Send it again', 'Copy its text' }, { prompt = entry.reason or 'refused' }, function(choice)
        if choice == 'Copy its text' then vim.fn.setreg(vim.v.register, entry.text or '') end
        if choice ~= 'Send it again' then return end
        require('restante.client').request(method.outbox_retry, { id = entry.id }, function(trouble)
          ui.info(trouble and 'not sent again: ' .. ui.explain(trouble) or 'on its way again')
        end)
      end)
    end)
  end)
end

return M
