/** Texts that sub-agents and the agents that start them get. Results of sub-agents are data in them. Pure. */
import { WORKTREE_REFUSALS, type WorktreeRefusal } from "@tinyagi/contracts";
import type { AgentSpec } from "@tinyagi/graph";
import { type NewContent, quoteForgedHeaders, storedContext } from "@tinyagi/kernel";
import { carryOutputs } from "../routing/carried-output.js";
import type { SpawnAnswer } from "./spawner.js";

/** The message of a sub-agent. @param results of the agents that it waited for, by the id in the plan */
export function nodeContent(spec: AgentSpec, results: ReadonlyMap<string, unknown>): NewContent {
  const task = {
    ...(spec.expectedOutput === "" ? {} : { expected: spec.expectedOutput }),
    ...(results.size === 0 ? {} : { results: carryOutputs(texts(results)) }),
  };
  const context = Object.keys(task).length === 0 ? {} : { task };
  return { text: spec.prompt, shared: null, context: storedContext(context) };
}

/** What an agent reads after its plan has ended. Reasons quote what sub-agents and programs wrote. */
export function outcomeText(outcome: SpawnAnswer): string {
  return quoteForgedHeaders(outcomeLines(outcome));
}

function outcomeLines(outcome: SpawnAnswer): string {
  if (outcome.refused !== undefined) return `The plan was refused: ${outcome.refused.message}`;
  const failures = Object.entries(outcome.failures).map(([id, reason]) => `- ${id}: ${reason}`);
  const places = Object.entries(outcome.worktrees).map(
    ([id, { path, branch }]) => `- ${id}: ${path} (branch ${branch})`,
  );
  const parts = [sections(texts(new Map(Object.entries(outcome.outputs))))];
  if (failures.length > 0) parts.push(`Without a result:\n${failures.join("\n")}`);
  if (places.length > 0) parts.push(`Changed files are in these git worktrees:\n${places.join("\n")}`);
  const plain = Object.entries(outcome.withoutWorktree ?? {}).map(
    ([id, reason]) => `- ${id}: ${WORKTREE_REFUSALS[reason]}.`,
  );
  if (plain.length > 0) parts.push(`Worked in a plain folder, without a git worktree:\n${plain.join("\n")}`);
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The message with which an agent goes on after a plan in its answer. @param request repeated when its session does not know it */
export function continuationText(outcomes: readonly SpawnAnswer[], request: string | undefined): string {
  const refused = outcomes.every((outcome) => outcome.status === "refused");
  const head = refused
    ? "[TinyAGI: your plan for sub-agents was not run. Answer without it, or send a corrected plan.]"
    : "[TinyAGI: your sub-agents have ended. Write your answer now. Tags beside the plan had no effect; repeat what you still need.]";
  const again = request === undefined ? [] : [`The request:\n${request}`];
  return [head, ...again, ...outcomes.map(outcomeText)].join("\n\n");
}

/** The note for an attempt that follows one that started sub-agents by a tool call. */
export function earlierCallsNote(outcomes: readonly SpawnAnswer[]): string {
  if (outcomes.length === 0) return "";
  const results = outcomes.map(outcomeText).join("\n\n");
  return `[Note from TinyAGI: an earlier attempt at the message below started sub-agents. They have ended; do not start them again. Their results:]\n\n${results}\n\n[End of the note from TinyAGI.]\n\n`;
}

/** What a sub-agent is told about itself, after the system prompt of its agent. */
export function nodePrompt(node: {
  id: string;
  parent: string;
  parentFolder: string;
  canSpawn: boolean;
  /** Why it has no git worktree although it writes. */
  refusal?: WorktreeRefusal | undefined;
}): string {
  return [
    "## You are a sub-agent",
    `You work as \`${node.id}\` for \`@${node.parent}\`, which gets your final answer as the result of your task. No person reads it. Tags in it have no effect.`,
    `The files of \`@${node.parent}\` are in \`${node.parentFolder}\`. Read them there; write only in your own directory.`,
    ...(node.refusal === undefined
      ? []
      : [`Your directory is no git worktree: ${WORKTREE_REFUSALS[node.refusal]}. Say so in your answer.`]),
    node.canSpawn ? SPAWN_HELP : "You cannot start sub-agents.",
  ].join("\n\n");
}

/** How to start sub-agents; part of the system prompt of those who may. */
export const SPAWN_HELP = `## Sub-agents

For parts of a task that can be done side by side, or that would fill your context, start sub-agents: with the tool
\`spawn_agents\`, or without it by ending your answer with the plan in a block fenced as \`spawn\`, and nothing else:

~~~text
\`\`\`spawn
{"version": 1, "goal": "Choose a database", "output": "compare", "agents": [
  {"id": "a", "prompt": "List strengths of SQLite for a small shop."},
  {"id": "compare", "prompt": "Recommend it or not.", "dependsOn": ["a"]}]}
\`\`\`
~~~

Each knows only its prompt and the results of those that it depends on. It may have \`agent\` (a teammate; default: a copy of you),
\`tools\` (of TinyAGI; default: none), \`effects\` (\`write\`: in a git worktree), \`canSpawn\`, \`model\`, \`harness\`, \`expectedOutput\`,
\`rationale\`, \`timeoutMs\`, \`estimate\` (\`{"tokens": 20000, "usd": 0.5, "seconds": 300}\`) and \`when\` (\`{"ref": "a", "op": "contains",
"value": "yes"}\`); the plan, \`onFailure\` (\`fail-fast\`, \`collect\`). Do small tasks yourself.`;

function sections(results: readonly { id: string; text: string }[]): string {
  return carryOutputs(results)
    .map(({ id, text }) => `### ${id}\n${text}`)
    .join("\n\n");
}

function texts(results: ReadonlyMap<string, unknown>): { id: string; text: string }[] {
  return [...results].map(([id, value]) => ({
    id,
    text: typeof value === "string" ? value : JSON.stringify(value, null, 2),
  }));
}
