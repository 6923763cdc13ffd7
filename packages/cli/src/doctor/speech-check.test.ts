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

test("an endpoint behind a proxy is not said to be away, because this command follows no proxy", async () => {
  const here = { base_url: "http://speech.invalid/v1" };
  const proxied = { level: "info", hint: expect.stringContaining("tinyagi doctor network") };
  expect(await checkSpeech(settings(here), { http_proxy: "http://proxy.invalid:3128" })).toMatchObject([
    proxied,
  ]);
  const network = { proxy: "env:MY_PROXY", no_proxy: [] };
  expect(await checkSpeech({ ...settings(here), network }, {})).toMatchObject([proxied]);
  const excepted = { proxy: "env:MY_PROXY", no_proxy: ["speech.invalid"] };
  expect(await checkSpeech({ ...settings(here), network: excepted }, {})).toMatchObject([
    { level: "warning" },
  ]);
});

test("a program that is missing, and a provider without transcription, are errors", async () => {
  const command = ["no-such-whisper", "{wav}"];
  expect(await checkSpeech(settings({ command }), { PATH: "/nowhere" })).toMatchObject([
    { level: "error", message: expect.stringContaining("no-such-whisper and bwrap and ffmpeg") },
  ]);
  expect(await checkSpeech(settings({ provider: "anthropic" }), {})).toMatchObject([{ level: "error" }]);
});
