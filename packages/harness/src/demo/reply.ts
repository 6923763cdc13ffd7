/**
 * Writes the demo's answers: the same text for the same message, labelled as a demo, never a loop. A leader hands the
 * work of a person to two teammates; whatever comes from an agent or a room is answered without any tag.
 */
import type { Teammate, Teammates } from "./teammates.js";

export const DEMO_LABEL = "**Demo answer, no model was asked.**";
const HANDOFFS_MAX = 2;
const TASK_MAX_CHARS = 160;
/** Messages the host delivers from agents, rooms and chains: an answer with tags could go round for ever. */
const FROM_AGENTS = /^\s*(\[(Message from teammate|Chat room #|Chain step)|\(?heartbeat\)?\b)/i;
/** The one assignment that ends in a handoff. Only a leader's answer to a person holds it, so it cannot go round. */
const HAND_ON = /^Please write a first draft for this task, then hand it to @([a-z][a-z0-9_-]*): “/m;
const HOST_HEADER = /^\s*\[[^\]\n]*\]:?[ \t]*\n?/;
const DIRECTED = "Directed to you:\n";
/** What the task board puts behind the text of a card. */
const CARD_TAG = /\s*\[task:[\w-]*\]\s*$/;
const LIST_MARKS = /[\s.!?,;:]+$/;

/** What kind of work an agent's id, name and role promise. */
type Craft = "write" | "review" | "research" | "other";
const CRAFTS: readonly (readonly [RegExp, Craft])[] = [
  [/writ|author|draft|content|copy/, "write"],
  [/review|edit|critic|test|quality/, "review"],
  [/research|analy|scout/, "research"],
];
const ASSIGNMENTS: Readonly<Record<Craft, string>> = {
  write: "Please write a first draft for this task",
  review: "Please say what a good result must fulfil for this task",
  research: "Please collect the facts needed for this task",
  other: "Please work out your part of this task",
};

/** The answer to a message. */
export function demoReply(message: string, { self, others }: Teammates): string {
  const task = taskOf(message);
  const name = self?.name ?? "this agent";
  const members = others.filter(({ isLeader }) => !isLeader).slice(0, HANDOFFS_MAX);
  if (self?.isLeader === true && members.length > 0 && !FROM_AGENTS.test(message)) {
    return leaderReply({ name, task, members });
  }
  const next = others.find(({ id }) => id === HAND_ON.exec(message)?.[1]);
  const handoff =
    next === undefined ? "" : `\n\n[@${next.id}: Please check this draft for the task “${task}”]`;
  return memberReply({ name, task, craft: craftOf(self) }) + handoff;
}

function leaderReply({ name, task, members }: { name: string; task: string; members: readonly Teammate[] }) {
  const names = members.map((member) => member.name).join(" and ");
  const reviewer = members.find((member) => craftOf(member) === "review");
  const handoffs = members.map((member) => {
    const chained = craftOf(member) === "write" && reviewer !== undefined;
    return `[@${member.id}: ${ASSIGNMENTS[craftOf(member)]}${chained ? `, then hand it to @${reviewer.id}` : ""}: “${task}”]`;
  });
  return [
    DEMO_LABEL,
    "",
    `${name} here. I read your task “${task}” and ${members.length === 1 ? `hand it to ${names}; the answer follows` : `share it out between ${names}; their answers follow`} mine.`,
    "",
    ...handoffs,
  ].join("\n");
}

function memberReply({ name, task, craft }: { name: string; task: string; craft: Craft }): string {
  const points: Readonly<Record<Craft, readonly string[]>> = {
    write: [
      `Opening: why “${task}” matters, in one sentence.`,
      "Middle: the three facts a reader needs, the most useful one first.",
      "Ending: the one thing to do next.",
    ],
    review: [
      `The result answers “${task}” and nothing else.`,
      "Every claim can be checked, every name is spelt right.",
      "A reader in a hurry finds the point in the first two sentences.",
    ],
    research: [
      `What is known about “${task}”, with its source.`,
      "What is disputed, with both sides.",
      "What is not known yet, and who could tell.",
    ],
    other: [`Understood: “${task}”.`, "A real agent would now do the work and report what it changed."],
  };
  const heads: Readonly<Record<Craft, string>> = {
    write: "here is the outline of a draft",
    review: "here is what I would check",
    research: "here is what I would look up",
    other: "here is what I took from your message",
  };
  return [
    DEMO_LABEL,
    "",
    `${name} here, ${heads[craft]}:`,
    ...points[craft].map((point) => `- ${point}`),
  ].join("\n");
}

function craftOf(agent: Teammate | undefined): Craft {
  if (agent === undefined) return "other";
  const id = agent.id.toLowerCase();
  // The id says it best; a role such as "checks what the writer wrote" would mislead.
  const byId = CRAFTS.find(([pattern]) => pattern.test(id));
  return (byId ?? CRAFTS.find(([pattern]) => pattern.test(agent.about)))?.[1] ?? "other";
}

/** A short quotation of the task that can neither open a tag, nor close one, nor mention anybody. */
function taskOf(message: string): string {
  const at = message.lastIndexOf(DIRECTED);
  const own = at === -1 ? message.replace(HOST_HEADER, "") : message.slice(at + DIRECTED.length);
  // An assignment of the demo itself quotes the task: quote that, not the assignment around it.
  const quoted = /“([^“”]{1,400})”/.exec(own)?.[1] ?? own.replace(CARD_TAG, "");
  const plain = quoted
    .replace(/[[\]`<>]/g, " ")
    .replace(/[@#](?=\w)/g, "")
    .replace(/[“”]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .replace(LIST_MARKS, "");
  if (plain === "") return "an empty message";
  const letters = Array.from(plain);
  return letters.length <= TASK_MAX_CHARS ? plain : `${letters.slice(0, TASK_MAX_CHARS).join("")}…`;
}
