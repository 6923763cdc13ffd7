/** One recording to its text: by the stored transcript, by a program of this machine, or by an endpoint. */
import { createHash } from "node:crypto";
import type { Clock, Log } from "@tinyagi/base";
import {
  type Recording,
  type Settings,
  type TranscriptionCommand,
  type TranscriptionEndpoint,
  transcriptionWay,
  type UnheardReason,
} from "@tinyagi/contracts";
import { callEndpoint, type EndpointAnswer } from "./ask-endpoint.js";
import { measureLength, readRecording } from "./read-recording.js";
import type { RecordingFormat } from "./recording-format.js";
import { markRequested, noteUnpaid, readTranscript, storeTranscript } from "./transcript-file.js";
import { transcriptionCost } from "./transcription-price.js";

const FIRST_PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 15_000;

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

export interface HearingParts extends HearingOptions {
  /** Ends what is under way when TinyAGI stops. */
  readonly closing: AbortController;
  /** What was paid and no run has counted yet. */
  readonly paid: Map<string, number>;
}

type Outcome = { readonly text: string; readonly by: string } | { readonly reason: UnheardReason };
export type Known = Outcome & { readonly seconds?: number };

interface Job {
  readonly path: string;
  readonly bytes: Buffer;
  readonly format: RecordingFormat;
  readonly settings: Settings;
}

/** @returns undefined for a file that is no recording */
export async function transcribe(parts: HearingParts, { path, name }: Recording): Promise<Known | undefined> {
  const read = await readRecording(path, name);
  if (read === undefined) return undefined;
  const { bytes, format } = read;
  const outcome =
    bytes === null ? { reason: "too_large" as const } : await toText(parts, { path, bytes, format });
  return { ...outcome, ...measureLength(format) };
}

async function toText(parts: HearingParts, file: Omit<Job, "settings">): Promise<Outcome> {
  const stored = await readTranscript(file.path);
  if (stored?.state === "done") return toWords(stored);
  const settings = parts.settings();
  const way = transcriptionWay(settings);
  // Nobody knows whether it was paid for. A program of this machine takes no money.
  if (stored?.state === "asked" && way.kind !== "command") return { reason: "unknown" };
  if (way.kind === "unset" || way.kind === "unusable") return { reason: way.kind };
  if ((file.format.seconds ?? 0) > (settings.speech.transcription?.maxSeconds ?? Number.POSITIVE_INFINITY))
    return { reason: "too_long" };
  const job = { ...file, settings };
  return way.kind === "command" ? byCommand(parts, job, way) : byEndpoint(parts, job, way);
}

async function byCommand(
  { closing, runTranscriber }: HearingParts,
  { path, settings }: Job,
  { command, readable }: TranscriptionCommand,
): Promise<Outcome> {
  const { timeoutMs = 0 } = settings.speech.transcription ?? {};
  const { signal } = closing;
  const answer = await runTranscriber({ command, readable, file: path, timeoutMs, signal });
  if ("reason" in answer) return answer;
  const by = command[0]?.split("/").at(-1) ?? "";
  await storeTranscript(path, { text: answer.text, by });
  return toWords({ text: answer.text, by });
}

async function byEndpoint(parts: HearingParts, job: Job, way: TranscriptionEndpoint): Promise<Outcome> {
  const { path, format } = job;
  const key = await toKey(parts, way);
  if (key === null) return { reason: "login" };
  await markRequested(path);
  const answer = await callWithRetry(parts, job, { ...way, key });
  if (answer.kind === "unknown") return { reason: "unknown" };
  if (answer.kind !== "text") {
    await noteUnpaid(path);
    return { reason: answer.kind };
  }
  await storeTranscript(path, { text: answer.text, by: way.model });
  const cost = transcriptionCost(way.model, format.seconds ?? answer.seconds);
  if (cost !== undefined) parts.paid.set(path, cost);
  return toWords({ text: answer.text, by: way.model });
}

/** @returns null when the key cannot be read */
async function toKey(
  { resolveSecret, log }: HearingParts,
  { key }: TranscriptionEndpoint,
): Promise<string | undefined | null> {
  try {
    return key === undefined ? undefined : await resolveSecret(key);
  } catch (error) {
    log.warn({ err: error }, "the key of the transcription could not be read");
    return null;
  }
}

/** Only a failure that cost nothing is followed by another request. */
async function callWithRetry(
  { clock, closing }: HearingParts,
  { path, bytes, format, settings }: Job,
  { baseUrl, key, model, language }: TranscriptionEndpoint,
): Promise<EndpointAnswer> {
  const { timeoutMs = 0, patience = 0 } = settings.speech.transcription ?? {};
  const id = createHash("sha256").update(path).digest("hex").slice(0, 32);
  const end = clock.monotonic() + patience;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, PAUSE_MAX_MS)) {
    if (closing.signal.aborted) return { kind: "down" };
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await callEndpoint({ baseUrl, key, model, language, bytes, format, id, signal });
    if (answer.kind !== "down") return answer;
    const wait = Math.max(pause, answer.retryAfterMs ?? 0);
    if (clock.monotonic() + wait > end) return answer;
    await sleep(clock, wait, closing.signal);
  }
}

function toWords({ text, by }: { text: string; by: string }): Outcome {
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
