/** The property list of a launchd agent of macOS. Pure. Format: launchd.plist(5). */
import { join } from "node:path";
import type { ServicePlan } from "./service-plan.js";

/** Seconds between two starts of a daemon that fails. */
const THROTTLE_SECONDS = 10;
const STOP_SECONDS = 60;
const OPEN_FILES = 65_536;

export const PLIST_MARK =
  "<!-- Written by `tinyagi service install`. `tinyagi service uninstall` removes it. -->";

export function launchLabel({ name }: ServicePlan): string {
  return `com.${name}.daemon`;
}

export function launchAgent(plan: ServicePlan): string {
  const environment = Object.entries(plan.environment).map(
    ([name, value]) => `    <key>${xml(name)}</key><string>${xml(value)}</string>`,
  );
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    PLIST_MARK,
    '<plist version="1.0">',
    "<dict>",
    `  <key>Label</key><string>${xml(launchLabel(plan))}</string>`,
    "  <key>ProgramArguments</key>",
    "  <array>",
    ...plan.command.map((word) => `    <string>${xml(word)}</string>`),
    "  </array>",
    "  <key>EnvironmentVariables</key>",
    "  <dict>",
    ...environment,
    "  </dict>",
    "  <key>RunAtLoad</key><true/>",
    // Exit code 0 is a stop that somebody asked for.
    "  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>",
    `  <key>ThrottleInterval</key><integer>${THROTTLE_SECONDS}</integer>`,
    `  <key>ExitTimeOut</key><integer>${STOP_SECONDS}</integer>`,
    "  <key>ProcessType</key><string>Interactive</string>",
    "  <key>Umask</key><integer>63</integer>",
    `  <key>SoftResourceLimits</key><dict><key>NumberOfFiles</key><integer>${OPEN_FILES}</integer></dict>`,
    // The daemon keeps a log of its own, with a limit. What it says before it has one goes to the file.
    "  <key>StandardOutPath</key><string>/dev/null</string>",
    `  <key>StandardErrorPath</key><string>${xml(join(plan.home, "logs", "service.log"))}</string>`,
    "</dict>",
    "</plist>",
  ];
  return `${lines.join("\n")}\n`;
}

/** The command in a file of {@link launchAgent}. */
export function launchCommand(text: string): string[] {
  const [, afterKey = ""] = text.split("<key>ProgramArguments</key>", 2);
  return elementsIn(afterKey.split("</array>", 1)[0] ?? "", "string");
}

/** The variables in a file of {@link launchAgent}. */
export function launchEnvironment(text: string): Record<string, string> {
  const [, afterKey = ""] = text.split("<key>EnvironmentVariables</key>", 2);
  const [pairs = ""] = afterKey.split("</dict>", 1);
  const values = elementsIn(pairs, "string");
  return Object.fromEntries(elementsIn(pairs, "key").map((name, index) => [name, values[index] ?? ""]));
}

function elementsIn(text: string, name: string): string[] {
  return text
    .split(`<${name}>`)
    .slice(1)
    .map((word) => (word.split(`</${name}>`, 1)[0] ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">"))
    .map((word) => word.replaceAll("&amp;", "&"));
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
