/**
 * The code that a machine joins with. It is a secret that is used once, with what a machine must know to use it: where the
 * engine is, which home, which name. It is no credential of the worker: that one is made when the code is used.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";

const PREFIX = "tgw1_";
const CODE_MAX_CHARS = 32 * 1024;
const TEXT_MAX_BYTES = 64 * 1024;

const invitationSchema = z.object({
  /** Of the engine, as the worker reaches it, without a user. */
  url: z.string().min(1).max(2_000),
  /** PEM of the authority that signed the engine's certificate. Absent: one that is publicly known. */
  ca: z.string().max(TEXT_MAX_BYTES).optional(),
  homeId: z.string().regex(/^[a-z0-9]{1,64}$/),
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/),
  slots: z.int().min(1).max(10_000),
  /** 32 bytes in base64url. */
  secret: z.string().length(43),
});
export type Invitation = z.infer<typeof invitationSchema>;

export function writeJoinCode(invitation: Invitation): string {
  return PREFIX + deflateRawSync(JSON.stringify(invitation)).toString("base64url");
}

/** @returns undefined for what is no code, or one of another format */
export function readJoinCode(code: string): Invitation | undefined {
  const text = code.trim();
  if (!text.startsWith(PREFIX) || text.length > CODE_MAX_CHARS) return undefined;
  try {
    const data = inflateRawSync(Buffer.from(text.slice(PREFIX.length), "base64url"), {
      maxOutputLength: TEXT_MAX_BYTES,
    });
    return invitationSchema.safeParse(JSON.parse(data.toString("utf8"))).data;
  } catch {
    // Cut off or mistyped: that is the answer.
    return undefined;
  }
}
