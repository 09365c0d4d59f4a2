import { spawn } from "node:child_process";

/** How a program that is killed again and again came to its end. */
export interface KilledRun {
  /** How often it was killed before it ended by itself. */
  readonly kills: number;
  /** What its last run wrote to its standard output. */
  readonly output: string;
}

/**
 * Runs a program of Node's with SIGKILL so many milliseconds after its first output, again and again, until it ends by itself with 0.
 * Rejects when it ends with another code, or has been killed too often.
 */
export async function runKilled(
  program: string,
  environment: Readonly<Record<string, string>>,
  interval: (run: number) => number,
  mostKills = 1000,
): Promise<KilledRun> {
  for (let kills = 0; kills <= mostKills; kills++) {
    const child = spawn(process.execPath, ["--conditions=@db/source", program], {
      env: { ...process.env, NODE_OPTIONS: "", ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      // From when it is loaded, so that the time does not depend on how long that takes.
      timer ??= setTimeout(() => child.kill("SIGKILL"), interval(kills));
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit, by) => resolve([exit, by]));
    });
    clearTimeout(timer);
    if (code === 0) return { kills, output };
    if (signal !== "SIGKILL") throw new Error(`the program ended with ${code ?? signal}`);
  }
  throw new Error(`the program was killed ${mostKills} times and did not come to its end`);
}
