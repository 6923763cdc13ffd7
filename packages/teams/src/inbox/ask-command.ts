/** `/ask`: a question about TinyAGI itself. It changes nothing: a change that is asked for is shown with the command that makes it. */
import { type AskAnswer, type AskFact, type GuidePart, QUESTION_MAX_CHARS } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { askLines, type ViewWords, wordsIn } from "@tinyagi/views";
import { getCode } from "./code-text.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

/** Of a chat, which shows one part of the guide and the names of others. */
const PART_MAX_CHARS = 900;
const LINE_MAX_CHARS = 1_000;

export async function askCommand(
  { desk, settings }: Pick<CommandParts, "desk" | "settings">,
  { text }: Extract<Command, { name: "ask" }>,
  { isGroup }: Pick<CommandCall, "isGroup">,
): Promise<CommandResult> {
  const question = text.trim();
  if (question === "" || question.length > QUESTION_MAX_CHARS) return say("Usage: /ask QUESTION");
  const words = wordsIn(settings().language);
  const found = await desk.ask(question);
  if (isGroup && isPrivate(found)) return say(words.chat.privately);
  const answer = { ...found, facts: found.facts.map(quoted), ...(isGroup ? { agent: null } : {}) };
  const [first, ...others] = answer.known ? answer.parts : [];
  const { proposal, agent } = answer;
  return say(
    [
      ...askLines(answer, { words }).map((line) => cut(cleanLine(line), LINE_MAX_CHARS)),
      ...(proposal === null ? [] : [words.chat.ask.apply]),
      ...(first === undefined || answer.facts.length > 0 ? [] : ["", cut(first.text, PART_MAX_CHARS)]),
      ...sources(first === undefined ? [] : [first, ...others], words),
      ...(agent === null ? [] : [words.chat.ask.further(agent)]),
    ].join("\n"),
  );
}

/** Whether it says more than the guide and the catalogue of errors, which are public. */
function isPrivate({ facts, proposal }: AskAnswer): boolean {
  return proposal !== null || facts.some(({ kind }) => kind !== "error");
}

/** The title is the beginning of what somebody wrote, maybe a guest. */
function quoted(fact: AskFact): AskFact {
  if (fact.kind !== "message" || fact.title === "") return fact;
  return { ...fact, title: getCode(cleanLine(fact.title)) };
}

function sources(parts: readonly GuidePart[], { chat }: ViewWords): string[] {
  if (parts.length === 0) return [];
  return ["", chat.ask.sources, ...parts.map(({ page, heading }) => `- ${heading} (${page}.md)`)];
}

/** Not that of `base`: a start would load one more file, which this one shares with it. Never ends within a character. */
function cut(text: string, max: number): string {
  return text.length <= max ? text : `${[...text.slice(0, max)].slice(0, -1).join("")}…`;
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
