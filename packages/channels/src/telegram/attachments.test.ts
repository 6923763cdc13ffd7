import { inspect } from "node:util";
import { partial } from "@tinyagi/testkit/partial";
import type { Api } from "grammy";
import type { File, Message } from "grammy/types";
import { expect, test } from "vitest";
import { PlatformError } from "../adapter/platform-error.js";
import { serveLoopback } from "../base/fixture.js";
import { toAttachments } from "./attachments.js";

const TOKEN = "123456789:AAcanary-canary-canary";

/** Downloads a file that Telegram says is at `path`. */
async function download(path: string | undefined, apiRoot: string): Promise<string> {
  const file = partial<File>({ file_path: path });
  const api = partial<Api>({ getFile: async () => file });
  const message = { document: { file_id: "f1", file_name: "a.txt" } } as Message;
  const [attachment] = toAttachments(message, { api, settings: { token: TOKEN, apiRoot } });
  const chunks: Uint8Array[] = [];
  const bytes = await attachment?.open(new AbortController().signal);
  if (bytes !== undefined) for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function refusal(path: string | undefined, apiRoot: string): Promise<unknown> {
  const error: unknown = await download(path, apiRoot).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PlatformError);
  expect(inspect(error, { depth: 10 })).not.toContain(TOKEN);
  return error;
}

test("a file comes from Telegram's file server, and no redirect leads elsewhere", async () => {
  const inside = await serveLoopback((_request, response) => response.end("secret of this machine"));
  const telegram = await serveLoopback((request, response) => {
    if (request.url?.endsWith("/moved.txt"))
      response.writeHead(302, { location: `${inside.url}/latest` }).end();
    else response.end("the notes");
  });
  expect(await download("documents/file_1.txt", telegram.url)).toBe("the notes");
  await refusal("documents/moved.txt", telegram.url);
  expect(telegram.asked).toHaveLength(2);
  expect(inside.asked).toEqual([]);
});

test("a path that leaves the file server is refused without a request, and no error contains the token", async () => {
  const telegram = await serveLoopback((_request, response) => response.writeHead(404).end());
  for (const path of [
    "../x",
    "a/../../x",
    "/etc/passwd",
    "https://evil.example/x",
    "a?b",
    "a#b",
    "",
    undefined,
  ])
    expect(await refusal(path, telegram.url)).toMatchObject({ kind: "permanent" });
  expect(telegram.asked).toEqual([]);
  expect(await refusal("documents/gone.txt", telegram.url)).toMatchObject({ kind: "permanent" });
  expect(await refusal("documents/a.txt", "http://127.0.0.1:1")).toMatchObject({ kind: "unreachable" });
});
