/** @requirement BACKUP-1 */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

test("a backup is made on demand and listed", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  expect((await call("GET", "/api/backups")).body).toEqual([]);
  const made = await call("POST", "/api/backups", {});
  expect(made.status).toBe(200);
  expect(made.body).toMatchObject({
    ok: true,
    backup: {
      version: "1.2.3",
      workspaces: "memory",
      members: expect.any(Number),
      bytes: expect.any(Number),
    },
  });
  expect(existsSync(made.body.backup.path)).toBe(true);
  expect((await call("GET", "/api/backups")).body).toMatchObject([{ name: made.body.backup.name }]);
  expect((await call("POST", "/api/backups", { workspaces: "some" })).status).toBe(400);
});

test("only one backup is made at a time", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  const both = await Promise.all([call("POST", "/api/backups", {}), call("POST", "/api/backups", {})]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});
