/**
 * An approval as a chat shows it. Nothing is taken out without a word: what is too long is counted, and what looks like a
 * credential, which a chat platform must not get, is named. Pure.
 */

import { cutText } from "@tinyagi/base";
import { type ApprovalNotice, partsAsText } from "@tinyagi/contracts";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { noticeParts, permissionBrief } from "@tinyagi/views";
import type { ApprovalRow } from "../store/schema.js";
import { parseStoredEstimate } from "./asked-estimate.js";
import { parseStoredPermission } from "./asked-permission.js";

/** Characters of an approval that a chat shows: some screens, which a person can read. */
const SHOWN_MAX_CHARS = 6_000;
/** Of a longer one, so much of both ends, so that nothing hides behind a long beginning. */
const BEGIN_CHARS = 2_000;
const END_CHARS = 1_000;
const OPTION_MAX_CHARS = 200;

/** @param redact takes credentials out of a text */
export function approvalNotice(row: ApprovalRow, redact: (text: string) => string): ApprovalNotice {
  const asked: string[] = row.options === null ? [] : JSON.parse(row.options);
  const texts = [row.title, row.detail, ...asked];
  const isMasked = texts.some((text) => redact(text) !== text);
  const title = literalLine(redact(row.title));
  const detail = literalText(redact(row.detail));
  const options = asked.map((option) => literalLine(redact(option)));
  const shown = options.map((option) => cutText(option, OPTION_MAX_CHARS));
  const isLong = measureLength([title, detail, ...shown]) > SHOWN_MAX_CHARS;
  return {
    id: row.id,
    kind: row.kind,
    agent: row.agent_id,
    title,
    ...briefOf(row, redact),
    ...ends(detail, { isLong, missing: measureLength(options) - measureLength(shown) }),
    ...(isMasked ? { masked: true as const } : {}),
    ...(options.length === 0 ? {} : { options: shown }),
    ...parseStoredEstimate(row),
    expiresAt: row.expires_at,
  };
}

/** Its texts are the agent's. */
export function briefOf(row: ApprovalRow, redact: (text: string) => string): Pick<ApprovalNotice, "brief"> {
  const { permission } = parseStoredPermission(row);
  if (permission === undefined) return {};
  const { tool, does } = permissionBrief(permission);
  const shown = does?.act === "change" ? { ...does, name: redact(does.name) } : does;
  return { brief: { tool: redact(tool), ...(shown && { does: shown }) } };
}

/** The notice as plain text, for clients that do not know its parts. */
export function approvalNoticeText(row: ApprovalRow, redact: (text: string) => string): string {
  return partsAsText(noticeParts(approvalNotice(row, redact)));
}

/** @param cut.missing characters that are left out elsewhere */
function ends(
  text: string,
  { isLong, missing }: { isLong: boolean; missing: number },
): Pick<ApprovalNotice, "detail" | "cut"> {
  if (!isLong || text.length <= BEGIN_CHARS + END_CHARS)
    return { detail: text, ...(missing === 0 ? {} : { cut: { missing, end: "" } }) };
  const detail = cutText(text, BEGIN_CHARS);
  const end = text.slice(-END_CHARS).replace(/^[\uDC00-\uDFFF]/, "");
  return { detail, cut: { missing: missing + text.length - detail.length - end.length, end } };
}

function measureLength(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}
