/** For tests: a board with two agents and a team, called over HTTP. */
import { expect } from "vitest";
import { agents, createHandlerFixture, type Script } from "../src/handlers/fixture.js";

const settings = {
  agents: agents("coder", "reviewer"),
  teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
  execution: { maxAttempts: 1 },
};

export async function createBoardFixture(scripts: Record<string, Script> = {}) {
  const fixture = await createHandlerFixture(settings, scripts);
  const { call } = fixture;
  return {
    ...fixture,
    async create(body: object) {
      const answer = await call("POST", "/api/tasks", body);
      expect(answer).toMatchObject({ status: 200, body: { ok: true } });
      return answer.body.task;
    },
    async project(body: object) {
      return (await call("POST", "/api/projects", body)).body.project;
    },
    async get(id: string) {
      return (await call("GET", `/api/tasks/${id}`)).body;
    },
    comments: async (id: string) => (await call("GET", `/api/tasks/${id}/comments`)).body,
    conversations: async () => (await call("GET", "/api/conversations")).body,
  };
}
