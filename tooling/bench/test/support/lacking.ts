import type { Contestant } from "../../src/contestant.ts";
import { right } from "./contestants.ts";

export const contestant: Contestant = { open: right.open, close: right.close, lacks: { point: "it never learned to" } };
