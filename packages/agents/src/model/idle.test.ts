/** Silence of a provider, over real HTTP. */

import { expect, it } from "vitest";
import { createMockModelServer } from "../../../testkit/src/index.js";
import { PROVIDERS } from "../../test-support/providers.js";
import { userMessage } from "./model.js";
import { createModel } from "./provider.js";

const request = { system: undefined, messages: [userMessage("hi")], tools: [] };
const io = () => ({ signal: new AbortController().signal, onText: () => {} });

it.each(PROVIDERS)("an answer of %s that stalls ends as a transient failure", async (_name, modelAt) => {
  await using server = await createMockModelServer({ script: () => ({ text: "half", stall: true }) });
  const model = createModel({ ...modelAt(server), settings: { idleTimeoutMs: 2_000 } });
  await expect(model.stream(request, io())).rejects.toMatchObject({
    class: "transient",
    message: expect.stringContaining("produced no output"),
  });
  await expect.poll(() => server.requests[0]?.aborted).toBe(true);
});

it.each(PROVIDERS)("an answer of %s that never begins ends the same way", async (_name, modelAt) => {
  await using server = await createMockModelServer({ script: () => ({ text: "late", delayMs: 60_000 }) });
  const model = createModel({ ...modelAt(server), settings: { idleTimeoutMs: 100 } });
  await expect(model.stream(request, io())).rejects.toMatchObject({ class: "transient" });
});

it.each(PROVIDERS)(
  "an answer of %s that keeps coming may take longer than the limit",
  async (_n, modelAt) => {
    const text = "a slow but steady answer";
    await using server = await createMockModelServer({
      script: () => ({ text, chunks: 24, chunkDelayMs: 90 }),
    });
    const model = createModel({ ...modelAt(server), settings: { idleTimeoutMs: 1_500 } });
    await expect(model.stream(request, io())).resolves.toMatchObject({ finishReason: "stop" });
  },
);
