/** The face of an agent. Its colour is identity, never state; its mood follows the state. */
import { type CSSProperties, memo } from "react";
import { words } from "../locale/words";
import type { State } from "./glyph";
import { toDna, toPalette } from "./sprite/dna";
import { buildGrid } from "./sprite/grid";

/** Whole multiples of the 16 pixels, in a box with room around them. */
const SIZES = { 20: 16, 24: 16, 40: 32, 56: 48 } as const;
export type FaceSize = keyof typeof SIZES;

export const Face = memo(function Face(props: { id: string; size?: FaceSize; state?: State }) {
  const { id, size = 24, state = "idle" } = props;
  const dna = toDna(id);
  const palette = toPalette(dna);
  return (
    <span
      className="pixel-corners face-ground inline-grid flex-none place-items-center overflow-hidden"
      style={{ width: size, height: size, "--face-hue": `var(--px-${dna.hue})` } as CSSProperties}
    >
      <svg
        className="block self-end"
        viewBox="0 0 16 16"
        width={SIZES[size]}
        height={SIZES[size]}
        shapeRendering="crispEdges"
        aria-hidden="true"
      >
        {facePaths(id, state).map(([letter, path]) => (
          <path key={letter} fill={palette[letter]} d={path} />
        ))}
      </svg>
    </span>
  );
});

function facePaths(id: string, state: State): [string, string][] {
  const pose = state === "asleep" ? "sleep" : state === "failed" ? "sad" : "stand";
  const paths = new Map<string, string>();
  buildGrid(id, pose)
    .slice(0, 16)
    .forEach((row, y) => {
      row.forEach((letter, x) => {
        if (letter !== "") paths.set(letter, `${paths.get(letter) ?? ""}M${x} ${y}h1v1h-1z`);
      });
    });
  return [...paths];
}

/** You: the only one who wears lime. */
export function YourFace({ size = 40 }: { size?: 24 | 40 }) {
  return (
    <span
      className={`pixel-corners inline-grid flex-none place-items-center bg-accent font-mono font-bold text-accent-ink ${size === 40 ? "size-10 text-13" : "size-6 text-11"}`}
      aria-hidden="true"
    >
      {size === 40 ? words.common.you : words.common.you.slice(0, 1)}
    </span>
  );
}
