/** Makes one file of a TypeScript program of this repository, so that Node can run it without a loader and a build. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/bundled-programs/", import.meta.url));

/**
 * Bundles a program and what it imports. The result is cached by its content, and has the same path below a copy of its
 * package's manifest as the source has below the manifest.
 *
 * @returns the path of the file
 */
export async function bundledProgram(entry: URL): Promise<string> {
  const source = fileURLToPath(entry);
  const bundle = await rolldown({
    input: source,
    platform: "node",
    resolve: { conditionNames: ["@tinyagi/source", "import", "default"] },
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  const { code } = output[0];
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const root = findPackage(source);
  const file = join(CACHE, hash, relative(root, source).replace(/\.ts$/, ".mjs"));
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(join(CACHE, hash, "package.json"), readFileSync(join(root, "package.json")));
  writeFileSync(`${file}.${process.pid}`, code);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}

function findPackage(path: string): string {
  const folder = dirname(path);
  return existsSync(join(folder, "package.json")) ? folder : findPackage(folder);
}
