// A daemon for tests of start and stop: serves /healthz and writes daemon.json, or fails the way FAKE_MODE says.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const home = process.env.TINYAGI_HOME;
const mode = process.env.FAKE_MODE ?? "serve";
const file = join(home, "daemon.json");

function startTime() {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8)}:${ticks}`;
}

if (mode === "bad-settings") {
  console.error("settings.json is not valid: line 3, column 7: \u001b[31munexpected }\u001b[0m");
  process.exit(78);
}
if (mode === "port-busy") {
  console.log(
    '{"level":"info","msg":"starting"}\n{"level":"fatal","time":"2026-01-01T00:00:00.000Z","msg":"fatal","err":{"message":"port 3777 is in use"}}',
  );
  process.exit(71);
}
if (mode === "home-held") process.exit(73);
if (mode === "silent") process.exit(3);
if (mode === "restart-once") {
  const first = !existsSync(join(home, "seen"));
  writeFileSync(join(home, "seen"), "");
  process.exit(
    first && process.argv.includes("--foreground") && process.env.TINYAGI_SUPERVISED === "1" ? 75 : 0,
  );
}
if (mode === "fail-twice" || mode === "crash-once") {
  const seen = existsSync(join(home, "seen")) ? readFileSync(join(home, "seen"), "utf8") : "";
  writeFileSync(join(home, "seen"), `${seen}x`);
  if (mode === "fail-twice" && seen.length < 2) {
    console.error("not yet");
    process.exit(1);
  }
  if (mode === "crash-once") {
    writeFileSync(
      file,
      JSON.stringify({ pid: process.pid, startTime: startTime(), port: 1, bootId: "b", version: "9.9.9" }),
    );
    process.exit(seen === "" ? 1 : 0);
  }
}

const server = createServer((request, response) => {
  response.writeHead(request.url === "/healthz" ? 200 : 404, { "content-type": "application/json" });
  response.end('{"ok":true}');
});
server.listen(0, "127.0.0.1", () => {
  mkdirSync(home, { recursive: true });
  const { port } = server.address();
  const info = { pid: process.pid, startTime: startTime(), port, bootId: "boot_1", version: "9.9.9" };
  writeFileSync(file, JSON.stringify(info));
});
let terms = 0;
process.on("SIGTERM", () => {
  terms += 1;
  if (mode === "ignores-term" || (mode === "slow" && terms < 2)) return;
  rmSync(file, { force: true });
  process.exit(0);
});
