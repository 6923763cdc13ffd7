/**
 * Something between TinyAGI and a platform answers in its place: a proxy, a filter of a company, a gateway. It neither
 * answers nor refuses for the platform, so that a reply waits and the token counts as valid.
 *
 * @requirement NETWORK-3
 */
import { expect, test } from "vitest";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import { serveLoopback } from "../base/fixture.js";
import { SYSTEM_TIMING } from "../base/timing.js";
import { openAdapter } from "./adapters.js";

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

const page = (status: number): Answer => ({ status, type: "text/html", body: "<html>Sign in</html>" });
const json = (status: number, body: string): Answer => ({ status, type: "application/json", body });

const ANSWERS: readonly Answer[] = [
  ...[200, 302, 401, 403, 404, 407, 502, 511].map(page),
  ...[200, 403, 407, 502].map((status) => json(status, '{"message":"blocked by policy"}')),
  ...["null", "[]", "7", '"text"', "{}", '{"ok":false}', '{"ok":true}', '{"ok":', ""].map((body) =>
    json(200, body),
  ),
  { status: 200, body: "" },
  { status: 204, body: "" },
  { status: 403, type: "text/plain", body: "Blocked" },
];
const SETTINGS = {
  telegram: { bot_token: "1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
  discord: { bot_token: "aaaaaaaaaa.bbbb.cccccccccc" },
  slack: { bot_token: "xoxb-1234567890", app_token: "xapp-1234567890" },
} as const;

async function openAt(id: keyof typeof SETTINGS, url: string): Promise<ChannelAdapter> {
  return openAdapter(id, {
    settings: { ...SETTINGS[id], api_root: url, groups: {} },
    stateFolder: "/nonexistent",
    timing: SYSTEM_TIMING,
    log: () => {},
  });
}

const cases = (["telegram", "discord", "slack"] as const).flatMap((id) =>
  ANSWERS.map(({ status, type = "", body }) => [id, status, type, body] as const),
);

test.each(cases)("a message to %s that is answered with %i %s %s waits", async (id, status, type, body) => {
  const between = await serveLoopback((_request, response) => {
    response.writeHead(status, type === "" ? {} : { "content-type": type });
    response.end(body);
  });
  const adapter = await openAt(id, between.url);
  const sent = adapter.sendText({ id: "1" }, { markdown: "hello", key: "k" }, AbortSignal.timeout(10_000));
  await expect(sent).rejects.toMatchObject({ name: "PlatformError", kind: "unreachable" });
  await expect(adapter.check(AbortSignal.timeout(10_000))).rejects.toMatchObject({ kind: "unreachable" });
  expect(between.asked.length).toBe(2);
});
