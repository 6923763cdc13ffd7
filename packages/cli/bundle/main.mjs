/**
 * Builds what users install: the command and the daemon with everything they need from this workspace and from npm,
 * except the native module. Node then opens a dozen files at a start instead of a thousand.
 * Guarantees: a warning of the bundler fails the build; all bundled code, that of the office too, has its licence in
 * THIRD-PARTY.txt.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { bundleRoot, keepModuleUrls } from "./module-url.mjs";
import { bundledModules, bundledPackages, noticesOf } from "./notices.mjs";
import { sbomOf } from "./sbom.mjs";
import { copyTypes } from "./types.mjs";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = dirname(here);
const dist = join(here, "dist");

/** Programs and modules that are loaded by their path. Each keeps its path below `packages`. */
const ENTRIES = ["cli/src/main", "cli/src/index", "daemon/src/main", "daemon/src/open-files"];

/** What the command and the daemon both load at each start: a few lines, in one file instead of one for each set of users. */
const BASE =
  /(base\/src\/(process-table|program|replace-file|start-failure)|contracts\/src\/(app-error|clean-text|error-code|host-name|storage-fault))\.ts$/;

/** Programs that must stay small: each shares no chunk with the others, and so loads nothing it does not use. */
const SMALL_ENTRIES = ["harness/src/host/main", "harness/src/api/file-work/main", "base/src/sqlite/main"];

/** The program of another machine: with the daemon, it would divide the files of both further. */
const WORKER_ENTRIES = ["daemon/src/worker/main"];

/** The program of chat channels: only it loads the libraries of platforms. */
const CHANNEL_ENTRIES = ["channels/src/process/main"];

/** Files that modules find beside themselves. */
const ASSETS = ["kernel/src/store/migrations", "features/skills", "harness/container"];

/** The browser portal, which the daemon serves. */
const OFFICE = dirname(createRequire(import.meta.url).resolve("@tinyagi/office/package.json"));
/** What of npm is in it; nobody who installs it needs the list. */
const OFFICE_MODULES = join(OFFICE, "dist", "modules.json");

/** Packages of which a module reads the manifest. */
const MANIFESTS = ["cli", "daemon", "harness"];

rmSync(dist, { recursive: true, force: true });
const output = [
  ...(await build(ENTRIES)),
  ...(await Promise.all(SMALL_ENTRIES.map((entry) => build([entry])))).flat(),
  ...(await build(WORKER_ENTRIES)),
  ...(await build(CHANNEL_ENTRIES)),
];

for (const asset of ASSETS) cpSync(join(packages, asset), join(dist, asset), { recursive: true });
copyGuide(join(packages, "../docs"), join(dist, "features/guide-pages"));
for (const name of MANIFESTS) writeManifest(name);
cpSync(join(OFFICE, "dist"), join(dist, "office"), {
  recursive: true,
  filter: (path) => path !== OFFICE_MODULES,
});
const officeModules = JSON.parse(readFileSync(OFFICE_MODULES, "utf8")).map((path) => join(OFFICE, path));
const modules = [...bundledModules(output), ...officeModules];
writeFileSync(join(dist, "THIRD-PARTY.txt"), noticesOf(modules));
const { name, version, license, dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
writeFileSync(
  join(dist, "sbom.cdx.json"),
  sbomOf({ name, version, license }, bundledPackages(modules), dependencies),
);
copyTypes({ from: join(here, "node_modules/.cache/types"), to: join(dist, "cli/src"), entry: "index.d.ts" });

/** The pages that `tinyagi ask` answers from, without their pictures. */
function copyGuide(from, to) {
  cpSync(join(from, "guide"), join(to, "guide"), {
    recursive: true,
    filter: (path) => path.endsWith(".md") || extname(path) === "",
  });
  for (const name of ["cli", "errors", "glossary", "settings"])
    cpSync(join(from, `reference/${name}.md`), join(to, `reference/${name}.md`));
}

/** Writes the bundle of some programs. @returns its chunks */
async function build(entries) {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(packages, `${entry}.ts`)])),
    platform: "node",
    // Discord's gateway tries `zlib-sync` and `bufferutil`, and does without them.
    // Ink loads React's developer tools only if a developer asks for them.
    external: [/^better-sqlite3(\/|$)/, "zlib-sync", "bufferutil", "utf-8-validate", "react-devtools-core"],
    // jsonc-parser's main file is a UMD module, which cannot be bundled.
    resolve: {
      conditionNames: ["@tinyagi/source", "node", "import", "default"],
      mainFields: ["module", "main"],
    },
    // React checks itself at each step otherwise.
    transform: { target: "node20.20", define: { "process.env.NODE_ENV": '"production"' } },
    plugins: [keepModuleUrls(packages)],
    onLog(level, log) {
      if (level === "warn") throw new Error(`${log.code}: ${log.message}`);
    },
  });
  const { output } = await bundle.write({
    dir: dist,
    format: "esm",
    sourcemap: true,
    // Positions and names are enough for a stack; the sources would double what is installed.
    sourcemapExcludeSources: true,
    // Every start reads the files; notices are in THIRD-PARTY.txt.
    comments: false,
    sourcemapPathTransform: fromWorkspace,
    chunkFileNames: "shared/[name]-[hash].js",
    codeSplitting: { groups: [{ name: "base", test: BASE }] },
    intro: bundleRoot,
  });
  await bundle.close();
  return output;
}

/** The path of a source in the workspace, below the folder of the package: where it is built is nobody's business. */
function fromWorkspace(source, map) {
  const path = relative(dirname(packages), resolve(dirname(map), source));
  return join(relative(dirname(map), here), path.replace(/^node_modules\/\.pnpm\/[^/]+\//, ""));
}

/** `type` too: Node takes the nearest manifest's word for what a `.js` file is. */
function writeManifest(name) {
  const { version, type } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
  mkdirSync(join(dist, name), { recursive: true });
  writeFileSync(join(dist, name, "package.json"), `${JSON.stringify({ version, type })}\n`);
}
