/** The pictures of a run, as far as its model takes them: parts for the message, and their bytes when they are sent. */
import { type PictureData, type PictureRef, picturePart, userMessage } from "@tinyagi/agents";
import { openRegularFile, readCapped } from "@tinyagi/base";
import { givenFileName, type HarnessRequest, type RunPicture } from "@tinyagi/contracts";

/** What Anthropic takes of one picture: 5 MB as base64. The other providers take more. */
const PICTURE_MAX_BYTES = 3_932_160;
/** What Anthropic takes of its longer side. */
const PIXELS_MAX = 8_000;

/** The message of a run, with its pictures. */
export function messageWithPictures({
  prompt,
  pictures = [],
}: HarnessRequest): ReturnType<typeof userMessage> {
  const message = userMessage(prompt);
  return { ...message, content: [...message.content, ...pictures.map(toPart)] };
}

function toPart(picture: RunPicture): ReturnType<typeof picturePart> {
  const name = nameOf(picture);
  const problem = findProblem(picture);
  return problem === undefined
    ? picturePart({ path: picture.path, mediaType: picture.type, name })
    : { type: "text", text: `[Picture ${name}: it is not shown, because it is larger than ${problem}.]` };
}

function findProblem({ bytes, pixels = 0 }: RunPicture): string | undefined {
  if (bytes > PICTURE_MAX_BYTES) return `${PICTURE_MAX_BYTES} bytes`;
  return pixels > PIXELS_MAX ? `${PIXELS_MAX} pixels` : undefined;
}

function nameOf({ path, name }: RunPicture): string {
  return (name === undefined ? undefined : givenFileName(name)) ?? path.slice(path.lastIndexOf("/") + 1);
}

/** @returns undefined for a picture that is gone or has grown */
export async function readPicture({ path, mediaType }: PictureRef): Promise<PictureData | undefined> {
  const opened = await openRegularFile(path, (real) => real !== "");
  if (!opened.ok) return undefined;
  try {
    const bytes = await readCapped(opened.handle, PICTURE_MAX_BYTES);
    return bytes === null ? undefined : { data: bytes.toString("base64"), mediaType };
  } finally {
    await opened.handle.close();
  }
}
