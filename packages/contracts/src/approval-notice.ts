/**
 * What a person gets to read of an approval in a chat: facts, and the one way to say them. Everything in it that the agent
 * wrote is literal. Whoever reads less than all of it may deny, but not approve.
 */
import { z } from "zod";
import { approvalKindSchema } from "./approval.js";
import type { ExactPart } from "./exact-part.js";
import { ESTIMATE_UNREADABLE, estimateLines, spawnEstimateSchema } from "./spawn-estimate.js";

export const approvalNoticeSchema = z.object({
  id: z.string(),
  kind: approvalKindSchema,
  agent: z.string(),
  /** One line. All texts are as `literalText` writes them. */
  title: z.string(),
  /** Exactly what is decided, or its beginning. */
  detail: z.string(),
  /** Of a detail that is too long for a chat: how much is left out after its beginning, and its end. */
  cut: z.object({ missing: z.number().int(), end: z.string() }).optional(),
  /** A part looks like a credential, and is replaced here. */
  masked: z.literal(true).optional(),
  options: z.array(z.string()).optional(),
  /** Of a spawn plan. */
  estimate: spawnEstimateSchema.optional(),
  estimateUnreadable: z.literal(true).optional(),
  expiresAt: z.number(),
});
export type ApprovalNotice = z.infer<typeof approvalNoticeSchema>;

/** Whether it shows everything that is decided. */
export function isWhole({ cut, masked }: Pick<ApprovalNotice, "cut" | "masked">): boolean {
  return cut === undefined && masked === undefined;
}

const HEADLINES: Readonly<Record<ApprovalNotice["kind"], string>> = {
  question: "asks you:",
  permission: "asks for permission:",
  spawn: "asks to start other agents:",
  budget: "has reached a budget and waits:",
};

const words = (text: string): ExactPart => ({ kind: "words", text });
const code = (text: string): ExactPart => ({ kind: "code", text });
const block = (text: string): ExactPart => ({ kind: "block", text });

/** The notice as a person reads it. */
export function noticeParts(notice: ApprovalNotice): ExactPart[] {
  const { agent, kind, title, detail, cut, masked, options = [], estimate, estimateUnreadable } = notice;
  // A question begins with its title.
  const isRepeated = detail === title || detail.startsWith(`${title}\n`);
  return [
    words(`@${agent} ${HEADLINES[kind]}\n`),
    ...(isRepeated ? [] : [block(title), words("\n")]),
    ...(detail === "" ? [] : [block(detail), words("\n")]),
    ...(cut === undefined ? [] : [words(`… ${counted(cut.missing)} more characters are not shown here …\n`)]),
    ...(cut === undefined || cut.end === "" ? [] : [block(cut.end), words("\n")]),
    ...(masked === undefined ? [] : [words("A part that looks like a credential is hidden here.\n")]),
    ...(options.length === 0 ? [] : [words("Suggested answers:\n")]),
    ...options.flatMap((option, at) => [words(`${at + 1}. `), code(option), words("\n")]),
    ...(estimate === undefined ? [] : [block(estimateLines(estimate).join("\n")), words("\n")]),
    ...(estimateUnreadable === undefined ? [] : [words(`${ESTIMATE_UNREADABLE}\n`)]),
    words("\n"),
    ...(isWhole(notice) ? howToDecide(notice) : howToRead(notice)),
    words(`It expires at ${utc(notice.expiresAt)}.`),
  ];
}

function howToDecide({ id, kind }: ApprovalNotice): ExactPart[] {
  if (kind === "question")
    return [
      words(`Answer: /answer ${id} YOUR TEXT (an owner), or `),
      code(`tinyagi answer ${id} "your text"`),
      words("\n"),
    ];
  return [
    words(`Approve: /approve ${id} (an owner), or `),
    code(`tinyagi approve ${id}`),
    words("\n"),
    ...howToDeny(id),
  ];
}

/** Nobody approves here what is not shown here. */
function howToRead({ id, kind }: ApprovalNotice): ExactPart[] {
  const act = kind === "question" ? `tinyagi answer ${id} "your text"` : `tinyagi approve ${id}`;
  return [
    words("Read all of it before you decide, in TinyOffice or with "),
    code(`tinyagi approvals ${id}`),
    words(`\n${kind === "question" ? "Answer" : "Approve"} it there, or with `),
    code(act),
    words("\n"),
    ...howToDeny(id),
  ];
}

function howToDeny(id: string): ExactPart[] {
  return [words(`Deny: /deny ${id}, or `), code(`tinyagi deny ${id}`), words("\n")];
}

function counted(number: number): string {
  return number.toLocaleString("en-US");
}

function utc(time: number): string {
  return `${new Date(time).toISOString().replace("T", " ").slice(0, 16)} UTC`;
}
