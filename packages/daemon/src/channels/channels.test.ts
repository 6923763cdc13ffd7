/** With a tiny program as the channel: it reports the key and the address that it was given. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { type ChannelStatus, settingsSchema } from "@tinyagi/contracts";
import { createTokenRegistry } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import { createJournal, createRedactor, openStore } from "@tinyagi/kernel";
import { waitFor } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createChannels } from "./channels.js";

const PROGRAM = `
process.on("disconnect", () => process.exit(0));
process.on("message", ({ kind, config }) => {
  if (kind === "stop") process.exit(0);
  if (kind === "run") process.send({ kind: "connection", connection: { state: "connected", account: config.language } });
  if (kind !== "check") return;
  const { api_root = "the platform", password, app_token, imap_host } = config.settings;
  const bot_token = [config.settings.bot_token, app_token, password, imap_host].filter((part) => part !== undefined).join(" and ");
  process.send({ kind: "checked", account: bot_token + " to " + api_root }, () => process.exit(0));
});
`;
const ELSEWHERE = "https://bots.example";

function openChannels(of: object, variables: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-channels-"));
  const file = join(folder, "program.mjs");
  writeFileSync(file, PROGRAM);
  const clock = createVirtualClock();
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  let settings = settingsSchema.parse({ channels: of });
  const channels = createChannels({
    settings: () => settings,
    store,
    clock,
    log: SILENT_LOG,
    variables,
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
  const getStatus = (id: string): ChannelStatus | undefined => channels.list().find((row) => row.id === id);
  return {
    channels,
    getStatus,
    /** As an edit of the settings. */
    async change(to: object, language = "en") {
      settings = settingsSchema.parse({ channels: to, language });
      await store.write(() => {
        journal.append("settings.changed", { author: "operator", revision: 1, paths: ["channels"] });
      });
    },
    runs: (id: string, running = true) =>
      waitFor(() => getStatus(id)?.running === running, { what: `${id} to ${running ? "run" : "stop"}` }),
  };
}

function open(telegram: object, variables: Record<string, string> = {}) {
  const { channels } = openChannels({ telegram }, variables);
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

test("every secret of a channel is resolved, and what was entered counts more", async () => {
  const { channels } = openChannels(
    {
      slack: { bot_token: "env:BOT", app_token: "env:APP" },
      email: { password: "saved", imap_host: "imap.old" },
    },
    { BOT: "xoxb-1", APP: "xapp-1" },
  );
  expect(await channels.check("slack", {})).toBe("xoxb-1 and xapp-1 to the platform");
  expect(await channels.check("email", { password: "new", imap_host: "imap.new" })).toBe(
    "new and imap.new to the platform",
  );
});

test("what a person started or stopped stays so until the settings of that channel change", async () => {
  const telegram = { bot_token: "1:saved" };
  const it = openChannels({ telegram });
  it.channels.open();
  expect(await it.channels.start("telegram")).toBe(true);
  // WhatsApp follows the settings last: when it did, Telegram has, too.
  await it.change({ telegram, enabled: ["whatsapp"] });
  await it.runs("whatsapp");
  expect(it.getStatus("telegram")?.running).toBe(true);

  await it.change({ telegram, enabled: ["telegram"] });
  await it.runs("whatsapp", false);
  expect(it.getStatus("telegram")?.running).toBe(true);
  await it.channels.stop("telegram");
  await it.change({ telegram, enabled: ["telegram", "whatsapp"] });
  await it.runs("whatsapp");
  expect(it.getStatus("telegram")).toMatchObject({ enabled: true, running: false, state: "stopped" });

  await it.change({ telegram: { bot_token: "1:new" }, enabled: ["telegram", "whatsapp"] });
  await it.runs("telegram");
  await it.change({ telegram: { bot_token: "1:new" } });
  await it.runs("telegram", false);
});

test("a channel gets the language of the settings, and another one when it changes", async () => {
  const telegram = { bot_token: "1:saved" };
  const it = openChannels({ telegram });
  it.channels.open();
  const speaks = (language: string) =>
    waitFor(() => it.getStatus("telegram")?.account === language, {
      what: `the channel to speak ${language}`,
    });
  await it.change({ telegram, enabled: ["telegram"] });
  await speaks("en");
  await it.change({ telegram, enabled: ["telegram"] }, "zh");
  await speaks("zh");
});

test("a channel whose key cannot be found says so, and does not keep another one from starting", async () => {
  const it = openChannels({});
  it.channels.open();
  await it.change({ enabled: ["discord", "whatsapp"], discord: { bot_token: "env:NO_SUCH_TOKEN" } });
  await it.runs("whatsapp");
  expect(it.getStatus("discord")).toMatchObject({
    enabled: true,
    running: false,
    state: "failed",
    reason: expect.stringContaining("NO_SUCH_TOKEN"),
  });
});
