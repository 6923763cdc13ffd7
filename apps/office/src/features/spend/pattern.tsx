/** Fills in one-bit pixel patterns: they read in greyscale. Lime marks the chosen series. */
import { PATTERNS } from "./spend-state";

/** Dark pixels on a 4 × 4 tile; each has its own grain. The last one is plain. */
const TILES: readonly string[] = [
  "M0 0h4v4h-4z",
  "M0 0h1v1h-1zM2 0h1v1h-1zM1 1h1v1h-1zM3 1h1v1h-1zM0 2h1v1h-1zM2 2h1v1h-1zM1 3h1v1h-1zM3 3h1v1h-1z",
  "M0 0h4v2h-4z",
  "M0 0h1v4h-1z",
  "M1 1h1v1h-1zM3 3h1v1h-1z",
];

/** Where lines are black the plain fill is not: it would look like the full one. */
const PLAIN = "fill-n-4 [[data-theme=contrast]_&]:fill-n-3";

/** Put once into an SVG; `getFill` names them. @param id unique on the page */
export function PatternDefs({ id }: { id: string }) {
  return (
    <defs>
      {Array.from({ length: PATTERNS }, (_, i) => (
        <pattern
          // biome-ignore lint/suspicious/noArrayIndexKey: patterns have no other name.
          key={i}
          id={`${id}-${i}`}
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="scale(1.5)"
        >
          <rect width="4" height="4" className={TILES[i] === undefined ? PLAIN : "fill-n-0"} />
          {TILES[i] !== undefined && <path d={TILES[i]} className="fill-n-9" />}
        </pattern>
      ))}
    </defs>
  );
}

export function getFill(id: string, pattern: number): string {
  return `url(#${id}-${pattern})`;
}

export function Swatch({ id, pattern, isChosen }: { id: string; pattern: number; isChosen: boolean }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width={12}
      height={12}
      shapeRendering="crispEdges"
      className="flex-none outline outline-n-9"
      aria-hidden="true"
    >
      {isChosen ? (
        <rect width="12" height="12" className="fill-accent" />
      ) : (
        <rect width="12" height="12" fill={getFill(id, pattern)} />
      )}
    </svg>
  );
}
