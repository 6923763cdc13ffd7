import { createMockModelServer } from "@tinyagi/testkit";
import { startBenchDaemon } from "./support/daemon.js";
import { createModelClock } from "./support/model-clock.js";
import { openReplies } from "./support/replies.js";

const clock = createModelClock();
await using model = await createMockModelServer({ script: clock.script, now: () => performance.now() });
{
  await using daemon = await startBenchDaemon(
    {
      agents: { a0: { name: "A", provider: "api", model: "mock-large" } },
      models: { api: { format: "anthropic", base_url: model.url, api_key: "mock", model: "mock-large" } },
      execution: { maxLiveAgents: 20 },
    },
    async () => {},
    {
      nodeFlags: process.env.PROF
        ? ["--cpu-prof", "--cpu-prof-dir=/tmp/h-live/prof", "--cpu-prof-interval=300"]
        : [],
    },
  );
  using replies = await openReplies(daemon);
  for (let i = 0; i < 100; i++) await replies.ask("a0", "hello there");
  const c = daemon.cpuMs();
  const t = performance.now();
  for (let i = 0; i < 300; i++) await replies.ask("a0", "hello there");
  console.log("cpu per message", (daemon.cpuMs() - c) / 300, "wall", (performance.now() - t) / 300);
}
