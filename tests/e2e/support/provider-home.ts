/** A home whose agents use the mock provider through one harness, with further providers that fail. */
import { createMockModelServer, type MockModelServer, type MockScript } from "@tinyagi/testkit";
import { agentCliPath } from "./agent-clis.js";
import { openStage, type Stage } from "./stage.js";

export const KEY = "sk-mock-canary-1234567890";

export interface ProviderHome extends AsyncDisposable {
  readonly stage: Stage;
  readonly model: MockModelServer;
}

export async function openProviderHome(
  harness: "api" | "opencode",
  script: MockScript,
  more: object = {},
): Promise<ProviderHome> {
  const model = await createMockModelServer({ script });
  const provider = (name: string, baseUrl: string) => ({
    name,
    harness,
    base_url: baseUrl,
    api_key: KEY,
    model: "m1",
  });
  const agent = { name: "Coder", provider: "custom:mock", model: "" };
  const path = harness === "opencode" ? [agentCliPath()] : [];
  const stage = await openStage({
    path,
    settings: {
      default_agent: "coder",
      agents: { coder: agent, careful: { ...agent, name: "Careful", permissions: "ask" }, ...more },
      custom_providers: {
        mock: provider("Mock", model.openaiUrl),
        // Nothing listens there.
        gone: provider("Gone", "http://127.0.0.1:9/v1"),
      },
      execution: { retryBaseMs: 40 },
    },
  });
  return {
    stage,
    model,
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await model.close();
      }
    },
  };
}
