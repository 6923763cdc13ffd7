// A second process on the database, as a backup tool or a curious user would be.
// `exec <db> <sql>` runs SQL. `hold <db>` says "locked" once it has the write lock, keeps it until its input ends, and
// says at what time it gave it back.
import Database from "better-sqlite3";

const [action, path, argument] = process.argv.slice(2);
const db = new Database(path, { timeout: 5_000 });
if (action === "exec") {
  db.exec(argument);
  db.close();
} else {
  db.exec("BEGIN IMMEDIATE");
  process.stdout.write("locked\n");
  process.stdin.resume().once("end", () => {
    const releasedAt = Number(process.hrtime.bigint()) / 1e6;
    db.exec("ROLLBACK");
    db.close();
    process.stdout.write(`${releasedAt}\n`);
  });
}
