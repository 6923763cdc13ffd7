import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { createFakeTranscription } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { checkSpeech } from "./speech-check.js";

const settings = (transcription?: object): Settings =>
  settingsSchema.parse(transcription === undefined ? {} : { speech: { transcription } });

test("a home without transcription is told how to set it up, and that is no problem", async () => {
  expect(await checkSpeech(settings(), {})).toMatchObject([
    { level: "info", hint: expect.stringContaining("tinyagi config set speech.transcription.provider") },
  ]);
});

test("an endpoint is reachable or not", async () => {
  const endpoint = await createFakeTranscription();
  expect(await checkSpeech(settings({ base_url: endpoint.url }), {})).toMatchObject([{ level: "ok" }]);
  await endpoint.close();
  expect(await checkSpeech(settings({ base_url: endpoint.url }), {})).toMatchObject([{ level: "warning" }]);
  expect(endpoint.requests).toHaveLength(0);
});

test("a program that is missing, and a provider without transcription, are errors", async () => {
  const command = ["no-such-whisper", "{wav}"];
  expect(await checkSpeech(settings({ command }), { PATH: "/nowhere" })).toMatchObject([
    { level: "error", message: expect.stringContaining("no-such-whisper and bwrap and ffmpeg") },
  ]);
  expect(await checkSpeech(settings({ provider: "anthropic" }), {})).toMatchObject([{ level: "error" }]);
});
