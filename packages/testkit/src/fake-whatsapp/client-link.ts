/** One connection of a client: frames, the handshake, then nodes in both directions. */
import {
  type BinaryNode,
  decodeBinaryNode,
  encodeBinaryNode,
  NOISE_WA_HEADER,
  type proto,
} from "@whiskeysockets/baileys";
import type { WebSocket } from "ws";
import { answerHello, type NoiseTransport } from "./noise.js";

export interface ClientLink {
  readonly isOpen: boolean;
  /** While it is true, nothing is read or written: a half-open connection. */
  isStalled: boolean;
  send(node: BinaryNode): void;
  /** Ends the connection without a word. */
  cut(): void;
  close(): void;
}

export interface ClientLinkHandlers {
  login(payload: proto.ClientPayload, link: ClientLink): void;
  node(node: BinaryNode, link: ClientLink): Promise<void>;
  closed(link: ClientLink): void;
}

export function createClientLink(socket: WebSocket, handlers: ClientLinkHandlers): ClientLink {
  let transport: NoiseTransport | undefined;
  let finish: ReturnType<typeof answerHello>["finish"] | undefined;
  let bytes = Buffer.alloc(0);
  let hasIntro = false;
  let work = Promise.resolve();

  const link: ClientLink = {
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    isStalled: false,
    send(node) {
      if (transport === undefined || link.isStalled || !link.isOpen) return;
      socket.send(framed(transport.encrypt(encodeBinaryNode(node))));
    },
    cut: () => socket.terminate(),
    close: () => socket.close(),
  };

  const take = async (frame: Buffer): Promise<void> => {
    if (transport !== undefined) return handlers.node(await decodeBinaryNode(transport.decrypt(frame)), link);
    if (finish === undefined) {
      const answer = answerHello(frame);
      finish = answer.finish;
      socket.send(framed(answer.hello));
      return;
    }
    const client = finish(frame);
    transport = client.transport;
    handlers.login(client.payload, link);
  };

  socket.on("message", (data: Buffer) => {
    if (link.isStalled) return;
    bytes = Buffer.concat([bytes, data]);
    if (!hasIntro) {
      bytes = bytes.subarray(NOISE_WA_HEADER.length);
      hasIntro = true;
    }
    while (bytes.length >= 3 && bytes.length >= 3 + bytes.readUIntBE(0, 3)) {
      const end = 3 + bytes.readUIntBE(0, 3);
      const frame = bytes.subarray(3, end);
      bytes = bytes.subarray(end);
      // One after the other: the counters of the encryption follow the order of the frames.
      work = work.then(() => take(frame)).catch(() => socket.terminate());
    }
  });
  socket.on("close", () => handlers.closed(link));
  // Its close follows.
  socket.on("error", () => {});
  return link;
}

function framed(data: Uint8Array): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntBE(data.length, 0, 3);
  return Buffer.concat([head, data]);
}
