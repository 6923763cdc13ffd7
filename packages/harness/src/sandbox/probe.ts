/**
 * Asks what this machine can do by running a program once. A busy machine may give no answer in time. That is neither yes
 * nor no, so it is never remembered: the next run asks again.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A machine under load needs this long to start a few processes. */
const TIMEOUT_MS = 30_000;
/** Shells and sandboxes report with larger codes that a signal ended what they started. */
const EXIT_CODE_MAX = 128;
const run = promisify(execFile);

/** The program did not end by itself: it took too long, was killed, or did not start. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** How to start the program. */
export interface ProbeOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default: 30 s. */
  readonly timeoutMs?: number;
}

/**
 * @returns what the program printed; undefined if it ended with an error
 * @throws NoAnswerError
 */
export async function probe(
  [program, ...args]: readonly [string, ...string[]],
  { timeoutMs = TIMEOUT_MS, ...options }: ProbeOptions,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, args, { ...options, timeout: timeoutMs, killSignal: "SIGKILL" });
    return stdout;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw new NoAnswerError(`${program} gave no answer`, { cause: error });
  }
}

function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "number" && code < EXIT_CODE_MAX;
}

/**
 * Asks once for all, and again as long as there is no answer.
 *
 * @param otherwise what holds for a run that gets no answer
 */
export function untilAnswered<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
  otherwise: Answer,
): (question: Question) => Promise<Answer> {
  let known: Promise<Answer> | undefined;
  return async (question) => {
    known ??= ask(question);
    const current = known;
    try {
      return await current;
    } catch (error) {
      if (known === current) known = undefined;
      if (error instanceof NoAnswerError) return otherwise;
      throw error;
    }
  };
}
