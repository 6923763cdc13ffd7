// What scripted programs write at their worst. Each function resolves when all of it was written.
// Guarantees: bounded, and the same bytes at each call.
import { once } from "node:events";

const HUGE_CHUNKS = 200;
const CHUNK = Buffer.alloc(1024 * 1024, "x");
/** Deeper than `JSON.stringify` can follow. */
const DEPTH = 20_000;

async function write(stream, bytes) {
  if (!stream.write(bytes)) await once(stream, "drain");
}

/** A line of 200 MB. */
export async function writeHugeLine() {
  for (let at = 0; at < HUGE_CHUNKS; at += 1) await write(process.stdout, CHUNK);
  await write(process.stdout, "\n");
}

/** 50 MB on stderr, with letters that are cut. */
export async function floodErrors() {
  for (let at = 0; at < HUGE_CHUNKS / 4; at += 1) await write(process.stderr, CHUNK);
  await write(process.stderr, Buffer.of(0xf0, 0x9f, 0x0a));
}

/** A line whose every byte comes for itself: each letter of several bytes is cut. */
export async function writeBytes(line) {
  for (const byte of Buffer.from(`${line}\n`)) {
    await write(process.stdout, Buffer.of(byte));
    await new Promise(setImmediate);
  }
}

/** JSON that can be read, and not be written again. */
export const DEEP_JSON = `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`;

/** Words with letters of one to four bytes. */
export const LETTERS = "Grüße 世界 👍🏽";
