/** The conformance suites of agent processes and of connections, through the agent host. */
import { afterAll, beforeAll } from "vitest";
import { testConnections } from "../fixtures/connection-conformance.js";
import { testAgentProcesses } from "../fixtures/process-conformance.js";
import { startTestHost, type TestHost } from "../fixtures/test-host.js";

let host: TestHost;

beforeAll(async () => {
  host = await startTestHost();
  await host.ready;
});
afterAll(() => host[Symbol.asyncDispose]());

testAgentProcesses(() => host.startProcess);
testConnections(() => host.keepProcess);
