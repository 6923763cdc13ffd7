/** Messages without their pictures. In the place of each one stands why it is not there. Pure. */
import type { AgentMessage, ToolOutput } from "./model.js";
import { type PictureData, type PictureRef, toPictureRef, type UserPart } from "./picture.js";

const NOTES = {
  blind: "it is not shown, because this model is not known to see pictures",
  refused: "it is not shown, because the provider refused it",
  gone: "it is not shown, because its file cannot be read any more or is too large",
  older: "it was shown earlier; read its file to see it again",
  full: "it is left out, because the context is full",
} as const;
type MissingReason = keyof typeof NOTES;

/** With a note in place of each picture. */
export function withoutPictures(message: AgentMessage, reason: MissingReason): AgentMessage {
  if (message.role === "user")
    return {
      ...message,
      content: message.content.map((part) => {
        const picture = toPictureRef(part);
        return picture === undefined ? part : toNote(picture, reason);
      }),
    };
  if (message.role !== "tool") return message;
  return {
    ...message,
    content: message.content.map((part) =>
      part.type === "tool-result" ? { ...part, output: withoutBytes(part.output, reason).output } : part,
    ),
  };
}

/** Whether a message shows a picture. */
export function hasPicture({ role, content }: AgentMessage): boolean {
  if (role === "user") return content.some((part) => toPictureRef(part) !== undefined);
  return content.some(
    (part) => part.type === "tool-result" && withoutBytes(part.output, undefined).pictures.length > 0,
  );
}

/** What stands in the place of a picture that a person sent. */
export function toNote({ name }: PictureRef, reason: MissingReason): UserPart {
  return { type: "text", text: `[Picture ${name}: ${NOTES[reason]}.]` };
}

/** The text of a result, and the pictures that were in it. */
export function withoutBytes(
  output: ToolOutput,
  reason: MissingReason | undefined,
): { output: ToolOutput; pictures: PictureData[] } {
  if (output.type !== "content") return { output, pictures: [] };
  const pictures = output.value.flatMap((part) =>
    part.type === "image-data" ? [{ data: part.data, mediaType: part.mediaType }] : [],
  );
  if (pictures.length === 0) return { output, pictures };
  const texts = output.value.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const note = reason === undefined ? "[The picture follows.]" : `[Picture: ${NOTES[reason]}.]`;
  return { output: { type: "text", value: [...texts, note].join("\n") }, pictures };
}
