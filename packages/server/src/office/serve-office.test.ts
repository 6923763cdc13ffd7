/** TinyOffice over HTTP: open without a token, but only the listed files, with the strictest policy. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createFixture, type Fixture } from "../../test/app-fixture.js";

const PAGE = "<!doctype html><script>start()</script>";
const MISSING_PAGE = "<!doctype html><h1>no page</h1>";
const SCRIPT = "/_next/static/chunks/a1.js";
const folder = mkdtempSync(join(tmpdir(), "office-"));
let fixture: Fixture | undefined;

beforeAll(() => {
  const file = { type: "text/html; charset=utf-8", encodings: [], etag: "e1" };
  const files = [
    { ...file, path: "/", file: "index.html", scripts: ["sha256-abc="] },
    { ...file, path: "/settings", file: "index.html", scripts: ["sha256-abc="] },
    { ...file, path: "/404", file: "404.html", scripts: ["sha256-abc="] },
    { ...file, path: "/frames/diagram", file: "index.html", scripts: ["sha256-abc="], frame: true },
    { ...file, path: SCRIPT, file: "a1.js", type: "text/javascript; charset=utf-8", encodings: ["br"] },
  ];
  writeFileSync(join(folder, "office.json"), JSON.stringify({ files }));
  writeFileSync(join(folder, "index.html"), PAGE);
  writeFileSync(join(folder, "404.html"), MISSING_PAGE);
  writeFileSync(join(folder, "a1.js"), "start");
  writeFileSync(join(folder, "a1.js.br"), brotliCompressSync(Buffer.from("start")));
  writeFileSync(join(folder, "secret.txt"), "no file of the list");
});
afterEach(() => fixture?.app.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function get(path: string, headers: Record<string, string> = {}, method: "GET" | "POST" = "GET") {
  fixture = createFixture({ officeFolder: folder });
  return fixture.app.inject({ method, url: path, headers: { host: "localhost:3777", ...headers } });
}

describe("TinyOffice", () => {
  it("is served without a token, and its page may run only its own scripts", async () => {
    const answer = await get("/?x=1");
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(PAGE);
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("script-src 'self' 'sha256-abc='");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it.each([
    ["/settings/?tab=expose", "/settings?tab=expose"],
    ["/settings/", "/settings"],
    ["//", "/"],
  ])("leads %s to the page without the slash that people and programs add", async (path, location) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.headers.location, answer.body]).toEqual([308, location, ""]);
  });

  it.each(["//evil.example/", "/nothing/", "/frames/diagram/", `${SCRIPT}/`, "/settings//"])(
    "leads %s nowhere",
    async (path) => {
      const answer = await get(path);
      expect([answer.statusCode, answer.headers.location]).toEqual([401, undefined]);
    },
  );

  const OPENED = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

  it.each(["/nothing", "/nothing/", "/agents/coder", "//evil.example/", "/secret.txt", "/404", "/apis"])(
    "tells a person who opens %s that there is no such page, with the status that programs read",
    async (path) => {
      for (const headers of [
        OPENED,
        { ...OPENED, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
      ]) {
        const answer = await get(path, headers);
        expect([answer.statusCode, answer.body]).toEqual([404, MISSING_PAGE]);
        expect(String(answer.headers["content-security-policy"])).toContain("default-src 'none'");
      }
      expect((await get(path, { ...OPENED, "if-none-match": '"e1"' })).statusCode).toBe(404);
    },
  );

  it.each(["/api/nothing", "/api", "/v1/nothing", "/mcp/x", "/healthz/x"])(
    "answers %s as to a program, also in a browser",
    async (path) => {
      const answer = await get(path, OPENED);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers["content-type"]).toContain("application/json");
    },
  );

  it("shows no page to a script, to a program, or to what writes", async () => {
    expect((await get("/nothing", { ...OPENED, "sec-fetch-mode": "cors" })).statusCode).toBe(401);
    expect((await get("/nothing", { accept: "*/*" })).statusCode).toBe(401);
    const write = { ...OPENED, "content-type": "application/json" };
    expect((await get("/nothing", write, "POST")).statusCode).toBe(401);
    expect((await get("/nothing", { ...OPENED, origin: "https://evil.example" })).statusCode).toBe(403);
  });

  it("lets our pages show a frame that has no origin and loads nothing", async () => {
    const answer = await get("/frames/diagram");
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("sandbox allow-scripts; default-src 'none'; script-src 'sha256-abc='");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/allow-same-origin|connect-src|script-src[^;]*(self|unsafe)/);
    expect(answer.headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect(String((await get("/")).headers["content-security-policy"])).toContain("frame-src 'self'");
  });

  it("sends the compressed copy to a browser that accepts it, to be kept for ever", async () => {
    const answer = await get(SCRIPT, { "accept-encoding": "gzip, br;q=1" });
    expect(answer.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe("start");
    expect(answer.headers["cache-control"]).toContain("immutable");
  });

  it("sends the file as it is to a browser that refuses the encoding", async () => {
    const answer = await get(SCRIPT, { "accept-encoding": "br;q=0" });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect(answer.body).toBe("start");
  });

  it("answers 304 without a body when the browser has this version", async () => {
    const answer = await get("/", { "if-none-match": '"e1"' });
    expect(answer.statusCode).toBe(304);
    expect(answer.body).toBe("");
  });

  it.each(["/secret.txt", "/office.json", "/..%2fsecret.txt", "/index.html", "/__proto__", "/constructor"])(
    "asks for a token at %s, which is no file of the list",
    async (path) => {
      expect((await get(path)).statusCode).toBe(401);
    },
  );

  it("refuses to be written to without a token", async () => {
    expect((await get("/", { "content-type": "application/json" }, "POST")).statusCode).toBe(401);
  });

  it("opens from a link on another page, but is not read by its scripts", async () => {
    const link = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    };
    expect((await get("/", link)).statusCode).toBe(200);
    expect((await get("/", { ...link, "sec-fetch-dest": "iframe" })).statusCode).toBe(403);
    expect((await get("/", { ...link, "sec-fetch-mode": "no-cors" })).statusCode).toBe(403);
    expect((await get("/", { origin: "https://evil.example" })).statusCode).toBe(403);
    expect((await get("/", { ...link, host: "evil.example" })).statusCode).toBe(403);
    expect((await get("/api/status", link)).statusCode).toBe(403);
  });

  it("a page that another build replaced is served under its own policy", async () => {
    const other = mkdtempSync(join(tmpdir(), "office-"));
    const write = (hash: string, seconds: number) => {
      const page = { type: "text/html; charset=utf-8", encodings: [], etag: hash };
      const files = [{ ...page, path: "/", file: "index.html", scripts: [hash] }];
      writeFileSync(join(other, "index.html"), hash);
      writeFileSync(join(other, "office.json"), JSON.stringify({ files }));
      utimesSync(join(other, "office.json"), seconds, seconds);
    };
    write("sha256-old=", 1_000);
    fixture = createFixture({ officeFolder: other });
    const read = async () => {
      const answer = await fixture?.app.inject({ url: "/", headers: { host: "localhost:3777" } });
      return [answer?.body, String(answer?.headers["content-security-policy"]).match(/sha256-\w+=/)?.[0]];
    };
    expect(await read()).toEqual(["sha256-old=", "sha256-old="]);
    write("sha256-new=", 2_000);
    expect(await read()).toEqual(["sha256-new=", "sha256-new="]);
    // Half of the list, as while a build writes it: the pages of before are still served.
    writeFileSync(join(other, "office.json"), '{"files":[');
    utimesSync(join(other, "office.json"), 3_000, 3_000);
    expect(await read()).toEqual(["sha256-new=", "sha256-new="]);
    write("sha256-next=", 4_000);
    expect(await read()).toEqual(["sha256-next=", "sha256-next="]);
    rmSync(other, { recursive: true, force: true });
  });

  it("a list that never could be read is a failure that says so, not a missing page", async () => {
    const other = mkdtempSync(join(tmpdir(), "office-"));
    writeFileSync(join(other, "office.json"), '{"files":[');
    fixture = createFixture({ officeFolder: other });
    const answer = await fixture.app.inject({ url: "/", headers: { host: "localhost:3777" } });
    expect(answer.statusCode).toBe(500);
    rmSync(other, { recursive: true, force: true });
  });
});
