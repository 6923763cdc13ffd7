/** Digests of a tree, page by page. Both machines page alike, so equal trees have equal pages. */
import { createHash, type Hash } from "node:crypto";
import type { WorkspaceOutput } from "@tinyagi/contracts";
import { openTreeFile } from "./tree-file.js";
import { walkTree } from "./tree-walk.js";

const PAGE_ENTRIES = 1_000;
const PAGE_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

export async function digestPage(root: string, after: string | null): Promise<WorkspaceOutput<"digestTree">> {
  const hash = createHash("sha256");
  const page = { files: 0, bytes: 0 };
  let entries = 0;
  for await (const found of walkTree(root, after)) {
    if (found.kind === "none") continue;
    entries += 1;
    if (found.kind === "file") {
      const bytes = await addFile(hash, root, found);
      if (bytes !== undefined) {
        page.files += 1;
        page.bytes += bytes;
      }
    } else hash.update(`${JSON.stringify(found)}\n`);
    if (entries >= PAGE_ENTRIES || page.bytes >= PAGE_BYTES)
      return { ...page, sha256: hash.digest("hex"), next: found.path };
  }
  return { ...page, sha256: hash.digest("hex"), next: null };
}

/** @returns its bytes; undefined when it cannot be read, and then it does not cross either */
async function addFile(
  hash: Hash,
  root: string,
  found: { path: string; mode: number },
): Promise<number | undefined> {
  const file = await openTreeFile(root, found.path);
  if (file === undefined) return undefined;
  try {
    hash.update(`${JSON.stringify(found)}\n`);
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read({ buffer: chunk, position: bytes });
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
    // Without the length, the end of one file could be the begin of the next.
    hash.update(`\n${bytes}\n`);
    return bytes;
  } finally {
    await file.close();
  }
}
