import type { Contestant } from "../../src/contestant.ts";
import { right } from "./contestants.ts";

export const contestant: Contestant = { ...right, open: () => Promise.reject(new TypeError("cannot be loaded")) };
