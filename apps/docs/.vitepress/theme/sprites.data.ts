/** The characters of the demo and starter teams, as TinyOffice draws them, made once when the site is built. */
import { defineLoader } from "vitepress";
import { toDna, toPalette } from "../../../office/src/ui/sprite/dna";
import { buildGrid, type Pose, SPRITE_HEIGHT, SPRITE_WIDTH } from "../../../office/src/ui/sprite/grid";

const TEAM: readonly (readonly [id: string, pose: Pose])[] = [
  ["lead", "hand"],
  ["coder", "stand"],
  ["tester", "carry0"],
  ["reviewer", "stand"],
  ["writer", "cheer"],
];

export interface Sprite {
  readonly id: string;
  readonly viewBox: string;
  readonly paths: readonly { readonly fill: string; readonly d: string }[];
}
declare const data: readonly Sprite[];

export { data };

export default defineLoader({ load: (): readonly Sprite[] => TEAM.map(draw) });

function draw([id, pose]: readonly [string, Pose]): Sprite {
  const palette = toPalette(toDna(id));
  const paths = new Map<string, string>();
  buildGrid(id, pose).forEach((row, y) => {
    row.forEach((letter, x) => {
      if (letter !== "") paths.set(letter, `${paths.get(letter) ?? ""}M${x} ${y}h1v1h-1z`);
    });
  });
  return {
    id,
    viewBox: `0 0 ${SPRITE_WIDTH} ${SPRITE_HEIGHT}`,
    paths: [...paths].map(([letter, d]) => ({ fill: palette[letter] ?? "none", d })),
  };
}
