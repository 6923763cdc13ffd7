/** Asks a port whether a TinyAGI daemon serves there. */

const PROBE_TIMEOUT_MS = 2_000;

/** True when `/healthz` answers `{ ok: true }`; every failure is "no". */
export async function isHealthy(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      redirect: "error",
    });
    const body: unknown = response.ok ? await response.json() : undefined;
    return typeof body === "object" && body !== null && "ok" in body && body.ok === true;
  } catch {
    // Refused, reset, too slow, no JSON: whatever it is, it is not a healthy daemon.
    return false;
  }
}
