// A worker that only says that it runs. For tests of the service.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(process.env.TINYAGI_HOME ?? "", "worker-process.json");
const stat = readFileSync("/proc/self/stat", "utf8");
const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
const info = { pid: process.pid, startTime: `${boot}:${ticks}`, version: "9.9.9", welcomed: true };
writeFileSync(file, JSON.stringify(info));
const beat = setInterval(() => {}, 1_000);
process.on("SIGTERM", () => {
  rmSync(file, { force: true });
  clearInterval(beat);
});
