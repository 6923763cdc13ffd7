/** An approval as a person reads it in a chat. Who reads less than all of it is not told how to approve it there. */
import { type ApprovalNotice, type ExactPart, isWhole } from "@tinyagi/contracts";
import { minute } from "../figures/time.js";
import { grouped } from "../words/counted.js";
import { ESTIMATE_UNREADABLE, estimateLines } from "./estimate.js";

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
    ...(cut === undefined ? [] : [words(`… ${grouped(cut.missing)} more characters are not shown here …\n`)]),
    ...(cut === undefined || cut.end === "" ? [] : [block(cut.end), words("\n")]),
    ...(masked === undefined ? [] : [words("A part that looks like a credential is hidden here.\n")]),
    ...(options.length === 0 ? [] : [words("Suggested answers:\n")]),
    ...options.flatMap((option, at) => [words(`${at + 1}. `), code(option), words("\n")]),
    ...(estimate === undefined ? [] : [block(estimateLines(estimate).join("\n")), words("\n")]),
    ...(estimateUnreadable === undefined ? [] : [words(`${ESTIMATE_UNREADABLE}\n`)]),
    words("\n"),
    ...(isWhole(notice) ? howToDecide(notice) : howToRead(notice)),
    words(`It expires at ${minute(notice.expiresAt, { zone: "UTC" })} UTC.`),
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
