/** Reads settings.json exactly as the daemon does and reports each problem with its place. Never writes it. */
import { readFile } from "node:fs/promises";
import type { ErrorDetail, Settings } from "@tinyagi/contracts";
import { toFailure } from "../error/cli-error.js";
import type { Finding } from "./finding.js";

const MOST_FINDINGS = 20;

export interface SettingsCheck {
  findings: Finding[];
  /** Secrets masked; absent when the file is missing or not valid. */
  settings?: Settings;
}

export async function checkSettings(file: string): Promise<SettingsCheck> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing
      ? {
          findings: [
            {
              id: "settings.missing",
              level: "info",
              message: "no settings.json yet; the first start creates it",
            },
          ],
        }
      : {
          findings: [
            {
              id: "settings.readable",
              level: "error",
              message: `${file} cannot be read`,
              hint: "Check its permissions.",
            },
          ],
        };
  }
  return judge(text);
}

async function judge(text: string): Promise<SettingsCheck> {
  const { checkSettingsText } = await import("@tinyagi/daemon");
  try {
    const { settings, warnings } = checkSettingsText(text);
    const findings: Finding[] =
      warnings.length === 0
        ? [{ id: "settings.valid", level: "ok", message: "settings.json is valid" }]
        : warnings.slice(0, MOST_FINDINGS).map(toWarning);
    // The doctor looks only at agents and their needs, which masks do not change.
    return { findings, settings: settings as Settings };
  } catch (error) {
    const { code, message, details } = toFailure(error);
    if (code !== "SETTINGS_INVALID") throw error;
    return {
      findings: details.length === 0 ? [toError({ message })] : details.slice(0, MOST_FINDINGS).map(toError),
    };
  }
}

function toWarning({ path, message }: ErrorDetail): Finding {
  const id = message.startsWith("unknown key") ? "settings.unknown-key" : "settings.odd";
  return {
    id,
    level: "warning",
    message: path === undefined ? message : `${path}: ${message}`,
    hint: "Correct or remove it: tinyagi config edit",
  };
}

/** Without a path the text is not JSON, so no setting can be named. */
function toError({ path, message }: ErrorDetail): Finding {
  const id = path === undefined ? "settings.json" : "settings.valid";
  const subject = path === undefined ? "settings.json" : path;
  return { id, level: "error", message: `${subject}: ${message}`, hint: "Correct it: tinyagi config edit" };
}
