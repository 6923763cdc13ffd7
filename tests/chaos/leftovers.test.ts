/** Neither crashes nor normal work leave files, rows or processes behind that accumulate. */
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { expect, it } from "vitest";
import { createChaosHome, SWARM } from "./support/chaos-home.js";
import { createRandom } from "./support/random.js";
import { drawMessage } from "./support/workload.js";

const SEED = 7;
const MESSAGES = 60;
/** A connection more or less that is just being opened. */
const SLACK = 2;

it("clears the files of runs that were killed with their daemon", async () => {
  await using chaos = await createChaosHome();
  const files = () => [join(chaos.temp.home, "run"), join(chaos.temp.root, "tmp")].flatMap(namesIn);
  const daemon = await chaos.host.start({ failpoints: "run.mid-stream=kill@3" });
  const sent = SWARM.map((agent) => chaos.sender.send({ id: agent, agent, text: "work #slow#", replies: 1 }));
  await daemon.exited;
  const left = files();
  expect(left).not.toEqual([]);
  await chaos.host.start();
  await Promise.all(sent);
  await chaos.settle();
  expect(files().filter((name) => left.includes(name))).toEqual([]);
});

it.runIf(existsSync("/proc/self/fd"))("holds no more files open after its work than before", async () => {
  await using chaos = await createChaosHome();
  const { pid } = await chaos.host.start();
  const open = () => readdirSync(`/proc/${pid}/fd`).length;
  const random = createRandom(SEED);
  // One request after the other: parallel ones would leave kept-alive connections behind, which are the client's.
  const work = async (name: string, count: number) => {
    for (let n = 0; n < count; n += 1) await chaos.sender.send(drawMessage(random, `${name}-${n}`));
    await chaos.settle();
  };
  await work("warm", MESSAGES / 4);
  const base = open();
  await work("load", MESSAGES);
  await waitFor(() => open() <= base + SLACK, { what: "the files to be closed" });
  expect(await chaos.judge()).toEqual([]);
});

/**
 * Files with their identity, so that a recreated file, such as the daemon's socket, counts as another one. An agent's
 * folder for the tokens of its runs is kept, so that it can be closed to other agents.
 */
function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { ino, ctimeMs } = lstatSync(path);
      return `${path} (${ino}, ${ctimeMs})`;
    });
}
