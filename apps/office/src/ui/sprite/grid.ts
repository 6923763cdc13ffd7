/** Draws a character into a grid of letters. The face is its upper 16 rows. */
import { type Dna, toDna } from "./dna";
import { HEADPHONES, HEADS, TOPS } from "./parts";

export const SPRITE_WIDTH = 16;
export const SPRITE_HEIGHT = 23;
export type Pose =
  | "stand"
  | "walk0"
  | "walk1"
  | "sit"
  | "hand"
  | "sleep"
  | "carry0"
  | "carry1"
  | "sad"
  | "cheer";
export type Grid = readonly (readonly string[])[];
type Put = (x: number, y: number, letter: string) => void;

/** @param closed whether the eyes are shut for a moment */
export function buildGrid(id: string, pose: Pose = "stand", closed = false): Grid {
  const dna = toDna(id);
  const grid = Array.from({ length: SPRITE_HEIGHT }, () => Array<string>(SPRITE_WIDTH).fill(""));
  const put: Put = (x, y, letter) => {
    const row = grid[y];
    if (row !== undefined && x >= 0 && x < SPRITE_WIDTH) row[x] = letter;
  };
  drawBody(put, pose);
  drawHead(put, dna);
  drawEyes(put, dna, { pose, shut: closed || pose === "sleep" });
  drawMouth(put, dna, pose);
  drawTop(put, dna);
  if (pose.startsWith("carry")) drawSheet(put);
  return outlined(grid);
}

function box(put: Put, at: { x: number; y: number; w: number; h: number }, letter: string): void {
  for (let y = at.y; y < at.y + at.h; y += 1) for (let x = at.x; x < at.x + at.w; x += 1) put(x, y, letter);
}

function drawBody(put: Put, pose: Pose): void {
  box(put, { x: 4, y: 13, w: 8, h: 5 }, "a");
  box(put, { x: 4, y: 18, w: 8, h: 1 }, "A");
  drawArms(put, pose);
  if (pose === "sit") return;
  const walking = /\d$/.test(pose);
  const heights = !walking ? [3, 3] : pose.endsWith("1") ? [3, 2] : [2, 3];
  [5, 9].forEach((x, i) => {
    box(put, { x, y: 19, w: 2, h: heights[i] ?? 3 }, "k");
  });
}

function drawArms(put: Put, pose: Pose): void {
  if (pose === "hand") {
    box(put, { x: 3, y: 14, w: 1, h: 4 }, "a");
    box(put, { x: 14, y: 8, w: 1, h: 6 }, "a");
    box(put, { x: 12, y: 14, w: 2, h: 1 }, "a");
    box(put, { x: 14, y: 6, w: 1, h: 2 }, "b");
  } else if (pose === "cheer") {
    for (const x of [1, 14]) {
      box(put, { x, y: 8, w: 1, h: 6 }, "a");
      put(x, 7, "b");
    }
    put(2, 14, "a");
    put(13, 14, "a");
  } else if (pose.startsWith("carry")) {
    for (const x of [3, 12]) {
      put(x, 14, "a");
      put(x, 15, "b");
    }
  } else {
    for (const x of [3, 12]) {
      box(put, { x, y: 14, w: 1, h: 3 }, "A");
      put(x, 17, "b");
    }
  }
}

function drawHead(put: Put, { head }: Dna): void {
  const cuts = HEADS[head] ?? [];
  cuts.forEach((cut, row) => {
    for (let x = cut; x < 12 - cut; x += 1) put(x + 2, row + 4, row > 6 || x > 10 - cut ? "s" : "b");
  });
  put(4 + (cuts[1] ?? 0), 5, "l");
  put(5 + (cuts[1] ?? 0), 5, "l");
  put(3 + (cuts[2] ?? 0), 6, "l");
}

