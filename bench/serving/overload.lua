-- Posts one JSON body and prints how often each status was answered, and 503 without Retry-After.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = args[1]
  ok, full, others, unhelpful = 0, 0, 0, 0
end

function response(status, headers)
  if status == 200 then ok = ok + 1
  elseif status == 503 then
    full = full + 1
    if headers["retry-after"] == nil then unhelpful = unhelpful + 1 end
  else others = others + 1 end
end

function done(summary)
  local totals = { ok = 0, full = 0, others = 0, unhelpful = 0 }
  for _, thread in ipairs(threads) do
    for name, count in pairs(totals) do totals[name] = count + thread:get(name) end
  end
  local errors = summary.errors
  print(string.format(
    '{"ok":%d,"full":%d,"others":%d,"unhelpful":%d,"cut":%d}',
    totals.ok, totals.full, totals.others, totals.unhelpful,
    errors.connect + errors.read + errors.write + errors.timeout
  ))
end
