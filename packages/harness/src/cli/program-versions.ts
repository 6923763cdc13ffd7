/**
 * The versions of agent CLIs that do not say theirs. A program is asked once for each of its files, so that an upgrade is
 * seen, and never twice at the same time. It must never delay a run: who asks gets a promise and does not wait for it.
 */
import { isAbsolute } from "node:path";
import { findProgram, queryVersion, readStats, toStamp, type VersionAnswer } from "@tinyagi/base";

/** A program that does not answer is asked again by later runs, but not by each of them. */
const TRIES_MAX = 3;

type Environment = Readonly<Record<string, string>>;

/** Knows the versions of programs. Ends what it started when it is disposed. */
export interface ProgramVersions extends AsyncDisposable {
  /**
   * @param command name or path, as it is started
   * @param env the environment it is started with
   * @returns undefined when the program is missing, does not run or names no version. Never rejects
   */
  of(command: string, env: Environment): Promise<string | undefined>;
  /** The same with what is wrong. @returns undefined when the program is missing. Never rejects */
  answer(command: string, env: Environment): Promise<VersionAnswer | undefined>;
}

/** Settings of {@link createProgramVersions}. */
export interface ProgramVersionsOptions {
  /** Longest time that a program may take to answer, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
}

interface Known {
  readonly stamp: string;
  /** Undefined when this collection ended meanwhile. */
  readonly answer: Promise<VersionAnswer | undefined>;
  readonly tries: number;
  state: "pending" | "answered" | "silent";
}

/** Creates an empty collection. */
export function createProgramVersions(options: ProgramVersionsOptions = {}): ProgramVersions {
  const ended = new AbortController();
  /** By path: of a program that was replaced, only the new one is kept. */
  const known = new Map<string, Known>();

  function ask(file: string, { PATH = "", HOME = "" }: Environment): Promise<VersionAnswer> {
    // All that a program needs to name its version, and no key of the agent.
    return queryVersion(file, { ...options, env: { PATH, HOME }, signal: ended.signal });
  }

  function remember(file: string, env: Environment, at: Pick<Known, "stamp" | "tries">): Known {
    const entry: Known = {
      ...at,
      state: "pending",
      answer: ask(file, env).then(
        (answer) => {
          entry.state = answer.state === "answered" ? "answered" : "silent";
          return answer;
        },
        () => {
          // This collection ends.
          entry.state = "silent";
          return undefined;
        },
      ),
    };
    known.set(file, entry);
    return entry;
  }

  async function readAnswer(command: string, env: Environment): Promise<VersionAnswer | undefined> {
    const file = isAbsolute(command) ? command : await findProgram(command, env.PATH ?? "");
    const stats = file === undefined ? null : await readStats(file).catch(() => null);
    if (file === undefined || stats === null || ended.signal.aborted) return undefined;
    const stamp = toStamp(stats);
    const entry = known.get(file);
    const isSame = entry?.stamp === stamp;
    if (entry?.state === "pending" && !isSame) {
      // It was replaced while the earlier one answers.
      await entry.answer;
      return readAnswer(command, env);
    }
    if (isSame && (entry.state !== "silent" || entry.tries >= TRIES_MAX)) return entry.answer;
    return remember(file, env, { stamp, tries: isSame ? entry.tries + 1 : 1 }).answer;
  }

  return {
    async of(command, env) {
      // Without an answer there is nothing to show; what is wrong with the program, its run reports.
      const answer = await readAnswer(command, env);
      return answer?.state === "answered" ? answer.version : undefined;
    },
    answer: readAnswer,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await Promise.all([...known.values()].map(({ answer }) => answer));
    },
  };
}
