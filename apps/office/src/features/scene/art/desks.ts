/** Desks with their screens. A desk looks the same wherever it stands, so each look is drawn once. */
import type { State } from "../../../ui/glyph";
import type { Point } from "../model";
import { type Brush, type Inks, picture } from "./brush";

const TOOLS = {
  edit: [".....##", "....###", "...###.", "..###..", ".###...", "##....."],
  term: ["#......", ".#.....", "..#....", ".#.....", "#..####"],
  find: [".###...", "#...#..", "#...#..", ".###...", "....##.", ".....##"],
  test: ["..###..", "...#...", "..#.#..", ".#...#.", "#######"],
  web: ["..###..", ".#.#.#.", "#######", ".#.#.#.", "..###.."],
  mail: ["#######", "##...##", "#.#.#.#", "#..#..#", "#######"],
  plan: ["##.####", ".......", "##.###.", ".......", "##.####"],
} as const;
type Tool = keyof typeof TOOLS;

const FAILED = ["#...#", ".#.#.", "..#..", ".#.#.", "#...#"];
const ASKS = [".###", "...#", "..#.", "..#.", "....", "..#."];

const KINDS: readonly (readonly [Tool, RegExp])[] = [
  ["edit", /edit|write|patch|notebook/i],
  ["test", /test|lint/i],
  ["web", /web|fetch|browse|http/i],
  ["mail", /send|mail|post|message|handoff/i],
  ["plan", /plan|todo|task|spawn|agent/i],
  ["find", /grep|glob|read|search|find|list|ls/i],
];

/** The icon for the name of a tool, which every harness chooses as it likes. */
export function toolIcon(name: string | undefined): Tool {
  return KINDS.find(([, names]) => names.test(name ?? ""))?.[0] ?? "term";
}

export interface Screen {
  state: State;
  tool: string | undefined;
  /** Nobody sits there. */
  empty: boolean;
}

export interface Desks {
  draw(brush: Brush, at: Point, screen: Screen): void;
}

/** From the middle of the desk to the upper left corner of its picture. */
const LEFT = 18;
const TOP = 24;
const SIZE = { w: 38, h: 38 };

export function createDesks(inks: Inks): Desks {
  const looks = new Map<string, HTMLCanvasElement>();
  return {
    draw({ context }, { x, y }, screen) {
      const look = toLook(screen);
      let drawn = looks.get(look);
      if (drawn === undefined) {
        drawn = picture(inks, SIZE, (brush) => drawDesk(brush, look));
        looks.set(look, drawn);
      }
      context.drawImage(drawn, x - LEFT, y - TOP);
    },
  };
}

type Look = Tool | "off" | "failed" | "waiting";

function toLook({ state, tool, empty }: Screen): Look {
  if (empty) return "off";
  if (state === "running") return toolIcon(tool);
  return state === "failed" || state === "waiting" ? state : "off";
}

function drawDesk(brush: Brush, look: Look): void {
  const { fill } = brush;
  const [x, y] = [LEFT, TOP];
  fill("o-shadow", x - 16, y + 9, 34, 3);
  fill("o-desk", x - 16, y - 5, 32, 6);
  fill("o-desk2", x - 16, y + 1, 32, 3);
  fill("o-desk3", x - 15, y + 4, 3, 7);
  fill("o-desk3", x + 12, y + 4, 3, 7);
  fill("o-paper", x + 9, y - 4, 5, 3);
  fill("o-pot", x - 14, y - 6, 3, 3);
  fill("o-metal2", x - 8, y - 14, 16, 11);
  fill("o-metal", x - 7, y - 13, 14, 9);
  fill("o-metal2", x - 2, y - 3, 4, 2);
  if (look !== "off") lit(brush, { x, y }, look);
}

function lit(brush: Brush, { x, y }: Point, look: Exclude<Look, "off">): void {
  const rows = look === "failed" ? FAILED : look === "waiting" ? ASKS : TOOLS[look];
  brush.fill(look === "failed" || look === "waiting" ? look : "running", x - 7, y - 13, 14, 9);
  brush.rows("n-0", x - Math.floor((rows[0]?.length ?? 0) / 2), y - 11, rows);
  if (look === "failed" || look === "waiting" || brush.inks.theme !== "dark") return;
  for (const [radius, height] of [
    [15, 8],
    [13, 14],
    [10, 19],
    [7, 22],
  ] as const)
    brush.fill("o-glow", x - radius, y - 9 - height / 2, radius * 2, height);
}
