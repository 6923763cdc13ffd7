/** An approval in words. What the agent wrote is shown with every character. Pure. */

import type { ApprovalView, EventData } from "@tinyagi/contracts";
import { literalText } from "@tinyagi/contracts/literal-text";
import { askTitle, en, estimateLines, type PermissionBlock, permissionBlocks } from "@tinyagi/views";
import { paint, type Style, splitGraphemes, type Text, widthOf } from "@tinyagi/visualizer/text";

/** What a person needs to decide, from the API or from an event. */
export type AskedApproval = Pick<
  ApprovalView,
  "id" | "kind" | "agent" | "title" | "detail" | "digest" | "expiresAt"
> & {
  options?: readonly string[] | undefined;
  permission?: ApprovalView["permission"];
  brief?: EventData<"approval.requested">["brief"];
  estimate?: ApprovalView["estimate"];
  estimateUnreadable?: ApprovalView["estimateUnreadable"];
};

const BEGIN = "  > ";
/** The same line goes on: a terminal that breaks a long line itself would begin the rest at its edge, without a mark. */
const CONTINUES = "  ~ ";
const TAB_COLUMNS = 8;

/**
 * The agent's words, marked line by line, so that they cannot imitate the lines around them.
 *
 * @param columns of the screen
 */
export function quotedLines(text: string, columns = Number.POSITIVE_INFINITY): string[] {
  const room = Math.max(1, columns - BEGIN.length);
  return literalText(text)
    .split("\n")
    .flatMap((line) => wrapped(line, room).map((part, at) => `${at === 0 ? BEGIN : CONTINUES}${part}`));
}

/** Parts of at most so many columns. Nothing is lost, and a tab counts as much as it may take. */
function wrapped(line: string, columns: number): string[] {
  const parts = [""];
  let width = 0;
  for (const character of splitGraphemes(line)) {
    const more = character === "\t" ? TAB_COLUMNS : widthOf(character);
    width += more;
    if (width > columns && parts.at(-1) !== "") {
      parts.push("");
      width = more;
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}

/** What the agent asks. It is the agent's claim. */
export function claimLines(asked: Omit<AskedApproval, "id">, columns?: number): Text[] {
  const { options, estimate, estimateUnreadable } = asked;
  const quote = (text: string): string[] => quotedLines(text, columns);
  return [
    ...quote(askTitle(asked)),
    ...listContent(asked, columns),
    ...(options === undefined ? [] : ["Suggested answers:", ...options.flatMap(quote)]),
    ...(estimate === undefined ? [] : estimateLines(estimate)),
    ...(estimateUnreadable === undefined ? [] : [en.chat.estimate.unreadable]),
  ];
}

function listContent(
  { title, detail, permission, brief }: Omit<AskedApproval, "id">,
  columns?: number,
): Text[] {
  if (permission !== undefined)
    return permissionBlocks(permission).flatMap((block) => blockLines(block, columns));
  // A title that names what happens does not name the tool.
  const tool =
    brief?.does === undefined ? [] : [en.needs.permission.tool, ...quotedLines(brief.tool, columns)];
  return [...tool, ...(detail === title ? [] : quotedLines(detail, columns))];
}

const LOOKS: Readonly<Partial<Record<PermissionBlock["kind"], Style>>> = { added: "green", removed: "red" };

/** Only lines of TinyAGI are without a mark. */
function blockLines({ kind, text }: PermissionBlock, columns: number | undefined): Text[] {
  if (kind === "note") return [text];
  const look = LOOKS[kind];
  const lines = quotedLines(text, columns);
  return look === undefined ? lines : lines.map((line) => paint(look, line));
}

export function formatApprovalLines(asked: AskedApproval, columns?: number): Text[] {
  return [`@${asked.agent} ${en.needs.asks[asked.kind]} (${asked.id}):`, ...claimLines(asked, columns)];
}

/** For a program: what a person would be asked, in the fields of the API. */
export function approvalNotice(asked: AskedApproval): { approval: AskedApproval } {
  const { id, kind, agent, title, detail, options, permission, digest, expiresAt } = asked;
  const { estimate, estimateUnreadable } = asked;
  const choices = options === undefined ? {} : { options };
  return {
    approval: {
      id,
      kind,
      agent,
      title,
      detail,
      ...choices,
      ...(permission && { permission }),
      ...(estimate && { estimate }),
      ...(estimateUnreadable && { estimateUnreadable }),
      digest,
      expiresAt,
    },
  };
}

/** The exact commands that decide it. The digest binds them to the content that was shown. */
export function commandLines({ id, kind, digest }: AskedApproval): string[] {
  const bound = `${id} --digest ${digest}`;
  if (kind === "question") return [`Answer: tinyagi answer ${bound} 'YOUR TEXT'`];
  return [`Approve: tinyagi approve ${bound}`, `Deny: tinyagi deny ${bound} 'YOUR REASON'`];
}
