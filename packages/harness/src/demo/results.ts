/** Reads the teammates' answers from the prompt that asks a leader to write the reply. Pure. */
import { inert } from "./outline.js";

/** The first line of every answer of the demo. It is no contribution. */
export const DEMO_LABEL = "**Demo answer, no model was asked.**";

const ASKED_TO_JOIN = /^\[TinyAGI: all teammates have answered\./m;
const RESULTS = "\n\nResults:\n";
const ANSWER = /^@([a-z][a-z0-9_-]*): /;
const POINT = /^(?:[-*]|\d+[.)])\s+(\S.*)$/s;
const POINTS_MAX = 6;
const POINT_MAX_CHARS = 200;

/** What one teammate contributed. */
export interface Contribution {
  readonly agentId: string;
  /** The items of its list, or its first line if it has no list. */
  readonly points: readonly string[];
}

/** Returns the contributions in the order of the prompt. Undefined if the message asks for something else. */
export function readResults(message: string): readonly Contribution[] | undefined {
  const at = message.indexOf(RESULTS);
  if (at === -1 || !ASKED_TO_JOIN.test(message)) return undefined;
  const answers: { agentId: string; lines: string[] }[] = [];
  for (const line of message.slice(at + RESULTS.length).split("\n")) {
    const agentId = ANSWER.exec(line)?.[1];
    if (agentId !== undefined) answers.push({ agentId, lines: [line.replace(ANSWER, "")] });
    else answers.at(-1)?.lines.push(line);
  }
  return answers.map(({ agentId, lines }) => ({ agentId, points: pointsOf(lines) }));
}

function pointsOf(lines: readonly string[]): readonly string[] {
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
