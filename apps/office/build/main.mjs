/**
 * Builds the office into `dist`: the files of Next's export, each large text also compressed, and `office.json`, the
 * list from which the daemon serves them. Guarantees: nothing is fetched; every inline script of a page is named by its
 * hash in the page's policy, so that the daemon allows no other. Beside it, `modules.json` names what of npm is inside.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { FRAME_FOLDER, writeFrames } from "./frames.mjs";
import { writeIcons } from "./icons.mjs";
import { holdsPackage, modulesOf } from "./modules.mjs";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(here, "out");
const dist = join(here, "dist");
const workspace = dirname(dirname(here));
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");

const TYPES = new Map([
  [".css", "text/css; charset=utf-8"],
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
  [".txt", "text/plain; charset=utf-8"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".webmanifest", "application/manifest+json"],
  [".woff2", "font/woff2"],
]);
const GRAMMARS = "@shikijs/langs";
/** Only who edits the settings needs it, and it is a tenth of a page. */
const VALIDATOR = "zod";
const SERVICE_WORKER = "sw.js";
/** They are one script, because a browser keeps one file of a worker fresh. */
const WORKER_PARTS = ["service-worker.js", "push-worker.js"];
/** Smaller files gain nothing from a second encoding. */
const COMPRESS_FROM_BYTES = 1_024;
/** V8 then compiles the whole file while it loads, beside the page: https://v8.dev/blog/explicit-compile-hints */
const COMPILE_AT_ONCE = "//# allFunctionsCalledOnLoad\n";
const PAGE_SCRIPT = /<script src="([^"]+)" async/g;
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

rmSync(out, { recursive: true, force: true });
const built = spawnSync(process.execPath, [next, "build"], {
  cwd: here,
  stdio: ["ignore", "pipe", "pipe"],
  encoding: "utf8",
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
});
if (built.status !== 0) {
  process.stderr.write(`${built.stdout}${built.stderr}`);
  process.exit(1);
}

rmSync(dist, { recursive: true, force: true });
hintPageScripts();
writeIcons(readFileSync(join(out, "icon.svg"), "utf8"), out);
writeServiceWorker(listFiles(out));
// After the service worker, which keeps none of them.
const frameModules = await writeFrames({ from: join(here, "frames"), out });
const exported = listFiles(out);
const files = exported.flatMap((path) => served(path));
writeFileSync(join(dist, "office.json"), `${JSON.stringify({ files }, undefined, 1)}\n`);
const modules = modulesOf(exported, { office: here, workspace, styles: join(here, "src/app/globals.css") });
const names = [...new Set([...modules, ...frameModules])].sort().map((path) => relative(here, path));
writeFileSync(join(dist, "modules.json"), `${JSON.stringify(names, undefined, 1)}\n`);

/**
 * Marks the scripts that pages load at once. What is loaded later is compiled as it is called.
 * @throws when no script is found, or when a page would load the validator
 */
function hintPageScripts() {
  const pages = listFiles(out).filter((path) => path.endsWith(".html"));
  const urls = pages.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(PAGE_SCRIPT)].map(([, url]) => url),
  );
  const scripts = [...new Set(urls.map((url) => join(out, url)))];
  if (scripts.length === 0) throw new Error("No page names a script: Next writes its pages differently now.");
  const heavy = scripts.find((path) => holdsPackage(path, VALIDATOR));
  if (heavy !== undefined)
    throw new Error(
      `A page loads ${VALIDATOR} in ${heavy}: import what it needs from a file without schemas.`,
    );
  for (const path of scripts) writeFileSync(path, COMPILE_AT_ONCE + readFileSync(path, "utf8"));
}

/** Copies one file of the export with its encodings. @returns its row, or none for a file that no page asks for */
function served(path) {
  const name = relative(out, path).split(sep).join("/");
  const type = TYPES.get(extname(name));
  if (type === undefined) return [];
  const body = readFileSync(path);
  const target = join(dist, name);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(path, target);
  const encodings =
    [".woff2", ".png"].includes(extname(name)) || body.length < COMPRESS_FROM_BYTES ? [] : ["br", "gzip"];
  if (encodings.length > 0) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    writeFileSync(`${target}.br`, brotliCompressSync(body, { params }));
    writeFileSync(`${target}.gz`, gzipSync(body, { level: 9 }));
  }
  const row = { path: urlOf(name), file: name, type, encodings, etag: hash(body).slice(0, 22) };
  if (type.startsWith("text/html")) {
    const page = { ...row, scripts: scriptHashes(body.toString("utf8")) };
    return [name.startsWith(FRAME_FOLDER) ? { ...page, frame: true } : page];
  }
  // A service worker has a policy of its own: it must be able to ask the daemon.
  return [name === SERVICE_WORKER ? { ...row, scripts: [] } : row];
}

/**
 * Puts the names of the files that a page needs into the service worker, and a version: a browser takes a new worker when
 * its text differs. Fonts come in many alphabets, of which a reader uses one, and so do the grammars of code: a browser keeps those by itself.
 */
function writeServiceWorker(paths) {
  const kept = paths.filter((path) => !holdsPackage(path, GRAMMARS));
  const names = kept.map((path) => relative(out, path).split(sep).join("/"));
  const needed = names.filter(
    (name) => TYPES.has(extname(name)) && extname(name) !== ".woff2" && !isUnknownPage(name),
  );
  const version = hash(paths.map((path) => hash(readFileSync(path))).join("")).slice(0, 12);
  const text = WORKER_PARTS.map((name) => readFileSync(join(here, "build", name), "utf8")).join("\n");
  const filled = text
    .replaceAll("__FILES__", JSON.stringify(needed.map(urlOf)))
    .replaceAll("__VERSION__", JSON.stringify(version));
  writeFileSync(join(out, SERVICE_WORKER), filled);
}

/** Answered with status 404, and a browser installs no worker that names such a file. */
function isUnknownPage(name) {
  return name === "404.html" || name.startsWith("_not-found");
}

/** `chat.html` is served at `/chat`, `index.html` at `/`. */
function urlOf(name) {
  if (name === "index.html") return "/";
  return `/${name.replace(/\.html$/, "")}`;
}

function scriptHashes(page) {
  return [...page.matchAll(INLINE_SCRIPT)].map(([, script]) => `sha256-${hash(script, "base64")}`);
}

function hash(data, encoding = "base64url") {
  return createHash("sha256").update(data).digest(encoding);
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
