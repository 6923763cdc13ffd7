import { describe, expect, it } from "vitest";
import { hasProxyPassword, networkVariables, proxySecrets } from "./network-variables.js";

const HERE = "localhost,127.0.0.1,127.84.65.71,::1,[::1]";

describe("the variables about the network", () => {
  it("keep addresses of this machine from a proxy, whatever is set", () => {
    expect(networkVariables({})).toEqual({ NO_PROXY: HERE, no_proxy: HERE });
    expect(networkVariables({ NO_PROXY: "intra.example, 127.0.0.1" }).no_proxy).toBe(
      "intra.example,127.0.0.1,localhost,127.84.65.71,::1,[::1]",
    );
    expect(networkVariables({ no_proxy: "*" }).NO_PROXY).toBe("*");
  });

  it("have one value in both spellings", () => {
    const proxy = "http://proxy.example:3128";
    expect(networkVariables({ https_proxy: proxy, HTTPS_PROXY: "http://other.example" })).toMatchObject({
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
    });
    expect(networkVariables({ ALL_PROXY: "socks5://127.0.0.1:1080" })).toMatchObject({
      all_proxy: "socks5://127.0.0.1:1080",
    });
  });

  it("follow the later environment, in either spelling", () => {
    expect(
      networkVariables({ https_proxy: "http://a.example" }, { HTTPS_PROXY: "http://b.example" }),
    ).toMatchObject({ https_proxy: "http://b.example" });
  });

  it("give an address without a scheme the one that is meant", () => {
    expect(networkVariables({ HTTPS_PROXY: "me:pass@proxy.example:3128" }).https_proxy).toBe(
      "http://me:pass@proxy.example:3128",
    );
    expect(networkVariables({ all_proxy: "socks5h://127.0.0.1:1" }).ALL_PROXY).toBe("socks5h://127.0.0.1:1");
  });

  it("that contain a password are known by their name and value", () => {
    expect(hasProxyPassword("HTTPS_PROXY", "alice:s3cret@proxy.example:3128")).toBe(true);
    expect(hasProxyPassword("https_proxy", "http://token@proxy.example")).toBe(true);
    expect(hasProxyPassword("HTTPS_PROXY", "http://proxy.example:3128")).toBe(false);
    expect(hasProxyPassword("NO_PROXY", "a@b")).toBe(false);
    expect(proxySecrets("http://al:s%40c@p.example")).toEqual([
      "s@c",
      "al:s%40c",
      "http://al:s%40c@p.example",
    ]);
    expect(proxySecrets("http://p.example")).toEqual([]);
  });

  it("hold certificates and nothing else", () => {
    expect(
      networkVariables({ NODE_EXTRA_CA_CERTS: "/etc/corp.pem", OPENAI_API_KEY: "canary", HTTP_PROXY: " " }),
    ).toEqual({
      NODE_EXTRA_CA_CERTS: "/etc/corp.pem",
      CODEX_CA_CERTIFICATE: "/etc/corp.pem",
      NO_PROXY: HERE,
      no_proxy: HERE,
    });
  });

  it("give codex the extra certificates, unless it has its own or a whole set", () => {
    expect(networkVariables({ NODE_EXTRA_CA_CERTS: "/a", SSL_CERT_FILE: "/b" })).not.toHaveProperty(
      "CODEX_CA_CERTIFICATE",
    );
    expect(networkVariables({ NODE_EXTRA_CA_CERTS: "/a", CODEX_CA_CERTIFICATE: "/c" })).toMatchObject({
      CODEX_CA_CERTIFICATE: "/c",
    });
  });

  it("name IPv6 addresses in both spellings, because programs read one or the other", () => {
    expect(networkVariables({ NO_PROXY: "fd00::5,[FD00::6],fd00::/8,.intra.example" }).NO_PROXY).toBe(
      `fd00::5,[fd00::5],fd00::6,[fd00::6],fd00::/8,.intra.example,${HERE}`,
    );
  });
});
