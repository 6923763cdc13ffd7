/** Where the names of rooms are on their walls, in pixels of the screen from the left edge of the office. Pure. */
import { oneLine } from "../../lib/format/text";
import type { Plan } from "./plan";

export interface Sign {
  room: string;
  text: string;
  left: number;
  top: number;
  /** The most it takes; the sign itself may be narrower. */
  width: number;
  height: number;
}

/** Letters of 12 px, at most: nothing is smaller on a phone. */
const LETTER = 8;
const IDEOGRAPH = 13;
const PADDING = 12;
const HEIGHT = 16;
const FIRST_IDEOGRAPH = 0x2e80;

export function layoutSigns({ rooms }: Plan, scale: number): Sign[] {
  return rooms.map(({ id, name, x, y, w }) => {
    const text = oneLine(name, 32);
    const letters = [...text].map((one) =>
      (one.codePointAt(0) ?? 0) >= FIRST_IDEOGRAPH ? IDEOGRAPH : LETTER,
    );
    const wanted = letters.reduce<number>((sum, width) => sum + width, PADDING);
    return {
      room: id,
      text,
      left: (x + (y === 0 ? 6 : 24)) * scale,
      top: Math.round((y + 3) * scale),
      width: Math.min(wanted, Math.round((w - (y === 0 ? 40 : 52)) * scale)),
      height: HEIGHT,
    };
  });
}
