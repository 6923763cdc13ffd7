import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, openSqlite, SILENT_LOG } from "@tinyagi/base";
import { backUpBeforeMigration } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import { createJournal, openStore } from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { watchCommits } from "./commit-watch.js";
import { checkDatabase } from "./database-check.js";
import { DEMO_AGENTS, ending, spawnTestDaemon, testHome } from "./fixture.js";

const NOW = Date.UTC(2026, 0, 2);

function home() {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-mark-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return homePaths(folder);
}

/** Opens a daemon's store over a home and watches its commits. */
async function open(paths: ReturnType<typeof home>, isNew = false) {
  const clock = createVirtualClock(NOW);
  const store = openStore({ path: paths.database, clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const logged: string[] = [];
  const log = { ...SILENT_LOG, error: (_fields: object, text: string) => logged.push(text) };
  const watch = await watchCommits({ store, journal, clock, log, paths }, isNew);
  return {
    store,
    clock,
    logged,
    missing: watch.missing,
    record: (count: number) =>
      store.write(() => {
        for (let n = 0; n < count; n += 1) journal.append("settings.rejected", { reason: "x" });
      }),
    events: () => journal.read(0, 1_000).map(({ type }) => type),
    async close() {
      await watch[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** A home in which a daemon recorded ten events, with a copy of the database file that contains only five. */
async function livedIn() {
  const paths = home();
  const first = await open(paths, true);
  await first.record(5);
  first.store.db.pragma("wal_checkpoint(TRUNCATE)");
  const checkpointed = readFileSync(paths.database);
  await first.record(5);
  await first.close();
  return { paths, checkpointed };
}

test("commits that existed only in a deleted WAL are reported at the next start, in log, journal and doctor", async () => {
  const { paths, checkpointed } = await livedIn();
  writeFileSync(paths.database, checkpointed);
  const text =
    /tinyagi\.db is missing the last 5 events recorded up to 2026-01-02T00:00:00\.000Z.*-wal was deleted/;
  expect((await checkDatabase(paths.home)).missing).toMatch(text);
  const next = await open(paths);
  expect(next.missing).toMatchObject({ events: 5, until: NOW });
  expect(next.logged).toEqual([expect.stringMatching(text)]);
  expect(next.events().at(-1)).toBe("database.commits_missing");
  await next.close();
  const mark = JSON.parse(readFileSync(paths.commitMark, "utf8"));
  writeFileSync(
    paths.commitMark,
    JSON.stringify({ ...mark, missing: { ...mark.missing, foundAt: Date.now() } }),
  );
  expect((await checkDatabase(paths.home)).missing).toMatch(text);
  const last = await open(paths);
  expect([last.missing, last.logged]).toEqual([undefined, []]);
  await last.close();
});

test("a start without losses and one without a mark report nothing", async () => {
  const { paths, checkpointed } = await livedIn();
  const next = await open(paths);
  expect([next.missing, next.logged]).toEqual([undefined, []]);
  await next.close();
  writeFileSync(paths.database, checkpointed);
  rmSync(paths.commitMark);
  const old = await open(paths);
  expect([old.missing, old.logged]).toEqual([undefined, []]);
  await old.close();
});

test.each<[string, (path: string, older: Buffer) => void]>([
  [
    "moved into its place",
    (path, older) => {
      writeFileSync(`${path}.old`, older);
      renameSync(`${path}.old`, path);
    },
  ],
  ["removed, so that the start made another", (path) => rmSync(path)],
])("a database that was %s is not reported as one that lost commits", async (_how, replace) => {
  const { paths, checkpointed } = await livedIn();
  const isNew = _how.startsWith("removed");
  replace(paths.database, checkpointed);
  const next = await open(paths, isNew);
  expect([next.missing, next.logged]).toEqual([undefined, []]);
  await next.close();
});

test("a copy made by a backup is not reported as one that lost commits, until it has been in use", async () => {
  const { paths } = await livedIn();
  const db = openSqlite(paths.database);
  const schema = Number(db.pragma("user_version", { simple: true }));
  db.pragma("user_version = 1");
  db.close();
  const copy = backUpBeforeMigration(paths, NOW) ?? "";
  for (const file of [paths.database, copy]) {
    const each = openSqlite(file);
    each.pragma(`user_version = ${schema}`);
    each.close();
  }
  const used = await open(paths);
  await used.record(7);
  await used.close();
  // Overwrites the file, so that it keeps its inode.
  copyFileSync(copy, paths.database);
  expect((await checkDatabase(paths.home)).missing).toBeUndefined();
  const restored = await open(paths);
  expect([restored.missing, restored.logged]).toEqual([undefined, []]);
  restored.store.db.pragma("wal_checkpoint(TRUNCATE)");
  const checkpointed = readFileSync(paths.database);
  await restored.record(3);
  await restored.close();
  writeFileSync(paths.database, checkpointed);
  const lost = await open(paths);
  expect(lost.missing).toMatchObject({ events: 3 });
  await lost.close();
});

test("the mark advances every few seconds and never goes past the last commit", async () => {
  const paths = home();
  const it = await open(paths, true);
  const marked = () => JSON.parse(readFileSync(paths.commitMark, "utf8")).seq;
  expect(marked()).toBe(0);
  await it.record(4);
  expect(marked()).toBe(0);
  it.clock.advance(3_000);
  await expect.poll(marked).toBe(4);
  expect(statSync(paths.commitMark).mode & 0o777).toBe(0o600);
  await it.record(1);
  await it.close();
  expect(marked()).toBe(5);
});

test.each([
  ["deleted", (log: string) => rmSync(log), true],
  ["cut in half", (log: string) => truncateSync(log, Math.floor(statSync(log).size / 2)), true],
  ["left alone", () => {}, false],
])(
  "after kill -9, a WAL that was %s is reported: %s",
  { timeout: 60_000 },
  async (_how, harm, isReported) => {
    const place = testHome(DEMO_AGENTS);
    const paths = homePaths(place.home);
    const child = spawnTestDaemon(place);
    const ended = ending(child);
    const marked = () => JSON.parse(readFileSync(paths.commitMark, "utf8")).seq;
    await expect.poll(marked).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await ended;
    harm(`${paths.database}-wal`);
    const next = spawnTestDaemon(place);
    await expect.poll(() => place.runtime().pid).toBe(next.pid);
    expect(place.log().includes("-wal was deleted or truncated")).toBe(isReported);
  },
);
