import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.js";

/** A server that opens the stream and then stays silent. Counts open streams. */
async function silentServer(): Promise<{ baseUrl: string; open: () => number }> {
  let open = 0;
  const server = createServer((_request, response) => {
    open += 1;
    response.once("close", () => {
      open -= 1;
    });
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("event: connected\nid: 1\ndata: {}\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, open: () => open };
}

/** Forces garbage collection, as happens during a long wait. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 5; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("an iteration that has waited long ends with its signal, and so does its connection", async () => {
  const server = await silentServer();
  const client = createClient({ baseUrl: server.baseUrl, token: "t" });
  const stop = new AbortController();
  let opened = false;
  const onConnection = ({ state }: { state: string }) => {
    opened ||= state === "open";
  };
  const ended = (async () => {
    for await (const _event of client.events({ signal: stop.signal, onConnection }));
    return "ended";
  })();
  await expect.poll(() => opened && server.open()).toBe(1);
  await collectGarbage();
  stop.abort();
  await expect(ended).resolves.toBe("ended");
  await expect.poll(server.open).toBe(0);
}, 5_000);

test("a connection that has been silent for long is replaced by a new one", async () => {
  const server = await silentServer();
  const client = createClient({ baseUrl: server.baseUrl, token: "t", silenceMs: 300 });
  const stop = new AbortController();
  const states: string[] = [];
  const ended = (async () => {
    const onConnection = ({ state }: { state: string }) => void states.push(state);
    for await (const _event of client.events({ signal: stop.signal, onConnection }));
  })();
  await expect.poll(() => states).toContain("open");
  await collectGarbage();
  await expect.poll(() => states.filter((state) => state === "open").length).toBeGreaterThan(1);
  stop.abort();
  await ended;
}, 10_000);
