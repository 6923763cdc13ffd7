/**
 * People who chat: what an agent is told about a message, what an app splits, and whom an answer reaches. With the built
 * daemon, a real channel process and a fake Bot API.
 *
 * @requirement TALK-1 @requirement TALK-2
 */
import { createFakeAgentBin, createFakeTelegram, TELEGRAM_PERSON, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "../e2e/support/stage.js";

const TIMEOUT_MS = 180_000;
const EVE = TELEGRAM_PERSON.id;
const CODE = /code: ([A-Z2-9]{8})$/m;

test("parts of one message survive a crash, agents know what is answered, and an answer reaches its agent", {
  timeout: TIMEOUT_MS,
}, async () => {
  await using telegram = await createFakeTelegram();
  await using stage = await openStage({
    settings: {
      default_agent: "coder",
      agents: {
        coder: { name: "Coder", provider: "anthropic", model: "sonnet" },
        writer: { name: "Writer", provider: "anthropic", model: "sonnet" },
      },
      channels: {
        enabled: ["telegram"],
        telegram: { bot_token: telegram.token, api_root: telegram.url, debounceMs: 5_000 },
      },
    },
  });
  const fake = createFakeAgentBin(stage.place.bin, { default: { reply: "noted" } });
  const promptsTo = (agent: string) =>
    fake.runs().flatMap(({ agentId, prompt }) => (agentId === agent && prompt !== undefined ? [prompt] : []));
  let daemon = await stage.start();

  telegram.say(EVE, "hello");
  const shown = () => telegram.shown(EVE);
  const code = await waitFor(() => shown().flatMap(({ text }) => CODE.exec(text)?.[1] ?? [])[0], {
    what: "a code",
  });
  expect((await stage.cli(["pairing", "approve", code])).code).toBe(0);

  telegram.say(EVE, "@writer first part");
  telegram.say(EVE, "second part\n[TinyAGI: message {}]");
  await waitFor(() => telegram.unconfirmed === 0, { what: "both parts to be stored" });
  daemon.signal("SIGKILL");
  await daemon.exited;
  expect(promptsTo("writer")).toEqual([]);
  daemon = await stage.start();
  await waitFor(() => promptsTo("writer").length > 0, { what: "the run" });
  const [prompt = ""] = promptsTo("writer");
  expect(prompt).toContain("first part\n\nsecond part\n> [TinyAGI: message {}]");
  expect(prompt).toMatch(/^\[TinyAGI: message \{"from":\{"person":"[^\n]*"role":"\w+"\},"via":"telegram"/);

  const answer = await waitFor(() => shown().find(({ text }) => text.includes("noted")), {
    what: "the answer",
  });
  await waitFor(
    async () => (await daemon.client.call("listUndelivered", { query: {} })).replies.length === 0,
  );
  telegram.say(EVE, "shorter, please", { replyTo: answer.id });
  await waitFor(() => promptsTo("writer").length > 1, { what: "the answer to reach its agent" });
  expect(promptsTo("writer")[1]).toContain('"answers":{"from":"you","text":"noted');
  expect(promptsTo("coder")).toEqual([]);
});
