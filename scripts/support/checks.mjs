/** The checks of the code other than tests. Each is a script of the root package.json. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/** Each uses one core for most of its time. */
const AT_ONCE = 2;

/** Runs the checks, two at a time. Prints the output of each when it ends. */
export async function runChecks({ names, scripts, tally }) {
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const absent = absentFile(scripts[name]);
      if (absent !== undefined) tally.skippedCheck(name, `${absent} is not in this checkout`);
      else tally.check(name, await runScript(name));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The file that a script runs, if it is missing in this checkout. */
function absentFile(script) {
  const named = /(?:^node|--config) (\S+)/.exec(script)?.[1];
  return named !== undefined && !existsSync(join(root, named)) ? named : undefined;
}

function runScript(name) {
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", name], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    const end = (ok) => {
      process.stdout.write(`\n== ${name}: ${ok ? "ok" : "FAILED"}\n${Buffer.concat(chunks)}`);
      resolve(ok);
    };
    child.once("error", (error) => {
      chunks.push(Buffer.from(`npm does not run: ${error.message}\n`));
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}
