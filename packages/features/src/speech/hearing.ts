/**
 * Turns recordings into text, once for each recording: at a repeated attempt, for another agent and after a restart the
 * stored transcript counts. Guarantees: nothing here loses a message, because every failure is a reason that the agent
 * reads; what takes money is asked for at most once whose outcome is not known; a run that ends does not end a
 * transcription that others wait for.
 */
import { createHash } from "node:crypto";
import type { Clock, Log } from "@tinyagi/base";
import { openRegularFile, readCapped } from "@tinyagi/base";
import {
  type Heard,
  type Recording,
  type Settings,
  type TranscriptionCommand,
  type TranscriptionEndpoint,
  transcriptionWay,
  type Unheard,
  type UnheardReason,
} from "@tinyagi/contracts";
import { askEndpoint, type EndpointAnswer } from "./ask-endpoint.js";
import { type RecordingFormat, recordingFormat } from "./recording-format.js";
import { noteAsked, noteUnpaid, readTranscript, storeTranscript } from "./transcript-file.js";
import { transcriptionCost } from "./transcription-price.js";

/** What OpenAI takes at most. */
const RECORDING_MAX_BYTES = 25 * 1_024 * 1_024;
const HEAD_BYTES = 4_096;
const FIRST_PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 15_000;
/** A recording that its sender made with the camera: the words count, not the pictures. */
const VIDEO_NOTE = /^video_note\./;

/** Runs the program of the settings in a sandbox. */
export type RunTranscriber = (call: {
  readonly command: readonly string[];
  readonly readable: readonly string[];
  readonly file: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}) => Promise<{ readonly text: string } | { readonly reason: "no_sandbox" | "failed" }>;

export interface HearingOptions {
  settings: () => Settings;
  clock: Pick<Clock, "monotonic" | "setTimer">;
  log: Log;
  /** The value of a secret of the settings. */
  resolveSecret: (value: string) => Promise<string>;
  runTranscriber: RunTranscriber;
}

export interface Hearing extends AsyncDisposable {
  /**
   * @returns undefined for a file that is no recording
   * @throws the reason of the signal; the transcription goes on
   */
  hear(recording: Recording, signal: AbortSignal): Promise<Heard | Unheard | undefined>;
  /** A recording that is not turned into text, with the reason. @returns undefined for a file that is no recording */
  refuse(recording: Recording, reason: UnheardReason): Promise<Unheard | undefined>;
}

type Outcome = { readonly text: string; readonly by: string } | { readonly reason: UnheardReason };
type Known = Outcome & { readonly seconds?: number };

interface Job {
  readonly path: string;
  readonly bytes: Buffer;
  readonly format: RecordingFormat;
  readonly settings: Settings;
}

