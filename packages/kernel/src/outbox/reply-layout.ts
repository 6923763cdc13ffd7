/**
 * Where the part of each agent is in the text of a reply, written by whoever joins the text. The parts are cut out of the
 * delivered text, so the two never disagree, and no words of an agent decide where a part begins.
 */
import type { ReplyNote, ReplyPart, RunErrorClass } from "@tinyagi/contracts";

/** Offsets in UTF-16 code units, without the end. */
export type TextSpan = readonly [from: number, to: number];

export interface PartLayout {
  agent: string;
  /** The run of its answer; without an answer, that of its failure. */
  runId: string | null;
  text: TextSpan | null;
  /** Notes of TinyAGI at the end of the text, and how long the answer before them is. */
  noted?: { answer: number; notes: readonly ReplyNote[] };
  failure: FailureLayout | null;
  waiting: TextSpan | null;
  /** The messages that the failure and the waiting are about. Absent in replies of earlier releases. */
  messages?: readonly number[];
}

export interface FailureLayout {
  class: RunErrorClass;
  runId: string | null;
  words: TextSpan;
  /** What happened, without a command. Absent, as `retry`, in replies of earlier releases. */
  reason?: string;
  /** The dead letters that can be retried. */
  retry?: readonly number[];
}

export interface ReplyLayout {
  /** In the order of the text. */
  parts: readonly PartLayout[];
  notes: readonly TextSpan[];
  /** The fact of each note; null for a sentence of another part. Absent without facts. */
  facts?: readonly (ReplyNote | null)[];
}

/** What to do about a failure is not stored. */
type CutPart = Omit<ReplyPart, "failure"> & {
  failure: Omit<NonNullable<ReplyPart["failure"]>, "advice"> | null;
};

/** @returns `parts` is null where the layout is not known */
export function partsOfReply(reply: { message: string; layout: string | null }): {
  parts: CutPart[] | null;
  notes: string[];
  noteFacts?: (ReplyNote | null)[];
} {
  if (reply.layout === null) return { parts: null, notes: [] };
  const { parts, notes, facts }: ReplyLayout = JSON.parse(reply.layout);
  const cut = ([from, to]: TextSpan): string => reply.message.slice(from, to);
  return {
    parts: parts.map(({ agent, runId, text, noted, failure, waiting, messages = [] }) => ({
      agent,
      runId,
      text: text && cut(text),
      ...(text !== null && noted !== undefined && { noted: toNoted(cut(text), noted) }),
      failure: failure && toFailure(failure, cut(failure.words), messages),
      waiting: waiting && cut(waiting),
    })),
    notes: notes.map(cut),
    ...(facts !== undefined && { noteFacts: [...facts] }),
  };
}

function toNoted(
  text: string,
  { answer, notes }: NonNullable<PartLayout["noted"]>,
): NonNullable<ReplyPart["noted"]> {
  return { own: answer === 0 ? null : text.slice(0, answer), notes: [...notes] };
}

function toFailure(
  { class: errorClass, runId, reason, retry }: FailureLayout,
  message: string,
  messages: readonly number[],
): NonNullable<CutPart["failure"]> {
  const ids = retry ?? messages.filter((id) => withoutCommand(message, id) !== message);
  const args = ids.map(String);
  return {
    class: errorClass,
    runId,
    message,
    reason: reason ?? messages.reduce(withoutCommand, message),
    action: args.length === 0 ? null : { command: "retry", args },
  };
}

/** Earlier releases kept only the delivered words, which end with a command. */
function withoutCommand(words: string, id: number): string {
  const commands = [
    `(retry it with \`tinyagi queue retry ${id}\`)`,
    `(to try again: /retry ${id}, to see why: /why ${id})`,
  ];
  return commands.reduce((rest, command) => rest.replaceAll(` ${command}`, ""), words);
}

/** The messages that failed or wait, as the reply said. */
export function troubledIn({ layout }: { layout: string | null }): number[] {
  if (layout === null) return [];
  const { parts }: ReplyLayout = JSON.parse(layout);
  return [...new Set(parts.flatMap(({ messages = [] }) => messages))];
}

/** Whether all that the reply is about was cancelled, so that no agent answered. */
export function isCancelled({ layout }: { layout: string | null }): boolean {
  if (layout === null) return false;
  const { parts }: ReplyLayout = JSON.parse(layout);
  return (
    parts.length > 0 && parts.every(({ text, failure }) => text === null && failure?.class === "cancelled")
  );
}
