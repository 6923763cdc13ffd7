/** For tests: imports an old home in a temporary folder, or single rows into an in-memory database. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createVirtualClock, NO_FAILPOINTS } from "@tinyagi/base";
import { conversationLimitsSchema } from "@tinyagi/contracts";
import { homePaths, parseSettings } from "@tinyagi/home";
import { openStore } from "@tinyagi/kernel";
import { onTestFinished } from "vitest";
import { openDatabase } from "../../../kernel/src/store/database.js";
import { importStatements } from "../../../kernel/src/store/statement/import-statements.js";
import type { ImportContext } from "./context.js";
import { type ImportOptions, importHome } from "./import-home.js";
import { knownIds } from "./known-ids.js";
import { createReportWriter } from "./report.js";

export const NOW = 1_790_000_000_000;

export function createImportFixture() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-import-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, "home");
  const paths = homePaths(home);
  const clock = createVirtualClock(NOW);
  return {
    root,
    home,
    paths,
    clock,
    workspace: join(root, "ws"),
    run: (changes: Partial<ImportOptions> = {}) =>
      importHome({ from: home, paths, userHome: root, clock, newId: createIds(), ...changes }),
    open() {
      const store = openStore({ path: paths.database, clock });
      onTestFinished(() => store[Symbol.asyncDispose]());
      return store;
    },
  };
}

const AGENT = { name: "A", provider: "anthropic", model: "" };
/** `Coder` is renamed to `coder`; the team `dev` is led by `tinyagi`. */
const SETTINGS = {
  agents: { tinyagi: AGENT, Coder: AGENT },
  teams: { dev: { name: "Dev", agents: ["tinyagi", "Coder"], leader_agent: "tinyagi" } },
};

/** Imports rows with `take` into an in-memory database. @returns the result of `query`, and the report */
export function importRows(take: (context: ImportContext) => void, query: string) {
  const db = openDatabase(":memory:", NO_FAILPOINTS);
  try {
    const { settings, renamed } = parseSettings(JSON.stringify(SETTINGS));
    const report = createReportWriter();
    const limits = conversationLimitsSchema.parse(settings.limits);
    const context: ImportContext = {
      report,
      into: importStatements(db),
      ids: knownIds(settings, renamed),
      now: NOW,
      newId: createIds(),
      limits: { text: JSON.stringify(limits), durationMs: limits.durationMs },
    };
    db.transaction(() => take(context)).immediate();
    const { notes, counts } = report.finish();
    return { rows: db.prepare<[], Record<string, unknown>>(query).all(), notes: notes.join("\n"), counts };
  } finally {
    db.close();
  }
}
