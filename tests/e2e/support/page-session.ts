/** A browser session as a page has it, over plain HTTP, and the person who confirms what it wants to do. */
import { type Answer, call } from "./answer.js";
import { openSession } from "./browser-session.js";
import type { Daemon } from "./daemon.js";

const CODE_HEADER = "x-tinyagi-confirmation";

export interface RequestFacts {
  error: string;
  code: string;
  confirmation?: {
    id: string;
    act: string;
    changes: { path: string; before: unknown; after: unknown; weakens: string }[];
    expiresAt: number;
    problem?: string;
  };
}
type Request = readonly [method: string, path: string, body?: unknown];

export interface PageSession {
  /** @param code what a person got for this request */
  send(request: Request, code?: string): Promise<Answer<RequestFacts>>;
  /** The same request, confirmed by the operator in a terminal. */
  confirmed(request: Request): Promise<Answer<RequestFacts>>;
}

export async function openPageSession(daemon: Daemon): Promise<PageSession> {
  const page = await openSession(daemon);
  const send: PageSession["send"] = ([method, path, body], code) =>
    call<RequestFacts>(
      daemon.port,
      { method, path },
      {
        headers: { ...page, ...(code === undefined ? {} : { [CODE_HEADER]: code }) },
        ...(body === undefined ? {} : { body }),
      },
    );
  return {
    send,
    async confirmed(request) {
      const asked = await send(request);
      return send(request, await codeFor(daemon, asked.body));
    },
  };
}

/** The code that a person gets in a terminal for what was asked. */
export async function codeFor(daemon: Daemon, { confirmation }: RequestFacts): Promise<string> {
  const { body } = await daemon.call("POST", `/api/confirmations/${confirmation?.id}/code`);
  return (body as { code: string }).code;
}
