/**
 * Writes the demo's answers: the same text for the same message, labelled as a demo, never a loop. A leader hands a
 * person's task to two teammates and joins their points into one plan. Whatever comes from an agent or a room is answered
 * without any tag.
 */
import { type Craft, craftOf, inert, pointsFor, subjectOf } from "./outline.js";
import { type Contribution, readResults } from "./results.js";
import type { Teammate, Teammates } from "./teammates.js";

export const DEMO_LABEL = "**Demo answer, no model was asked.**";
const HANDOFFS_MAX = 2;
const TASK_MAX_CHARS = 160;
/** Messages the host delivers from agents, rooms and chains: an answer with tags could go round for ever. */
const FROM_AGENTS = /^\s*(\[(Message from teammate|Chat room #|Chain step)|\(?heartbeat\)?\b)/i;
const HOST_HEADER = /^\s*\[[^\]\n]*\]:?[ \t]*\n?/;
const DIRECTED = "Directed to you:\n";
const REQUEST = /\n\nThe request:\n(?:@[a-z][a-z0-9_-]*:?\s+)?([^\n]*)/;
/** What the task board puts behind the text of a card. */
const CARD_TAG = /\s*\[task:[\w-]*\]\s*$/;
const END_MARKS = /[\s.!?,;:]+$/;

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

/** The answer to a message. */
export function demoReply(message: string, { self, others }: Teammates): string {
  const results = readResults(message);
  if (results !== undefined) return planReply({ message, self, results });
  const task = taskOf(message);
  const members = others.filter(({ isLeader }) => !isLeader).slice(0, HANDOFFS_MAX);
  if (self?.isLeader === true && members.length > 0 && !FROM_AGENTS.test(message)) {
    return leaderReply({ name: self.name, task, members });
  }
  return memberReply(task, self);
}

function leaderReply({ name, task, members }: { name: string; task: string; members: readonly Teammate[] }) {
  const names = members.map((member) => member.name).join(" and ");
  const handoffs = members.map((member) => `[@${member.id}: ${ASSIGNMENTS[craftOf(member)]}: “${task}”]`);
  return [DEMO_LABEL, "", `${name} here. I hand “${task}” to ${names}.`, "", ...handoffs].join("\n");
}

function memberReply(task: string, self: Teammate | undefined): string {
  const name = self?.name ?? "this agent";
  const craft = craftOf(self);
  if (craft === "other") {
    const way = self === undefined ? "" : `: tinyagi agent provider ${self.id} anthropic`;
    return [
      DEMO_LABEL,
      "",
      `${name} here. I read “${task}”. I only play a demo; for a real answer, give me a provider${way}`,
    ].join("\n");
  }
  const points = pointsFor(craft, subjectOf(task)).map((point) => `- ${point}`);
  return [DEMO_LABEL, "", `${name} here, ${HEADS[craft]}:`, ...points].join("\n");
}

/** One numbered plan of all points: who does what. */
function planReply(given: {
  message: string;
  self: Teammate | undefined;
  results: readonly Contribution[];
}): string {
  const { message, self, results } = given;
  const { title } = subjectOf(taskOf(REQUEST.exec(message)?.[1] ?? ""));
  const steps = results.flatMap(({ agentId, points }) => points.map((point) => `@${agentId} – ${point}`));
  const close = `@${self?.id ?? "leader"} – Finish it when steps 1–${steps.length} are done.`;
  const numbered = [...steps, close].map((step, index) => `${index + 1}. ${step}`);
  return [DEMO_LABEL, "", `**${title}: who does what**`, "", ...numbered].join("\n");
}

/** A short quotation of the task that can neither open a tag, nor close one, nor mention anybody. */
function taskOf(message: string): string {
  const at = message.lastIndexOf(DIRECTED);
  const own = at === -1 ? message.replace(HOST_HEADER, "") : message.slice(at + DIRECTED.length);
  // An assignment of the demo itself quotes the task: quote that, not the assignment around it.
  const quoted = /“([^“”]{1,400})”/.exec(own)?.[1] ?? own.replace(CARD_TAG, "");
  const plain = inert(quoted).replace(END_MARKS, "");
  if (plain === "") return "an empty message";
  const letters = Array.from(plain);
  return letters.length <= TASK_MAX_CHARS ? plain : `${letters.slice(0, TASK_MAX_CHARS).join("")}…`;
}
