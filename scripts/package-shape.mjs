/**
 * Checks that each published package can be installed and imported by others: alone in an empty project each of its
 * exports can be imported; publint on the package, attw on the packed tarball, no test files in it, and for libraries
 * source maps with their sources and complete declarations.
 * Prints one line per package and exits 1 if any has a problem. Needs a build.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEmptyProjects } from "./support/alone.mjs";
import { declarationProblems } from "./support/declarations.mjs";
import { packAll } from "./support/pack-all.mjs";

/** Packages that people debug and whose declarations they read: what both show is checked. */
const LIBRARIES = new Set(["@tinyagi/graph", "@tinyagi/agents"]);
const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => join(root, "node_modules", ".bin", name);
const scratch = mkdtempSync(join(tmpdir(), "tinyagi-pack-"));
let failed = 0;

try {
  const packed = packAll(join(scratch, "tarballs"));
  const problemsAlone = openEmptyProjects(join(scratch, "alone"), packed);
  for (const [name, { tarball, manifest, path }] of packed) {
    try {
      const tests = testFilesIn(tarball);
      if (tests.length > 0) throw new Error(`files of tests would be published: ${tests.join(", ")}`);
      run(bin("publint"), [tarball, "--strict"], path);
      const problems = [...unpublishedExports(manifest), ...problemsAlone(name)];
      if (LIBRARIES.has(name))
        problems.push(
          ...sourcelessMaps(tarball, mkdtempSync(join(scratch, "maps-"))),
          ...declarationProblems(root, manifest),
        );
      if (problems.length > 0) throw new Error(problems.join("\n"));
      // ESM only by decision: resolution from CommonJS and without `exports` is not supported.
      run(bin("attw"), [tarball, "--profile", "esm-only", "--no-emoji"], path);
      process.stdout.write(`ok ${name}\n`);
    } catch (error) {
      failed += 1;
      process.stdout.write(`not ok ${name}\n${error.stdout ?? ""}${error.stderr ?? error.message}\n`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

/** Exports that only this workspace has: pnpm publishes those of `publishConfig`. */
function unpublishedExports({ exports, publishConfig }) {
  const paths = Object.keys(exports).filter((path) => publishConfig.exports[path] === undefined);
  return paths.map((path) => `publishConfig.exports of package.json lacks ${path}`);
}

function testFilesIn(tarball) {
  const names = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).split("\n");
  return names.filter((name) => /(?:\.test|fixtures?)\.js$|\/(?:testing|test-support)\//.test(name));
}

/** Maps that point to files which are not published: a debugger would show nothing. */
function sourcelessMaps(tarball, folder) {
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  const files = readdirSync(join(folder, "package"), { recursive: true, encoding: "utf8" });
  const maps = files.filter((name) => {
    if (!name.endsWith(".map")) return false;
    const { sources, sourcesContent = [] } = JSON.parse(readFileSync(join(folder, "package", name), "utf8"));
    return sources.some((_, i) => typeof sourcesContent[i] !== "string");
  });
  return maps.map((name) => `source map without its source: ${name}`);
}

function run(command, args, cwd) {
  execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
}
