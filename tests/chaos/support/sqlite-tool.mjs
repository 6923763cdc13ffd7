// A second process on the database, as a backup tool or a curious user would be.
// `exec <db> <sql>` runs SQL; `hold <db> <ms>` says "locked" once it has the write lock and keeps it that long.
import Database from "better-sqlite3";

const [action, path, argument] = process.argv.slice(2);
const db = new Database(path, { timeout: 5_000 });
if (action === "exec") {
  db.exec(argument);
  db.close();
} else {
  db.exec("BEGIN IMMEDIATE");
  process.stdout.write("locked\n");
  setTimeout(() => {
    db.exec("ROLLBACK");
    db.close();
  }, Number(argument));
}
