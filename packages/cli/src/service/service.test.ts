/**
 * The service with a systemctl that reads the unit as systemd does, and starts its command.
 *
 * @requirement SERVICE-1
 */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { needs } from "@tinyagi/testkit";
import { describe, expect, it, test } from "vitest";
import { type CliContext, createContext } from "../context/context.js";
import { stopDaemon } from "../control/stop-daemon.js";
import { applyRepair, repairWords } from "../doctor/repair.js";
import { checkService } from "../doctor/service-check.js";
import { createOutput } from "../output/output.js";
import { captureScreen, FAKE_DAEMON, type InvocationResult, invoke, withHome } from "../testing/invoke.js";
import { launchAgent, launchCommand } from "./launch-agent.js";
import { installService, rewriteService, serviceState, startManaged, uninstallService } from "./service.js";
import type { ServiceManager } from "./service-contract.js";
import { serviceManager } from "./service-manager.js";
import { type ServicePlan, servicePlan } from "./service-plan.js";
import { systemdUnit, unitCommand } from "./systemd-unit.js";

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

const FAKE_LAUNCHCTL = new URL("../testing/fake-launchctl.mjs", import.meta.url).pathname;
const WAIT_MS = 60_000;

interface Mac {
  readonly context: CliContext;
  readonly manager: ServiceManager;
  /** What launchctl was called with. */
  readonly calls: () => string[];
}

interface Machine {
  readonly home: string;
  readonly tinyagi: (line: string) => Promise<InvocationResult>;
  /** What systemctl was called with. */
  readonly calls: () => string;
  /** Path of the unit file. */
  readonly unit: string;
}

