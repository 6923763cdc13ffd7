/** A user service of systemd: systemctl(1), loginctl(1). */
import { isAbsolute, join } from "node:path";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { runTool } from "./run-tool.js";
import type { ServiceManager } from "./service-contract.js";
import type { ServicePlan } from "./service-plan.js";
import { systemdUnit, UNIT_MARK, unitCommand, unitEnvironment } from "./systemd-unit.js";

const PROPERTIES = ["ActiveState", "SubState", "UnitFileState", "MainPID", "NRestarts", "Result"] as const;

export function systemdManager(context: CliContext, plan: ServicePlan): ServiceManager {
  const unit = `${plan.name}.service`;
  const config = context.env.XDG_CONFIG_HOME ?? "";
  const folder = isAbsolute(config) ? config : join(plan.userHome, ".config");
  const systemctl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runTool(context, "systemctl", ["--user", ...args]);
    if (code !== 0) throw failure(args, code, stderr);
    return stdout;
  };
  // A service that gave up counts its failures from zero again.
  const forgetFailures = async (): Promise<void> => {
    const args = ["reset-failed", unit];
    const { code, stderr } = await runTool(context, "systemctl", ["--user", ...args]);
    // A unit that never ran has no failures to reset.
    if (code !== 0 && !/not loaded/.test(stderr)) throw failure(args, code, stderr);
  };
  return {
    kind: "systemd",
    file: join(folder, "systemd", "user", unit),
    text: systemdUnit(plan),
    mark: UNIT_MARK,
    commandIn: unitCommand,
    environmentIn: unitEnvironment,
    async enable() {
      await systemctl("daemon-reload");
      await systemctl("enable", unit);
      await forgetFailures();
      await systemctl("restart", unit);
    },
    async start() {
      await forgetFailures();
      await systemctl("start", unit);
    },
    stop: async () => void (await systemctl("stop", unit)),
    disable: async () => void (await systemctl("disable", "--now", unit)),
    reload: async () => void (await systemctl("daemon-reload")),
    async state() {
      const text = await systemctl("show", unit, `--property=${PROPERTIES.join(",")}`);
      const found = new Map(
        text.split("\n").map((line): [string, string] => {
          const [name = "", ...value] = line.split("=");
          return [name, value.join("=").trim()];
        }),
      );
      const [active = "", sub = "", file, pid, restarts, result] = PROPERTIES.map((name) => found.get(name));
      const failed = result === undefined || result === "success" ? "" : `, ${result}`;
      return {
        enabled: file === "enabled",
        active: active === "active",
        ended: active === "failed" || active === "inactive",
        words: `${active} (${sub}${failed})`,
        ...(Number(pid) > 0 ? { pid: Number(pid) } : {}),
        restarts: Number(restarts ?? 0),
      };
    },
    async advice() {
      const { code, stdout } = await runTool(context, "loginctl", [
        ...["show-user", String(plan.uid), "--property=Linger", "--value"],
      ]);
      if (code === 0 && stdout.trim() === "yes") return undefined;
      return "It stops when you log out. To keep it running, and to start it at boot: loginctl enable-linger";
    },
  };
}

function failure(args: readonly string[], code: number, stderr: string): CliError {
  if (code === -1)
    return new CliError("UNAVAILABLE", "This system has no systemd: there is no systemctl.", {
      hint: "Run `tinyagi start --foreground` under a supervisor of your own, or in tmux",
    });
  const hint = /bus|XDG_RUNTIME_DIR|not been booted/i.test(stderr)
    ? "log in as this user (not with su or sudo), or: export XDG_RUNTIME_DIR=/run/user/$(id -u)"
    : "see its log: journalctl --user -u tinyagi";
  const reason = cleanLine(stderr.trim().split("\n").at(-1) ?? "");
  return new CliError("UNAVAILABLE", `systemctl --user ${args.join(" ")} failed: ${reason}`, { hint });
}
