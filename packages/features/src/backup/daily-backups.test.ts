/** @requirement BACKUP-3 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { type JournalEvent, settingsSchema } from "@tinyagi/contracts";
import { createJournal, type Journal } from "@tinyagi/kernel";
import { createFakeS3 } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { lastTimeOfDay } from "../../../base/src/time-of-day.js";
import { createBackups } from "./backups.js";
import { createDailyBackups } from "./daily-backups.js";
import { dailyName, outdated, parseDailyName } from "./daily-name.js";
import { createBackupFixture } from "./fixture.js";
import { createHomeMarks, machineMark } from "./home-marks.js";
import { openTarget } from "./target/open-target.js";

const DAY = 86_400_000;
const START = new Date(2026, 10, 25, 12).getTime();

function fixture(backup: Record<string, unknown> = {}) {
  const place = createBackupFixture();
  const { store, paths, home, root } = place;
  const virtual = createVirtualClock(START);
  let armed = 0;
  const clock = {
    ...virtual,
    // The next pass is scheduled when the previous one ends.
    setTimer: (...timer: Parameters<typeof virtual.setTimer>) => {
      armed += 1;
      return virtual.setTimer(...timer);
    },
  };
  const state: { backup: Record<string, unknown>; refused?: string; machine: string } = {
    backup,
    machine: "desk",
  };
  const journal = refusing(createJournal({ store, clock, log: SILENT_LOG }), () => state.refused);
  const settings = () =>
    settingsSchema.parse({ backup: state.backup, workspace: { path: join(root, "ws") } });
  const backups = createBackups({
    store,
    paths,
    clock,
    version: "1.2.3",
    workspaces: async () => place.workspaces,
  });
  const build = () =>
    createDailyBackups({
      store,
      journal,
      clock,
      log: SILENT_LOG,
      backups,
      settings,
      marks: createHomeMarks(paths, state.machine),
      folder: paths.backups,
      openTarget: () =>
        openTarget({ settings: settings(), home, userHome: root, resolveSecret: async (value) => value }),
    });
  let daily = build();
  onTestFinished(() => daily[Symbol.asyncDispose]());
  const events = (): JournalEvent[] =>
    journal.read(0, 1_000).filter(({ type }) => type.startsWith("backup."));
  return {
    place,
    clock,
    state,
    events,
    backups,
    get daily() {
      return daily;
    },
    async restart() {
      await daily[Symbol.asyncDispose]();
      daily = build();
    },
    /** Lets `ms` pass from pass to pass. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 10 * 60_000) {
        const before = armed;
        clock.advance(10 * 60_000);
        while (armed === before) await new Promise((resolve) => setImmediate(resolve));
      }
    },
    here: () => readdirSync(paths.backups).filter((name) => parseDailyName(name) !== undefined),
    folder: paths.backups,
    disk: join(root, "disk"),
  };
}

/** A journal that cannot write events of one type. */
function refusing(journal: Journal, refused: () => string | undefined): Journal {
  const append: Journal["append"] = (type, ...rest) => {
    if (type === refused()) throw new Error("the disk is full");
    return journal.append(type, ...rest);
  };
  return { ...journal, append };
}

describe("names of daily backups", () => {
  const now = Date.UTC(2026, 10, 25);
  const [mine, other] = [machineMark("/home/a", "desk"), machineMark("/home/b", "desk")];

  test("carry the time and the home", () => {
    expect(parseDailyName(dailyName(now, mine))).toEqual({
      name: dailyName(now, mine),
      time: now,
      mark: mine,
    });
    expect(parseDailyName("tinyagi-2026-11-25T00-00-00.000Z.tar.gz")).toBeUndefined();
    expect(mine).not.toBe(other);
  });

  test("the newest are kept, those of another home are not touched, and those from the future go first", () => {
    const days = [1, 2, 3, 4].map((day) => dailyName(now - day * DAY, mine));
    const [future, foreign] = [dailyName(now + 900 * DAY, mine), dailyName(now - 90 * DAY, other)];
    expect(
      outdated([...days, future, foreign, "photo.jpg"], { marks: new Set([mine]), keep: 3, now }),
    ).toEqual([days[3], future]);
  });
});

test("of several backups of a day the newest is kept, and the other days stay", () => {
  const now = new Date(2026, 10, 25, 12).getTime();
  const mark = machineMark("/home/a", "desk");
  const at = (day: number, hour: number) => dailyName(new Date(2026, 10, day, hour).getTime(), mark);
  const nights = [20, 22, 23, 24].map((day) => at(day, 3));
  const today = [3, 8, 9, 10, 11].map((hour) => at(25, hour));
  expect(outdated([...today, ...nights], { marks: new Set([mark]), keep: 4, now }).sort()).toEqual(
    [at(20, 3), ...today.slice(0, -1)].sort(),
  );
});