function contextWith(env: Record<string, string>): CliContext {
  const screens = { stdout: captureScreen(), stderr: captureScreen() };
  return createContext({
    env,
    output: createOutput({ ...screens, env, json: false, plain: true }),
    stdin: new PassThrough().end(),
    signal: new AbortController().signal,
    now: Date.now,
    version: "1.2.3",
    daemonMain: () => FAKE_DAEMON,
  });
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
    const env = { PATH: `${bin}:${process.env.PATH}`, XDG_CONFIG_HOME: "", TINYAGI_API_PORT: "0" };
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

  it("in the home of a worker it runs the worker, and worker start and stop use it", async () => {
    await onMachine(async ({ home, tinyagi, unit, calls }) => {
      mkdirSync(join(home, "auth"), { recursive: true });
      writeFileSync(join(home, "auth", "joined.json"), "{}");
      const before = JSON.parse((await tinyagi("worker start --json")).stdout);
      const installed = await tinyagi("service install --json");
      expect(installed.code, installed.stderr).toBe(0);
      const { worker, tookOver } = JSON.parse(installed.stdout);
      expect(tookOver).toBe(true);
      expect(worker.pid).not.toBe(before.pid);
      expect(unitCommand(readFileSync(unit, "utf8")).at(-1)).toMatch(/worker\/main\.js$/);
      expect(JSON.parse((await tinyagi("worker stop --json")).stdout)).toMatchObject({ stopped: true });
      expect(calls()).toMatch(/^.*\bstop\b.*$/m);
      const again = await tinyagi("worker start --json");
      expect(JSON.parse(again.stdout)).toMatchObject({ already: false, welcomed: true });
      expect((await tinyagi("service uninstall --yes")).stdout).toContain("the worker is stopped");
      expect(existsSync(unit)).toBe(false);
      expect(existsSync(join(home, "worker-process.json"))).toBe(false);
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
      expect(stderr).toMatch(/The service does not run: failed.*\n.*tinyagi start --foreground/s);
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

describe("doctor", () => {
  it("finds what a service lacks of this shell, and says where a password belongs", async () => {
    await onMachine(async ({ home, tinyagi, unit }) => {
      const env = { PATH: process.env.PATH ?? "", HOME: home, TINYAGI_HOME: home };
      const proxy = "http://me:pass-of-proxy@proxy.example:3128";
      const shell = {
        ...env,
        CODEX_HOME: `${home}/my "codex"`,
        NODE_EXTRA_CA_CERTS: "/etc/corp.pem",
        HTTPS_PROXY: proxy,
      };
      expect((await tinyagi("service install")).code).toBe(0);
      const found = checkService(contextWith(shell));
      expect(found.map(({ id }) => id)).toEqual([
        "service.command",
        "service.environment",
        "service.secret-variable",
      ]);
      expect(found[1]?.message).toContain("NODE_EXTRA_CA_CERTS, CODEX_HOME");
      expect(found[2]?.hint).toContain(`${home}/service.env`);
      const repair = found[1]?.repair;
      if (repair === undefined) throw new Error("no repair was found");
      await applyRepair(repair, contextWith({ ...shell, PATH: `${join(home, "bin")}:${env.PATH}` }));
      expect(readFileSync(unit, "utf8")).not.toContain("pass-of-proxy");
      expect(checkService(contextWith(shell)).map(({ id }) => id)).not.toContain("service.environment");
    });
  });

  it("finds a service that starts another Node or one that is gone, and its repair writes it again", async () => {
    await onMachine(async ({ home, tinyagi, unit, calls }) => {
      const env = { PATH: process.env.PATH ?? "", HOME: home, TINYAGI_HOME: home };
      const look = () => checkService(contextWith(env));
      expect(look()).toEqual([]);
      expect((await tinyagi("service install")).code).toBe(0);
      expect(look()).toMatchObject([{ level: "ok" }]);
      const pid = JSON.parse((await tinyagi("service status --json")).stdout).pid;
      const sound = readFileSync(unit, "utf8");
      const other = join(home, 'no"de 100%');
      const quoted = other.replace('"', '\\"').replace("%", "%%");
      writeFileSync(
        unit,
        sound.replace(process.execPath, () => quoted),
      );
      const gone = `${other} does not exist`;
      expect(look()).toMatchObject([{ level: "error", message: expect.stringContaining(gone) }]);
      writeFileSync(other, "");
      const differs = `starts ${other}, and this is ${process.execPath}`;
      expect(look()).toMatchObject([{ level: "warning", message: expect.stringContaining(differs) }]);
      const { repair } = look()[0] ?? {};
      if (repair === undefined) throw new Error("no repair was found");
      expect(repairWords(repair)).toContain(`write ${unit} for this Node`);
      await applyRepair(repair, contextWith({ ...env, PATH: `${join(home, "bin")}:${env.PATH}` }));
      expect(look()).toMatchObject([{ level: "ok" }]);
      expect(calls().trim().split("\n").at(-1)).toBe("--user daemon-reload");
      // The daemon that ran runs on.
      expect(JSON.parse((await tinyagi("service status --json")).stdout).pid).toBe(pid);
      writeFileSync(unit, "[Unit]\n");
      expect(look()).toMatchObject([
        { level: "warning", message: expect.stringContaining("was not written") },
      ]);
      expect(look()[0]?.repair).toBeUndefined();
      writeFileSync(unit, sound);
    });
  });
});

describe("a service of launchd", () => {
  /** A home whose launchctl is the fake one. */
  async function onMac(use: (mac: Mac) => Promise<void>): Promise<void> {
    await withHome(async (home) => {
      const bin = join(home, "bin");
      mkdirSync(bin);
      writeFileSync(
        join(bin, "launchctl"),
        `#!/bin/sh\nexec "${process.execPath}" "${FAKE_LAUNCHCTL}" "$@"\n`,
        {
          mode: 0o755,
        },
      );
      const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, TINYAGI_HOME: home };
      const context = contextWith(env);
      const manager = serviceManager(context, servicePlan(context), "darwin");
      const calls = () => readFileSync(join(home, "launchctl.log"), "utf8").trim().split("\n");
      try {
        await use({ context, manager, calls });
      } finally {
        await stopDaemon(context, { deadlineMs: WAIT_MS, force: true });
      }
    });
  }

  it("is loaded, stopped, started after each kind of stop, restarted and removed", async () => {
    await onMac(async ({ context, manager, calls }) => {
      const { daemon } = await installService(context, manager, WAIT_MS);
      expect(await serviceState(manager)).toMatchObject({ installed: true, enabled: true, pid: daemon.pid });
      // `tinyagi stop` ends the daemon; launchd does not start one that ended with 0.
      expect(await stopDaemon(context, { deadlineMs: WAIT_MS, force: false })).toMatchObject({
        stopped: true,
      });
      expect(await serviceState(manager)).toMatchObject({ active: false, words: "not running" });
      await startManaged(context, manager, WAIT_MS);
      expect(calls()).toContainEqual(expect.stringMatching(/^kickstart gui\/\d+\/com\.tinyagi/));
      // A start of what runs changes nothing.
      const { pid } = await startManaged(context, manager, WAIT_MS);
      expect(await serviceState(manager)).toMatchObject({ active: true, pid });
      await manager.stop();
      expect(await serviceState(manager)).toMatchObject({ enabled: false, words: "not loaded" });
      await startManaged(context, manager, WAIT_MS);
      const again = await installService(context, manager, WAIT_MS);
      expect(await serviceState(manager)).toMatchObject({ active: true, pid: again.daemon.pid });
      expect(manager.commandIn(readFileSync(manager.file, "utf8")).slice(0, 2)).toEqual([
        process.execPath,
        FAKE_DAEMON,
      ]);
      expect(await uninstallService(manager)).toBe(true);
      expect([existsSync(manager.file), (await serviceState(manager)).installed]).toEqual([false, false]);
    });
  });

  it("uses a file that was written again from the next start on", async () => {
    await onMac(async ({ context, manager, calls }) => {
      await installService(context, manager, WAIT_MS);
      await stopDaemon(context, { deadlineMs: WAIT_MS, force: false });
      await rewriteService(manager);
      await startManaged(context, manager, WAIT_MS);
      expect(calls().filter((line) => line.startsWith("bootstrap"))).toHaveLength(2);
    });
  });
});

test("the agent of launchd is a property list that holds odd paths as they are", () => {
  const text = launchAgent(PLAN);
  expect(launchCommand(text)).toEqual(PLAN.command);
  expect(unitCommand(systemdUnit(PLAN))).toEqual(PLAN.command);
  expect(text).toContain("<string>com.tinyagi.daemon</string>");
  expect(text).toContain(`<string>${ODD}</string>`);
  expect(text).toContain('<string>/w/50% "$x" &lt;&amp;&gt;</string>');
  expect(text).toContain("<key>SuccessfulExit</key><false/>");
});
