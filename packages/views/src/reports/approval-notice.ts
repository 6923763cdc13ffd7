/** An approval as a person reads it in a chat. Who reads less than all of it is not told how to approve it there. */
import { type ApprovalNotice, type ExactPart, isWhole } from "@tinyagi/contracts";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { minute } from "../figures/time.js";
import { askTitle } from "../needs/permission-title.js";
import { grouped } from "../words/counted.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { estimateLines } from "./estimate.js";

const text = (text: string): ExactPart => ({ kind: "words", text });
const code = (text: string): ExactPart => ({ kind: "code", text });
const block = (text: string): ExactPart => ({ kind: "block", text });

/** The notice as a person reads it. */
export function noticeParts(notice: ApprovalNotice, words: ViewWords = en): ExactPart[] {
  const { agent, kind, detail, cut, masked, options = [], estimate, estimateUnreadable } = notice;
  const say = words.chat.approval;
  const title = askTitle(notice, words);
  // A question begins with its title.
  const isRepeated = detail === title || detail.startsWith(`${title}\n`);
  return [
    text(`${say.head(agent, words.needs.asks[kind])}\n`),
    ...(isRepeated ? [] : [block(title), text("\n")]),
    ...toolParts(notice, words),
    ...(detail === "" ? [] : [block(detail), text("\n")]),
    ...(cut === undefined ? [] : [text(`${say.cut(grouped(cut.missing))}\n`)]),
    ...(cut === undefined || cut.end === "" ? [] : [block(cut.end), text("\n")]),
    ...(masked === undefined ? [] : [text(`${say.masked}\n`)]),
    ...(options.length === 0 ? [] : [text(`${say.options}\n`)]),
    ...options.flatMap((option, at) => [text(`${at + 1}. `), code(option), text("\n")]),
    ...(estimate === undefined ? [] : [block(estimateLines(estimate, words).join("\n")), text("\n")]),
    ...(estimateUnreadable === undefined ? [] : [text(`${words.chat.estimate.unreadable}\n`)]),
    text("\n"),
    ...(isWhole(notice) ? howToDecide(notice, words) : howToRead(notice, words)),
    text(say.expires(`${minute(notice.expiresAt, { zone: "UTC" })} UTC`)),
  ];
}

/** A title that names what happens does not name the tool. */
function toolParts({ brief }: ApprovalNotice, words: ViewWords): ExactPart[] {
  if (brief?.does === undefined) return [];
  return [text(`${words.needs.permission.tool} `), code(literalLine(brief.tool)), text("\n")];
}

function howToDecide({ id, kind }: ApprovalNotice, words: ViewWords): ExactPart[] {
  const say = words.chat.approval;
  if (kind === "question")
    return [
      text(say.answer(`/answer ${id} ${say.yourText.toUpperCase()}`)),
      code(`tinyagi answer ${id} "${say.yourText}"`),
      text("\n"),
    ];
  return [
    text(say.approve(`/approve ${id}`)),
    code(`tinyagi approve ${id}`),
    text("\n"),
    ...howToDeny(id, words),
  ];
}

/** Nobody approves here what is not shown here. */
function howToRead({ id, kind }: ApprovalNotice, words: ViewWords): ExactPart[] {
  const say = words.chat.approval;
  const isQuestion = kind === "question";
  return [
    text(say.read),
    code(`tinyagi approvals ${id}`),
    text(`\n${isQuestion ? say.answerThere : say.approveThere}`),
    code(isQuestion ? `tinyagi answer ${id} "${say.yourText}"` : `tinyagi approve ${id}`),
    text("\n"),
    ...howToDeny(id, words),
  ];
}

function howToDeny(id: string, words: ViewWords): ExactPart[] {
  return [text(words.chat.approval.deny(`/deny ${id}`)), code(`tinyagi deny ${id}`), text("\n")];
}
