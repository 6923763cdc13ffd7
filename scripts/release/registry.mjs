/**
 * A registry on loopback. Guarantees: it keeps TinyAGI's packages for itself, so that an installation cannot take them from
 * elsewhere; everything else comes from the registry that npm is configured for.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TOOLS = join(dirname(fileURLToPath(import.meta.url)), "tools");
const START_LIMIT_MS = 60_000;
const EVERY_MS = 200;

/** @param {string} folder of its packages @returns where it answers, and the variables with which npm uses only it */
export async function openRegistry(folder) {
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: TOOLS,
  });
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(config(folder)));
  const verdaccio = join(TOOLS, "node_modules", "verdaccio", "bin", "verdaccio");
  const args = [verdaccio, "--config", file, "--listen", `127.0.0.1:${port}`];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  await answers(`${address}-/ping`, child);
  const npmrc = join(folder, "npmrc");
  // npm publishes only with a token, and this registry asks for none.
  writeFileSync(npmrc, `registry=${address}\n//127.0.0.1:${port}/:_authToken=none\n`);
  return {
    address,
    env: {
      npm_config_userconfig: npmrc,
      npm_config_registry: address,
      npm_config_cache: join(folder, "cache"),
    },
    close: () => child.kill(),
  };
}

function config(folder) {
  const url = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  const own = { access: "$all", publish: "$all" };
  return {
    storage: join(folder, "storage"),
    uplinks: { npm: { url } },
    packages: { tinyagi: own, "@tinyagi/*": own, "**": { access: "$all", proxy: "npm" } },
    // The command is larger than its default.
    max_body_size: "200mb",
    log: { type: "stdout", level: "fatal" },
  };
}

/** @returns {Promise<number>} a port of loopback that nothing used a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(address, child) {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}`);
    try {
      if ((await fetch(address)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  child.kill();
  throw new Error("the registry does not answer");
}
