/**
 * The service with a systemctl that reads the unit as systemd does, and starts its command.
 *
 * @requirement SERVICE-1
 */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { needs } from "@tinyagi/testkit";
import { describe, expect, it, test } from "vitest";
import { type InvocationResult, invoke, withHome } from "../testing/invoke.js";
import { launchAgent } from "./launch-agent.js";
import type { ServicePlan } from "./service-plan.js";
import { systemdUnit } from "./systemd-unit.js";

const run = promisify(execFile);
const FAKE = new URL("../testing/fake-systemctl.mjs", import.meta.url).pathname;
const ODD = '/opt/tiny agi/100%/$HOME "x"\\y.js';
const PLAN: ServicePlan = {
  name: "tinyagi",
  command: ["/usr/bin/node", ODD, "--foreground"],
  environment: { PATH: "/usr/bin:/a b", TINYAGI_WORKSPACE: '/w/50% "$x" <&>' },
  environmentFile: "/home/ann/.tinyagi/service.env",
  home: "/home/ann/.tinyagi",
  userHome: "/home/ann",
  uid: 1_000,
};

interface Machine {
  readonly home: string;
  readonly tinyagi: (line: string) => Promise<InvocationResult>;
  /** What systemctl was called with. */
  readonly calls: () => string;
  /** Path of the unit file. */
  readonly unit: string;
}

/** A home whose systemctl is the fake one. What a test started is stopped. */
async function onMachine(use: (machine: Machine) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    const bin = join(home, "bin");
    mkdirSync(bin);
    for (const name of ["systemctl", "loginctl"]) {
      writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${FAKE}" "$@"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const env = { PATH: `${bin}:${process.env.PATH}`, XDG_CONFIG_HOME: "" };
    const tinyagi = (line: string) => invoke(line.split(" "), { home, env });
    const unit = JSON.parse((await tinyagi("service install --dry-run --json")).stdout).file as string;
    try {
      await use({ home, tinyagi, unit, calls: () => readFileSync(join(home, "systemctl.log"), "utf8") });
    } finally {
      await tinyagi("stop --force");
    }
  });
}

