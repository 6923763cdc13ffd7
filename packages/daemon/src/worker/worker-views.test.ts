/** What is shown of a worker with another release of TinyAGI. @requirement WORKER-1 */
import { settingsSchema } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { VERSION } from "../version.js";
import { NAME } from "./fixture.js";
import type { WorkerEngine } from "./worker-engine.js";
import { workerView } from "./worker-views.js";

const settings = settingsSchema.parse({
  agents: { tinyagi: { name: "TinyAGI", provider: "demo", model: "" } },
  execution: { workers: { [NAME]: { slots: 2 } } },
  default_agent: "tinyagi",
});

/** @param joined the release that it joined with @param said what it says in its session; undefined without one, null of an older one */
function shown(joined: string, said: string | null | undefined) {
  const session =
    said === undefined ? null : { slots: 2, release: said, machine: null, nextIn: 0, nextOut: 0 };
  const engine = partial<WorkerEngine>({
    places: partial<WorkerEngine["places"]>({
      hubOf: () =>
        partial<NonNullable<ReturnType<WorkerEngine["places"]["hubOf"]>>>({
          isSilent: () => session === null,
          state: () => partial({ session, runs: new Map() }),
        }),
    }),
    files: partial<WorkerEngine["files"]>({
      credential: () => ({ key: "", digest: "", release: joined, joinedAt: 1 }),
    }),
    machine: () => null,
    invitations: partial<WorkerEngine["invitations"]>({ until: () => undefined }),
  });
  const { release, otherRelease } = workerView(NAME, settings, engine);
  return { release, otherRelease };
}

test.for([
  ["the same release", VERSION, VERSION, VERSION, false],
  ["another one in its session", VERSION, "0.0.1", "0.0.1", true],
  ["one that was updated since it joined", "0.0.1", VERSION, VERSION, false],
  ["another one that does not say it in its session", "0.0.1", null, "0.0.1", true],
  ["another one that is away", "0.0.1", undefined, "0.0.1", true],
  ["one that never said it", "", undefined, "", false],
] as const)("%s", ([, joined, said, release, otherRelease]) => {
  expect(shown(joined, said)).toEqual({ release, otherRelease });
});
