-- HTML: figures, tables and folded data as a reader with any tool needs them.

local function raw(text) return pandoc.RawBlock("html", text) end

local function escaped(text)
  local marks = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }
  return (text:gsub('[&<>"]', marks))
end

local function figure(div)
  local caption = div.content[2].content
  local id = escaped(div.identifier)
  -- On a narrow screen a chart keeps the size of its words and scrolls in a frame, as tables do.
  local named = #caption > 0 and ' role="region" aria-labelledby="' .. id .. '-caption"' or ""
  local blocks = pandoc.Blocks {
    raw('<figure id="' .. id .. '">'),
    raw('<div class="table-scroll chart-scroll"' .. named .. ' tabindex="0">'), div.content[1], raw("</div>"),
  }
  if #caption > 0 then
    blocks:extend { raw('<figcaption id="' .. id .. '-caption">'), pandoc.Plain(caption), raw("</figcaption>") }
  end
  blocks:insert(raw("</figure>"))
  return blocks, false
end

local function scoped(rows, scope, first_only)
  for _, row in ipairs(rows) do
    for index, cell in ipairs(row.cells) do
      if index == 1 or not first_only then cell.attributes.scope = scope end
    end
  end
end

local unnamed = 0

local function tabular(block)
  scoped(block.head.rows, "col", false)
  for _, body in ipairs(block.bodies) do
    body.row_head_columns = 1
    scoped(body.body, "row", true)
  end
  -- Widths from the dashes of a pipe table say nothing; the browser knows better.
  block.colspecs = block.colspecs:map(function(spec) return { spec[1], nil } end)

  -- The id sits on the frame and not on the table, which Quarto would number once more. Wide
  -- tables scroll in it, so a keyboard must be able to reach it.
  local identifier = block.identifier
  block.identifier = ""
  local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
  local named = ""
  if #caption > 0 then
    if identifier == "" then
      unnamed = unnamed + 1
      identifier = "tabell-" .. unnamed
    end
    local name = pandoc.Attr(identifier .. "-caption", {})
    block.caption = { long = { pandoc.Plain { pandoc.Span(caption, name) } } }
    named = ' role="region" aria-labelledby="' .. identifier .. '-caption"'
  end
  local id = identifier ~= "" and ' id="' .. escaped(identifier) .. '"' or ""
  return { raw('<div class="table-scroll"' .. id .. named .. ' tabindex="0">'), block, raw("</div>") }, false
end

local shape

local function division(div)
  if div.classes:includes("report-figure") then return figure(div) end
  if div.classes:includes("data-table") then
    local summary = escaped(div.attributes.summary or "Siffrorna i diagrammet")
    local open = raw('<details class="data-table"><summary>' .. summary .. "</summary>")
    return pandoc.Blocks { open } .. shape(div.content) .. { raw("</details>") }, false
  end
end

-- From the outside in; what a function returns in a list is not walked again.
function shape(blocks)
  return blocks:walk { traverse = "topdown", Div = division, Table = tabular }
end

function Pandoc(doc)
  doc.blocks = shape(doc.blocks)
  return doc
end
