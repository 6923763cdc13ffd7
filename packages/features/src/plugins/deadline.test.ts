import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("fires in a process that waits for nothing else", () => {
  const script = `
    import { createSystemClock } from ${JSON.stringify(new URL("../../../base/src/clock.ts", import.meta.url).href)};
    import { withDeadline } from ${JSON.stringify(new URL("./deadline.ts", import.meta.url).href)};
    await withDeadline(createSystemClock(), 20, () => new Promise(() => {})).catch((error) => console.log(error.message));
    await withDeadline(createSystemClock(), 60_000, () => "done in time").then(console.log);
  `;
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--conditions=@tinyagi/source", "--import", "tsx", "--input-type=module", "--eval", script],
    { encoding: "utf8" },
  );
  expect(stdout).toBe("it took longer than 20 ms\ndone in time\n");
  // No timer remains that would keep the process alive for the minute.
  expect(status).toBe(0);
});
