/**
 * The program that an update starts in the version that it has fetched. Guarantees: exit code 0 means that a database can
 * be opened on this machine, whatever driver that version chooses; it prints which one.
 */
import { openSqlite, sqliteDriver } from "./sqlite.js";

openSqlite(":memory:").close();
process.stdout.write(`${JSON.stringify(sqliteDriver())}\n`);
