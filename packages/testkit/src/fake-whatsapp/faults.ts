/** Failures of the real WhatsApp and of the network, on demand. */
import type { ClientLink } from "./client-link.js";
import { element } from "./node.js";

export interface Faults {
  /** While true, new connections end at once: no network. */
  refusesConnections: boolean;
  /** While true, what the device sends is shown, but not acknowledged. */
  holdsAcks: boolean;
  /** The next message of the device is refused with this code: 429, 463, 500 … */
  failNextSend(code: number): void;
  /** The next login is refused with this code: 403, 500, 503 … */
  failNextLogin(code: number): void;
  /** Ends the connection without a word. */
  drop(): void;
  /** Leaves the connection open, but reads and writes nothing any more. */
  stall(): void;
  /** Ends the connection with a `stream:error`, such as 503 or 515. */
  streamError(code: number): void;
  /** Another program connects with the same session. */
  replace(): void;
  /** The owner removes the device on the phone: the session is not valid any more. */
  logOut(): void;
  takeSendError(): number | undefined;
  takeLoginFailure(): number | undefined;
}

export function createFaults(server: { link: () => ClientLink | undefined; unlink: () => void }): Faults {
  const sendErrors: number[] = [];
  const loginFailures: number[] = [];
  const endWith = (attrs: Record<string, string>, reason?: Parameters<typeof element>): void => {
    const link = server.link();
    link?.send(element("stream:error", attrs, reason === undefined ? undefined : [element(...reason)]));
    link?.close();
  };
  return {
    refusesConnections: false,
    holdsAcks: false,
    failNextSend: (code) => void sendErrors.push(code),
    failNextLogin: (code) => void loginFailures.push(code),
    drop: () => server.link()?.cut(),
    stall() {
      const link = server.link();
      if (link !== undefined) link.isStalled = true;
    },
    streamError: (code) => endWith({ code: String(code) }),
    replace: () => endWith({}, ["conflict", { type: "replaced" }]),
    logOut() {
      server.unlink();
      endWith({ code: "401" }, ["conflict", { type: "device_removed" }]);
    },
    takeSendError: () => sendErrors.shift(),
    takeLoginFailure: () => loginFailures.shift(),
  };
}
