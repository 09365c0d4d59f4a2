import type { Kit } from "../kit.ts";

export function values(_kit: Kit): void {}
