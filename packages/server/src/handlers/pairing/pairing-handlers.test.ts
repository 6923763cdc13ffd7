import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const settings = { agents: agents("coder", "reviewer") };
const hello = { message: "@coder hello", channel: "telegram", sender: "Ann", senderId: "42" };

async function fixture() {
  const it = await createHandlerFixture(settings);
  const telegram = await it.callAsChannel("telegram");
  const getCode = async (senderId: string): Promise<string> => {
    await telegram("POST", "/api/message", { ...hello, senderId, sender: `name ${senderId}` });
    const { body } = await it.call("GET", "/api/pairing");
    return body.pending.find((row: { senderId: string }) => row.senderId === senderId)?.code;
  };
  return { ...it, telegram, getCode };
}

/** @requirement PAIR-1 */
describe("senders of a channel", () => {
  test("a stranger gets a code once, is approved with it, and can write from then on", async () => {
    const { call, telegram, settled } = await fixture();
    const first = await telegram("POST", "/api/message", { ...hello, messageId: "t1" });
    expect(first).toEqual({
      status: 200,
      body: { ok: true, messageId: "t1", conversationId: "", agents: [], pairing: "pending" },
    });
    expect((await telegram("POST", "/api/message", hello)).body).toMatchObject({ pairing: "blocked" });
    const { responses } = (await telegram("POST", "/api/responses/claim", { channel: "telegram" })).body;
    expect(responses).toHaveLength(1);
    const [, code] = /^Your pairing code: (\S+)$/m.exec(responses[0].message) ?? [];
    const approved = await call("POST", "/api/pairing/approve", { code: ` ${code?.toLowerCase()} ` });
    expect(approved).toEqual({
      status: 200,
      body: {
        ok: true,
        entry: {
          channel: "telegram",
          senderId: "42",
          sender: "Ann",
          role: "owner",
          approvedAt: expect.any(Number),
          approvedCode: code,
          approvedBy: "operator",
        },
      },
    });
    expect((await telegram("POST", "/api/message", hello)).body).toMatchObject({ agents: ["coder"] });
    await settled();
  });

  test("a revoked sender is notified of problems no more, and others are", async () => {
    const it = await fixture();
    const notify = { channel: "telegram", senderId: "42" };
    for (const senderId of ["42", "43"])
      await it.call("POST", "/api/pairing/allow", { channel: "telegram", senderId });
    await it.call("POST", "/api/settings/change", {
      changes: [{ path: ["channels", "notify"], value: notify }],
    });
    const notified = async () => (await it.call("GET", "/api/settings")).body.channels.notify;
    await it.call("DELETE", "/api/pairing/telegram/43");
    expect(await notified()).toEqual(notify);
    await it.call("DELETE", "/api/pairing/telegram/42");
    expect(await notified()).toBeUndefined();
  });

  test("the list has the shape of 0.0.20; a channel sees its own senders and no codes", async () => {
    const it = await fixture();
    const code = await it.getCode("42");
    await it.call("POST", "/api/pairing/allow", { channel: "discord", senderId: "7", sender: "Bob" });
    const { body } = await it.call("GET", "/api/pairing");
    const now = it.clock.now();
    expect(body).toEqual({
      pending: [
        {
          channel: "telegram",
          senderId: "42",
          sender: "name 42",
          code,
          createdAt: now,
          lastSeenAt: now,
          expiresAt: now + 3_600_000,
        },
      ],
      approved: [
        {
          channel: "discord",
          senderId: "7",
          sender: "Bob",
          approvedAt: now,
          approvedBy: "operator",
          role: "owner",
        },
      ],
    });
    const seen = (await it.telegram("GET", "/api/pairing")).body;
    expect(seen.pending).toMatchObject([{ senderId: "42", code: "********" }]);
    expect(seen.approved).toEqual([]);
  });

  test("roles can be changed and approvals revoked", async () => {
    const { call } = await fixture();
    const key = { channel: "whatsapp", senderId: "49170@c.us" };
    const path = `/api/pairing/whatsapp/${encodeURIComponent(key.senderId)}`;
    await call("POST", "/api/pairing/allow", { ...key, role: "member" });
    const { body } = await call("POST", "/api/pairing/role", { ...key, role: "owner" });
    expect(body).toMatchObject({ ok: true, entry: { role: "owner" } });
    expect(await call("DELETE", path)).toEqual({ status: 200, body: { ok: true } });
    expect(await call("DELETE", path)).toMatchObject({
      status: 404,
      body: { ok: false, error: "Pairing not found" },
    });
    expect(await call("POST", "/api/pairing/role", { ...key, role: "owner" })).toMatchObject({ status: 404 });
  });

  /** @requirement LINK-1 */
  test("are linked and unlinked; only the operator's clients see to whom", async () => {
    const { call, telegram } = await fixture();
    const [onTelegram, onDiscord] = [
      { channel: "telegram", senderId: "42" },
      { channel: "discord", senderId: "7" },
    ];
    for (const key of [onTelegram, onDiscord]) await call("POST", "/api/pairing/allow", key);
    const body = { ...onDiscord, linkTo: onTelegram };
    expect(await call("POST", "/api/pairing/link", body)).toMatchObject({
      status: 200,
      body: { ok: true, entry: { ...onDiscord, role: "member", linkedTo: onTelegram } },
    });
    const { approved } = (await call("GET", "/api/pairing")).body;
    expect(approved).toMatchObject([onTelegram, { ...onDiscord, linkedTo: onTelegram }]);
    expect(approved[0]).not.toHaveProperty("linkedTo");
    await call("POST", "/api/pairing/link", { ...onTelegram, linkTo: onDiscord });
    expect(JSON.stringify((await telegram("GET", "/api/pairing")).body)).not.toContain("discord");
    expect(await telegram("POST", "/api/pairing/link", body)).toMatchObject({ status: 403 });
    expect(await telegram("POST", "/api/pairing/unlink", onTelegram)).toMatchObject({ status: 403 });
    expect((await call("POST", "/api/pairing/unlink", onDiscord)).body.entry).not.toHaveProperty("linkedTo");
    expect(await call("POST", "/api/pairing/unlink", onDiscord)).toMatchObject({
      status: 409,
      body: { ok: false, code: "CONFLICT" },
    });
    const stranger = { channel: "discord", senderId: "8" };
    expect(await call("POST", "/api/pairing/link", { ...stranger, linkTo: onTelegram })).toMatchObject({
      status: 404,
    });
  });

  test("a waiting sender is refused by code, under its own path", async () => {
    const it = await fixture();
    const code = await it.getCode("42");
    const path = `/api/pairing/pending/${code}`;
    expect(await it.call("DELETE", path)).toEqual({ status: 200, body: { ok: true } });
    expect(await it.call("DELETE", path)).toMatchObject({
      status: 404,
      body: { ok: false, error: "Pending pairing not found" },
    });
  });
});

