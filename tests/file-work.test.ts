/** The file work of a run: what the daemon opens, reads, creates and removes in workspaces and in its folder of runs. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { createTinyAgentBin, waitFor } from "@tinyagi/testkit";
import { expect, onTestFinished, test, vi } from "vitest";
import { startTestDaemon, testHome } from "../packages/daemon/src/fixture.js";

const NAMES = [
  ...["access", "chmod", "link", "lstat", "mkdir", "mkdtemp", "open", "opendir", "readFile", "readdir"],
  ...["readlink", "realpath", "rename", "rm", "rmdir", "stat", "statfs", "symlink", "unlink", "writeFile"],
];

type Call = (...args: unknown[]) => unknown;

/** Records the operations of this process on paths that `isCounted` accepts, until the test ends. */
function recordFileWork(isCounted: (path: string) => boolean): string[] {
  const recorded: string[] = [];
  const undo: (() => void)[] = [];
  const watch = (module: object, name: string) => {
    const real: unknown = Reflect.get(module, name);
    if (typeof real !== "function") return;
    const watched: Call = (...args) => {
      if (isCounted(String(args[0]))) recorded.push(`${name} ${String(args[0])}`);
      return (real as Call).apply(module, args);
    };
    Reflect.set(module, name, Object.assign(watched, real));
    undo.push(() => void Reflect.set(module, name, real));
  };
  for (const name of NAMES) {
    watch(fs.promises, name);
    watch(fs, name);
    watch(fs, `${name}Sync`);
  }
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  });
  return recorded;
}

/** The operations of one run of an agent that has run before, in a home with `count` agents. */
async function workOfOneRun(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_unused, index) => `a${index}`);
  const agents = Object.fromEntries(
    ids.map((id) => [id, { name: id, provider: "anthropic", model: "sonnet" }]),
  );
  const bin = await createTinyAgentBin(join(testHome().home, "bin"));
  const place = testHome({ agents }, { PATH: `${bin.dir}:${process.env.PATH ?? ""}` });
  const root = join(place.home, "..");
  const counted = [join(root, "ws"), join(place.home, "run")];
  const daemon = await startTestDaemon(place);
  let sent = 0;
  const run = async () => {
    sent += 1;
    const body = JSON.stringify({ message: "hello", agent: "a1", messageId: `m${sent}` });
    expect((await daemon.call("/api/message", { method: "POST", body })).status).toBe(200);
    await waitFor(
      async () => (await daemon.json<{ completed: number }>("/api/queue/status")).completed === sent,
    );
  };
  // The first run provisions, the second one remembers what it read.
  await run();
  await run();
  const recorded = recordFileWork((path) => counted.some((folder) => path.startsWith(folder)));
  await run();
  return recorded
    .map((one) => one.replace(root, "").replace(/(run_|claude-|skills-|git-)[\w-]+/, "$1…"))
    .sort();
}

test("is small, and the same with 3 and with 300 agents", async () => {
  // What changed a moment ago is read again, so that no edit is missed; this run comes an hour later.
  const realNow = Date.now.bind(Date);
  const now = vi.spyOn(Date, "now").mockImplementation(() => realNow() + 3_600_000);
  onTestFinished(() => now.mockRestore());
  const few = await workOfOneRun(3);
  const many = await workOfOneRun(300);
  expect(many).toEqual(few);
  expect(few.length).toBeLessThanOrEqual(18);
});
