import { expect, test } from "vitest";
import { causeOfReport } from "./failure-forms.js";
import { type HttpAnswer, isPortalAnswer, PORTAL_WORDS } from "./portal-page.js";

const page = "text/html; charset=utf-8";
const asked = "http://api.example/v1/messages";

test.each<[string, HttpAnswer, boolean]>([
  ["a page instead of data", { url: asked, status: 200, contentType: page }, true],
  ["a page of XHTML", { url: asked, status: 200, contentType: "application/xhtml+xml" }, true],
  [
    "a redirect to the network",
    { url: asked, status: 302, contentType: null, location: "http://10.0.0.1/login" },
    true,
  ],
  ["a redirect to a page here", { url: asked, status: 307, contentType: page, location: "/login" }, true],
  ["a network that says so", { url: "https://api.example/", status: 511, contentType: null }, true],
  ["data", { url: asked, status: 200, contentType: "application/json" }, false],
  [
    "a redirect of the service itself",
    { url: asked, status: 308, contentType: null, location: "/v2" },
    false,
  ],
  ["a page that TLS vouches for", { url: "https://api.example/", status: 200, contentType: page }, false],
  ...["127.0.0.1:1234", "localhost:8080", "[::1]"].flatMap((host): [string, HttpAnswer, boolean][] => [
    [
      `a page of this machine at ${host}`,
      { url: `http://${host}/v1`, status: 200, contentType: page },
      false,
    ],
    [
      `a redirect of this machine at ${host}`,
      { url: `http://${host}/v1`, status: 302, contentType: page, location: "http://login.example/" },
      false,
    ],
    [`a proxy's answer for ${host}`, { url: `http://${host}/v1`, status: 511, contentType: page }, true],
  ]),
  ["a page that says what failed", { url: asked, status: 404, contentType: page }, false],
])("%s", (_what, answer, is) => expect(isPortalAnswer(answer)).toBe(is));

test.each([
  ["API Error: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", "captive_portal"],
  ["stream error: <html><head><title>Please log in to Hotel Wi-Fi</title>", "captive_portal"],
  ["511 Network Authentication Required", "captive_portal"],
  [`the provider did not answer: ${PORTAL_WORDS}`, "captive_portal"],
  ["API Error: 502 <html><head><title>502 Bad Gateway</title></head>", "outage"],
  ["Connection error: self-signed certificate in certificate chain", "certificate"],
  ["unable to get local issuer certificate", "certificate"],
  ["error sending request: invalid peer certificate: UnknownIssuer", "certificate"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate"],
  ["Hostname/IP does not match certificate's altnames", "certificate"],
  ["SSL certificate problem: certificate has expired", "certificate"],
])("%s is %s", (message, cause) => expect(causeOfReport({ message })).toBe(cause));

test.each(["SELF_SIGNED_CERT_IN_CHAIN", "ERR_TLS_CERT_ALTNAME_INVALID", "CERT_HAS_EXPIRED"])(
  "the code %s is about a certificate",
  (code) => expect(causeOfReport({ names: [code], message: "" })).toBe("certificate"),
);

test("a refused request that speaks of certificates and pages is about neither", () => {
  const message = "the prompt '<html> self-signed certificate' is not allowed";
  expect(causeOfReport({ status: 400, message })).toBe("refused");
});
