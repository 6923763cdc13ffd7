/** Pictures over real HTTP with a mock provider of each format. @requirement SEE-1 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiFormat, HarnessRequest, RunPicture } from "@tinyagi/contracts";
import { createMockModelServer, type MockModelServer, type MockRequest } from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testFileWorkEntry } from "../fixtures/test-file-work.js";
import { createApiHarness } from "./api-harness.js";

const fileWork = await testFileWorkEntry();
const FORMATS = ["anthropic", "openai-chat", "openai-responses"] as const;
/** One white point. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
  "base64",
);

let root: string;
let cwd: string;
let server: MockModelServer;
let picture: RunPicture;
beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-pictures-")));
  cwd = join(root, "workspace");
  mkdirSync(cwd);
  const path = join(root, "photo.png");
  writeFileSync(path, PNG);
  picture = { path, name: "photo.png", type: "image/png", bytes: PNG.length, pixels: 1 };
  server = await createMockModelServer({ script: () => ({ text: "seen" }) });
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

function run(change: Partial<HarnessRequest>, format: ApiFormat = "anthropic") {
  const harness = createApiHarness({ sessions: join(root, "sessions"), fileWork });
  return harness.run(
    {
      runId: "run-1",
      agentId: "eye",
      cwd,
      prompt: "what is this?",
      systemPrompt: "",
      model: "mock-large",
      vision: true,
      permissions: "sandboxed",
      env: { PATH: process.env.PATH ?? "", HOME: root, TINYAGI_MODEL_API_KEY: "key" },
      endpoint: {
        baseUrl: format === "anthropic" ? server.url : server.openaiUrl,
        keyEnv: "TINYAGI_MODEL_API_KEY",
        format,
      },
      deniedPaths: [],
      limits: { timeoutMs: 20_000, idleTimeoutMs: 10_000, maxOutputBytes: 1_000_000, maxLineBytes: 100_000 },
      ...change,
    },
    { signal: new AbortController().signal, onEvent: () => {} },
  );
}

const sent = ({ raw }: Pick<MockRequest, "raw">) => JSON.stringify(raw);
const last = () => sent(server.turns().at(-1) ?? { raw: undefined });
const bytes = PNG.toString("base64");

describe.each(FORMATS)("over %s", (format) => {
  test("a picture reaches the model, and again with the next message", async () => {
    const { sessionId = "" } = await run({ pictures: [picture] }, format);
    expect(last().split(bytes)).toHaveLength(2);
    await run({ prompt: "and its colour?", sessionId }, format);
    expect(last().split(bytes)).toHaveLength(2);
    expect(last()).toContain("and its colour?");
  });

  test("a picture that a tool returns reaches the model, and not as text", async () => {
    writeFileSync(join(cwd, "chart.png"), PNG);
    server.setScript(({ toolResults }) =>
      toolResults.length > 0
        ? { text: "seen" }
        : { toolCalls: [{ name: "read_file", input: { path: "chart.png" } }] },
    );
    const { sessionId = "" } = await run({}, format);
    expect(last()).toContain("This file is a picture.");
    expect(last().split(bytes)).toHaveLength(2);
    for (const { toolResults } of server.turns())
      for (const { text } of toolResults) expect(text).not.toContain(bytes);
    server.setScript(() => ({ text: "again" }));
    await run({ prompt: "next", sessionId }, format);
    expect(last()).not.toContain(bytes);
  });

  test("a picture that the provider refuses costs neither this message nor the next", async () => {
    server.setScript((request) =>
      sent(request).includes(bytes)
        ? { error: { status: 400, message: "Could not process image" } }
        : { text: "without it" },
    );
    const first = await run({ pictures: [picture] }, format);
    expect(first.text).toBe("without it");
    expect(last()).toContain("the provider refused it");
    await run({ prompt: "next", sessionId: first.sessionId ?? "" }, format);
    expect(server.turns()).toHaveLength(3);
    expect(last()).not.toContain(bytes);
  });
});

test("a model that is not known to see gets a note in its place", async () => {
  await run({ pictures: [picture], vision: false });
  expect(last()).not.toContain(bytes);
  expect(last()).toContain("photo.png: it is not shown, because this model is not known to see pictures");
});

test("a picture that is too large, or gone, is a note", async () => {
  const large = { ...picture, bytes: 9_000_000 };
  const wide = { ...picture, pixels: 20_000 };
  const gone = { ...picture, path: join(root, "gone.png") };
  await run({ pictures: [large, wide, gone] });
  expect(last()).not.toContain(bytes);
  expect(last()).toContain("larger than 3932160 bytes");
  expect(last()).toContain("larger than 8000 pixels");
  expect(last()).toContain("cannot be read any more");
});
