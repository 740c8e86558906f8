-- Typst: figures with alt texts, tables with repeated header rows, no attributes of the page.

local function raw(text) return pandoc.RawInline("typst", text) end

-- A Typst string literal; a function, since a replacement text would trip over a per cent sign.
local function quoted(text)
  return '"' .. text:gsub('[\\"]', function(mark) return "\\" .. mark end) .. '"'
end

local function label(identifier) return identifier ~= "" and raw(" <" .. identifier .. ">") or raw("") end

local function captioned(caption)
  if #caption == 0 then return pandoc.Inlines {} end
  return pandoc.Inlines { raw(", caption: [") } .. caption .. { raw("]") }
end

local function figure(div)
  local image = div.content[1].content[1]
  local call = "#figure(kind: image, image(" .. quoted(image.src) .. ", width: 100%, alt: "
    .. quoted(image.attributes.alt or "") .. ")"
  local inlines = pandoc.Inlines { raw(call) } .. captioned(div.content[2].content)
  return pandoc.Para(inlines .. { raw(")"), label(div.identifier) })
end

local function inlines_of(cell) return pandoc.utils.blocks_to_inlines(cell.contents) end

local function length(text) return utf8.len(text) or #text end

-- About as many letters of a table's size as a line of an A4 page holds.
local LINE = 100

-- Shares of the width: what the notebook asks for, else as wide as the text wants within reason;
-- never narrower than the longest word, which a no-break space makes of every number.
local function widths(rows, colspecs)
  return colspecs:map(function(spec, column)
    local word, text = 3, 3
    for index, row in ipairs(rows) do
      local content = row.cells[column] and pandoc.utils.stringify(inlines_of(row.cells[column])) or ""
      for part in content:gmatch("[^%s]+") do word = math.max(word, length(part)) end
      if index > 1 then text = math.max(text, length(content)) end
    end
    local wanted = spec[2] and spec[2] * LINE or math.min(text, 42)
    return string.format("%.1ffr", math.max(word, wanted) + 2)
  end)
end

local function cells(inlines, rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      -- What begins a cell is no mark-up, though "= x" would be a heading at a line's start.
      inlines:insert(raw("[#[];"))
      inlines:extend(inlines_of(cell))
      inlines:insert(raw("], "))
    end
  end
end

local ALIGN = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center", AlignDefault = "left" }

local function tabular(block)
  if #block.head.rows == 0 then error("report: a table has no header row\n", 0) end
  local body = pandoc.List()
  for _, part in ipairs(block.bodies) do body:extend(part.body) end
  local align = block.colspecs:map(function(spec) return ALIGN[spec[1]] end)
  local open = "#figure(kind: table, table(columns: (" .. table.concat(widths(block.head.rows .. body, block.colspecs), ", ")
    .. ",), align: (" .. table.concat(align, ", ") .. ",), table.header("
  local inlines = pandoc.Inlines { raw(open) }
  cells(inlines, block.head.rows)
  inlines:insert(raw("), "))
  cells(inlines, body)
  inlines:insert(raw(")"))
  local caption = captioned(pandoc.utils.blocks_to_inlines(block.caption.long))
  return pandoc.Para(inlines .. caption .. { raw(")"), label(block.identifier) }), false
end

local shape

local function wrapped(call, blocks)
  local open, close = pandoc.RawBlock("typst", call .. "["), pandoc.RawBlock("typst", "]")
  return pandoc.Blocks { open } .. shape(blocks) .. { close }, false
end

local function division(div)
  if div.classes:includes("report-figure") then return figure(div), false end
  if div.classes:includes("notice-title") then return wrapped("#notice-title", div.content) end
  if div.classes:includes("notice") then return wrapped("#notice", div.content) end
  if div.classes:includes("answers") then return wrapped("#answers", div.content) end
  return shape(div.content), false
end

-- From the outside in; what a function returns in a list is not walked again.
function shape(blocks)
  return blocks:walk { traverse = "topdown", Div = division, Table = tabular }
end

-- The contents list stands after the first section, so that the answers are on the first page.
local function with_contents(blocks)
  local seen = 0
  for index, block in ipairs(blocks) do
    if block.t == "Header" and block.level == 1 then
      seen = seen + 1
      if seen == 2 then
        blocks:insert(index, pandoc.RawBlock("typst", "#contents()"))
        break
      end
    end
  end
  return blocks
end

function Pandoc(doc)
  doc.blocks = shape(with_contents(doc.blocks)):walk {
    Span = function(span)
      if not span.classes:includes("source") then return span.content end
      return pandoc.Inlines { raw("#text(size: 8pt, fill: muted)[") } .. span.content .. { raw("]") }
    end,
  }
  return doc
end
