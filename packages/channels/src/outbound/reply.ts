/** What one reply of the outbox becomes: texts that the platform takes, then files. Pure. */
import { basename } from "node:path";
import type { RouteOutput } from "@tinyagi/contracts";
import { cleanText } from "@tinyagi/contracts/clean-text";
import { splitText } from "@tinyagi/contracts/split-text";
import type { Button } from "../adapter/outgoing.js";

export type ClaimedReply = RouteOutput<"claimResponses">["responses"][number];

/** One call of the platform. */
export type ReplyPart =
  | { readonly kind: "text"; readonly markdown: string; readonly buttons?: readonly Button[] }
  | { readonly kind: "file"; readonly path: string; readonly name: string };

/** Most suggested answers that become buttons. The text lists all. */
const OPTIONS_MAX = 8;
const LABEL_MAX_CHARS = 40;

/** Buttons stand below the last text. Control characters and marks that reorder text never reach the platform. */
export function partsOf(reply: ClaimedReply, textMax: number): ReplyPart[] {
  const texts = splitText(cleanText(reply.message), textMax);
  const buttons = buttonsOf(reply.approval);
  const parts: ReplyPart[] = texts.map((markdown, at) => ({
    kind: "text",
    markdown,
    ...(at === texts.length - 1 && buttons.length > 0 ? { buttons } : {}),
  }));
  for (const path of reply.files ?? []) parts.push({ kind: "file", path, name: nameOf(path) });
  return parts;
}

/** The server keeps copies under names that begin with random digits. */
function nameOf(path: string): string {
  return basename(path).replace(/^[0-9a-f]{16}-(?=.)/, "");
}

/** A button sends the command that the person could also type, so it needs no rights and no memory of its own. */
function buttonsOf(approval: ClaimedReply["approval"]): Button[] {
  if (approval === undefined) return [];
  const { id, kind, options = [] } = approval;
  if (kind === "question")
    return options.slice(0, OPTIONS_MAX).map((option, at) => ({
      label: option.length > LABEL_MAX_CHARS ? `${option.slice(0, LABEL_MAX_CHARS - 1)}…` : option,
      value: `/answer ${id} #${at + 1}`,
    }));
  return [
    { label: "✅ Approve", value: `/approve ${id}` },
    { label: "⛔ Deny", value: `/deny ${id}` },
  ];
}
