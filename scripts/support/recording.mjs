// A recording of a terminal that only writes lines: as an asciicast, and as a picture that moves. Pure.
// Formats: https://docs.asciinema.org/manual/asciicast/v2/ and SVG with CSS. No key of the keyboard is recorded.

const ESCAPE = String.fromCharCode(27);
const CHAR_PX = 8.4;
const LINE_PX = 19;
const PADDING_PX = 16;
/** Longer pauses say nothing. */
const PAUSE_MAX_S = 3;
/** To read the end before it begins again. */
const END_S = 5;
/** SGR codes that the product uses, by the class of their text. */
const STYLES = new Map([
  ["1", "b"],
  ["2", "d"],
  ["31", "r"],
  ["32", "g"],
  ["33", "y"],
  ["34", "u"],
  ["35", "m"],
  ["36", "c"],
]);
/** What ends each style: 22 ends bold and dim. */
const ENDS = new Map([
  ["22", ["b", "d"]],
  ["39", ["r", "g", "y", "u", "m", "c"]],
]);

/** @param chunks what the program wrote, with seconds since its start */
export function toCast({ chunks, columns, rows, title }) {
  const header = { version: 2, width: columns, height: rows, idle_time_limit: PAUSE_MAX_S, title };
  const events = chunks.map(({ at, text }) => [Math.round(at * 1000) / 1000, "o", text]);
  return `${[header, ...events].map((one) => JSON.stringify(one)).join("\n")}\n`;
}

/** @returns the lines with the second at which each is there, pauses shortened */
export function toLines(chunks, columns) {
  const lines = [];
  let [clock, last, open] = [0, 0, ""];
  for (const { at, text } of chunks) {
    clock += Math.min(Math.max(at - last, 0), PAUSE_MAX_S);
    last = at;
    const parts = (open + text).split("\n");
    open = parts.pop() ?? "";
    for (const part of parts)
      for (const spans of wrapped(toSpans(part.replaceAll("\r", "")), columns))
        lines.push({ at: clock, spans });
  }
  return lines;
}

/** Texts with their classes. */
function toSpans(line) {
  const [first = "", ...rest] = line.split(`${ESCAPE}[`);
  const classes = new Set();
  const spans = first === "" ? [] : [{ text: first, classes: "" }];
  for (const part of rest) {
    const end = part.search(/[A-Za-z]/);
    if (part[end] === "m") applyCodes(classes, part.slice(0, end).split(";"));
    const text = part.slice(end + 1);
    if (text !== "") spans.push({ text, classes: [...classes].join(" ") });
  }
  return spans;
}

function applyCodes(classes, codes) {
  for (const code of codes) {
    if (code === "0" || code === "") classes.clear();
    for (const ended of ENDS.get(code) ?? []) classes.delete(ended);
    const style = STYLES.get(code);
    if (style !== undefined) classes.add(style);
  }
}

function wrapped(spans, columns) {
  const rows = [[]];
  let used = 0;
  for (const { text, classes } of spans)
    for (const char of text) {
      if (used === columns) {
        rows.push([]);
        used = 0;
      }
      const row = rows.at(-1);
      const last = row.at(-1);
      if (last?.classes === classes) last.text += char;
      else row.push({ text: char, classes });
      used += 1;
    }
  return rows;
}

/** The same as a picture: it scrolls as a terminal does, and stands still for those who want no motion. */
export function toSvg({ chunks, columns, rows, title }) {
  const lines = toLines(chunks, columns);
  const total = (lines.at(-1)?.at ?? 0) + END_S;
  const width = Math.ceil(columns * CHAR_PX + 2 * PADDING_PX);
  const height = rows * LINE_PX + 2 * PADDING_PX;
  const drawn = lines.map(({ spans }, index) => {
    const texts = spans.map(({ text, classes }) =>
      classes === "" ? escapeXml(text) : `<tspan class="${classes}">${escapeXml(text)}</tspan>`,
    );
    const y = PADDING_PX + (index + 1) * LINE_PX - 5;
    return `<text class="l${index}" x="${PADDING_PX}" y="${y}" xml:space="preserve">${texts.join("")}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${styleOf(lines, { total, rows })}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="#16161a"/>`,
    `<svg x="0" y="${PADDING_PX}" width="${width}" height="${rows * LINE_PX}" viewBox="0 ${PADDING_PX} ${width} ${rows * LINE_PX}"><g class="s">`,
    ...drawn,
    "</g></svg>",
    "</svg>",
    "",
  ].join("\n");
}

function styleOf(lines, { total, rows }) {
  const percent = (at) => `${Math.round((at / total) * 100_000) / 1_000}%`;
  const scrolls = lines.flatMap(({ at }, index) =>
    index < rows ? [] : [`${percent(at)}{transform:translateY(${(rows - 1 - index) * LINE_PX}px)}`],
  );
  const shows = lines.flatMap(({ at }, index) => [
    `@keyframes l${index}{0%{opacity:0}${percent(at)}{opacity:1}}`,
    `.l${index}{animation-name:l${index}}`,
  ]);
  return [
    "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d6d6dc}",
    ".b{font-weight:700;fill:#fff}.d{opacity:.65}.r{fill:#ff8a80}.g{fill:#7ddc8f}.y{fill:#f0d070}.u{fill:#8ab4ff}.m{fill:#d8a0ff}.c{fill:#7fd7e8}",
    `text,.s{animation:0s step-end infinite;animation-duration:${Math.round(total * 1_000)}ms}`,
    `@keyframes s{0%{transform:none}${scrolls.join("")}}.s{animation-name:s}`,
    ...shows,
    "@media (prefers-reduced-motion:reduce){text,.s{animation:none}}",
  ].join("");
}

function escapeXml(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
