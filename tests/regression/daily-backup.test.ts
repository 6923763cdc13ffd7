/**
 * The daily backup end to end: made and copied to a bucket or a folder, shown when it fails, and restored from there on a
 * machine that has nothing but the settings of the target.
 *
 * @requirement BACKUP-3 @requirement BACKUP-4
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeS3, type FakeS3, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage, type Stage } from "../e2e/support/stage.js";

const TIMEOUT_MS = 120_000;
const agents = { coder: { name: "Coder", provider: "demo", model: "" } };
const bucket = ({ endpoint, keys }: FakeS3) => ({
  target: "s3://backups/team",
  s3: {
    endpoint,
    region: keys.region,
    access_key_id: keys.accessKeyId,
    access_key_secret: "env:S3_SECRET",
  },
});
const json = async (stage: Stage, ...words: string[]) => {
  const { stdout, code, stderr } = await stage.cli([...words, "--json"]);
  return { code, stderr, body: JSON.parse(stdout === "" ? "{}" : stdout) };
};
const findings = async (
  stage: Stage,
): Promise<{ id: string; level: string; message: string; hint?: string }[]> =>
  (await json(stage, "doctor")).body.findings;
const finding = async (stage: Stage, id: string) => (await findings(stage)).find((one) => one.id === id);

test("a bucket gets the daily backup, and a new machine is restored from it", {
  timeout: TIMEOUT_MS,
}, async () => {
  await using s3 = await createFakeS3();
  const env = { S3_SECRET: s3.keys.accessKeySecret };
  await using stage = await openStage({ settings: { agents, backup: bucket(s3) }, env });
  const daemon = await stage.start();
  const { messageId } = await daemon.client.call("sendMessage", {
    body: { message: "#demo say kept", target: "coder" } as never,
  });
  await waitFor(async () => {
    const [one] = await daemon.client.call("listConversations", { query: { messageId } });
    return one?.status === "closed";
  });
  expect(await json(stage, "backup", "run")).toMatchObject({
    code: 0,
    body: { ok: true, failure: null, copied: { place: "s3://backups/team" } },
  });
  const [key = ""] = [...s3.objects.keys()];
  expect(key).toMatch(/^team\/tinyagi-daily-.*\.tar\.gz$/);
  expect((await stage.cli(["backup", "list"])).stdout).toContain("home+target");
  expect(await finding(stage, "backup.last")).toMatchObject({ level: "ok" });
  expect(await finding(stage, "backup.daily")).toMatchObject({ level: "ok" });
  // The secret is shown nowhere, and never asked for as an argument.
  expect(JSON.stringify(await daemon.client.call("getSettings"))).not.toContain(s3.keys.accessKeySecret);

  await using elsewhere = await openStage({ settings: { agents: {}, backup: bucket(s3) }, env });
  expect(await json(elsewhere, "backup", "restore", "latest", "--dry-run")).toMatchObject({ code: 0 });
  expect((await elsewhere.cli(["restore", "latest", "--yes"])).code).toBe(0);
  const other = await elsewhere.start();
  const [found] = await other.client.call("listConversations", { query: { messageId } });
  expect(found).toMatchObject({ messageId, status: "closed" });
});

test("a bucket that refuses is told with what to do, and the backup stays in the home", {
  timeout: TIMEOUT_MS,
}, async () => {
  await using s3 = await createFakeS3();
  await using stage = await openStage({
    settings: { agents, backup: bucket(s3) },
    env: { S3_SECRET: "wrong" },
  });
  await stage.start();
  const { code, body } = await json(stage, "backup", "run");
  expect(code).toBe(1);
  expect(body.failure).toMatchObject({
    stage: "copy",
    reason: expect.stringContaining("SignatureDoesNotMatch"),
  });
  expect([...s3.objects.keys()]).toEqual([]);
  const [name] = readdirSync(join(stage.place.home, "backups")).filter((one) =>
    one.startsWith("tinyagi-daily-"),
  );
  expect(await finding(stage, "backup.last")).toMatchObject({
    level: "ok",
    message: expect.stringContaining(name ?? "?"),
  });
  expect(await finding(stage, "backup.daily")).toMatchObject({
    level: "warning",
    hint: expect.stringContaining("tinyagi backup run"),
  });
  expect((await stage.cli(["backup", "list"])).stderr).toContain("access_key_secret");
});

test("the doctor reads the newest backup itself: a damaged one is no backup, an old one is a warning", {
  timeout: TIMEOUT_MS,
}, async () => {
  await using stage = await openStage({ settings: { agents } });
  const daemon = await stage.start();
  expect(await finding(stage, "backup.last")).toMatchObject({ level: "info" });
  const { body } = await json(stage, "backup");
  const first: string = body.backup.path;
  const second: string = (await json(stage, "backup")).body.backup.path;
  const bytes = readFileSync(second);
  writeFileSync(second, bytes.subarray(0, bytes.length - 200));
  expect(await finding(stage, "backup.whole")).toMatchObject({
    level: "error",
    message: expect.stringContaining(second),
  });
  expect(await finding(stage, "backup.last")).toMatchObject({
    level: "ok",
    message: expect.stringContaining(first),
  });
  await daemon.stop();
  writeFileSync(first, "no archive");
  // Half of the database's pages would be lost: the digest in the manifest says so.
  appendFileSync(second, "x");
  const database = join(stage.place.home, "tinyagi.db");
  utimesSync(database, new Date("2026-01-01"), new Date("2026-01-01"));
  expect(await finding(stage, "backup.last")).toMatchObject({
    level: "warning",
    message: expect.stringContaining("no backup"),
  });
});

test("a folder gets the daily backup as soon as it exists", { timeout: TIMEOUT_MS }, async () => {
  await using stage = await openStage({
    settings: ({ root }: { root: string }) => ({ agents, backup: { target: join(root, "disk") } }),
  });
  const disk = join(stage.place.root, "disk");
  await stage.start();
  expect((await json(stage, "backup", "run")).body.failure).toMatchObject({
    stage: "copy",
    reason: expect.stringContaining("does not exist"),
  });
  mkdirSync(disk);
  expect((await json(stage, "backup", "run")).body).toMatchObject({ failure: null, copied: { place: disk } });
  expect(readdirSync(disk)).toHaveLength(1);
});
