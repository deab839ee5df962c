/* Takes charts and tables out of the page: small buttons below each, and what paper shows in place of a canvas. */

const PICTURE = '[data-testid="stPlotlyChart"], [data-testid="stImage"] img, svg[role="img"]'
const TABLE = '[data-testid="stTable"], [data-testid="stDataFrame"]'
const LIVE = ".st-key-live_curve" // changes while a fit runs: nothing to take away
const PLACE = '[data-testid="stElementContainer"]'
const GRID = '[class*="st-key-grid-"]' // around a table on a canvas
const SVG = "http://www.w3.org/2000/svg"
const LEAST_WIDTH = 1600 // of a picture in pixels
const LINE = 18 // height of a line of the foot, in pixels
const REST = 150 // milliseconds to leave the page alone before it is looked at again

const mounted = new WeakMap()

export default function ({ data, parentElement }) {
  const known = mounted.get(parentElement)
  if (known) {
    known.data = data
    return known.end
  }
  const page = { data, timer: 0 }
  const look = () => { page.timer = 0; attach(page) }
  const later = () => { page.timer ||= setTimeout(look, REST) }
  const observer = new MutationObserver(later)
  const toPaper = () => prepare(page)
  observer.observe(document.querySelector('[data-testid="stApp"]') ?? document.body, { childList: true, subtree: true })
  addEventListener("beforeprint", toPaper)
  addEventListener("afterprint", restore)
  page.end = () => {
    observer.disconnect()
    clearTimeout(page.timer)
    removeEventListener("beforeprint", toPaper)
    removeEventListener("afterprint", restore)
    document.querySelectorAll(".take-away").forEach(bar => bar.remove())
    mounted.delete(parentElement)
  }
  mounted.set(parentElement, page)
  look()
  return page.end
}

function attach(page) {
  for (const bar of document.querySelectorAll(".take-away")) {
    if (!bar.parentElement.querySelector(bar.dataset.of)) bar.remove()
  }
  for (const [kind, buttons] of [[PICTURE, pictureButtons], [TABLE, tableButtons]]) {
    for (const shown of document.querySelectorAll(`[data-testid="stMain"] :is(${kind})`)) {
      const place = shown.closest(PLACE)
      if (!place || place.matches(LIVE) || place.querySelector(":scope > .take-away")) continue
      const bar = document.createElement("div")
      bar.className = "take-away"
      bar.dataset.of = kind
      const said = document.createElement("span")
      said.setAttribute("role", "status")
      bar.append(said, ...buttons(page, place, text => { say(said, text) }))
      place.append(bar)
    }
  }
  const print = document.querySelector(".st-key-print button")
  if (print) print.onclick = () => window.print()
}

function say(place, text) {
  place.textContent = text
  setTimeout(() => { place.textContent = "" }, 2500)
}

function button(text, name, act, say) {
  const made = document.createElement("button")
  made.type = "button"
  made.textContent = text
  made.title = name
  made.setAttribute("aria-label", name)
  made.onclick = () => Promise.resolve().then(act).catch(err => { console.warn(err); say("That did not work in this browser") })
  return made
}

/* Pictures */

function pictureButtons(page, place, say) {
  return [
    button("PNG", "Save as PNG", async () => {
      const drawn = await picture(page, place)
      save(await painted(drawn), `${drawn.name}.png`)
    }, say),
    button("SVG", "Save as SVG", async () => {
      const drawn = await picture(page, place)
      save(new Blob([drawn.text], { type: "image/svg+xml" }), `${drawn.name}.svg`)
    }, say),
  ]
}

