/** @requirement OTLP-1 */
import { get } from "node:http";
import type { LookupFunction } from "node:net";
import { expect, test } from "vitest";
import { createGuardedLookup, isMetadataUrl } from "./metadata-address.js";

test.each([
  "http://169.254.169.254/v1/traces",
  "http://169.254.170.2",
  "http://2852039166/",
  "http://0xA9FEA9FE/",
  "http://169.254.43518/",
  "http://[::ffff:169.254.169.254]/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "https://100.100.100.200:443/",
])("%s is an address of a metadata service", (url) => {
  expect(isMetadataUrl(url)).toBe(true);
});

test.each([
  "http://127.0.0.1:4318/v1/traces",
  "http://[::1]:4318",
  "http://10.0.0.1",
  "https://otlp.example",
])("%s is not", (url) => {
  expect(isMetadataUrl(url)).toBe(false);
});

test.each([
  [
    "all",
    [
      { address: "10.0.0.1", family: 4 },
      { address: "169.254.169.254", family: 4 },
    ],
  ],
  ["one", "169.254.169.254"],
] as const)("a name that leads there is refused when it is resolved (%s)", async (_kind, found) => {
  const resolve: LookupFunction = (_name, _options, callback) =>
    typeof found === "string" ? callback(null, found, 4) : callback(null, [...found]);
  const failure = new Promise((done) =>
    get("http://metadata.example/", { lookup: createGuardedLookup(resolve), timeout: 2_000 }).on(
      "error",
      done,
    ),
  );
  expect(await failure).toMatchObject({ message: expect.stringContaining("metadata service") });
});

test("other names are resolved by the system, and its errors stay", async () => {
  const guarded = createGuardedLookup();
  const resolved = (name: string) =>
    new Promise((done) => guarded(name, {}, (error, found) => done(error?.code ?? found)));
  expect(await resolved("localhost")).toMatch(/^(127\.0\.0\.1|::1)$/);
  expect(await resolved("no-such-name.invalid")).toMatch(/^E/);
});
