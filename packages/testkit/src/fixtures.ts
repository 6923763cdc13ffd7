/**
 * Outputs of the real CLIs (claude 2.1.197, codex 0.169.0), recorded against the mock model server.
 * They are facts: change them only by recording again.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../fixtures", import.meta.url));

/** One recorded run. */
export interface CliFixture {
  /** Lines of stdout without line feeds. */
  readonly lines: readonly string[];
  readonly stderr: string;
  /** Null when the run was killed because it would never have ended. */
  readonly exitCode: number | null;
}

/**
 * Reads a recorded run.
 *
 * @param name - File name without its ending, e.g. `success`, `resume`, `error-429`, `permission-denied`.
 * @throws With the list of names when there is no such recording.
 */
export function readFixture(cli: "claude" | "codex", name: string): CliFixture {
  const exits = JSON.parse(readFileSync(join(ROOT, cli, "exits.json"), "utf8")) as Record<
    string,
    Pick<CliFixture, "stderr" | "exitCode">
  >;
  const exit = exits[name];
  if (exit === undefined) throw new Error(`no fixture "${name}" among ${fixtureNames(cli).join(", ")}`);
  const text = readFileSync(join(ROOT, cli, `${name}.jsonl`), "utf8");
  return { lines: text.split("\n").filter((line) => line !== ""), ...exit };
}

/** The names of all recordings of a CLI. */
export function fixtureNames(cli: "claude" | "codex"): string[] {
  return readdirSync(join(ROOT, cli))
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length))
    .toSorted();
}
