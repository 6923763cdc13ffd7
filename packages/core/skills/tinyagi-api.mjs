/**
 * Calls TinyAGI's API from a skill. Address and token come from the environment of the agent's run; the token opens
 * only what belongs to this agent and its conversation, and ends with the run.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

const ANSWER_MS = 60_000;

/** Something the agent can act on. */
class Problem extends Error {}

function problem(message) {
  throw new Problem(message);
}

function fromEnvironment(name) {
  const value = process.env[name] ?? "";
  return value === ""
    ? problem(`${name} is not set: this script works only within a run of TinyAGI.`)
    : value;
}

/** The id of the agent that runs. */
export const agentId = () => fromEnvironment("TINYAGI_AGENT_ID");

/** The API's answer as a value. `path` begins with /api; `query` leaves out what is undefined. */
export async function api(method, path, { query = {}, body } = {}) {
  const url = new URL(path, fromEnvironment("TINYAGI_API_URL"));
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  const token = (await readFile(fromEnvironment("TINYAGI_TOKEN_FILE"), "utf8")).trim();
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const text = await response.text();
  const answer = text === "" ? null : JSON.parse(text);
  if (response.ok) return answer;
  const details = (answer?.details ?? []).map((one) => `\n  ${one.path ?? ""}: ${one.message}`).join("");
  return problem(`${answer?.error ?? "TinyAGI refused"} (${answer?.code ?? response.status})${details}`);
}

/** All of stdin, or an empty text at a terminal. */
export async function readInput() {
  if (process.stdin.isTTY) return "";
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return text;
}

export function must(value, what) {
  return value === undefined || value === "" ? problem(`${what} is missing.`) : value;
}

/** Prints an answer as JSON. */
export function print(value) {
  console.log(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

/** Runs the command named by the first word. `commands` maps words to functions of ({ words, options }). */
export async function main(usage, options, commands) {
  try {
    const [name = "", ...rest] = process.argv.slice(2);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) problem(`Usage:\n${usage}`);
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    await command({ words: positionals, options: values });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
