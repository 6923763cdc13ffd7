/** How a kept program that speaks ACP is opened, asked and interrupted, as lines. Pure but for what it remembers of its program. */
import { methods, PROTOCOL_VERSION } from "@agentclientprotocol/sdk";
import { type JsonObject, parseJsonLine } from "../cli/json-line.js";
import type { KeptProtocol } from "../process/kept-contract.js";

const HELLO_ID = "tinyagi-hello";
/** No program knows it. Its refusal is the cheapest answer that there is. */
const PING = "_tinyagi/ping";

/** What a program answered when it was opened. */
export interface AcpHello {
  readonly result?: JsonObject;
  readonly error?: JsonObject;
}

export interface AcpProtocol extends KeptProtocol {
  /** Resolves when the program has said what it is. Pending for ever if it never does. */
  readonly opened: Promise<AcpHello>;
  /** The session that an interruption is for. */
  readonly setSession: (id: string) => void;
}

export function createAcpProtocol(): AcpProtocol {
  let sessionId: string | undefined;
  let open: (hello: AcpHello) => void = () => {};
  const opened = new Promise<AcpHello>((resolve) => {
    open = resolve;
  });
  return {
    hello: toLine({
      id: HELLO_ID,
      method: methods.agent.initialize,
      params: {
        protocolVersion: PROTOCOL_VERSION,
        // The program works in its sandbox with its own tools: through us it would see no more, and nothing would hold it.
        clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
        clientInfo: { name: "tinyagi", title: "TinyAGI", version: "1" },
      },
    }),
    isOpen(line) {
      if (!isAnswerTo(HELLO_ID, line)) return false;
      open(parseJsonLine(line) ?? {});
      return true;
    },
    // Each line says which request it answers, or of which session it speaks.
    beginsTurn: () => true,
    interrupt: () =>
      sessionId === undefined ? "" : toLine({ method: methods.agent.session.cancel, params: { sessionId } }),
    opened,
    setSession(id) {
      sessionId = id;
    },
  };
}

/** @param id differs from that of every other question to this program */
export function acpPing(id: string): string {
  return toLine({ id, method: PING, params: {} });
}

/** Whether a line answers the request with this id. */
export function isAnswerTo(id: string, line: string): boolean {
  const message = parseJsonLine(line);
  return message?.id === id && message.method === undefined;
}

function toLine(message: object): string {
  return `${JSON.stringify(Object.assign({ jsonrpc: "2.0" }, message))}\n`;
}
