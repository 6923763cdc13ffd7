/**
 * Zod compiles its checks from text, which the policy of the office's pages forbids. Imported before the first schema.
 */
import { config } from "zod";

config({ jitless: true });
