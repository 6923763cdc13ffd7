/** What lifecycle events cost on disk, indexes included. @requirement TRACE-4 */
import { statSync } from "node:fs";
import { createIds, SILENT_LOG } from "@tinyagi/base";
import { createJournal } from "@tinyagi/kernel";
import { expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";

const BYTES_MAX = 300;
const RUNS = 2_000;

test("the lifecycle events of a run with tools, a handoff and a retry take at most 300 bytes each on average", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const newId = createIds();
  const size = () => {
    store.db.pragma("wal_checkpoint(TRUNCATE)");
    return statSync(store.db.name).size;
  };
  const before = size();
  for (let n = 0; n < RUNS; n += 1) {
    const runId = newId("run");
    const agent = "developer";
    const scope = { conversationId: newId("conv"), runId, messageRowId: 100_000 + n, agentId: agent };
    store.writeNow(() => {
      journal.append(
        "run.started",
        {
          agent,
          agentName: "Developer",
          fromAgent: "leader",
          harness: "claude",
          provider: "anthropic",
          model: "claude-opus-4-6",
          attempt: 1,
          parentRunId: newId("run"),
          rootRunId: newId("run"),
          depth: 2,
        },
        scope,
      );
      journal.append("run.spawned", { agent, pid: 4_000_000 }, scope);
      const call = { agent, name: "Bash", callId: "toolu_01ABCDEFGHIJKLMNOPQRSTUV" };
      journal.append("run.tool_started", call, scope);
      journal.append("run.tool_completed", { ...call, failed: false }, scope);
      const usage = { inputTokens: 123_456, outputTokens: 1_234, cachedTokens: 100_000 };
      journal.append(
        "run.model_completed",
        { agent, model: "claude-opus-4-6", durationMs: 12_345, usage },
        scope,
      );
      journal.append("run.permission_denied", { agent, tool: "WebFetch" }, scope);
      journal.append(
        "handoff.created",
        { fromAgent: agent, toAgent: "reviewer", team: "dev", hop: 2, messageRowId: 100_001 },
        scope,
      );
      journal.append(
        "run.failed",
        { agent, class: "transient", error: "the line was cut", willRetry: true },
        scope,
      );
    });
  }
  const bytes = (size() - before) / (RUNS * 8);
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
  // Far below would mean that nothing was measured.
  expect(bytes).toBeGreaterThan(100);
});
