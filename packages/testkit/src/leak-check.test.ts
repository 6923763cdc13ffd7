import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { leakCheck } from "./leak-check.js";
import { createTempHome } from "./temp-home.js";
import { waitFor } from "./wait-for.js";

describe.runIf(process.platform === "linux")("leakCheck", () => {
  it("finds a marked process by its home, also in a separate session, until it is gone", async () => {
    await using temp = await createTempHome();
    const child = execa("/bin/sleep", ["600"], {
      detached: true,
      reject: false,
      env: { ...temp.env, TINYAGI_RUN_ID: "run-1", TINYAGI_AGENT_ID: "coder" },
      extendEnv: false,
    });
    await waitFor(() => leakCheck(temp.root).length);
    expect(leakCheck(temp.root)).toMatchObject([
      { pid: child.pid, runId: "run-1", agentId: "coder", command: "/bin/sleep 600" },
    ]);
    expect(leakCheck("/another/home")).toEqual([]);
    child.kill("SIGKILL");
    await child;
    expect(leakCheck(temp.root)).toEqual([]);
  });

  it("finds a sandbox helper whose environment was cleared, by its arguments", async () => {
    await using temp = await createTempHome();
    const program = join(temp.bin, "bwrap");
    symlinkSync("/bin/sleep", program);
    const child = execa(program, ["600"], { reject: false, env: {}, extendEnv: false });
    await waitFor(() => leakCheck(temp.root).length);
    expect(leakCheck(temp.root)).toMatchObject([{ pid: child.pid, runId: "", command: `${program} 600` }]);
    child.kill("SIGKILL");
    await child;
  });

  it("ignores processes without the mark", async () => {
    await using temp = await createTempHome();
    const child = execa("/bin/sleep", ["600"], { reject: false, env: temp.env, extendEnv: false });
    expect(leakCheck(temp.root)).toEqual([]);
    child.kill("SIGKILL");
    await child;
  });
});
