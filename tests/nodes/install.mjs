#!/usr/bin/env node
// Installs further generations of Node from npm into this folder, once, and the database module compiled for those that
// the release has one for. With `--check` it only looks whether they are installed.
// Guarantees: a no-op when the pinned versions ran here before; exit code 1 and one clear line on any failure. It needs
// npm and a compiler, and nothing else of the network: each Node brings its headers.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NATIVES, nativeName, writeNative } from "../../scripts/support/natives.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const NODES = JSON.parse(readFileSync(join(here, "package.json"), "utf8")).nodes;
const MODULE = join(here, "..", "..", "packages", "base", "node_modules", "better-sqlite3");
const SOURCES = ["binding.gyp", "deps", "src", "lib", "LICENSE", "package.json"];
const place = join(here, "node_modules");
/** Written once each of them has loaded its module. */
const stamp = join(place, ".installed");
const LIMIT_MS = 15 * 60_000;

const stampText = () =>
  JSON.stringify({
    nodes: NODES,
    platform: process.platform,
    arch: process.arch,
    module: JSON.parse(readFileSync(join(MODULE, "package.json"), "utf8")).version,
  });

function isInstalled() {
  try {
    return readFileSync(stamp, "utf8") === stampText();
  } catch {
    // Not installed yet.
    return false;
  }
}

function install() {
  rmSync(place, { recursive: true, force: true });
  for (const [major, version] of Object.entries(NODES)) {
    const scratch = mkdtempSync(join(tmpdir(), "tinyagi-nodes-"));
    try {
      installOne(scratch, major, version);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  writeFileSync(stamp, stampText());
}

/** `<major>/bin/node`, and beside it what `NODE_PATH` adds to its modules. */
function installOne(scratch, major, version) {
  const to = join(place, major);
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const file = run("npm", ["pack", name, "--silent", "--pack-destination", scratch]).trim();
  const headers = join(scratch, "node");
  mkdirSync(headers);
  run("tar", ["-xzf", join(scratch, file), "-C", headers, "--strip-components=1"]);
  mkdirSync(to, { recursive: true });
  cpSync(join(headers, "bin"), join(to, "bin"), { recursive: true });
  const abi = run(join(to, "bin", "node"), ["-p", "process.versions.modules"]).trim();
  const native = nativeName(process.platform, process.arch, abi);
  if (!NATIVES.some((one) => one.name === native)) return;
  const module = compile(join(scratch, "module"), headers);
  writeNative(join(to, "modules", native), { name: native, version, from: module });
  const script = `new (require(${JSON.stringify(native)}))(":memory:").close()`;
  run(join(to, "bin", "node"), ["-e", script], { NODE_PATH: join(to, "modules") });
}

function compile(to, headers) {
  const from = realpathSync(MODULE);
  for (const path of SOURCES) cpSync(join(from, path), join(to, path), { recursive: true });
  const PATH = `${join(headers, "bin")}${delimiter}${process.env.PATH}`;
  run("npm", ["run", "--silent", "build-release"], { PATH, npm_config_nodedir: headers }, to);
  return to;
}

function run(file, args, env = {}, cwd = here) {
  const options = {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: LIMIT_MS,
    maxBuffer: 1e9,
  };
  return execFileSync(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
}

if (process.argv.includes("--check")) process.exit(isInstalled() ? 0 : 1);
if (!isInstalled()) {
  try {
    install();
  } catch (error) {
    const said = String(error.stderr ?? "")
      .trim()
      .split("\n")
      .at(-1);
    process.stderr.write(
      `nodes: ${String(error.message).split("\n")[0]}${said === "" ? "" : ` (${said})`}\n`,
    );
    process.exit(1);
  }
}
