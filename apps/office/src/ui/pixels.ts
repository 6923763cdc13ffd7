/** One-bit pictures as SVG paths: rows of text, `#` is a pixel. */

/** One path for all pixels; neighbours in a row become one rectangle. */
export function pixelPath(rows: readonly string[]): string {
  let path = "";
  rows.forEach((row, y) => {
    for (const run of row.matchAll(/#+/g)) path += `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`;
  });
  return path;
}

const DIGITS: Readonly<Record<string, string>> = {
  "0": "111101101101111",
  "1": "010110010010111",
  "2": "111001111100111",
  "3": "111001111001111",
  "4": "101101111001001",
  "5": "111100111001111",
  "6": "111100111101111",
  "7": "111001001010010",
  "8": "111101111101111",
  "9": "111101111001111",
};

/** Digits and full stops as rows of pixels, five high. Other characters are left out. */
export function digitRows(text: string): readonly string[] {
  const rows = ["", "", "", "", ""];
  for (const character of text) {
    const bits = DIGITS[character];
    for (let y = 0; y < 5; y += 1) {
      const part = character === "." ? (y === 4 ? "#" : ".") : bits?.slice(y * 3, y * 3 + 3);
      if (part !== undefined) rows[y] += `${part.replaceAll("1", "#").replaceAll("0", ".")}.`;
    }
  }
  return rows;
}
