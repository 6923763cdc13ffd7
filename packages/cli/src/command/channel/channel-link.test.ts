import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

const waiting = {
  id: "whatsapp",
  enabled: true,
  running: true,
  state: "login",
  since: 0,
  crashes: 0,
  waiting: 0,
  login: { qr: "https://wa.me/settings/linked_devices#ref,key", code: "ABCD-EFGH" },
};

/** @requirement CHANNEL-13 */
it("status shows the QR code of an account that waits to be linked, and the code to type", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/channels", { status: 200, body: { channels: [waiting] } });
    const { stdout, code } = await invoke(["channel", "status"], { home });
    expect(stdout).toMatch(/█▀▀|██ ▄▄▄▄▄ /);
    expect(stdout).toContain("ABCD-EFGH");
    expect(code).toBe(1);
  });
});

it("setup without a token shows the QR code, and says why an account was not linked", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/settings", { status: 200, body: { channels: { enabled: [] } } });
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings: {} } });
    const { login: _login, ...failed } = waiting;
    const reason =
      "This channel is a package of its own. Install it: npm install -g @tinyagi/channel-whatsapp";
    const body = { channels: [{ ...failed, running: false, state: "failed", reason }] };
    server.answers.set("GET /api/channels", { status: 200, body });
    const { stderr, code } = await invoke(["channel", "setup", "whatsapp"], { home });
    expect(stderr).toContain("npm install -g @tinyagi/channel-whatsapp");
    expect(code).not.toBe(0);
    expect(server.calls.find(({ line }) => line === "POST /api/settings/change")?.body).toEqual({
      changes: [{ path: ["channels", "enabled"], value: ["whatsapp"] }],
    });
  });
});
