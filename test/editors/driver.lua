-- Uses the first buffer of Neovim as a user would, and writes what was seen to the file that RESULT names.
local seen = {}

local function finish()
  vim.fn.writefile({ vim.json.encode(seen) }, os.getenv('RESULT'))
  vim.cmd('qa!')
end

--- Waits until a condition holds. The limit ends a test that would wait forever.
local function wait_for(condition)
  for _ = 1, 600 do
    if condition() then return end
    coroutine.yield()
  end
  seen.error = 'timed out: ' .. debug.traceback()
  finish()
end

local function get_text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n' end

local user = coroutine.create(function()
  wait_for(function() return #vim.diagnostic.get(0) > 0 end)
  seen.diagnostics = vim.tbl_map(function(found)
    local text = vim.api.nvim_buf_get_text(0, found.lnum, found.col, found.end_lnum, found.end_col, {})[1]
    return { code = found.code, text = text, source = found.source }
  end, vim.diagnostic.get(0))

  vim.fn.search('ture')
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      seen.actions = vim.list_extend(seen.actions or {}, { { title = action.title, command = action.command } })
      return action.title == 'Change to true'
    end,
  })
  wait_for(function() return not get_text():find('ture') end)
  seen.fixed = get_text()

  vim.fn.search('--packing')
  -- The event of this movement would close a window that opens before it.
  for _ = 1, 5 do coroutine.yield() end
  vim.lsp.buf.hover()
  wait_for(function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        seen.hover = table.concat(lines, '\n')
        vim.api.nvim_win_close(window, true)
        return true
      end
    end
  end)

  vim.api.nvim_input('G$a<C-x><C-o>')
  wait_for(function() return get_text():find('max_length') end)
  seen.completed = get_text()
  finish()
end)

local timer = vim.loop.new_timer()
timer:start(100, 100, vim.schedule_wrap(function()
  if coroutine.status(user) == 'dead' then return end
  local is_good, problem = coroutine.resume(user)
  if not is_good then
    seen.error = problem
    finish()
  end
end))
