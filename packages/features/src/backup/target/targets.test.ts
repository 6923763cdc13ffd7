/** The promises of a target, for a folder and for a bucket. @requirement BACKUP-4 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { settingsSchema } from "@tinyagi/contracts";
import { resolveSecret } from "@tinyagi/home";
import { createFakeS3 } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { dailyName } from "../daily-name.js";
import { machineMark } from "../home-marks.js";
import { TargetError } from "./backup-target.js";
import { openTarget } from "./open-target.js";
import { createS3Client } from "./s3-client.js";
import { s3Target } from "./s3-target.js";

const signal = AbortSignal.timeout(30_000);
const MARK = machineMark("/home/me/.tinyagi", "desk");
const named = (day: number) => dailyName(Date.UTC(2026, 10, day, 3), MARK);

function place() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-target-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const file = join(root, "backup.tar.gz");
  writeFileSync(file, Buffer.alloc(100_000, "backup "));
  return { root, file, home: join(root, "home"), disk: join(root, "disk") };
}

async function bucket() {
  const s3 = await createFakeS3();
  onTestFinished(() => s3[Symbol.asyncDispose]());
  const { bucket: name, endpoint, keys } = s3;
  return { s3, place: { endpoint, bucket: name, prefix: "home/one", ...keys } };
}

const opened = (backup: Record<string, unknown>, at: ReturnType<typeof place>, env = {}) =>
  openTarget({
    settings: settingsSchema.parse({ backup, workspace: { path: join(at.root, "ws") } }),
    home: at.home,
    userHome: at.root,
    resolveSecret: (value) => resolveSecret(value, { env }),
  });

describe.each(["folder", "bucket", "bucket in parts"])("a %s", (kind) => {
  async function target() {
    const at = place();
    mkdirSync(at.disk);
    if (kind === "folder") {
      const found = await opened({ target: at.disk }, at);
      if (found === undefined) throw new Error("no target");
      return { at, target: found };
    }
    const { place: where } = await bucket();
    return { at, target: s3Target(where, kind === "bucket" ? {} : { partBytes: 30_000 }) };
  }

  test("gives back what it was given", async () => {
    const { at, target: it } = await target();
    for (const day of [1, 2, 3, 4, 5]) await it.put({ name: named(day), path: at.file, signal });
    expect((await it.list(signal)).map(({ name }) => name).sort()).toEqual([1, 2, 3, 4, 5].map(named));
    const copy = join(at.root, "copy");
    await it.fetch({ name: named(3), path: copy, signal });
    expect(readFileSync(copy).equals(readFileSync(at.file))).toBe(true);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await it.remove(named(1), signal);
    expect((await it.list(signal)).map(({ name }) => name)).not.toContain(named(1));
  });

  test("shows no backup that is missing", async () => {
    const { at, target: it } = await target();
    const copy = join(at.root, "copy");
    await expect(it.fetch({ name: named(9), path: copy, signal })).rejects.toBeInstanceOf(TargetError);
    expect(readdirSync(at.root)).not.toContain("copy");
  });
});

describe("a folder", () => {
  test.each(["home", "ws"])("in the %s is refused: the copy would not be elsewhere", async (name) => {
    const at = place();
    const folder = join(at.root, name, "backups");
    mkdirSync(folder, { recursive: true });
    const it = await opened({ target: folder }, at);
    await expect(it?.put({ name: named(1), path: at.file, signal })).rejects.toThrow(/elsewhere/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is missing is not made: its disk may not be connected", async () => {
    const at = place();
    const it = await opened({ target: at.disk }, at);
    await expect(it?.put({ name: named(1), path: at.file, signal })).rejects.toThrow(/does not exist/);
    expect(readdirSync(at.root)).not.toContain("disk");
  });

  test("loses what an interrupted copy left behind, and nothing else", async () => {
    const at = place();
    mkdirSync(at.disk);
    const theirs = `${dailyName(Date.UTC(2026, 10, 1, 3), machineMark("/home/you/.tinyagi", "desk"))}.part`;
    for (const name of [`${named(1)}.part`, theirs, "holiday.part", "photo.jpg"])
      writeFileSync(join(at.disk, name), "x");
    const it = await opened({ target: at.disk }, at);
    await it?.put({ name: named(2), path: at.file, signal });
    // Another home may be writing its part at this moment.
    expect(readdirSync(at.disk).sort()).toEqual(["holiday.part", "photo.jpg", named(2), theirs].sort());
    expect(statSync(join(at.disk, named(2))).mode & 0o777).toBe(0o600);
  });
});

describe("a bucket", () => {
  test.each<[string, object, RegExp]>([
    ["a wrong secret", { accessKeySecret: "wrong" }, /SignatureDoesNotMatch.*access_key_secret/],
    ["an unknown key", { accessKeyId: "nobody" }, /InvalidAccessKeyId/],
    ["another region", { region: "us-east-1" }, /AuthorizationHeaderMalformed.*region/],
    ["a bucket that does not exist", { bucket: "nothing" }, /NoSuchBucket.*backup\.target/],
    ["a storage that is not there", { endpoint: "http://127.0.0.1:9" }, /cannot be reached/],
  ])("refuses %s with what to do", async (_what, change, words) => {
    const at = place();
    const { place: where, s3 } = await bucket();
    const it = s3Target({ ...where, ...change });
    await expect(it.put({ name: named(1), path: at.file, signal })).rejects.toThrow(words);
    expect([...s3.objects.keys()]).toEqual([]);
  });

  test.each([1_000_000, 30_000])(
    "whose connection breaks keeps no half backup (parts of %d bytes)",
    async (partBytes) => {
      const at = place();
      const { place: where, s3 } = await bucket();
      s3.fail("hang-up", (call) => call.startsWith("PUT") && !call.includes("partNumber=1&"));
      const it = s3Target(where, { partBytes });
      await expect(it.put({ name: named(1), path: at.file, signal })).rejects.toBeInstanceOf(TargetError);
      expect([...s3.objects.keys()]).toEqual([]);
      expect([...s3.uploads.keys()]).toEqual([]);
      s3.fail(undefined);
      await it.put({ name: named(1), path: at.file, signal });
      expect([...s3.objects.keys()]).toEqual([`home/one/${named(1)}`]);
    },
  );

  test("that sends a backup slowly is waited for, however long the whole takes", async () => {
    const at = place();
    const { place: where, s3 } = await bucket();
    const it = s3Target(where, { call: createS3Client(where, { answerMs: 1_000, silenceMs: 20_000 }) });
    await it.put({ name: named(1), path: at.file, signal });
    s3.pace(() => delay(200));
    const copy = join(at.root, "copy");
    await it.fetch({ name: named(1), path: copy, signal });
    expect(readFileSync(copy).equals(readFileSync(at.file))).toBe(true);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["falls silent", () => new Promise(() => undefined)],
    ["breaks off", () => Promise.reject(new Error("gone"))],
  ])("whose answer %s in the middle is an error that says so, and no half backup", async (_what, pace) => {
    const at = place();
    const { place: where, s3 } = await bucket();
    const it = s3Target(where, { call: createS3Client(where, { answerMs: 20_000, silenceMs: 300 }) });
    await it.put({ name: named(1), path: at.file, signal });
    s3.pace(pace);
    await expect(it.fetch({ name: named(1), path: join(at.root, "copy"), signal })).rejects.toThrow(
      /stopped in the middle/,
    );
    expect(readdirSync(at.root)).not.toContain("copy");
  });

  test("that takes a request and never answers is given up", async () => {
    const { place: where, s3 } = await bucket();
    s3.fail("silence");
    const it = s3Target(where, { call: createS3Client(where, { answerMs: 300, silenceMs: 20_000 }) });
    await expect(it.list(signal)).rejects.toThrow(/cannot be reached \(no answer\)/);
  });

  test("is opened from the settings, with its secret from the environment", async () => {
    const at = place();
    const { s3 } = await bucket();
    const { keys } = s3;
    const backup = {
      target: "s3://backups/home",
      s3: {
        endpoint: s3.endpoint,
        region: keys.region,
        access_key_id: keys.accessKeyId,
        access_key_secret: "env:S3",
      },
    };
    const it = await opened(backup, at, { S3: keys.accessKeySecret });
    await it?.put({ name: named(1), path: at.file, signal });
    expect([...s3.objects.keys()]).toEqual([`home/${named(1)}`]);
    await expect(opened({ target: "s3://backups" }, at)).rejects.toThrow(/access_key_secret/);
    const cloud = { ...backup, s3: { ...backup.s3, endpoint: "http://169.254.169.254" } };
    await expect(opened(cloud, at, { S3: "x" })).rejects.toThrow(/metadata/);
  });
});
