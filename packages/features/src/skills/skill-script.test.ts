/** How a skill's script reaches the API: directly, or through the proxy of a sandbox. @requirement SKILL-1 */
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";

const SKILLS = fileURLToPath(new URL("../../skills/", import.meta.url));
/** No process can listen there without root. */
const NOBODY = "http://127.0.0.1:1";

async function serve(answer: (request: IncomingMessage) => [number, string]) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.host}`);
    const [status, text] = answer(request);
    response.writeHead(status).end(text);
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  onTestFinished(close);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    seen,
    url: `http://127.0.0.1:${port}`,
    at: `127.0.0.1:${port}`,
    close,
    listen: () => listen(port),
  };
}

/** Runs `tasks.mjs projects` as a run would. */
function projects(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-script-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, "tasks.mjs");
  copyFileSync(join(SKILLS, "tasks/scripts/tasks.mjs"), script);
  copyFileSync(join(SKILLS, "tinyagi-api.mjs"), join(folder, "tinyagi-api.mjs"));
  const token = join(folder, "token");
  writeFileSync(token, "tagr_x\n");
  const whole = { PATH: process.env.PATH, TINYAGI_AGENT_ID: "coder", TINYAGI_TOKEN_FILE: token, ...env };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [script, "projects"], { env: whole }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const list = ({ headers }: IncomingMessage): [number, string] =>
  headers.authorization === "Bearer tagr_x" ? [200, '[{"name":"Web"}]'] : [401, "{}"];

test("it connects directly if it can, even if there is a proxy", async () => {
  const api = await serve(list);
  const { code, stdout } = await projects({ TINYAGI_API_URL: api.url, HTTP_PROXY: NOBODY });
  expect([code, JSON.parse(stdout)]).toEqual([0, [{ name: "Web" }]]);
  expect(api.seen).toEqual([`GET /api/projects ${api.at}`]);
});

test.each(["http_proxy", "HTTP_PROXY"])("it uses %s when it cannot connect directly", async (name) => {
  const logins: unknown[] = [];
  const proxy = await serve((request) => {
    logins.push(request.headers["proxy-authorization"]);
    return list(request);
  });
  const env = { TINYAGI_API_URL: NOBODY, [name]: proxy.url.replace("//", "//me:pass%20word@") };
  const { code, stdout } = await projects(env);
  expect([code, JSON.parse(stdout)]).toEqual([0, [{ name: "Web" }]]);
  expect(proxy.seen).toEqual([`GET ${NOBODY}/api/projects 127.0.0.1:1`]);
  expect(logins).toEqual([`Basic ${Buffer.from("me:pass word").toString("base64")}`]);
});

test("it waits for a proxy that is still starting", async () => {
  const proxy = await serve(list);
  await proxy.close();
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-tries-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tried = join(folder, "tried");
  writeFileSync(
    join(folder, "tell.mjs"),
    `import { subscribe } from "node:diagnostics_channel";
    import { writeFileSync } from "node:fs";
    let requests = 0;
    subscribe("http.client.request.start", () => (requests += 1) === 3 && writeFileSync(${JSON.stringify(tried)}, ""));`,
  );
  const asked = projects({
    TINYAGI_API_URL: NOBODY,
    http_proxy: proxy.url,
    NODE_OPTIONS: `--import=${join(folder, "tell.mjs")}`,
  });
  await vi.waitFor(() => readFileSync(tried), { interval: 5 });
  await proxy.listen();
  expect(await asked).toMatchObject({ code: 0, stderr: "" });
});

test("it reports when it cannot connect, and when another program answers", async () => {
  const alone = await projects({ TINYAGI_API_URL: NOBODY });
  expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining("may have no network") });
  const proxy = await serve(() => [403, "Connection blocked"]);
  const blocked = await projects({ TINYAGI_API_URL: NOBODY, http_proxy: proxy.url });
  expect(blocked.stderr).toBe("Something else than TinyAGI answered (403): Connection blocked\n");
});

test("a refusal is printed with its code and details", async () => {
  const refusal = { error: "no", code: "FORBIDDEN", details: [{ path: "a", message: "is not yours" }] };
  const api = await serve(() => [403, JSON.stringify(refusal)]);
  const { code, stderr } = await projects({ TINYAGI_API_URL: api.url });
  expect([code, stderr]).toEqual([1, "no (FORBIDDEN)\n  a: is not yours\n"]);
});
