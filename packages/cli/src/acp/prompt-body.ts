/** A prompt of an editor as a message. What the editor put beside the person's words is a quotation. Pure. */
import { type ContentBlock, RequestError } from "@agentclientprotocol/sdk";
import type { SendMessageBody } from "@tinyagi/contracts";
import type { Partner } from "../chat/partner.js";
import { EDITOR_CHANNEL, type EditorSession } from "./session.js";

/** @throws RequestError for a prompt without a word */
export function promptBody(
  blocks: readonly ContentBlock[],
  { partner, names }: Pick<EditorSession, "partner"> & Pick<Partner, "names">,
): SendMessageBody {
  const message = blocks.map(wordsOf).join("").trim();
  const quoted = blocks.flatMap(quotationOf).join("\n\n");
  if (message === "" && quoted === "") throw RequestError.invalidParams({}, "The prompt has no text.");
  // A name at the beginning says who gets it.
  const agent = partner === undefined || beginsWithName(message, names) ? {} : { agent: partner };
  const forwarded = quoted === "" ? {} : { forwarded: quoted };
  return Object.assign({ message, channel: EDITOR_CHANNEL, sender: "cli" }, agent, forwarded);
}

/** Whether the daemon reads its beginning as the id or the name of somebody. */
function beginsWithName(message: string, names: Partner["names"]): boolean {
  const lower = message.toLowerCase();
  const begins = (name: string): boolean => {
    const next = lower.charAt(name.length);
    return lower.startsWith(name.toLowerCase()) && (next.trim() === "" || next === ":" || next === ",");
  };
  return names.some(({ word, about }) => begins(word) || (about !== "" && begins(`@${about}`)));
}

function wordsOf(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "resource_link":
      return block.uri;
    case "resource":
      return block.resource.uri;
    default:
      return "";
  }
}

/** The text of a file that the person added, which somebody else may have written. */
function quotationOf(block: ContentBlock): string[] {
  if (block.type !== "resource" || !("text" in block.resource)) return [];
  return [`${block.resource.uri}\n${block.resource.text}`];
}
