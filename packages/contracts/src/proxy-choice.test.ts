import { describe, expect, it } from "vitest";
import { networkVariables } from "./network-variables.js";
import { proxyOf } from "./proxy-choice.js";

const PROXY = "http://me:p%40ss@proxy.example:3128";
const ask = (address: string, given: Record<string, string>): string | undefined =>
  proxyOf(new URL(address), networkVariables(given));

/** @requirement NETWORK-1 */
describe("the proxy for an address", () => {
  it.each([
    ["https://api.example/", { HTTPS_PROXY: PROXY }, PROXY],
    ["https://api.example/", { https_proxy: PROXY }, PROXY],
    ["https://api.example/", { HTTP_PROXY: PROXY }, undefined],
    ["http://api.example/", { http_proxy: PROXY }, PROXY],
    ["wss://gateway.example/", { HTTPS_PROXY: PROXY }, PROXY],
    ["ws://gateway.example/", { HTTP_PROXY: PROXY }, PROXY],
    ["https://api.example/", { ALL_PROXY: PROXY }, PROXY],
    ["http://api.example/", { all_proxy: PROXY }, PROXY],
    ["https://api.example/", { HTTPS_PROXY: "socks5://proxy.example:1080" }, undefined],
    ["https://api.example/", { HTTPS_PROXY: "socks5://proxy.example:1080", ALL_PROXY: PROXY }, PROXY],
    ["https://api.example/", { HTTPS_PROXY: "proxy.example:3128" }, "http://proxy.example:3128"],
    ["https://api.example/", { HTTPS_PROXY: " " }, undefined],
    ["https://api.example/", { HTTPS_PROXY: "http://upper", https_proxy: PROXY }, PROXY],
  ])("%s with %j is %s", (address, given, proxy) => {
    expect(ask(address, given)).toBe(proxy);
  });

  it.each([
    ["http://example.com/", "example.com", true],
    ["http://a.example.com/", "example.com", true],
    ["http://a.example.com/", ".example.com", true],
    ["http://a.example.com/", "*.example.com", true],
    ["http://example.com/", ".example.com", true],
    ["http://notexample.com/", "example.com", false],
    ["http://example.com.evil/", "example.com", false],
    ["http://EXAMPLE.com/", "Example.COM", true],
    ["http://example.com./", "example.com", true],
    ["http://example.com:8080/", "example.com:8080", true],
    ["http://example.com/", "example.com:8080", false],
    ["http://example.com/", "example.com:80", true],
    ["https://example.com/", "example.com:443", true],
    ["http://anything/", "*", true],
    ["http://anything/", "a, b ,anything", true],
    ["http://anything/", "a\nanything", true],
    ["http://10.1.2.3/", "10.0.0.0/8", true],
    ["http://11.1.2.3/", "10.0.0.0/8", false],
    ["http://192.168.7.255:11434/", "192.168.7.0/24", true],
    ["http://192.168.8.1/", "192.168.7.0/24", false],
    ["http://192.168.7.5/", "192.168.7.5", true],
    ["http://192.168.7.5/", "192.168.7.5/32", true],
    ["http://8.8.8.8/", "0.0.0.0/0", true],
    ["http://8.8.8.8/", "8.0.0.0/33", false],
    ["http://8.8.8.8/", "8.0.0.0/", false],
    ["http://8.8.8.8/", "8.0.0.0/x", false],
    ["http://8.8.8.8/", "300.0.0.0/8", false],
    ["http://10.example.com/", "10.0.0.0/8", false],
    ["http://[fd00::5]/", "fd00::5", true],
    ["http://[fd00::5]:8080/", "[fd00::5]:8080", true],
    ["http://[fd00::5]/", "[fd00::5]:8080", false],
    ["http://[fd00::5]/", "fd00::/8", true],
    ["http://[fe00::5]/", "fd00::/8", false],
    ["http://[2001:db8::1]/", "2001:DB8:0::/32", true],
    ["http://10.1.2.3/", "::/0", false],
  ])("%s with NO_PROXY=%j goes directly: %s", (address, exceptions, isDirect) => {
    const given = { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: exceptions };
    expect(ask(address, given)).toBe(isDirect ? undefined : PROXY);
  });

  it.each([
    "localhost",
    "LOCALHOST",
    "a.localhost",
    "127.0.0.1",
    "127.84.65.71",
    "127.9.9.9",
    "[::1]",
    "[::ffff:127.0.0.1]",
  ])("is none for %s, whatever the environment says", (host) => {
    const proxied = { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, ALL_PROXY: PROXY, NO_PROXY: "" };
    for (const scheme of ["http", "https", "ws", "wss"])
      expect(proxyOf(new URL(`${scheme}://${host}:3777/`), proxied)).toBeUndefined();
  });
});
