import { expect, it } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { engines } from "../../src/engines/index.ts";
import { describePrivateServer } from "../../src/jest.ts";
import { startPrivateServer } from "../../src/index.ts";
import { processTree } from "../../src/process/tree.ts";
import { ownProcesses } from "../../src/state.ts";

/** The state of each thread: `R` runs, `S` sleeps, `T` is stopped. */
function threadStates(pid: number): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
    return stat.charAt(stat.lastIndexOf(")") + 2);
  });
}

for (const engine of engines.filter(({ binaries }) => binaries !== undefined)) {
  await describePrivateServer(engine.name, `a private ${engine.title} server`, {}, (server) => {
    it("answers in the version the lab says", async () => {
      expect(await engine.probe(server().url)).toContain(server().version);
    });

    it("is known for its own by its processes' command lines", () => {
      const { pids, folder, url, version } = server();
      expect(ownProcesses({ title: engine.title, url, version, pids, folder })).toEqual(pids);
    });

    it("stands still as soon as it is paused, every thread of it", () => {
      for (let attempt = 0; attempt < 20; attempt++) {
        server().pause();
        const states = server().pids.flatMap((pid) => processTree(pid).flatMap(threadStates));
        server().resume();
        expect(new Set(states)).toEqual(new Set(process.platform === "linux" ? ["T"] : []));
      }
    });

    it("answers nothing while paused and goes on afterwards", async () => {
      server().pause();
      const answer = engine.probe(server().url).then(() => "answered");
      const silence = new Promise((resolve) => setTimeout(resolve, 500, "silent"));
      expect(await Promise.race([answer, silence])).toBe("silent");
      server().resume();
      expect(await answer).toBe("answered");
    });

    it("refuses connections once killed and comes back at the same URL", async () => {
      const { url } = server();
      await server().kill();
      await expect(engine.probe(url)).rejects.toThrow("ECONNREFUSED");
      await server().restart();
      expect(server().url).toBe(url);
      expect(await engine.probe(url)).toContain(server().version);
    });

    it("leaves neither process nor folder when it is stopped, twice", async () => {
      const other = await startPrivateServer(engine.name, { certificate: "none" });
      expect(existsSync(String(other?.folder))).toBe(true);
      await other?.stop();
      await other?.stop();
      expect(existsSync(String(other?.folder))).toBe(false);
      await expect(engine.probe(String(other?.url))).rejects.toThrow("ECONNREFUSED");
    });
  });
}
