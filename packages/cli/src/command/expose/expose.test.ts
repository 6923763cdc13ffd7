import { EXPOSE_OFF } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

const NONE = (["tailscale", "funnel", "cloudflared"] as const).map((via) => ({ via, installed: false }));
const ALL = NONE.map(({ via }) => ({ via, installed: true }));
const off = (offers: object[] = ALL, more: object = {}) => ({
  status: 200,
  body: { ...EXPOSE_OFF, offers, login: true, ...more },
});
const on = (via: string, url: string) => ({
  status: 200,
  body: { ...EXPOSE_OFF, state: "on", via, url, until: Date.now() + 3_600_000, offers: ALL, login: true },
});

async function withServer(
  run: (
    server: Awaited<ReturnType<typeof serveHome>>,
    call: (...words: string[]) => ReturnType<typeof invoke>,
  ) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await run(server, (...words) => invoke(["expose", ...words], { home }));
  });
}

describe("expose", () => {
  it("explains every way with exact steps where nothing is installed", async () => {
    await withServer(async (server, call) => {
      server.answers.set("GET /api/expose", off(NONE));
      const { port } = new URL(server.url);
      const { code, stdout } = await call();
      expect(code).toBe(0);
      expect(stdout).toContain("No tunnel to TinyOffice is open.");
      expect(stdout).toContain("No program that can open it is installed.");
      for (const step of [
        "sudo tailscale up",
        "cloudflared",
        // The port of this daemon: its pages work under no other one.
        `ssh -L ${port}:127.0.0.1:${port}`,
        `--to 127.0.0.1:${port}`,
        "caddy reverse-proxy",
      ])
        expect(stdout).toContain(step);
    });
  });

  it("names who reaches it for each way that is installed", async () => {
    await withServer(async (server, call) => {
      server.answers.set("GET /api/expose", off());
      const { stdout } = await call("status");
      expect(stdout).toContain("only the devices of your own tailnet");
      expect(stdout).toContain("tinyagi expose start --via cloudflared");
      expect(stdout).not.toContain("sudo tailscale up");
    });
  });

  it("opens it to the own devices without a question", async () => {
    await withServer(async (server, call) => {
      server.answers.set("GET /api/expose", off());
      server.answers.set("POST /api/expose", on("tailscale", "https://box.tail1234.ts.net"));
      const { code, stdout, stderr } = await call("start", "--for", "90m");
      expect(code).toBe(0);
      expect(stdout).toContain("open to the devices of your tailnet, for another 1 h");
      expect(stdout).toContain("https://box.tail1234.ts.net");
      expect(stderr).toContain("tinyagi expose link");
      expect(server.calls.find(({ line }) => line === "POST /api/expose")?.body).toEqual({
        via: "tailscale",
        minutes: 90,
      });
    });
  });

  it("opens it to the internet only after a confirmation", async () => {
    await withServer(async (server, call) => {
      server.answers.set("GET /api/expose", off());
      server.answers.set("POST /api/expose", on("funnel", "https://box.tail1234.ts.net"));
      const refused = await call("start", "--via", "funnel");
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("--yes");
      expect(server.calls.some(({ line }) => line === "POST /api/expose")).toBe(false);
      const { code, stdout } = await call("start", "--via", "funnel", "--yes");
      expect(code).toBe(0);
      expect(stdout).toContain("open to the whole internet");
    });
  });

  it("closes what nobody waits for any more", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const stopper = new AbortController();
      server.answers.set("GET /api/expose", off());
      server.answers.set("DELETE /api/expose", off());
      server.answers.set("POST /api/expose", {
        status: 200,
        get body() {
          stopper.abort();
          return on("tailscale", "https://box.tail1234.ts.net").body;
        },
      });
      const { code } = await invoke(["expose", "start"], { home, signal: stopper.signal });
      expect(code).not.toBe(0);
      expect(server.calls.map(({ line }) => line)).toEqual(["POST /api/expose", "DELETE /api/expose"]);
    });
  });

  it("never takes the internet by itself when Tailscale is missing", async () => {
    await withServer(async (server, call) => {
      server.answers.set(
        "GET /api/expose",
        off(NONE.map((offer) => ({ ...offer, installed: offer.via === "cloudflared" }))),
      );
      const { code, stderr } = await call("start");
      expect(code).toBe(2);
      expect(stderr).toContain("Tailscale is not installed");
    });
  });

  it("says what is missing, where it is solved, and nothing that a terminal would obey", async () => {
    await withServer(async (server, call) => {
      const problem = {
        code: "not_enabled",
        link: "https://login.tailscale.com/f/serve?node=n1",
        said: "\u001b[2Jowned",
      };
      server.answers.set("GET /api/expose", off());
      server.answers.set("POST /api/expose", off(ALL, { via: "tailscale", problem }));
      const { code, stderr } = await call("start");
      expect(code).toBe(69);
      expect(stderr).toContain("not turned on for your tailscale account");
      expect(stderr).toContain("https://login.tailscale.com/f/serve?node=n1");
      expect(stderr).not.toContain("\u001b[2J");
    });
  });

  it.each(["0m", "31d", "forever", "-1h", "99999d"])("refuses --for %s", async (time) => {
    await withServer(async (server, call) => {
      server.answers.set("GET /api/expose", off());
      const { code, stderr } = await call("start", `--for=${time}`);
      expect(code).toBe(2);
      expect(stderr).toContain("at most 30d");
    });
  });

  it("prints a link that works once for another device, and only while it is open", async () => {
    await withServer(async (server, call) => {
      server.answers.set("GET /api/expose", off());
      expect((await call("link")).stderr).toContain("tinyagi expose start");
      server.answers.set("GET /api/expose", on("tailscale", "https://box.tail1234.ts.net"));
      const body = { ok: true, ticket: "one_time", expiresAt: Date.now() + 30_000 };
      server.answers.set("POST /api/session/tickets", { status: 200, body });
      const { stdout } = await call("link");
      expect(stdout).toMatch(/^█+\n/);
      expect(stdout).toMatch(/https:\/\/box\.tail1234\.ts\.net\/#ticket=one_time\n$/);
    });
  });
});
