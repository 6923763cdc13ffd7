/**
 * Between the lines of a program and the SDK of ACP. Only whole messages of the protocol pass, and only answers to questions
 * that were asked: the SDK prints others to the console of the daemon. Updates never reach it: they are read in their order,
 * before the answer that ends their turn.
 */
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk";
import { type JsonObject, parseJsonLine, toObject } from "../cli/json-line.js";

const UPDATE = "session/update";

export interface AcpWire {
  readonly stream: Stream;
  /** Takes one line of the program. */
  readonly receive: (line: string) => void;
  /** Nobody reads any more: what still comes is ignored. */
  readonly close: () => void;
}

/** @param write sends lines to the program; `onUpdate` gets the parameters of each update */
export function createWire(write: (lines: string) => void, onUpdate: (update: JsonObject) => void): AcpWire {
  const asked = new Set<unknown>();
  let isClosed = false;
  const close = () => {
    isClosed = true;
  };
  let pass: ReadableStreamDefaultController<AnyMessage> | undefined;
  const readable = new ReadableStream<AnyMessage>({
    start(controller) {
      pass = controller;
    },
    cancel: close,
  });
  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ("method" in message && "id" in message) asked.add(message.id);
      write(`${JSON.stringify(message)}\n`);
    },
  });
  return {
    stream: { readable, writable },
    close,
    receive(line) {
      if (isClosed) return;
      const message = parseJsonLine(line);
      if (message?.jsonrpc !== "2.0") return;
      if (message.method === UPDATE) {
        const params = toObject(message.params);
        if (params !== undefined) onUpdate(params);
      } else if (typeof message.method === "string" || asked.delete(message.id))
        pass?.enqueue(message as unknown as AnyMessage);
    },
  };
}
