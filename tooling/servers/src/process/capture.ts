import { spawn, type SpawnOptions } from "node:child_process";

/**
 * Runs a command to its end and returns its standard output.
 * Rejects, with the tail of what it printed, when it cannot be started or exits with another code than 0.
 */
export function capture(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let printed = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      printed += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? code}:\n${printed.slice(-2000).trim()}`));
    });
  });
}
