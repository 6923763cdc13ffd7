/** Reads settings.json as the daemon does and says what is wrong where. Never writes it. */
import { readFile } from "node:fs/promises";
import type { Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

const MOST_FINDINGS = 20;

export interface SettingsCheck {
  findings: Finding[];
  /** Absent when the file is missing or not valid. */
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
            { id: "settings.missing", level: "info", message: "no settings.json yet; start makes it" },
          ],
        }
      : { findings: [{ id: "settings.readable", level: "error", message: `${file} cannot be read` }] };
  }
  return judge(file, text);
}

async function judge(file: string, text: string): Promise<SettingsCheck> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const place = placeOf(text, error instanceof Error ? error.message : "");
    const message = `${file} is no JSON${place}`;
    return { findings: [{ id: "settings.json", level: "error", message, hint: "correct that place" }] };
  }
  const { settingsSchema } = await import("@tinyagi/contracts");
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) {
    return {
      findings: [{ id: "settings.valid", level: "ok", message: "settings.json is valid" }],
      settings: parsed.data,
    };
  }
  const findings = parsed.error.issues.slice(0, MOST_FINDINGS).map((issue): Finding => {
    const path = issue.path.map(String).join(".");
    // An unknown key is kept and loaded with a warning; everything else keeps the daemon from taking the file.
    return issue.code === "unrecognized_keys"
      ? {
          id: "settings.unknown-key",
          level: "warning",
          message: `${path === "" ? "top level" : path}: ${issue.message}`,
        }
      : { id: "settings.valid", level: "error", message: `${path}: ${issue.message}` };
  });
  return { findings };
}

/** ` at line L, column C` out of a parser's message; empty when it names no place. */
export function placeOf(text: string, message: string): string {
  const named = /line (\d+) column (\d+)/.exec(message);
  if (named !== null) return ` at line ${named[1]}, column ${named[2]}`;
  const position = /position (\d+)/.exec(message)?.[1];
  const at =
    position === undefined && /end of JSON|Unexpected end/.test(message) ? text.length : Number(position);
  if (!Number.isSafeInteger(at)) return "";
  const before = text.slice(0, at).split("\n");
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
