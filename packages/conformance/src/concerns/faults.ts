import type { Kit } from "../kit.ts";

export function faults(_kit: Kit): void {}
