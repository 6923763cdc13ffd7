/** Artifacts over HTTP: versions, public links, and files shown in a browser. @requirement OFFICE-24 */
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordArtifacts } from "@tinyagi/features";
import { expect, test } from "vitest";
import { fileFolders } from "../../../test/fake-ports.js";
import { agents, createHandlerFixture } from "../fixture.js";

const PAGE = "<!doctype html><h1>Plan</h1><script>document.title = 'ran'</script>";

async function setUp() {
  const f = await createHandlerFixture({ agents: agents("coder") });
  const { filesOut } = fileFolders(f.folder);
  mkdirSync(filesOut, { recursive: true });
  let made = 0;
  async function send(name: string, content = "x") {
    made += 1;
    const file = `${made.toString(16).padStart(16, "0")}-${name}`;
    writeFileSync(join(filesOut, file), content);
    const sent = { agentId: "coder", conversationId: null, runId: "run_1", files: [join(filesOut, file)] };
    await f.store.write(() => recordArtifacts(f, sent));
    return file;
  }
  return { ...f, filesOut, send };
}

/** As a browser that opens an address in a window, from a page of others. */
const FROM_ELSEWHERE = {
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};

test("the same name from the same agent is the next version; the gallery shows the newest", async () => {
  const { call, send } = await setUp();
  await send("plan.md", "one");
  await send("chart.svg");
  await send("plan.md", "longer");
  const { body } = await call("GET", "/api/artifacts");
  expect(body.artifacts.map((one: { name: string }) => one.name)).toEqual(["plan.md", "chart.svg"]);
  expect(body.artifacts[0]).toMatchObject({ version: 2, kind: "markdown", bytes: 6, shared: false });
  const one = await call("GET", `/api/artifacts/${body.artifacts[0].id}`);
  expect(one.body.versions.map((row: { version: number }) => row.version)).toEqual([2, 1]);
  const pages = await call("GET", "/api/artifacts?limit=1");
  expect(pages.body.next).toBe(body.artifacts[0].id);
  const rest = await call("GET", `/api/artifacts?limit=1&before=${pages.body.next}`);
  expect([rest.body.artifacts[0].name, rest.body.next]).toEqual(["chart.svg", null]);
  expect((await call("GET", "/api/artifacts?agent=writer")).body.artifacts).toEqual([]);
});

test("a public link shows exactly one version to anyone, counts, and ends when it is revoked", async () => {
  const { call, send, exchange, store } = await setUp();
  await send("plan.html", PAGE);
  const { body: made } = await call("POST", "/api/artifacts/1/links", {});
  await send("plan.html", "another version");
  expect(made.path).toMatch(/^\/shared\/[\w-]{43}$/);
  const shown = await exchange("GET", made.path, { headers: FROM_ELSEWHERE });
  expect([shown.status, shown.body]).toEqual([200, PAGE]);
  expect(shown.headers["content-security-policy"]).toContain("sandbox allow-scripts; default-src 'none'");
  expect(shown.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(shown.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
    "referrer-policy": "no-referrer",
  });
  const { body: live } = await call("GET", "/api/artifact-links");
  expect(live.links).toMatchObject([{ name: "plan.html", opened: 1, works: true, createdBy: "operator" }]);
  // Only a digest of the secret is in the database.
  const secret = made.path.slice("/shared/".length);
  const digest = createHash("sha256").update(secret).digest("hex");
  expect(store.artifacts.linkOfDigest(digest)?.id).toBe(made.link.id);
  expect(JSON.stringify(store.events.after(0, 100))).not.toContain(secret);

  const revoked = await call("DELETE", `/api/artifact-links/${made.link.id}`);
  expect(revoked.body).toMatchObject({ works: false, opened: 1 });
  expect((await exchange("GET", made.path, { headers: FROM_ELSEWHERE })).status).toBe(404);
  expect((await call("DELETE", `/api/artifact-links/${made.link.id}`)).status).toBe(409);
  const types = store.events.after(0, 100).map((event) => event.type);
  expect(types).toEqual(expect.arrayContaining(["artifact.shared", "artifact.unshared"]));
});

