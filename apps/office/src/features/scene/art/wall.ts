/** What hangs on walls. */
import type { Room } from "../plan";
import type { Brush } from "./brush";

/** By day clouds, by night stars and a moon: the dark theme is the office at night. */
export function windows({ inks, fill }: Brush, x: number, y: number, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const at = x + i * 19;
    fill("o-trim", at, y + 4, 17, 12);
    fill("o-sky", at + 1, y + 5, 15, 10);
    if (inks.theme === "dark") {
      fill("o-sky2", at + 3, y + 7, 1, 1);
      fill("o-sky2", at + 9, y + 10, 1, 1);
      if (i === 0) {
        fill("o-sky2", at + 11, y + 6, 3, 3);
        fill("o-sky", at + 11, y + 6, 1, 1);
      }
    } else {
      fill("o-sky2", at + 4, y + 9, 6, 2);
      fill("o-sky2", at + 6, y + 8, 3, 1);
    }
    fill("o-trim", at + 8, y + 5, 1, 10);
    fill("o-wall2", at - 1, y + 16, 19, 1);
  }
}

/** Notes, as a room of people who plan has them. */
export function pinboard({ fill }: Brush, { x, y, w, hue }: Room): void {
  const at = x + w * 0.5 - 17;
  fill("o-trim", at, y + 3, 34, 15);
  fill("o-paper", at + 1, y + 4, 32, 13);
  for (let i = 0; i < 6; i += 1) {
    const column = i % 3;
    const row = Math.floor(i / 3);
    if ((hue + i) % 4 === 3) continue;
    fill(`px-${(hue + i * 5) % 12}`, at + 3 + column * 8, y + 5 + row * 6, 5, 4);
  }
  for (const line of [6, 9, 12]) fill("n-5", at + 27, y + line, 5, 1);
}

export function clock({ fill }: Brush, x: number, y: number): void {
  fill("o-trim", x + 2, y, 7, 11);
  fill("o-trim", x, y + 2, 11, 7);
  fill("o-paper", x + 2, y + 1, 7, 9);
  fill("o-paper", x + 1, y + 2, 9, 7);
  fill("o-ink", x + 5, y + 2, 1, 4);
  fill("o-ink", x + 5, y + 5, 3, 1);
}
