/**
 * The circuit breaker with the real claude and codex: a provider that cannot answer is left alone, messages wait visibly, and
 * one run tries it later. A message that a used-up quota stopped runs again by itself. Most of the time is the
 * pause itself.
 *
 * @requirement PAUSE-1
 */
import type { ProviderPause } from "@tinyagi/contracts";
import { type MockReply, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { openRealTeam, type RealTeam } from "./support/real-team.js";

const PROVIDER = "custom:mock-claude";
/** claude itself tries several times, and a pause grows to half a minute. */
const RESUME = { timeoutMs: 70_000 };
/** More than claude takes from its last try to its end on a busy machine. */
const QUOTA_S = 10;

async function readPauses({ stage }: RealTeam): Promise<readonly ProviderPause[]> {
  return (await stage.current().client.call("status")).pausedProviders ?? [];
}

/** A message of its own conversation. */
function send({ stage }: RealTeam, agent: string) {
  return stage.current().client.call("sendMessage", { body: { message: `@${agent} work` } });
}

async function conversation({ stage }: RealTeam, id: string) {
  return stage.current().client.call("getConversation", { params: { id } });
}

async function expectWaiting(team: RealTeam, id: string): Promise<void> {
  const waiting = await waitFor(async () => {
    const { messages } = await conversation(team, id);
    return messages.find(({ error }) => error?.message?.includes("is paused until"));
  });
  expect(waiting).toMatchObject({ status: "pending", attempts: 0 });
}

describe("a provider of the real codex", needs("agent CLIs"), () => {
  test.each([
    ["today or tomorrow", 2 * 3_600],
    ["in some days", 3 * 86_400],
  ])("whose quota is used up until a time %s is paused until then", async (_when, seconds) => {
    const script = (): MockReply => ({ error: { status: 429, quotaResetsInSeconds: seconds } });
    await using team = await openRealTeam({ reviewer: script });
    await team.stage.start();
    const { conversationId } = await send(team, "reviewer");
    const [pause] = await waitFor(async () => {
      const pauses = await readPauses(team);
      return pauses.length > 0 ? pauses : undefined;
    });
    expect(pause).toMatchObject({
      provider: "custom:mock-codex",
      class: "rate_limited",
      reason: expect.stringContaining("hit your usage limit"),
    });
    // codex prints minutes, in the time zone of the machine.
    expect(Math.abs((pause?.until ?? 0) - Date.now() - seconds * 1_000)).toBeLessThan(3_660_000);
    const asked = team.model.turns().length;
    const later = await send(team, "writer");
    await expectWaiting(team, later.conversationId);
    expect(team.model.turns()).toHaveLength(asked);
    expect((await conversation(team, conversationId)).status).toBe("open");
  });
});

describe("a provider of the real claude", needs("agent CLIs"), () => {
  test("whose quota is there again in a few seconds is asked again then, by the clock alone", async () => {
    let isWaiting = false;
    let resetsAt = 0;
    const script = (): MockReply => {
      if (isWaiting) return { text: "Back again." };
      resetsAt = Math.ceil(Date.now() / 1_000) + QUOTA_S;
      return { error: { status: 429, message: `Claude AI usage limit reached|${resetsAt}` } };
    };
    await using team = await openRealTeam({ lead: script });
    await team.stage.start();
    const { conversationId } = await send(team, "lead");
    const message = await waitFor(async () => {
      const { messages } = await conversation(team, conversationId);
      return messages.find(({ status, error }) => status === "pending" && error?.class === "rate_limited");
    }, RESUME);
    isWaiting = true;
    const asked = team.model.turns().length;
    expect(message.notBefore ?? 0).toBeGreaterThanOrEqual(resetsAt * 1_000);
    const ended = await waitFor(async () => {
      const current = await conversation(team, conversationId);
      return current.status === "closed" ? current : undefined;
    }, RESUME);
    expect(ended.replies[0]?.message).toContain("Back again.");
    expect(ended.runs.at(-1)?.createdAt ?? 0).toBeGreaterThanOrEqual(resetsAt * 1_000);
    expect(team.model.turns()).toHaveLength(asked + 1);
  });

  test("whose key is refused is asked once; all messages wait, and are answered when a person ends the pause", async () => {
    let reply: MockReply = { error: { status: 401, message: "invalid api key" } };
    const script = () => reply;
    await using team = await openRealTeam({ lead: script, coder: script });
    await team.stage.start();
    const sent = [await send(team, "lead")];
    await waitFor(async () => ((await readPauses(team)).length > 0 ? true : undefined), RESUME);
    expect(await readPauses(team)).toMatchObject([{ provider: PROVIDER, class: "auth", cause: "login" }]);
    const asked = team.model.turns().length;
    sent.push(await send(team, "lead"), await send(team, "coder"), await send(team, "coder"));
    await expectWaiting(team, sent[2]?.conversationId ?? "");
    expect(team.model.turns()).toHaveLength(asked);

    reply = { text: "Back again." };
    expect((await team.stage.cli(["provider", "resume", PROVIDER])).code).toBe(0);
    for (const { conversationId } of sent) {
      const ended = await waitFor(async () => {
        const current = await conversation(team, conversationId);
        return current.status === "closed" ? current : undefined;
      }, RESUME);
      expect(ended.replies.at(-1)?.message).toContain("Back again.");
      expect(ended.messages[0]).toMatchObject({ status: "completed" });
    }
    expect(await readPauses(team)).toEqual([]);
  });
});
