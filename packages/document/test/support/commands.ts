import type { AnyDocument, DocumentDatabase } from "@db/core";
import { DatabaseError } from "@db/core";

/** The code that a command fails with; `undefined` when it succeeds. A fault of its first statement counts too. */
export async function codeOf(database: DocumentDatabase, command: AnyDocument): Promise<number | undefined> {
  try {
    const answer = await database.command(command);
    return (answer["writeErrors"] as { code: number }[] | undefined)?.[0]?.code;
  } catch (error) {
    if (!DatabaseError.is(error)) throw error;
    return error.nativeCode as number;
  }
}
