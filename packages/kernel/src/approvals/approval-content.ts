/**
 * What a person decides about: the exact text, so that a person can read all of it, and its digest. Each reader writes out
 * what cannot be seen; for chats, credentials are taken out (`outbox/approval-notice.ts`).
 */
import { createHash } from "node:crypto";
import { cutText } from "@tinyagi/base";
import {
  AppError,
  type ApprovalKind,
  type PermissionFacts,
  redactSecrets,
  type SpawnEstimate,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";

/** A longer title is the beginning of the detail, or is put before it. */
const TITLE_MAX_CHARS = 300;
/** Most characters of what is asked; it is hashed and stored. */
const ASKED_MAX_CHARS = 1_000_000;

export interface AskedContent {
  kind: ApprovalKind;
  agentId: string;
  title: string;
  detail: string;
  options?: readonly string[] | undefined;
  /** Not covered by the digest: the detail is made of it. */
  permission?: PermissionFacts | undefined;
  /** Plain JSON. */
  preview?: unknown;
  /** Not covered by the digest. */
  estimate?: SpawnEstimate | undefined;
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
  const exact = writeExact(asked);
  if (exact.length > ASKED_MAX_CHARS)
    throw new AppError(
      "INVALID_INPUT",
      `Too long for a person to decide about. Use at most ${ASKED_MAX_CHARS} characters.`,
    );
  if (cleanLine(asked.title) === "")
    throw new AppError("INVALID_INPUT", "The question is empty. Write what a person should decide.");
  const { title, detail, options = [] } = asked;
  const preview = toPreview(asked, redact);
  return {
    title: cutText(title, TITLE_MAX_CHARS),
    detail: title.length <= TITLE_MAX_CHARS || detail.startsWith(title) ? detail : `${title}\n\n${detail}`,
    options: options.length === 0 ? null : JSON.stringify(options),
    preview: preview === undefined ? null : JSON.stringify(preview),
    digest: hash(exact),
  };
}

/** What the content has as its digest when `detail` is in other words. */
export function digestWith(detail: string, asked: AskedContent): string {
  return hash(writeExact(Object.assign({}, asked, { detail })));
}

function writeExact({ kind, agentId, title, detail, options = [], preview = null }: AskedContent): string {
  return JSON.stringify([kind, agentId, title, detail, options, preview]);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The permission is as exact as the detail: who decides must see all of it. */
function toPreview(
  { preview, estimate, permission }: AskedContent,
  redact: (text: string) => string,
): unknown {
  const shown = preview === undefined ? undefined : redactSecrets(preview, redact);
  if (estimate === undefined && permission === undefined) return shown;
  return {
    ...(shown as object | undefined),
    ...(estimate === undefined ? {} : { estimate: redactSecrets(estimate, redact) }),
    ...(permission === undefined ? {} : { permission }),
  };
}
