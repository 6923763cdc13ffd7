/**
 * What the daemon asks of an agent's workspace, wherever that is: each operation with the shapes of its input and its
 * output. All of it is plain JSON, so that it can cross to another machine. Paths are relative to the workspace, with `/`; the side
 * that has the files refuses what leads out of it.
 */
import { z } from "zod";
import { FILE_REFUSALS } from "../file-refusal.js";
import { fileWhySchema } from "../reply-note.js";
import { noteEntrySchema, noteSchema } from "../routes/memory-routes.js";
import { MIB } from "../routes/route.js";
import { skillEntrySchema } from "../routes/skill-routes.js";
import { workspaceDiffSchema } from "../trace.js";
import { worktreeRefusalSchema } from "../worktree-refusal.js";
import { FILE_PART_BYTES } from "./part-size.js";
import { treeOps } from "./tree-ops.js";

const nothing = z.object({});
const path = z.string().min(1).max(4_096);
/** Where it lies on its machine: for people to read, and for what runs on that machine. */
const folder = z.object({ folder: z.string().max(8_192) });
/** The limit in bytes is checked where the file is. */
const text = z.string().max(MIB);
const skillName = z.string().min(1).max(64);
/** A byte takes 4/3 characters. */
const bytes = z.base64().max(8 * MIB);
/** A generated part, then the name of the file. It is joined to a folder, so it is nothing but a name. */
const copyName = z.string().regex(/^[0-9a-f]{16}-[\p{L}\p{N}._-]{1,80}$/u);
/** Below `files/in`: the person, and for each file a folder of its own. */
const receivedPlace = z
  .string()
  .max(160)
  .regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\/){0,2}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/);
const part = z.base64().max(2 * FILE_PART_BYTES);
const noteMatchSchema = noteEntrySchema.extend({
  summary: z.string(),
  score: z.number(),
  snippet: z.string(),
});

/** A folder as its machine names it. */
const place = z.string().min(1).max(8_192);

/** Where a sub-agent works. */
export const nodePlaceSchema = z.object({
  /** The working directory. */
  path: place,
  worktree: z
    .object({
      /** Of the worktree; the working directory may be below it. */
      root: place,
      /** A folder of the repository that it belongs to. */
      repository: place,
      branch: z.string().min(1).max(1_000),
      /** The commit it started from. */
      base: z.string().min(1).max(200),
    })
    .optional(),
  /** Why it is a plain folder, although it is for changes of a repository. */
  refusal: worktreeRefusalSchema.optional(),
});
export type NodePlace = z.infer<typeof nodePlaceSchema>;

/** Each file with its bytes in Base64. */
const skillFiles = z.array(z.object({ path, bytes })).max(1_000);

