/**
 * The unit of a systemd user service. Pure. Format: systemd.unit(5), systemd.service(5), systemd.exec(5).
 */
import { EXIT } from "../error/exit-code.js";
import type { ServicePlan } from "./service-plan.js";

/** Files without this line belong to someone else and are never changed. */
export const UNIT_MARK = "# Written by `tinyagi service install`. `tinyagi service uninstall` removes it.";
/** Longer than the daemon waits for running agents. */
const STOP_SECONDS = 60;

export function systemdUnit({ command, environment, environmentFile }: ServicePlan): string {
  const lines = [
    UNIT_MARK,
    "[Unit]",
    "Description=TinyAGI: agent teams for a one-person company",
    "After=network-online.target",
    // Ten failed starts in ten minutes: something must be mended first. `tinyagi service status` says so.
    "StartLimitIntervalSec=600",
    "StartLimitBurst=10",
    "",
    "[Service]",
    // Only a command line replaces variables.
    `ExecStart=${command.map((word) => quoted(word).replaceAll("$", () => "$$")).join(" ")}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    // Keys of model providers go there. The minus sign: it may be missing.
    `EnvironmentFile=-${specifiers(environmentFile)}`,
    "Restart=on-failure",
    "RestartSec=5",
    // The daemon asks for a restart.
    `RestartForceExitStatus=${EXIT.restartWanted}`,
    // Settings that are not valid, a port or a home in use: a restart changes nothing.
    `RestartPreventExitStatus=${EXIT.badConfig} ${EXIT.homeHeld} ${EXIT.portInUse}`,
    // The daemon ends its agents itself; what is left after it is killed.
    "KillMode=mixed",
    `TimeoutStopSec=${STOP_SECONDS}`,
    // Each agent program gets a control group of its own.
    "Delegate=yes",
    "LimitNOFILE=65536",
    "UMask=0077",
    "",
    "[Install]",
    "WantedBy=default.target",
  ];
  return `${lines.join("\n")}\n`;
}

/** The command in a file of {@link systemdUnit}. */
export function unitCommand(text: string): string[] {
  const [, line = ""] = /^ExecStart=(.{0,8192})$/m.exec(text) ?? [];
  return wordsIn(line).map((word) => word.replaceAll("$$", () => "$"));
}

/** The variables in a file of {@link systemdUnit}. */
export function unitEnvironment(text: string): Record<string, string> {
  const words = [...text.matchAll(/^Environment=(.{0,8192})$/gm)].flatMap(([, line = ""]) => wordsIn(line));
  return Object.fromEntries(
    words.map((word) => [word.split("=", 1)[0] ?? "", word.slice(word.indexOf("=") + 1)]),
  );
}

function wordsIn(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) =>
    word.replaceAll(/\\(.)/g, "$1").replaceAll("%%", "%"),
  );
}

/** One word of a command line or assignment. */
function quoted(word: string): string {
  return `"${specifiers(word).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function specifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
