/** `/recall`: what notes, documents and earlier answers say. What people and agents wrote is quoted, and bounded. */
import { cutText } from "@tinyagi/base";
import type { RecallHit } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { OWNERS, resolveCircle } from "@tinyagi/kernel";
import { wordsIn } from "@tinyagi/views";
import { getCode } from "./code-text.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

const SHOWN_MAX = 5;
const NAME_MAX_CHARS = 100;
const TEXT_MAX_CHARS = 300;

export async function recallCommand(
  { store, desk, settings }: Pick<CommandParts, "store" | "desk" | "settings">,
  { words, text }: Extract<Command, { name: "recall" }>,
  { asked }: CommandCall,
): Promise<CommandResult> {
  if (words.length === 0) return say("Usage: /recall WORDS");
  // As for runs: only who shares the owners' work may read what others were answered.
  const answers = resolveCircle(store, asked) === OWNERS;
  const hits = await desk.recall({ question: text, limit: SHOWN_MAX, answers });
  const { recall } = wordsIn(settings().language).chat;
  if (hits.length === 0) return say(recall.nothing);
  return say(
    hits
      .slice(0, SHOWN_MAX)
      .map((hit) => toLine(hit, recall.sources[hit.source]))
      .join("\n"),
  );
}

function toLine({ title, ref, summary, text }: RecallHit, source: string): string {
  const [name, place] = [title, ref].map((one) => toCode(one, NAME_MAX_CHARS));
  return `- ${source} ${name} (${place}): ${toCode(text === "" ? summary : text, TEXT_MAX_CHARS)}`;
}

function toCode(text: string, max: number): string {
  return getCode(cutText(cleanLine(text), max));
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
