/**
 * Writes the demo's answers. The same message gives the same text, always labelled as a demo. A leader hands a person's
 * task to two teammates and combines their points into one plan. The answer to an agent or a room must never contain a
 * tag, because demos could then answer each other forever.
 */
import { type RunWork, withoutEnd } from "@tinyagi/contracts";
import { withoutTaskTags } from "@tinyagi/contracts/shown-text";
import { toTitle } from "@tinyagi/contracts/title";
import { type Craft, inert, pickCraft, pointsFor, toSubject } from "./outline.js";
import { type Contribution, DEMO_LABEL, toContribution } from "./results.js";
import type { Teammate, Teammates } from "./teammates.js";

const HANDOFFS_MAX = 2;
const TASK_MAX_CHARS = 160;
const END_MARKS = " .!?,;:";

const ASSIGNMENTS: Readonly<Record<Craft, string>> = {
  write: "Please outline a first draft for this task",
  review: "Please say what to check before this task is done",
  research: "Please list the facts needed for this task",
  other: "Please work out your part of this task",
};
const HEADS: Readonly<Record<Exclude<Craft, "other">, string>> = {
  write: "here is the outline of a draft",
  review: "here is what I would check",
  research: "here is what I would look up",
};

/** Writes the answer to a message. */
export function demoReply({ from, own, join }: RunWork, { self, others }: Teammates): string {
  if (join !== undefined)
    return planReply({ request: join.request, self, results: join.results.map(toContribution) });
  const task = toTask(own);
  const members = others.filter(({ isLeader }) => !isLeader).slice(0, HANDOFFS_MAX);
  if (self?.isLeader === true && members.length > 0 && from === "person") {
    return leaderReply({ name: self.name, task, members });
  }
  return memberReply(task, self);
}

function leaderReply({ name, task, members }: { name: string; task: string; members: readonly Teammate[] }) {
  const names = members.map((member) => member.name).join(" and ");
  const handoffs = members.map((member) => `[@${member.id}: ${ASSIGNMENTS[pickCraft(member)]}: “${task}”]`);
  return [DEMO_LABEL, "", `${name} here. I hand “${task}” to ${names}.`, "", ...handoffs].join("\n");
}

function memberReply(task: string, self: Teammate | undefined): string {
  const name = self?.name ?? "this agent";
  const craft = pickCraft(self);
  if (craft === "other") {
    const way = self === undefined ? "" : `: tinyagi agent provider ${self.id} anthropic`;
    return [
      DEMO_LABEL,
      "",
      `${name} here. I read “${task}”. I only play a demo; for a real answer, give me a provider${way}`,
    ].join("\n");
  }
  const points = pointsFor(craft, toSubject(task)).map((point) => `- ${point}`);
  return [DEMO_LABEL, "", `${name} here, ${HEADS[craft]}:`, ...points].join("\n");
}

/** Combines all points into one numbered plan. */
function planReply(given: {
  request: string;
  self: Teammate | undefined;
  results: readonly Contribution[];
}): string {
  const { request, self, results } = given;
  const { title } = toSubject(toTask(toTitle(request)));
  const steps = results.flatMap(({ agentId, points }) => points.map((point) => `@${agentId} – ${point}`));
  const close = `@${self?.id ?? "leader"} – Finish it when steps 1–${steps.length} are done.`;
  const numbered = [...steps, close].map((step, index) => `${index + 1}. ${step}`);
  return [DEMO_LABEL, "", `**${title}: who does what**`, "", ...numbered].join("\n");
}

/** Quotes the task in short, without anything that could open or close a tag or mention an agent. */
function toTask(own: string): string {
  // The demo's own assignments quote the task. Use that quotation, not the whole assignment.
  const quoted = /“([^“”]{1,400})”/.exec(own)?.[1] ?? withoutTaskTags(own);
  const plain = withoutEnd(inert(quoted), END_MARKS);
  if (plain === "") return "an empty message";
  const letters = Array.from(plain);
  return letters.length <= TASK_MAX_CHARS ? plain : `${letters.slice(0, TASK_MAX_CHARS).join("")}…`;
}
