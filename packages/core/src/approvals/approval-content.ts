/**
 * What a person decides about: the text as it is shown, and a digest of the text as it was asked. The digest covers
 * everything, also what is too long to show or was hidden because it looks like a secret.
 */
import { createHash } from "node:crypto";
import { AppError, type ApprovalKind, redactSecrets } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { cutText } from "../base/cut-text.js";

const TITLE_MAX_CHARS = 200;
/** A command or a question is shorter. Of a longer text both ends are shown. */
const DETAIL_MAX_CHARS = 8_000;
const OPTIONS_MAX = 20;
const OPTION_MAX_CHARS = 200;
/** Most bytes of what is asked; it is hashed and stored. */
const ASKED_MAX_CHARS = 1_000_000;

export interface AskedContent {
  kind: ApprovalKind;
  agentId: string;
  title: string;
  detail: string;
  options?: readonly string[] | undefined;
  /** Plain JSON. */
  preview?: unknown;
}

export interface ShownContent {
  title: string;
  detail: string;
  /** JSON, or null. */
  options: string | null;
  preview: string | null;
  digest: string;
}

/**
 * @param redact takes credentials out of a text
 * @throws AppError `INVALID_INPUT` when it is empty or larger than what is stored
 */
export function shownContent(asked: AskedContent, redact: (text: string) => string): ShownContent {
  const exact = JSON.stringify([
    asked.kind,
    asked.agentId,
    asked.title,
    asked.detail,
    asked.options ?? [],
    asked.preview ?? null,
  ]);
  if (exact.length > ASKED_MAX_CHARS)
    throw new AppError(
      "INVALID_INPUT",
      `Too long for a person to decide about. Use at most ${ASKED_MAX_CHARS} characters.`,
    );
  const title = cutText(cleanLine(redact(asked.title)), TITLE_MAX_CHARS);
  if (title === "")
    throw new AppError("INVALID_INPUT", "The question is empty. Write what a person should decide.");
  const options = (asked.options ?? [])
    .slice(0, OPTIONS_MAX)
    .map((option) => cutText(cleanLine(redact(option)), OPTION_MAX_CHARS));
  return {
    title,
    detail: bothEnds(cleanText(redact(asked.detail)), DETAIL_MAX_CHARS),
    options: options.length === 0 ? null : JSON.stringify(options),
    preview: asked.preview === undefined ? null : JSON.stringify(redactSecrets(asked.preview, redact)),
    digest: createHash("sha256").update(exact).digest("hex"),
  };
}

/** Nothing can be hidden behind a long beginning: the end is shown too, and how much is left out. */
function bothEnds(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.floor(max / 2);
  const end = text.slice(-half).replace(/^[\uDC00-\uDFFF]/, "");
  return `${cutText(text, half)}\n[… ${text.length - 2 * half} characters are not shown …]\n${end}`;
}
