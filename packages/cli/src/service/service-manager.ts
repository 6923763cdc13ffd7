/** The service managers that TinyAGI knows, behind one contract. */
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { launchdManager } from "./launchd-manager.js";
import type { ServiceManager } from "./service-contract.js";
import type { ServicePlan } from "./service-plan.js";
import { systemdManager } from "./systemd-manager.js";

/** @throws CliError `UNAVAILABLE` on a system without a manager that TinyAGI knows */
export function serviceManager(
  context: CliContext,
  plan: ServicePlan,
  platform: NodeJS.Platform = process.platform,
): ServiceManager {
  if (platform === "darwin") return launchdManager(context, plan);
  if (platform === "linux") return systemdManager(context, plan);
  throw new CliError("UNAVAILABLE", "There is no service manager for this system.", {
    hint: "Run `tinyagi start --foreground` under a supervisor of your own; exit code 75 asks for a restart",
  });
}
