/**
 * A whole workspace on its way to another machine: read in batches, written beside the target, compared, and put into place
 * by a rename. Everything of it crosses, also repositories and links; only what is no file, folder or link stays behind.
 */
import { z } from "zod";
import { fileWhySchema } from "../reply-note.js";
import { FILE_PART_BYTES } from "./part-size.js";

const nothing = z.object({});
const path = z.string().min(1).max(4_096);
/** Of one move. It names folders. */
const move = z.string().regex(/^[a-z0-9_]{8,40}$/);
const mode = z.int().min(0).max(0o777);

/** Where a batch ends: in the file at `path`, or behind an entry that is whole. */
const cursor = z.object({ path, offset: z.int().min(0) });
export type TreeCursor = z.infer<typeof cursor>;

const treeEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("folder"), path, mode }),
  z.object({ kind: z.literal("link"), path, target: z.string().min(1).max(4_096) }),
  /** A part of a file. `last`: it has no more bytes. */
  z.object({
    kind: z.literal("file"),
    path,
    mode,
    offset: z.int().min(0),
    bytes: z.base64().max(2 * FILE_PART_BYTES),
    last: z.boolean(),
  }),
]);
export type TreeEntry = z.infer<typeof treeEntry>;

export const TREE_BATCH_MAX = 500;
const treeEntries = z.array(treeEntry).max(TREE_BATCH_MAX);

export const treeOps = {
  /** The next entries, in a fixed order: at most {@link FILE_PART_BYTES} of content. `leftOut`: what does not cross, with the reason. */
  packTree: {
    input: z.object({ after: cursor.nullable() }),
    output: z.object({
      entries: treeEntries,
      leftOut: z
        .array(z.object({ path, reason: z.string().max(1_000), why: fileWhySchema.optional() }))
        .max(TREE_BATCH_MAX),
      next: cursor.nullable(),
    }),
  },
  /** Writes entries beside the workspace. The same batch may come again. */
  unpackTree: { input: z.object({ move, entries: treeEntries }), output: nothing },
  /**
   * A digest over the next files, their names and their modes; of the workspace, or of what a move has brought. Two trees
   * are the same when all their pages are.
   */
  digestTree: {
    input: z.object({ move: move.nullable(), after: path.nullable() }),
    output: z.object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      files: z.int().min(0),
      bytes: z.int().min(0),
      next: path.nullable(),
    }),
  },
  /** Puts what a move has brought into the place of the workspace. What was there is kept. May be asked again. */
  commitTree: { input: z.object({ move }), output: z.object({ aside: z.string().max(8_192).nullable() }) },
  /** Removes what a move has brought and did not put into place. */
  dropTree: { input: z.object({ move }), output: nothing },
  /** The workspace has moved: keeps the folder beside the others. May be asked again. */
  retireTree: { input: z.object({ move }), output: z.object({ kept: z.string().max(8_192).nullable() }) },
  /** Puts the folder that `retireTree` kept back into place. What is there now is kept. May be asked again. */
  restoreTree: { input: z.object({ move }), output: z.object({ restored: z.boolean() }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
