/** What one reply of the outbox becomes: texts that the platform takes, then files. Pure. */

import { basename } from "node:path";
import { type ExactPart, isWhole, partsAsMarkdown, type RouteOutput } from "@tinyagi/contracts";
import { cleanText } from "@tinyagi/contracts/clean-text";
import { splitText } from "@tinyagi/contracts/split-text";
import { en, noticeParts, type ViewWords } from "@tinyagi/views";
import type { Button } from "../adapter/outgoing.js";
import { splitParts } from "./split-parts.js";

export type ClaimedReply = RouteOutput<"claimResponses">["responses"][number];

/** One call of the platform. */
export type ReplyPart =
  | {
      readonly kind: "text";
      readonly markdown: string;
      readonly exact?: readonly ExactPart[];
      readonly buttons?: readonly Button[];
    }
  | { readonly kind: "file"; readonly path: string; readonly name: string };

/** Most suggested answers that become buttons. The text lists all. */
const OPTIONS_MAX = 8;
const LABEL_MAX_CHARS = 40;

/** Most failed or waiting messages of one reply that get buttons. The text names all. */
const TROUBLED_MAX = 3;

/** An exact text may take twice its length on a platform: marks are escaped there, or put in frames. */
const EXACT_SHARE = 2;

/** Buttons stand below the last text. Control characters and marks that reorder text never reach the platform. */
export function toParts(reply: ClaimedReply, textMax: number, words: ViewWords = en): ReplyPart[] {
  const texts = listTexts(reply, textMax, words);
  const buttons = toButtons(reply, words);
  const parts: ReplyPart[] = texts.map((text, at) => ({
    kind: "text",
    ...text,
    ...(at === texts.length - 1 && buttons.length > 0 ? { buttons } : {}),
  }));
  for (const path of reply.files ?? []) parts.push({ kind: "file", path, name: nameOf(path) });
  return parts;
}

function listTexts(
  { message, notice }: ClaimedReply,
  textMax: number,
  words: ViewWords,
): { markdown: string; exact?: readonly ExactPart[] }[] {
  if (notice === undefined) return splitText(cleanText(message), textMax).map((markdown) => ({ markdown }));
  return splitParts(noticeParts(notice, words), textMax / EXACT_SHARE, words.chat.channel).map((exact) => ({
    markdown: partsAsMarkdown(exact),
    exact,
  }));
}

/** The server keeps copies under names that begin with random digits. */
function nameOf(path: string): string {
  return basename(path).replace(/^[0-9a-f]{16}-(?=.)/, "");
}

/**
 * A button sends the command that the person could also type, so it needs no rights and no memory of its own. Whoever is
 * not shown everything gets no button that agrees to it. A label is a whole answer or its number, never a part of it.
 */
function toButtons({ approval, notice, troubled = [] }: ClaimedReply, words: ViewWords): Button[] {
  const say = words.chat.buttons;
  if (approval === undefined) {
    const shown = troubled.slice(0, TROUBLED_MAX);
    return shown.flatMap((one) => troubleButtons(one, say, shown.length === 1 ? "" : ` ${one.message}`));
  }
  const { id, kind, options = [] } = approval;
  const deny = { label: `⛔ ${say.deny}`, value: `/deny ${id}` };
  if (notice !== undefined && !isWhole(notice)) return [deny];
  if (kind === "question")
    return options.slice(0, OPTIONS_MAX).map((option, at) => ({
      label: option.length > LABEL_MAX_CHARS ? say.answer(at + 1) : option,
      value: `/answer ${id} #${at + 1}`,
    }));
  return [{ label: `✅ ${say.approve}`, value: `/approve ${id}` }, deny];
}

/** They say which message they are about where there are several. */
function troubleButtons(
  { message, state, mayRetry }: NonNullable<ClaimedReply["troubled"]>[number],
  say: ViewWords["chat"]["buttons"],
  which: string,
): Button[] {
  return [
    ...(mayRetry === false ? [] : [{ label: `🔁 ${say.retry(which)}`, value: `/retry ${message}` }]),
    { label: `❓ ${say.why(which)}`, value: `/why ${message}` },
    ...(state === "waiting" ? [{ label: `⏹ ${say.stop(which)}`, value: `/cancel ${message}` }] : []),
  ];
}
