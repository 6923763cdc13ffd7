/** Characters as pictures, each drawn once for a theme. */
import { toDna, toPalette } from "../../../ui/sprite/dna";
import { buildGrid, type Pose, SPRITE_HEIGHT, SPRITE_WIDTH } from "../../../ui/sprite/grid";
import { type Inks, picture } from "./brush";

export interface Sprites {
  get(id: string, pose: Pose, closed: boolean): HTMLCanvasElement;
  /** A colour of an agent: `a` is its cloth, `b` its body, `o` its outline. */
  colour(id: string, letter: string): string;
}

/** Enough for 256 agents in a few poses each. */
const KEPT_MAX = 2_048;

export function createSprites(inks: Inks): Sprites {
  const kept = new Map<string, HTMLCanvasElement>();
  const colour = (id: string, letter: string): string => inks.resolve(toPalette(toDna(id))[letter] ?? "");
  return {
    colour,
    get(id, pose, closed) {
      const key = `${pose} ${closed} ${id}`;
      const found = kept.get(key);
      if (found !== undefined) return found;
      if (kept.size >= KEPT_MAX) kept.clear();
      const palette = new Map<string, string>();
      const sprite = picture(inks, { w: SPRITE_WIDTH, h: SPRITE_HEIGHT }, ({ context }) => {
        buildGrid(id, pose, closed).forEach((row, y) => {
          row.forEach((letter, x) => {
            if (letter === "") return;
            const css = palette.get(letter) ?? colour(id, letter);
            palette.set(letter, css);
            context.fillStyle = css;
            context.fillRect(x, y, 1, 1);
          });
        });
      });
      kept.set(key, sprite);
      return sprite;
    },
  };
}
