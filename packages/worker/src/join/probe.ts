/** Whether a worker reaches its engine, and is let in: asks once, as the worker. */
import { openEngine } from "../engine/connection.js";
import { streamsOf } from "../engine/streams.js";
import type { Joined } from "../joined.js";
import { noteErrors } from "./engine-errors.js";

const RETRY_MS = 100;

export type Probe =
  | { readonly kind: "ready"; readonly delayMs: number }
  /** `refused`: the worker was removed. `reason`: what the engine, or the way to it, said. */
  | { readonly kind: "refused" | "unreachable"; readonly reason: string };

export async function probeEngine({ url, ca, homeId, name }: Joined, timeoutMs: number): Promise<Probe> {
  const noted = noteErrors();
  await using engine = await openEngine({ url, ...(ca === undefined ? {} : { ca }), onError: noted.add });
  const until = performance.now() + timeoutMs;
  while (performance.now() < until && !noted.isDenied()) {
    try {
      const began = performance.now();
      await engine.read(streamsOf(homeId, name).down, "0-0", 1);
      return { kind: "ready", delayMs: performance.now() - began };
    } catch (error) {
      noted.add(error);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  return { kind: noted.isDenied() ? "refused" : "unreachable", reason: noted.reason() };
}
