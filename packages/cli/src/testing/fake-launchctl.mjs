// A launchctl for tests: reads the property list as launchd does, and starts and stops its command. Linux has no launchd.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { HOME: userHome = "" } = process.env;
const stateFile = join(userHome, "launchd.json");
const [verb, target = "", file = ""] = process.argv.slice(2);
appendFileSync(join(userHome, "launchctl.log"), `${process.argv.slice(2).join(" ")}\n`);
const state = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : { loaded: "", pid: 0 };

const alive = () => {
  try {
    process.kill(state.pid, 0);
    return state.pid > 0 && !readFileSync(`/proc/${state.pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};
const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const strings = (text) => [...text.matchAll(/<string>(.*?)<\/string>/g)].map(([, word]) => plain(word));
const part = (name, tag) =>
  new RegExp(`<key>${name}</key>\\s*<${tag}>(.*?)</${tag}>`, "s").exec(state.loaded)?.[1] ?? "";

function fail(code, words) {
  console.error(words);
  process.exit(code);
}

function start() {
  if (alive()) return;
  const [program, ...args] = strings(part("ProgramArguments", "array"));
  const names = [...part("EnvironmentVariables", "dict").matchAll(/<key>(.*?)<\/key>/g)].map(
    ([, name]) => name,
  );
  const values = strings(part("EnvironmentVariables", "dict"));
  const env = Object.fromEntries(names.map((name, index) => [plain(name), values[index]]));
  const child = spawn(program, args, { env: { HOME: userHome, ...env }, detached: true, stdio: "ignore" });
  child.on("error", () => {});
  state.pid = child.pid ?? 0;
  child.unref();
}

if (verb !== "bootstrap" && state.loaded === "")
  fail(verb === "bootout" ? 3 : 113, `Could not find service "${target}" in domain`);
if (verb === "bootstrap") {
  if (state.loaded !== "") fail(5, "Bootstrap failed: 5: Input/output error");
  state.loaded = readFileSync(file, "utf8");
  start();
}
if (verb === "kickstart") start();
if (verb === "bootout") {
  if (alive()) process.kill(state.pid, "SIGTERM");
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 10));
  state.loaded = "";
}
if (verb === "print")
  console.log(
    `${target} = {\n\tactive count = 1\n\tstate = ${alive() ? "running" : "not running"}\n${alive() ? `\tpid = ${state.pid}\n` : ""}\tlast exit code = 0\n}`,
  );
writeFileSync(stateFile, JSON.stringify(state));
