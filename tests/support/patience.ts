/** Vitest has no setting for the limit of `vi.waitFor`. Its default of one second is too short for a busy machine. */
import { vi } from "vitest";
import { WAIT_MS } from "./wait-limit.js";

const PATIENT = Symbol.for("tinyagi.patient-wait");

const waitFor = vi.waitFor;
// Files share their modules, so that this one can find its own work.
if (!(PATIENT in waitFor)) {
  const patient: typeof vi.waitFor = (callback, options) =>
    waitFor(callback, typeof options === "number" ? options : { timeout: WAIT_MS, ...options });
  vi.waitFor = Object.assign(patient, { [PATIENT]: true });
}
