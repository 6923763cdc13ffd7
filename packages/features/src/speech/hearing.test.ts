/** @requirement HEAR-1 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock, SILENT_LOG } from "@tinyagi/base";
import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { createFakeTranscription, type FakeTranscription, voiceNote } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHearing, type Hearing } from "./hearing.js";
import type { HearingOptions } from "./transcribe.js";

const { signal } = new AbortController();
let folder: string;
let path: string;
let fake: FakeTranscription;
const opened: Hearing[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-hearing-"));
  path = join(folder, "note.ogg");
  writeFileSync(path, voiceNote(12));
  fake = await createFakeTranscription();
});
afterEach(async () => {
  for (const hearing of opened.splice(0)) await hearing[Symbol.asyncDispose]();
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

function getSettings(transcription?: object): Settings {
  return settingsSchema.parse(transcription === undefined ? {} : { speech: { transcription } });
}

function hearing(
  transcription: object | undefined = { base_url: fake.url, api_key: "key-1", patience: 0 },
  more: Partial<HearingOptions> = {},
): Hearing {
  const settings = getSettings(transcription);
  const made = createHearing({
    settings: () => settings,
    clock: createSystemClock(),
    log: SILENT_LOG,
    resolveSecret: async (value) => value,
    runTranscriber: async () => ({ reason: "no_sandbox" }),
    ...more,
  });
  opened.push(made);
  return made;
}

it("a recording is sent with its key, and its words come back with its length and price", async () => {
  expect(await hearing().hear({ path, name: "voice.ogg" }, signal)).toEqual({
    path,
    name: "voice.ogg",
    seconds: 12,
    text: "hello from the recording",
    by: "whisper-1",
    costUsd: expect.closeTo(0.0012),
  });
  expect(fake.requests).toMatchObject([{ key: "key-1", model: "whisper-1", fileName: "recording.ogg" }]);
  expect(fake.requests[0]?.bytes).toEqual(readFileSync(path));
});

it("it is paid for once: by two agents at the same time, and after a restart", async () => {
  const first = hearing();
  const both = await Promise.all([first.hear({ path }, signal), first.hear({ path }, signal)]);
  expect(both.filter((heard) => heard !== undefined && "costUsd" in heard)).toHaveLength(1);
  const later = await hearing().hear({ path }, signal);
  expect(later).toMatchObject({ text: "hello from the recording" });
  expect(later).not.toHaveProperty("costUsd");
  expect(fake.requests).toHaveLength(1);
});

it("an endpoint that is down is asked again for a while, and then the reason is given", async () => {
  fake.setAnswer((_request, count) => (count < 3 ? { status: 503 } : { text: "late" }));
  const patient = hearing({ base_url: fake.url, patience: 60_000 }, { clock: hastyClock() });
  expect(await patient.hear({ path }, signal)).toMatchObject({ text: "late" });
  expect(fake.requests).toHaveLength(3);
  writeFileSync(join(folder, "other.ogg"), voiceNote(3));
  fake.setAnswer(() => ({ status: 503 }));
  expect(await hearing().hear({ path: join(folder, "other.ogg") }, signal)).toMatchObject({ reason: "down" });
});

it.each([
  [401, "login"],
  [400, "refused"],
  [307, "refused"],
  [500, "down"],
] as const)("after the status %s the recording can be sent again later", async (status, reason) => {
  fake.setAnswer(() => ({ status }));
  expect(await hearing().hear({ path }, signal)).toMatchObject({ reason, seconds: 12 });
  fake.setAnswer(() => ({ text: "now" }));
  expect(await hearing().hear({ path }, signal)).toMatchObject({ text: "now" });
});

it("a request without an answer may have been paid for, so there is no second one", async () => {
  fake.setAnswer(() => "cut");
  expect(await hearing().hear({ path }, signal)).toMatchObject({ reason: "unknown" });
  fake.setAnswer(() => ({ text: "now" }));
  expect(await hearing().hear({ path }, signal)).toMatchObject({ reason: "unknown" });
  expect(fake.requests).toHaveLength(1);
});

it("a daemon that stops does not wait for the endpoint, and a run that ends does not end the work", async () => {
  fake.setAnswer(() => "stall");
  const stalled = hearing();
  const run = new AbortController();
  const heard = stalled.hear({ path }, run.signal);
  run.abort(new Error("the run ended"));
  await expect(heard).rejects.toThrow("the run ended");
  await stalled[Symbol.asyncDispose]();
});

it("without a setting, and beyond the limits, nothing is sent", async () => {
  expect(await hearing(undefined, { settings: () => getSettings() }).hear({ path }, signal)).toMatchObject({
    reason: "unset",
  });
  const short = hearing({ base_url: fake.url, maxSeconds: 10 });
  expect(await short.hear({ path }, signal)).toMatchObject({ reason: "too_long" });
  expect(await hearing({ provider: "anthropic" }).hear({ path }, signal)).toMatchObject({
    reason: "unusable",
  });
  expect(await hearing().refuse({ path }, "too_many")).toMatchObject({ reason: "too_many", seconds: 12 });
  expect(fake.requests).toHaveLength(0);
  expect(existsSync(`${path}.transcript.json`)).toBe(false);
});

it("what is no recording is not sent, whatever its name", async () => {
  writeFileSync(path, "just a text");
  expect(await hearing().hear({ path, name: "voice.ogg" }, signal)).toBeUndefined();
  expect(await hearing().hear({ path: join(folder, "missing.ogg") }, signal)).toBeUndefined();
});

it("a page in place of an answer is no transcript, and silence is none either", async () => {
  fake.setAnswer(() => ({ status: 200, body: "<html>captive portal</html>" }));
  expect(await hearing().hear({ path }, signal)).toMatchObject({ reason: "refused" });
  fake.setAnswer(() => ({ text: "  \n" }));
  expect(await hearing().hear({ path }, signal)).toMatchObject({ reason: "empty" });
});

it("a program of this machine costs nothing and may be started again", async () => {
  const calls: string[] = [];
  const program = hearing(
    { command: ["whisper-cli", "{wav}"] },
    {
      runTranscriber: async ({ file }) => {
        calls.push(file);
        return calls.length === 1 ? { reason: "failed" } : { text: " words \n" };
      },
    },
  );
  expect(await program.hear({ path }, signal)).toMatchObject({ reason: "failed" });
  expect(await program.hear({ path }, signal)).toEqual({
    path,
    seconds: 12,
    text: "words",
    by: "whisper-cli",
  });
  expect(calls).toEqual([path, path]);
});

/** Waits nowhere. */
function hastyClock(): HearingOptions["clock"] {
  const clock = createSystemClock();
  return { monotonic: () => clock.monotonic(), setTimer: (_ms, fire) => clock.setTimer(0, fire) };
}
