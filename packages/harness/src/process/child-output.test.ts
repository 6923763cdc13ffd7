import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { readChildOutput } from "./child-output.js";

/** Reads two streams whose bytes are taken only when `take` is called. */
function reading() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const offered: string[] = [];
  const waiting: (() => void)[] = [];
  const output = readChildOutput({
    stdout,
    stderr,
    stderrMode: "stream",
    maxOutputBytes: 1_000,
    onCapped: () => {},
    sink: {
      stdout(bytes) {
        offered.push(bytes.toString());
        return new Promise<void>((resolve) => waiting.push(resolve));
      },
      stderr: () => undefined,
    },
  });
  return { stdout, output, offered, take: () => waiting.shift()?.() };
}

test("the next bytes wait until the previous ones were taken, also when Node resumes the stream at the exit", async () => {
  const { stdout, offered, take } = reading();
  stdout.write("one ");
  await vi.waitFor(() => expect(offered).toHaveLength(1));
  stdout.write("two ");
  stdout.resume();
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(offered).toEqual(["one "]);
  take();
  await vi.waitFor(() => expect(offered).toEqual(["one ", "two "]));
});

test("a drain ends after the last bytes were taken", async () => {
  const { stdout, output, offered, take } = reading();
  const streams = { one: "one ", two: "two " };
  stdout.write(streams.one);
  await vi.waitFor(() => expect(offered).toHaveLength(1));
  stdout.end(streams.two);
  stdout.resume();
  let drained = false;
  const drain = output.drain().then(() => {
    drained = true;
  });
  take();
  await vi.waitFor(() => expect(offered).toEqual(["one ", "two "]));
  expect(drained).toBe(false);
  take();
  await drain;
});