describe("tinyagi service on a system with systemd", () => {
  it("--dry-run prints the unit and changes nothing", async () => {
    await onMachine(async ({ home, tinyagi, unit }) => {
      const { code, stdout, stderr } = await tinyagi("service install --dry-run");
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(unit) });
      expect(stdout.split("\n")).toContain(`Environment="TINYAGI_HOME=${home}"`);
      expect(existsSync(unit)).toBe(false);
      expect(existsSync(join(home, "systemctl.log"))).toBe(false);
    });
  });

  it("install starts the daemon at boot and now; status says so; uninstall stops it and keeps the data", async () => {
    await onMachine(async ({ home, tinyagi, unit, calls }) => {
      const installed = await tinyagi("service install");
      expect(installed.code, installed.stderr).toBe(0);
      expect(installed.stdout).toMatch(/runs as a service of systemd \(pid \d+\)/);
      expect(installed.stderr).toContain("loginctl enable-linger");
      const shown = await tinyagi("service status");
      expect(shown.code).toBe(0);
      expect(shown.stdout).toMatch(/active \(running\)\nstarts by itself +yes/);
      // A second time changes nothing that matters.
      expect((await tinyagi("service install")).code).toBe(0);
      expect((await tinyagi("service uninstall")).code).toBe(2);
      const removed = await tinyagi("service uninstall --yes");
      expect(removed.stdout).toContain("removed the service");
      expect(existsSync(unit)).toBe(false);
      expect(existsSync(join(home, "daemon.json"))).toBe(false);
      expect(calls()).toContain("disable --now");
      const gone = await tinyagi("service status --json");
      expect({ code: gone.code, ...JSON.parse(gone.stdout) }).toMatchObject({ code: 1, installed: false });
      expect((await tinyagi("service uninstall")).stdout).toContain("there is no service");
    });
  });

  it("install takes over from a daemon that runs; start and restart then use the service", async () => {
    await onMachine(async ({ tinyagi, calls }) => {
      const before = JSON.parse((await tinyagi("start --no-open --json")).stdout);
      const installed = await tinyagi("service install --json");
      const { daemon, tookOver } = JSON.parse(installed.stdout);
      expect(tookOver).toBe(true);
      expect(daemon.pid).not.toBe(before.pid);
      expect((await tinyagi("stop")).code).toBe(0);
      expect((await tinyagi("service status")).code).toBe(1);
      expect((await tinyagi("start --no-open")).stdout).toMatch(/started \(pid \d+\)/);
      expect((await tinyagi("restart")).code).toBe(0);
      expect(
        calls()
          .split("\n")
          .filter((line) => line.startsWith("--user start")),
      ).toHaveLength(2);
      expect((await tinyagi("service status")).code).toBe(0);
    });
  });

  it("a daemon that cannot start is reported", async () => {
    await onMachine(async ({ home, tinyagi }) => {
      writeFileSync(join(home, "service.env"), "FAKE_MODE=bad-settings\n");
      const { code, stderr } = await tinyagi("service install");
      expect(code).toBe(69);
      expect(stderr).toMatch(/the service does not run: failed.*\n.*tinyagi start --foreground/s);
    });
  });

  it("a file that somebody else wrote is not changed", async () => {
    await onMachine(async ({ tinyagi, unit }) => {
      mkdirSync(dirname(unit), { recursive: true });
      writeFileSync(unit, "[Unit]\n");
      for (const words of ["install", "status", "uninstall --yes"])
        expect((await tinyagi(`service ${words}`)).stderr).toContain("was not written by TinyAGI");
      expect(readFileSync(unit, "utf8")).toBe("[Unit]\n");
    });
  });

  it("without a session bus, and without systemd, it says what to do", async () => {
    await onMachine(async ({ home, tinyagi }) => {
      writeFileSync(join(home, "no-bus"), "");
      const { code, stderr } = await tinyagi("service install");
      expect(code).toBe(69);
      expect(stderr).toContain("export XDG_RUNTIME_DIR=/run/user/$(id -u)");
    });
    await withHome(async (home) => {
      const { stderr } = await invoke(["service", "install"], { home, env: { PATH: home } });
      expect(stderr).toContain("there is no systemctl");
    });
  });

  it("a path with a line break is refused", async () => {
    await withHome(async (home) => {
      const env = { TINYAGI_WORKSPACE: "/w\nExecStartPre=/bin/evil" };
      const { code, stderr } = await invoke(["service", "install", "--dry-run"], { home, env });
      expect(code).toBe(65);
      expect(stderr).toContain("control character");
    });
  });
});

describe("the unit", () => {
  test("holds odd paths as they are", () => {
    const text = systemdUnit(PLAN);
    expect(text).toContain(
      String.raw`ExecStart="/usr/bin/node" "/opt/tiny agi/100%%/$$HOME \"x\"\\y.js" "--foreground"`,
    );
    expect(text).toContain(String.raw`Environment="TINYAGI_WORKSPACE=/w/50%% \"$x\" <&>"`);
  });

  test("is accepted by systemd-analyze", needs("systemd"), async () => {
    await withHome(async (folder) => {
      const file = join(folder, "tinyagi.service");
      writeFileSync(file, systemdUnit({ ...PLAN, command: [process.execPath, "--version"] }));
      // It names every key that it does not know.
      const { stdout, stderr } = await run("systemd-analyze", ["verify", "--user", file], {
        env: { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder },
      });
      expect(stdout + stderr).not.toContain("tinyagi.service");
    });
  });
});

test("the agent of launchd is a property list that holds odd paths as they are", () => {
  const text = launchAgent(PLAN);
  expect(text).toContain("<string>com.tinyagi.daemon</string>");
  expect(text).toContain(`<string>${ODD}</string>`);
  expect(text).toContain('<string>/w/50% "$x" &lt;&amp;&gt;</string>');
  expect(text).toContain("<key>SuccessfulExit</key><false/>");
});