test("a time of day is the latest one that has passed", () => {
  const at = (hour: number, minute = 0) => new Date(2026, 10, 25, hour, minute).getTime();
  expect(lastTimeOfDay("03:00", at(12))).toBe(at(3));
  expect(lastTimeOfDay("12:00", at(12))).toBe(at(12));
  expect(lastTimeOfDay("18:30", at(12))).toBe(new Date(2026, 10, 24, 18, 30).getTime());
});

describe("the daily backup", () => {
  test("is made once a day, and that of each of the last seven days stays", async () => {
    const it = fixture();
    it.daily.start();
    await it.pass(9 * DAY);
    // At once, because there was none, and then on nine nights.
    expect(it.events()).toHaveLength(10);
    expect(it.here()).toHaveLength(7);
    expect(it.events().every(({ type }) => type === "backup.made")).toBe(true);
  }, 240_000);

  test("of a person's wish stays, and other files are never deleted", async () => {
    const it = fixture({ keep: 1 });
    const asked = await it.backups.create("memory");
    for (let day = 0; day < 3; day += 1) {
      it.clock.advance(DAY);
      await it.daily.run();
    }
    expect(it.here()).toHaveLength(1);
    expect(readdirSync(it.folder)).toContain(asked.name);
    expect((await it.backups.list()).map(({ name }) => name)).toEqual([...it.here(), asked.name]);
  });

  test("is copied to the target, whose old copies of this home go", async () => {
    const it = fixture();
    mkdirSync(it.disk);
    it.state.backup = { target: it.disk, keep: 2 };
    const foreign = dailyName(START - 90 * DAY, machineMark("/elsewhere", "desk"));
    writeFileSync(join(it.disk, foreign), "theirs");
    for (let day = 0; day < 4; day += 1) {
      it.clock.advance(DAY);
      await it.daily.run();
    }
    expect(readdirSync(it.disk).sort()).toEqual([foreign, ...it.here()].sort());
    const { target, copied, failure } = await it.daily.status();
    expect(target?.files.map(({ name }) => name)).toEqual([...it.here().sort().reverse(), foreign]);
    expect({ copied, failure }).toMatchObject({ copied: { place: it.disk }, failure: null });
  });

  test("stays here while its target cannot be reached, which is told once, also across a restart", async () => {
    const it = fixture();
    it.state.backup = { target: it.disk };
    await it.daily.run();
    await it.restart();
    it.clock.advance(DAY);
    const { failure, copied } = await it.daily.run();
    expect(failure).toMatchObject({ stage: "copy", place: it.disk, since: START, reason: /does not exist/ });
    expect(copied).toBeNull();
    expect(it.here()).toHaveLength(2);
    expect(it.events().filter(({ type }) => type === "backup.failed")).toHaveLength(1);
    expect((await it.daily.status()).target).toMatchObject({ files: [], problem: /does not exist/ });
    mkdirSync(it.disk);
    await it.restart();
    it.daily.start();
    it.clock.advance(5 * 60_000);
    while (readdirSync(it.disk).length === 0 || (await it.daily.status()).failure !== null)
      await new Promise((resolve) => setImmediate(resolve));
    expect(readdirSync(it.disk)).toEqual([it.here().sort().at(-1)]);
    // A new cause is told again.
    rmSync(it.disk, { recursive: true });
    await it.daily.run();
    expect(it.events().filter(({ type }) => type === "backup.failed")).toHaveLength(2);
  });

  test("goes to a bucket, and an upload that breaks off is tried again", async () => {
    const it = fixture();
    const s3 = await createFakeS3();
    onTestFinished(() => s3[Symbol.asyncDispose]());
    const { keys } = s3;
    it.state.backup = {
      target: "s3://backups/home",
      s3: {
        endpoint: s3.endpoint,
        region: keys.region,
        access_key_id: keys.accessKeyId,
        access_key_secret: keys.accessKeySecret,
      },
    };
    s3.fail("hang-up", (call) => call.startsWith("PUT"));
    expect((await it.daily.run()).failure).toMatchObject({ stage: "copy", reason: /cannot be reached/ });
    expect([...s3.objects.keys()]).toEqual([]);
    s3.fail(undefined);
    it.clock.advance(1_000);
    const { failure, copied } = await it.daily.run();
    const newest = it.here().sort().at(-1) ?? "";
    expect({ failure, copied }).toMatchObject({ failure: null, copied: { name: newest } });
    expect(s3.objects.get(`home/${newest}`)?.equals(readFileSync(join(it.folder, newest)))).toBe(true);
  });

  test("made again and again on one day removes none of the days before, here and at the target", async () => {
    const it = fixture();
    mkdirSync(it.disk);
    it.state.backup = { target: it.disk, keep: 3 };
    for (let day = 0; day < 2; day += 1) {
      await it.daily.run();
      it.clock.advance(DAY);
    }
    const before = it.here();
    for (let again = 0; again < 4; again += 1) {
      it.clock.advance(60_000);
      await it.daily.run();
    }
    expect(it.here()).toHaveLength(3);
    expect(it.here()).toEqual(expect.arrayContaining(before));
    expect(readdirSync(it.disk).sort()).toEqual(it.here().sort());
  });

  test("of today that was only not copied is copied, not made again, unless it was damaged meanwhile", async () => {
    const it = fixture();
    it.state.backup = { target: it.disk };
    await it.daily.run();
    const [first = ""] = it.here();
    it.clock.advance(60_000);
    expect((await it.daily.run()).failure).toMatchObject({ stage: "copy" });
    expect(it.here()).toEqual([first]);
    writeFileSync(join(it.folder, first), "no archive");
    mkdirSync(it.disk);
    expect(await it.daily.run()).toMatchObject({ failure: null, copied: { place: it.disk } });
    expect(it.here()).not.toEqual([first]);
    expect(readdirSync(it.disk)).toEqual(it.here());
  });

  test("belongs to its home although the name of the machine changes", async () => {
    const it = fixture({ keep: 2 });
    mkdirSync(it.disk);
    it.state.backup = { target: it.disk, keep: 2 };
    for (const machine of ["desk", "3f2a91c0", "77be01d4", "desk"]) {
      it.state.machine = machine;
      await it.restart();
      await it.daily.run();
      it.clock.advance(DAY);
    }
    expect(it.here()).toHaveLength(2);
    expect(readdirSync(it.disk).sort()).toEqual(it.here().sort());
  });

  test("of an older release, with the name of the machine in its mark, is one of this home", async () => {
    const it = fixture({ keep: 1 });
    const { home } = it.place.paths;
    const [ours, theirs] = ["desk", "laptop"].map((machine) =>
      dailyName(START - 2 * DAY, machineMark(home, machine)),
    );
    mkdirSync(it.folder, { recursive: true });
    for (const name of [ours, theirs]) writeFileSync(join(it.folder, name ?? ""), "old");
    await it.daily.run();
    expect(it.here()).toContain(theirs);
    expect(it.here()).not.toContain(ours);
    expect(it.here()).toHaveLength(2);
  });

  test("is copied although its event cannot be written", async () => {
    const it = fixture();
    mkdirSync(it.disk);
    it.state.backup = { target: it.disk };
    it.state.refused = "backup.made";
    expect(await it.daily.run()).toMatchObject({ failure: null, copied: { place: it.disk } });
    expect(readdirSync(it.disk)).toEqual(it.here());
  });

  test("of today is copied although another one could not be made", async () => {
    const it = fixture();
    await it.daily.run();
    writeFileSync(it.place.paths.settings, "{ no settings");
    it.clock.advance(60_000);
    expect((await it.daily.run()).failure).toMatchObject({ stage: "make" });
    mkdirSync(it.disk);
    it.state.backup = { target: it.disk };
    it.daily.start();
    await it.pass(10 * 60_000);
    expect(readdirSync(it.disk)).toEqual(it.here());
  });

  test("that cannot be verified never gets the name of a backup", async () => {
    const it = fixture();
    const seen: string[][] = [];
    const check = async (path: string) => {
      expect(statSync(path).size).toBeGreaterThan(0);
      seen.push((await it.backups.list()).map(({ name }) => name));
      throw new Error("not whole");
    };
    await expect(it.backups.create("memory", { check })).rejects.toThrow("not whole");
    expect(seen).toEqual([[]]);
    expect(readdirSync(it.folder)).toEqual([]);
  });

  test("removes what a killed attempt left behind", async () => {
    const it = fixture();
    mkdirSync(join(it.folder, ".making-abc123", "content"), { recursive: true });
    writeFileSync(join(it.folder, ".making-abc123", "content", "tinyagi.db"), "half");
    await it.daily.run();
    expect(readdirSync(it.folder).filter((name) => name.startsWith(".making-"))).toEqual([]);
  });

  test("that cannot be made is told, and removes no earlier one", async () => {
    const it = fixture({ keep: 1 });
    await it.daily.run();
    const [first] = it.here();
    const { settings } = it.place.paths;
    writeFileSync(settings, "{ no settings");
    it.clock.advance(DAY);
    expect((await it.daily.run()).failure).toMatchObject({ stage: "make" });
    expect(it.here()).toEqual([first]);
    expect(it.events().map(({ type }) => type)).toEqual(["backup.made", "backup.failed"]);
  });

  test("that is switched off is not made", async () => {
    const it = fixture({ daily: false });
    it.daily.start();
    await it.pass(2 * DAY);
    expect(it.events()).toEqual([]);
  });
});
