/** What the API says of open programs, and closing them. */
import { expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

test("open programs are listed", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  const { body } = await call("GET", "/api/programs");
  expect(body.programs).toEqual([expect.objectContaining({ agent: "coder", open: 1, bytes: null })]);
  expect(body.ahead).toEqual([{ agent: "coder", state: "too_many" }]);
});

test("closing the programs of an agent says how many, and it is recorded who did it", async () => {
  const { call, journal } = await createHandlerFixture({ agents: agents("coder") });
  const { body } = await call("POST", "/api/agents/coder/programs/close");
  expect(body).toEqual({ ok: true, closed: 1, later: 0 });
  expect(journal.newest({ limit: 1 }).events[0]).toMatchObject({
    type: "agent.programs_closed",
    data: { agent: "coder", by: "operator", closed: 1, later: 0 },
  });
});

test("an agent that does not exist has no programs to close", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  expect(await call("POST", "/api/agents/nobody/programs/close")).toMatchObject({ status: 404 });
});
