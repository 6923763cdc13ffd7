/** Where the parts of a channel report. Texts of people and tokens never go here. */
export type LogLevel = "info" | "warn" | "error";
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;
