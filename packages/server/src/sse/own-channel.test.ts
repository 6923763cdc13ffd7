/** A channel receives events of its own conversations only, as long as its token is valid. */
import { afterEach, expect, test } from "vitest";
import { createFixture, type Fixture } from "../../test/app-fixture.js";
import { openStream, type Reader } from "../../test/sse-reader.js";

let fixture: Fixture | undefined;
let reader: Reader | undefined;
afterEach(async () => {
  reader?.close();
  await fixture?.app.close();
});

const TOKEN = `tagc_${"a".repeat(43)}`;
const HANDOFF = { fromAgent: "a", toAgent: "b", team: "dev", hop: 1 };

async function follow(query = "") {
  const held = new Map([[TOKEN, { kind: "channel", channel: "discord" } as const]]);
  fixture = createFixture({
    identify: (token) => held.get(token),
    channelOf: (id) => ({ conv_d: "discord", conv_t: "telegram" })[id],
    limits: { streamKeepAliveMs: 20 },
  });
  const base = await fixture.listen();
  const { feed } = fixture;
  feed.append("handoff.created", HANDOFF, { conversationId: "conv_t" });
  feed.append("handoff.created", HANDOFF, { conversationId: "conv_d" });
  reader = await openStream(base, `/api/events/stream${query}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return { feed, reader, held };
}
const seen = (from: Reader) =>
  from.frames
    .filter(({ event }) => event !== undefined && event !== "connected")
    .map(({ event, id }) => [event, id]);

test("replayed and live events are the channel's own; events without a conversation are not sent", async () => {
  const { feed, reader: own } = await follow(
    "?since=0&types=handoff.created,settings.changed,reply.delivered",
  );
  feed.append("settings.changed", { author: "operator", revision: 1, paths: ["agents"] });
  feed.append("handoff.created", HANDOFF, { conversationId: "conv_t" });
  feed.append("handoff.created", HANDOFF, { conversationId: "conv_unknown" });
  const delivered = (channel: string) => ({ outboxId: 1, channel, messageId: "m" });
  feed.append("reply.delivered", delivered("telegram"));
  feed.append("reply.delivered", delivered("discord"));
  feed.append("handoff.created", HANDOFF, { conversationId: "conv_d" });
  await expect
    .poll(() => seen(own))
    .toEqual([
      ["handoff.created", "2"],
      ["reply.delivered", "7"],
      ["handoff.created", "8"],
    ]);
});

test("a filter for another channel's conversation returns nothing", async () => {
  const { feed, reader: own } = await follow("?since=0&conversation=conv_t&types=handoff.created");
  feed.append("handoff.created", HANDOFF, { conversationId: "conv_t" });
  await expect.poll(() => own.text()).toContain("heartbeat");
  expect(seen(own)).toEqual([]);
});

test("the stream ends when the token is revoked", async () => {
  const { reader: own, held } = await follow();
  await expect.poll(() => own.frames.length).toBe(1);
  held.clear();
  await expect.poll(() => own.ended()).toBe(true);
});
