import { describe, expect, test } from "vitest";
import { createBoardFixture as board } from "../../../test/board-fixture.js";

describe("projects", () => {
  test("have the shape, prefix and colour of 0.0.20, and accept their own", async () => {
    const { call, project } = await board();
    const first = await project({ name: "Website" });
    expect(first).toEqual({
      id: expect.stringMatching(/^proj_/),
      name: "Website",
      description: "",
      prefix: "WEB",
      color: "#6366f1",
      status: "active",
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    });
    expect(await project({ name: "Big Bad Wolf house" })).toMatchObject({ prefix: "BBW", color: "#ef4444" });
    const own = await project({ name: "x", prefix: "ops", color: "#123456", status: "archived" });
    expect(own).toMatchObject({ prefix: "OPS", color: "#123456", status: "archived" });
    expect((await call("GET", "/api/projects")).body.map((one: { prefix: string }) => one.prefix)).toEqual([
      "OPS",
      "BBW",
      "WEB",
    ]);
    expect((await call("GET", "/api/projects?status=archived")).body).toEqual([own]);
    expect((await call("GET", `/api/projects/${first.id}`)).body).toEqual(first);
  });

  test("have unique prefixes: a default is changed when it is taken, a chosen one is refused", async () => {
    const { call, project } = await board();
    expect((await project({ name: "Web" })).prefix).toBe("WEB");
    expect((await project({ name: "Webshop" })).prefix).toBe("WEB2");
    expect((await project({ name: "T" })).prefix).toBe("T2");
    expect((await project({ name: "プロジェクト" })).prefix).toBe("PRJ");
    const refused = await call("POST", "/api/projects", { name: "y", prefix: "web" });
    expect(refused).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    const mine = await project({ name: "Mine" });
    expect((await call("PUT", `/api/projects/${mine.id}`, { prefix: "T" })).status).toBe(409);
    expect((await call("PUT", `/api/projects/${mine.id}`, { prefix: "min" })).status).toBe(200);
  });

  test("refuse wrong input with the messages of 0.0.20", async () => {
    const { call, project } = await board();
    for (const body of [{}, { name: "" }, { name: "  " }, { name: null }])
      expect(await call("POST", "/api/projects", body)).toMatchObject({
        status: 400,
        body: { error: "name is required" },
      });
    const bad = await call("POST", "/api/projects", { name: "x", status: "gone" });
    expect(bad).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
    expect(bad.body.error).toContain("active, archived");
    for (const method of ["GET", "PUT", "DELETE"] as const)
      expect(await call(method, "/api/projects/proj_none", method === "PUT" ? {} : undefined)).toMatchObject({
        status: 404,
        body: { error: "project not found" },
      });
    const { id } = await project({ name: "x" });
    expect((await call("PUT", `/api/projects/${id}`, { name: " " })).status).toBe(400);
  });

  test("keep their tasks when they are deleted", async () => {
    const { call, project, create, get } = await board();
    const { id } = await project({ name: "Website" });
    const task = await create({ title: "a", projectId: id });
    expect(task).toMatchObject({ identifier: "WEB-1", projectId: id });
    expect((await call("DELETE", `/api/projects/${id}`)).body).toEqual({ ok: true });
    const kept = await get(task.id);
    expect(kept.identifier).toBe("WEB-1");
    expect(kept).not.toHaveProperty("projectId");
  });
});
