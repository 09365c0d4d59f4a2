import { describe, expect, it } from "@jest/globals";
import { runCaptured } from "../../src/steps.ts";

const here = import.meta.dirname;

describe("a step", () => {
  it("gives the exit code and what was printed", async () => {
    const program = "console.log('said'); process.exitCode = 3;";
    expect(await runCaptured([process.execPath, "-e", program], here)).toEqual({ code: 3, output: "said\n" });
    expect((await runCaptured(["no-such-program"], here)).code).toBe(127);
  });

  it("that hangs is killed, with what it has started", async () => {
    const program = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      setInterval(() => {}, 1000);`;
    // It settles when the output ends, which the grandchild has open: only when that one is gone too.
    const { code, output } = await runCaptured([process.execPath, "-e", program], here, {}, 1500);
    expect(code).toBe(124);
    expect(output).toContain("killed: it had not ended after 1.5 s");
  });
});
