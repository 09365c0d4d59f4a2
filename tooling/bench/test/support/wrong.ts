import type { Contestant } from "../../src/contestant.ts";
import { userOf } from "../../src/rows.ts";
import { right } from "./contestants.ts";

export const contestant: Contestant = { ...right, point: (id) => ({ ...userOf(id), age: 1 }) };
