/**
 * Where the products run: each in a folder of its own, as an ordinary user even if root measures, with a private home and
 * one generation of Node for all. What is started is ended, with everything below it.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { freePort } from "../../tests/e2e/support/free-port.js";
import type { Product, World } from "./product.js";

/** The oldest generation that all of them accept. */
const NODE_GENERATION = "24";
const INSTALL_TIMEOUT_MS = 420_000;
const COMMAND_TIMEOUT_MS = 90_000;
const NOBODY = 65_534;
/** Without these, this machine may not reach its registry. */
const NETWORK =
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|npm_config_registry|https?_proxy|no_proxy)$/i;

const isRoot = process.getuid?.() === 0;
/** PostgreSQL refuses root, so nobody is root. */
const USER = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** The npm of this machine and a Node from the registry. */
export interface Tools {
  readonly node: string;
  readonly npm: string;
  readonly version: string;
}

export function installTools(folder: string): Tools {
  const npm = join(execFileSync("npm", ["root", "-g"], { encoding: "utf8" }).trim(), "npm/bin/npm-cli.js");
  const name = `node-${process.platform}-${process.arch}@${NODE_GENERATION}`;
  const options = { cwd: folder, encoding: "utf8", timeout: INSTALL_TIMEOUT_MS } as const;
  const file = execFileSync(process.execPath, [npm, "pack", "--silent", name], options).trim();
  mkdirSync(join(folder, "node"));
  execFileSync("tar", ["-xzf", file, "-C", "node", "--strip-components=1"], options);
  const node = join(folder, "node/bin/node");
  return { node, npm, version: execFileSync(node, ["--version"], { encoding: "utf8" }).trim() };
}

export async function createWorld(
  product: Product,
  { folder, tools, modelUrl }: { folder: string; tools: Tools; modelUrl: string },
): Promise<World> {
  const own = join(folder, product.package);
  const [home, app] = [join(own, "home"), join(own, "app")];
  for (const path of [own, home, app]) {
    mkdirSync(path);
    chmodSync(path, 0o755);
    give(path);
  }
  const world = { folder: own, home, app, node: tools.node, port: await freePort(), modelUrl };
  return {
    ...world,
    write(path, text) {
      const file = join(home, path);
      // Each folder on the way, too: it must be the user's.
      const parts = relative(home, dirname(file)).split("/").filter(Boolean);
      for (const [at] of parts.entries()) {
        const part = join(home, ...parts.slice(0, at + 1));
        mkdirSync(part, { recursive: true, mode: 0o700 });
        give(part);
      }
      writeFileSync(file, text, { mode: 0o600 });
      give(file);
    },
    run: (words) => runIn(world, words),
  };
}

function give(path: string): void {
  if (isRoot) chownSync(path, NOBODY, NOBODY);
}

function environment({ home, node, port }: Omit<World, "write" | "run">): Record<string, string> {
  const network = Object.entries(process.env).filter(([name]) => NETWORK.test(name));
  return {
    ...(Object.fromEntries(network) as Record<string, string>),
    HOME: home,
    PATH: `${dirname(node)}:/usr/local/bin:/usr/bin:/bin`,
    LANG: "C.UTF-8",
    // Paperclip reads it; the others have it in their settings.
    PORT: String(port),
    DO_NOT_TRACK: "1",
  };
}

function runIn(world: Omit<World, "write" | "run">, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(world.node, words, {
      cwd: world.home,
      env: environment(world),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: COMMAND_TIMEOUT_MS,
      ...USER,
    });
    let [out, wrong] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      wrong += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`exit code ${code}: ${(wrong || out).trim().slice(-400)}`));
    });
  });
}

export interface Installed {
  readonly version: string;
  readonly packages: number;
  readonly mebibytes: number;
}

/** Installs the product with npm, its install scripts included, as its documents say. @throws Error with npm's own words */
export function installProduct(product: Product, world: World, { npm }: Tools): Installed {
  writeFileSync(join(world.app, "package.json"), '{"private":true}');
  give(join(world.app, "package.json"));
  let source = product.source;
  if (source.startsWith("/")) {
    const copy = join(world.app, "release.tgz");
    cpSync(source, copy);
    chmodSync(copy, 0o644);
    source = copy;
  }
  const words = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error", source];
  execFileSync(world.node, words, {
    cwd: world.app,
    env: environment(world),
    encoding: "utf8",
    stdio: "pipe",
    timeout: INSTALL_TIMEOUT_MS,
    ...USER,
  });
  const modules = join(world.app, "node_modules");
  const read = (path: string): unknown => JSON.parse(readFileSync(join(modules, path), "utf8"));
  const { version } = read(join(product.package, "package.json")) as { version: string };
  const { packages } = read(".package-lock.json") as { packages: Record<string, { inBundle?: boolean }> };
  // What npm itself says that it added: a package inside another one's archive is a part of that.
  const added = Object.values(packages).filter(({ inBundle }) => inBundle !== true).length;
  const size = execFileSync("du", ["-sk", modules], { encoding: "utf8" });
  return { version, packages: added, mebibytes: Number.parseInt(size, 10) / 1_024 };
}

export interface Service {
  /** From the start of the process to the first answered page, in milliseconds. */
  readonly readyMs: number;
  /** Proportional memory of the process and all below it, in MiB. */
  memoryMiB(): number;
  /** `kill -9` for the process and all below it at once, as when the power goes. */
  kill(): Promise<void>;
}

/** @throws Error with the last words of a product that does not get ready */
export async function startService(product: Product, world: World, timeoutMs: number): Promise<Service> {
  const begun = performance.now();
  const child = spawn(world.node, product.start(world), {
    cwd: world.home,
    env: environment(world),
    stdio: ["ignore", "pipe", "pipe"],
    ...USER,
  });
  const last = lastWords(child);
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const kill = async () => {
    for (const pid of tree(child.pid ?? 0)) send(pid);
    await gone;
  };
  while (!(await answers(world.port))) {
    const isLate = performance.now() - begun > timeoutMs;
    if (isLate) await kill();
    if (isLate || child.exitCode !== null) throw new Error(`it does not get ready: ${last()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const readyMs = performance.now() - begun;
  return { readyMs, kill, memoryMiB: () => tree(child.pid ?? 0).reduce((sum, pid) => sum + pss(pid), 0) };
}

function lastWords(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      text = (text + chunk).slice(-400);
    });
  return () => text.trim();
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}

/** A process and all below it, the upper ones first: they start nothing anew while the others end. */
function tree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return [root, ...below(root)];
}

function send(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function pss(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? "0") / 1_024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
