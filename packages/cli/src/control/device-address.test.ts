import { describe, expect, it, test } from "vitest";
import { deviceOrigin, ownAddress } from "./device-address.js";

describe("the address for other devices", () => {
  test.each([
    [{ host: "0.0.0.0", allowedHosts: ["box.lan"] }, "http://box.lan:3777"],
    [{ host: "0.0.0.0", allowedHosts: ["box.lan:80", "other"] }, "http://box.lan:80"],
    [{ host: "::", allowedHosts: ["[fd00::1]"] }, "http://[fd00::1]:3777"],
    [{ host: "::", allowedHosts: ["fd00::2:1"] }, "http://[fd00::2:1]:3777"],
    [{ host: "::", allowedHosts: ["[fd00::1]:8080"] }, "http://[fd00::1]:8080"],
  ])("of %j is %s", (server, origin) => {
    expect(deviceOrigin(server, "3777")).toBe(origin);
  });

  test.each([
    {},
    { allowedHosts: ["box.lan"] },
    { host: "localhost", allowedHosts: ["box.lan"] },
    { host: "192.168.1.5", allowedHosts: [] },
  ])("does not exist for %j: the daemon refuses names that are not on its list", (server) => {
    expect(deviceOrigin(server, "3777")).toBeUndefined();
  });

  it("is suggested from the first network of this machine", () => {
    const one = { netmask: "", mac: "", cidr: null };
    const loopback = { ...one, address: "127.0.0.1", family: "IPv4" as const, internal: true };
    const six = { ...one, address: "fd00::1", family: "IPv6" as const, internal: false, scopeid: 0 };
    const four = { ...one, address: "10.0.0.7", family: "IPv4" as const, internal: false };
    expect(ownAddress({ lo: [loopback], eth0: [six, four] })).toBe("10.0.0.7");
    const local = { ...six, address: "fe80::1" };
    expect(ownAddress({ lo: [loopback], eth0: [local, six] })).toBe("[fd00::1]");
    expect(ownAddress({ lo: [loopback] })).toBe("192.168.1.2");
  });
});
