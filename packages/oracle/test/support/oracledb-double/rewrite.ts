import { lexemesOf, type Lexeme } from "../../../src/lexemes.ts";
import { toH2 } from "./names.ts";

/** What a statement needs to know of the session it is rewritten for. */
export interface RewriteContext {
  /** What `sys_context('USERENV', name)` gives. */
  context(name: string): string | null;
}

/** A statement in H2's words. */
export interface Rewritten {
  readonly text: string;
  /** How many of the binds at the end are OUT parameters of `returning into`. */
  readonly outputs: number;
}

/**
 * Writes a statement of Oracle's in H2's words, where they differ: placeholders, names, `returning into`, the type `blob`,
 * quoted strings of another form, and `sys_context`. Everything else is H2's own Oracle mode.
 */
export function rewrite(text: string, session: RewriteContext): Rewritten {
  const lexemes = lexemesOf(text);
  const returning = findInto(lexemes);
  if (returning === undefined) return { text: write(text, lexemes, session), outputs: 0 };
  const [at, into] = returning;
  const first = lexemes.find(({ kind }) => kind === "word")?.text;
  const change = write(text, lexemes.slice(0, at), session).trimEnd();
  const list = lexemes.slice(at + 1, into);
  const before = lexemes.slice(0, at).filter(({ kind }) => kind === "placeholder").length;
  const columns = write(text, list, session, before).trim();
  const outputs = lexemes.slice(into + 1).filter(({ kind }) => kind === "placeholder").length;
  return { text: `select ${columns} from ${first === "delete" ? "old" : "final"} table (${change})`, outputs };
}

function findInto(lexemes: readonly Lexeme[]): readonly [at: number, into: number] | undefined {
  if (!["insert", "update", "delete", "merge"].includes(lexemes[0]?.text ?? "")) return undefined;
  const at = lexemes.findLastIndex(({ kind, text }) => kind === "word" && text === "returning");
  const into = lexemes.findLastIndex(({ kind, text }) => kind === "word" && text === "into");
  return at > 0 && into > at ? [at, into] : undefined;
}

function write(text: string, lexemes: readonly Lexeme[], session: RewriteContext, before = 0): string {
  const definition = ["create", "alter"].includes(lexemes[0]?.text ?? "");
  let written = "";
  let end = lexemes[0]?.start ?? 0;
  let places = before;
  for (let at = 0; at < lexemes.length; at++) {
    const lexeme = lexemes[at] as Lexeme;
    written += text.slice(end, lexeme.start);
    end = lexeme.end;
    if (lexeme.kind === "identifier") written += `"${toH2(lexeme.text.slice(1, -1))}"`;
    else if (lexeme.kind === "placeholder") written += `$${++places}`;
    else if (lexeme.kind === "string") written += plainString(lexeme.text);
    else if (lexeme.kind === "word" && lexeme.text === "blob" && definition) written += "varbinary(1000000000)";
    else if (lexeme.kind === "word" && lexeme.text === "sys_context") {
      // sys_context ( 'USERENV' , 'NAME' )
      const value = session.context((lexemes[at + 4]?.text ?? "").slice(1, -1));
      written += value === null ? "null" : `'${value.replaceAll("'", "''")}'`;
      at += 5;
      end = lexemes[at]?.end ?? end;
    } else written += text.slice(lexeme.start, lexeme.end);
  }
  return written;
}

function plainString(text: string): string {
  const other = /^n?q'(.)(.*).'$/is.exec(text);
  return other === null ? text : `'${(other[2] ?? "").replaceAll("'", "''")}'`;
}
