/**
 * Predicts whether the kernel can start a program, by the rules of `execvp`. It may say yes for a program that fails, but
 * never no for one that works.
 */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Program } from "./containment-contract.js";

/** Where `execvp` looks without a PATH. */
const DEFAULT_PATH = "/bin:/usr/bin";
/** Length of an interpreter line that the kernel reads. */
const HEAD_BYTES = 256;
const INTERPRETER = /^#![ \t]*([^ \t\n\0]+)/;

/** True if the program exists and can be executed, and so can the interpreter of a script. */
export function canStart({ command, env, cwd }: Pick<Program, "command" | "env" | "cwd">): boolean {
  if (command === "") return false;
  const files = command.includes("/")
    ? [command]
    : (env.PATH ?? DEFAULT_PATH).split(":").map((folder) => `${folder === "" ? "." : folder}/${command}`);
  const file = files.map((path) => resolve(cwd, path)).find(isExecutable);
  if (file === undefined) return false;
  const interpreter = INTERPRETER.exec(headOf(file))?.[1];
  return interpreter === undefined || isExecutable(resolve(cwd, interpreter));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function headOf(file: string): string {
  try {
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return bytes.toString("latin1", 0, readSync(descriptor, bytes, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return ""; // A program may be executable but not readable. Then it is not a script.
  }
}
