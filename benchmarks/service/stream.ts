/** From an accepted message to its event at the last of 1, 100 and 1,000 readers of the event stream. */
import { connect, type Socket } from "node:net";
import { type BenchDaemon, claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median, percentile } from "../support/statistics.js";

const READERS = [1, 100, 1_000];
const MESSAGES = 40;
const WARM_UP = 5;

export async function measureStream(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of READERS) {
    await using daemon = await startBenchDaemon({ agents: claudeAgents(1) });
    const readers = await Promise.all(Array.from({ length: count }, () => openReader(daemon)));
    const times: number[] = [];
    for (let index = 0; index < MESSAGES + WARM_UP; index += 1) {
      const messageId = `stream-${count}-${index}`;
      const arrived = Promise.all(readers.map((reader) => reader.sees(messageId)));
      const begun = performance.now();
      const { status, body } = await daemon.post("/api/message", {
        message: "hello",
        agent: "a0",
        messageId,
      });
      if (status !== 200) throw new Error(body);
      await arrived;
      if (index >= WARM_UP) times.push(performance.now() - begun);
    }
    for (const { socket } of readers) socket.destroy();
    const name = `message to event at the last of ${count} readers`;
    figures.push({ name: `${name}, p50`, value: median(times), unit: "ms" });
    figures.push({ name: `${name}, p99`, value: percentile(times, 0.99), unit: "ms", aim: { max: 50 } });
  }
  return figures;
}

interface StreamReader {
  socket: Socket;
  /** Resolves when the event of this message has arrived. */
  sees(messageId: string): Promise<void>;
}

/** A bare socket: a client that parses each frame would measure itself. */
function openReader({ port, token }: BenchDaemon): Promise<StreamReader> {
  let wanted = "";
  let tail = "";
  let resolveSeen = () => {};
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  const reader: StreamReader = {
    socket,
    sees(messageId) {
      wanted = `"${messageId}"`;
      return new Promise((resolve) => {
        resolveSeen = resolve;
      });
    },
  };
  const head = ["GET /api/events/stream?types=message.accepted HTTP/1.1", `Host: 127.0.0.1:${port}`];
  socket.write(`${[...head, `Authorization: Bearer ${token}`].join("\r\n")}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (chunk: string) => {
      const text = tail + chunk;
      tail = text.slice(-wanted.length);
      if (text.includes("event: connected")) resolve(reader);
      else if (text.startsWith("HTTP/1.1 ") && !text.startsWith("HTTP/1.1 200"))
        reject(new Error(`A reader was refused: ${text.slice(0, text.indexOf("\r\n"))}`));
      if (wanted !== "" && text.includes(wanted)) {
        tail = "";
        resolveSeen();
      }
    });
  });
}