export const workspaceOps = {
  /** Where the workspace is. Creates nothing. */
  locate: { input: nothing, output: folder },
  /** The same, after what is missing in it was created. */
  prepare: { input: nothing, output: folder },
  /**
   * Prepares the workspace, and reads what the prompt of its agent takes from there: the index of its notes, its
   * AGENTS.md, and the file that its `prompt_file` names. `leftOut`: why that file is not read.
   */
  preparePrompt: {
    input: z.object({ file: path.nullable() }),
    output: folder.extend({
      memory: text,
      instructions: text,
      own: text.nullable(),
      leftOut: z.string().max(1_000).nullable(),
      refusal: z.enum(FILE_REFUSALS).optional(),
    }),
  },
  /** `null` when there is no such file. */
  readText: { input: z.object({ path }), output: z.object({ text: text.nullable() }) },
  /** Replaces the file; the folder must exist. */
  writeText: { input: z.object({ path, text }), output: nothing },
  listNotes: {
    input: nothing,
    output: z.object({ index: z.string(), files: z.array(noteEntrySchema), memoryDir: z.string() }),
  },
  readNote: { input: z.object({ path }), output: noteSchema },
  writeNote: {
    input: z.object({ path, content: text }),
    output: noteSchema.extend({ created: z.boolean() }),
  },
  removeNote: { input: z.object({ path }), output: nothing },
  searchNotes: {
    input: z.object({ query: z.string().max(1_000), limit: z.int().min(1).max(1_000) }),
    output: z.object({ results: z.array(noteMatchSchema), cut: z.boolean() }),
  },
  listSkills: { input: nothing, output: z.object({ skills: z.array(skillEntrySchema) }) },
  /** `unreadable`: TinyAGI did not write what is there, so it does not replace it. */
  readSkill: {
    input: z.object({ name: skillName }),
    output: z.object({ state: z.enum(["nothing", "unreadable", "readable"]), files: skillFiles }),
  },
  /** Replaces the skill of this name as a whole. */
  placeSkill: { input: z.object({ name: skillName, files: skillFiles }), output: nothing },
  removeSkill: { input: z.object({ name: skillName }), output: z.object({ removed: z.boolean() }) },
  /**
   * Creates the place of a sub-agent, or finds what an earlier attempt created. `parent`: where its parent works, in a
   * place of its own or, with `null`, in the workspace of that agent. `writes`: it is to change files of that repository.
   */
  makeNodePlace: {
    input: z.object({
      name: z.string().min(1).max(200),
      parent: z.object({ agentId: z.string().min(1).max(200), place: place.nullable() }),
      writes: z.boolean(),
    }),
    output: nodePlaceSchema,
  },
  /** Removes a worktree that holds neither changes nor commits, and says whether it was kept. */
  releaseNodePlace: { input: nodePlaceSchema, output: z.object({ kept: z.boolean() }) },
  /** What changed since the last commit. */
  diff: { input: nothing, output: workspaceDiffSchema },
  /**
   * Makes a private copy of a file that the agent wants to send. `copy` is its name in `files/out` of the home of the
   * machine that is asked.
   */
  sendFile: {
    input: z.object({ requested: z.string().max(8_192) }),
    output: z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), copy: copyName, bytes: z.int().min(0) }),
      z.object({ ok: z.literal(false), why: fileWhySchema }),
    ]),
  },
  /**
   * What a backup or a move takes: the files that define the agent, or all of them. In pages: `next` is the `after` of the
   * next one.
   */
  listFiles: {
    input: z.object({ mode: z.enum(["memory", "all"]), after: path.nullable() }),
    output: z.object({
      files: z.array(path).max(10_000),
      leftOut: z
        .array(
          z.object({
            path: z.string().max(4_096),
            reason: z.string().max(1_000),
            why: fileWhySchema.optional(),
          }),
        )
        .max(10_000),
      next: path.nullable(),
    }),
  },
  /** A part of a file. With the `stamp` of the part before it is refused if another file is there now. */
  readFile: {
    input: z.object({ path, offset: z.int().min(0), stamp: z.string().max(100).nullable() }),
    output: z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), bytes: part, last: z.boolean(), stamp: z.string().max(100) }),
      z.object({
        ok: z.literal(false),
        missing: z.boolean(),
        reason: z.string().max(1_000),
        why: fileWhySchema.optional(),
      }),
    ]),
  },
  /** A part of a copy that `sendFile` made, which is on another machine. */
  readSent: {
    input: z.object({ copy: copyName, offset: z.int().min(0) }),
    output: z.object({ bytes: part, last: z.boolean() }),
  },
  /** Removes such a copy, after it was read. */
  dropSent: { input: z.object({ copy: copyName }), output: nothing },
  /**
   * Puts a file that a person sent, part by part, to its place below `files/in` of the machine that is asked. `path`: where
   * it is there. `complete`: it is whole; it may have been there already, and then nothing more is to be sent.
   */
  receiveFile: {
    input: z.object({ place: receivedPlace, offset: z.int().min(0), bytes: part, last: z.boolean() }),
    output: z.object({ path: place, complete: z.boolean() }),
  },
  ...treeOps,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type WorkspaceOp = keyof typeof workspaceOps;
export type WorkspaceInput<O extends WorkspaceOp> = z.infer<(typeof workspaceOps)[O]["input"]>;
export type WorkspaceOutput<O extends WorkspaceOp> = z.infer<(typeof workspaceOps)[O]["output"]>;

export const WORKSPACE_OPS = Object.keys(workspaceOps) as [WorkspaceOp, ...WorkspaceOp[]];
