/**
 * What TinyAGI does by itself is reported to the owner: schedules, heartbeats and the digest reach the chat in which a
 * paired owner wrote last, say what they answer, and reach no guest or member.
 *
 * @requirement REPORT-1 @requirement DIGEST-1
 */
import { createFakeTelegram, TELEGRAM_PERSON, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "../e2e/support/stage.js";

const TIMEOUT_MS = 120_000;
const CODE = /code: ([A-Z2-9]{8})$/m;

test("schedules, heartbeats and the digest reach the owner's chat, and stop when the settings say so", {
  timeout: TIMEOUT_MS,
}, async () => {
  await using telegram = await createFakeTelegram();
  await using stage = await openStage({
    settings: {
      agents: { coder: { name: "Coder", provider: "demo", model: "" } },
      channels: { enabled: ["telegram"], telegram: { bot_token: telegram.token, api_root: telegram.url } },
    },
  });
  const daemon = await stage.start();
  const shown = () => telegram.shown(TELEGRAM_PERSON.id).map(({ text }) => text);
  const add = ["schedule", "add", "--agent", "coder", "--label", "stand_up", "--cron", "0 0 1 1 *"];
  const added = await stage.cli([...add, "#demo say all green"]);
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/answers to +no chat/) });

  telegram.say(TELEGRAM_PERSON.id, "hello");
  const code = await waitFor(() => shown().flatMap((text) => CODE.exec(text)?.[1] ?? [])[0], {
    what: "a code",
  });
  expect((await stage.cli(["pairing", "approve", code])).code).toBe(0);
  telegram.say(TELEGRAM_PERSON.id, "#demo say hi");
  await waitFor(() => shown().some((text) => text.includes("hi")), { what: "an answer" });
  expect((await stage.cli(["schedule", "show", "stand_up"])).stdout).toMatch(/answers to +.+ on telegram/);

  expect((await stage.cli(["schedule", "run", "stand_up"])).code).toBe(0);
  await waitFor(() => shown().some((text) => text.includes("Schedule") && text.includes("all green")), {
    what: "the report of the schedule",
  });
  expect(shown().find((text) => text.includes("all green"))).toContain("stand_up");
  expect((await stage.cli(["heartbeat", "set", "coder", "--prompt", "#demo say disk full"])).code).toBe(0);
  expect((await stage.cli(["heartbeat", "run", "coder"])).code).toBe(0);
  await waitFor(() => shown().some((text) => text.includes("Heartbeat") && text.includes("disk full")), {
    what: "the report of the heartbeat",
  });
  expect(await stage.cli(["digest", "on"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("telegram"),
  });
  expect((await daemon.client.call("getSettings")).digest).toMatchObject({ at: "18:00" });
  expect((await stage.cli(["digest", "send"])).stdout).toContain("telegram");
  await waitFor(() => shown().some((text) => text.startsWith("Daily digest:")), { what: "the digest" });

  // A member is no receiver, whatever the settings say.
  const { channels } = await daemon.client.call("getSettings");
  expect(channels).not.toHaveProperty("reports");
  expect((await stage.cli(["config", "set", "channels.reports", "none"])).code).toBe(0);
  const before = shown().length;
  const { conversationId } = await daemon.client.call("runSchedule", { params: { id: "stand_up" } });
  await waitFor(async () => {
    const detail = await daemon.client.call("getConversation", { params: { id: conversationId } });
    return detail.status === "closed";
  });
  expect((await stage.cli(["digest", "send"])).stdout).toContain("kept");
  expect(shown()).toHaveLength(before);
});

test("no agent has a heartbeat that nobody asked for", { timeout: TIMEOUT_MS }, async () => {
  await using stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "anthropic", model: "" } } },
  });
  const daemon = await stage.start();
  expect(await daemon.client.call("listHeartbeats")).toMatchObject([{ enabled: false, interval: 0 }]);
  expect((await stage.cli(["heartbeat", "set", "coder", "--interval", "30m"])).code).toBe(0);
  expect(await daemon.client.call("listHeartbeats")).toMatchObject([{ enabled: true, interval: 1_800 }]);
});
