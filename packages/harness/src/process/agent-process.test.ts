import { testAgentProcesses } from "../fixtures/process-conformance.js";
import { createAgentProcesses } from "./agent-process.js";

const startProcess = createAgentProcesses();

testAgentProcesses(() => startProcess);