export function createHearing(options: HearingOptions): Hearing {
  const closing = new AbortController();
  const live = new Map<string, Promise<Known | undefined>>();
  /** What was paid and no run has counted yet. */
  const paid = new Map<string, number>();

  function known({ path, name }: Recording): Promise<Known | undefined> {
    const running = live.get(path);
    if (running !== undefined) return running;
    const work = listen(path, name).finally(() => live.delete(path));
    live.set(path, work);
    return work;
  }

  async function listen(path: string, name: string | undefined): Promise<Known | undefined> {
    const read = await readRecording(path, name);
    if (read === undefined) return undefined;
    const { bytes, format } = read;
    const outcome = bytes === null ? { reason: "too_large" as const } : await textOf({ path, bytes, format });
    return { ...outcome, ...lengthOf(format) };
  }

  async function textOf(file: Omit<Job, "settings">): Promise<Outcome> {
    const stored = await readTranscript(file.path);
    if (stored?.state === "done") return wordsOf(stored);
    const settings = options.settings();
    const way = transcriptionWay(settings);
    // Nobody knows whether it was paid for. A program of this machine takes no money.
    if (stored?.state === "asked" && way.kind !== "command") return { reason: "unknown" };
    if (way.kind === "unset" || way.kind === "unusable") return { reason: way.kind };
    if ((file.format.seconds ?? 0) > (settings.speech.transcription?.maxSeconds ?? Number.POSITIVE_INFINITY))
      return { reason: "too_long" };
    const job = { ...file, settings };
    return way.kind === "command" ? byCommand(job, way) : byEndpoint(job, way);
  }

  async function byCommand(
    { path, settings }: Job,
    { command, readable }: TranscriptionCommand,
  ): Promise<Outcome> {
    const { timeoutMs = 0 } = settings.speech.transcription ?? {};
    const { signal } = closing;
    const answer = await options.runTranscriber({ command, readable, file: path, timeoutMs, signal });
    if ("reason" in answer) return answer;
    const by = command[0]?.split("/").at(-1) ?? "";
    await storeTranscript(path, { text: answer.text, by });
    return wordsOf({ text: answer.text, by });
  }

  async function byEndpoint(job: Job, way: TranscriptionEndpoint): Promise<Outcome> {
    const { path, format } = job;
    const key = await keyOf(way);
    if (key === null) return { reason: "login" };
    await noteAsked(path);
    const answer = await askPatiently(job, { ...way, key });
    if (answer.kind === "unknown") return { reason: "unknown" };
    if (answer.kind !== "text") {
      await noteUnpaid(path);
      return { reason: answer.kind };
    }
    await storeTranscript(path, { text: answer.text, by: way.model });
    const cost = transcriptionCost(way.model, format.seconds ?? answer.seconds);
    if (cost !== undefined) paid.set(path, cost);
    return wordsOf({ text: answer.text, by: way.model });
  }

  /** @returns null when the key cannot be read */
  async function keyOf({ key }: TranscriptionEndpoint): Promise<string | undefined | null> {
    try {
      return key === undefined ? undefined : await options.resolveSecret(key);
    } catch (error) {
      options.log.warn({ err: error }, "the key of the transcription could not be read");
      return null;
    }
  }

  /** Only a failure that cost nothing is followed by another request. */
  async function askPatiently(
    { path, bytes, format, settings }: Job,
    { baseUrl, key, model, language }: TranscriptionEndpoint,
  ): Promise<EndpointAnswer> {
    const { timeoutMs = 0, patience = 0 } = settings.speech.transcription ?? {};
    const id = createHash("sha256").update(path).digest("hex").slice(0, 32);
    const end = options.clock.monotonic() + patience;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, PAUSE_MAX_MS)) {
      if (closing.signal.aborted) return { kind: "down" };
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await askEndpoint({ baseUrl, key, model, language, bytes, format, id, signal });
      if (answer.kind !== "down") return answer;
      const wait = Math.max(pause, answer.retryAfterMs ?? 0);
      if (options.clock.monotonic() + wait > end) return answer;
      await sleep(options.clock, wait, closing.signal);
    }
  }

  return {
    async hear(recording, signal) {
      const found = await untilAborted(known(recording), signal);
      if (found === undefined) return undefined;
      const { path, name } = recording;
      const facts = { path, ...(name === undefined ? {} : { name }), ...found };
      if ("reason" in facts) return facts;
      const costUsd = paid.get(path);
      paid.delete(path);
      return costUsd === undefined ? facts : { ...facts, costUsd };
    },
    async refuse(recording, reason) {
      const read = await readRecording(recording.path, recording.name);
      return read && { ...recording, ...lengthOf(read.format), reason };
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error("TinyAGI stops"));
      await Promise.allSettled(live.values());
    },
  };
}

/** @returns bytes `null` for a recording that is too large; undefined for what is no recording, and what is gone */
async function readRecording(
  path: string,
  name: string | undefined,
): Promise<{ bytes: Buffer | null; format: RecordingFormat } | undefined> {
  const opened = await openRegularFile(path, () => true);
  if (!opened.ok) return undefined;
  const { handle } = opened;
  try {
    const bytes = await readCapped(handle, RECORDING_MAX_BYTES);
    const head = bytes ?? (await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)).buffer;
    const format = recordingFormat(head, { video: name !== undefined && VIDEO_NOTE.test(name) });
    return format && { bytes, format };
  } finally {
    await handle.close();
  }
}

function lengthOf({ seconds }: RecordingFormat): { seconds?: number } {
  return seconds === undefined ? {} : { seconds };
}

function wordsOf({ text, by }: { text: string; by: string }): Outcome {
  const words = text.trim();
  return words === "" ? { reason: "empty" } : { text: words, by };
}

function sleep(clock: Pick<Clock, "setTimer">, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = clock.setTimer(ms, done);
    function done(): void {
      timer.cancel();
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
