/**
 * The pieces whose vectors are nearest to that of a question: all of them are compared, so that none is missed. Guarantees:
 * reads a bounded part at a time and lets other work in between.
 */
import { setImmediate } from "node:timers/promises";
import type { Store } from "@tinyagi/kernel";
import { type Embedded, VECTORS_MAX } from "./embedder.js";

const READ_AT_ONCE = 1_000;
const FLOAT_BYTES = 4;

export interface Near {
  piece: number;
  /** The cosine, from -1 to 1. */
  nearness: number;
}

/** Nearest first. `mismatched`: vectors of this maker have other dimensions than the question. */
export async function findNear(
  { company }: Store,
  { vector, maker }: Embedded,
  limit: number,
): Promise<{ near: Near[]; mismatched: boolean }> {
  const all: Near[] = [];
  let [last, mismatched] = [-1, false];
  for (let read = 0; read < VECTORS_MAX; read += READ_AT_ONCE) {
    const rows = company.vectorsAfter(last, READ_AT_ONCE);
    for (const row of rows) {
      if (row.maker !== maker) continue;
      if (row.vector.byteLength === vector.length * FLOAT_BYTES)
        all.push({ piece: row.piece, nearness: cosine(vector, row.vector) });
      else mismatched = true;
    }
    last = rows.at(-1)?.piece ?? last;
    if (rows.length < READ_AT_ONCE) break;
    await setImmediate();
  }
  return { near: all.sort((a, b) => b.nearness - a.nearness).slice(0, limit), mismatched };
}

function cosine(vector: Float32Array, stored: Buffer): number {
  // Floats must begin at a multiple of four, which a part of a larger buffer need not do.
  const bytes = stored.byteOffset % FLOAT_BYTES === 0 ? stored : Buffer.from(Uint8Array.from(stored).buffer);
  const other = new Float32Array(bytes.buffer, bytes.byteOffset, vector.length);
  let sum = 0;
  for (let at = 0; at < vector.length; at += 1) sum += (vector[at] ?? 0) * (other[at] ?? 0);
  return sum;
}
