/**
 * `/pull`: the pull request of a task. Who publishes or merges names what was shown, so that nothing else is. A page needs a
 * confirmation for both, which a text cannot bring.
 */
import { AppError, isAppError, type TaskChanges, type TaskPull } from "@tinyagi/contracts";
import { wordsIn } from "@tinyagi/views";
import { getCode } from "./code-text.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";
import { misusedText } from "./unknown-command.js";

/** Of a commit or a tree. */
const SHOWN_DIGITS = 10;
const SHOWN = /^[0-9a-f]{10,40}$/;
const FAILED_MAX = 5;

type Parts = Pick<CommandParts, "desk" | "settings">;

export async function pullCommand(
  parts: Parts,
  { words }: Extract<Command, { name: "pull" }>,
  call: CommandCall,
): Promise<CommandResult> {
  const [task, act, shown, ...more] = words;
  const acts = ACTS.get(act?.toLowerCase() ?? "");
  const isMisused = act === undefined ? false : acts === undefined || shown === undefined || more.length > 0;
  if (task === undefined || isMisused) return say(misusedText("pull", call.role));
  try {
    if (acts === undefined || shown === undefined) return say(await stateText(parts, task));
    if (call.caller !== "channel" && call.caller !== "operator")
      throw new AppError("FORBIDDEN", wordsOf(parts).chat.pull.onPage);
    return say(await acts(parts, { task, shown: shown.toLowerCase(), by: call.by }));
  } catch (error) {
    if (isAppError(error)) return say(error.message);
    throw error;
  }
}

interface Act {
  readonly task: string;
  /** What the person was shown. */
  readonly shown: string;
  readonly by: string;
}

const ACTS = new Map([
  ["open", publish],
  ["merge", merge],
]);

async function publish(parts: Parts, { task, shown, by }: Act): Promise<string> {
  const { tree } = await parts.desk.taskBranches.read(task);
  if (tree === null || !isSame(tree, shown)) return wordsOf(parts).chat.pull.moved;
  return pullText(parts, task, await parts.desk.taskRemotes.publish(task, tree, { name: by })).join("\n");
}

async function merge(parts: Parts, { task, shown, by }: Act): Promise<string> {
  const texts = wordsOf(parts).chat.pull;
  const { commit } = await parts.desk.taskRemotes.refresh(task);
  if (!isSame(commit, shown)) return texts.moved;
  const merged = await parts.desk.taskRemotes.merge(task, commit, { name: by });
  return texts.merged(getCode(merged.target), short(merged.commit));
}

async function stateText(parts: Parts, task: string): Promise<string> {
  const changes = await parts.desk.taskBranches.read(task);
  const pull = await findPull(parts, task);
  const lines = [
    ...(pull === undefined ? [] : pullText(parts, task, pull)),
    ...newText(parts, { task, changes, pull }),
  ];
  return lines.length === 0 ? wordsOf(parts).chat.pull.nothing : lines.join("\n");
}

async function findPull({ desk }: Parts, task: string): Promise<TaskPull | undefined> {
  try {
    return await desk.taskRemotes.refresh(task);
  } catch (error) {
    if (isAppError(error, "NOT_FOUND")) return undefined; // Nothing was published.
    throw error;
  }
}

/** What became of it, and how it is merged. */
function pullText(parts: Parts, task: string, pull: TaskPull): string[] {
  const { chat, pull: texts } = wordsOf(parts);
  const { state, branch, target, commit, checks, problem } = pull;
  const page = pull.url ?? pull.compare;
  const failed = checks.filter((check) => check.state === "failed").map(({ name }) => getCode(name));
  const facts = [texts.checked[pull.checked], texts.review[pull.review], texts.mergeable[pull.mergeable]];
  return [
    texts.state[state](getCode(branch), getCode(target), short(commit)),
    ...(state === "open" ? [facts.join(", ")] : []),
    ...(failed.length === 0 ? [] : [texts.failed(failed.slice(0, FAILED_MAX))]),
    ...(page === null ? [] : [page]),
    ...(problem === null ? [] : [texts.problem[problem]]),
    ...(state === "open" ? [chat.pull.merge(task, short(commit), getCode(target))] : []),
  ];
}

/** What is not published yet, and how it is. */
function newText(
  parts: Parts,
  { task, changes, pull }: { task: string; changes: TaskChanges; pull: TaskPull | undefined },
): string[] {
  const texts = wordsOf(parts).chat.pull;
  const { tree, files, branch, refusal } = changes;
  if (refusal !== null) return [texts.unreadable];
  if (tree === null || tree === pull?.tree) return [];
  return [
    pull === undefined ? texts.changed(files.length, getCode(branch)) : texts.newer,
    texts.publish(task, short(tree)),
  ];
}

function isSame(id: string, shown: string): boolean {
  return SHOWN.test(shown) && id.startsWith(shown);
}

function short(id: string): string {
  return id.slice(0, SHOWN_DIGITS);
}

function wordsOf({ settings }: Parts) {
  return wordsIn(settings().language);
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
