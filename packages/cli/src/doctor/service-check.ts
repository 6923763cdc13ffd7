/** Checks whether the installed service starts this Node and this TinyAGI. It does not ask the service manager. */
import { existsSync } from "node:fs";
import type { CliContext } from "../context/context.js";
import { toFailure } from "../error/cli-error.js";
import { getServiceManager, hasManager, installedCommand, installedEnvironment } from "../service/service.js";
import type { ServiceManager } from "../service/service-contract.js";
import { neededFrom, servicePlan } from "../service/service-plan.js";
import type { Finding } from "./finding.js";

const ID = "service.command";
/** Node and the program; what follows are options. */
const FILES = 2;

export function checkService(context: CliContext): Finding[] {
  if (!hasManager()) return [];
  try {
    const manager = getServiceManager(context);
    const command = installedCommand(manager);
    if (command === undefined) return [];
    return [toFinding(manager, command.slice(0, FILES)), ...checkEnvironment(context, manager)];
  } catch (error) {
    const { message, hint } = toFailure(error);
    return [
      { id: ID, level: "warning", message, hint: hint ?? "Write the service again: tinyagi service install" },
    ];
  }
}

/** A daemon that worked in this shell and not as a service lacks what the shell has. */
function checkEnvironment(context: CliContext, manager: ServiceManager): Finding[] {
  const has = installedEnvironment(manager) ?? {};
  const { kept, secret } = neededFrom(context.env);
  const lacking = Object.keys(kept).filter((name) => has[name] !== kept[name]);
  if (lacking.length === 0 && secret.length === 0) return [];
  const repair = { kind: "service", path: manager.file } as const;
  return [
    ...(lacking.length === 0
      ? []
      : [
          {
            id: "service.environment",
            level: "warning" as const,
            repair,
            message: `the service of ${manager.kind} has other values than this shell: ${lacking.join(", ")}`,
            hint: "To give it those of this shell: tinyagi doctor --fix && tinyagi restart",
          },
        ]),
    ...secret.map((name) => ({
      id: "service.secret-variable",
      level: "info" as const,
      message: `${name} of this shell contains a password, so it is not in the file of the service`,
      hint: `Write it into ${servicePlan(context).environmentFile}, or set network.proxy: tinyagi config set network.proxy <url>`,
    })),
  ];
}

function toFinding(manager: ServiceManager, files: readonly string[]): Finding {
  const { kind, file, text } = manager;
  const current = manager.commandIn(text).slice(0, FILES);
  if (files.join("\n") === current.join("\n"))
    return { id: ID, level: "ok", message: `the service of ${kind} starts this TinyAGI` };
  const repair = { kind: "service", path: file } as const;
  const missing = files.find((path) => !existsSync(path));
  if (missing !== undefined)
    return {
      id: ID,
      level: "error",
      repair,
      message: `the service of ${kind} cannot start: ${missing} does not exist`,
      hint: "Write it again: tinyagi doctor --fix; or: tinyagi service install",
    };
  const other = files.find((path, index) => path !== current[index]) ?? "nothing";
  return {
    id: ID,
    level: "warning",
    repair,
    message: `the service of ${kind} starts ${other}, and this is ${current[files.indexOf(other)] ?? current[0]}`,
    hint: "To make it start this one: tinyagi doctor --fix && tinyagi restart",
  };
}
