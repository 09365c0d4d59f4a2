import type { Contestant } from "../../src/contestant.ts";
import { sequelizeContestant } from "./sequelize.ts";

/** Sequelize over mysql2. */
export const contestant: Contestant = sequelizeContestant({ dialect: "mysql", timezone: "+00:00" });
