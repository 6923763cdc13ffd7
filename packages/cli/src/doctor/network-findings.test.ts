/** @requirement NETWORK-4 */
import type { NetworkProbe } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { differences, probeFindings, summarize } from "./network-findings.js";

const probe = (changes: Partial<NetworkProbe> = {}): NetworkProbe => ({
  part: "provider",
  id: "anthropic",
  origin: "https://api.anthropic.com",
  proxy: null,
  ok: true,
  family: 6,
  status: 401,
  ms: { dns: 3, connect: 20, tls: 40, answer: 57 },
  failure: null,
  ...changes,
});
const failed = (stage: NonNullable<NetworkProbe["failure"]>["stage"], code: string, more = {}) =>
  probe({ ok: false, failure: { stage, code }, status: null, ...more });
const report = (certificates: string | null, ...probes: NetworkProbe[]) => ({ certificates, probes });

describe("what is reached", () => {
  test("says through what, over which family and how fast", () => {
    expect(probeFindings(probe(), "/etc/corp.pem")).toEqual({
      id: "network.provider.anthropic",
      level: "ok",
      message:
        "provider anthropic (https://api.anthropic.com), directly, with the certificates of /etc/corp.pem: reached over IPv6; DNS 3 ms, connection 20 ms, TLS 40 ms, answer 57 ms",
    });
    expect(probeFindings(probe({ proxy: "http://p:3128" }), null).message).toContain(
      "through the proxy http://p:3128: reached",
    );
  });

  test.each([
    [failed("dns", "ENOTFOUND"), /name is not found \(ENOTFOUND\)/, /config set network\.proxy/],
    [failed("connect", "ENETUNREACH"), /no connection \(ENETUNREACH\)/, /config set network\.proxy/],
    [failed("connect", "ECONNREFUSED", { proxy: "http://p:1" }), /proxy http:\/\/p:1/, /that the proxy runs/],
    [failed("proxy", "407", { proxy: "http://p:1" }), /proxy refused \(407\)/, /env:NAME && tinyagi restart/],
    [
      failed("proxy", "403", { proxy: "http://p:1" }),
      /proxy refused \(403\)/,
      /no_proxy '\["api.anthropic.com"\]'/,
    ],
    [failed("tls", "SELF_SIGNED_CERT_IN_CHAIN"), /not accepted/, /NODE_EXTRA_CA_CERTS/],
    [failed("portal", "200"), /captive portal/, /sign in to the network/],
    [failed("answer", "timeout"), /no answer/, /^Try again/],
  ])("a failure says where and what to do", (one, message, hint) => {
    const finding = probeFindings(one, null);
    expect(finding).toMatchObject({
      level: "error",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test("the command to go past a proxy keeps the hosts that go past it already", () => {
    const one = failed("proxy", "403", { proxy: "http://p:1" });
    const hintWith = (noProxy: string[]) => probeFindings(one, null, noProxy).hint;
    expect(hintWith([".intra.example"])).toContain(`no_proxy '[".intra.example","api.anthropic.com"]'`);
    expect(hintWith(["api.anthropic.com"])).toContain(`no_proxy '["api.anthropic.com"]'`);
    expect(hintWith(["it's.example\u001b"])).toMatch(/^[^']*tinyagi config edit/);
  });

  test("updates and skills that are not reached stop no message", () => {
    expect(probeFindings(failed("dns", "EAI_AGAIN", { part: "updates", id: "npm" }), null).level).toBe(
      "warning",
    );
  });

  test("texts from outside reach no terminal as they are", () => {
    const one = failed("answer", "\u001b[31mred\u202e", { id: "a\u001b]0;title\u0007" });
    expect(JSON.stringify(probeFindings(one, null))).not.toMatch(/\\u001b|\\u202e|\u202e/);
  });
});

test("where the daemon and the shell differ, the difference is named", () => {
  const ofDaemon = report(null, probe(), failed("dns", "ENOTFOUND", { id: "openai" }));
  const ofShell = report("/c.pem", probe(), probe({ id: "openai", proxy: "http://p:1" }));
  const [certificates, openai, ...more] = differences(ofDaemon, ofShell);
  expect(certificates?.message).toContain("not set for the daemon and /c.pem for this shell");
  expect(openai?.message).toBe(
    "provider openai: the daemon does not reach it directly, this shell reaches it through the proxy http://p:1",
  );
  expect(openai?.hint).toContain("tinyagi restart");
  expect(more).toEqual([]);
  expect(differences(ofDaemon, ofDaemon)).toEqual([]);
});

test("the whole doctor gets one line, and an outage is no problem of the home", () => {
  expect(summarize(report(null, probe())).level).toBe("ok");
  expect(summarize(report(null, probe(), failed("tls", "CERT_HAS_EXPIRED")))).toMatchObject({
    level: "info",
    message: "the daemon does not reach: provider anthropic (CERT_HAS_EXPIRED)",
  });
});
