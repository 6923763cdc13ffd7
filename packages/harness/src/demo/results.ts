/** Reads what teammates contributed from their answers. Pure. */
import { inert } from "./outline.js";

/** The first line of every answer of the demo. It is no contribution. */
export const DEMO_LABEL = "**Demo answer, no model was asked.**";

const POINT = /^(?:[-*]|\d+[.)])\s+(\S.*)$/s;
const POINTS_MAX = 6;
const POINT_MAX_CHARS = 200;

/** What one teammate contributed. */
export interface Contribution {
  readonly agentId: string;
  /** The items of its list, or its first line if it has no list. */
  readonly points: readonly string[];
}

/** What a teammate contributed with its answer. */
export function toContribution({ agentId, text }: { agentId: string; text: string }): Contribution {
  return { agentId, points: toPoints(text.split("\n")) };
}

function toPoints(lines: readonly string[]): readonly string[] {
  const items = lines.flatMap((line) => POINT.exec(line)?.[1] ?? []);
  const points = items.length > 0 ? items : lines.filter(isContribution).slice(0, 1);
  return points.slice(0, POINTS_MAX).map((point) => short(inert(point)));
}

function isContribution(line: string): boolean {
  return line.trim() !== "" && line !== DEMO_LABEL;
}

function short(text: string): string {
  const letters = Array.from(text);
  return letters.length <= POINT_MAX_CHARS ? text : `${letters.slice(0, POINT_MAX_CHARS).join("")}…`;
}
