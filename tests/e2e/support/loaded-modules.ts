/**
 * Finds the files that a program loads, and the source and npm modules in them. Node writes the names of all loaded
 * scripts into the folder NODE_V8_COVERAGE; the source maps of the bundle name the modules of each.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Paths in the source maps are relative to the package; these are relative to the root of the workspace. */
const PACKAGE = fileURLToPath(new URL("../../../packages/cli/", import.meta.url));

export interface Loaded {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** `packages/kernel/src/store/store.ts`, `node_modules/zod/…`. */
  readonly modules: readonly string[];
}

/**
 * @param entry the end of the path of the program's first file: a process that it starts may leave a report too
 * @param run runs the program once, to its end, with these variables
 */
export async function loadedBy(
  entry: string,
  run: (env: Record<string, string>) => Promise<unknown>,
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-loaded-"));
  try {
    await run({ NODE_V8_COVERAGE: folder });
    const reports = readdirSync(folder).map((name) => filesIn(join(folder, name)));
    const [files, ...more] = reports.filter((loaded) => loaded.some((file) => file.endsWith(entry)));
    if (files === undefined || more.length > 0)
      throw new Error(`expected one process of ${entry}, ${more.length + (files ? 1 : 0)} left a report`);
    return { files, modules: files.flatMap(listModules) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(report: string): string[] {
  const { result } = JSON.parse(readFileSync(report, "utf8")) as { result: { url: string }[] };
  return result.filter(({ url }) => url.startsWith("file:")).map(({ url }) => fileURLToPath(url));
}

/** A file without a source map is one module. */
function listModules(file: string): string[] {
  if (!existsSync(`${file}.map`)) return [relative(PACKAGE, file)];
  const { sources } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as { sources: string[] };
  return sources.map((source) => relative(PACKAGE, resolve(dirname(file), source)));
}
