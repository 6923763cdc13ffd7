/** How much an agent can make its worker hold before a call has come whole. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type CallRelay, createCallRelay } from "./call-relay.js";

const OPEN_OF_RUN_MAX = 32;

async function serve(relay: CallRelay) {
  const server = createServer(relay.serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, ...relay.open("run#1"), port: (server.address() as AddressInfo).port };
}

test("calls count from their first byte: an agent that sends many halves of calls is refused", async () => {
  let calls = 0;
  const relay = createCallRelay(() => ({
    call() {
      calls += 1;
      return calls;
    },
    say: () => {},
  }));
  const { server, token, port } = await serve(relay);
  const begin = () => {
    const headers = { authorization: `Bearer ${token}`, "content-length": "10" };
    const half = request({ port, host: "127.0.0.1", path: "/x", method: "POST", headers });
    half.on("error", () => {});
    half.write("half ");
    return half;
  };
  const arrived = Array.from({ length: OPEN_OF_RUN_MAX }, () => once(server, "request"));
  const halves = Array.from({ length: OPEN_OF_RUN_MAX }, begin);
  await Promise.all(arrived);
  const [refused] = await once(begin(), "response");
  expect(refused.statusCode).toBe(503);
  expect(calls).toBe(0);
  // One whose agent goes away makes room.
  halves[0]?.destroy();
  await expect
    .poll(async () => {
      const headers = { authorization: `Bearer ${token}` };
      const whole = request({ port, host: "127.0.0.1", path: "/x", headers });
      whole.on("error", () => {});
      whole.end();
      whole.on("response", () => {});
      return calls;
    })
    .toBeGreaterThan(0);
});

test("a call that waits for a daemon that is gone gets an error, and the next one is passed on", async () => {
  const calls: string[] = [];
  const relay = createCallRelay(() => ({
    call: ({ path }) => calls.push(path),
    say: () => {},
  }));
  const { token, port } = await serve(relay);
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const first = ask("/one");
  await expect.poll(() => calls).toEqual(["/one"]);
  relay.lose();
  const lost = await first;
  expect([lost.status, await lost.json()]).toMatchObject([503, { code: "UNAVAILABLE" }]);
  const second = ask("/two");
  await expect.poll(() => calls).toEqual(["/one", "/two"]);
  relay.take({
    ...{ kind: "answer", key: "run#1", n: 2, at: 0 },
    ...{ head: { status: 200, headers: {} }, bytes: "", last: "whole" },
  });
  expect((await second).status).toBe(200);
});
