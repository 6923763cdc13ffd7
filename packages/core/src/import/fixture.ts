/** For tests: imports an old home in a temporary folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createIds } from "../base/ids.js";
import { createVirtualClock } from "../base/virtual-clock.js";
import { homePaths } from "../home/home-paths.js";
import { openStore } from "../store/store.js";
import { type ImportOptions, importHome } from "./import-home.js";

export const NOW = 1_790_000_000_000;

export function createImportFixture() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-import-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, "home");
  const paths = homePaths(home);
  const clock = createVirtualClock(NOW);
  return {
    ...{ root, home, paths, clock, workspace: join(root, "ws") },
    run: (changes: Partial<ImportOptions> = {}) =>
      importHome({ from: home, paths, userHome: root, clock, newId: createIds(), ...changes }),
    open() {
      const store = openStore({ path: paths.database, clock });
      onTestFinished(() => store[Symbol.asyncDispose]());
      return store;
    },
  };
}
