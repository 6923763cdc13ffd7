/**
 * Plays a team of sub-agents without a model: `plan: <topic>` in a message makes the demo write a plan with a nested one,
 * each sub-agent answers with points, and the results become one answer. Pure. A quoted topic never contains a tag.
 */
import { type Craft, inert, pointsFor, toSubject } from "./outline.js";

const ASKED = /(?:^|\s)plan:\s*(\S[^\n]*)/i;
const TOPIC_MAX_CHARS = 120;
/** What TinyAGI adds to the prompts of agents that may start sub-agents, and to those of sub-agents. */
const MAY_SPAWN = /^## Sub-agents$/m;
const IS_SUB_AGENT = /^## You are a sub-agent$/m;
const ENDED = /^\[TinyAGI: your sub-agents have ended\./m;
const REFUSED = /^\[TinyAGI: your plan for sub-agents was not run\./m;
const RESULT = /^### ([A-Za-z][\w-]*)$/;
const POINT = /^(?:[-*]|\d+[.)])\s+(\S.*)$/s;
const QUOTED = /“([^“”]{1,400})”/;
/** How the parts of the plan begin, and who could write them. */
const PARTS: readonly (readonly [RegExp, Exclude<Craft, "other">])[] = [
  [/^Demo task: outline /, "write"],
  [/^Demo task: check /, "review"],
  [/^Demo task: list the (?:facts|gaps) /, "research"],
];

interface Part {
  id: string;
  prompt: string;
  rationale: string;
  dependsOn?: string[];
  canSpawn?: boolean;
}

/** The answer to a message that has to do with a plan; undefined for every other message. */
export function demoPlan(message: string, systemPrompt: string): string | undefined {
  if (ENDED.test(message)) return joined(message);
  if (REFUSED.test(message)) return `The plan was not run.\n\n${inert(message).slice(0, 600)}`;
  const topic = QUOTED.exec(message)?.[1];
  if (IS_SUB_AGENT.test(systemPrompt)) {
    if (topic === undefined) return undefined;
    const nested = message.startsWith("Demo task: research ") && MAY_SPAWN.test(systemPrompt);
    return nested ? planned(`research for “${topic}”`, research(topic)) : toPoints(message, topic);
  }
  const asked = ASKED.exec(message)?.[1];
  if (asked === undefined || !MAY_SPAWN.test(systemPrompt)) return undefined;
  const subject = inert(asked).slice(0, TOPIC_MAX_CHARS);
  return subject === "" ? undefined : planned(`“${subject}”`, main(subject));
}

function main(topic: string): Part[] {
  return [
    {
      id: "research",
      prompt: `Demo task: research “${topic}”`,
      rationale: "The others need facts first, and it has two parts of its own.",
      canSpawn: true,
    },
    {
      id: "draft",
      prompt: `Demo task: outline “${topic}”`,
      rationale: "It needs the facts.",
      dependsOn: ["research"],
    },
    {
      id: "review",
      prompt: `Demo task: check “${topic}”`,
      rationale: "It can be written beside the research.",
    },
  ];
}

function research(topic: string): Part[] {
  return [
    {
      id: "facts",
      prompt: `Demo task: list the facts for “${topic}”`,
      rationale: "One half of the research.",
    },
    { id: "gaps", prompt: `Demo task: list the gaps in “${topic}”`, rationale: "The other half." },
  ];
}

function planned(what: string, agents: readonly Part[]): string {
  const plan = {
    version: 1,
    goal: `A demo plan for ${what}`,
    agents,
    output: agents.map(({ id }) => id),
    onFailure: "collect",
  };
  const names = agents.map(({ id }) => id).join(", ");
  return `I split ${what} into ${agents.length} parts: ${names}.\n\n\`\`\`spawn\n${JSON.stringify(plan, null, 2)}\n\`\`\``;
}

function toPoints(message: string, topic: string): string {
  const craft = PARTS.find(([start]) => start.test(message))?.[1] ?? "research";
  const all = pointsFor(craft, toSubject(topic));
  const isGaps = message.startsWith("Demo task: list the gaps");
  const points = craft !== "research" ? all : isGaps ? all.slice(1) : all.slice(0, 1);
  return [`About “${topic}”:`, ...points.map((point) => `- ${point}`)].join("\n");
}

/** All points of all results as one numbered list. */
function joined(message: string): string {
  const points: string[] = [];
  let id = "";
  for (const line of message.split("\n")) {
    id = RESULT.exec(line)?.[1] ?? id;
    const point = POINT.exec(line)?.[1];
    if (id !== "" && point !== undefined) points.push(`${id} – ${inert(point)}`);
  }
  const topic = QUOTED.exec(message)?.[1] ?? "the task";
  return [
    `About “${topic}”, from my sub-agents:`,
    ...points.map((point, index) => `${index + 1}. ${point}`),
  ].join("\n");
}
