/**
 * The icons of an installed office, as pictures: some platforms take no SVG. All are drawn from `public/icon.svg`, whose
 * paths are pixel art: straight edges on a grid. PNG: https://www.w3.org/TR/png-3/
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

/** `isFull`: the ground fills the whole picture, because the platform cuts a shape of its own out of it. */
const ICONS = [
  { name: "icon-192.png", size: 192, isFull: false },
  { name: "icon-512.png", size: 512, isFull: false },
  { name: "icon-full-512.png", size: 512, isFull: true },
  { name: "apple-touch-icon.png", size: 180, isFull: true },
];
const PATH = /<path fill="#([0-9a-f]{3,6})" d="([^"]+)"/g;
const STEP = /([MhHvV])(-?\d+)(?: (-?\d+))?/g;

/** @param svg text of the icon @param folder where the pictures go */
export function writeIcons(svg, folder) {
  const grid = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const paths = [...svg.matchAll(PATH)].map(([, colour, d]) => ({
    rgb: rgbOf(colour),
    outlines: outlinesOf(d),
  }));
  if (!(grid > 0) || paths.length === 0) throw new Error("icon.svg is not pixel art on a square grid");
  const cells = Array.from({ length: grid }, (_, y) =>
    Array.from({ length: grid }, (_, x) => topAt(paths, [x + 0.5, y + 0.5])),
  );
  for (const { name, size, isFull } of ICONS) {
    // Whole pixels only; what is left over is a margin.
    const scale = Math.floor(size / grid);
    const margin = Math.floor((size - scale * grid) / 2);
    const ground = isFull ? [...paths[0].rgb, 255] : [0, 0, 0, 0];
    const cellOf = (value) => Math.floor((value - margin) / scale);
    const colourAt = (x, y) => cells[cellOf(y)]?.[cellOf(x)] ?? ground;
    writeFileSync(join(folder, name), png(size, colourAt));
  }
}

/** The colour of the uppermost path at a place; undefined where there is none. */
function topAt(paths, place) {
  const top = paths.findLast(({ outlines }) => outlines.some((outline) => isInside(outline, place)));
  return top && [...top.rgb, 255];
}

function rgbOf(hex) {
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

/** The corners of each outline of a path that has only straight edges. */
function outlinesOf(d) {
  const outlines = [];
  let [x, y] = [0, 0];
  for (const [, step, first, second] of d.matchAll(STEP)) {
    const value = Number(first);
    if (step === "M") {
      [x, y] = [value, Number(second)];
      outlines.push([]);
    } else if (step === "h") x += value;
    else if (step === "H") x = value;
    else if (step === "v") y += value;
    else y = value;
    outlines.at(-1).push([x, y]);
  }
  return outlines;
}

/** Even-odd rule: a ray to the right crosses the outline an odd number of times. */
function isInside(outline, [x, y]) {
  let crossings = 0;
  for (const [i, [x1, y1]] of outline.entries()) {
    const [x2, y2] = outline[(i + 1) % outline.length];
    if (x1 === x2 && x1 > x && y1 > y !== y2 > y) crossings += 1;
  }
  return crossings % 2 === 1;
}

/** A square picture of eight bits for each of red, green, blue and alpha. */
function png(size, colourAt) {
  // Each row begins with its filter: none.
  const rows = Buffer.alloc(size * (1 + 4 * size));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) rows.set(colourAt(x, y), y * (1 + 4 * size) + 1 + 4 * x);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
