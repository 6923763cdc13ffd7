/** An agent of launchd on macOS: launchctl(1). */
import { join } from "node:path";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { launchAgent, launchLabel, PLIST_MARK } from "./launch-agent.js";
import { runTool, type ToolResult } from "./run-tool.js";
import type { ServiceManager } from "./service-contract.js";
import type { ServicePlan } from "./service-plan.js";

/** launchctl: "Could not find service". */
const NOT_LOADED = new Set([3, 113]);

export function launchdManager(context: CliContext, plan: ServicePlan): ServiceManager {
  const label = launchLabel(plan);
  const domain = `gui/${plan.uid}`;
  const file = join(plan.userHome, "Library", "LaunchAgents", `${label}.plist`);
  const launchctl = (...args: string[]): Promise<ToolResult> => runTool(context, "launchctl", args);
  const must = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await launchctl(...args);
    if (code !== 0) throw failure(args, stderr);
  };
  const unload = async (): Promise<void> => {
    const { code, stderr } = await launchctl("bootout", `${domain}/${label}`);
    if (code !== 0 && !NOT_LOADED.has(code)) throw failure(["bootout", label], stderr);
  };
  return {
    kind: "launchd",
    file,
    text: launchAgent(plan),
    mark: PLIST_MARK,
    async enable() {
      await unload();
      await must("bootstrap", domain, file);
    },
    start: () => must("kickstart", `${domain}/${label}`),
    stop: unload,
    disable: unload,
    forget: () => Promise.resolve(),
    async state() {
      const { code, stdout } = await launchctl("print", `${domain}/${label}`);
      const value = (name: string) => new RegExp(`^\\s*${name} = (.*)$`, "m").exec(stdout)?.[1];
      const words = code === 0 ? (value("state") ?? "unknown") : "not loaded";
      const pid = Number(value("pid") ?? 0);
      return { enabled: code === 0, active: words === "running", words, ...(pid > 0 ? { pid } : {}) };
    },
    advice: () => Promise.resolve("It runs while you are logged in."),
  };
}

function failure(args: readonly string[], stderr: string): CliError {
  const reason = cleanLine(stderr.trim().split("\n").at(-1) ?? "");
  return new CliError("UNAVAILABLE", `launchctl ${args.join(" ")} failed: ${reason}`, {
    hint: "log in to the desktop as this user, and try again",
  });
}
