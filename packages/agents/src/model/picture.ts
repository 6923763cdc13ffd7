/**
 * Pictures in a transcript. What a person sends is kept as a reference, and read again for each call: transcripts stay small, and
 * a picture that is gone is a note. What a tool returns is kept with its bytes until the transcript is stored.
 */
import type { AgentMessage, ToolOutput } from "./model.js";

/** A picture on the machine of the host. */
export interface PictureRef {
  /** Given back to whoever reads it. */
  readonly path: string;
  readonly mediaType: string;
  /** For the model. */
  readonly name: string;
}

/** A picture with its bytes. */
export interface PictureData {
  /** Base64. */
  readonly data: string;
  readonly mediaType: string;
}

/** What a tool may return besides text and JSON: text with pictures. */
export class ToolPictures {
  /**
   * @param text for every model; those that do not see get only this
   * @param pictures in their order
   */
  constructor(
    readonly text: string,
    readonly pictures: readonly PictureData[],
  ) {}
}

export type UserPart = Extract<AgentMessage, { role: "user" }>["content"][number];
type TextPart = Extract<UserPart, { type: "text" }>;
/** The name under which a reference is kept in a transcript. Providers ignore options of others. */
const OPTIONS = "tinyagi";

/** The part of a message that stands for a picture; `createSeeingModel` puts the picture in its place. */
export function picturePart({ path, mediaType, name }: PictureRef): TextPart {
  return {
    type: "text",
    text: `[Picture ${name}]`,
    providerOptions: { [OPTIONS]: { picture: { path, mediaType, name } } },
  };
}

/** The picture that a part stands for. */
export function toPictureRef(part: UserPart): PictureRef | undefined {
  const found = part.type === "text" ? part.providerOptions?.[OPTIONS]?.picture : undefined;
  if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
  const { path, mediaType, name } = found;
  const isWhole = typeof path === "string" && typeof mediaType === "string" && typeof name === "string";
  return isWhole ? { path, mediaType, name } : undefined;
}

export function picturesOutput({ text, pictures }: ToolPictures): ToolOutput {
  return {
    type: "content",
    value: [
      { type: "text", text },
      ...pictures.map(({ data, mediaType }) => ({ type: "image-data" as const, data, mediaType })),
    ],
  };
}
