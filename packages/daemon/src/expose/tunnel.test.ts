/** Tunnels, with fakes of the programs as processes. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createVirtualClock } from "@tinyagi/base";
import { FAKE_QUICK_NAME, FAKE_TAILNET_NAME, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { openFixture } from "./fixture.js";
import { tunnelOffers } from "./tunnel-programs.js";

const start = (via: "tailscale" | "funnel" | "cloudflared") => ({ via, minutes: 60, by: "operator" });

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a tunnel", () => {
  test.each([
    ["tailscale", FAKE_TAILNET_NAME],
    ["funnel", FAKE_TAILNET_NAME],
    ["cloudflared", FAKE_QUICK_NAME],
  ] as const)(
    "of %s is open under its name until it is stopped, and then its program is gone",
    async (via, name) => {
      const { tunnel, ask, fake, events, recordFile } = openFixture();
      await tunnel.start(start(via));
      expect(tunnel.current()).toMatchObject({ state: "on", via, url: `https://${name}`, problem: null });
      expect(await ask(name)).toBe(200);
      const pid = fake.public()?.pid;
      expect(isAlive(pid)).toBe(true);
      expect(existsSync(recordFile)).toBe(true);
      await tunnel.stop("asked", "operator");
      expect(tunnel.current()).toMatchObject({ state: "off", url: null });
      expect(isAlive(pid)).toBe(false);
      expect(existsSync(recordFile)).toBe(false);
      expect(await ask(name)).toBe(0);
      expect(events.map(({ type }) => type)).toEqual(["expose.started", "expose.stopped"]);
      expect(events[1]?.data).toMatchObject({ end: "asked", by: "operator", problem: null });
    },
  );

  test("gives its program nothing of the environment that it would take options from", async () => {
    const { tunnel, fake } = openFixture();
    await tunnel.start(start("cloudflared"));
    const seen = fake.calls().flatMap(({ env }) => env);
    expect(seen).toContain("PATH");
    expect(seen).not.toContain("TUNNEL_TOKEN");
  });

  test("of cloudflared ignores the person's own configuration, which may name other services", async () => {
    const { tunnel, fake } = openFixture();
    await tunnel.start(start("cloudflared"));
    const { args = [] } = fake.calls()[0] ?? {};
    const config = args[args.indexOf("--config") + 1] ?? "";
    expect(readFileSync(config, "utf8")).toBe("no-autoupdate: true\n");
  });

  test("takes another port when 443 is used, and its address says so", async () => {
    const { tunnel, fake, ask } = openFixture();
    fake.set({ background: [443] });
    await tunnel.start(start("tailscale"));
    expect(tunnel.current().url).toBe(`https://${FAKE_TAILNET_NAME}:8443`);
    expect(await ask(`${FAKE_TAILNET_NAME}:8443`)).toBe(200);
  });

  test("ends at its time", async () => {
    const clock = createVirtualClock();
    const { tunnel, events } = openFixture({ clock });
    await tunnel.start({ via: "tailscale", minutes: 1, by: "operator" });
    await clock.advance(59_000);
    expect(tunnel.current().state).toBe("on");
    await clock.advance(11_000);
    await waitFor(() => tunnel.current().state === "off");
    await waitFor(() => events.length === 2);
    expect(events[1]?.data).toMatchObject({ end: "time" });
  });

  test.each([
    ["slept", 3_600_000, 10_000],
    ["has its clock set back", -3_600_000, 60_000],
  ])("ends at its time when the machine %s", async (_what, skippedMs, passedMs) => {
    const clock = createVirtualClock();
    const { tunnel, events } = openFixture({ clock });
    await tunnel.start({ via: "tailscale", minutes: 1, by: "operator" });
    clock.advance(0);
    clock.skip(skippedMs);
    expect(tunnel.current().state).toBe("on");
    clock.advance(passedMs);
    await waitFor(() => events.length === 2);
    expect(events[1]?.data).toMatchObject({ end: "time" });
  });

  test("is refused while one is open or starts", async () => {
    const { tunnel } = openFixture();
    const first = tunnel.start(start("tailscale"));
    await expect(tunnel.start(start("cloudflared"))).rejects.toMatchObject({ code: "CONFLICT" });
    await first;
    await expect(tunnel.start(start("tailscale"))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("that is stopped while it starts never opens", async () => {
    const { tunnel, fake, events, ask } = openFixture();
    fake.set({ delayMs: 60_000 });
    const starting = tunnel.start(start("cloudflared"));
    await waitFor(() => fake.calls().length === 1);
    await tunnel.stop("asked", "operator");
    await starting;
    expect(tunnel.current()).toMatchObject({ state: "off", problem: null });
    expect(events.map(({ type }) => type)).toEqual(["expose.stopped"]);
    expect(await ask(FAKE_QUICK_NAME)).toBe(0);
  });
});

describe("a program that ends", () => {
  test("is started again, and nobody gets in meanwhile", async () => {
    const { tunnel, fake, events, ask } = openFixture();
    await tunnel.start(start("tailscale"));
    process.kill(fake.public()?.pid ?? 0, "SIGKILL");
    await waitFor(() => events.filter(({ type }) => type === "expose.started").length === 2);
    await waitFor(() => tunnel.current().state === "on");
    expect(tunnel.current()).toMatchObject({ state: "on", restarts: 1 });
    expect(await ask()).toBe(200);
    expect(events.map(({ type }) => type)).toEqual([
      "expose.started",
      "expose.interrupted",
      "expose.started",
    ]);
  });

  test("comes back under its new name, and the old one opens nothing", async () => {
    const { tunnel, fake, ask } = openFixture();
    fake.set({ quickNames: ["one.trycloudflare.com", "two.trycloudflare.com"] });
    await tunnel.start(start("cloudflared"));
    expect(tunnel.current().url).toBe("https://one.trycloudflare.com");
    process.kill(fake.public()?.pid ?? 0, "SIGKILL");
    await waitFor(() => tunnel.current().url === "https://two.trycloudflare.com");
    await waitFor(async () => (await ask("two.trycloudflare.com")) === 200);
    expect(await ask("one.trycloudflare.com")).toBe(403);
  });

  test("again and again is given up, with a notice of why", async () => {
    const { tunnel, fake, events } = openFixture({
      times: { readyMs: 5_000, pollMs: 20, lookMs: 20, firstWaitMs: 1, maxWaitMs: 2 },
    });
    await tunnel.start(start("cloudflared"));
    fake.set({ refuses: true });
    process.kill(fake.public()?.pid ?? 0, "SIGKILL");
    await waitFor(() => tunnel.current().state === "off");
    expect(tunnel.current().problem).toMatchObject({ code: "ended" });
    expect(events.at(-1)).toMatchObject({
      type: "expose.stopped",
      data: { end: "failed", problem: "ended" },
    });
    expect(events.filter(({ type }) => type === "expose.interrupted")).toHaveLength(6);
  });
});

test("a tunnel is closed when the settings stop requiring a login", async () => {
  let login = true;
  const { tunnel, ask, events } = openFixture({ hasLogin: () => login });
  await tunnel.start(start("tailscale"));
  login = false;
  await waitFor(() => tunnel.current().state === "off");
  expect(tunnel.current().problem?.code).toBe("no_login");
  expect(await ask()).toBe(0);
  await waitFor(() => events.length === 2);
  expect(events[1]).toMatchObject({ type: "expose.stopped", data: { end: "failed", problem: "no_login" } });
});

test("a link that tailscale prints while it serves is not taken for a refusal", async () => {
  const { tunnel, fake } = openFixture();
  fake.set({ hostile: "Warning: an update is available, see https://tailscale.com/s/client-updates\n" });
  await tunnel.start(start("tailscale"));
  expect(tunnel.current()).toMatchObject({ state: "on", problem: null });
});

describe("a tunnel is refused", () => {
  test("without a login", async () => {
    const { tunnel, fake } = openFixture({ hasLogin: () => false });
    await tunnel.start(start("tailscale"));
    expect(tunnel.current()).toMatchObject({ state: "off", problem: { code: "no_login" } });
    expect(fake.calls()).toEqual([]);
  });

  test("without its program", async () => {
    const { tunnel, fake } = openFixture({ programs: ["cloudflared"] });
    expect(await tunnelOffers(fake.dir)).toEqual([
      { via: "tailscale", installed: false },
      { via: "funnel", installed: false },
      { via: "cloudflared", installed: true },
    ]);
    await tunnel.start(start("funnel"));
    expect(tunnel.current().problem?.code).toBe("not_installed");
  });

  test.each([
    [{ backend: "none" }, "tailscale", { code: "not_running" }],
    [{ backend: "Stopped" }, "tailscale", { code: "not_running" }],
    [
      { backend: "NeedsLogin" },
      "tailscale",
      { code: "not_logged_in", link: "https://login.tailscale.com/a/0123456789ab" },
    ],
    [
      { enabled: false },
      "tailscale",
      { code: "not_enabled", link: "https://login.tailscale.com/f/serve?node=nTESTCNTRL" },
    ],
    [
      { enabled: false },
      "funnel",
      { code: "not_enabled", link: "https://login.tailscale.com/f/funnel?node=nTESTCNTRL" },
    ],
    [{ funnel: false }, "funnel", { code: "not_enabled", link: "https://tailscale.com/s/no-funnel" }],
    [{ operator: false }, "tailscale", { code: "not_permitted" }],
    [{ background: [443, 8443, 10_000] }, "tailscale", { code: "port_used" }],
    [{ name: "" }, "tailscale", { code: "wrong_name" }],
    [{ name: "box\nHost: evil" }, "tailscale", { code: "wrong_name" }],
    [{ servedName: "evil.example" }, "tailscale", { code: "wrong_name" }],
    [{ opened: true }, "tailscale", { code: "too_open" }],
    [{ refuses: true }, "cloudflared", { code: "ended" }],
    [{ quickNames: ["evil.example"] }, "cloudflared", { code: "wrong_name" }],
    [{ quickNames: ["a.trycloudflare.com.evil.example"] }, "cloudflared", { code: "wrong_name" }],
    [{ quickNames: ["a\nb.trycloudflare.com"] }, "cloudflared", { code: "wrong_name" }],
    // Another program of the machine has the port of the metrics.
    [{ saysName: false }, "cloudflared", { code: "wrong_name" }],
  ] as const)("with %j over %s", async (state, via, problem) => {
    const { tunnel, fake, events, ask } = openFixture();
    fake.set({ ...state } as Parameters<typeof fake.set>[0]);
    await tunnel.start(start(via));
    expect(tunnel.current()).toMatchObject({ state: "off", url: null, problem });
    expect(events).toMatchObject([
      { type: "expose.stopped", data: { end: "failed", problem: problem.code } },
    ]);
    expect(await ask()).toBe(0);
    expect(isAlive(fake.public()?.pid ?? 2 ** 22 + 1)).toBe(false);
  });

  test("that is too slow", async () => {
    const { tunnel, fake } = openFixture({ times: { readyMs: 1_500, pollMs: 30, lookMs: 60 } });
    fake.set({ delayMs: 60_000 });
    await tunnel.start(start("tailscale"));
    expect(tunnel.current().problem?.code).toBe("too_slow");
  });
});

test("a program that prints escape codes and a line without end shows nothing of it", async () => {
  const { tunnel, fake } = openFixture();
  fake.set({ hostile: `\u001b]0;owned\u0007\u001b[2J${"x".repeat(2_000_000)}\n`, operator: false });
  await tunnel.start(start("cloudflared"));
  // The name came after the flood, so that it may be missing from what is kept: it is refused, and never wrong.
  const { state, problem } = tunnel.current();
  if (state === "off") expect(problem?.code).toBe("wrong_name");
  expect(JSON.stringify(tunnel.current())).not.toContain("\\u001b");
});

test("a tunnel that is opened to the internet by somebody else is closed", async () => {
  const { tunnel, fake } = openFixture();
  await tunnel.start(start("tailscale"));
  fake.set({ opened: true });
  await waitFor(() => tunnel.current().state === "off");
  expect(tunnel.current().problem?.code).toBe("too_open");
});

test("two groups of the same machine are told apart by their start", async () => {
  const { tunnel, recordFile } = openFixture();
  await tunnel.start(start("tailscale"));
  const record = JSON.parse(readFileSync(recordFile, "utf8"));
  expect(record).toMatchObject({ via: "tailscale", startTime: expect.stringMatching(/./) });
  const group = execFileSync("ps", ["-o", "pgid=", "-p", String(record.pid)], { encoding: "utf8" }).trim();
  expect(Number(group)).toBe(record.pid);
});
