import type { Contestant } from "../../src/contestant.ts";
import { sequelizeContestant } from "./sequelize.ts";

/** Sequelize over `pg`. */
export const contestant: Contestant = sequelizeContestant({ dialect: "postgres" });
