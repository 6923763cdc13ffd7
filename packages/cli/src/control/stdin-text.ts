/**
 * The text that a pipe or a file brings on stdin. Reading never hangs on a stdin that nobody writes to and nobody closes,
 * as programs get it from ssh, supervisors and other programs: without a first byte the command goes on, and says so.
 * Text is refused as a whole when it is too long or no text; it is never cut.
 */
import { fstatSync, readFileSync } from "node:fs";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";

/** The server takes no more; reading on would only fill memory. */
export const STDIN_MAX_BYTES = 4 * 1_024 * 1_024;
/** How long an open stdin may send nothing at all before the command goes on without it. */
const FIRST_BYTE_MS = 3_000;
/** How long one that has sent something may then be silent without an end. Builds and tests are, for a while. */
const SILENCE_MS = 10 * 60_000;

const NO_TEXT = Symbol("no text");
type Stdin = CliContext["stdin"];

/** All of stdin, however long it takes: the person asked for it with `-`. @throws CliError too long, or no text */
export async function readStdin(context: CliContext): Promise<string> {
  if (context.stdin.isTTY === true) context.output.talk("Type the text; end it with Ctrl-D.");
  return decode(await collect(context, { firstByteMs: undefined, silenceMs: undefined }));
}

/**
 * What stdin brings although no `-` asks for it; undefined when it brings nothing: a terminal, `/dev/null`, a closed or
 * an empty one, and a file that a loop around this command is reading.
 *
 * @throws CliError too long, or no text
 */
export async function readOffered(context: CliContext): Promise<string | undefined> {
  if (!isOffer(context.stdin)) return undefined;
  const bytes = await collect(context, { firstByteMs: FIRST_BYTE_MS, silenceMs: SILENCE_MS });
  const text = decode(bytes);
  return text.trim() === "" ? undefined : text;
}

function isOffer(stdin: Stdin): boolean {
  if (stdin.isTTY === true) return false;
  const fd = "fd" in stdin && typeof stdin.fd === "number" ? stdin.fd : undefined;
  if (fd === undefined) return true;
  const stat = fstatSync(fd);
  if (stat.isFile()) return stat.size > 0 && !isBeingRead(fd);
  return stat.isFIFO() || stat.isSocket();
}

/** `while read line; do tinyagi run "$line"; done < list`: the rest of the file belongs to the loop. */
function isBeingRead(fd: number): boolean {
  try {
    return !/^pos:\s*0$/m.test(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"));
  } catch {
    // Only Linux tells the position.
    return false;
  }
}

interface Patience {
  firstByteMs: number | undefined;
  silenceMs: number | undefined;
}

async function collect(context: CliContext, { firstByteMs, silenceMs }: Patience): Promise<Buffer> {
  const { stdin, signal } = context;
  const chunks: Buffer[] = [];
  let size = 0;
  const source = stdin[Symbol.asyncIterator]() as AsyncIterator<string | Uint8Array>;
  for (;;) {
    signal.throwIfAborted();
    const next = await within(source.next(), { ms: size === 0 ? firstByteMs : silenceMs, signal });
    if (next === NO_TEXT) {
      // Otherwise the open stream keeps the process alive.
      stdin.destroy();
      if (size > 0) throw silent();
      context.output.talk(
        "warning: stdin is open, but nothing came from it. To wait for it, add - ; to leave it out, add </dev/null",
      );
      return Buffer.alloc(0);
    }
    if (next.done === true) return Buffer.concat(chunks);
    const chunk = Buffer.from(next.value);
    size += chunk.length;
    if (size > STDIN_MAX_BYTES) {
      stdin.destroy();
      throw tooLong();
    }
    chunks.push(chunk);
  }
}

/** The result, or `NO_TEXT` when `ms` pass before it. */
async function within<T>(
  result: Promise<T>,
  { ms, signal }: { ms: number | undefined; signal: AbortSignal },
): Promise<T | typeof NO_TEXT> {
  let clear = (): void => undefined;
  const ended = new Promise<typeof NO_TEXT>((resolve, reject) => {
    const timer = ms === undefined ? undefined : setTimeout(() => resolve(NO_TEXT), ms);
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    clear = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
  });
  try {
    return await Promise.race([result, ended]);
  } finally {
    clear();
  }
}

/** Agents read text. A picture or an archive would arrive as rubbish. */
function decode(bytes: Buffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Refused below, with the same words.
  }
  throw new CliError("INVALID_INPUT", "stdin is no UTF-8 text.", {
    hint: "Send it as a file: tinyagi run --file <path> '<message>'",
  });
}

function tooLong(): CliError {
  return new CliError("PAYLOAD_TOO_LARGE", "The text on stdin is longer than 4 MiB.", {
    hint: "Send it as a file: tinyagi run --file <path> '<message>'",
  });
}

function silent(): CliError {
  return new CliError("INVALID_INPUT", "stdin began, but sent nothing for 10 minutes and did not end.", {
    hint: "To wait for its end however long it takes, add -",
  });
}
