/**
 * The settings of OpenClaw as one object: `openclaw.json` (JSON5) with the files that it includes, and the channels of
 * older releases at their place of today.
 *
 * Format as published: https://docs.openclaw.ai/gateway/config-secrets-env (`$include` names one file, or several of
 * which later ones win; keys beside it win over the files; paths are relative to the file and stay in the folder).
 */
import { posix } from "node:path";
import { parseJson5 } from "./json5.js";
import { isRecord, type Record_, recordOf, textOf, textsOf } from "./outside-value.js";
import type { SourceFolder } from "./source-folder.js";

const CONFIG_FILES = ["openclaw.json", "moltbot.json", "clawdbot.json"];
const INCLUDE = "$include";
const DEPTH_MAX = 10;
const VALUES_MAX = 100_000;
const FILES_MAX = 50;
/** Before there was `channels`. */
const OLD_CHANNELS = ["whatsapp", "telegram", "discord", "slack", "signal", "imessage"];

export interface OpenClawConfig {
  config: Record_;
  /** Whether there is a file of settings, also one that cannot be read. */
  isThere: boolean;
}

export async function readOpenClawConfig(source: SourceFolder): Promise<OpenClawConfig> {
  for (const file of CONFIG_FILES) {
    if ((await source.has(file)) === "nothing") continue;
    const value = await readFile(source, file);
    if (value === undefined) return { config: {}, isThere: true };
    const bounds: Bounds = { values: VALUES_MAX, files: FILES_MAX };
    const whole = recordOf(await included(source, value, { chain: [file], depth: 0, bounds }));
    return { config: { ...whole, channels: channelsOf(whole) }, isThere: true };
  }
  return { config: {}, isThere: false };
}

interface Bounds {
  values: number;
  files: number;
}

interface Place {
  /** The file, after those that include it. */
  chain: readonly string[];
  depth: number;
  bounds: Bounds;
}

async function readFile(source: SourceFolder, file: string): Promise<Record_ | undefined> {
  const text = await source.text(file);
  if (text === undefined) return undefined;
  const value = parseJson5(text);
  if (isRecord(value)) return value;
  source.left(file, "damaged");
  return undefined;
}

async function included(source: SourceFolder, value: unknown, place: Place): Promise<unknown> {
  place.bounds.values -= 1;
  if (!isRecord(value) || place.bounds.values < 0 || place.depth > 64) return value;
  const own: [string, unknown][] = [];
  for (const [key, child] of Object.entries(value))
    if (key !== INCLUDE) own.push([key, await included(source, child, { ...place, depth: place.depth + 1 })]);
  let whole: Record_ = {};
  const wanted = value[INCLUDE];
  for (const path of typeof wanted === "string" ? [wanted] : textsOf(wanted)) {
    const more = await includedFile(source, path, place);
    whole = merged(whole, more, DEPTH_MAX);
  }
  return merged(whole, Object.fromEntries(own), DEPTH_MAX);
}

async function includedFile(source: SourceFolder, path: string, place: Place): Promise<Record_> {
  const { chain, bounds } = place;
  const inside = posix.join(posix.dirname(chain.at(-1) ?? ""), path.slice(0, 4_096));
  const isOutside = posix.isAbsolute(path) || inside === ".." || inside.startsWith("../");
  const isCircle = chain.includes(inside);
  bounds.files -= 1;
  if (isOutside || isCircle || bounds.files < 0 || chain.length > DEPTH_MAX) {
    source.left(`${INCLUDE} ${path.slice(0, 200)}`, isOutside || isCircle ? "refused" : "too-many");
    return {};
  }
  if ((await source.has(inside)) === "nothing") source.left(`${INCLUDE} ${inside.slice(0, 200)}`, "missing");
  const value = await readFile(source, inside);
  if (value === undefined) return {};
  return recordOf(await included(source, value, { ...place, chain: [...chain, inside] }));
}

/** Objects key by key, everything else as a whole; the second wins. */
function merged(first: Record_, second: Record_, depth: number): Record_ {
  const both = Object.entries(second).map(([key, value]): [string, unknown] => {
    const before = Object.hasOwn(first, key) ? first[key] : undefined;
    return [key, depth > 0 && isRecord(before) && isRecord(value) ? merged(before, value, depth - 1) : value];
  });
  return { ...first, ...Object.fromEntries(both) };
}

function channelsOf(config: Record_): Record_ {
  const old = OLD_CHANNELS.flatMap((name) => (isRecord(config[name]) ? [[name, config[name]]] : []));
  return { ...Object.fromEntries(old), ...recordOf(config.channels) };
}

/** What `.env` and `env` of the settings hold, for references to variables. */
export async function readVariables(
  source: SourceFolder,
  config: Record_,
): Promise<ReadonlyMap<string, string>> {
  const variables = new Map<string, string>();
  for (const [name, value] of [
    ...Object.entries(recordOf(config.env)),
    ...Object.entries(recordOf(recordOf(config.env).vars)),
  ]) {
    const text = textOf(value);
    if (text !== undefined) variables.set(name, text);
  }
  for (const [name, value] of readEnvLines(await source.text(".env"))) variables.set(name, value);
  return variables;
}

const LINES_MAX = 1_000;

/** `NAME=value` line by line, with or without quotes and `export`. */
export function readEnvLines(text: string | undefined): Map<string, string> {
  const variables = new Map<string, string>();
  for (const line of (text ?? "").split("\n", LINES_MAX)) {
    const at = line.indexOf("=");
    const name = line.slice(0, Math.max(at, 0)).trim().split(" ").at(-1) ?? "";
    if (at > 0 && !line.trimStart().startsWith("#")) variables.set(name, unquoted(line.slice(at + 1).trim()));
  }
  return variables;
}

function unquoted(value: string): string {
  const quote = value.at(0);
  return (quote === '"' || quote === "'") && value.endsWith(quote) && value.length > 1
    ? value.slice(1, -1)
    : value;
}
