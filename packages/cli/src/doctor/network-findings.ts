/** Facts about the network in words: what was reached and through what, where it failed, and what to do. Pure. */
import type { NetworkProbe, NetworkReport, NetworkStage } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Finding } from "./finding.js";

const STEP_NAMES = {
  dns: "DNS",
  connect: "connection",
  proxy: "proxy",
  tls: "TLS",
  answer: "answer",
} as const;
/** Without these, messages and replies wait. */
const NEEDED: ReadonlySet<NetworkProbe["part"]> = new Set(["api", "provider", "channel"]);
const NAMED_MAX = 5;

const STAGE_WORDS: Readonly<Record<NetworkStage, string>> = {
  dns: "its name is not found",
  connect: "no connection",
  proxy: "the proxy refused",
  tls: "its certificate is not accepted",
  answer: "no answer over the connection",
  portal: "a web page of the network answered instead (captive portal)",
};

/** @param noProxy `network.no_proxy` of the settings */
export function probeFindings(
  probe: NetworkProbe,
  certificates: string | null,
  noProxy: readonly string[] = [],
): Finding {
  const { part, id, ok, failure } = probe;
  const place = `${part} ${shown(id)} (${shown(probe.origin)}), ${describeVia(probe)}${certificates === null || !isSecured(probe) ? "" : `, with the certificates of ${shown(certificates)}`}`;
  const found = { id: `network.${part}.${shown(id)}` };
  if (ok || failure === null)
    return { ...found, level: "ok", message: `${place}: reached${describeFamily(probe)}${toTimes(probe)}` };
  const level = NEEDED.has(part) ? "error" : "warning";
  const why = `${STAGE_WORDS[failure.stage]} (${shown(failure.code)})`;
  const hint = findHint(probe, failure, noProxy);
  return { ...found, level, message: `${place}: ${why}${toTimes(probe)}`, hint };
}

/** @returns what the daemon sees otherwise than this shell */
export function differences(daemon: NetworkReport, shell: NetworkReport): Finding[] {
  const found: Finding[] = [];
  const same =
    "Give the daemon what this shell has: tinyagi restart; a service: tinyagi service install && tinyagi restart";
  if (daemon.certificates !== shell.certificates)
    found.push({
      id: "network.difference.certificates",
      level: "warning",
      hint: same,
      message: `NODE_EXTRA_CA_CERTS is ${shown(daemon.certificates ?? "not set")} for the daemon and ${shown(shell.certificates ?? "not set")} for this shell`,
    });
  for (const one of daemon.probes) {
    const other = shell.probes.find(({ part, id }) => part === one.part && id === one.id);
    if (
      other === undefined ||
      (one.proxy === other.proxy && one.ok === other.ok && one.origin === other.origin)
    )
      continue;
    found.push({
      id: `network.difference.${one.part}.${shown(one.id)}`,
      level: "warning",
      hint: same,
      message: `${one.part} ${shown(one.id)}: the daemon ${describeSide(one)}, this shell ${describeSide(other)}`,
    });
  }
  return found;
}

export function summarize({ probes }: NetworkReport): Finding {
  const failed = probes.filter(({ ok }) => !ok);
  if (failed.length === 0) {
    const message = "the daemon reaches what the settings name";
    return { id: "network.reach", level: "ok", message };
  }
  const named = failed
    .slice(0, NAMED_MAX)
    .map(({ part, id, failure }) => `${part} ${shown(id)} (${shown(failure?.code ?? "")})`);
  const more = failed.length > NAMED_MAX ? ` and ${failed.length - NAMED_MAX} more` : "";
  return {
    id: "network.reach",
    level: "info",
    message: `the daemon does not reach: ${named.join(", ")}${more}`,
    hint: "See where it fails: tinyagi doctor network",
  };
}

function describeSide(probe: NetworkProbe): string {
  return `${probe.ok ? "reaches it" : "does not reach it"} ${describeVia(probe)}`;
}

function describeVia({ proxy }: NetworkProbe): string {
  return proxy === null ? "directly" : `through the proxy ${shown(proxy)}`;
}

/** https, imaps and smtps. */
function isSecured({ origin }: NetworkProbe): boolean {
  return origin.slice(0, origin.indexOf(":")).endsWith("s");
}

function describeFamily({ family }: NetworkProbe): string {
  return family === null ? "" : ` over IPv${family}`;
}

function toTimes({ ms }: NetworkProbe): string {
  const steps = (["dns", "connect", "proxy", "tls", "answer"] as const).flatMap((step) =>
    ms[step] === undefined ? [] : [`${STEP_NAMES[step]} ${ms[step]} ms`],
  );
  return steps.length === 0 ? "" : `; ${steps.join(", ")}`;
}

function findHint(
  { origin, proxy, part }: NetworkProbe,
  { stage, code }: { stage: NetworkStage; code: string },
  noProxy: readonly string[],
): string {
  const host = shown(URL.canParse(origin) ? new URL(origin).hostname : origin);
  const behind = "tinyagi config set network.proxy http://<host>:<port> && tinyagi restart";
  if (part === "api") return "Read the daemon's log: tinyagi logs";
  switch (stage) {
    case "dns":
      return proxy === null
        ? `Check the name and the DNS of this machine; if this network needs a proxy: ${behind}`
        : "Check the name of the proxy: tinyagi config get network";
    case "connect":
      return proxy === null
        ? `Check the address and that this network lets it through; if it needs a proxy: ${behind}`
        : "Check that the proxy runs, and its address: tinyagi config get network";
    case "proxy":
      return code === "407"
        ? "The proxy wants a name and a password: put its address with them into a variable, then: tinyagi config set network.proxy env:NAME && tinyagi restart"
        : `Ask who runs the proxy to open this host, or go past the proxy: ${pastProxy(host, noProxy)}`;
    case "tls":
      return "Set NODE_EXTRA_CA_CERTS to the file with the certificates of your network, check the clock of this machine, then: tinyagi restart";
    case "portal":
      return "Open a web page in a browser of this machine and sign in to the network; if you did, check the base URL: tinyagi config edit";
    case "answer":
      return "Try again; if it stays so, something on the way closes the connection: a firewall, or a proxy.";
  }
}

/** The command replaces the whole list, so it names what is in it already. */
function pastProxy(host: string, noProxy: readonly string[]): string {
  const list = JSON.stringify([...new Set([...noProxy, host])]);
  if (list.includes("'") || shown(list) !== list)
    return `Add ${host} to network.no_proxy with tinyagi config edit, then: tinyagi restart`;
  return `tinyagi config set network.no_proxy '${list}' && tinyagi restart`;
}

/** Names come from the settings, and codes from other machines. */
function shown(text: string): string {
  return cleanLine(text);
}
