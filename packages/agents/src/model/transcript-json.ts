/**
 * Transcripts as JSON. Messages may contain bytes (files, images) and URLs, which JSON cannot carry: they are written as
 * `{"$bytes": base64}` and `{"$url": "https://…"}`.
 */
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";
import type { AgentMessage } from "./model.js";

/** A transcript as JSON. Made by {@link transcriptToJson}. */
export type JsonTranscript = readonly z.core.util.JSONType[];

const partSchema = z.looseObject({ type: z.string() });
const messageSchema = z.looseObject({
  role: z.enum(["user", "assistant", "tool"]),
  content: z.array(partSchema),
});

/** A transcript as JSON. */
export function transcriptToJson(messages: readonly AgentMessage[]): JsonTranscript {
  return messages.map((message) => toJson(message) as z.core.util.JSONType);
}

/** A transcript from JSON of {@link transcriptToJson}. @throws AppError `INVALID_INPUT` when it is no transcript */
export function transcriptFromJson(json: unknown): AgentMessage[] {
  const found = z.array(messageSchema).safeParse(fromJson(json));
  // The parts are those of the AI SDK, which checks them when they are sent.
  if (found.success) return found.data as unknown as AgentMessage[];
  const [issue] = found.error.issues;
  const path = issue?.path.join(".") ?? "";
  throw new AppError(
    "INVALID_INPUT",
    `The transcript cannot be read at "${path}". Load what was saved, unchanged.`,
  );
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (value instanceof URL) return { $url: value.href };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, toJson(one)]));
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && typeof only[1] === "string") {
    if (only[0] === "$bytes") return new Uint8Array(Buffer.from(only[1], "base64"));
    if (only[0] === "$url" && URL.canParse(only[1])) return new URL(only[1]);
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, fromJson(one)]));
}
