/** The entries of a workspace in batches that fit into one message to another machine. */
import {
  FILE_PART_BYTES,
  refusedFile,
  TREE_BATCH_MAX,
  type TreeCursor,
  type TreeEntry,
  type WorkspaceOutput,
} from "@tinyagi/contracts";
import { openTreeFile } from "./tree-file.js";
import { type Found, walkTree } from "./tree-walk.js";

/** Walks that wait for their next batch. One beyond these is begun again, from where its batch ended. */
const OPEN_MAX = 8;

type Batch = WorkspaceOutput<"packTree">;

interface Walk {
  found: AsyncGenerator<Found, void>;
  ahead: Found | undefined;
  /** Bytes of a file ahead that are in an earlier batch. */
  offset: number;
}

/** The packed workspaces of a machine. A walk stays open between two batches, so that it reads each folder once. */
export function createTreePacks(): (root: string, after: TreeCursor | null) => Promise<Batch> {
  const open = new Map<string, Walk>();
  return async (root, after) => {
    const toKey = (cursor: TreeCursor | null) => JSON.stringify([root, cursor?.path, cursor?.offset]);
    const key = toKey(after);
    const walk = (after === null ? undefined : open.get(key)) ?? (await begin(root, after));
    open.delete(key);
    const batch = await takeBatch(root, walk);
    if (batch.next === null) return batch;
    open.set(toKey(batch.next), walk);
    const [oldest] = open.keys();
    if (open.size > OPEN_MAX && oldest !== undefined) open.delete(oldest);
    return batch;
  };
}

async function begin(root: string, after: TreeCursor | null): Promise<Walk> {
  const found = walkTree(root, after?.path ?? null);
  const walk: Walk = { found, ahead: undefined, offset: 0 };
  if (after === null || after.offset === 0) walk.ahead = await next(found);
  else {
    // The walk begins behind the file whose rest is wanted.
    const file = await openTreeFile(root, after.path);
    if (file === undefined) walk.ahead = await next(found);
    else {
      const { mode } = await file.stat();
      await file.close();
      walk.ahead = { kind: "file", path: after.path, mode: (mode & 0o777) | 0o600 };
      walk.offset = after.offset;
    }
  }
  return walk;
}

async function next(found: AsyncGenerator<Found, void>): Promise<Found | undefined> {
  const { done, value } = await found.next();
  return done === true ? undefined : (value ?? undefined);
}

async function takeBatch(root: string, walk: Walk): Promise<Batch> {
  const batch: Batch = { entries: [], leftOut: [], next: null };
  let room = FILE_PART_BYTES;
  while (walk.ahead !== undefined) {
    if (room <= 0 || batch.entries.length + batch.leftOut.length >= TREE_BATCH_MAX) return batch;
    const { ahead } = walk;
    const entry = ahead.kind === "file" ? await readPart(root, ahead, { offset: walk.offset, room }) : ahead;
    if (entry === undefined) batch.leftOut.push({ path: ahead.path, ...refusedFile("not_read") });
    else if (entry.kind === "none") batch.leftOut.push({ path: entry.path, ...refusedFile(entry.refusal) });
    else batch.entries.push(entry);
    const read = entry?.kind === "file" ? Buffer.byteLength(entry.bytes, "base64") : 0;
    room -= read;
    if (entry?.kind === "file" && !entry.last) {
      walk.offset += read;
      batch.next = { path: entry.path, offset: walk.offset };
      return batch;
    }
    batch.next = { path: ahead.path, offset: 0 };
    walk.offset = 0;
    walk.ahead = await next(walk.found);
  }
  return { ...batch, next: null };
}

interface Wanted {
  readonly offset: number;
  readonly room: number;
}

async function readPart(
  root: string,
  { path, mode }: Extract<Found, { kind: "file" }>,
  { offset, room }: Wanted,
): Promise<Extract<TreeEntry, { kind: "file" }> | undefined> {
  const file = await openTreeFile(root, path);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(room, Math.max(0, size - offset)));
    const { bytesRead } = await file.read({ buffer, position: offset });
    const bytes = buffer.subarray(0, bytesRead).toString("base64");
    return {
      kind: "file",
      path,
      mode,
      offset,
      bytes,
      last: bytesRead === 0 || offset + bytesRead >= size,
    };
  } finally {
    await file.close();
  }
}
