/**
 * A model that sees the pictures of a transcript, as far as it can. Guarantees: a model that is not known to see gets none; a
 * picture that the provider refuses fails no call, because the call is repeated once without pictures; what is left out is
 * said in its place.
 */
import { systemClock } from "../clock.js";
import { toFailure } from "./failure.js";
import type { AgentMessage, AgentModel, ModelRequest } from "./model.js";
import { type PictureData, type PictureRef, toPictureRef, type UserPart } from "./picture.js";
import { toNote, withoutBytes, withoutPictures } from "./without-pictures.js";

/** Pictures of one call, the newest. Providers take more, and bill each with every call. */
const PICTURES_MAX = 20;
/** Base64 of all pictures of one call. Anthropic takes 32 MB in a request. */
const CHARS_MAX = 24 * 1_024 * 1_024;

/** Settings of {@link createSeeingModel}. */
export interface SightOptions {
  readonly model: AgentModel;
  /** Whether the model takes pictures. */
  readonly sees: boolean;
  /** Whether its format has pictures in the results of tools. Otherwise they follow in a message. */
  readonly inResults: boolean;
  /** Reads a picture; undefined: it is gone or too large. */
  readonly read: (picture: PictureRef) => Promise<PictureData | undefined>;
}

/** A model that is given pictures. */
export interface SeeingModel extends AgentModel {
  /** The transcript to store: with references, without bytes, and without pictures that the provider refused. */
  stored(messages: readonly AgentMessage[]): AgentMessage[];
}

/** Wraps a model so that it gets the pictures of a transcript. */
export function createSeeingModel(options: SightOptions): SeeingModel {
  const { model, sees } = options;
  let refused = false;
  const without = (request: ModelRequest): ModelRequest => ({
    ...request,
    messages: request.messages.map((message) => withoutPictures(message, refused ? "refused" : "blind")),
  });
  return {
    id: model.id,
    async stream(request, io) {
      if (!sees || refused) return model.stream(without(request), io);
      const shown = await shownIn(request, options);
      if (shown.pictures === 0) return model.stream(shown.request, io);
      try {
        return await model.stream(shown.request, io);
      } catch (error) {
        const { failureCause } = toFailure(error, systemClock.now());
        // It answered nothing, so nothing is said twice. A full context is no refusal of a picture: whoever keeps the
        // conversation short knows what else can be left out.
        if (failureCause !== "refused") throw error;
        refused = true;
        return model.stream(without(request), io);
      }
    },
    stored: (messages) =>
      messages.map((message) => {
        if (message.role !== "user" || refused)
          return withoutPictures(message, refused ? "refused" : "older");
        return message;
      }),
  };
}

interface Room {
  pictures: number;
  chars: number;
}

/** The newest pictures come first: of old ones the model has said what it saw. */
async function shownIn(
  request: ModelRequest,
  options: SightOptions,
): Promise<{ request: ModelRequest; pictures: number }> {
  const room: Room = { pictures: PICTURES_MAX, chars: CHARS_MAX };
  const messages: AgentMessage[][] = [];
  for (const message of request.messages.toReversed()) messages.push(await shown(message, options, room));
  return {
    request: { ...request, messages: messages.reverse().flat() },
    pictures: PICTURES_MAX - room.pictures,
  };
}

async function shown(
  message: AgentMessage,
  { read, inResults }: SightOptions,
  room: Room,
): Promise<AgentMessage[]> {
  if (message.role === "assistant") return [message];
  if (message.role === "tool") return inResults ? [getRetained(message, room)] : lifted(message, room);
  const content: UserPart[] = [];
  for (const part of message.content) {
    const picture = toPictureRef(part);
    if (picture === undefined) {
      content.push(part);
      continue;
    }
    const data = room.pictures > 0 ? await read(picture) : undefined;
    if (data !== undefined && take(room, data)) content.push(part, filePart(data));
    else content.push(toNote(picture, room.pictures > 0 ? "gone" : "older"));
  }
  return [{ ...message, content }];
}

type ToolMessage = Extract<AgentMessage, { role: "tool" }>;

function getRetained(message: ToolMessage, room: Room): AgentMessage {
  return {
    ...message,
    content: message.content.map((part) => {
      if (part.type !== "tool-result") return part;
      const { output, pictures } = withoutBytes(part.output, "older");
      return pictures.every((picture) => take(room, picture)) ? part : { ...part, output };
    }),
  };
}

/** The pictures follow in a message of their own. */
function lifted(message: ToolMessage, room: Room): AgentMessage[] {
  const seen: PictureData[] = [];
  const content = message.content.map((part) => {
    if (part.type !== "tool-result") return part;
    const { pictures } = withoutBytes(part.output, undefined);
    const fits = pictures.every((picture) => take(room, picture));
    if (fits) seen.push(...pictures);
    return { ...part, output: withoutBytes(part.output, fits ? undefined : "older").output };
  });
  const follow: AgentMessage[] = seen.length === 0 ? [] : [{ role: "user", content: seen.map(filePart) }];
  return [{ ...message, content }, ...follow];
}

function filePart({ data, mediaType }: PictureData): UserPart {
  return { type: "file", mediaType, data };
}

function take(room: Room, { data }: PictureData): boolean {
  if (room.pictures < 1 || room.chars < data.length) return false;
  room.pictures -= 1;
  room.chars -= data.length;
  return true;
}