/* The layers of a chart on the page's ground, between its title, if it has none of its own, and where it is from. */
async function picture(page, place) {
  const looks = getComputedStyle(document.querySelector('[data-testid="stApp"]'))
  const layers = await layersOf(place)
  const own = place.querySelector(".gtitle")
  const title = own?.textContent ?? headingOf(place)
  const image = place.querySelector("img") // made for white paper
  const [ground, ink] = image ? ["#ffffff", "#0c151e"] : [looks.backgroundColor, looks.color]
  const { width, height } = layers[0].size
  const text = own ? [] : wrapped(title, width, 17, looks, " ")
  const foot = wrapped(page.data.line, width, 12, looks, " · ")
  const top = text.length * 24 + (own ? 0 : 8)
  const whole = [Math.ceil(width), Math.ceil(top + height + foot.length * LINE + 10)]
  const svg = made("svg", { width: whole[0], height: whole[1], viewBox: `0 0 ${whole.join(" ")}` })
  svg.append(Object.assign(made("title", {}), { textContent: title }))
  svg.append(made("rect", { width: "100%", height: "100%", fill: ground }))
  for (const { layer } of layers) {
    layer.setAttribute("y", top)
    svg.append(layer)
  }
  const write = (words, y, size, weight) => {
    const line = made("text", { x: 8, y, fill: ink, "font-family": looks.fontFamily, "font-size": size, "font-weight": weight })
    line.textContent = words
    svg.append(line)
  }
  text.forEach((line, k) => write(line, 22 + 24 * k, 17, 600))
  foot.forEach((line, k) => write(line, top + height + LINE * (k + 1) - 4, 12, 400))
  const name = `${named(title)}-${page.data.name}`
  return { svg, name, width: whole[0], height: whole[1], text: new XMLSerializer().serializeToString(svg) }
}

async function layersOf(place) {
  const image = place.querySelector("img")
  let layers = [...place.querySelectorAll(".main-svg")]
  if (!layers.length && image) {
    const read = new DOMParser().parseFromString(await (await fetch(image.src)).text(), "image/svg+xml")
    layers = [read.documentElement]
  }
  if (!layers.length) layers = [...place.querySelectorAll("svg")].slice(0, 1)
  return layers.map(layer => {
    const box = image ?? layer, shown = box.getBoundingClientRect()
    const size = layer.matches(".main-svg")
      ? { width: Number(layer.getAttribute("width")), height: Number(layer.getAttribute("height")) }
      : { width: shown.width, height: shown.height }
    const copy = document.importNode(layer, true)
    if (!image && !layer.matches(".main-svg")) looksInside(layer, copy)
    copy.querySelectorAll(".draglayer, .hoverlayer, .zoomlayer, .selectionlayer").forEach(one => one.remove())
    copy.style.background = "none"
    copy.setAttribute("width", size.width)
    copy.setAttribute("height", size.height)
    copy.setAttribute("x", 0)
    return { layer: copy, size }
  })
}

/* What a style sheet says about a drawing of our own, written into the copy. */
function looksInside(drawn, copy) {
  const from = [drawn, ...drawn.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")]
  from.forEach((one, k) => {
    const looks = getComputedStyle(one)
    for (const each of ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "color"]) {
      to[k].style.setProperty(each, looks.getPropertyValue(each))
    }
  })
}

