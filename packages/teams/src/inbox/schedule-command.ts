/**
 * `/schedule`: lists schedules, adds one from words, removes one. Before `@agent` stands the time; without one, the longest
 * beginning that names a time is the time. Answers go to the person who added the schedule.
 */
import { isAppError, LOCAL_CHANNELS, type ScheduleView } from "@tinyagi/contracts";
import { timeMark } from "@tinyagi/contracts/shown-text";
import { previewTimes } from "@tinyagi/features";
import { resolveCircle, storedAsker } from "@tinyagi/kernel";
import { agentOfChat, resolveAgent } from "./chat-agent.js";
import { getCode } from "./code-text.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

type Parts = Pick<CommandParts, "store" | "clock" | "desk" | "directory">;

const SHOWN_MAX = 20;
const TEXT_SHOWN_CHARS = 80;
/** Words that say when: `on the first monday of …` has fewer. */
const WHEN_WORDS_MAX = 14;
const EXAMPLE = "/schedule every weekday at 9:00 @coder Write the report";

/** What people wrote, in its parts. */
interface ScheduleRequest {
  when: string;
  agent?: string;
  text: string;
}

export async function scheduleCommand(
  parts: Parts,
  { words, text }: Extract<Command, { name: "schedule" }>,
  call: CommandCall,
): Promise<CommandResult> {
  const [first, second, more] = words;
  if (first === undefined) return say(listed(parts, call));
  return shown(async () => {
    if (first.toLowerCase() === "remove") {
      if (second === undefined || more !== undefined) return "Usage: /schedule remove ID";
      await parts.desk.schedules.remove(second, call.by);
      return "Removed.";
    }
    return add(parts, text, call);
  });
}

function listed({ store, desk }: Parts, { asked }: CommandCall): string {
  const circle = resolveCircle(store, asked);
  const own = desk.schedules.list().filter(({ id }) => {
    const row = store.schedules.get(id);
    return row !== undefined && resolveCircle(store, { ...row, sender_id: row.sender }) === circle;
  });
  if (own.length === 0) return `You have no schedules. Add one: ${EXAMPLE}`;
  const more = own.length - SHOWN_MAX;
  return [...own.slice(0, SHOWN_MAX).map(toLine), ...(more > 0 ? [`… and ${more} more`] : [])].join("\n");
}

function toLine({ id, label, agentId, message, enabled, nextRunAt, cron }: ScheduleView): string {
  const next = !enabled || nextRunAt === null ? "off" : `next ${timeMark(nextRunAt)}`;
  const line = message.trim();
  const text = line.length > TEXT_SHOWN_CHARS ? `${line.slice(0, TEXT_SHOWN_CHARS)}…` : line;
  return `${label || id} (@${agentId}, ${cron === "" ? "once" : cron}, ${next}): ${getCode(text)}`;
}

async function add(parts: Parts, text: string, call: CommandCall): Promise<string> {
  const { clock, desk } = parts;
  const now = clock.now();
  const wanted = withAgent(parts, text) ?? withoutAgent(text, now);
  const agentId = wanted?.agent ?? agentOfChat(parts, call);
  if (wanted === undefined || wanted.text === "") return `Write when, for whom and what, such as: ${EXAMPLE}`;
  if (agentId === undefined) return "There is no such agent. List them with /agent.";
  const { cron, runAt, zone } = toTimes(wanted.when, now);
  const made = await desk.schedules.create(
    { agentId, message: wanted.text, cron, runAt, ...resolvePlace(call) },
    { actor: call.by },
  );
  const next = made.nextRunAt === null ? "" : ` Next: ${timeMark(made.nextRunAt)} (${zone}).`;
  return `Added for @${agentId}.${next} To remove it: /schedule remove ${made.id}`;
}

function toTimes(when: string, now: number) {
  const { cron, runAt, timeZone: zone } = previewTimes({ when, timeZone: null, count: 1 }, now);
  return { cron, runAt, zone };
}

/** `every day at 9 @coder Write …`: the first name of an agent or team parts time and text. */
function withAgent(parts: Parts, text: string): ScheduleRequest | undefined {
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    const agent =
      index > 0 && word.startsWith("@") ? resolveAgent(parts, word.replace(/[,:]$/, "")) : undefined;
    if (agent !== undefined)
      return { when: trimmed(text.slice(0, index)), agent, text: text.slice(index + word.length).trim() };
  }
  return undefined;
}

function withoutAgent(text: string, now: number): ScheduleRequest | undefined {
  const ends = [...text.matchAll(/\S+/g)]
    .slice(0, WHEN_WORDS_MAX)
    .map(({ 0: word, index }) => index + word.length);
  const end = ends.reverse().find((at) => isTime(trimmed(text.slice(0, at)), now));
  return end === undefined ? undefined : { when: trimmed(text.slice(0, end)), text: text.slice(end).trim() };
}

function isTime(when: string, now: number): boolean {
  try {
    toTimes(when, now);
    return true;
  } catch (error) {
    if (isAppError(error, "INVALID_INPUT")) return false;
    throw error;
  }
}

function trimmed(when: string): string {
  return when.trim().replace(/[,:]$/, "");
}

/** On a platform the answers go to the person; elsewhere where reports go. */
function resolvePlace({ channel, asked }: CommandCall) {
  if (LOCAL_CHANNELS.has(channel) || asked.sender_id === null) return { asker: storedAsker("operator") };
  return { channel, sender: asked.sender_id, asker: asked.asker };
}

async function shown(act: () => Promise<string>): Promise<CommandResult> {
  try {
    return say(await act());
  } catch (error) {
    if (isAppError(error) && error.status < 500) return say(error.message);
    throw error;
  }
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
