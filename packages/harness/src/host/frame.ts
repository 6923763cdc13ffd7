/**
 * Frames on the socket between daemon and agent host. The reader refuses what is too large or of an unknown kind before
 * it has read its payload, and never copies a byte more than once. The writer sends what is written in one turn of the
 * event loop with one system call.
 */
import type { Socket } from "node:net";
import { HOST_FRAME_MAX_BYTES, HOST_KINDS, type HostKind } from "@tinyagi/contracts/agent-host";

const HEADER_BYTES = 9;
const RAW: ReadonlySet<HostKind> = new Set(["stdin", "stdout", "stderr"]);
const KIND_OF = new Map<number, HostKind>(
  Object.entries(HOST_KINDS).map(([kind, byte]) => [byte, kind as HostKind]),
);

/** The other side does not keep to the protocol. The message is for the log and repeats nothing it sent. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** Takes the frames of a connection. */
export interface FrameHandler {
  /** A whole frame of a kind with a JSON payload. `payload` is valid during the call. */
  readonly message: (kind: HostKind, run: number, payload: Buffer) => void;
  /** Bytes of a raw kind. A frame can come in several pieces. */
  readonly bytes: (kind: HostKind, run: number, bytes: Buffer) => void;
}

/**
 * Creates a function that takes the bytes of a connection in order.
 *
 * @param accepted - kinds that the other side may send
 * @returns a function that throws FrameError, after which the connection must be closed
 */
export function createFrameReader(
  accepted: ReadonlySet<HostKind>,
  handler: FrameHandler,
): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let frame:
    | { kind: HostKind; run: number; left: number; parts: Buffer | undefined; length: number }
    | undefined;

  const begin = () => {
    const length = header.readUInt32BE(0);
    const kind = KIND_OF.get(header.readUInt8(4));
    if (length > HOST_FRAME_MAX_BYTES) throw new FrameError(`a frame of ${length} bytes is too large`);
    if (kind === undefined || !accepted.has(kind))
      throw new FrameError(`a frame has the unknown kind ${header.readUInt8(4)}`);
    frame = { kind, run: header.readUInt32BE(5), left: length, parts: undefined, length };
    headerBytes = 0;
  };
  const take = (open: NonNullable<typeof frame>, part: Buffer) => {
    open.left -= part.length;
    if (open.left === 0) frame = undefined;
    if (RAW.has(open.kind)) {
      if (part.length > 0) handler.bytes(open.kind, open.run, part);
      return;
    }
    if (open.left === 0 && open.parts === undefined) {
      handler.message(open.kind, open.run, part);
      return;
    }
    open.parts ??= Buffer.allocUnsafe(open.length);
    part.copy(open.parts, open.length - open.left - part.length);
    if (open.left === 0) handler.message(open.kind, open.run, open.parts);
  };
  return (chunk) => {
    for (let at = 0; at < chunk.length || frame?.left === 0; ) {
      if (frame === undefined) {
        const copied = chunk.copy(header, headerBytes, at, at + HEADER_BYTES - headerBytes);
        at += copied;
        headerBytes += copied;
        if (headerBytes === HEADER_BYTES) begin();
      } else {
        const part = chunk.subarray(at, at + frame.left);
        at += part.length;
        take(frame, part);
      }
    }
  };
}

/** Sends frames. */
export interface FrameWriter {
  /** @throws FrameError when the message is too large for a frame; nothing was sent */
  readonly message: (kind: HostKind, run: number, message: object) => void;
  readonly bytes: (kind: HostKind, run: number, bytes: Buffer) => void;
}

/** Creates the writer of a connection. */
export function createFrameWriter(socket: Socket): FrameWriter {
  let corked = false;
  const uncork = () => {
    corked = false;
    socket.uncork();
  };
  const send = (kind: HostKind, run: number, payload: Buffer) => {
    if (!corked) {
      corked = true;
      socket.cork();
      // Not in the next tick: that comes after each read of a pipe, and several are ready in one turn during a flood.
      setImmediate(uncork);
    }
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt32BE(payload.length, 0);
    header.writeUInt8(HOST_KINDS[kind], 4);
    header.writeUInt32BE(run, 5);
    socket.write(header);
    if (payload.length > 0) socket.write(payload);
  };
  return {
    message: (kind, run, message) => {
      const payload = Buffer.from(JSON.stringify(message));
      if (payload.length > HOST_FRAME_MAX_BYTES)
        throw new FrameError(`a frame of ${payload.length} bytes is too large`);
      send(kind, run, payload);
    },
    bytes: (kind, run, bytes) => {
      for (let at = 0; at < bytes.length; at += HOST_FRAME_MAX_BYTES)
        send(kind, run, bytes.subarray(at, at + HOST_FRAME_MAX_BYTES));
    },
  };
}
