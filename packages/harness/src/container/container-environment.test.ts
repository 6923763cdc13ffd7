import { expect, test } from "vitest";
import { containerEnvironment } from "./container-environment.js";

const CONFIG = ["CODEX_HOME", "/home/agent/.codex"] as const;

test("what describes the host stays outside, above all the way to a container runtime", () => {
  const host = {
    PATH: "/bin",
    HOME: "/home/me",
    USER: "me",
    SHELL: "/bin/sh",
    TMPDIR: "/tmp/x",
    CODEX_HOME: "/home/me/.codex",
    DOCKER_HOST: "unix:///run/docker.sock",
    CONTAINER_HOST: "x",
    XDG_RUNTIME_DIR: "/run/user/1",
    PODMAN_X: "x",
  };
  const { plain, secret } = containerEnvironment({ env: { ...host, KEY: "sk" }, config: CONFIG });
  expect(secret).toEqual({ KEY: "sk" });
  expect(plain).toEqual({ HOME: "/home/agent", IS_SANDBOX: "1", CODEX_HOME: "/home/agent/.codex" });
});

test("a value that only the agent may know is never public", () => {
  const env = { OPENAI_API_KEY: "sk-1", MY_PASSWORD: "hush", TINYAGI_MCP_TOKEN: "tagr_1" };
  const { plain, secret } = containerEnvironment({ env, config: CONFIG });
  expect(secret).toEqual(env);
  expect(JSON.stringify(plain)).not.toMatch(/sk-1|hush|tagr/);
});

test("with our proxy, an agent's own proxy and exceptions do not count", () => {
  const env = { HTTPS_PROXY: "http://me:pw@corp:3128", NO_PROXY: "*", no_proxy: "*" };
  const { plain, secret } = containerEnvironment({ env, config: CONFIG, proxyPort: 3128 });
  expect(plain).toMatchObject({
    HTTPS_PROXY: "http://127.0.0.1:3128",
    https_proxy: "http://127.0.0.1:3128",
    NO_PROXY: "127.84.65.71,localhost,127.0.0.1",
    no_proxy: "127.84.65.71,localhost,127.0.0.1",
  });
  expect(secret).toEqual({});
});
