/**
 * The engine as the daemon administers it: a user for each worker, that may do only what the worker must. A server forgets
 * its users when it starts again, so they are set whenever the connection opens. What is set is the digest of a password.
 */
import type * as Library from "@redis/client";
import { type EngineOptions, openClient } from "./connection.js";

/** Commands of a worker: read one stream, write to two, and keep the connection. */
const COMMANDS = ["+xadd", "+xread", "+ping", "+auth", "+hello"];

export interface EngineUser {
  readonly name: string;
  /** SHA-256 of the password, in hex. */
  readonly digest: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export interface EngineFacts {
  readonly version: string;
  /** What happens when the memory is full. */
  readonly eviction: string;
  readonly delayMs: number;
}

export interface EngineAdmin extends AsyncDisposable {
  /**
   * Sets these users, and removes the others whose names begin with `prefix`, which ends their connections.
   * @throws when the engine cannot be reached, or refuses
   */
  setUsers(prefix: string, users: readonly EngineUser[]): Promise<void>;
  /** @throws when the engine cannot be reached, or refuses */
  look(): Promise<EngineFacts>;
}

export interface EngineAdminOptions extends EngineOptions {
  /** The connection has opened: the users may be gone. */
  readonly onOpen: () => void;
}

export async function openEngineAdmin(options: EngineAdminOptions): Promise<EngineAdmin> {
  const library: typeof Library = await import("@redis/client");
  const client = openClient(library, options, options.onOpen);
  return {
    async setUsers(prefix, users) {
      for (const user of users) await client.sendCommand(["ACL", "SETUSER", user.name, ...rulesOf(user)]);
      const known = await client.sendCommand<string[]>(["ACL", "USERS"]);
      const kept = new Set(users.map(({ name }) => name));
      const gone = known.filter((name) => name.startsWith(prefix) && !kept.has(name));
      if (gone.length > 0) await client.sendCommand(["ACL", "DELUSER", ...gone]);
    },
    async look() {
      const began = performance.now();
      const info = await client.sendCommand<string>(["INFO"]);
      const delayMs = performance.now() - began;
      // The right that everything else needs.
      await client.sendCommand(["ACL", "WHOAMI"]);
      return { ...readInfo(info), delayMs };
    },
    async [Symbol.asyncDispose]() {
      if (client.isOpen) client.destroy();
    },
  };
}

/** From nothing on: what an older rule allowed is gone. */
export function rulesOf({
  digest,
  reads,
  writes,
}: Pick<EngineUser, "digest" | "reads" | "writes">): string[] {
  return [
    "reset",
    "on",
    `#${digest}`,
    ...reads.map((key) => `%R~${key}`),
    ...writes.map((key) => `%W~${key}`),
    ...COMMANDS,
  ];
}

function readInfo(info: string): Pick<EngineFacts, "version" | "eviction"> {
  const fields = new Map(
    info.split("\r\n").map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  return {
    version: fields.get("valkey_version") ?? fields.get("redis_version") ?? "",
    eviction: fields.get("maxmemory_policy") ?? "",
  };
}
