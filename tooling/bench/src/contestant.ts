/** A row of the bench's table. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
}

/** One way to use an engine; every contestant of an engine does the same work. */
export interface Contestant {
  /** Makes it ready; the table is there. */
  open(place: string): Promise<void>;
  /** One user by key. */
  point(id: number): Promise<User>;
  /** The users from one key on, so many. */
  many(from: number, count: number): Promise<readonly User[]>;
  close(): Promise<void>;
}