async function painted({ svg, width, height }) {
  const font = await ownFont()
  if (font) svg.prepend(Object.assign(made("style", {}), { textContent: font }))
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`
  await image.decode()
  const scale = Math.max(2, LEAST_WIDTH / width)
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) })
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((done, fail) => canvas.toBlob(blob => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"))
}

/* The page's letters: a picture knows none but those it brings. */
async function ownFont() {
  const family = getComputedStyle(document.querySelector('[data-testid="stApp"]')).fontFamily.split(",")[0]
  const plain = text => text.replaceAll(/["']/g, "").trim()
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSFontFaceRule) || rule.style.fontStyle === "italic") continue
      const source = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src"))
      if (!source || plain(rule.style.getPropertyValue("font-family")) !== plain(family)) continue
      const bytes = new Uint8Array(await (await fetch(new URL(source[1], sheet.href ?? document.baseURI))).arrayBuffer())
      let binary = ""
      for (const byte of bytes) binary += String.fromCharCode(byte)
      return `@font-face{font-family:${family};font-weight:200 900;src:url(data:font/woff2;base64,${btoa(binary)})}`
    }
  }
  return ""
}

function rulesOf(sheet) {
  try { return sheet.cssRules } catch { return [] } // of another origin
}

function wrapped(text, width, size, looks, between) {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = `${size}px ${looks.fontFamily}`
  const lines = []
  for (const part of text.split(between)) {
    const longer = lines.length ? `${lines.at(-1)}${between}${part}` : part
    if (lines.length && pen.measureText(longer).width <= width - 16) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

function headingOf(place) {
  const before = [...document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, h3, h4, h5)')]
    .filter(one => one.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING)
  return before.at(-1)?.innerText.trim() ?? document.title
}

function made(name, attributes) {
  const one = document.createElementNS(SVG, name)
  Object.entries(attributes).forEach(([key, value]) => one.setAttribute(key, value))
  return one
}

/* Tables */

function tableButtons(page, place, say) {
  return [
    button("Copy", "Copy table", async () => {
      const lines = table(page, place).rows.map(row => row.map(cell => String(cell).replaceAll(/\s+/g, " ")).join("\t"))
      await copy(lines.join("\n"))
      say("Copied")
    }, say),
    button("CSV", "Save table as CSV", () => {
      const { name, rows } = table(page, place)
      const lines = rows.map(row => row.map(quoted).join(","))
      // the mark at the beginning tells Excel that this is UTF-8
      save(new Blob(["\ufeff", lines.map(line => `${line}\r\n`).join("")], { type: "text/csv" }), `${name}.csv`)
    }, say),
  ]
}

function table(page, place) {
  const { name, rows } = listed(page, place) ?? written(place)
  return { name: `${named(name)}-${page.data.name}`, rows: rows.map(row => row.map(cell => harmless(page, cell))) }
}

/* A canvas has no cells: the server says what is in it. */
function listed(page, place) {
  const around = place.closest(GRID)?.className ?? ""
  return page.data.tables[/st-key-(grid-[\w-]+)/.exec(around)?.[1]]
}

function written(place) {
  const shown = place.querySelector("table"), joiners = /\u2060/g // which keep a range on one line
  const rows = [...shown.rows].map(row => [...row.cells].map(cell => cell.innerText.replaceAll(joiners, "").trim()))
  return { name: shown.getAttribute("aria-label") ?? headingOf(place), rows }
}

/* As churn/scoring/safety.py does it: an apostrophe before what a spreadsheet would take for a formula. */
function harmless(page, cell) {
  if (cell === null) return ""
  if (typeof cell !== "string") return cell
  const formula = new RegExp(`^(?:${page.data.formula})`, "u"), number = new RegExp(`^(?:${page.data.number})$`, "u")
  return formula.test(cell) && !number.test(cell) ? `'${cell}` : cell
}

function quoted(cell) {
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = Object.assign(document.createElement("textarea"), { value: text }) // without https there is no clipboard
  document.body.append(field)
  field.select()
  const done = document.execCommand("copy")
  field.remove()
  if (!done) throw new Error("no clipboard")
}

function named(text) {
  return text.normalize("NFKC").replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "").slice(0, 80).toLowerCase() || "picture"
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/* Paper */

function prepare(page) {
  const main = document.querySelector('[data-testid="stMainBlockContainer"]')
  main.prepend(Object.assign(document.createElement("p"), { className: "on-paper", textContent: page.data.line }))
  for (const place of document.querySelectorAll(`${PLACE}:has([data-testid="stDataFrame"])`)) {
    const found = listed(page, place)
    if (!found) continue
    const shown = Object.assign(document.createElement("table"), { className: "on-paper" })
    const digits = found.rows[0].map((_, column) => Math.max(0, ...found.rows.map(row => decimals(row[column]))))
    for (const row of found.rows) {
      const line = shown.insertRow()
      row.forEach((cell, column) => {
        Object.assign(line.insertCell(), { textContent: onPaper(cell, digits[column]), className: typeof cell })
      })
    }
    place.append(shown)
  }
  for (const layer of document.querySelectorAll(".main-svg")) {
    layer.setAttribute("viewBox", `0 0 ${layer.getAttribute("width")} ${layer.getAttribute("height")}`) // it shrinks
  }
  const ground = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor
  const [red, green, blue] = ground.match(/[\d.]+/g).map(Number)
  document.documentElement.classList.toggle("dark-to-paper", red + green + blue < 384)
}

function decimals(cell) {
  return typeof cell === "number" ? (/\.(\d+)$/.exec(String(cell))?.[1].length ?? 0) : 0
}

/* A number with as many digits as the others of its column, and with a minus. */
function onPaper(cell, digits) {
  return typeof cell === "number" ? cell.toFixed(digits).replace("-", "−") : cell ?? ""
}

function restore() {
  document.querySelectorAll(".on-paper").forEach(one => one.remove())
  document.querySelectorAll(".main-svg").forEach(layer => layer.removeAttribute("viewBox"))
  document.documentElement.classList.remove("dark-to-paper")
}
