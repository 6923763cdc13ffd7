/**
 * The session of a linked device, as files in a private folder: who holds them can read and write as the account. Each file
 * is replaced as a whole, so that a crash leaves the old or the new one.
 */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "@tinyagi/channels";
import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from "@whiskeysockets/baileys";

const CREDENTIALS = "creds.json";

export interface SessionStore {
  readonly state: AuthenticationState;
  /** Whether a person linked the device. */
  readonly isLinked: boolean;
  /** Takes changes of the credentials over, and stores them. */
  update(change: Partial<AuthenticationCreds>): Promise<void>;
  /** Resolves when everything is stored. What comes later is ignored: a connection writes on after its end. */
  close(): Promise<void>;
  /** Removes the session, which is worth nothing any more. */
  erase(): Promise<void>;
}

/** @throws SyntaxError when the credentials cannot be read; nothing is replaced then */
export async function openSessionStore(folder: string): Promise<SessionStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const creds = (await readCredentials(folder)) ?? initAuthCreds();
  // A code was asked for and never typed: the device is still to be linked.
  if (creds.account === undefined) delete creds.me;
  const writes = createWrites();
  const close = async (): Promise<void> => writes.close();
  return {
    state: { creds, keys: keysIn(folder, writes) },
    get isLinked() {
      return creds.account !== undefined && creds.me !== undefined;
    },
    update(change) {
      Object.assign(creds, change);
      return writes.run(CREDENTIALS, () => writeJson(join(folder, CREDENTIALS), creds));
    },
    close,
    async erase() {
      await close();
      for (const name of await readdir(folder)) if (name.endsWith(".json")) await rm(join(folder, name));
    },
  };
}

interface Writes {
  /** Writes of one file go one after the other, so that the last one counts. */
  run(file: string, write: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

function createWrites(): Writes {
  const tails = new Map<string, Promise<void>>();
  let isClosed = false;
  return {
    async run(file, write) {
      if (isClosed) return;
      const mine = (tails.get(file) ?? Promise.resolve()).then(write);
      const tail = mine.catch(() => {});
      tails.set(file, tail);
      try {
        await mine;
      } finally {
        if (tails.get(file) === tail) tails.delete(file);
      }
    },
    async close() {
      isClosed = true;
      await Promise.all(tails.values());
    },
  };
}

async function readCredentials(folder: string): Promise<AuthenticationCreds | undefined> {
  return (await readJson(join(folder, CREDENTIALS))) as AuthenticationCreds | undefined;
}

function keysIn(folder: string, writes: Writes): SignalKeyStore {
  // Ids contain `:` and `/`. Encoded, they name a file in this folder and no other.
  const locateFile = (type: string, id: string): string =>
    join(folder, `${type}-${encodeURIComponent(id)}.json`);
  return {
    async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const found = await Promise.all(
        ids.map(async (id) => {
          const value = await readJson(locateFile(type, id));
          return value === undefined ? [] : [[id, revived(type, value) as SignalDataTypeMap[T]] as const];
        }),
      );
      return Object.fromEntries(found.flat());
    },
    async set(data: SignalDataSet) {
      const changes = Object.entries(data).flatMap(([type, values]) =>
        Object.entries(values ?? {}).map(([id, value]) => ({ file: locateFile(type, id), value })),
      );
      await Promise.all(changes.map(({ file, value }) => writes.run(file, () => replace(file, value))));
    },
  };
}

async function replace(file: string, value: unknown): Promise<void> {
  if (value === null || value === undefined) await rm(file, { force: true });
  else await writeJson(file, value);
}

function revived(type: keyof SignalDataTypeMap, value: unknown): unknown {
  return type === "app-state-sync-key"
    ? proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>)
    : value;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"), BufferJSON.reviver);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  // Synced: a step of the encryption that is used twice makes messages unreadable.
  await replaceFile(path, JSON.stringify(value, BufferJSON.replacer));
}
