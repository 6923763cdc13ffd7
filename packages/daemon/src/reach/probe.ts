/** Looks whether one place is reached, through what, and where it fails. Never rejects. */
import type { Socket } from "node:net";
import { isPortalAnswer, type NetworkProbe } from "@tinyagi/contracts";
import { connectTo, requestHead, StepError, type Steps, secured, throughProxy } from "./connection.js";
import type { NetworkTarget } from "./targets.js";

/** Of all steps together: a slow network may need seconds for each. */
const PROBE_MS = 20_000;

export interface ProbeOptions {
  /** The proxy for this address; undefined: directly. */
  readonly proxy: string | undefined;
  readonly limitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function probe(target: NetworkTarget, options: ProbeOptions): Promise<NetworkProbe> {
  const { part, id } = target;
  const url = new URL(target.url);
  const proxy = options.proxy === undefined ? undefined : new URL(options.proxy);
  const limit = AbortSignal.timeout(options.limitMs ?? PROBE_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
  const steps: Steps = { signal, ms: {}, family: null };
  const facts = { part, id, origin: getOrigin(url, target), proxy: proxy?.origin ?? null };
  let socket: Socket | undefined;
  try {
    socket = proxy === undefined ? await connectTo(url, steps) : await throughProxy(proxy, url, steps);
    if (url.protocol === "https:") socket = await secured(socket, url, steps);
    // The person's mail server is not talked to: it may count who comes and says nothing.
    if (target.mail !== undefined)
      return { ...facts, ok: true, family: steps.family, status: null, ms: steps.ms, failure: null };
    const { status, headers } = await requestHead(socket, url, steps);
    const answer = {
      url: url.href,
      status,
      ...(target.mayBePage === true
        ? { contentType: null }
        : { contentType: headers.get("content-type"), location: headers.get("location") }),
    };
    const failure = isPortalAnswer(answer) ? { stage: "portal" as const, code: String(status) } : null;
    return { ...facts, ok: failure === null, family: steps.family, status, ms: steps.ms, failure };
  } catch (error) {
    const { stage, code } = error instanceof StepError ? error : new StepError("answer", "failed");
    return {
      ...facts,
      ok: false,
      family: steps.family,
      status: null,
      ms: steps.ms,
      failure: { stage, code },
    };
  } finally {
    socket?.destroy();
  }
}

function getOrigin(url: URL, { mail }: NetworkTarget): string {
  return mail === undefined ? url.origin : `${mail}${url.protocol === "https:" ? "s" : ""}://${url.host}`;
}
