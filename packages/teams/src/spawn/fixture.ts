/** For property tests: one daemon after the other over one store; each but the last stops or is killed. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import {
  copyAsKilled,
  createEngineFixture,
  type EngineFixture,
  type EngineFixtureOptions,
} from "../conversation/fixture.js";

/** How a daemon ends, and after how many of its events, if its work takes so long. */
export interface Life {
  end: "stop" | "kill";
  after: number;
}

export const lives = fc.array(
  fc.record<Life>({ end: fc.constantFrom("stop", "kill"), after: fc.integer({ min: 1, max: 60 }) }),
  { minLength: 1, maxLength: 3 },
);

const POLL = { timeout: 60_000, interval: 1 };

export interface Lives {
  options: Omit<EngineFixtureOptions, "folder">;
  plan: readonly Life[];
  /** Gives the first daemon its work. */
  begin: (first: EngineFixture) => Promise<unknown>;
  /** After each end: nothing of this daemon runs any more. */
  onDeath: () => void;
}

export interface LastLife extends AsyncDisposable {
  it: EngineFixture;
  /** How many daemons were killed with work left. */
  kills: number;
}

/** @returns the last daemon; the caller closes it */
export async function liveThrough({ options, plan, begin, onDeath }: Lives): Promise<LastLife> {
  let folder = await mkdtemp(join(tmpdir(), "tinyagi-lives-"));
  let kills = 0;
  for (const [index, life] of plan.entries()) {
    const it = await createEngineFixture({ ...options, folder });
    const killed = life.end === "kill" ? killAfter(it, life.after) : () => undefined;
    if (index === 0) await begin(it);
    await expect.poll(() => it.replies().length > 0 || it.events.length >= life.after, POLL).toBe(true);
    await it[Symbol.asyncDispose]();
    onDeath();
    const left = killed();
    if (left === undefined) continue;
    await rm(folder, { recursive: true, force: true });
    folder = left;
    kills += 1;
  }
  const it = await createEngineFixture({ ...options, folder });
  return {
    it,
    kills,
    async [Symbol.asyncDispose]() {
      await it[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Copies the files within the event, before anything else that follows from its commit.
 *
 * @returns the folder that the killed daemon leaves; undefined before it is killed
 */
function killAfter(it: EngineFixture, after: number): () => string | undefined {
  let left: string | undefined;
  it.journal.subscribe(() => {
    if (left === undefined && it.events.length >= after) left = copyAsKilled(it.folder);
  });
  return () => left;
}
