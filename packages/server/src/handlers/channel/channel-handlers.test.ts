import { SESSION_HEADER } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const settings = { agents: agents("coder") };
const asked = { senderId: "42", sender: "Ann", messageId: "t_1" };

async function fixture() {
  const it = await createHandlerFixture(settings);
  return { ...it, telegram: await it.callAsChannel("telegram") };
}

/** @requirement CHANNEL-2 */
describe("a channel that asks about a sender", () => {
  test("learns who is approved; a stranger gets one code, and none where the channel asks quietly", async () => {
    const { call, telegram } = await fixture();
    const ask = (body: object) => telegram("POST", "/api/channels/telegram/admit", body);
    expect((await ask({ ...asked, quiet: true })).body).toEqual({ ok: true, admitted: false });
    const { responses } = (await telegram("POST", "/api/responses/claim", { channel: "telegram" })).body;
    expect(responses).toEqual([]);
    expect((await ask(asked)).body).toEqual({ ok: true, admitted: false, pairing: "pending" });
    expect((await ask(asked)).body).toEqual({ ok: true, admitted: false, pairing: "blocked" });
    await call("POST", "/api/pairing/allow", { channel: "telegram", senderId: "42" });
    expect((await ask(asked)).body).toEqual({
      ok: true,
      folder: expect.stringMatching(/^[0-9a-f]{24}$/),
      admitted: true,
    });
    expect((await ask({ ...asked, quiet: true })).body).toMatchObject({ ok: true, admitted: true });
  });

  test("asks only about its own senders", async () => {
    const { telegram } = await fixture();
    expect((await telegram("POST", "/api/channels/discord/admit", asked)).status).toBe(403);
  });
});

describe("the operator", () => {
  test("checks a token, and a stored one is not sent to another address", async () => {
    const { call, telegram } = await fixture();
    const check = (body: object) => call("POST", "/api/channels/telegram/check", body);
    expect((await check({ bot_token: "1:abc" })).body).toEqual({ ok: true, account: "bot" });
    expect((await check({ api_root: "https://evil.example" })).status).toBe(400);
    expect((await telegram("POST", "/api/channels/telegram/check", {})).status).toBe(403);
  });

  test("checks an account of e-mail, and a stored password is not sent to another server", async () => {
    const { call } = await fixture();
    const check = (body: object) => call("POST", "/api/channels/email/check", body);
    const values = { imap_host: "imap.evil.example" };
    expect((await check({ values: { ...values, password: "p" } })).status).toBe(200);
    expect((await check({ values })).status).toBe(400);
    const slack = (body: object) => call("POST", "/api/channels/slack/check", body);
    const elsewhere = { bot_token: "xoxb-1", api_root: "https://evil.example" };
    expect((await slack(elsewhere)).status).toBe(400);
    expect((await slack({ ...elsewhere, values: { app_token: "xapp-1" } })).status).toBe(200);
    expect((await check({ values: { "not a key": "x" } })).status).toBe(400);
  });

  test.each([
    ["email", { values: { imap_host: "imap.evil.example", password: "" } }],
    ["telegram", { api_root: "https://evil.example", values: { bot_token: "" } }],
    ["telegram", { values: { api_root: "https://evil.example", bot_token: "" } }],
    ["telegram", { values: { api_root: "https://evil.example", bot_token: "1:abc" } }],
    ["telegram.coder", { values: { api_root: "https://evil.example", bot_token: "1:abc" } }],
    ["slack", { api_root: "https://evil.example", bot_token: "xoxb-1", values: { app_token: "" } }],
    ["slack.coder", { bot_token: "xoxb-1", values: { app_token: "xapp-1", imap_host: "evil.example" } }],
    ["email", { values: { password: "p", imap_port: "25" } }],
    ["email", { values: { password: "p", constructor: "x" } }],
    ["email", { values: { password: "p", bot_token: "x" } }],
  ])("an empty or a foreign value makes no stored key of %s go to another address: %j", async (id, body) => {
    const { call } = await fixture();
    expect((await call("POST", `/api/channels/${id}/check`, body)).status).toBe(400);
  });

  test("may name a variable as the token of a check, and a page in a browser may not", async () => {
    const { call, exchange } = await fixture();
    const path = "/api/channels/telegram/check";
    const body = { bot_token: "env:TELEGRAM_BOT_TOKEN", api_root: "https://evil.example" };
    expect((await call("POST", path, body)).status).toBe(200);
    const { ticket } = (await call("POST", "/api/session/tickets")).body;
    const opened = await exchange("POST", "/api/session", { body: { ticket } });
    const page = { [SESSION_HEADER]: opened.body.session, "sec-fetch-site": "same-origin" };
    const asPage = (sent: object) => exchange("POST", path, { headers: page, body: sent });
    expect((await asPage({ bot_token: "1:abc" })).status).toBe(200);
    expect((await asPage(body)).status).toBe(403);
  });

  test("sends a test message to the first owner, or to a named sender", async () => {
    const { call, telegram } = await fixture();
    const send = (body: object) => call("POST", "/api/channels/telegram/test", body);
    expect((await send({})).status).toBe(409);
    expect((await call("POST", "/api/channels/user/test", {})).status).toBe(404);
    await call("POST", "/api/pairing/allow", {
      channel: "telegram",
      senderId: "7",
      sender: "Bob",
      role: "member",
    });
    await call("POST", "/api/pairing/allow", {
      channel: "telegram",
      senderId: "42",
      sender: "Ann",
      role: "owner",
    });
    expect((await send({})).body).toMatchObject({ ok: true, sender: "Ann", senderId: "42" });
    expect((await send({ senderId: "7" })).body).toMatchObject({ senderId: "7" });
    const { responses } = (await telegram("POST", "/api/responses/claim", { channel: "telegram" })).body;
    expect(responses.map((row: { senderId: string }) => row.senderId)).toEqual(["42", "7"]);
  });
});
