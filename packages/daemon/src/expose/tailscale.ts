/**
 * Tailscale Serve (the tailnet) and Funnel (the internet), in the foreground: `tailscaled` forgets what it serves when the
 * command ends, because it belongs to the session of that command. Facts are read from `tailscale status --json` and
 * `tailscale serve status --json`; of what the command prints, only the link to the admin console and the kind of a refusal.
 *
 * Sources: tailscale's `cmd/tailscale/cli/serve_v2.go` (forms, texts, `Foreground`), `cli/serve_legacy.go`
 * (`enableFeatureInteractive`), `ipn/serve.go` (the configuration), https://tailscale.com/kb/1242/tailscale-serve.
 */
import type { ExposedConnection } from "@tinyagi/server";
import { z } from "zod";
import { ExposeFault } from "./expose-fault.js";
import { askProgram } from "./tunnel-program.js";
import type { Plan, PlanTunnel, WayContext } from "./way.js";

/** Those that Funnel may use. */
const PORTS = [443, 8443, 10_000] as const;
const NAME_MAX_CHARS = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** `https://login.tailscale.com/f/serve?node=n123`: where the command waits until somebody turned it on. */
const CONSOLE_LINK = /https:\/\/login\.tailscale\.com\/[A-Za-z0-9/?=&_-]{1,200}/;
/** Also `https://tailscale.com/s/no-funnel`, of a command that has ended. */
const LINK = /https:\/\/(?:login\.)?tailscale\.com\/[A-Za-z0-9/?=&_-]{1,200}/;

const statusSchema = z.looseObject({
  BackendState: z.string(),
  AuthURL: z.string().nullish(),
  Self: z.looseObject({ DNSName: z.string() }).nullish(),
});
const servedShape = {
  TCP: z.record(z.string(), z.unknown()).nullish(),
  Web: z
    .record(
      z.string(),
      z.looseObject({
        Handlers: z.record(z.string(), z.looseObject({ Proxy: z.string().nullish() })).nullish(),
      }),
    )
    .nullish(),
  AllowFunnel: z.record(z.string(), z.boolean()).nullish(),
};
const servedSchema = z.looseObject({
  ...servedShape,
  Foreground: z.record(z.string(), z.looseObject(servedShape)).nullish(),
});
type Served = z.infer<typeof servedSchema>;

export function tailscaleWay(command: "serve" | "funnel"): PlanTunnel {
  return async (context) => {
    const name = await ownName(context);
    const port = freePort(await readServed(context));
    return {
      args: [command, `--https=${port}`, context.target],
      async look(tunnel) {
        const seen = await look(context, { authority: `${name}:${port}`, isPrivate: command === "serve" });
        const link = CONSOLE_LINK.exec(tunnel.output())?.[0];
        // A person must know that first. Links of other warnings say nothing.
        if (seen === undefined && link !== undefined) throw new ExposeFault("not_enabled", { link });
        return seen;
      },
      explain,
    } satisfies Plan;
  };
}

/** @throws ExposeFault */
async function ownName(context: WayContext): Promise<string> {
  const { program, env, signal } = context;
  const answer = await askProgram(program, ["status", "--json", "--peers=false"], { env, signal });
  const status = parse(statusSchema, answer.stdout);
  if (status === undefined) throw new ExposeFault("not_running", { said: answer.said });
  const { BackendState: state, AuthURL, Self } = status;
  if (state === "NeedsLogin" || state === "NeedsMachineAuth") {
    const link = LINK.exec(AuthURL ?? "")?.[0];
    throw new ExposeFault("not_logged_in", link === undefined ? {} : { link });
  }
  if (state !== "Running") throw new ExposeFault("not_running", { said: state });
  const name = (Self?.DNSName ?? "").replace(/\.$/, "").toLowerCase();
  if (!isHostName(name)) throw new ExposeFault("wrong_name", { said: name });
  return name;
}

function isHostName(name: string): boolean {
  const labels = name.slice(0, NAME_MAX_CHARS + 1).split(".");
  return name.length <= NAME_MAX_CHARS && labels.length > 1 && labels.every((one) => LABEL.test(one));
}

async function readServed({ program, env, signal }: WayContext): Promise<Served> {
  const answer = await askProgram(program, ["serve", "status", "--json"], { env, signal });
  // Without a configuration it prints `{}`; an old release prints nothing.
  return parse(servedSchema, answer.stdout) ?? {};
}

function freePort(served: Served): number {
  const used = new Set(parts(served).flatMap(({ TCP }) => Object.keys(TCP ?? {})));
  const port = PORTS.find((one) => !used.has(String(one)));
  if (port === undefined) throw new ExposeFault("port_used");
  return port;
}

async function look(
  context: WayContext,
  { authority, isPrivate }: { authority: string; isPrivate: boolean },
): Promise<ExposedConnection | undefined> {
  const all = parts(await readServed(context));
  const names = all.flatMap(({ Web }) =>
    Object.entries(Web ?? {}).flatMap(([name, { Handlers }]) =>
      Object.values(Handlers ?? {}).some((handler) => leadsTo(handler.Proxy, context.target)) ? [name] : [],
    ),
  );
  if (names.length === 0) return undefined;
  if (names.some((name) => name !== authority)) throw new ExposeFault("wrong_name", { said: names[0] ?? "" });
  const isOpen = all.some(({ AllowFunnel }) => AllowFunnel?.[authority] === true);
  if (isPrivate && isOpen) throw new ExposeFault("too_open");
  if (!isPrivate && !isOpen) return undefined;
  const host = authority.endsWith(":443") ? authority.slice(0, -":443".length) : authority;
  return { host, clientHeader: "x-forwarded-for", isPrivate };
}

function leadsTo(proxy: string | null | undefined, target: string): boolean {
  return proxy === target || proxy === `${target}/`;
}

function parts(served: Served): Pick<Served, "TCP" | "Web" | "AllowFunnel">[] {
  return [served, ...Object.values(served.Foreground ?? {})];
}

function explain(output: string): ExposeFault {
  const link = LINK.exec(output)?.[0];
  if (link !== undefined) return new ExposeFault("not_enabled", { link });
  if (output.includes("ccess denied")) return new ExposeFault("not_permitted", { said: output });
  if (output.includes("already exists") || output.includes("already serving"))
    return new ExposeFault("port_used", { said: output });
  // What `tailscale funnel` prints when the policy of the tailnet has no Funnel for this machine.
  if (
    output.includes("unnel not available") ||
    output.includes("not enabled") ||
    output.includes("not supported")
  )
    return new ExposeFault("not_enabled", { said: output });
  return new ExposeFault("ended", { said: output });
}

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // No JSON: the program says something else, which the caller keeps.
    return undefined;
  }
}
