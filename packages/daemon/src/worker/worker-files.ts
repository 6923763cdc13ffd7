/**
 * What the daemon keeps of its workers besides the settings, in files that only its user can read: the id of the home at
 * the engine, the credential of each worker, and invitations that were not used yet. A restart loses none of it.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, parse } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import {
  type StoredCredential,
  type StoredInvitation,
  storedCredentialSchema,
  storedInvitationSchema,
} from "@tinyagi/worker";

export interface WorkerFiles {
  /** Of this home, among those that use the same engine. Made when it is first asked for. */
  homeId(): string;
  /** Of all that have a credential or an invitation. */
  names(): string[];
  credential(name: string): StoredCredential | undefined;
  saveCredential(name: string, credential: StoredCredential): void;
  invitation(name: string): StoredInvitation | undefined;
  saveInvitation(name: string, invitation: StoredInvitation): void;
  dropInvitation(name: string): void;
  /** All that is kept of it, but not the number of its last session: an id that was used is never used again. */
  dropCredential(name: string): void;
}

/** @throws AppError `INTERNAL` from each when a file is damaged */
export function workerFiles({ auth }: Pick<HomePaths, "auth">): WorkerFiles {
  const folder = join(auth, "workers");
  const path = (name: string) => join(folder, name);
  const write = (name: string, text: string) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFileSync(path(name), text);
  };
  return {
    homeId() {
      const known = readText(path("home.id"));
      if (known !== undefined) return known.trim();
      const made = randomBytes(8).toString("hex");
      write("home.id", `${made}\n`);
      return made;
    },
    names: () => listNames(folder),
    credential: (name) => readJson(path(`${name}.credential`), storedCredentialSchema),
    saveCredential: (name, credential) => write(`${name}.credential`, JSON.stringify(credential)),
    invitation: (name) => readJson(path(`${name}.invitation`), storedInvitationSchema),
    saveInvitation: (name, invitation) => write(`${name}.invitation`, JSON.stringify(invitation)),
    dropInvitation: (name) => rmSync(path(`${name}.invitation`), { force: true }),
    dropCredential: (name) => rmSync(path(`${name}.credential`), { force: true }),
  };
}

function readJson<T>(path: string, schema: { parse: (value: unknown) => T }): T | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("INTERNAL", `The file ${path} is damaged. Remove the worker, and invite it again.`, {
      cause,
    });
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function listNames(folder: string): string[] {
  try {
    const names = readdirSync(folder).flatMap((file) => {
      const { name, ext } = parse(file);
      return ext === ".credential" || ext === ".invitation" ? [name] : [];
    });
    return [...new Set(names)];
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
