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

-- The rows of a table, each a list of what its cells hold.
local function lines_of(rows)
  return rows:map(function(row)
    return row.cells:map(function(cell) return pandoc.utils.blocks_to_inlines(cell.contents) end)
  end)
end

local function length(text) return utf8.len(text) or #text end

-- About as many letters of a table's size as a line of an A4 page holds.
local LINE = 100

-- Shares of the width: what the notebook asks for, else as wide as the text wants within reason;
-- never narrower than the longest word, which a no-break space makes of every number.
local function widths(rows, colspecs)
  local word, text = {}, {}
  for index, row in ipairs(rows) do
    for column, inlines in ipairs(row) do
      local content = pandoc.utils.stringify(inlines)
      for part in content:gmatch("[^%s]+") do word[column] = math.max(word[column] or 3, length(part)) end
      if index > 1 then text[column] = math.max(text[column] or 3, length(content)) end
    end
  end
  return colspecs:map(function(spec, column)
    local wanted = spec[2] and spec[2] * LINE or math.min(text[column] or 3, 42)
    return string.format("%.1ffr", math.max(word[column] or 3, wanted) + 2)
  end)
end

local function cells(inlines, rows)
  for _, row in ipairs(rows) do
    for _, content in ipairs(row) do
      -- What begins a cell is no mark-up, though "= x" would be a heading at a line's start.
      inlines:insert(raw("[#[];"))
      inlines:extend(content)
      inlines:insert(raw("], "))
    end
  end
end

local ALIGN = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center", AlignDefault = "left" }

local function tabular(block)
  -- All is read before any cell is looked at: pandoc takes a table anew from Lua for each reading
  -- after that.
  local identifier, colspecs = block.identifier, block.colspecs
  local caption = captioned(pandoc.utils.blocks_to_inlines(block.caption.long))
  local head, body = lines_of(block.head.rows), pandoc.List()
  for _, part in ipairs(block.bodies) do body:extend(lines_of(part.body)) end
  if #head == 0 then error("report: a table has no header row\n", 0) end
  local align = colspecs:map(function(spec) return ALIGN[spec[1]] end)
  local open = "#figure(kind: table, table(columns: (" .. table.concat(widths(head .. body, colspecs), ", ")
    .. ",), align: (" .. table.concat(align, ", ") .. ",), table.header("
  local inlines = pandoc.Inlines { raw(open) }
  cells(inlines, head)
  inlines:insert(raw("), "))
  cells(inlines, body)
  inlines:insert(raw(")"))
  inlines:extend(caption)
  inlines:extend { raw(")"), label(identifier) }
  return pandoc.Para(inlines), false
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

-- What a page marks says nothing on paper, and the title is no heading here: sections begin at 1.
local plain = {
  Span = function(span)
    if not span.classes:includes("source") then return span.content end
    return pandoc.Inlines { raw("#text(size: 8pt, fill: muted)[") } .. span.content .. { raw("]") }
  end,
  Header = function(header)
    header.level = header.level - 1
    return header
  end,
}

function Pandoc(doc)
  doc.blocks = shape(with_contents(doc.blocks:walk(plain)))
  return doc
end
