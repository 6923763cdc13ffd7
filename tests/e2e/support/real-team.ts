/**
 * A team of real agent CLIs whose model is the mock provider: `lead` and `coder` are claude, `reviewer` and `writer`
 * are codex. A block that TinyAGI writes into the system prompt identifies the agent of a model request.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AgentStep,
  createMockModelServer,
  type MockModelServer,
  type MockScript,
  type RecordedRequest,
  scriptByAgent,
} from "@tinyagi/testkit";
import { agentCliPath } from "./agent-clis.js";
import { openStage, type Stage } from "./stage.js";

/** Matches the agent's id in the system prompt of every harness. */
const MARKER = /### You\n- `@([\w-]+)`/;

const CODEX_AGENTS = ["reviewer", "writer"];

export interface RealTeam extends AsyncDisposable {
  readonly stage: Stage;
  readonly model: MockModelServer;
  /** Model requests of one agent, in order. */
  listRequests(agent: string): RecordedRequest[];
}

export type TeamScript = Readonly<Record<string, readonly AgentStep[] | MockScript>>;

/**
 * Opens a stage with the team; `more` is merged over the settings.
 *
 * @param without - agents that use the model directly, which is quick
 */
export async function openRealTeam(
  script: TeamScript,
  more: object = {},
  without: { readonly coder?: "api" } = {},
): Promise<RealTeam> {
  const path = [agentCliPath()];
  const model = await createMockModelServer({ script: teamScript(script) });
  const stage = await openStage({ path, settings: { ...teamSettings(model, without), ...more } });
  for (const agent of CODEX_AGENTS) takePlaceOfSkills(join(stage.place.workspace, agent));
  return {
    stage,
    model,
    listRequests: (agent) => model.turns().filter((request) => MARKER.exec(request.system)?.[1] === agent),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await model.close();
      }
    },
  };
}

/**
 * codex reads each skill through processes of its sandbox, which takes seconds at every start. Where a file takes the place
 * of their folder, TinyAGI leaves it alone, and there are none. Tests of skills have homes of their own.
 */
function takePlaceOfSkills(workspace: string): void {
  mkdirSync(join(workspace, ".agents"), { recursive: true });
  writeFileSync(join(workspace, ".agents", "skills"), "");
}

/** A script for the agents of the team. */
export function teamScript(script: TeamScript): MockScript {
  return scriptByAgent(script, { marker: MARKER });
}

function teamSettings(model: MockModelServer, { coder }: { readonly coder?: "api" }): object {
  const claude = { provider: "custom:mock-claude", model: "claude-sonnet-4-6" };
  const codex = { provider: "custom:mock-codex", model: "gpt-5.4" };
  const api = { provider: "custom:mock-api", model: "mock-large" };
  return {
    default_agent: "lead",
    agents: {
      lead: { name: "Lead", role: "plans", ...claude },
      coder: { name: "Coder", role: "writes code", ...(coder === "api" ? api : claude) },
      reviewer: { name: "Reviewer", role: "reviews", ...codex },
      writer: { name: "Writer", role: "writes texts", ...codex },
    },
    teams: { dev: { name: "Dev", agents: ["lead", "coder", "reviewer", "writer"], leader_agent: "lead" } },
    custom_providers: {
      "mock-claude": { name: "Mock A", harness: "claude", base_url: model.url, api_key: "sk-mock-anthropic" },
      "mock-api": { name: "Mock D", harness: "api", base_url: model.openaiUrl, api_key: "sk-mock-api" },
      "mock-codex": {
        name: "Mock O",
        harness: "codex",
        base_url: model.openaiUrl,
        api_key: "sk-mock-openai",
      },
    },
  };
}
