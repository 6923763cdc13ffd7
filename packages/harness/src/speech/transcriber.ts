/**
 * Runs the program of the settings that transcribes a recording. Guarantees: no shell; never without a sandbox; it ends at its
 * time limit and when it prints too much; a folder of its own that exists only while it runs.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join, resolve } from "node:path";
import { isWithin, type Log } from "@tinyagi/base";
import { findProgram } from "@tinyagi/base/program";
import type { RunTranscriber } from "@tinyagi/features";
import { resolveRealPath } from "@tinyagi/home";
import type { AgentProcessOutcome, StartAgentProcess } from "../process/process-contract.js";
import { findBubblewrap, type SandboxPrograms } from "../sandbox/bubblewrap.js";
import { untilAnswered } from "../sandbox/probe.js";
import {
  COPY_PATH,
  recordingIn,
  type TranscriptionPlaces,
  transcriptionSandbox,
} from "./transcription-sandbox.js";

/** Some hours of speech, as text. */
const OUTPUT_MAX_BYTES = 1_024 * 1_024;
/** A copy for recognition: an hour has 115 MB. */
const COPY_MAX_BYTES = 512 * 1_024 * 1_024;
const STDERR_SHOWN_CHARS = 500;
const GRACE_MS = 1_000;

export interface TranscriberOptions {
  readonly startProcess: StartAgentProcess;
  /** The daemon's home. */
  readonly home: string;
  /** Folder for copies, on the same machine. */
  readonly tempDir: string;
  /** The folders where programs are searched. */
  readonly path: string;
  readonly log: Log;
}

type Call = Parameters<RunTranscriber>[0];

export function createTranscriber(options: TranscriberOptions): RunTranscriber {
  const programsOf = untilAnswered<string, SandboxPrograms | undefined>(findBubblewrap, undefined);
  return async (call) => {
    const programs = await programsOf(options.path);
    if (programs === undefined) return { reason: "no_sandbox" };
    const folder = await mkdtemp(join(options.tempDir, "recording-"));
    try {
      return await transcribe({ ...options, bwrap: programs.bwrap, folder }, call);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

interface Place extends TranscriberOptions {
  readonly bwrap: string;
  readonly folder: string;
}

async function transcribe(place: Place, call: Call): ReturnType<RunTranscriber> {
  const file = await resolveRealPath(call.file);
  const ending = extname(file);
  const isCopied = call.command.some((word) => word.includes("{wav}"));
  if (isCopied) {
    const copied = await run(place, call, {
      file,
      ending,
      command: ["ffmpeg", ...copyArguments(ending)],
      copies: true,
    });
    if (copied === undefined) return { reason: "failed" };
  }
  const command = call.command.map((word) =>
    word.replaceAll("{file}", recordingIn({ ending })).replaceAll("{wav}", COPY_PATH),
  );
  const text = await run(place, call, { file, ending, command, copies: isCopied ? false : undefined });
  return text === undefined ? { reason: "failed" } : { text };
}

function copyArguments(ending: string): string[] {
  return [
    ...["-nostdin", "-loglevel", "error", "-y", "-i", recordingIn({ ending })],
    ...["-vn", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", "-fs", String(COPY_MAX_BYTES), COPY_PATH],
  ];
}

interface Started {
  readonly file: string;
  readonly ending: string;
  readonly command: readonly string[];
  /** Whether it writes the copy, or reads it; undefined: there is none. */
  readonly copies: boolean | undefined;
}

/** @returns what it printed; undefined when it failed, which the log says */
async function run(place: Place, call: Call, started: Started): Promise<string | undefined> {
  const { file, ending, copies } = started;
  const [name = "", ...args] = started.command;
  const program = await findProgram(basename(name), isAbsolute(name) ? dirname(name) : place.path);
  if (program === undefined) return failed(place, name, "it is not installed");
  const home = await resolveRealPath(place.home);
  const places: TranscriptionPlaces = {
    bwrap: place.bwrap,
    file,
    ending,
    copy: copies === undefined ? undefined : { folder: place.folder, isWritable: copies },
    readable: await toReadable([program, ...args], { folders: call.readable, home }),
    home,
  };
  const [command = place.bwrap, ...before] = transcriptionSandbox(places);
  const lines: string[] = [];
  const { outcome } = place.startProcess({
    command,
    args: [...before, program, ...args],
    cwd: "/",
    env: { PATH: place.path, HOME: "/tmp", LANG: "C.UTF-8", TINYAGI_RUN_ID: basename(place.folder) },
    stdin: "",
    limits: {
      timeoutMs: call.timeoutMs,
      idleTimeoutMs: call.timeoutMs,
      maxOutputBytes: OUTPUT_MAX_BYTES,
      maxLineBytes: OUTPUT_MAX_BYTES,
    },
    signal: call.signal,
    onLine: (line) => {
      lines.push(line);
      return "progress";
    },
    graceMs: GRACE_MS,
  });
  const problem = findProblem(await outcome, call.timeoutMs);
  return problem === undefined ? lines.join("\n") : failed(place, name, problem);
}

/** Besides the folders of the settings: the program, and the files that its arguments name, such as a model. */
async function toReadable(
  [program = "", ...args]: readonly string[],
  { folders, home }: { folders: readonly string[]; home: string },
): Promise<string[]> {
  const named = await Promise.all(args.filter((word) => isAbsolute(word)).map(fileAt));
  const paths = [program, ...named.flatMap((path) => path ?? []), ...folders.map((path) => resolve(path))];
  const both = paths.map(async (path) => {
    const real = await resolveRealPath(path);
    // A link is open under its own name too, where nothing would cover the home.
    return isWithin(real, home) || isWithin(home, real) ? [real] : [path, real];
  });
  return [...new Set((await Promise.all(both)).flat())];
}

async function fileAt(path: string): Promise<string | undefined> {
  // What cannot be looked at cannot be opened either.
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? path : undefined;
}

function findProblem(ended: AgentProcessOutcome, timeoutMs: number): string | undefined {
  if (ended.spawnError !== undefined) return `it could not be started (${ended.spawnError})`;
  if (ended.timedOut !== null) return `it was stopped after ${Math.round(timeoutMs / 1_000)} s`;
  if (ended.outputCapped) return `it was stopped after ${OUTPUT_MAX_BYTES} bytes of output`;
  if (ended.aborted || ended.interrupted) return "it was stopped";
  if (ended.exitCode !== 0)
    return `exit code ${ended.exitCode ?? ended.signal}: ${ended.stderrTail.slice(-STDERR_SHOWN_CHARS).trim()}`;
  return undefined;
}

function failed({ log }: Place, program: string, reason: string): undefined {
  log.warn(
    { program: basename(program), reason },
    "a recording could not be transcribed by the program of the settings",
  );
  return undefined;
}
