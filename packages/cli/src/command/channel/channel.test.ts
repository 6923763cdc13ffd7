import { expect, it, vi } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (line: string) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((line) => invoke(line.split(" "), { home }), server);
  });
}

const row = {
  id: "telegram",
  enabled: true,
  running: true,
  state: "connected",
  since: 0,
  crashes: 0,
  waiting: 2,
};

/** @requirement CHANNEL-3 */
it("shows channels with their state; one that is enabled and not connected makes the exit code 1", async () => {
  await served(async (tinyagi, server) => {
    const answer = (channels: object[]) =>
      server.answers.set("GET /api/channels", { status: 200, body: { channels } });
    answer([{ ...row, account: "@my_bot" }]);
    const good = await tinyagi("channel status");
    expect(good.stdout).toMatch(/telegram +connected .*@my_bot +2/);
    expect(good.code).toBe(0);
    answer([{ ...row, state: "reconnecting", reason: "Telegram could not be \u001b[31mreached" }]);
    const bad = await tinyagi("channels");
    expect(bad.stdout).toContain("telegram: Telegram could not be reached");
    expect(bad.code).toBe(1);
    answer([{ ...row, enabled: false, running: false, state: "stopped" }]);
    const none = await tinyagi("channel");
    expect(none.stdout).toContain("tinyagi channel setup telegram");
    expect(none.code).toBe(0);
    answer([{ ...row, running: false, state: "stopped" }]);
    const stopped = await tinyagi("channel");
    expect(stopped.stdout).toContain("tinyagi channel start telegram");
    expect(stopped.code).toBe(1);
  });
});

it("starts, stops, restarts and resets a channel, and asks before it deletes a session", async () => {
  await served(async (tinyagi, server) => {
    for (const action of ["start", "stop", "restart", "reset"])
      server.answers.set(`POST /api/services/channel/telegram/${action}`, {
        status: 200,
        body: { ok: true, channel: "telegram", action: `${action}ed` },
      });
    for (const action of ["start", "stop", "restart"])
      expect((await tinyagi(`channel ${action} telegram`)).stdout).toContain("telegram");
    expect((await tinyagi("channel reset telegram")).code).toBe(2);
    expect(server.calls.some(({ line }) => line.endsWith("/reset"))).toBe(false);
    expect((await tinyagi("channel reset telegram --yes")).code).toBe(0);
  });
});

it("setup saves nothing when the platform does not accept the token", async () => {
  await served(async (tinyagi, server) => {
    const refusal = {
      error: "The check failed: Telegram refused the bot token: Unauthorized",
      code: "INVALID_INPUT",
    };
    server.answers.set("POST /api/channels/telegram/check", { status: 400, body: refusal });
    const { code, stderr } = await tinyagi("channel setup telegram --token-env BOT");
    expect(code).toBe(65);
    expect(stderr).toContain("Unauthorized");
    expect(server.calls.map(({ line }) => line)).toEqual(["POST /api/channels/telegram/check"]);
    expect(server.calls[0]?.body).toEqual({ bot_token: "env:BOT" });
    expect((await tinyagi("channel setup matrix --token-env BOT")).code).toBe(2);
  });
});

it("setup enables the channel with the token in one change, and says what comes next", async () => {
  await served(async (tinyagi, server) => {
    server.answers.set("POST /api/channels/telegram/check", {
      status: 200,
      body: { ok: true, account: "@my_bot" },
    });
    server.answers.set("GET /api/settings", { status: 200, body: { channels: { enabled: ["discord"] } } });
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings: {} } });
    server.answers.set("GET /api/channels", { status: 200, body: { channels: [row] } });
    server.answers.set("GET /api/pairing", { status: 200, body: { pending: [], approved: [] } });
    const { code, stdout } = await tinyagi("channel setup telegram --token-env BOT");
    expect(code).toBe(0);
    expect(stdout).toContain("https://t.me/my_bot");
    expect(server.calls.find(({ line }) => line === "POST /api/settings/change")?.body).toEqual({
      changes: [
        { path: ["channels", "telegram", "bot_token"], value: "env:BOT" },
        { path: ["channels", "enabled"], value: ["discord", "telegram"] },
      ],
    });
  });
});

it("setup takes what a channel needs besides its token, and no secret as an argument", async () => {
  await served(async (tinyagi, server) => {
    const answer = { status: 200, body: { ok: true, account: "@bot" } };
    server.answers.set("POST /api/channels/slack/check", answer);
    server.answers.set("POST /api/channels/email/check", answer);
    server.answers.set("GET /api/settings", { status: 200, body: { channels: { enabled: [] } } });
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings: {} } });
    const channels = ["slack", "email"].map((id) => ({ ...row, id }));
    server.answers.set("GET /api/channels", { status: 200, body: { channels } });
    server.answers.set("GET /api/pairing", { status: 200, body: { pending: [], approved: [] } });
    expect((await tinyagi("channel add slack --token-env BOT --set app_token=xapp-1-plain")).code).toBe(2);
    expect((await tinyagi("channel add slack --token-env BOT --set color=red")).code).toBe(2);
    expect((await tinyagi("channel add slack --token-env BOT")).stderr).toContain("--set app_token=env:NAME");
    expect((await tinyagi("channel add slack --token-env BOT --set app_token=env:APP")).code).toBe(0);
    const email = "--set address=a@b.test --set imap_host=imap.b.test --set smtp_host=smtp.b.test";
    expect((await tinyagi(`channel add email --token-env PASS ${email}`)).code).toBe(0);
    expect(server.calls.filter(({ line }) => line.endsWith("/check")).map(({ body }) => body)).toEqual([
      { bot_token: "env:BOT", values: { app_token: "env:APP" } },
      {
        values: {
          address: "a@b.test",
          imap_host: "imap.b.test",
          smtp_host: "smtp.b.test",
          password: "env:PASS",
        },
      },
    ]);
    const saved = server.calls.findLast(({ line }) => line === "POST /api/settings/change")?.body;
    expect(saved).toMatchObject({
      changes: expect.arrayContaining([{ path: ["channels", "email", "password"], value: "env:PASS" }]),
    });
  });
});

it("a refused test message ends the command: its event stream is closed", async () => {
  await served(async (tinyagi, server) => {
    const refusal = { error: "There is nobody to send to", code: "CONFLICT" };
    server.answers.set("POST /api/channels/discord/test", { status: 409, body: refusal });
    const { code, stderr } = await tinyagi("channel test discord");
    expect(code).toBe(1);
    expect(stderr).toContain("There is nobody to send to");
    await vi.waitFor(() => expect(server.streamCount()).toBe(0));
  });
});
