/** A QR code as lines of block characters, for cameras that look at a terminal. */
import { encode } from "uqr";

/** Light modules around the code, without which cameras do not find it. */
const QUIET = 2;

/** Two rows of modules in each line. Light modules are drawn, so that a dark terminal shows dark on light. */
export function qrCodeLines(text: string): string[] {
  const { data, size } = encode(text, { ecc: "L", border: QUIET });
  const isLight = (x: number, y: number): boolean => data[y]?.[x] !== true;
  return Array.from({ length: Math.ceil(size / 2) }, (_, row) =>
    Array.from({ length: size }, (_, x) => {
      const [upper, lower] = [isLight(x, 2 * row), isLight(x, 2 * row + 1)];
      if (upper) return lower ? "█" : "▀";
      return lower ? "▄" : " ";
    }).join(""),
  );
}
