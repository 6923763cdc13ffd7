import { describe, expect, it } from "vitest";
import { browserOpener } from "../../control/open-browser.js";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

describe("office", () => {
  it("prints a link that works once when it cannot open a browser", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const body = { ok: true, ticket: "one_time", expiresAt: Date.now() + 30_000 };
      server.answers.set("POST /api/session/tickets", { status: 200, body });
      for (const words of [["office"], ["office", "--url"]]) {
        const { code, stdout, stderr } = await invoke(words, { home });
        expect(code).toBe(0);
        expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#ticket=one_time\n$/);
        expect(stderr).toContain("works once");
      }
      const { url } = JSON.parse((await invoke(["office", "--json"], { home })).stdout);
      expect(url).toContain("/#ticket=one_time");
    });
  });

  it("prints a QR code with the address of the network, and says how to open the daemon to it", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const body = { ok: true, ticket: "one_time", expiresAt: Date.now() + 30_000 };
      server.answers.set("POST /api/session/tickets", { status: 200, body });
      server.answers.set("GET /api/settings", { status: 200, body: {} });
      const refused = await invoke(["office", "--qr"], { home });
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("tinyagi config set server.host 0.0.0.0");
      expect(refused.stderr).toContain("server.allowedHosts");

      const open = { server: { host: "0.0.0.0", allowedHosts: ["box.lan"] } };
      server.answers.set("GET /api/settings", { status: 200, body: open });
      const { code, stdout } = await invoke(["office", "--qr"], { home });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^█+\n/);
      expect(stdout).toMatch(/http:\/\/box\.lan:\d+\/#ticket=one_time\n$/);
    });
  });

  it("opens a browser only where there is a screen", () => {
    expect(browserOpener({}, "linux")).toBeUndefined();
    expect(browserOpener({ DISPLAY: ":0" }, "linux")).toBe("xdg-open");
    expect(browserOpener({ WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe("xdg-open");
    expect(browserOpener({}, "darwin")).toBe("open");
  });
});