test("a link with a term ends by itself", async () => {
  const { call, send, exchange, clock } = await setUp();
  await send("a.csv", "1,2");
  const { body } = await call("POST", "/api/artifacts/1/links", { days: 1 });
  const opened = await exchange("GET", body.path);
  expect([opened.status, opened.headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
  await clock.advance(24 * 60 * 60_000);
  expect((await exchange("GET", body.path)).status).toBe(404);
  expect((await call("GET", "/api/artifact-links")).body.links).toEqual([]);
});

test.each([
  ["POST", "/api/artifacts/9/links", {}, 404],
  ["POST", "/api/artifacts/1/links", { days: 0 }, 400],
  ["POST", "/api/artifacts/1/links", { days: 1, forever: true }, 400],
  ["POST", "/api/artifacts/..%2f1/links", {}, 400],
  ["GET", "/api/artifacts/0", undefined, 400],
  ["GET", "/shared/short", undefined, 400],
  ["GET", `/shared/${"A".repeat(43)}`, undefined, 404],
  ["GET", `/view/${"A".repeat(43)}`, undefined, 404],
  ["DELETE", "/api/artifact-links/share_0000", undefined, 404],
  ["POST", "/api/files/..%2Fsettings.json/view", undefined, 400],
  ["POST", `/api/files/${"0".repeat(16)}-none.md/view`, undefined, 404],
] as const)("%s %s with %j is refused", async (method, url, body, status) => {
  const { call, send } = await setUp();
  await send("a.csv");
  expect((await call(method, url, body)).status).toBe(status);
});

test("a file that is gone is not shared, and not opened", async () => {
  const { call, send, filesOut, exchange } = await setUp();
  const file = await send("a.csv");
  const { body: made } = await call("POST", "/api/artifacts/1/links", {});
  rmSync(join(filesOut, file));
  // Nobody read anything, so nothing was opened.
  expect((await exchange("GET", made.path)).status).toBe(404);
  expect((await call("GET", "/api/artifact-links")).body.links).toMatchObject([{ opened: 0 }]);
  expect((await call("GET", "/api/artifacts")).body.artifacts).toMatchObject([{ bytes: null }]);
  expect((await call("POST", "/api/artifacts/1/links", {})).status).toBe(404);
});

test("an agent's run and a channel neither list nor share", async () => {
  const { callAsRun, callAsChannel, send } = await setUp();
  await send("a.csv");
  const callers = [
    callAsRun({ agentId: "coder", conversationId: "conv_1" }),
    await callAsChannel("telegram"),
  ];
  for (const call of callers) {
    expect((await call("GET", "/api/artifacts")).status).toBe(403);
    expect((await call("POST", "/api/artifacts/1/links", {})).status).toBe(403);
    expect((await call("POST", "/api/files/0000000000000001-a.csv/view")).status).toBe(403);
  }
});

test("a file is shown inside our pages for five minutes, without our origin", async () => {
  const { call, send, exchange, clock } = await setUp();
  const file = await send("plan.html", PAGE);
  const { body } = await call("POST", `/api/files/${file}/view`);
  const shown = await exchange("GET", body.path, { headers: { "sec-fetch-site": "same-origin" } });
  expect([shown.status, shown.headers["x-frame-options"]]).toEqual([200, "SAMEORIGIN"]);
  const policy = String(shown.headers["content-security-policy"]);
  expect(policy).toContain("sandbox allow-scripts;");
  expect(policy).not.toContain("allow-same-origin");
  // A link on another page does not lead here.
  expect((await exchange("GET", body.path, { headers: FROM_ELSEWHERE })).status).toBe(403);
  await clock.advance(5 * 60_000);
  expect((await exchange("GET", body.path)).status).toBe(404);
});

test.each([
  ["a.svg", "image/svg+xml", "sandbox; default-src 'none'", "inline"],
  ["a.jpg", "image/jpeg", "sandbox; default-src 'none'", "inline"],
  ["a.pdf", "application/pdf", "default-src 'none'", "inline"],
  ["a.md", "text/plain; charset=utf-8", "sandbox; default-src 'none'", "inline"],
  ["a.exe", "application/octet-stream", "sandbox; default-src 'none'", "attachment"],
  ["Übersicht.xhtml", "application/octet-stream", "sandbox; default-src 'none'", "attachment"],
])("%s is shown as %s", async (name, type, policy, disposition) => {
  const { send, call, exchange } = await setUp();
  const file = await send(name);
  const { body } = await call("POST", `/api/files/${encodeURIComponent(file)}/view`);
  const { headers } = await exchange("GET", body.path);
  expect(headers["content-type"]).toBe(type);
  expect(String(headers["content-security-policy"]).startsWith(policy)).toBe(true);
  expect(String(headers["content-disposition"]).startsWith(disposition)).toBe(true);
});
