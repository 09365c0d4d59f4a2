/** Runs a task with what it writes to the console and the standard error kept: some lexers complain there. */
export function complaints<T>(task: () => T): { readonly value: T; readonly written: readonly string[] } {
  const written: string[] = [];
  const { error } = console;
  const write = process.stderr.write.bind(process.stderr);
  console.error = (...words: unknown[]) => void written.push(words.join(" "));
  process.stderr.write = (text: unknown) => written.push(String(text)) > 0;
  try {
    return { value: task(), written };
  } finally {
    console.error = error;
    process.stderr.write = write;
  }
}
