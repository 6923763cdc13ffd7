/** @requirement RETENTION-2 */
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { conversationRow, createTempStore, messageRow } from "../../../kernel/src/store/fixture.js";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { sweepFiles } from "./sweep-files.js";

const LETTERS = 450;

test("files that dead letters mention or attach stay, however many letters there are", async () => {
  await using temp = createTempStore();
  const { store } = temp;
  const folder = join(temp.folder, "in");
  mkdirSync(folder);
  const named = ["aaaaaaaa.png", "bbbbbbbb.png", "cccccccc.md"];
  for (const name of [...named, "dddddddd.png"]) {
    writeFileSync(join(folder, name), "x");
    utimesSync(join(folder, name), 1, 1);
  }
  store.writeNow(() => {
    store.conversations.insert(conversationRow("c1"));
    for (let i = 0; i < LETTERS; i += 1)
      store.messages.insert(
        messageRow("coder", {
          text: `look [file: ${folder}/${i === 0 ? named[0] : i === LETTERS - 1 ? named[1] : "none.png"}]`,
        }),
      );
    store.db.exec(
      `UPDATE messages SET status = 'dead', finished_at = 1;
       UPDATE messages SET result_files = '["${folder}/${named[2]}"]' WHERE id = 7`,
    );
    store.conversations.close("c1", "closed", 1);
  });
  const removed = await sweepFiles({
    store,
    folders: [folder],
    cutoff: temp.clock.now(),
    now: temp.clock.now(),
    signal: new AbortController().signal,
  });
  expect([removed, readdirSync(folder).sort()]).toEqual([1, named]);
});

test("files that a task or a comment on it names stay as long as the task", async () => {
  await using temp = createTempStore();
  const { store } = temp;
  const folder = join(temp.folder, "in");
  mkdirSync(folder);
  for (const name of ["aaaaaaaa.png", "bbbbbbbb.png"]) {
    writeFileSync(join(folder, name), "x");
    utimesSync(join(folder, name), 1, 1);
  }
  const comment = {
    id: "cmt_1",
    task_id: "task_1",
    author: "Ada",
    author_type: "user",
    created_at: 1,
  } as const;
  store.writeNow(() => {
    store.tasks.insert(taskRow("task_1", { description: `[file: ${folder}/aaaaaaaa.png] (menu.png)` }));
    store.tasks.addComment({ ...comment, content: `See [file: ${folder}/bbbbbbbb.png]` });
  });
  const sweep = () =>
    sweepFiles({
      store,
      folders: [folder],
      cutoff: temp.clock.now(),
      now: temp.clock.now(),
      signal: new AbortController().signal,
    });
  expect(await sweep()).toBe(0);
  store.writeNow(() => store.db.exec("DELETE FROM tasks"));
  expect(await sweep()).toBe(2);
});

test("a file with a public link stays until the link ends, and an artifact goes with its file", async () => {
  await using temp = createTempStore();
  const { store } = temp;
  const folder = join(temp.folder, "out");
  mkdirSync(folder);
  const names = ["0".repeat(16), "1".repeat(16)].map((unique) => `${unique}-plan.md`);
  for (const name of names) {
    writeFileSync(join(folder, name), "x");
    utimesSync(join(folder, name), 1, 1);
  }
  const facts = { agent_id: "coder", name: "plan.md", conversation_id: null, run_id: null, created_at: 1 };
  const [first, second] = store.writeNow(() => names.map((file) => store.artifacts.add({ ...facts, file })));
  if (first === undefined || second === undefined) throw new Error("not added");
  const link = { created_by: "operator", created_at: 1, revoked_at: null, opened: 0, opened_at: null };
  const expires_at = temp.clock.now() + 1;
  store.writeNow(() =>
    store.artifacts.addLink({ ...link, id: "share_1", artifact_id: first.id, digest: "d", expires_at }),
  );
  const sweep = () =>
    sweepFiles({
      store,
      folders: [folder],
      cutoff: temp.clock.now(),
      now: temp.clock.now(),
      signal: new AbortController().signal,
    });
  expect([await sweep(), readdirSync(folder)]).toEqual([1, [names[0]]]);
  expect(store.artifacts.versions("coder", "plan.md").map((row) => [row.version, row.newest])).toEqual([
    [1, 1],
  ]);
  await temp.clock.advance(2);
  expect([await sweep(), readdirSync(folder)]).toEqual([1, []]);
  expect(store.artifacts.linksOf(first.id)).toEqual([]);
});

test("a crash while an artifact is removed leaves no entry without its file, and the next sweep ends the removal", async () => {
  await using temp = createTempStore();
  const { store } = temp;
  const folder = join(temp.folder, "out");
  mkdirSync(folder);
  const file = `${"0".repeat(16)}-plan.md`;
  writeFileSync(join(folder, file), "x");
  utimesSync(join(folder, file), 1, 1);
  const facts = { agent_id: "coder", name: "plan.md", conversation_id: null, run_id: null, created_at: 1 };
  store.writeNow(() => store.artifacts.add({ ...facts, file }));
  const sweep = () =>
    sweepFiles({
      store,
      folders: [folder],
      cutoff: temp.clock.now(),
      now: temp.clock.now(),
      signal: new AbortController().signal,
    });
  const write = vi.spyOn(store, "write").mockRejectedValueOnce(new Error("crash"));
  await expect(sweep()).rejects.toThrow("crash");
  expect([store.artifacts.ofFile(file)?.name, readdirSync(folder)]).toEqual(["plan.md", [file]]);
  write.mockRestore();
  // The other side of the crash: the entry is gone, and the file is still there.
  store.writeNow(() => store.db.exec("DELETE FROM artifacts"));
  expect([await sweep(), readdirSync(folder)]).toEqual([1, []]);
});
