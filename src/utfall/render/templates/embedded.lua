-- Without Quarto: one pandoc reads the notebook's text once and writes each format asked for.
-- Run by `pandoc lua` beside report.md: the folder of templates and filters, then the formats.

local WRITTEN = {
  html = { to = "html5", own = "report-html.lua", name = "report.html",
    with = { table_of_contents = true, toc_depth = 3, section_divs = true } },
  pdf = { to = "typst", own = "report-typst.lua", name = "report.typ", with = {} },
}
-- Text from data is escaped already; that no raw HTML is read is a second fence.
local FROM = "markdown-raw_html-raw_tex-raw_attribute"

local function read(name)
  local file = assert(io.open(name, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function write(name, text)
  local file = assert(io.open(name, "wb"))
  file:write(text)
  file:close()
end

local function beside(name) return pandoc.path.join { arg[1], name } end

-- As wide as pandoc's own command line takes a page to be, and Quarto with it: a table with a line
-- longer than this has the widths of its dashes.
local doc = pandoc.read(read("report.md"), FROM, { columns = 72 })
doc = pandoc.utils.run_lua_filter(doc, beside("report.lua"))
for place = 2, #arg do
  local format = WRITTEN[arg[place]]
  local own = pandoc.utils.run_lua_filter(doc, beside(format.own))
  format.with.template = pandoc.template.compile(read(beside(format.name)))
  format.with.wrap_text = "none"
  format.with.highlight_method = "none"
  write(format.name, pandoc.write(own, format.to, format.with))
end