function drawEyes(put: Put, dna: Dna, { pose, shut }: { pose: Pose; shut: boolean }): void {
  const eye: Put = (x, y, letter) => put(x + 2, y + 4, letter);
  if (shut) for (const x of [2, 8]) box(eye, { x, y: 5, w: 2, h: 1 }, "k");
  else if (pose === "sad") {
    for (const x of [3, 8]) box(eye, { x, y: 4, w: 1, h: 2 }, "k");
    eye(2, 3, "o");
    eye(9, 3, "o");
  } else OPEN_EYES[dna.eyes]?.(eye);
}

const OPEN_EYES: readonly ((eye: Put) => void)[] = [
  (eye) => {
    for (const x of [3, 8]) box(eye, { x, y: 4, w: 1, h: 2 }, "k");
  },
  (eye) => {
    for (const x of [2, 8]) {
      box(eye, { x, y: 4, w: 2, h: 2 }, "k");
      eye(x, 4, "w");
    }
  },
  (eye) => {
    box(eye, { x: 1, y: 3, w: 10, h: 3 }, "k");
    for (const x of [3, 8]) {
      eye(x, 4, "w");
      eye(x - 1 + (x > 5 ? 1 : 0), 4, "w");
    }
  },
  (eye) => {
    for (const x of [1, 7]) {
      box(eye, { x, y: 3, w: 4, h: 4 }, "k");
      box(eye, { x: x + 1, y: 4, w: 2, h: 2 }, "w");
    }
    box(eye, { x: 3, y: 4, w: 1, h: 2 }, "k");
    box(eye, { x: 8, y: 4, w: 1, h: 2 }, "k");
    box(eye, { x: 5, y: 4, w: 2, h: 1 }, "k");
  },
  (eye) => {
    for (const x of [2, 8]) {
      box(eye, { x, y: 4, w: 2, h: 2 }, "w");
      eye(x + 1, 5, "k");
    }
  },
];

const MOUTHS: readonly (readonly (readonly [number, number, string])[])[] = [
  [
    [4, 6, "k"],
    [5, 7, "k"],
    [6, 7, "k"],
    [7, 6, "k"],
  ],
  [
    [5, 7, "k"],
    [6, 7, "k"],
  ],
  [
    [5, 7, "k"],
    [6, 7, "w"],
  ],
  [
    [5, 7, "k"],
    [6, 7, "k"],
    [7, 6, "k"],
  ],
];
const SAD_MOUTH = [
  [5, 7, "k"],
  [6, 7, "k"],
  [4, 8, "k"],
  [7, 8, "k"],
] as const;
const CHEERING_MOUTH = [
  [5, 6, "k"],
  [6, 6, "k"],
  [5, 7, "c"],
  [6, 7, "c"],
] as const;

function drawMouth(put: Put, dna: Dna, pose: Pose): void {
  const mouth = pose === "sad" ? SAD_MOUTH : pose === "cheer" ? CHEERING_MOUTH : (MOUTHS[dna.mouth] ?? []);
  for (const [x, y, letter] of mouth) put(x + 2, y + 4, letter);
  if (!dna.cheek || pose === "sad") return;
  put(3, 10, "c");
  put(12, 10, "c");
}

function drawTop(put: Put, { top }: Dna): void {
  TOPS[top]?.forEach((row, y) => {
    [...row].forEach((letter, x) => {
      if (letter === ".") return;
      const side = x === 0 ? 1 : 14;
      put(top === HEADPHONES && y > 3 ? side : x + 2, y, letter);
    });
  });
}

function drawSheet(put: Put): void {
  box(put, { x: 5, y: 14, w: 6, h: 6 }, "p");
  for (const y of [15, 17]) box(put, { x: 6, y, w: 4, h: 1 }, "s");
}

const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Adds a line of one pixel in the body's own dark. */
function outlined(grid: Grid): Grid {
  return grid.map((row, y) =>
    row.map((letter, x) => {
      const touches = NEIGHBOURS.some(([i, j]) => (grid[y + j]?.[x + i] ?? "") !== "");
      return letter === "" && touches ? "o" : letter;
    }),
  );
}
