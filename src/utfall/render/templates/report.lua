-- What both formats share: numbering, cross references, callouts and heading levels.
-- Runs before the format's own filter, under pandoc and (at pre-ast) under Quarto alike, so that
-- neither renderer does any of this in its own way.

local WORDS = {
  sv = { fig = "Figur", tbl = "Tabell", open = "”", close = "”", note = "Att observera",
    tip = "Tips", warning = "Varning", important = "Viktigt", caution = "Var uppmärksam" },
  en = { fig = "Figure", tbl = "Table", open = "“", close = "”", note = "Note",
    tip = "Tip", warning = "Warning", important = "Important", caution = "Caution" },
}
local KINDS = { "note", "tip", "warning", "important", "caution" }

local words = WORDS.sv
local counts = { fig = 0, tbl = 0 }
local labels = {}
local problems = pandoc.List()

local function kind_of(identifier)
  return identifier:match("^(fig)%-") or identifier:match("^(tbl)%-")
end

-- Returns the caption with its number before it, and remembers what the label is called.
local function numbered(identifier, caption)
  local kind = kind_of(identifier)
  if not kind then return caption end
  if labels[identifier] then problems:insert("the label " .. identifier .. " is used twice") end
  counts[kind] = counts[kind] + 1
  -- A no-break space keeps the word and its number on one line.
  labels[identifier] = words[kind] .. "\u{a0}" .. counts[kind]
  local lead = pandoc.Inlines { pandoc.Str(labels[identifier] .. "."), pandoc.Space() }
  return lead .. caption
end

local function figure(image, identifier, caption)
  local alt = image.attributes["fig-alt"] or image.attributes["alt"] or ""
  if alt == "" then problems:insert("the figure " .. identifier .. " has no alt text") end
  local text = numbered(identifier, caption)
  image.caption, image.title, image.attr = {}, "", pandoc.Attr("", {}, { alt = alt })
  return pandoc.Div({ pandoc.Plain { image }, pandoc.Plain(text) },
    pandoc.Attr(identifier, { "report-figure" })), false
end

local function lone_image(block)
  local only = #block.content == 1 and block.content[1]
  if only and only.t == "Image" then return figure(only, only.identifier, only.caption) end
end

-- Quarto wraps cells and outputs; the wrapping says nothing to a reader.
local unwrap = {
  Div = function(div)
    for _, class in ipairs(div.classes) do
      if class == "cell" or class:match("^cell%-output") then return div.content end
    end
  end,
  CodeBlock = function(block)
    if block.classes:includes("cell-code") then return {} end
  end,
}

local number = {
  traverse = "topdown",
  Figure = function(block)
    local inner = block.content[1]
    local image = inner and inner.content and inner.content[1]
    if not image or image.t ~= "Image" then return nil end
    local identifier = block.identifier ~= "" and block.identifier or image.identifier
    return figure(image, identifier, pandoc.utils.blocks_to_inlines(block.caption.long))
  end,
  Para = lone_image,
  Plain = lone_image,
  Table = function(block)
    local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
    -- A reader without table attributes leaves the label as text at the caption's end.
    local last = caption[#caption]
    local label = last and last.t == "Str" and last.text:match("^{#(tbl%-[%w%-]+)}$")
    if label then
      block.identifier = label
      caption:remove()
    end
    if #caption > 0 then
      block.caption = { long = { pandoc.Plain(numbered(block.identifier, caption)) } }
    end
    return block, false
  end,
}

-- Sections have no numbers: a reference to one says its heading.
local function sections(blocks)
  blocks:walk {
    Header = function(header)
      if header.identifier:match("^sec%-") then
        labels[header.identifier] = words.open .. pandoc.utils.stringify(header.content) .. words.close
      end
    end,
  }
  return blocks
end

local function title_of(div, kind)
  if div.attributes.title then return pandoc.Inlines(div.attributes.title) end
  local first = div.content[1]
  if first and first.t == "Header" then return div.content:remove(1).content end
  return pandoc.Inlines(words[kind])
end

local finish = {
  Cite = function(cite)
    local inlines = pandoc.Inlines {}
    for _, citation in ipairs(cite.citations) do
      local id = citation.id
      if #inlines > 0 then inlines:extend { pandoc.Str(","), pandoc.Space() } end
      if labels[id] then
        inlines:insert(pandoc.Link(labels[id], "#" .. id))
      else
        problems:insert("the reference @" .. id .. " leads nowhere")
      end
    end
    return inlines
  end,
  Quoted = function(quoted)
    return pandoc.Inlines { pandoc.Str(words.open) } .. quoted.content .. { pandoc.Str(words.close) }
  end,
  Div = function(div)
    for _, kind in ipairs(KINDS) do
      if div.classes:includes("callout-" .. kind) then
        local title = pandoc.Div({ pandoc.Para(title_of(div, kind)) }, pandoc.Attr("", { "notice-title" }))
        local attr = pandoc.Attr(div.identifier, { "notice", "notice-" .. kind }, { role = "note" })
        return pandoc.Div(pandoc.Blocks { title } .. div.content, attr)
      end
    end
  end,
}

-- The title is the only first level: sections begin at the second, whatever level the notebook or
-- Quarto's own shift left them at.
local function relevel(blocks)
  local top = 9
  blocks:walk { Header = function(header) top = math.min(top, header.level) end }
  return blocks:walk {
    Header = function(header)
      header.level = header.level - top + 2
      return header
    end,
  }
end

-- A page asks no other host for anything and runs nothing, whatever an author has written. Raw
-- HTML that does neither is left alone: Quarto may put some in of its own.
local ACTIVE = { "script", "iframe", "object", "embed", "img", "link", "style" }

local function fence(element)
  for _, name in ipairs(ACTIVE) do
    if element.text:lower():match("<%s*" .. name .. "[%s/>]") then
      problems:insert("raw HTML with <" .. name .. "> is not published")
    end
  end
end

local fences = {
  Image = function(image)
    if image.src:match("^%a[%w+.-]*://") or image.src:match("^//") then
      problems:insert("the image " .. image.src .. " lies on another host")
    end
  end,
  RawBlock = fence,
  RawInline = fence,
}
for name, check in pairs(fences) do finish[name] = check end

function Pandoc(doc)
  words = WORDS[pandoc.utils.stringify(doc.meta.lang or "sv"):sub(1, 2)] or WORDS.sv
  pandoc.Pandoc({}, doc.meta):walk(fences)
  -- Three passes, since a reference may stand before what it refers to.
  doc.blocks = relevel(sections(doc.blocks:walk(unwrap):walk(number)):walk(finish))
  if #problems > 0 then error("report: " .. table.concat(problems, "; ") .. "\n", 0) end
  return doc
end
