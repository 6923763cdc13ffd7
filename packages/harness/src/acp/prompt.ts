/** The parts of a prompt: the instructions with the first one of a connection, then the text and its pictures. */
import type { ContentBlock } from "@agentclientprotocol/sdk";
import type { HarnessRequest } from "@tinyagi/contracts";
import { type JsonObject, toObject } from "../cli/json-line.js";

/** The protocol has no place for instructions, so they stand before the first prompt. */
export function promptText({
  systemPrompt,
  prompt,
}: Pick<HarnessRequest, "systemPrompt" | "prompt">): string {
  if (systemPrompt === "") return asMessage(prompt);
  return `<instructions>\n${systemPrompt}\n</instructions>\n\n${prompt}`;
}

/**
 * Programs take a text that begins with a slash for a command of their own, which may switch off their questions. Who writes
 * to an agent may not do so.
 */
export function asMessage(text: string): string {
  return text.trimStart().startsWith("/") ? `The message: ${text}` : text;
}

/** @param capabilities of the program: pictures go to those that take them; the text names all of them */
export async function promptBlocks(
  request: HarnessRequest,
  { isFirst, capabilities }: { isFirst: boolean; capabilities: JsonObject },
): Promise<ContentBlock[]> {
  const text = isFirst ? promptText(request) : asMessage(request.prompt);
  const takesPictures = toObject(capabilities.promptCapabilities)?.image === true && request.vision !== false;
  const pictures = takesPictures ? (request.pictures ?? []) : [];
  const read = await readAll(pictures);
  const images = read.flatMap((picture): ContentBlock[] =>
    picture === undefined ? [] : [{ type: "image", data: picture.data, mimeType: picture.mediaType }],
  );
  return [{ type: "text", text }, ...images];
}

/** What reads them belongs to the libraries of models, which are no part of the daemon's start. */
async function readAll(pictures: NonNullable<HarnessRequest["pictures"]>) {
  if (pictures.length === 0) return [];
  const { readPicture } = await import("../api/pictures.js");
  return Promise.all(pictures.map(({ path, type }) => readPicture({ path, mediaType: type, name: path })));
}
