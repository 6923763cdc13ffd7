/** Secrets in the settings. */
import { z } from "zod";

/** A value, or `env:NAME`, or `file:/absolute/path`. */
export const secretSchema = z.string().max(10_000);