/** @requirement PAIR-2 */
describe("refusals", () => {
  test("have the words and shape of 0.0.20", async () => {
    const { call } = await fixture();
    for (const body of [{}, { code: "" }, { code: "  " }, { code: 5 }])
      expect(await call("POST", "/api/pairing/approve", body)).toMatchObject({
        status: 400,
        body: { ok: false, error: "code is required" },
      });
    expect(await call("POST", "/api/pairing/approve", { code: "abcdefgh" })).toMatchObject({
      status: 404,
      body: { ok: false, error: "Pairing code not found: ABCDEFGH" },
    });
  });

  test("guessing codes is rate-limited across routes", async () => {
    const { call, getCode } = await fixture();
    const code = await getCode("42");
    for (let n = 0; n < 5; n += 1) {
      await call("POST", "/api/pairing/approve", { code: "ABCDEFGH" });
      await call("DELETE", "/api/pairing/pending/ABCDEFGH");
    }
    expect(await call("POST", "/api/pairing/approve", { code })).toMatchObject({
      status: 429,
      body: { ok: false, code: "RATE_LIMITED" },
    });
  });

  test("a channel can approve no one, cannot send for another channel, and must name the sender", async () => {
    const it = await fixture();
    const code = await it.getCode("42");
    expect((await it.telegram("POST", "/api/pairing/approve", { code })).status).toBe(403);
    expect((await it.telegram("POST", "/api/pairing/allow", hello)).status).toBe(403);
    expect((await it.telegram("DELETE", `/api/pairing/pending/${code}`)).status).toBe(403);
    const foreign = { ...hello, channel: "discord" };
    expect((await it.telegram("POST", "/api/message", foreign)).status).toBe(403);
    const { senderId: _none, ...nameless } = hello;
    expect((await it.telegram("POST", "/api/message", nameless)).status).toBe(400);
  });

  test("the operator's own messages need no pairing", async () => {
    const { call, settled } = await fixture();
    expect((await call("POST", "/api/message", hello)).body).toMatchObject({ agents: ["coder"] });
    await settled();
  });
});

/** @requirement COMMAND-1 */
test("a command's answer is in the response, in the outbox and in the conversation", async () => {
  const { call } = await fixture();
  const { body } = await call("POST", "/api/message", { message: "/agent", channel: "web", messageId: "w1" });
  expect(body).toMatchObject({
    ok: true,
    messageId: "w1",
    agents: [],
    reply: expect.stringMatching(/@coder/),
  });
  const conversation = (await call("GET", `/api/conversations/${body.conversationId}`)).body;
  expect(conversation).toMatchObject({ status: "closed", replies: [{ message: body.reply, agent: null }] });
  expect((await call("GET", "/api/responses/pending?channel=web")).body).toMatchObject([{ messageId: "w1" }]);
  const again = await call("POST", "/api/message", { message: "/agent", channel: "web", messageId: "w1" });
  expect(again).toMatchObject({ status: 409, body: { messageId: "w1" } });
});
