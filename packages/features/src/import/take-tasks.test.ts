/** @requirement UPGRADE-1 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import { commentIdSchema, projectIdSchema, taskIdSchema } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import { expect, test } from "vitest";
import { buildOldHome, OLD_TIME } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture } from "./fixture.js";

function all(db: Database.Database, sql: string): Record<string, string>[] {
  return db.prepare<[], Record<string, string>>(sql).all();
}

test("projects, tasks and comments with invalid ids get new ones, also where other rows refer to them", async () => {
  const place = createImportFixture();
  buildOldHome({ home: place.home, workspace: place.workspace });
  const old = openSqlite(join(place.home, "tasks.db"));
  const times = `${OLD_TIME},${OLD_TIME}`;
  old.exec(
    `INSERT INTO projects VALUES ('site/2','Site','','SIT','#ff0000','active',${times});
     INSERT INTO tasks (id,number,title,project_id,created_at,updated_at) VALUES ('1','7','Plain','site/2',${times}),
       ('task_a b','8','Space',NULL,${times}), ('','9','None',NULL,${times});
     INSERT INTO comments VALUES ('note','1','User','user','fine',${OLD_TIME});`,
  );
  old.close();
  const report = await place.run();
  const { db } = place.open();
  expect(all(db, "SELECT id FROM projects ORDER BY id").map(({ id }) => id)).toEqual([
    ...["proj_1", "proj_2", "proj_site-2"],
  ]);
  expect(
    all(db, "SELECT id, project_id FROM tasks WHERE title IN ('Plain', 'Space') ORDER BY title"),
  ).toEqual([
    // task_1 is already the id of another task.
    { id: "task_1-2", project_id: "proj_site-2" },
    { id: "task_a-b", project_id: null },
  ]);
  expect(all(db, "SELECT id, task_id FROM comments ORDER BY id")).toEqual([
    { id: "cmt_1", task_id: "task_1" },
    { id: "cmt_note", task_id: "task_1-2" },
  ]);
  for (const [table, schema] of [
    ["projects", projectIdSchema],
    ["tasks", taskIdSchema],
    ["comments", commentIdSchema],
  ] as const)
    for (const { id } of all(db, `SELECT id FROM ${table}`)) expect(schema.safeParse(id).success).toBe(true);
  expect(report?.notes).toEqual(
    expect.arrayContaining([
      'The id "site/2" of a project is not valid here; it is now "proj_site-2".',
      'The id "1" of a task is not valid here; it is now "task_1-2".',
      'The id "note" of a comment is not valid here; it is now "cmt_note".',
      "A task without an id is not imported.",
    ]),
  );
});

test("the lists of older releases are added to the database, and the report counts invalid entries", async () => {
  const place = createImportFixture();
  buildOldHome({ home: place.home, workspace: place.workspace });
  const files = {
    "projects.json": [{ id: "proj_9", name: "Old", createdAt: "2026-02-02T02:40:00Z" }, 7],
    "tasks.json": [
      { id: "task_1", title: "in the database already" },
      {
        id: "task_9",
        title: "from the file",
        projectId: "proj_9",
        assigneeType: "agent",
        assignee: "Coder",
        status: "In Progress",
      },
      null,
      "text",
    ],
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(place.home, name), JSON.stringify(content));
  const notes = (await place.run())?.notes.join("\n");
  const rows = all(
    place.open().db,
    "SELECT id, title, identifier, project_id, status, assignee FROM tasks WHERE id IN ('task_1','task_9') ORDER BY id",
  );
  expect(rows).toEqual([
    {
      id: "task_1",
      title: "First",
      identifier: "WS-1",
      project_id: "proj_1",
      status: "todo",
      assignee: "coder",
    },
    {
      id: "task_9",
      title: "from the file",
      identifier: "OLD-1",
      project_id: "proj_9",
      status: "in_progress",
      assignee: "coder",
    },
  ]);
  expect(notes).toContain("1 entry of projects.json is not an object");
  expect(notes).toContain("2 entries of tasks.json are not objects");
});
