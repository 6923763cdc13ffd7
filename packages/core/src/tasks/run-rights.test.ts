import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createTempStore, repeatingStore } from "../store/fixture.js";
import type { Store } from "../store/store.js";
import { createRunRights, RUN_COMMENTS_MAX, RUN_TASKS_MAX } from "./run-rights.js";

const RUN = { runId: "run_1", agentId: "coder", conversationId: "c1" };
const LIMITED = { code: "RATE_LIMITED" };

async function makeTasks(store: Store, count: number, rights: ReturnType<typeof createRunRights>) {
  const made = Array.from({ length: count }, (_, index) =>
    store.write(() => rights.count(RUN, { taskId: `t${index}-${Math.random()}` })),
  );
  return await Promise.allSettled(made);
}

test("a storage fault uses up nothing of what a run may make", async () => {
  await using temp = createTempStore();
  const store = repeatingStore(temp.store);
  const rights = createRunRights({ store: temp.store, settings: () => settingsSchema.parse({}) });
  for (let index = 0; index < RUN_TASKS_MAX; index += 1) {
    const taskId = () => `task_${Math.random()}`;
    await store.write(() => rights.count(RUN, { taskId: taskId() }));
  }
  for (let index = 0; index < RUN_COMMENTS_MAX; index += 1)
    await store.write(() => rights.count(RUN, "comment"));
  await expect(store.write(() => rights.count(RUN, { taskId: "one more" }))).rejects.toMatchObject(LIMITED);
  await expect(store.write(() => rights.count(RUN, "comment"))).rejects.toMatchObject(LIMITED);
});

test("a run cannot pass its limit with many tasks at once", async () => {
  await using temp = createTempStore();
  const rights = createRunRights({ store: temp.store, settings: () => settingsSchema.parse({}) });
  const outcomes = await makeTasks(temp.store, RUN_TASKS_MAX + 5, rights);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(RUN_TASKS_MAX);
});
