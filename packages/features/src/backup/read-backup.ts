/**
 * Unpacks an archive into a new folder, member by member as its manifest says, and trusts nothing in it. It refuses an
 * archive with a link, with a path that leads elsewhere, or with a member that is unknown, missing, or not of the
 * announced size and digest.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorCode, makeDirectory } from "@tinyagi/base";
import { isAppError } from "@tinyagi/contracts";
import type { ReadEntry } from "tar";
import { BACKUP_LIMITS } from "./backup-limits.js";
import { invalid, MANIFEST, type Manifest, type Member, parseManifest } from "./manifest.js";

/** Errors of a file and a folder under one name, or of two names that the file system treats as one. */
const CONFLICTS: ReadonlySet<string> = new Set(["EEXIST", "EISDIR", "ENOTDIR"]);
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
/** An archive contains only its members. The parser must not collect unlimited headers. */
const META_MAX_BYTES = 64 * 1024;
/** gzip reaches 1,032 with zeros, as in sparse files. The manifest limits the unpacked size. */
const COMPRESSION_MAX = 1_100;

/**
 * @param folder an empty folder of this process
 * @param kept members that are written there; the others are only verified. Default: all
 * @throws AppError `BACKUP_INVALID`; the folder may then contain a part
 */
export async function unpackBackup(
  file: string,
  folder: string,
  kept?: ReadonlySet<string>,
): Promise<Manifest> {
  const reader = new BackupReader(folder, kept);
  // Loaded here, because the start of the daemon must not wait for it.
  const { Parser } = await import("tar");
  const parser = new Parser({
    strict: true,
    maxMetaEntrySize: META_MAX_BYTES,
    maxDecompressionRatio: COMPRESSION_MAX,
    onReadEntry: (entry) => reader.take(entry),
  });
  reader.stop = (error) => void parser.abort(error);
  try {
    await pipeline(createReadStream(file), parser as unknown as NodeJS.WritableStream);
  } catch (error) {
    await reader.abandon(isAppError(error) ? error : invalid("it is not a whole archive", error));
  }
  return reader.finish();
}

class BackupReader {
  failure: unknown;
  stop: (error: Error) => void = () => {};
  private manifest: Manifest | undefined;
  private readonly missing = new Map<string, Member>();
  private work: Promise<void> = Promise.resolve();
  private current: ReadEntry | undefined;

  constructor(
    private readonly folder: string,
    private readonly kept: ReadonlySet<string> | undefined,
  ) {}

  /** Entries arrive one after the other. The next one waits until this one is read completely. */
  take(entry: ReadEntry): void {
    this.work = this.work.then(() => this.read(entry)).catch((error: unknown) => this.fail(error, entry));
  }

  /** No more data arrives. Readers that wait for the rest of an entry must end and close their file. */
  async abandon(error: unknown): Promise<void> {
    this.failure ??= error;
    this.stop = () => {};
    this.current?.destroy();
    await this.work;
  }

  async finish(): Promise<Manifest> {
    await this.work;
    if (this.failure !== undefined) throw this.failure;
    if (this.manifest === undefined) throw invalid("it has no manifest");
    if (this.missing.size > 0) throw invalid(`${this.missing.size} of its members are missing`);
    return this.manifest;
  }

  private fail(error: unknown, entry: ReadEntry): void {
    this.failure ??= error;
    entry.resume();
    this.stop(error instanceof Error ? error : new Error(String(error)));
  }

  private async read(entry: ReadEntry): Promise<void> {
    if (this.failure !== undefined) {
      entry.resume();
      return;
    }
    this.current = entry;
    const path = entry.path.replace(/^\.\//, "");
    if (entry.type !== "File" && entry.type !== "OldFile")
      throw invalid("it contains entries that are not files");
    if (this.manifest === undefined) {
      await this.readManifest(entry, path);
      return;
    }
    const member = this.missing.get(path);
    if (member === undefined) throw invalid("it contains a member that its manifest does not name");
    if (entry.size !== member.bytes) throw invalid("a member is not of the size its manifest says");
    this.missing.delete(path);
    await this.write(entry, member);
  }

  private async readManifest(entry: ReadEntry, path: string): Promise<void> {
    if (path !== MANIFEST) throw invalid("it does not begin with a manifest");
    if (entry.size > BACKUP_LIMITS.manifestBytes) throw invalid("its manifest is too large");
    const chunks: Buffer[] = [];
    for await (const chunk of this.readChunks(entry)) chunks.push(chunk);
    this.manifest = parseManifest(Buffer.concat(chunks).toString("utf8"));
    for (const member of this.manifest.members) this.missing.set(member.path, member);
  }

  private async write(entry: ReadEntry, member: Member): Promise<void> {
    const hash = createHash("sha256");
    const handle = this.kept?.has(member.path) === false ? undefined : await this.open(member);
    try {
      for await (const chunk of this.readChunks(entry)) {
        hash.update(chunk);
        await handle?.write(chunk);
      }
      await handle?.sync();
    } finally {
      await handle?.close();
    }
    if (hash.digest("hex") !== member.sha256) throw invalid("a member differs from what its manifest says");
  }

  private async open({ path }: Member): Promise<FileHandle> {
    const target = join(this.folder, path);
    try {
      await makeDirectory(dirname(target), PRIVATE_DIRECTORY);
      return await open(target, "wx", PRIVATE_FILE);
    } catch (error) {
      if (CONFLICTS.has(errorCode(error))) throw invalid("two of its members need the same path", error);
      throw error;
    }
  }

  /** The entry's content, until its end or the first failure. */
  private async *readChunks(entry: ReadEntry): AsyncGenerator<Buffer> {
    if (this.failure !== undefined) throw this.failure;
    for await (const chunk of entry) {
      yield chunk as Buffer;
      // A destroyed entry reports its error only to a waiting reader, so the failure is checked here too.
      if (this.failure !== undefined) throw this.failure;
    }
  }
}
