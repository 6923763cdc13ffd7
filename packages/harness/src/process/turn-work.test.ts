/** What a kept program starts between its turns is its own; what it starts in one is ended with it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { livingGroupMembers } from "@tinyagi/base/process-table";
import { expect, onTestFinished, test } from "vitest";
import { createTurnWork } from "./turn-work.js";

/** A program that starts a process for each line, and says its pid. */
const PROGRAM = "while read -r line; do sleep 621 >/dev/null 2>&1 & echo $!; done";

function openProgram() {
  const program = spawn("sh", ["-c", PROGRAM], { detached: true });
  const leader = program.pid ?? 0;
  onTestFinished(() => void process.kill(-leader, "SIGKILL"));
  const lines = createInterface({ input: program.stdout });
  const startOne = async () => {
    const said = once(lines, "line");
    program.stdin.write("one\n");
    return Number((await said)[0]);
  };
  return {
    leader,
    startOne,
    work: createTurnWork({ leader, contained: { processes: async () => [] }, mark: "" }),
  };
}

test.runIf(process.platform === "linux")(
  "what a program starts between two turns runs on, and what a turn starts does not",
  async () => {
    const { leader, startOne, work } = openProgram();
    const first = await startOne();
    await work.begin();
    expect(await work.end(false)).toEqual({ clean: true });
    const between = await startOne();
    await work.begin();
    const ofTurn = await startOne();
    expect(await work.end(false)).toMatchObject({ clean: true, left: { count: 1, commands: ["sleep 621"] } });
    const living = await livingGroupMembers(leader);
    expect(living).toEqual(expect.arrayContaining([first, between]));
    expect(living).not.toContain(ofTurn);
  },
);
