/**
 * A repository that only TinyAGI writes, and that borrows the objects of another one. git works with it wherever an agent
 * wrote the repository itself: objects are data, but settings, hooks and attributes can name programs.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitCall, type GitOutput, runGit } from "./git-program.js";

const CONFIG = [
  "protocol.allow=never",
  "core.precomposeUnicode=true",
  "core.protectHFS=true",
  "core.protectNTFS=true",
  // Caches beside the objects, which an agent can write: git does without.
  "core.commitGraph=false",
  "core.multiPackIndex=false",
];

/** Where TinyAGI runs git. */
export interface GitPlace {
  /** An existing folder that no agent can write, for temporary repositories. */
  readonly scratch: string;
  /** The PATH on which git is found. */
  readonly path: string;
}

export interface ScratchRepository {
  /** Its folder. The caller may put more files there. */
  readonly folder: string;
  git(args: readonly string[], more?: ScratchCall): Promise<GitOutput>;
}

type Limits = Pick<GitCall, "config" | "input" | "timeoutMs" | "maxBytes" | "signal" | "codes">;

export interface ScratchCall extends Limits {
  /** The folder whose files are read or written. */
  readonly workTree?: string;
  /** Default: the index of the scratch repository. */
  readonly index?: string;
  /** More of its environment, such as what a remote is to be sent: arguments are seen by every user of the machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds since the epoch, of a commit. Without it, the same commit made twice is two. */
  readonly date?: number;
}

export interface Borrowed {
  /** The folder of the objects, absolute. */
  readonly objects: string;
  /** The checked-out commit. */
  readonly commit: string;
}

/** The repository is removed when `work` has ended. */
export async function withScratchRepository<T>(
  { scratch, path }: GitPlace,
  { objects, commit }: Borrowed,
  work: (repository: ScratchRepository) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(scratch, "git-"));
  const env = { GIT_DIR: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects), ...GUARDS };
  try {
    await mkdir(join(folder, "objects"));
    await mkdir(join(folder, "refs"));
    await writeFile(join(folder, "HEAD"), `${commit}\n`);
    return await work({
      folder,
      git: (args, { workTree, index, date, env: more = {}, config = [], ...call } = {}) =>
        runGit({
          ...call,
          args,
          path,
          cwd: folder,
          config: [...CONFIG, ...config],
          env: {
            ...more,
            ...env,
            ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
            ...(date === undefined
              ? {}
              : { GIT_AUTHOR_DATE: `@${date} +0000`, GIT_COMMITTER_DATE: `@${date} +0000` }),
            ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
          },
        }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const GUARDS = { GIT_LITERAL_PATHSPECS: "1", GIT_NO_LAZY_FETCH: "1", GIT_NO_REPLACE_OBJECTS: "1" };

/** In this list `:` separates folders, and a quoted one may contain it. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
