/** With a tiny program as the channel: it reports the key and the address that it was given. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import {
  createIds,
  createJournal,
  createRedactor,
  createTokenRegistry,
  createVirtualClock,
  homePaths,
  openStore,
  SILENT_LOG,
} from "@tinyagi/core";
import { expect, onTestFinished, test } from "vitest";
import { createChannels } from "./channels.js";

const PROGRAM = `
process.on("message", ({ kind, config }) => {
  if (kind !== "check") return;
  const { bot_token, api_root = "the platform" } = config.settings;
  process.send({ kind: "checked", account: bot_token + " to " + api_root }, () => process.exit(0));
});
`;
const ELSEWHERE = "https://bots.example";

function open(telegram: object, variables: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-channels-"));
  const file = join(folder, "program.mjs");
  writeFileSync(file, PROGRAM);
  const clock = createVirtualClock();
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const settings = settingsSchema.parse({ channels: { telegram } });
  const channels = createChannels({
    settings: () => settings,
    ...{ store, clock, log: SILENT_LOG, variables },
    journal,
    tokens: createTokenRegistry({ store, journal, clock, newId: createIds() }),
    redactor: createRedactor(),
    paths: homePaths(folder),
    baseUrl: () => "http://127.0.0.1:1",
    entry: { file, flags: [] },
  });
  onTestFinished(async () => {
    await channels[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return (entered: object = {}) => channels.check("telegram", { ...entered });
}

const VARIABLES = { TELEGRAM_BOT_TOKEN: "1:variable" };

test("a key of the environment goes to the platform, and not to an address of the settings", async () => {
  expect(await open({ bot_token: "1:saved" }, VARIABLES)()).toBe("1:variable to the platform");
  expect(await open({ bot_token: "1:saved", api_root: ELSEWHERE }, VARIABLES)()).toBe(
    `1:saved to ${ELSEWHERE}`,
  );
  await expect(open({ api_root: ELSEWHERE }, VARIABLES)()).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("an operator who wants the variable for another address names it in the settings", async () => {
  const check = open({ bot_token: "env:TELEGRAM_BOT_TOKEN", api_root: ELSEWHERE }, VARIABLES);
  expect(await check()).toBe(`1:variable to ${ELSEWHERE}`);
});

test("a check uses the key and the address that were entered", async () => {
  const check = open({ bot_token: "1:saved" }, VARIABLES);
  expect(await check({ bot_token: "1:new" })).toBe("1:new to the platform");
  expect(await check({ bot_token: "1:new", api_root: ELSEWHERE })).toBe(`1:new to ${ELSEWHERE}`);
});
