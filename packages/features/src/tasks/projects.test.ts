import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADA, createBoardFixture as board, toRefusal } from "./fixture.js";

describe("projects", () => {
  test("get a unique prefix and a colour, and keep given ones", async () => {
    await using fixture = board();
    const { projects, clock } = fixture;
    const first = await projects.create({ name: " Website " }, "Ada");
    const second = await projects.create(
      { name: "Web shop", prefix: "shop", color: "#000000", status: "archived" },
      "Ada",
    );
    const third = await projects.create({ name: "Webmail", description: "d" }, "Ada");
    expect([first, second, third].map(({ name, prefix, status }) => [name, prefix, status])).toEqual([
      ["Website", "WEB", "active"],
      ["Web shop", "SHOP", "archived"],
      ["Webmail", "WEB2", "active"],
    ]);
    expect(first.color).not.toBe(third.color);
    expect(projects.get(third.id)).toEqual(third);
    expect(third).toMatchObject({ description: "d", created_at: clock.now() });
    expect(projects.list({ limit: 9, status: "active" }).map((row) => row.prefix)).toEqual(["WEB2", "WEB"]);
    expect(fixture.events()).toEqual(["project.created", "project.created", "project.created"]);
  });

  test.each(["WEB", "web", "T", "t"])("the prefix %s is taken and refused", async (prefix) => {
    await using fixture = board();
    const { projects } = fixture;
    await projects.create({ name: "Website" }, "Ada");
    const other = await projects.create({ name: "Other" }, "Ada");
    expect(await toRefusal(projects.create({ name: "x", prefix }, "Ada"))).toBe("CONFLICT");
    expect(await toRefusal(projects.update(other.id, { prefix }, "Ada"))).toBe("CONFLICT");
    expect(projects.get(other.id)).toEqual(other);
  });

  test("a changed prefix is free for others, and no identifier is issued twice", async () => {
    await using fixture = board();
    const { projects, tasks } = fixture;
    const first = await projects.create({ name: "Website" }, "Ada");
    await tasks.create({ title: "a", projectId: first.id }, ADA);
    expect((await projects.update(first.id, { prefix: "web" }, "Ada")).prefix).toBe("WEB");
    await projects.update(first.id, { prefix: "site" }, "Ada");
    expect((await tasks.create({ title: "b", projectId: first.id }, ADA)).identifier).toBe("SITE-1");
    const second = await projects.create({ name: "Webmail" }, "Ada");
    expect(second.prefix).toBe("WEB");
    expect((await tasks.create({ title: "c", projectId: second.id }, ADA)).identifier).toBe("WEB-2");
    expect(tasks.get("WEB-1").title).toBe("a");
  });

  test("deleting one keeps its tasks, and its prefix keeps its count", async () => {
    await using fixture = board();
    const { projects, tasks } = fixture;
    const first = await projects.create({ name: "Website" }, "Ada");
    await tasks.create({ title: "a", projectId: first.id }, ADA);
    await projects.remove(first.id, "Ada");
    expect(tasks.get("WEB-1").project_id).toBeNull();
    const again = await projects.create({ name: "Website" }, "Ada");
    expect((await tasks.create({ title: "b", projectId: again.id }, ADA)).identifier).toBe("WEB-2");
    expect(() => projects.get(first.id)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    for (const attempt of [projects.remove(first.id, "Ada"), projects.update(first.id, { name: "x" }, "Ada")])
      expect(await toRefusal(attempt)).toBe("NOT_FOUND");
  });

  test("an update changes what is given and nothing else", async () => {
    await using fixture = board();
    const { projects, clock } = fixture;
    const made = await projects.create({ name: "Website", description: "d" }, "Ada");
    clock.advance(5);
    expect(await projects.update(made.id, { name: " New " }, "Ada")).toEqual({
      ...made,
      name: "New",
      updated_at: clock.now(),
    });
    const rest = { description: "", color: "#111111", status: "archived" } as const;
    expect(await projects.update(made.id, rest, "Ada")).toMatchObject({ name: "New", ...rest });
  });
});

test("identifiers are never issued twice, even when projects and tasks change or are deleted", async () => {
  const action = fc.record({
    kind: fc.constantFrom("project", "rename", "drop", "task", "task", "remove"),
    pick: fc.nat(9),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
      await using fixture = board();
      const { projects, tasks } = fixture;
      const issued: string[] = [];
      for (const { kind, pick } of actions) {
        const all = projects.list({ limit: 99 });
        const project = all[pick % Math.max(1, all.length)];
        const one = tasks.list({ limit: 99 })[pick];
        if (kind === "project")
          await projects.create({ name: ["web", "app", "日本"][pick % 3] ?? "" }, "Ada");
        else if (kind === "task")
          issued.push(
            (await tasks.create({ title: "t", projectId: pick > 6 ? null : (project?.id ?? null) }, ADA))
              .identifier,
          );
        else if (kind === "remove" && one !== undefined) await tasks.remove(one.id, ADA);
        else if (kind === "drop" && project !== undefined) await projects.remove(project.id, "Ada");
        else if (kind === "rename" && project !== undefined)
          await toRefusal(projects.update(project.id, { prefix: ["WEB", "APP", "X"][pick % 3] }, "Ada"));
      }
      expect(new Set(issued).size).toBe(issued.length);
      const prefixes = projects.list({ limit: 99 }).map((row) => row.prefix);
      expect(new Set(prefixes).size).toBe(prefixes.length);
    }),
    { numRuns: 15 },
  );
});
