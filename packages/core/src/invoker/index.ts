/** Executes agents through their harness. */
export {
  createInvoker,
  type InvokeRequest,
  type InvokeResult,
  type Invoker,
  type InvokerOptions,
} from "./invoker.js";
export { type ResolvedProvider, resolveProvider } from "./provider.js";
