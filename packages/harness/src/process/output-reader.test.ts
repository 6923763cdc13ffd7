/** Tests floods of output: other agents get their turn, and the writer has to wait. */
import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ChildSink } from "./child-contract.js";
import { readChildOutput } from "./child-output.js";
import { createOutputReader, type OutputReaderOptions } from "./output-reader.js";
import { createWorkSlices } from "./work-slices.js";

const MIB = 1024 * 1024;
/** Number of one-millisecond lines in two slices. The test checks once per turn, which can fall between the slices. */
const SLICE_LINES_MAX = 12;
const LINE = `${"x".repeat(63)}\n`;

interface Given extends Partial<OutputReaderOptions> {
  readonly maxOutputBytes?: number;
  readonly onCapped?: () => void;
  readonly sink?: Partial<ChildSink>;
}

/** Both halves together, as they work in one process. */
function read(stdout: Readable, { maxOutputBytes = 1024 * MIB, onCapped = () => {}, ...given }: Given = {}) {
  const reader = createOutputReader({
    slices: createWorkSlices(),
    maxLineBytes: MIB,
    onLine: () => "progress",
    onErrorLine: undefined,
    ...given,
  });
  const sink = { stdout: reader.stdout, stderr: reader.stderr, ...given.sink };
  const output = readChildOutput({
    stdout,
    stderr: Readable.from([]),
    stderrMode: "tail",
    maxOutputBytes,
    sink,
    onCapped,
  });
  const drain = async () => {
    await output.drain();
    await reader.end();
  };
  return { ...reader, ...output, drain };
}

function flood(lines: number): Readable {
  return Readable.from([Buffer.from(LINE.repeat(lines))]);
}

function workFor(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** The longest series of lines read in one turn of the event loop. */
async function longestRow(work: (line: () => "progress") => Promise<unknown>): Promise<number> {
  let [longest, row, isOver] = [0, 0, false];
  const turn = () => {
    row = 0;
    if (!isOver) setImmediate(turn);
  };
  turn();
  await work(() => {
    workFor(1);
    row += 1;
    longest = Math.max(longest, row);
    return "progress";
  });
  isOver = true;
  return longest;
}

test("a flood yields to the event loop after a few milliseconds", async () => {
  const longest = await longestRow((onLine) => read(flood(200), { onLine }).drain());
  expect(longest).toBeLessThanOrEqual(SLICE_LINES_MAX);
});

test("several floods share a slice and take turns", async () => {
  const slices = createWorkSlices();
  const order: number[] = [];
  const longest = await longestRow((onLine) =>
    Promise.all(
      [0, 1, 2].map((agent) => {
        const listener = () => {
          order.push(agent);
          return onLine();
        };
        return read(flood(60), { slices, onLine: listener }).drain();
      }),
    ),
  );
  expect(longest).toBeLessThanOrEqual(SLICE_LINES_MAX);
  // All started before any of them finished.
  expect(new Set(order.slice(0, 60)).size).toBe(3);
  expect(order).toHaveLength(180);
});

test("a writer that is faster than its reader is slowed down", async () => {
  const stdout = new PassThrough();
  const block = Buffer.from(LINE.repeat(MIB / LINE.length / 16));
  let written = 0;
  let seen = 0;
  let ahead = 0;
  const output = read(stdout, {
    onLine: () => {
      seen += LINE.length;
      ahead = Math.max(ahead, written - seen);
      return "progress";
    },
  });
  for (let blocks = 0; blocks < 128; blocks += 1) {
    written += block.length;
    if (!stdout.write(block)) await new Promise((resolve) => stdout.once("drain", resolve));
  }
  stdout.end();
  await output.drain();
  expect(seen).toBe(8 * MIB);
  expect(ahead).toBeLessThan(4 * block.length);
});

test("all output of an exited process is read before the outcome", async () => {
  const lines: string[] = [];
  const onLine = (line: string) => {
    workFor(0.2);
    lines.push(line);
    return "progress" as const;
  };
  await read(Readable.from([Buffer.from(LINE.repeat(500)), Buffer.from("last")]), { onLine }).drain();
  expect(lines).toHaveLength(501);
  expect(lines.at(-1)).toBe("last");
});

test("output beyond the limit is not passed on, and the limit is reported once", async () => {
  let [lines, capped] = [0, 0];
  const output = read(Readable.from([Buffer.from("a\n"), Buffer.from("b\n"), Buffer.from("c\n")]), {
    maxOutputBytes: 2,
    onLine: () => {
      lines += 1;
      return "progress";
    },
    onCapped: () => {
      capped += 1;
    },
  });
  await output.drain();
  expect([lines, capped, output.bytes()]).toEqual([1, 1, 2]);
});

test("a chunk that nobody takes yet is not silence, and the end waits for it", async () => {
  const stdout = new PassThrough();
  const offered: { bytes: Buffer; take: () => void }[] = [];
  const output = read(stdout, {
    sink: { stdout: (bytes) => new Promise((take) => offered.push({ bytes, take })) },
  });
  stdout.write("slow");
  await expect.poll(() => offered.length).toBe(1);
  expect(output.silenceMs()).toBe(0);
  let drained = false;
  const drain = output.drain().then(() => {
    drained = true;
  });
  // Twice as long as the end takes for a pipe that stays open and silent, with nothing left to take.
  await read(new PassThrough()).drain();
  await read(new PassThrough()).drain();
  expect(drained).toBe(false);
  offered[0]?.take();
  await drain;
  expect(offered.map(({ bytes }) => bytes.toString())).toEqual(["slow"]);
});

test("output without progress is measured from its first byte, and a line that is progress ends it", async () => {
  const verdicts: ("progress" | "waiting")[] = ["waiting", "progress"];
  const reader = createOutputReader({
    slices: createWorkSlices(),
    maxLineBytes: MIB,
    onLine: () => verdicts.shift() ?? "progress",
    onErrorLine: undefined,
  });
  expect(reader.waitingMs()).toBeUndefined();
  await reader.stdout(Buffer.from("again\n"));
  expect(reader.waitingMs()).toBeGreaterThanOrEqual(0);
  await reader.stdout(Buffer.from("done\n"));
  expect(reader.waitingMs()).toBeUndefined();
});
