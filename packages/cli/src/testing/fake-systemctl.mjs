// A systemctl for tests: reads the unit as systemd does, and starts and stops its command. `loginctl` is the same file.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { HOME: userHome = "" } = process.env;
const stateFile = join(userHome, "systemd.json");
const args = process.argv.slice(2);
appendFileSync(join(userHome, "systemctl.log"), `${args.join(" ")}\n`);

if (existsSync(join(userHome, "no-bus"))) {
  console.error("Failed to connect to bus: No medium found");
  process.exit(1);
}
if (args[0] === "show-user") {
  console.log("no");
  process.exit(0);
}

const state = existsSync(stateFile)
  ? JSON.parse(readFileSync(stateFile, "utf8"))
  : { enabled: false, pid: 0, loaded: "" };
const [verb, ...rest] = args.filter((word) => !word.startsWith("--"));
const unit = rest[0] ?? "";
const alive = () => {
  try {
    process.kill(state.pid, 0);
    return state.pid > 0 && !readFileSync(`/proc/${state.pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};
const words = (text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => unquote(word));
const unquote = (word) => word.replaceAll(/\\(.)/g, "$1").replaceAll("%%", "%");
const values = (name) =>
  state.loaded
    .split("\n")
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));

async function stop() {
  if (!alive()) return;
  process.kill(state.pid, "SIGTERM");
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function start() {
  if (alive()) return;
  const [file, ...rest] = words(values("ExecStart")[0]).map((word) => word.replaceAll("$$", "$"));
  const extra = values("EnvironmentFile").map((path) => unquote(path.replace(/^-/, "")));
  const lines = [
    ...values("Environment").flatMap(words),
    ...extra
      .filter((path) => existsSync(path))
      .flatMap((path) => readFileSync(path, "utf8").trim().split("\n")),
  ];
  const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const child = spawn(file, rest, { env: { HOME: userHome, ...env }, detached: true, stdio: "ignore" });
  state.pid = child.pid;
  child.unref();
}

const path = join(userHome, ".config/systemd/user", unit);
if (verb === "daemon-reload") state.loaded = "";
if (verb !== "daemon-reload" && state.loaded === "" && existsSync(path))
  state.loaded = readFileSync(path, "utf8");
if (verb === "reset-failed" && state.pid === 0) {
  console.error(`Failed to reset failed state of unit ${unit}: Unit ${unit} not loaded.`);
  process.exit(1);
}
if (verb === "enable") state.enabled = true;
if (verb === "disable") state.enabled = false;
if (verb === "disable" || verb === "restart" || verb === "stop") await stop();
if (verb === "restart" || verb === "start") start();
if (verb === "show") {
  const active = alive();
  console.log(`ActiveState=${active ? "active" : "failed"}`);
  console.log(`SubState=${active ? "running" : "failed"}`);
  console.log(`UnitFileState=${state.enabled ? "enabled" : "disabled"}`);
  console.log(`MainPID=${active ? state.pid : 0}\nNRestarts=0\nResult=${active ? "success" : "exit-code"}`);
}
writeFileSync(stateFile, JSON.stringify(state));
