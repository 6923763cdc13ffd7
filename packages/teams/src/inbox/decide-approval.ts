/**
 * `/approve`, `/deny` and `/answer` of an approval. Only owners get here, each in every chat where they are paired as an
 * owner. The id names content that never changes, so what the owner read is what is decided. What a chat does not show
 * completely can be denied there, and nothing else.
 */
import { type AppError, type ErrorCode, isAppError, isWhole } from "@tinyagi/contracts";
import { listRaises } from "@tinyagi/kernel";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

type Decide = Extract<Command, { name: "decide" }>;

const SHOWN: ReadonlySet<ErrorCode> = new Set([
  "NOT_FOUND",
  "INVALID_INPUT",
  "APPROVAL_ANSWERED",
  "APPROVAL_CLOSED",
  "APPROVAL_CHANGED",
]);
const DONE = { approve: "Approved", deny: "Denied", answer: "Answered" } as const;

export async function decideApproval(
  parts: Pick<CommandParts, "approvals">,
  command: Decide,
  call: CommandCall,
): Promise<CommandResult> {
  if (command.act === "answer" && command.text === "") return say(`Usage: /answer ${command.id} YOUR TEXT`);
  try {
    return say(await decide(parts, command, call));
  } catch (error) {
    if (isShown(error)) return say(error.message);
    throw error;
  }
}

async function decide(
  { approvals }: Pick<CommandParts, "approvals">,
  { act, id, text }: Decide,
  { by, open, caller }: CommandCall,
): Promise<string> {
  const row = approvals.get(id);
  // It raises a budget, which a page does only with a person's code.
  if (caller === "page" && act === "approve" && listRaises(row).length > 0)
    return `A page cannot raise a budget with a message. Use the page Approvals, or: tinyagi approve ${id}`;
  // The terminal and TinyOffice show all of it.
  if (open && act !== "deny" && !isWhole(approvals.notice(id)))
    return `Not everything that is asked is shown in a chat. Read all of it with \`tinyagi approvals ${id}\` or in TinyOffice, and decide there. Here you can deny it: /deny ${id}`;
  const { agent_id, kind } = await approvals[act](id, {
    digest: row.digest,
    by,
    text: suggested(row.options, text) ?? text,
  });
  const ends = kind === "budget" && act === "deny";
  return `${DONE[act]}. @${agent_id} ${ends ? "does not continue" : "continues"}.`;
}

/** `#2` is the second suggested answer: buttons are too small for long ones. */
function suggested(options: string | null, text: string): string | undefined {
  const number = /^#([1-9]\d?)$/.exec(text.trim())?.[1];
  if (options === null || number === undefined) return undefined;
  const answers: string[] = JSON.parse(options);
  return answers[Number(number) - 1];
}

function isShown(error: unknown): error is AppError {
  return isAppError(error) && SHOWN.has(error.code);
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
