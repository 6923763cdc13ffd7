/** What both sides derive from the secret of a code, and the users and streams of the engine that a joining needs. */
import { createHash, hkdfSync } from "node:crypto";
import type { EngineUser } from "../engine/admin.js";
import { KEY_BYTES } from "../engine/seal.js";
import { type Streams, streamsOf } from "../engine/streams.js";

export interface Place {
  readonly homeId: string;
  readonly name: string;
}

export interface JoinStreams {
  /** The machine asks here. */
  readonly ask: string;
  /** The daemon answers here. */
  readonly answer: string;
}

export function joinStreamsOf({ homeId, name }: Place): JoinStreams {
  const stream = (part: string) => `tinyagi:${homeId}:${name}:${part}`;
  return { ask: stream("join"), answer: stream("joined") };
}

/** Opens what is said while a machine joins. */
export function joinKeyOf(secret: Buffer): Buffer {
  return derive(secret, "seal");
}

/** Of the user that only a machine with the code is. */
export function joinPasswordOf(secret: Buffer): string {
  return derive(secret, "engine").toString("base64url");
}

/** What the names of all users of a home begin with. */
export function userPrefix(homeId: string): string {
  return `tinyagi:${homeId}:`;
}

export function joinUserName({ homeId, name }: Place): string {
  return `tinyagi:${homeId}:${name}:join`;
}

export function workerUserName({ homeId, name }: Place): string {
  return `tinyagi:${homeId}:${name}`;
}

/** May ask and read the answer, once and nothing more. */
export function joinUser(place: Place, secret: Buffer): EngineUser {
  const { ask, answer } = joinStreamsOf(place);
  return {
    name: joinUserName(place),
    digest: digestOf(joinPasswordOf(secret)),
    reads: [answer],
    writes: [ask],
  };
}

/** @param digest SHA-256 of its password, in hex */
export function workerUser(place: Place, digest: string): EngineUser {
  const { hello, up, down }: Streams = streamsOf(place.homeId, place.name);
  return { name: workerUserName(place), digest, reads: [down], writes: [hello, up] };
}

export function digestOf(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

/** The URL with a user, whatever it was. */
export function withUser(url: string, { user, password }: { user: string; password: string }): string {
  const own = new URL(url);
  own.username = encodeURIComponent(user);
  own.password = encodeURIComponent(password);
  return own.toString();
}

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `tinyagi worker join 1 ${purpose}`, KEY_BYTES));
}
