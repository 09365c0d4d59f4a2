import pg from "pg";
import type { Contestant, User } from "../contestant.ts";

let pool: pg.Pool;

/** `pg` in the ordinary way: its pool, text and values at each call. The measure of all others. */
export const contestant: Contestant = {
  async open(place) {
    pool = new pg.Pool({ connectionString: place, max: 10 });
    await pool.query("select 1");
  },
  async point(id) {
    const { rows } = await pool.query<User>("select id, name, email, age from bench_users where id = $1", [id]);
    return rows[0] as User;
  },
  async many(from, count) {
    const { rows } = await pool.query<User>(
      "select id, name, email, age from bench_users where id >= $1 order by id limit $2",
      [from, count],
    );
    return rows;
  },
  close: () => pool.end(),
};
