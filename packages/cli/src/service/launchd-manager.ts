/** An agent of launchd on macOS: launchctl(1). */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { launchAgent, launchCommand, launchEnvironment, launchLabel, PLIST_MARK } from "./launch-agent.js";
import { runTool, type ToolResult } from "./run-tool.js";
import type { ServiceManager } from "./service-contract.js";
import type { ServicePlan } from "./service-plan.js";

/** launchctl: "Could not find service". */
const NOT_LOADED = new Set([3, 113]);
/** launchctl: "Operation now in progress". */
const STILL_STOPPING = 36;
/** Longer than the daemon waits for running agents. */
const UNLOAD_MS = 90_000;
const LOOK_EVERY_MS = 100;

export function launchdManager(context: CliContext, plan: ServicePlan): ServiceManager {
  const label = launchLabel(plan);
  const domain = `gui/${plan.uid}`;
  const file = join(plan.userHome, "Library", "LaunchAgents", `${label}.plist`);
  const launchctl = (...args: string[]): Promise<ToolResult> => runTool(context, "launchctl", args);
  const must = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await launchctl(...args);
    if (code !== 0) throw failure(args, stderr);
  };
  const print = () => launchctl("print", `${domain}/${label}`);
  const unload = async (): Promise<void> => {
    const { code, stderr } = await launchctl("bootout", `${domain}/${label}`);
    if (NOT_LOADED.has(code)) return;
    if (code !== 0 && code !== STILL_STOPPING) throw failure(["bootout", label], stderr);
    // It returns before the daemon has ended, and until then nothing can be loaded in its place.
    const until = performance.now() + UNLOAD_MS;
    while ((await print()).code === 0) {
      if (performance.now() >= until) throw failure(["bootout", label], "the daemon does not end");
      await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
    }
  };
  const state = async () => {
    const { code, stdout } = await print();
    const value = (name: string) => new RegExp(`^[ \\t]*${name} = (.*)$`, "m").exec(stdout)?.[1];
    const words = code === 0 ? (value("state") ?? "unknown") : "not loaded";
    const pid = Number(value("pid") ?? 0);
    const isLoaded = code === 0;
    return {
      enabled: isLoaded,
      active: words === "running",
      ended: !isLoaded,
      words,
      ...(pid > 0 ? { pid } : {}),
    };
  };
  return {
    kind: "launchd",
    file,
    text: launchAgent(plan),
    mark: PLIST_MARK,
    commandIn: launchCommand,
    environmentIn: launchEnvironment,
    async enable() {
      await unload();
      await must("bootstrap", domain, file);
    },
    async start() {
      const { enabled, active } = await state();
      if (active) return;
      // Loading it starts it.
      await (enabled ? must("kickstart", `${domain}/${label}`) : must("bootstrap", domain, file));
    },
    stop: unload,
    disable: unload,
    async reload() {
      // What is loaded is the file as it was. The next start loads it again.
      const { enabled, active } = await state();
      if (enabled && !active) await unload();
    },
    state,
    advice: () => Promise.resolve("It runs while you are logged in."),
  };
}

function failure(args: readonly string[], stderr: string): CliError {
  const reason = cleanLine(stderr.trim().split("\n").at(-1) ?? "");
  return new CliError("UNAVAILABLE", `launchctl ${args.join(" ")} failed: ${reason}`, {
    hint: "Log in to the desktop as this user, and try again",
  });
}
