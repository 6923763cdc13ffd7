import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { engineAddress } from "./engine-address.js";

const never = () => Promise.reject(new Error("not asked"));

test("the user and the password are put into the address of this machine, and not into that of workers", async () => {
  const address = await engineAddress(
    { url: "rediss://h:6380", workerUrl: "rediss://far:6380", user: "a@b", password: "env:P" },
    async () => "p/w",
  );
  expect(address).toEqual({ url: "rediss://a%40b:p%2Fw@h:6380", workerUrl: "rediss://far:6380" });
});

test("the certificate of the authority is read, and one that is none of a sensible size is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "engine-address-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, "PEM");
  expect(await engineAddress({ url: "rediss://h:1", ca }, never)).toMatchObject({ ca: "PEM" });
  writeFileSync(ca, "x".repeat(100_000));
  await expect(engineAddress({ url: "rediss://h:1", ca }, never)).rejects.toThrow("longer than");
  await expect(engineAddress({ url: "rediss://h:1", ca: join(folder, "no") }, never)).rejects.toThrow(
    "cannot be read",
  );
});

test("what leaves the machine unencrypted is refused, also when the file says it", async () => {
  await expect(engineAddress({ url: "redis://far:6379" }, never)).rejects.toThrow("rediss://");
  expect(await engineAddress({ url: "redis://127.0.0.1:6379" }, never)).toMatchObject({
    url: "redis://127.0.0.1:6379",
  });
});
