/** Whether a run may use its provider now, and with which login. Only reads. */
import { cutText } from "@tinyagi/base";
import { DEFAULT_LOGIN } from "@tinyagi/contracts";
import { moment } from "@tinyagi/views";
import { getGate, type OpenCircuit, predictEnd } from "./circuit.js";
import { type CircuitBook, circuitOf, isLooked } from "./circuit-book.js";
import { type CircuitPart, loginPart, modelPart, namedPart, providerPart } from "./circuit-part.js";
import type { ProviderAdmission, ProviderHold, ProviderTarget } from "./circuits-contract.js";
import { chooseLogin } from "./login-choice.js";

/** A waiting message looks again at least this often: settings may have changed meanwhile. */
const LOOK_AGAIN_MS = 60_000;
/** The same while one run tries the provider. */
const PROBE_WAIT_MS = 2_000;
/** Of what a provider said. */
export const REASON_MAX_CHARS = 300;
/** Of a provider that has no others. */
export const ONE_LOGIN = [{ name: DEFAULT_LOGIN }];

/** As `Circuits.admit`. */
export function admit(
  book: CircuitBook,
  { provider, model = "", logins = ONE_LOGIN, place }: ProviderTarget,
): ProviderAdmission {
  const now = book.clock.now();
  const blocked = [providerPart({ provider, place }), modelPart({ provider, model, place })]
    .flatMap((part) => {
      const circuit = circuitOf(book, part);
      const isWaiting = getGate(circuit, now) === "wait" || isLooked(book, part);
      return isWaiting && circuit.open !== undefined ? [{ part, pause: circuit.open }] : [];
    })
    .sort((one, other) => other.pause.tryAt - one.pause.tryAt)[0];
  if (blocked !== undefined) return { hold: toHold(blocked.part, blocked.pause, now) };
  const choice = chooseLogin(
    logins.map(({ name: login }) => {
      const part = loginPart({ provider, login, logins, place });
      return { login, circuit: circuitOf(book, part), isLooked: isLooked(book, part) };
    }),
    now,
  );
  if ("login" in choice) return choice;
  return { hold: toHold(loginPart({ provider, login: choice.waitsFor, logins, place }), choice.open, now) };
}

function toHold(part: CircuitPart, open: OpenCircuit, now: number): ProviderHold {
  const { provider, login, model, place } = namedPart(part);
  const pausedUntil = predictEnd(open, now);
  const when = moment(pausedUntil, { now });
  const of = login === undefined ? (model === undefined ? "" : `model ${model}: `) : `login ${login}: `;
  const isOver = open.tryAt <= now;
  return {
    until: isOver ? now + PROBE_WAIT_MS : Math.min(open.tryAt, now + LOOK_AGAIN_MS),
    tryAt: Math.max(open.tryAt, now),
    reason: `the provider ${provider}${place === undefined ? "" : ` on ${place}`} is paused until ${when} (${of}${cutText(open.reason, REASON_MAX_CHARS)})`,
    class: open.class,
    failure: {
      cause: open.cause,
      provider,
      ...(place === undefined ? {} : { place }),
      pausedUntil,
      said: `${of}${cutText(open.reason, REASON_MAX_CHARS)}`,
      ...(open.isKnown ? { resetsAt: open.until } : {}),
    },
  };
}
